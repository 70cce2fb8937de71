"""Domains that are affine images: a segment between two points, a slice through an origin along directions."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_finite, readonly
from splinex.domains.box import Box, number_list
from splinex.domains.independence import first_dependent
from splinex.domains.polytope import Polytope
from splinex.errors import InputError

__all__ = ["Segment", "Slice"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Segment:
    """The segment x = (1 - t) a + t b with t from 0 to 1; t is its coordinate.

    Parameters
    ----------
    a, b : array_like of float, (n,)
        Its two ends, which must differ.

    Raises
    ------
    InputError
        For a number that is not finite, for shapes that differ, or for ends that coincide.

    Examples
    --------
    >>> import splinex as sx
    >>> sx.Segment([0, 0], [1, 2]), sx.Segment([0, 0], [1, 2]).dimension
    (Segment([0, 0], [1, 2]), 1)
    """

    a: NDArray[np.float64]
    b: NDArray[np.float64]

    def __init__(self, a: ArrayLike, b: ArrayLike) -> None:
        ends = _points([a, b], ["a", "b"])
        if np.array_equal(*ends):
            raise InputError(f"both ends of the segment are {number_list(ends[0])}; they must differ")
        object.__setattr__(self, "a", readonly(ends[0].copy()))
        object.__setattr__(self, "b", readonly(ends[1].copy()))

    @property
    def dimension(self) -> int:
        """Number of coordinates, which is 1."""
        return 1

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Segment):
            return NotImplemented
        return np.array_equal(self.a, other.a) and np.array_equal(self.b, other.b)

    def __hash__(self) -> int:
        return hash((*self.a.flat, *self.b.flat))

    def __repr__(self) -> str:
        return f"Segment({number_list(self.a)}, {number_list(self.b)})"

    def __reduce__(self) -> tuple[object, ...]:
        return Segment, (self.a, self.b)

    def to_dict(self) -> dict[str, object]:
        """Both ends as lists of floats."""
        return {"a": self.a.tolist(), "b": self.b.tolist()}


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class Slice:
    """The slice x = origin + t @ directions; t is its coordinate.

    Points, half-spaces and maps of its regions are in t. Nothing is rounded: the slice is an exact affine layer in front
    of the network.

    Parameters
    ----------
    origin : array_like of float, (n,)
    directions : array_like of float, (k, n)
        Linearly independent; that is checked exactly.
    domain : Box or Polytope, optional
        Bounds t, so it has k coordinates.
    within : Box or Polytope, optional
        Bounds x, so it has n coordinates.

    Attributes
    ----------
    origin : ndarray of float64, (n,), read-only
    directions : ndarray of float64, (k, n), read-only
        For a slice `through` points the float64 nearest to their differences.
    points : ndarray of float64, (k + 1, n), read-only, or None
        The points that the slice was put through.

    Raises
    ------
    InputError
        For a number that is not finite, for shapes that do not fit, or for linearly dependent directions.

    Examples
    --------
    >>> import splinex as sx
    >>> plane = sx.Slice([0, 0, 1], [[1, 0, 0], [0, 1, 0]], domain=sx.Box(-1, 1))
    >>> plane, plane.dimension
    (Slice(2 directions in R^3, domain=Box(-1, 1)), 2)
    """

    origin: NDArray[np.float64]
    directions: NDArray[np.float64]
    points: NDArray[np.float64] | None
    domain: Box | Polytope | None
    within: Box | Polytope | None

    def __init__(
        self,
        origin: ArrayLike,
        directions: ArrayLike,
        domain: Box | Polytope | None = None,
        within: Box | Polytope | None = None,
    ) -> None:
        start, along = as_finite(origin, "origin"), as_finite(directions, "directions")
        if start.ndim != 1 or not start.size:
            raise InputError(f"origin has shape {start.shape}; (n,) with at least one coordinate is needed")
        if along.ndim != 2 or along.shape[1] != start.size or not along.size:
            raise InputError(f"directions has shape {along.shape}; (k, {start.size}) with at least one row is needed")
        self._set(start, along, None, domain, within)
        dependent = first_dependent(self.exact_directions())
        if dependent is not None:
            raise InputError(f"directions[{dependent}] is a linear combination of the rows before it")

    @classmethod
    def through(
        cls,
        p: ArrayLike,
        q: ArrayLike,
        r: ArrayLike,
        *more: ArrayLike,
        domain: Box | Polytope | None = None,
        within: Box | Polytope | None = None,
    ) -> "Slice":
        """The slice x = p + t[0] (q - p) + t[1] (r - p) + ..., with the differences exact.

        Parameters
        ----------
        p, q, r, *more : array_like of float, (n,)
            Points of which none lies in the affine hull of those before it; that is checked exactly.
        domain, within : Box or Polytope, optional
            As for `Slice`.

        Examples
        --------
        >>> import splinex as sx
        >>> sx.Slice.through([0.1, 0.2, 0.3], [1, 2, 3], [0, 1, 0], within=sx.Box(0, 1))
        Slice.through(3 points of R^3, within=Box(0, 1))
        """
        names = ["p", "q", "r", *(f"more[{i}]" for i in range(len(more)))]
        points = readonly(_points([p, q, r, *more], names))
        with np.errstate(over="ignore"):
            differences = points[1:] - points[0]
        result = cls.__new__(cls)
        result._set(points[0].copy(), differences, points, domain, within)
        dependent = first_dependent(result.exact_directions())
        if dependent is not None:
            raise InputError(f"{names[dependent + 1]} lies in the affine hull of the points before it")
        return result

    @property
    def dimension(self) -> int:
        """Number of coordinates: k."""
        return len(self.directions)

    def exact_directions(self) -> list[list[Fraction]]:
        """The k directions as Fractions, also where float64 rounds the differences of points."""
        if self.points is None:
            return [[Fraction(v) for v in row] for row in self.directions.tolist()]
        first, *others = [[Fraction(v) for v in point] for point in self.points.tolist()]
        return [[v - w for v, w in zip(point, first, strict=True)] for point in others]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Slice):
            return NotImplemented
        return (
            np.array_equal(self.origin, other.origin)
            and self.exact_directions() == other.exact_directions()
            and (self.domain, self.within) == (other.domain, other.within)
        )

    def __hash__(self) -> int:
        return hash((*self.origin.flat, *self.directions.flat, self.domain, self.within))

    def __repr__(self) -> str:
        given = {"domain": self.domain, "within": self.within}
        options = "".join(f", {name}={value}" for name, value in given.items() if value is not None)
        if self.points is not None:
            return f"Slice.through({len(self.points)} points of R^{self.origin.size}{options})"
        plural = "" if self.dimension == 1 else "s"
        return f"Slice({self.dimension} direction{plural} in R^{self.origin.size}{options})"

    def __reduce__(self) -> tuple[object, ...]:
        if self.points is not None:
            return _through, (self.points, self.domain, self.within)
        return Slice, (self.origin, self.directions, self.domain, self.within)

    def to_dict(self) -> dict[str, object]:
        """Origin and directions, or the points that the slice was put through, as lists of floats; domain and within."""
        result: dict[str, object] = {}
        if self.points is not None:
            result["points"] = self.points.tolist()
        else:
            result |= {"origin": self.origin.tolist(), "directions": self.directions.tolist()}
        given = {"domain": self.domain, "within": self.within}
        return result | {name: value.to_dict() for name, value in given.items() if value is not None}

    def _set(
        self,
        origin: NDArray[np.float64],
        directions: NDArray[np.float64],
        points: NDArray[np.float64] | None,
        domain: Box | Polytope | None,
        within: Box | Polytope | None,
    ) -> None:
        """Check both bounds against the two numbers of coordinates, then fill the frozen fields."""
        k, n = directions.shape
        for name, value, size, of in (("domain", domain, k, "directions"), ("within", within, n, "inputs")):
            if value is not None and not isinstance(value, Box | Polytope):
                raise InputError(f"{name} must be a Box, a Polytope or None, not {type(value).__name__}")
            if value is not None and value.dimension not in (None, size):
                raise InputError(f"{name} has dimension {value.dimension}, but the slice has {size} {of}")
        fields = {"origin": readonly(origin), "directions": readonly(directions), "points": points}
        for field, content in {**fields, "domain": domain, "within": within}.items():
            object.__setattr__(self, field, content)


def _points(given: Sequence[ArrayLike], names: Sequence[str]) -> NDArray[np.float64]:
    """Points of one space as rows."""
    points = [as_finite(point, name) for point, name in zip(given, names, strict=True)]
    for point, name in zip(points, names, strict=True):
        if point.ndim != 1 or not point.size:
            raise InputError(f"{name} has shape {point.shape}; (n,) with at least one coordinate is needed")
        if point.shape != points[0].shape:
            raise InputError(f"{name} has shape {point.shape}, but {names[0]} has shape {points[0].shape}")
    return np.stack(points)


def _through(points: NDArray[np.float64], domain: Box | Polytope | None, within: Box | Polytope | None) -> Slice:
    return Slice.through(*points, domain=domain, within=within)
