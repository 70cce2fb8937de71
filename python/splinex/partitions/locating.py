"""Which closed region contains a point: its exact pattern is looked up, with either piece for units that are zero there.

A listed region's closure is the set of points of the domain at which its pattern's affine pre-activations are >= 0 for the
units that are on and <= 0 for those that are off. Layer by layer, these maps take the network's own values at such a point,
because pieces that are equal there pass on the same value. So the closed regions that contain a point of the domain
are exactly the listed ones whose pattern agrees with the signs at the point wherever these are not zero.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from splinex.errors import MemoryLimitError
from splinex.layer import Layer
from splinex.memory import MemoryBudget
from splinex.network import Network
from splinex.partitions.columns import Columns
from splinex.partitions.signs import Bits, Floats, UnitSigns, nonnegative

__all__ = ["AnyLocator", "ChunkwiseLocator", "Locator", "inside", "locator"]

Words = NDArray[np.uint64]
"""Patterns as rows of 64-bit words (n, w), the first unit in the highest bit; see `_words`."""
Integers = NDArray[np.int64]
_BLOCK = 1 << 16
_FRONTIER = 1 << 13
_SCAN = 32
_REVERSED = np.packbits(
    np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little"), axis=1
).ravel()


class Locator:
    """Finds regions by pattern: a sorted copy of the patterns, and where each stood.

    Parameters
    ----------
    network : Network
    chunks : sequence of Chunk

    Raises
    ------
    MemoryLimitError
        When the copy would take more than half of the free memory.
    """

    def __init__(self, network: Network, chunks: Sequence[Columns]) -> None:
        self._signs = UnitSigns(network)
        units = self._signs.units
        n, width = sum(map(len, chunks)), (units + 7) // 8
        MemoryBudget().spend(n * (4 * width + 16))
        packed = (_REVERSED[chunk.packed] for chunk in chunks)
        words = _words(np.concatenate([np.empty((0, width), dtype=np.uint8), *packed]))
        keys = _keys(words)
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]
        self._sorted = _rows(self._keys)
        prefixes = np.arange(units) < np.arange(units + 1)[:, None]
        self._prefix = _words(np.packbits(prefixes, axis=1))

    def first(self, points: Floats) -> Integers:
        """The lowest place among the listed closed regions that contain each point of the domain, -1 for none."""
        result = np.empty(len(points), dtype=np.int64)
        for start in range(0, len(points), _BLOCK):
            block = slice(start, start + _BLOCK)
            positive, zero = self._signs(points[block])
            result[block] = self._exactly(_words(np.packbits(positive, axis=1)))
            tied = np.flatnonzero(zero.any(axis=1))
            if len(tied):
                result[block][tied] = self._lowest(positive[tied], zero[tied])
        return result

    def _exactly(self, wanted: Words) -> Integers:
        """The lowest place of each pattern, -1 where it is not listed."""
        if not len(self._keys):
            return np.full(len(wanted), -1)
        at = np.searchsorted(self._keys, _keys(wanted)).clip(max=len(self._keys) - 1)
        return np.where((self._sorted[at] == wanted).all(axis=1), self._order[at], -1)

    def _lowest(self, positive: Bits, zero: Bits) -> Integers:
        """The lowest place of a pattern with the positive units on, any piece for those that are zero, and the rest off."""
        wanted, either = _words(np.packbits(positive, axis=1)), _words(np.packbits(zero, axis=1))
        _, kept, which = np.unique(np.hstack([wanted, either]), axis=0, return_index=True, return_inverse=True)
        search = _TiedSearch(self._keys, self._order, self._prefix, wanted[kept], either[kept], zero[kept])
        return search.run()[which.ravel()]


class ChunkwiseLocator:
    """Finds regions by pattern, of one chunk at a time: for patterns that are too many for one sorted copy."""

    def __init__(self, network: Network, chunks: Sequence[Columns]) -> None:
        self._network, self._chunks = network, chunks

    def first(self, points: Floats) -> Integers:
        """As `Locator.first`."""
        result, begin = np.full(len(points), -1), 0
        for chunk in self._chunks:
            left = np.flatnonzero(result < 0)
            if not len(left):
                break
            here = Locator(self._network, [chunk]).first(points[left])
            result[left] = np.where(here < 0, -1, here + begin)
            begin += len(chunk)
        return result


AnyLocator = Locator | ChunkwiseLocator


def locator(network: Network, chunks: Sequence[Columns]) -> AnyLocator:
    """The quick one if there is memory for it."""
    try:
        return Locator(network, chunks)
    except MemoryLimitError:
        return ChunkwiseLocator(network, chunks)


class _TiedSearch:
    """Walks the sorted patterns as a binary tree that branches at zero units only.

    In a complete listing a prefix of a pattern survives only if it is that of a closed cell, around the point, of the network
    without the units to come; ranges of a few rows are compared one by one.
    """

    def __init__(
        self, keys: NDArray[np.generic], order: Integers, prefix: Words, wanted: Words, either: Words, zero: Bits
    ) -> None:
        self._keys, self._sorted, self._order, self._prefix = keys, _rows(keys), order, prefix
        self._wanted, self._either = wanted, either
        self._last = len(prefix) - 1
        rows, self._units = np.nonzero(zero)
        self._begin = np.searchsorted(rows, np.arange(len(zero) + 1))
        self._best = np.full(len(zero), len(keys), dtype=np.int64)

    def run(self) -> Integers:
        owners = np.arange(len(self._wanted))
        stack = [(owners, self._wanted, 0)]
        while stack:
            owner, pattern, level = stack.pop()
            if len(owner) > _FRONTIER:
                half = len(owner) // 2
                stack += [(owner[half:], pattern[half:], level), (owner[:half], pattern[:half], level)]
                continue
            owner, pattern = self._branch(owner, pattern, level)
            if len(owner):
                stack.append((owner, pattern, level + 1))
        return np.where(self._best < len(self._keys), self._best, -1)

    def _branch(self, owner: Integers, pattern: Words, level: int) -> tuple[Integers, Words]:
        """Find the rows that begin like each pattern up to its next zero unit; scan them if they are few, or branch."""
        at = self._begin[owner] + level
        more = at < self._begin[owner + 1]
        stop = np.where(more, self._units[np.where(more, at, 0)], self._last)
        mask = self._prefix[stop]
        low = np.searchsorted(self._keys, _keys(pattern & mask), side="left")
        high = np.searchsorted(self._keys, _keys(pattern | ~mask), side="right")
        # Equal rows are sorted by place: the first is enough.
        high = np.where(more, high, np.minimum(high, low + 1))
        few = high - low <= _SCAN
        self._scan(owner[few], low[few], high[few])
        rest = ~few
        owner, pattern, stop = owner[rest], pattern[rest], stop[rest]
        bit = self._prefix[stop] ^ self._prefix[np.minimum(stop + 1, self._last)]
        return np.concatenate([owner, owner]), np.concatenate([pattern, pattern | bit])

    def _scan(self, owner: Integers, low: Integers, high: Integers) -> None:
        sizes = high - low
        owner = np.repeat(owner, sizes)
        at = np.arange(len(owner)) + np.repeat(low - (np.cumsum(sizes) - sizes), sizes)
        fits = (((self._sorted[at] ^ self._wanted[owner]) & ~self._either[owner]) == 0).all(axis=1)
        np.minimum.at(self._best, owner[fits], self._order[at[fits]])


def inside(points: Floats, low: Floats, high: Floats, constraints: Iterable[Sequence[Layer]] = ()) -> Bits:
    """Whether points lie in a closed domain, exactly: bool (n,).

    Parameters
    ----------
    points : ndarray of float64, (n, d)
    low, high : ndarray of float64, (d,)
        Infinities are allowed.
    constraints : iterable of sequences of Layer
        Chains of affine maps of the points, whose outputs must be >= 0.
    """
    place = _ordered(points)
    result = np.asarray(((place >= _ordered(low)) & (place <= _ordered(high))).all(axis=1))
    for chain in constraints:
        result[result] = nonnegative(chain, points[result])
    return result


def _ordered(values: Floats) -> Integers:
    """Integers in the order of the floats, whatever a caller's flush-to-zero mode makes of subnormal numbers."""
    bits = np.ascontiguousarray(values).view(np.int64)
    return np.where(bits < 0, np.iinfo(np.int64).min - bits, bits)


def _words(packed: NDArray[np.uint8]) -> Words:
    """Packed big-endian bits as words; more than one a row keep the order of their bytes in memory."""
    width = max(1, -(-packed.shape[1] // 8))
    padded = np.zeros((len(packed), 8 * width), dtype=np.uint8)
    padded[:, : packed.shape[1]] = packed
    return padded.view(">u8").astype(np.uint64) if width == 1 else padded.view(np.uint64)


def _keys(words: Words) -> NDArray[np.generic]:
    """What sorts like the bits of the rows: the words themselves, or strings of bytes."""
    return words[:, 0] if words.shape[1] == 1 else np.ascontiguousarray(words).view(f"V{8 * words.shape[1]}")[:, 0]


def _rows(keys: NDArray[np.generic]) -> Words:
    return keys.view(np.uint64).reshape(len(keys), keys.itemsize // 8)
