"""Which rows of all units are on at many points, exactly: certified floats first, whole numbers next, the core last."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from splinex.layer import Layer
from splinex.network import Network

__all__ = ["UnitSigns", "nonnegative"]

Bits = NDArray[np.bool_]
Floats = NDArray[np.float64]
_BLOCK = 512
_INPUT_ERROR = 1e-300
"""More than the largest number that a caller's flush-to-zero mode may take for zero."""
_UNDERFLOW = 1e-280
"""More than a sum of products can lose where numbers are too small for float64."""
_LOWEST = -1000
"""Numbers that are multiples of 2^_LOWEST do not underflow."""


@dataclass(frozen=True, slots=True, eq=False)
class _Map:
    """A stored affine map with what the filters need of it; weights are (inputs, units) here."""

    weight: Floats
    bias: Floats
    size: Floats
    bias_size: Floats
    used: NDArray[np.float32]
    biased: Bits
    relu: bool
    grid: tuple[int, int]

    @classmethod
    def of(cls, layer: Layer) -> Self:
        W, b = np.ascontiguousarray(layer.weight.T), layer.bias
        grid = int(_lowest_bit(W).min()), int(_lowest_bit(b).min())
        used = _nonzero(W).astype(np.float32)
        return cls(W, b, np.abs(W), np.abs(b), used, _nonzero(b), layer.relu, grid)

    def reached(self, live: Bits) -> Bits:
        """Units that are not zero for want of anything to add up: the others are, in any arithmetic."""
        return (live.astype(np.float32) @ self.used > 0) | self.biased


class UnitSigns:
    """Which rows of a network's units are on at float64 points, exactly.

    Where layers are ReLUs or affine, filters in numpy settle most points; the core does the rest, and everything else.
    """

    def __init__(self, network: Network) -> None:
        layers = network.layers
        last = max((i for i, layer in enumerate(layers, start=1) if not layer.affine), default=0)
        self._network = network
        simple = all((layer.relu or layer.affine) and layer.denominator == 1 for layer in layers[:last])
        self._maps = [_Map.of(layer) for layer in layers[:last]] if simple else []
        # A caller's flush-to-zero mode may drop subnormal weights, and what they are multiplied by may be huge.
        self._filtered = simple and not any(_subnormal(m.weight).any() for m in self._maps)
        self.units = network._layout.n_bits

    def __call__(self, points: Floats) -> tuple[Bits, Bits]:
        """Whether each bit is on for sure, and whether it may be either, at points (n, n_inputs): two arrays (n, units).

        A ReLU may be either where it is zero; the rows of a maximum that are largest together are on in turn.
        """
        positive = np.empty((len(points), self.units), dtype=np.bool_)
        zero = np.empty((len(points), self.units), dtype=np.bool_)
        for start in range(0, len(points), _BLOCK):
            block = slice(start, start + _BLOCK)
            self._decide(points[block], positive[block], zero[block])
        return positive, zero

    def _decide(self, points: Floats, positive: Bits, zero: Bits) -> None:
        left = np.arange(len(points))
        filters = (self._with_bounds, self._on_a_grid) if self._filtered else ()
        for stage in (*filters, self._in_the_core):
            with np.errstate(all="ignore"):
                positive[left], zero[left], decided = stage(points[left])
            left = left[~decided]
            if not len(left):
                return

    def _with_bounds(self, points: Floats) -> tuple[Bits, Bits, Bits]:
        """The float forward pass with a running error bound.

        A sum of n products has an error of at most (n + 4) 2^-52 times the sum of their sizes in any order and any rounding
        mode, and what underflows is below `_UNDERFLOW`.
        """
        value, error, live = points, np.full(points.shape, _INPUT_ERROR), _nonzero(points)
        decided = np.ones(len(points), dtype=np.bool_)
        positive, zero = np.zeros((2, len(points), self.units), dtype=np.bool_)
        unit = 0
        for m in self._maps:
            rounding = (len(m.weight) + 4) * 2.0**-52
            error += rounding * np.abs(value)
            value = value @ m.weight + m.bias
            error = 1.0001 * (error @ m.size + rounding * m.bias_size) + _UNDERFLOW
            if not m.relu:
                live = m.reached(live)
                continue
            block = slice(unit, unit := unit + len(m.bias))
            on, certain = value > 0, (np.abs(value) > error) & np.isfinite(value)
            if not certain.all():
                zero[:, block] = ~m.reached(live)
                certain |= zero[:, block]
                on &= ~zero[:, block]
            decided &= certain.all(axis=1)
            positive[:, block] = live = on
            value, error = np.where(on, value, 0.0), np.where(on, error, 0.0)
        return positive, zero, decided

    def _on_a_grid(self, points: Floats) -> tuple[Bits, Bits, Bits]:
        """The float forward pass where it is exact: all summands are multiples of 2^grid, all sums below 2^(53 + grid)."""
        value, grid = points, _lowest_bit(points).min(axis=1)
        decided = np.ones(len(points), dtype=np.bool_)
        positive, zero = np.zeros((2, len(points), self.units), dtype=np.bool_)
        unit = 0
        for m in self._maps:
            grid = np.minimum(grid + m.grid[0], m.grid[1])
            largest = (np.abs(value) @ m.size + m.bias_size).max(axis=1)
            decided &= (1.0001 * largest < np.ldexp(1.0, 53 + grid)) & (grid >= _LOWEST)
            value = value @ m.weight + m.bias
            if m.relu:
                block = slice(unit, unit := unit + len(m.bias))
                positive[:, block], zero[:, block] = value > 0, value == 0
                value = np.maximum(value, 0.0)
        return positive, zero, decided

    def _in_the_core(self, points: Floats) -> tuple[Bits, Bits, Bits]:
        on, tied = self._network._exact.patterns_with_ties(np.ascontiguousarray(points))
        either = tied.astype(np.bool_)
        return on.astype(np.bool_) & ~either, either, np.ones(len(points), dtype=np.bool_)


def nonnegative(chain: Sequence[Layer], points: Floats) -> Bits:
    """Whether all outputs of a chain of affine maps are >= 0, exactly, at points (n, inputs); bool (n,)."""
    *inner, last = chain
    negated = Layer(-last.weight, -last.bias, True)
    positive, _ = UnitSigns(Network((*inner, negated)))(points)
    return np.asarray(~positive.any(axis=1))


# The bits of a float, because a caller's flush-to-zero mode makes subnormal numbers compare equal to zero.
def _fields(values: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    bits = np.ascontiguousarray(values).view(np.int64)
    return (bits >> 52) & 0x7FF, bits & (2**52 - 1)


def _nonzero(values: Floats) -> Bits:
    exponent, fraction = _fields(values)
    return np.asarray((exponent | fraction) != 0)


def _subnormal(values: Floats) -> Bits:
    exponent, fraction = _fields(values)
    return np.asarray((exponent == 0) & (fraction != 0))


def _lowest_bit(values: Floats) -> NDArray[np.int64]:
    """The largest e such that 2^e divides the number; 0 for a zero, far below `_LOWEST` for a subnormal number."""
    exponent, fraction = _fields(values)
    mantissa = fraction | 2**52
    trailing = np.frexp((mantissa & -mantissa).astype(np.float64))[1] - 1
    return np.where(exponent > 0, exponent - 1075 + trailing, np.where(fraction == 0, 0, 4 * _LOWEST))
