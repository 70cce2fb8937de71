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
from splinex.count_all import AllCounts, LayerCounts, count_all
from splinex.counting import count_regions
from splinex.domains import Box, Polytope, Segment, Slice
from splinex.domains.json_files import load_domain
from splinex.domains.vnnlib_files import load_vnnlib
from splinex.enumeration import enumerate_regions, iter_regions
from splinex.errors import InputError, MemoryLimitError, SplinexError
from splinex.exact import AffineMap, HalfSpaces
from splinex.formats import load
from splinex.hyperplanes import arrangement
from splinex.importers.keras_import import from_keras
from splinex.importers.sklearn_import import from_sklearn
from splinex.importers.torch_import import from_torch
from splinex.layer import Layer
from splinex.network import Network
from splinex.partitions.facets import Facets
from splinex.partitions.npz_files import open_partition
from splinex.partitions.partition import Partition
from splinex.plotting import plot
from splinex.progress import Progress
from splinex.region import Region
from splinex.results import LayerCount, RegionCount, Stats

if TYPE_CHECKING:
    from splinex import convexity, nn, zoo
    from splinex.convexity.class_statement import convex_for_every_bias
    from splinex.convexity.deciding import verify_convexity
    from splinex.convexity.to_cvxpy import to_cvxpy
    from splinex.convexity.verdict import ConvexityVerdict
    from splinex.long_runs.estimate import Estimate, estimate_regions
    from splinex.long_runs.executors import ExecutorError
    from splinex.long_runs.resume import resume
    from splinex.proofs import check_certificate, write_certificate
    from splinex.splines.convex_data import convex_extension, fit_convex
    from splinex.splines.fitting import MaxAffineFit, fit_max_affine
    from splinex.splines.layers_as_maso import as_maso
    from splinex.splines.maso import MASO
    from splinex.splines.max_affine import MaxAffineSpline
    from splinex.splines.power_diagram import PowerDiagram
    from splinex.splines.voronoi import VoronoiTest
    from splinex.theorems import TheoremReport, verify_theorems

__all__ = [
    "MASO",
    "AffineMap",
    "AllCounts",
    "Box",
    "ConvexityVerdict",
    "Estimate",
    "ExecutorError",
    "Facets",
    "HalfSpaces",
    "InputError",
    "Layer",
    "LayerCount",
    "LayerCounts",
    "LowerBounds",
    "MaxAffineFit",
    "MaxAffineSpline",
    "MemoryLimitError",
    "Network",
    "Partition",
    "Polytope",
    "PowerDiagram",
    "Progress",
    "Region",
    "RegionCount",
    "Segment",
    "Slice",
    "SplinexError",
    "Stats",
    "TheoremReport",
    "UpperBounds",
    "VoronoiTest",
    "__version__",
    "arrangement",
    "as_maso",
    "check_certificate",
    "convex_extension",
    "convex_for_every_bias",
    "convexity",
    "count_all",
    "count_regions",
    "enumerate_regions",
    "estimate_regions",
    "fit_convex",
    "fit_max_affine",
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
    "resume",
    "to_cvxpy",
    "upper_bounds",
    "verify_convexity",
    "verify_theorems",
    "write_certificate",
    "zoo",
]


_LATER = {
    "Estimate": "splinex.long_runs.estimate",
    "ExecutorError": "splinex.long_runs.executors",
    "ConvexityVerdict": "splinex.convexity.verdict",
    "TheoremReport": "splinex.theorems",
    "MASO": "splinex.splines.maso",
    "MaxAffineFit": "splinex.splines.fitting",
    "MaxAffineSpline": "splinex.splines.max_affine",
    "PowerDiagram": "splinex.splines.power_diagram",
    "VoronoiTest": "splinex.splines.voronoi",
    "as_maso": "splinex.splines.layers_as_maso",
    "check_certificate": "splinex.proofs",
    "convex_extension": "splinex.splines.convex_data",
    "convex_for_every_bias": "splinex.convexity.class_statement",
    "estimate_regions": "splinex.long_runs.estimate",
    "fit_convex": "splinex.splines.convex_data",
    "fit_max_affine": "splinex.splines.fitting",
    "resume": "splinex.long_runs.resume",
    "to_cvxpy": "splinex.convexity.to_cvxpy",
    "verify_convexity": "splinex.convexity.deciding",
    "verify_theorems": "splinex.theorems",
    "write_certificate": "splinex.proofs",
}


def __getattr__(name: str) -> Any:
    """What is imported when it is first used: `splinex.nn` and `splinex.zoo` need scipy.sparse, which takes a while."""
    from importlib import import_module

    if name in ("convexity", "nn", "zoo"):
        return import_module(f"splinex.{name}")
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'splinex' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
