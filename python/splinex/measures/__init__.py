"""Quantities of a whole network on a domain, from all its regions."""

from splinex.measures.lipschitz import LipschitzConstant, lipschitz_constant
from splinex.measures.output_range import OutputRange, output_range

__all__ = ["LipschitzConstant", "OutputRange", "lipschitz_constant", "output_range"]
