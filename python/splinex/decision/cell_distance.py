"""How far a point is from the boundary of its own region."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_points
from splinex.convexity.exact_points import IntegerRow
from splinex.decision.affine_hull import AffineHull
from splinex.decision.cell_rows import Origin
from splinex.decision.nearest.norms import Norm, as_norm, lower_bound, root, rounded
from splinex.decision.nearest.polyhedron import Polyhedron
from splinex.decision.neighbours import Cells
from splinex.domains import Domain
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.progress import Progress, ProgressOption, check_progress, reporting
from splinex.restriction import restrict

__all__ = ["CellDistance", "CellDistances", "distance_to_boundary"]


@dataclass(frozen=True, slots=True, eq=False)
class CellDistance:
    """The distance of a point from the boundary of its region.

    Attributes
    ----------
    distance : float
        The float64 nearest to it, with p = 2 up to one unit in the last place; infinite when there is no boundary.
    exact : Fraction or None
        The distance with p = 1 or infinity; None with p = 2, and when it is infinite.
    squared : Fraction or None
        The square of the distance with p = 2; None otherwise, and when it is infinite.
    unit : int
        The unit that switches at the nearest boundary, counted as in `Network.pattern`, of several the first; -1 when that is
        a side of the domain, or when there is no boundary.
    """

    distance: float
    exact: Fraction | None
    squared: Fraction | None
    unit: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CellDistances:
    """Distances of several points, in their order: ``len``, iteration and an index give them one by one."""

    _each: tuple[CellDistance, ...]

    def __len__(self) -> int:
        return len(self._each)

    def __getitem__(self, i: int) -> CellDistance:
        return self._each[i]

    def __iter__(self) -> Iterator[CellDistance]:
        return iter(self._each)

    def __repr__(self) -> str:
        least = f", the least {self.distance.min():.6g}" if self._each else ""
        return f"CellDistances({len(self)} points{least})"

    @property
    def distance(self) -> NDArray[np.float64]:
        """The distances (n,), rounded."""
        return np.array([one.distance for one in self._each], dtype=np.float64)

    @property
    def unit(self) -> NDArray[np.int64]:
        """The units that are nearest (n,)."""
        return np.array([one.unit for one in self._each], dtype=np.int64)


def distance_to_boundary(
    net: NetworkLike,
    x: ArrayLike,
    *,
    p: float = 2,
    domain: Domain = None,
    sides: bool = True,
    progress: ProgressOption = None,
) -> CellDistance | CellDistances:
    """How far points are from the boundary of their activation region, in a p-norm: exact.

    The region is where all rows of its units, and of the domain, hold. Its complement is the union of the half-spaces
    beyond them, so its distance is the least of theirs: ``|a x + c| / |a|_q`` with q dual to p. Rows that are redundant
    for the region do no harm: what is beyond them is outside as well (THEORY 6.3).

    Parameters
    ----------
    net : NetworkLike
    x : array_like of float, (d,) or (n, d)
        In the domain, in its coordinates; distances are in these, too. A point that several regions share has distance 0.
    p : 1, 2 or infinity
    domain : Box, Polytope, Segment, Slice or None
        Distances are within it: in a box with sides of no width these do not move.
    sides : bool
        Whether the sides of the domain bound regions.
    progress
        As for `count_regions`; the fraction is that of the points.

    Returns
    -------
    CellDistance, or CellDistances for points of shape (n, d)

    Raises
    ------
    InputError
        For a point outside the domain, and for another p.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.arrangement([[3, 4], [1, 0]], [-10, 0])  # 3 x + 4 y = 10 and x = 0
    >>> near = sx.distance_to_boundary(net, [1, 1])
    >>> near.distance, near.squared, near.unit
    (0.6, Fraction(9, 25), 0)
    >>> sx.distance_to_boundary(net, [[1, 1], [-0.125, 9]], p=float("inf")).unit.tolist()
    [0, 1]
    """
    norm = as_norm(p)
    network = restrict(as_network(net), domain)
    points, single = as_points(x, network.n_inputs)
    origins = [Origin(network, domain, point) for point in points]
    for i, origin in enumerate(origins):
        if not origin.inside():
            raise InputError(f"x{'' if single else f'[{i}]'} = {points[i].tolist()} lies outside the domain {domain}")
    hull = AffineHull.of(domain, network.n_inputs)
    begun, found = time.perf_counter(), []
    with reporting(check_progress(progress)) as report:
        for origin in origins:
            found.append(_distance(origin, norm, hull, sides))
            if report:
                report(Progress(len(found) / len(origins), len(found), time.perf_counter() - begun))
    return found[0] if single else CellDistances(tuple(found))


def _distance(origin: Origin, norm: Norm, hull: AffineHull, sides: bool) -> CellDistance:
    bits, _ = Cells(origin, 0.0).first()
    walls = origin.walls(bits) + [(row, -1) for row in origin.sides if sides]
    least: tuple[Fraction, int] | None = None
    for row, unit in walls:
        value = _beyond(row, norm, hull)
        if value is not None and (least is None or value < least[0]):
            least = value, unit
    if least is None:
        return CellDistance(math.inf, None, None, -1)
    value, unit = least
    if norm == "2":
        return CellDistance(root(value), None, value, unit)
    return CellDistance(rounded(value), value, None, unit)


def _beyond(row: IntegerRow, norm: Norm, hull: AffineHull) -> Fraction | None:
    """The measure of the nearest point with a u >= b in the affine hull; None where a is constant on it."""
    if not any(hull.reduced(row)[:-1]):
        return None
    other = tuple(-a for a in row)
    if not hull.equations:
        return lower_bound(other, norm)
    kept = [(*(sign * a for a in equation[:-1]), 0) for equation in hull.equations for sign in (1, -1)]
    nearest = Polyhedron.of([other, *kept], len(row) - 1).nearest(norm)
    assert nearest is not None, "a function that is not constant takes every value"
    return nearest.value
