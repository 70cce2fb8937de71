"""Which classes are largest together, on whole regions and on whole facets: decided in integers, where it is not clear."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from splinex.convexity.exact_points import IntegerRow
from splinex.decision.affine_hull import AffineHull
from splinex.decision.residues import Residues, argmax_residues, parallel, row_residues
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
    _part: Partition
    _hull: AffineHull
    _margins: Residues | None
    """f_label - f_c on every region and for every class; None where that proves nothing."""

    @classmethod
    def of(cls, part: Partition, hull: AffineHull) -> Self:
        """Of all regions."""
        labels = part.patterns_of(len(part.network.widths) - 1)[:, 0].astype(np.int64)
        margins = None if hull.equations else argmax_residues(part)
        if margins is None:
            tied = np.ones((len(part), part.network.layers[-1].n_inputs), dtype=np.bool_)
        else:
            margins = margins[np.arange(len(part)), labels][:, None] - margins
            tied = np.asarray(~margins.any(axis=2))
        result = cls(labels, tied, part, hull, margins)
        for i in np.flatnonzero(tied.sum(axis=1) > 1).tolist():
            tied[i] = result._zeros(i)[0]
        return result

    def on_facets(self, facets: Facets, chosen: NDArray[np.int64]) -> NDArray[np.bool_]:
        """All classes that are largest on the whole of each chosen facet: (n, classes).

        A margin that is >= 0 on a region is zero on a facet of it exactly when it is a positive multiple of the facet's row,
        modulo the equations of the domain's affine hull. Most are not even modulo a prime.
        """
        result = self.regions[facets.region[chosen]].copy()
        for first in range(0, len(chosen), _BLOCK):
            block = chosen[first : first + _BLOCK]
            rows = inward_rows(facets, block)
            of_region: tuple[int, dict[IntegerRow, list[int]]] = -1, {}
            for k in np.flatnonzero(self._unclear(facets, block, rows)).tolist():
                region = int(facets.region[block[k]])
                if of_region[0] != region:  # facets come region by region
                    of_region = region, self._zeros(region)[1]
                result[first + k, of_region[1].get(self._hull.reduced(rows[k]), [])] = True
        return result

    def _unclear(self, facets: Facets, block: NDArray[np.int64], rows: list[IntegerRow]) -> NDArray[np.bool_]:
        """Facets on which more classes may be largest than on their region."""
        if self._margins is None:
            return np.ones(len(block), dtype=np.bool_)
        region = facets.region[block]
        zero = parallel(self._margins[region], row_residues(rows)[:, None, :])
        return np.asarray((zero & ~self.regions[region]).any(axis=1))

    def _zeros(self, i: int) -> tuple[NDArray[np.bool_], dict[IntegerRow, list[int]]]:
        """Classes that are largest on the whole region, and of the others c the rows of f_label - f_c, which are >= 0 there."""
        network, label = self._part.network, self.labels[i]
        numerators, scale = network._exact.preactivations(self._part[i].bits, len(network.widths) - 1)
        rows = [row for row, _ in rational_rows(numerators, scale, network.n_inputs)]
        tied = np.zeros(len(rows), dtype=np.bool_)
        margins: dict[IntegerRow, list[int]] = {}
        for c, row in enumerate(rows):
            margin = self._hull.reduced(tuple(a - b for a, b in zip(rows[label], row, strict=True)))
            if any(margin):
                margins.setdefault(margin, []).append(c)
            else:
                tied[c] = True
        return tied, margins


def inward_rows(facets: Facets, chosen: NDArray[np.int64]) -> list[IntegerRow]:
    """Coprime integers [a | c] for each facet: a x + c = 0 on it, >= 0 on its region."""
    return [(*(-a for a in row[:-1]), row[-1]) for row, _ in facets.halfspaces(chosen)._rows]
