"""All linear regions of a ReLU network, exactly: every decision proven.

Examples
--------
>>> import splinex as sx
>>> net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])])  # |x|
>>> sx.count_regions(net, sx.Box(-1, 1)).total
2
"""

from splinex._core import __version__
from splinex.counting import count_regions
from splinex.domains import Box
from splinex.enumeration import enumerate_regions, iter_regions
from splinex.errors import InputError, MemoryLimitError, SplinexError
from splinex.exact import AffineMap, HalfSpaces
from splinex.formats import load
from splinex.layer import Layer
from splinex.network import Network, arrangement
from splinex.partition import Partition
from splinex.progress import Progress
from splinex.region import Region
from splinex.results import LayerCount, RegionCount, Stats

__all__ = [
    "AffineMap",
    "Box",
    "HalfSpaces",
    "InputError",
    "Layer",
    "LayerCount",
    "MemoryLimitError",
    "Network",
    "Partition",
    "Progress",
    "Region",
    "RegionCount",
    "SplinexError",
    "Stats",
    "__version__",
    "arrangement",
    "count_regions",
    "enumerate_regions",
    "iter_regions",
    "load",
]
