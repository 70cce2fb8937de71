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
from splinex.errors import InputError, MemoryLimitError, SplinexError, StorageError
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
    from splinex import convexity, geometry, nn, per_input, soft_vq, zoo
    from splinex.convexity.class_statement import convex_for_every_bias
    from splinex.convexity.deciding import verify_convexity
    from splinex.convexity.to_cvxpy import to_cvxpy
    from splinex.convexity.verdict import ConvexityVerdict
    from splinex.decision.boundary import DecisionBoundary, decision_boundary
    from splinex.decision.cell_distance import CellDistance, CellDistances, distance_to_boundary
    from splinex.decision.robust import RobustRadii, RobustRadius, robust_radius
    from splinex.geometry import Geometry
    from splinex.learning.animation import animate
    from splinex.learning.record import Track
    from splinex.learning.tracker import Tracker
    from splinex.learning.tracking import track
    from splinex.long_runs.estimate import Estimate, estimate_regions
    from splinex.long_runs.executors import ExecutorError
    from splinex.long_runs.resume import resume
    from splinex.measures.integrate import Integral, integrate
    from splinex.measures.lipschitz import LipschitzConstant, lipschitz_constant
    from splinex.measures.measure import Measures, measure
    from splinex.measures.output_range import OutputRange, output_range
    from splinex.measures.reachable_set import ReachableSet, reachable_set
    from splinex.measures.region_statistics import RegionStatistics, region_statistics
    from splinex.measures.unit_states import UnitStates, unit_states
    from splinex.per_input.memorisation import Memorisation, memorisation
    from splinex.per_input.neighbours import PartitionNeighbours, nearest_by_partition
    from splinex.per_input.orthogonality import Orthogonality, orthogonality
    from splinex.per_input.partition_distance import PartitionMetric, partition_distance
    from splinex.per_input.templates import Templates, templates
    from splinex.per_input.torch_orthogonality import orthogonality_penalty
    from splinex.plotting.cells import plot_cells
    from splinex.plotting.counts_figure import plot_counts
    from splinex.plotting.interactive import plot_interactive
    from splinex.plotting.layers_figure import plot_layers
    from splinex.plotting.nearest import plot_nearest
    from splinex.plotting.signed_images import plot_images
    from splinex.plotting.slice_figure import plot_slice
    from splinex.plotting.surface import plot_surface
    from splinex.plotting.template_images import plot_templates
    from splinex.plotting.training_figure import plot_training
    from splinex.proofs import check_certificate, write_certificate
    from splinex.reporting.report import report
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
    "CellDistance",
    "CellDistances",
    "ConvexityVerdict",
    "DecisionBoundary",
    "Estimate",
    "ExecutorError",
    "Facets",
    "Geometry",
    "HalfSpaces",
    "InputError",
    "Integral",
    "Layer",
    "LayerCount",
    "LayerCounts",
    "LipschitzConstant",
    "LowerBounds",
    "MaxAffineFit",
    "MaxAffineSpline",
    "Measures",
    "Memorisation",
    "MemoryLimitError",
    "Network",
    "Orthogonality",
    "OutputRange",
    "Partition",
    "PartitionMetric",
    "PartitionNeighbours",
    "Polytope",
    "PowerDiagram",
    "Progress",
    "ReachableSet",
    "Region",
    "RegionCount",
    "RegionStatistics",
    "RobustRadii",
    "RobustRadius",
    "Segment",
    "Slice",
    "SplinexError",
    "Stats",
    "StorageError",
    "Templates",
    "TheoremReport",
    "Track",
    "Tracker",
    "UnitStates",
    "UpperBounds",
    "VoronoiTest",
    "__version__",
    "animate",
    "arrangement",
    "as_maso",
    "check_certificate",
    "convex_extension",
    "convex_for_every_bias",
    "convexity",
    "count_all",
    "count_regions",
    "decision_boundary",
    "distance_to_boundary",
    "enumerate_regions",
    "estimate_regions",
    "fit_convex",
    "fit_max_affine",
    "from_keras",
    "from_sklearn",
    "from_torch",
    "geometry",
    "integrate",
    "iter_regions",
    "lipschitz_constant",
    "load",
    "load_domain",
    "load_vnnlib",
    "lower_bounds",
    "measure",
    "memorisation",
    "nearest_by_partition",
    "nn",
    "open_partition",
    "orthogonality",
    "orthogonality_penalty",
    "output_range",
    "partition_distance",
    "per_input",
    "plot",
    "plot_cells",
    "plot_counts",
    "plot_images",
    "plot_interactive",
    "plot_layers",
    "plot_nearest",
    "plot_slice",
    "plot_surface",
    "plot_templates",
    "plot_training",
    "reachable_set",
    "region_statistics",
    "report",
    "resume",
    "robust_radius",
    "soft_vq",
    "templates",
    "to_cvxpy",
    "track",
    "unit_states",
    "upper_bounds",
    "verify_convexity",
    "verify_theorems",
    "write_certificate",
    "zoo",
]


