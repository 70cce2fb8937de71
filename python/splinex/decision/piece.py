"""One piece of a decision boundary."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from splinex.convexity.exact_points import IntegerRow, interior_point, short_point
from splinex.decision.tied_classes import inward_rows
from splinex.exact import HalfSpaces

if TYPE_CHECKING:
    from splinex.decision.boundary import DecisionBoundary

__all__ = ["BoundaryPiece"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BoundaryPiece:
    """A polytopal piece of a decision boundary: a facet of a region of the network with its decision.

    Attributes
    ----------
    boundary : DecisionBoundary
    index : int
        Place among its pieces.
    """

    boundary: "DecisionBoundary"
    index: int

    @property
    def region(self) -> int:
        """Place in the partition of the region on one side."""
        return int(self.boundary.region[self.index])

    @property
    def neighbour(self) -> int:
        """Of the region on the other side; -1 on the boundary of the domain."""
        return int(self.boundary.neighbour[self.index])

    @property
    def labels(self) -> tuple[int, int]:
        """The classes decided on both sides, of several the first; -1 outside the domain."""
        here, there = self.boundary.labels[self.index].tolist()
        return here, there

    @property
    def classes(self) -> tuple[int, ...]:
        """All classes that are largest on the whole piece."""
        return tuple(np.flatnonzero(self.boundary.classes[self.index]).tolist())

    def hyperplane(self) -> HalfSpaces:
        """The hyperplane a x = b that contains the piece, as one row; a x <= b on the side of `region`."""
        return self.boundary.facets.halfspaces([int(self.boundary.facet[self.index])])

    def halfspaces(self) -> HalfSpaces:
        """Rows a x <= b that bound the piece within its hyperplane, none of them redundant.

        Returns
        -------
        HalfSpaces
            One row for each face of dimension d - 2; `.exact()` gives Fractions.

        Examples
        --------
        >>> import splinex as sx
        >>> net = sx.Network.from_layers([([[1, 0], [0, 1]], [0, 0])])
        >>> (piece,) = sx.decision_boundary(net, sx.Box(0, [1, 2]))  # x = y
        >>> piece.halfspaces().A.shape
        (2, 2)
        """
        on, others = self._rows()
        needed: list[IntegerRow] = []
        equations = [on, *self.boundary._hull.equations]
        waiting = list(others)
        while waiting:
            row = waiting.pop()
            # A row is needed when it alone can be broken: the piece has points where all of them hold strictly.
            if self._point([tuple(-a for a in row), *needed, *waiting], equations) is not None:
                needed.append(row)
        rows = [((*(-a for a in row[:-1]), row[-1]), max(map(abs, row[:-1]))) for row in reversed(needed)]
        return HalfSpaces.of(rows, self.boundary.partition.network.n_inputs)

    def witness(self) -> tuple[Fraction, ...]:
        """A point of the piece's relative interior, exactly: one of few bits if there is one close to its float point."""
        on, others = self._rows()
        near = self.boundary.points[self.index]
        short = None if self.boundary._hull.equations else short_point(tuple(near.tolist()), on, others)
        found = short or self._point(others, [on, *self.boundary._hull.equations])
        assert found is not None, "a facet has a point inside"
        return found

    def __repr__(self) -> str:
        *first, last = map(str, self.classes)
        return f"BoundaryPiece(classes {', '.join(first)} and {last})"

    def _rows(self) -> tuple[IntegerRow, list[IntegerRow]]:
        """The row of the hyperplane, and different rows >= 0 that bound the piece in it, perhaps too many."""
        facets, hull = self.boundary.facets, self.boundary._hull
        facet = int(self.boundary.facet[self.index])
        around = np.array([f for f in facets.of(self.region) if f != facet], dtype=np.int64)
        (on,) = inward_rows(facets, np.array([facet]))
        within = type(hull).from_rows([*hull.equations, on], len(on) - 1)
        return hull.reduced(on), list(dict.fromkeys(within.reduced(row) for row in inward_rows(facets, around)))

    def _point(self, rows: list[IntegerRow], equations: list[IntegerRow]) -> tuple[Fraction, ...] | None:
        return interior_point(rows, equations, self.boundary.partition.network.n_inputs)
