"""All linear regions of a piecewise-linear network, exactly: every decision proven.

Examples
--------
>>> import splinex as sx
>>> net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])])  # |x|
>>> sx.count_regions(net, sx.Box(-1, 1)).total
2
"""

from typing import TYPE_CHECKING, Any

from splinex._core import __version__
from splinex.bounds import LowerBounds, UpperBounds, lower_bounds, upper_bounds
from splinex.counting import count_regions
from splinex.domains import Box, Polytope, Segment, Slice
from splinex.domains.json_files import load_domain
from splinex.domains.vnnlib_files import load_vnnlib
from splinex.enumeration import enumerate_regions, iter_regions
from splinex.errors import InputError, MemoryLimitError, SplinexError
from splinex.exact import AffineMap, HalfSpaces
from splinex.formats import load
from splinex.importers.keras_import import from_keras
from splinex.importers.sklearn_import import from_sklearn
from splinex.importers.torch_import import from_torch
from splinex.layer import Layer
from splinex.network import Network, arrangement
from splinex.partitions.facets import Facets
from splinex.partitions.npz_files import open_partition
from splinex.partitions.partition import Partition
from splinex.plotting import plot
from splinex.progress import Progress
from splinex.region import Region
from splinex.results import LayerCount, RegionCount, Stats

if TYPE_CHECKING:
    from splinex import nn, zoo

__all__ = [
    "AffineMap",
    "Box",
    "Facets",
    "HalfSpaces",
    "InputError",
    "Layer",
    "LayerCount",
    "LowerBounds",
    "MemoryLimitError",
    "Network",
    "Partition",
    "Polytope",
    "Progress",
    "Region",
    "RegionCount",
    "Segment",
    "Slice",
    "SplinexError",
    "Stats",
    "UpperBounds",
    "__version__",
    "arrangement",
    "count_regions",
    "enumerate_regions",
    "from_keras",
    "from_sklearn",
    "from_torch",
    "iter_regions",
    "load",
    "load_domain",
    "load_vnnlib",
    "lower_bounds",
    "nn",
    "open_partition",
    "plot",
    "upper_bounds",
    "zoo",
]


def __getattr__(name: str) -> Any:
    """`splinex.nn` and `splinex.zoo` are imported when they are first used: scipy.sparse takes a while."""
    if name in ("nn", "zoo"):
        from importlib import import_module

        return import_module(f"splinex.{name}")
    raise AttributeError(f"module 'splinex' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