_LATER = {
    "CellDistance": "splinex.decision.cell_distance",
    "CellDistances": "splinex.decision.cell_distance",
    "ConvexityVerdict": "splinex.convexity.verdict",
    "DecisionBoundary": "splinex.decision.boundary",
    "Estimate": "splinex.long_runs.estimate",
    "ExecutorError": "splinex.long_runs.executors",
    "Geometry": "splinex.geometry",
    "Integral": "splinex.measures.integrate",
    "LipschitzConstant": "splinex.measures.lipschitz",
    "MASO": "splinex.splines.maso",
    "MaxAffineFit": "splinex.splines.fitting",
    "MaxAffineSpline": "splinex.splines.max_affine",
    "Measures": "splinex.measures.measure",
    "Memorisation": "splinex.per_input.memorisation",
    "Orthogonality": "splinex.per_input.orthogonality",
    "OutputRange": "splinex.measures.output_range",
    "PartitionMetric": "splinex.per_input.partition_distance",
    "PartitionNeighbours": "splinex.per_input.neighbours",
    "PowerDiagram": "splinex.splines.power_diagram",
    "ReachableSet": "splinex.measures.reachable_set",
    "RegionStatistics": "splinex.measures.region_statistics",
    "RobustRadii": "splinex.decision.robust",
    "RobustRadius": "splinex.decision.robust",
    "Templates": "splinex.per_input.templates",
    "TheoremReport": "splinex.theorems",
    "Track": "splinex.learning.record",
    "Tracker": "splinex.learning.tracker",
    "UnitStates": "splinex.measures.unit_states",
    "VoronoiTest": "splinex.splines.voronoi",
    "animate": "splinex.learning.animation",
    "as_maso": "splinex.splines.layers_as_maso",
    "check_certificate": "splinex.proofs",
    "convex_extension": "splinex.splines.convex_data",
    "convex_for_every_bias": "splinex.convexity.class_statement",
    "decision_boundary": "splinex.decision.boundary",
    "distance_to_boundary": "splinex.decision.cell_distance",
    "estimate_regions": "splinex.long_runs.estimate",
    "fit_convex": "splinex.splines.convex_data",
    "fit_max_affine": "splinex.splines.fitting",
    "integrate": "splinex.measures.integrate",
    "lipschitz_constant": "splinex.measures.lipschitz",
    "measure": "splinex.measures.measure",
    "memorisation": "splinex.per_input.memorisation",
    "nearest_by_partition": "splinex.per_input.neighbours",
    "orthogonality": "splinex.per_input.orthogonality",
    "orthogonality_penalty": "splinex.per_input.torch_orthogonality",
    "output_range": "splinex.measures.output_range",
    "partition_distance": "splinex.per_input.partition_distance",
    "plot_cells": "splinex.plotting.cells",
    "plot_counts": "splinex.plotting.counts_figure",
    "plot_images": "splinex.plotting.signed_images",
    "plot_interactive": "splinex.plotting.interactive",
    "plot_layers": "splinex.plotting.layers_figure",
    "plot_nearest": "splinex.plotting.nearest",
    "plot_slice": "splinex.plotting.slice_figure",
    "plot_surface": "splinex.plotting.surface",
    "plot_templates": "splinex.plotting.template_images",
    "plot_training": "splinex.plotting.training_figure",
    "reachable_set": "splinex.measures.reachable_set",
    "region_statistics": "splinex.measures.region_statistics",
    "report": "splinex.reporting.report",
    "resume": "splinex.long_runs.resume",
    "robust_radius": "splinex.decision.robust",
    "templates": "splinex.per_input.templates",
    "to_cvxpy": "splinex.convexity.to_cvxpy",
    "track": "splinex.learning.tracking",
    "unit_states": "splinex.measures.unit_states",
    "verify_convexity": "splinex.convexity.deciding",
    "verify_theorems": "splinex.theorems",
    "write_certificate": "splinex.proofs",
}


def __getattr__(name: str) -> Any:
    """What is imported when it is first used: `splinex.nn` and `splinex.zoo` need scipy.sparse, which takes a while."""
    from importlib import import_module

    if name in ("convexity", "geometry", "nn", "per_input", "soft_vq", "zoo"):
        return import_module(f"splinex.{name}")
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'splinex' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
