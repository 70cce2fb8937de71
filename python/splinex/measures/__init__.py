"""Quantities of a whole network on a domain, from all its regions."""

from splinex.measures.lipschitz import LipschitzConstant, lipschitz_constant
from splinex.measures.output_range import OutputRange, output_range
from splinex.measures.unit_states import UnitStates, unit_states

__all__ = ["LipschitzConstant", "OutputRange", "UnitStates", "lipschitz_constant", "output_range", "unit_states"]
