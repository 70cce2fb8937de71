"""Which classes are largest together, on whole regions and on whole facets: decided in integers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from splinex.convexity.exact_points import IntegerRow
from splinex.decision.affine_hull import AffineHull
from splinex.exact import rational_rows
from splinex.partitions.facets import Facets
from splinex.partitions.partition import Partition

__all__ = ["TiedClasses", "inward_rows"]

_BLOCK = 16384


@dataclass(frozen=True, slots=True, eq=False)
class TiedClasses:
    """The largest classes of regions of a network whose last layer is the decision.

    Attributes
    ----------
    labels : ndarray of int64, (regions,)
        The first of them.
    regions : ndarray of bool, (regions, classes)
        All that are largest on the whole region.
    """

    labels: NDArray[np.int64]
    regions: NDArray[np.bool_]
    _zeros: list[Mapping[IntegerRow, list[int]]]
    """Of each region the rows of f_label - f_c, which are >= 0 on it, and for which classes c."""
    _hull: AffineHull

    @classmethod
    def of(cls, part: Partition, hull: AffineHull) -> Self:
        """Of all regions."""
        last = len(part.network.widths) - 1
        labels = part.patterns_of(last)[:, 0].astype(np.int64)
        tied = np.zeros((len(part), part.network.layers[-1].n_inputs), dtype=np.bool_)
        zeros: list[Mapping[IntegerRow, list[int]]] = []
        for i, region in enumerate(part):
            numerators, scale = part.network._exact.preactivations(region.bits, last)
            rows = [row for row, _ in rational_rows(numerators, scale, part.network.n_inputs)]
            margins: dict[IntegerRow, list[int]] = {}
            for c, row in enumerate(rows):
                margin = hull.reduced(tuple(a - b for a, b in zip(rows[labels[i]], row, strict=True)))
                if any(margin):
                    margins.setdefault(margin, []).append(c)
                else:
                    tied[i, c] = True
            zeros.append(margins)
        return cls(labels, tied, zeros, hull)

    def on_facets(self, facets: Facets, chosen: NDArray[np.int64]) -> NDArray[np.bool_]:
        """All classes that are largest on the whole of each chosen facet: (n, classes).

        A margin that is >= 0 on a region is zero on a facet of it exactly when it is a positive multiple of the facet's row,
        modulo the equations of the domain's affine hull.
        """
        result = self.regions[facets.region[chosen]].copy()
        for first in range(0, len(chosen), _BLOCK):
            block = chosen[first : first + _BLOCK]
            for place, (facet, row) in enumerate(zip(block.tolist(), inward_rows(facets, block), strict=True), first):
                result[place, self._zeros[facets.region[facet]].get(self._hull.reduced(row), [])] = True
        return result


def inward_rows(facets: Facets, chosen: NDArray[np.int64]) -> list[IntegerRow]:
    """Coprime integers [a | c] for each facet: a x + c = 0 on it, >= 0 on its region."""
    return [(*(-a for a in row[:-1]), row[-1]) for row, _ in facets.halfspaces(chosen)._rows]
