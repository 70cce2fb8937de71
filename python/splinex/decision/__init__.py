"""The decisions of a classifier: where they change, and how far a point is from there."""

from splinex.decision.boundary import DecisionBoundary, TieRegions, decision_boundary
from splinex.decision.cell_distance import CellDistance, CellDistances, distance_to_boundary
from splinex.decision.piece import BoundaryPiece
from splinex.decision.robust import RobustRadii, RobustRadius, robust_radius
from splinex.decision.segments import BoundarySegments

__all__ = [
    "BoundaryPiece",
    "BoundarySegments",
    "CellDistance",
    "CellDistances",
    "DecisionBoundary",
    "RobustRadii",
    "RobustRadius",
    "TieRegions",
    "decision_boundary",
    "distance_to_boundary",
    "robust_radius",
]
