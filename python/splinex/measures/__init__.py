"""Quantities of a whole network on a domain, from all its regions."""

from splinex.measures.lipschitz import LipschitzConstant, lipschitz_constant

__all__ = ["LipschitzConstant", "lipschitz_constant"]
