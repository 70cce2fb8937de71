"""How far a point may move before a classifier decides otherwise: the exact robust radius."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_points, readonly
from splinex.decision.adversarial import reach_of_another_class
from splinex.decision.ball_walk import BallWalk
from splinex.decision.cell_rows import Origin
from splinex.decision.classes import classifier
from splinex.decision.nearest.norms import Norm, as_norm, root, rounded
from splinex.decision.neighbours import Cells
from splinex.domains import Domain
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.options import check_index, positive_integer
from splinex.progress import Progress, ProgressOption, check_progress, reporting
from splinex.restriction import core_domain, restrict

__all__ = ["RobustRadii", "RobustRadius", "robust_radius"]


@dataclass(frozen=True, slots=True, eq=False)
class RobustRadius:
    """The distance of a point from the nearest one at which another class is at least as large as its label.

    Attributes
    ----------
    label : int
        The class that must not lose.
    radius : float
        The float64 nearest to the distance, with p = 2 up to one unit in the last place; infinite when there is no such point
        in the domain.
    exact : Fraction or None
        The distance with p = 1 or infinity; None with p = 2, and when it is infinite.
    squared : Fraction or None
        The square of the distance with p = 2; None otherwise, and when it is infinite.
    closest : ndarray of float64, (d,)
        A nearest point, each coordinate the float64 nearest to the exact one; nan when there is none.
    closest_exact : tuple of Fraction or None
        The same point, exactly.
    other : int
        The class that is at least as large there, of several the first; -1 when there is none.
    regions : int
        How many regions of the network were looked at.
    """

    label: int
    radius: float
    exact: Fraction | None
    squared: Fraction | None
    closest: NDArray[np.float64]
    closest_exact: tuple[Fraction, ...] | None
    other: int
    regions: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RobustRadii:
    """Robust radii of several points, in their order.

    ``len(radii)``, ``for one in radii`` and ``radii[i]`` give them one by one.
    """

    _each: tuple[RobustRadius, ...]
    _dimension: int

    def __len__(self) -> int:
        return len(self._each)

    def __getitem__(self, i: int) -> RobustRadius:
        return self._each[i]

    def __iter__(self) -> Iterator[RobustRadius]:
        return iter(self._each)

    def __repr__(self) -> str:
        least = f", the least {self.radius.min():.6g}" if self._each else ""
        return f"RobustRadii({len(self)} points{least})"

    @property
    def radius(self) -> NDArray[np.float64]:
        """The distances (n,), rounded."""
        return np.array([one.radius for one in self._each], dtype=np.float64)

    @property
    def label(self) -> NDArray[np.int64]:
        """The classes that must not lose (n,)."""
        return np.array([one.label for one in self._each], dtype=np.int64)

    @property
    def other(self) -> NDArray[np.int64]:
        """The classes at the nearest points (n,), -1 where there are none."""
        return np.array([one.other for one in self._each], dtype=np.int64)

    @property
    def closest(self) -> NDArray[np.float64]:
        """The nearest points (n, d), rounded; nan where there are none."""
        return np.array([one.closest for one in self._each], dtype=np.float64).reshape(-1, self._dimension)


def robust_radius(
    net: NetworkLike,
    x: ArrayLike,
    *,
    p: float = 2,
    domain: Domain = None,
    label: ArrayLike | None = None,
    threshold: float = 0.0,
    progress: ProgressOption = None,
    max_regions: int | None = None,
) -> RobustRadius | RobustRadii:
    """How far points may move, in a p-norm, before another class is at least as large as their label: exact.

    That is the distance from x to the closed set {y in the domain : f_c(y) >= f_label(y) for another class c}. At all nearer
    points the label alone is largest. A point at which it is not has radius 0.

    Parameters
    ----------
    net
        A network with several outputs, of which the largest decides, or with one, which decides by a threshold.
    x : array_like of float, (d,) or (n, d)
        In the domain, in its coordinates; distances are in these, too.
    p : 1, 2 or infinity
    domain : Box, Polytope, Segment, Slice or None
        Where the other points are looked for.
    label : int or array_like of int, (n,), optional
        By default the class of each point, of several the first.
    threshold : float
        Of a network with one output: class 1 is f > threshold, class 0 the rest.
    progress
        As for `count_regions`; the fraction is that of the points.
    max_regions : int, optional
        Refuse a point for which more regions than that have to be looked at. There may be very many in high dimensions.

    Returns
    -------
    RobustRadius, or RobustRadii for points of shape (n, d)

    Raises
    ------
    InputError
        For a point outside the domain, another p, a label that is no class, and beyond `max_regions`.

    Notes
    -----
    A walk from region to region, outwards from x, over exact facets (`BallWalk`). Regions are left out by rows that hold
    all over them and are proven in integers to be too far away; the nearest point in a region is a linear or quadratic
    program, whose optimum is proposed by floats and proven by exact multipliers, or else found in fractions.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[1, 0], [-1, 0], [0, 1]], [0, 0, 0]), ([[1, 1, 0], [0, 0, 1]], [0, 1])])
    >>> near = sx.robust_radius(net, [0.5, 2])  # |x| against [y]_+ + 1
    >>> near.label, near.other, near.squared, near.closest.tolist()
    (1, 0, Fraction(25, 8), [1.75, 0.75])
    >>> sx.robust_radius(net, [[0.5, 2], [0, 0.5]], p=float("inf")).radius.tolist()
    [1.25, 1.0]
    """
    norm = as_norm(p)
    network = restrict(classifier(as_network(net), threshold), domain)
    points, single = as_points(x, network.n_inputs)
    labels = _labels(label, len(points), network.n_outputs)
    most = None if max_regions is None else positive_integer("max_regions", max_regions)
    origins = [Origin(network, domain, point) for point in points]
    for i, origin in enumerate(origins):
        if not origin.inside():
            raise InputError(f"x{'' if single else f'[{i}]'} = {points[i].tolist()} lies outside the domain {domain}")
    begun, regions, found = time.perf_counter(), 0, []
    with reporting(check_progress(progress)) as report:
        for origin, given in zip(origins, labels, strict=True):
            found.append(_radius(origin, given, norm, most))
            regions += found[-1].regions
            if report:
                report(Progress(len(found) / len(origins), regions, time.perf_counter() - begun))
    return found[0] if single else RobustRadii(tuple(found), network.n_inputs)


def _labels(label: ArrayLike | None, n: int, classes: int) -> list[int | None]:
    if label is None:
        return [None] * n
    given = np.asarray(label)
    if given.shape not in ((), (n,)):
        raise InputError(f"label has shape {given.shape}; one class, or one for each of {n} points, is needed")
    return [check_index("label", value, classes) for value in np.broadcast_to(given, (n,)).tolist()]


def _radius(origin: Origin, given: int | None, norm: Norm, max_regions: int | None) -> RobustRadius:
    bits, _ = Cells(origin, 0.0).first()
    values = [row[-1] for row in origin.outputs(bits)]
    label = values.index(max(values)) if given is None else given
    here = (Fraction(0),) * origin.x.size
    if any(value >= values[label] for c, value in enumerate(values) if c != label):
        return _result(origin, label, norm, Fraction(0), here, bits, 1)
    regions = 0
    for reach in _reaches(origin, label, norm):
        limit = None if math.isinf(reach) else Fraction(reach) ** (2 if norm == "2" else 1)
        walk = BallWalk(origin, label, norm, reach, limit, max_regions)
        found = walk.run()
        regions += walk.regions
        if found is not None:
            return _result(origin, label, norm, found.nearest.value, found.nearest.point, found.bits, regions)
    nowhere = readonly(np.full(origin.x.size, np.nan))
    return RobustRadius(label, math.inf, None, None, nowhere, None, -1, regions)


def _reaches(origin: Origin, label: int, norm: Norm) -> Iterator[float]:
    """How far to look: as far as a point of another class is known to be; else further and further, at last everywhere."""
    reach = reach_of_another_class(origin, label, norm)
    if reach is not None and math.isfinite(reach):
        yield reach
        return
    low, high, _ = core_domain(origin.domain, origin.x.size)
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        size = max(1.0, float(np.abs(origin.x).max()))
        yield from (size, 8 * size, 64 * size)
    yield math.inf


def _result(
    origin: Origin,
    label: int,
    norm: Norm,
    value: Fraction,
    u: tuple[Fraction, ...],
    bits: NDArray[np.uint8],
    regions: int,
) -> RobustRadius:
    """With the class that is largest among the others at the nearest point, which is the origin moved by u."""
    values = [sum((a * v for a, v in zip(row, u, strict=False)), Fraction(row[-1])) for row in origin.outputs(bits)]
    others = [c for c in range(len(values)) if c != label]
    other = max(others, key=lambda c: (values[c], -c))
    point = origin.absolute(u)
    closest = readonly(np.array([rounded(v) for v in point], dtype=np.float64))
    if norm == "2":
        return RobustRadius(label, root(value), None, value, closest, point, other, regions)
    return RobustRadius(label, rounded(value), value, None, closest, point, other, regions)
