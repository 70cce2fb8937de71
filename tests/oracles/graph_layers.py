"""Layers of general networks entry by entry, written from their definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from .graph_net import GraphNet, Largest, Places, bend


class OracleLayers:
    """The operations that random networks are made of, on places of a `GraphNet`."""

    def __init__(self, net: GraphNet) -> None:
        self.net = net

    def input(self, shape: Sequence[int]) -> Places:
        return np.arange(self.net.n_inputs).astype(object).reshape(tuple(shape))

    # Affine

    def linear(self, x: Places, weight: Any, bias: Any) -> Places:
        """Over the last axis."""

        def entry(index: tuple[int, ...]) -> int:
            *lead, k = index
            terms = [(x[(*lead, j)], Fraction(float(weight[k][j]))) for j in range(x.shape[-1])]
            return self.net.affine(terms, Fraction(float(bias[k])))

        return _tensor((*x.shape[:-1], len(weight)), entry)

    def conv(self, x: Places, weight: Any, bias: Any, stride: int, padding: int, dilation: int, groups: int) -> Places:
        """Of (channels, *sizes), without flipping the kernel, padded with zeros."""
        out, per_group, *kernel = np.shape(weight)
        spots = tuple(len(_starts(n, k, stride, padding, dilation)) for n, k in zip(x.shape[1:], kernel, strict=True))

        def entry(index: tuple[int, ...]) -> int:
            channel, *spot = index
            first = channel // (out // groups) * per_group
            terms = [
                (x[(first + c, *place)], Fraction(float(weight[(channel, c, *offset)])))
                for c in range(per_group)
                for offset, place in _window(x.shape[1:], kernel, spot, stride, padding, dilation)
                if place is not None
            ]
            return self.net.affine(terms, Fraction(float(bias[channel])))

        return _tensor((out, *spots), entry)

    def scale(self, x: Places, axis: int, mean: Any, factor: Any, shift: Any) -> Places:
        """(x - mean) * factor + shift for each place along an axis."""

        def entry(index: tuple[int, ...]) -> int:
            m, f, s = (Fraction(float(v[index[axis]])) for v in (mean, factor, shift))
            return self.net.affine([(x[index], f)], s - m * f)

        return _tensor(x.shape, entry)

    def mean_pool(self, x: Places, kernel: int, stride: int, padding: int, include: bool) -> Places:
        axes = x.ndim - 1
        spots = tuple(len(_starts(n, kernel, stride, padding, 1)) for n in x.shape[1:])

        def entry(index: tuple[int, ...]) -> int:
            channel, *spot = index
            window = [p for _, p in _window(x.shape[1:], [kernel] * axes, spot, stride, padding, 1)]
            inside = [p for p in window if p is not None]
            share = Fraction(1, len(window) if include else len(inside))
            return self.net.affine([(x[(channel, *p)], share) for p in inside])

        return _tensor((x.shape[0], *spots), entry)

    def sum(self, x: Places, y: Places, sign: int) -> Places:
        x, y = np.broadcast_arrays(x, y)
        return _tensor(x.shape, lambda i: self.net.affine([(x[i], Fraction(1)), (y[i], Fraction(sign))]))

    def join(self, x: Places, y: Places, axis: int) -> Places:
        return np.concatenate([x, y], axis=axis)

    def flat(self, x: Places) -> Places:
        return x.reshape(-1)

    # Units

    def pieces(self, x: Places, knots: Sequence[float], slopes: Any, value: float = 0.0, below: int = 1) -> Places:
        """Slopes for all entries, or for each place along the first axis."""

        def entry(index: tuple[int, ...]) -> int:
            own = slopes[index[0]] if np.ndim(slopes) == 2 else slopes
            return self.net.add(bend(x[index], _exact(knots), _exact(own), Fraction(value), below))

        return self._module(_tensor(x.shape, entry))

    def max_pool(self, x: Places, kernel: int, stride: int, padding: int, dilation: int) -> Places:
        axes = x.ndim - 1
        spots = tuple(len(_starts(n, kernel, stride, padding, dilation)) for n in x.shape[1:])

        def entry(index: tuple[int, ...]) -> int:
            channel, *spot = index
            window = _window(x.shape[1:], [kernel] * axes, spot, stride, padding, dilation)
            return self._largest([x[(channel, *p)] for _, p in window if p is not None])

        return self._module(_tensor((x.shape[0], *spots), entry))

    def channel_pool(self, x: Places, size: int) -> Places:
        """Over groups of consecutive channels, the first axis."""

        def entry(index: tuple[int, ...]) -> int:
            group, *rest = index
            return self._largest([x[(size * group + c, *rest)] for c in range(size)])

        return self._module(_tensor((x.shape[0] // size, *x.shape[1:]), entry))

    def maxout(self, x: Places, weight: Any, bias: Any) -> Places:
        pieces = self.linear(x, np.reshape(weight, (-1, np.shape(weight)[2])), np.ravel(bias))
        rank = np.shape(weight)[1]
        return self._module(
            _tensor((len(weight),), lambda i: self._largest([pieces[i[0] * rank + r] for r in range(rank)]))
        )

    def extreme(self, x: Places, y: Places, smallest: bool) -> Places:
        """Of two branches, entry by entry."""
        x, y = np.broadcast_arrays(x, y)
        return self._module(_tensor(x.shape, lambda i: self._largest([x[i], y[i]], -1 if smallest else 1)))

    def extreme_with(self, x: Places, level: float, smallest: bool) -> Places:
        return self.pieces(x, [level], [1.0, 0.0] if smallest else [0.0, 1.0], level)

    def rnn(self, x: Places, weight: Any, recurrent: Any, bias: Any, start: Any, activation: str) -> Places:
        """All hidden states; the activation is the name of an operation of no further arguments."""
        hidden = [self.net.affine([], Fraction(float(v))) for v in start]
        states = []
        for t in range(x.shape[0]):
            both = np.concatenate([x[t], np.array(hidden, dtype=object)])
            hidden = list(getattr(self, activation)(self.linear(both, np.hstack([weight, recurrent]), bias)))
            states.append(hidden)
        return np.array(states, dtype=object)

    def relu(self, x: Places) -> Places:
        return self.pieces(x, [0.0], [0.0, 1.0])

    def abs(self, x: Places) -> Places:
        return self.pieces(x, [0.0], [-1.0, 1.0])

    def hard_sigmoid(self, x: Places) -> Places:
        return self.pieces(x, [-3.0, 3.0], [0.0, 1.0, 0.0], below=6)

    def clip(self, x: Places, low: float, high: float) -> Places:
        return self.pieces(x, [low, high], [0.0, 1.0, 0.0], low)

    def _largest(self, sources: Sequence[int], sign: int = 1) -> int:
        return self.net.add(Largest(tuple(sources), sign))

    def _module(self, x: Places) -> Places:
        self.net.module(x.ravel().tolist())
        return x


def _tensor(shape: Sequence[int], entry: Callable[[tuple[int, ...]], int]) -> Places:
    result = np.empty(tuple(shape), dtype=object)
    for index in np.ndindex(*shape):
        result[index] = entry(index)
    return result


def _exact(values: Any) -> list[Fraction]:
    return [Fraction(float(v)) for v in values]


def _starts(n: int, kernel: int, stride: int, padding: int, dilation: int) -> range:
    return range(-padding, n + padding - dilation * (kernel - 1), stride)


def _window(
    sizes: Sequence[int], kernel: Sequence[int], spot: Sequence[int], stride: int, padding: int, dilation: int
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...] | None]]:
    """Each offset in the kernel with its place in the image, None in the padding."""
    for offset in product(*map(range, kernel)):
        place = tuple(s * stride - padding + dilation * o for s, o in zip(spot, offset, strict=True))
        inside = all(0 <= p < n for p, n in zip(place, sizes, strict=True))
        yield offset, place if inside else None
