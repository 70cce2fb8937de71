"""Many convex polygons as columns, in float64: good for a picture; nothing is decided by them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Places", "Polygons", "rectangle"]

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Polygons:
    """Polygons in the plane, the corners of each in cyclic order; some may be empty.

    Attributes
    ----------
    corners : ndarray of float64, (m, 2)
        Of all polygons, one after the other.
    starts : ndarray of int64, (n + 1,)
        Polygon i has the corners starts[i] to starts[i + 1] - 1.

    Examples
    --------
    >>> Polygons.of([[[0, 0], [1, 0], [0, 1]], []]).areas().tolist()
    [0.5, 0.0]
    """

    corners: Floats
    starts: Places

    @classmethod
    def of(cls, polygons: Iterable[object]) -> Self:
        """From one array (corners, 2) for each polygon."""
        arrays = [np.asarray(polygon, dtype=np.float64).reshape(-1, 2) for polygon in polygons]
        return cls(np.concatenate([np.empty((0, 2)), *arrays]), np.cumsum([0, *map(len, arrays)]))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[Floats]:
        return (self.corners[first:last] for first, last in pairwise(self.starts.tolist()))

    @property
    def sizes(self) -> Places:
        """Corners of each polygon, (n,)."""
        return np.diff(self.starts)

    @property
    def owners(self) -> Places:
        """The polygon of each corner, (m,)."""
        return np.repeat(np.arange(len(self)), self.sizes)

    @property
    def following(self) -> Places:
        """The place of the next corner of the same polygon, (m,)."""
        following = np.arange(1, len(self.corners) + 1)
        filled = self.sizes > 0
        following[self.starts[1:][filled] - 1] = self.starts[:-1][filled]
        return following

    def areas(self) -> Floats:
        """The area of each, (n,)."""
        return np.abs(self._sums(self._cross())) / 2

    def centroids(self) -> Floats:
        """The centre of mass of each, (n, 2); the mean of the corners where there is no area, NaN for an empty one."""
        filled = np.maximum(self.sizes, 1)[:, None]
        means = np.where(self.sizes[:, None] > 0, self._sums(self.corners) / filled, np.nan)
        # Relative to the mean: polygons far from the origin keep their digits.
        own = Polygons(self.corners - means[self.owners], self.starts)
        cross = own._cross()
        twice = own._sums(cross)[:, None]
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            shift = own._sums((own.corners + own.corners[own.following]) * cross[:, None]) / (3 * twice)
        reach = np.abs(own.corners).max(initial=0.0)
        return means + np.where(np.isfinite(shift) & (np.abs(shift) <= reach), shift, 0.0)

    def mapped(self, matrix: Floats) -> "Polygons":
        """Every corner x becomes matrix @ x."""
        return Polygons(self.corners @ matrix.T, self.starts)

    def clip(self, A: Floats, b: Floats) -> "Polygons":
        """What is left of each where A x <= b (Sutherland and Hodgman 1974)."""
        n = len(self)
        result = self
        for normal, bound in zip(A, b, strict=True):
            result = result._cut(np.broadcast_to(normal, (n, 2)), np.full(n, bound))
        return result

    def clip_each(self, A: Floats, b: Floats, starts: Places) -> "Polygons":
        """The same with half-spaces of its own for each, A x <= b in the rows starts[i] to starts[i + 1] - 1."""
        result, counts = self, np.diff(starts)
        for k in range(int(counts.max(initial=0))):
            more = counts > k
            row = np.where(more, starts[:-1] + k, 0)
            # The half-space 0 <= 0 takes nothing away.
            result = result._cut(np.where(more[:, None], A[row], 0.0), np.where(more, b[row], 0.0))
        return result

    def replaced(self, places: Places, others: "Polygons") -> "Polygons":
        """With others in these places, which ascend."""
        kept = np.ones(len(self), dtype=np.bool_)
        kept[places] = False
        sizes = self.sizes.copy()
        sizes[places] = others.sizes
        starts = np.concatenate([[0], np.cumsum(sizes)])
        mine = kept[np.repeat(np.arange(len(self)), sizes)]
        corners = np.empty((int(starts[-1]), 2))
        corners[mine], corners[~mine] = self.corners[kept[self.owners]], others.corners
        return Polygons(corners, starts)

    def simplified(self, reach: float) -> "Polygons":
        """Without corners that are nearer than `reach` to the next one; small polygons as they are."""
        kept = np.hypot(*(self.corners[self.following] - self.corners).T) >= reach
        small = np.bincount(self.owners, kept, minlength=len(self)) < 3
        kept |= small[self.owners]
        sizes = np.bincount(self.owners, kept, minlength=len(self)).astype(np.int64)
        return Polygons(self.corners[kept], np.concatenate([[0], np.cumsum(sizes)]))

    def _cut(self, normals: Floats, bounds: Floats) -> "Polygons":
        """By one half-space for each, (n, 2) and (n,)."""
        owners = self.owners
        excess = (self.corners * normals[owners]).sum(axis=1) - bounds[owners]
        after, there = self.following, excess[self.following]
        keep, crosses = excess <= 0, (excess > 0) != (there > 0)
        share = np.divide(excess, excess - there, out=np.zeros_like(excess), where=crosses)[:, None]
        crossing = self.corners + share * (self.corners[after] - self.corners)
        made = np.stack([self.corners, crossing], axis=1)[np.stack([keep, crosses], axis=1)]
        sizes = np.bincount(owners, keep.astype(np.int64) + crosses, minlength=len(self)).astype(np.int64)
        return Polygons(made, np.concatenate([[0], np.cumsum(sizes)]))

    def _cross(self) -> Floats:
        to = self.corners[self.following]
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(self.corners[:, 0] * to[:, 1] - self.corners[:, 1] * to[:, 0])

    def _sums(self, values: Floats) -> Floats:
        """Sums over the corners of each polygon."""
        if values.ndim == 1:
            return np.bincount(self.owners, values, minlength=len(self)).astype(np.float64)
        return np.stack([self._sums(column) for column in values.T], axis=1)


def rectangle(low: Floats, high: Floats) -> Floats:
    """The corners of a box in the plane, (4, 2), counter-clockwise."""
    return np.array([[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]])
