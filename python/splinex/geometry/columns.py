"""Columns of what bounds and generates regions."""

import operator
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from splinex.ragged import Ragged

__all__ = ["Generators", "RegionHalfSpaces"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Generators(Ragged[np.float64]):
    """Vertices, rays or lines, region by region.

    Attributes
    ----------
    values : ndarray of float64, (m, n_inputs), read-only
        Points or directions in the domain's coordinates, each entry the float64 nearest to the exact one. Directions are
        scaled to a largest entry of 1 or -1.
    starts : ndarray of int64, (regions + 1,), read-only
    facets : Ragged of int32
        For each row the facets of its region that it lies on, counted from 0 among those of the region; empty for lines,
        which are parallel to all facets.
    """

    facets: Ragged[np.int32]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RegionHalfSpaces:
    """Irredundant half-spaces {x : A x <= b} of each region, one for each facet; unpacks as ``A, b``.

    Attributes
    ----------
    A : ndarray of float64, (m, n_inputs), read-only
        Each entry is the float64 nearest to the exact one; the largest of a row is 1 or -1.
    b : ndarray of float64, (m,), read-only
        Likewise.
    starts : ndarray of int64, (regions + 1,), read-only
        Those of region i are ``starts[i] : starts[i + 1]``, in the order of `Partition.facets`.
    """

    A: NDArray[np.float64]
    b: NDArray[np.float64]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[NDArray[np.float64]]:
        return iter((self.A, self.b))

    def __repr__(self) -> str:
        return f"RegionHalfSpaces({len(self.b):,} of {len(self):,} regions)"

    def of(self, i: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """A and b of region i."""
        place = range(len(self))[operator.index(i)]
        rows = slice(int(self.starts[place]), int(self.starts[place + 1]))
        return self.A[rows], self.b[rows]
