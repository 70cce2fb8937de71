"""Which pieces of a maximum are largest on an open set: the regions of a network with one maximum, found by the core."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex.enumeration import enumerate_regions
from splinex.errors import InputError
from splinex.layer import Layer
from splinex.network import Network
from splinex.splines.exact_table import Integers

__all__ = ["Cell", "cell_network", "distinct", "exact_rows", "joint_cells", "open_cells"]

_MOST_PIECES = 256
_LIMB = 53
_LARGEST_EXPONENT = 1024
_SMALLEST_EXPONENT = -1074


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece that is the largest on an open set, and where.

    Attributes
    ----------
    piece : int
    witness : tuple of Fraction
        A point where this piece is larger than every other one that differs from it.
    """

    piece: int
    witness: tuple[Fraction, ...]


def distinct(rows: Integers) -> list[int]:
    """The first place of every row (n, width)."""
    first: dict[tuple[int, ...], int] = {}
    for place, row in enumerate(map(tuple, rows.tolist())):
        first.setdefault(row, place)
    return list(first.values())


def open_cells(rows: Integers) -> list[Cell]:
    """Cells with interior of the maximum of rows [a | b], by piece; of equal rows the first is meant.

    The pieces of one maximum have convex cells, so each is one region of the network that takes this maximum: the core proves
    which of them there are.
    """
    kept = distinct(rows)
    if len(kept) == 1:
        return [Cell(kept[0], (Fraction(0),) * (rows.shape[1] - 1))]
    if len(kept) > _MOST_PIECES:
        kept = _thinned(rows, kept)
    found: dict[int, Cell] = {}
    network, owners = cell_network(rows, kept)
    for region in enumerate_regions(network, threads=1):
        piece = owners(region.pattern)
        if piece not in found:
            found[piece] = Cell(piece, region.witness())
    return [found[piece] for piece in sorted(found)]


def joint_cells(maxima: Sequence[Integers], most: int | None = None) -> list[tuple[int, ...]]:
    """Which pieces of several maxima of rows [a | b] are largest together on an open set: one index for each, sorted.

    These are the cells of the sum: on each of them every maximum is affine.

    Raises
    ------
    InputError
        For more than `most` cells, and for more than 256 different rows of one maximum.
    """
    kept = [distinct(rows) for rows in maxima]
    switching = [k for k, places in enumerate(kept) if len(places) > 1]
    constant = tuple(places[0] for places in kept)
    if not switching:
        return [constant]
    rows = np.concatenate([maxima[k][kept[k]] for k in switching])
    network = Network(tuple(_comparable(rows, [len(kept[k]) for k in switching])))
    part = enumerate_regions(network, threads=1, max_regions=most)
    if part.truncated:
        raise InputError(
            f"a sum of {len(switching)} maxima has more than {most:,} pieces; keep it as a composition of layers"
        )
    result: list[tuple[int, ...]] = []
    for pattern in part.patterns.tolist():
        code = list(constant)
        for k, place in zip(switching, pattern, strict=True):
            code[k] = kept[k][place]
        result.append(tuple(code))
    return sorted(result)


def _thinned(rows: Integers, kept: list[int]) -> list[int]:
    """Without pieces that are redundant among a few others; sorted by slope, so that neighbours meet."""
    while len(kept) > _MOST_PIECES:
        order = sorted(kept, key=lambda place: tuple(rows[place].tolist()))
        blocks = [order[i : i + _MOST_PIECES] for i in range(0, len(order), _MOST_PIECES)]
        left = [block[cell.piece] for block in blocks for cell in open_cells(rows[block])]
        if len(left) == len(kept):
            return order
        kept = left
    return kept


class _Owners:
    """From the pattern of a network of maxima to the piece that is the largest."""

    def __init__(self, blocks: list[list[int]]) -> None:
        self.blocks = blocks

    def __call__(self, pattern: NDArray[np.uint8]) -> int:
        block = int(pattern[-1]) if len(self.blocks) > 1 else 0
        return self.blocks[block][int(pattern[block])]


def cell_network(rows: Integers, kept: list[int]) -> tuple[Network, _Owners]:
    """A network whose regions are the cells of the maximum of the kept rows, and what its patterns mean.

    Beyond 256 rows, as many as a maximum may have, it is a maximum of maxima: then its regions cut up the cells.
    """
    blocks = [kept[i : i + _MOST_PIECES] for i in range(0, len(kept), _MOST_PIECES)]
    if len(blocks) > _MOST_PIECES:
        raise InputError(f"a maximum of {len(kept):,} pieces is too large; at most {_MOST_PIECES**2:,} are possible")
    sizes = [len(block) for block in blocks]
    layers = _comparable(rows[kept], sizes)
    if len(blocks) > 1:
        layers.append(Layer(np.eye(len(blocks)), np.zeros(len(blocks)), gates=[len(blocks)]))
    return Network(tuple(layers)), _Owners(blocks)


def _comparable(rows: Integers, gates: list[int]) -> list[Layer]:
    """Layers that compute the rows up to a power of two that they share."""
    longest = max(abs(value).bit_length() for value in rows.ravel().tolist())
    return exact_rows(rows, gates, max(longest - _LARGEST_EXPONENT, 0))


def exact_rows(rows: Integers, gates: list[int], shift: int, denominator: int = 1) -> list[Layer]:
    """Layers that compute rows [a | b] / (2^shift * denominator), then maxima.

    An integer that no float holds is a sum of floats, and the core composes affine layers exactly.
    """
    flat = [abs(value) for value in rows.ravel().tolist() if value]
    high = max((value.bit_length() for value in flat), default=0) - shift
    low = min(((value & -value).bit_length() - 1 for value in flat), default=0) - shift
    if high > _LARGEST_EXPONENT or low < _SMALLEST_EXPONENT:
        raise InputError(f"pieces of up to 2^{high} in steps of 2^{low} are out of the range of a layer")
    limbs = _limbs(rows, shift)
    if len(limbs) == 1:
        return [Layer(limbs[0][:, :-1], limbs[0][:, -1], gates=gates, denominator=denominator)]
    stacked = np.concatenate(limbs)
    summing = np.tile(np.eye(len(rows)), len(limbs))
    return [
        Layer(stacked[:, :-1], stacked[:, -1]),
        Layer(summing, np.zeros(len(rows)), gates=gates, denominator=denominator),
    ]


def _limbs(rows: Integers, shift: int) -> list[NDArray[np.float64]]:
    """Float arrays whose sum is rows / 2^shift; each takes the leading 53 bits of what is left."""
    left = rows.copy()
    result: list[NDArray[np.float64]] = []
    while True:
        limb = np.zeros(rows.shape)
        for index, value in np.ndenumerate(left):
            cut = max(abs(value).bit_length() - _LIMB, 0)
            top = abs(value) >> cut
            limb[index] = np.ldexp(float(top if value > 0 else -top), cut - shift)
            left[index] = value - (top << cut if value > 0 else -(top << cut))
        result.append(limb)
        if not left.any():
            return result
