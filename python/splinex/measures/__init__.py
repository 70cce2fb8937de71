"""Quantities of a whole network on a domain, from all its regions."""

from splinex.measures.integrate import Integral, integrate
from splinex.measures.lipschitz import LipschitzConstant, lipschitz_constant
from splinex.measures.measure import Measures, measure
from splinex.measures.output_range import OutputRange, output_range
from splinex.measures.reachable_set import ReachableSet, reachable_set
from splinex.measures.region_statistics import RegionStatistics, region_statistics
from splinex.measures.unit_states import UnitStates, unit_states

__all__ = [
    "Integral",
    "LipschitzConstant",
    "Measures",
    "OutputRange",
    "ReachableSet",
    "RegionStatistics",
    "UnitStates",
    "integrate",
    "lipschitz_constant",
    "measure",
    "output_range",
    "reachable_set",
    "region_statistics",
    "unit_states",
]
