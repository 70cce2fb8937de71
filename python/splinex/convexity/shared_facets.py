"""The facets that two regions of a partition share."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex.convexity.exact_points import interior_point, short_point
from splinex.domains import Domain
from splinex.errors import InputError
from splinex.options import thread_count
from splinex.partitions.partition import Partition
from splinex.restriction import domain_rows

__all__ = ["Facet", "SharedFacets", "has_interior", "shared_facets"]


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet between two regions of a partition.

    Attributes
    ----------
    lower, upper : int
        Places of the two regions in the partition.
    row : tuple of int, (n_inputs + 1,)
        The hyperplane n x + c = 0 as [n | c]; n points from `lower` to `upper`.
    near : tuple of float, (n_inputs,)
        A point of it, up to rounding.
    """

    lower: int
    upper: int
    row: tuple[int, ...]
    near: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SharedFacets:
    """All facets between two regions, each once, in columns.

    Attributes
    ----------
    partition : Partition
    lower, upper : ndarray of int64, (n,)
    rows : list of tuple of int
        As in `Facet`.
    near : ndarray of float64, (n, n_inputs)
    """

    partition: Partition
    lower: NDArray[np.int64]
    upper: NDArray[np.int64]
    rows: list[tuple[int, ...]]
    near: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, i: int) -> Facet:
        return Facet(int(self.lower[i]), int(self.upper[i]), self.rows[i], tuple(self.near[i].tolist()))

    def __iter__(self) -> Iterator[Facet]:
        return map(self.__getitem__, range(len(self)))

    def point(self, facet: Facet) -> tuple[Fraction, ...]:
        """A point of the facet's relative interior, exactly: with short coordinates if there is one close to where it is."""
        both = [
            (*(-a for a in row[:-1]), row[-1])
            for place in (facet.lower, facet.upper)
            for row, _ in self.partition[place].halfspaces()._rows
        ]
        inside = [row for row in both if not _multiple(row, facet.row)]
        found = short_point(facet.near, facet.row, inside)
        found = found or interior_point(inside, [facet.row], self.partition.network.n_inputs)
        assert found is not None, "a facet has a point inside"
        return found


def shared_facets(part: Partition, threads: int | None = None) -> SharedFacets:
    """The facets between two regions of a partition, which must be complete."""
    found = part.facets(threads=thread_count(threads))
    if ((found.neighbour < 0) & ~found.on_boundary).any():
        raise InputError("convexity is decided by all regions, and these are only some of them")
    once = np.flatnonzero(found.neighbour > found.region)
    rows = [(*row[:-1], -row[-1]) for row, _ in found.halfspaces(once)._rows]
    return SharedFacets(part, found.region[once], found.neighbour[once], rows, found.points[once])


def has_interior(domain: Domain, n_coordinates: int) -> bool:
    """Whether a domain is of full dimension in its own coordinates; an empty one is not."""
    rows = [(*(-a for a in row[:-1]), row[-1]) for row, _ in domain_rows(domain, n_coordinates)]
    return interior_point(rows, [], n_coordinates) is not None


def _multiple(row: tuple[int, ...], other: tuple[int, ...]) -> bool:
    pivot = next(i for i, a in enumerate(other) if a)
    return all(a * other[pivot] == b * row[pivot] for a, b in zip(row, other, strict=True))
