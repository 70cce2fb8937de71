"""Volumes and largest balls of all regions, in floats."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.arrays import readonly
from splinex.options import thread_count
from splinex.progress import Progress, reporting

if TYPE_CHECKING:
    from splinex.geometry.geometry import Geometry

__all__ = ["balls", "embedded", "hull", "volumes"]

Floats = NDArray[np.float64]


def volumes(geometry: "Geometry") -> tuple[Floats, Floats, Floats]:
    """Of every region, a bound on the error, and weights of vertices; see `Geometry.volumes` and `vertex_weights`."""
    vertices, columns = geometry.vertices, list(geometry.measured)
    if not columns:
        n = len(geometry)
        return readonly(np.ones(n)), readonly(np.zeros(n)), readonly(np.ones(n))
    with _heard(geometry) as report:
        values, errors, weights = _core.volumes(
            np.ascontiguousarray(vertices.values[:, columns]),
            np.ascontiguousarray(vertices.starts[1:]),
            np.ascontiguousarray(vertices.facets.starts[1:]),
            vertices.facets.values,
            geometry.bounded,
            threads=thread_count(geometry.threads),
            report=report,
        )
    return values, errors, weights


def balls(geometry: "Geometry", spacious: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Centres and radii; see `Geometry.chebyshev_balls`."""
    columns = list(geometry.measured)
    A, b = geometry.halfspaces
    points = geometry.partition.points
    with _heard(geometry) as report:
        centres, radii = _core.balls(
            np.ascontiguousarray(np.column_stack([A[:, columns], b])),
            np.ascontiguousarray(geometry.halfspaces.starts[1:]),
            np.ascontiguousarray(points[:, columns]),
            spacious,
            threads=thread_count(geometry.threads),
            report=report,
        )
    return embedded(geometry, centres), radii


def embedded(geometry: "Geometry", points: Floats) -> Floats:
    """All coordinates of points given by those that are measured."""
    matrix, constant = hull(geometry)
    if len(geometry.measured) == len(constant):
        return points
    result = points @ matrix.T + constant
    result[:, list(geometry.measured)] = points
    return readonly(result)


def hull(geometry: "Geometry") -> tuple[Floats, Floats]:
    """The domain's affine hull as {E y + e}, y the coordinates that are measured: float64, correctly rounded."""
    columns, numerators, denominator = geometry._hull
    rows = np.array([_quotient(value, denominator) for value in numerators]).reshape(-1, len(columns) + 1)
    return rows[:, :-1], rows[:, -1]


@contextmanager
def _heard(geometry: "Geometry") -> Iterator[Callable[[float, int], object] | None]:
    begun = time.perf_counter()
    with reporting(geometry.progress) as report:

        def heard(fraction: float, regions: int) -> None:
            assert report is not None
            report(Progress(fraction, regions, time.perf_counter() - begun))

        yield heard if report else None
        if report:
            report(Progress(1.0, len(geometry), time.perf_counter() - begun))


def _quotient(numerator: int, denominator: int) -> float:
    try:
        return numerator / denominator
    except OverflowError:
        return math.copysign(math.inf, numerator)
