"""Which cells of a max-affine spline meet in a facet."""

from itertools import combinations

import numpy as np

from splinex.splines.exact_table import ExactTable, Integers
from splinex.splines.irredundant import open_cells

__all__ = ["facet_pairs"]


def facet_pairs(pieces: ExactTable) -> list[tuple[int, int]]:
    """Pairs of irredundant pieces whose cells share a facet: both are largest on an open part of their hyperplane."""
    rows = pieces.numerators
    return [(r, s) for r, s in combinations(range(len(rows)), 2) if _share_facet(rows, r, s)]


def _share_facet(rows: Integers, r: int, s: int) -> bool:
    """Substitute x_j on the hyperplane; what is left is a maximum in one variable less."""
    normal = rows[r] - rows[s]
    j = next(i for i, v in enumerate(normal.tolist()) if v)
    sign = 1 if normal[j] > 0 else -1
    # normal[j] * row - row[j] * normal has no x_j and is row times a positive number on the hyperplane.
    reduced = sign * (normal[j] * rows - rows[:, j : j + 1] * normal)
    reduced = np.delete(reduced, j, axis=1)
    if reduced.shape[1] == 1:
        values = reduced[:, 0].tolist()
        return bool(values[r] == max(values))
    # Of equal pieces the first is reported; r and s are equal here.
    place = next(i for i, row in enumerate(reduced.tolist()) if row == reduced[r].tolist())
    return any(cell.piece == place for cell in open_cells(reduced))
