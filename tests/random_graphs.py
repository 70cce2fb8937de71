"""Random programs of general networks: weights are such that ties are the rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from graph_programs import Program, Step
from hypothesis import strategies as st
from oracles.graph_layers import OracleLayers
from oracles.graph_net import GraphNet, Places

MOST_UNITS = 9
MOST_ENTRIES = 8


Chooser = Callable[[Sequence[Any]], Any]
"""Where the randomness comes from: takes one of several options."""


TIES = (-2.0, -1.0, 0.0, 1.0, 2.0)
ENTRIES: dict[str, tuple[float, ...]] = {
    "integers": TIES,
    "signs": (-1.0, 0.0, 1.0),
    "halves": (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5),
    "floats": tuple(v * 0.1 for v in TIES),  # exact multiples of one float: ties that integers do not see
    "near": (-1.0, 0.0, 1.0, 1.0 + 2.0**-32, 2.0**-32, 2.0),  # coefficients that look like zero and are not
    "tenths": tuple(k / 10 for k in range(-9, 10)),
}


class _Writer:
    """Writes a program; the oracle's own run of it tells the shapes."""

    def __init__(self, choose: Chooser, shape: tuple[int, ...], most_units: int, entries: str) -> None:
        self.choose, self.shape, self.most_units = choose, shape, most_units
        self.entries = ENTRIES[entries]
        self.net = GraphNet(int(np.prod(shape)))
        self.layers = OracleLayers(self.net)
        self.registers: list[Places] = [self.layers.input(shape)]
        self.steps: list[Step] = []

    @property
    def units(self) -> int:
        return sum(map(len, self.net.modules))

    def last(self) -> int:
        return len(self.registers) - 1

    def numbers(self, *shape: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.array([self.choose(self.entries) for _ in range(int(np.prod(shape)))]).reshape(shape)

    def write(self, name: str, registers: Sequence[int], *arguments: Any) -> int:
        self.steps.append(Step(name, tuple(registers), arguments))
        self.registers.append(getattr(self.layers, name)(*(self.registers[r] for r in registers), *arguments))
        return self.last()

    # Each of these does nothing where it does not fit.

    def affine(self) -> None:
        x, kind = self.last(), self.choose(("linear", "linear", "conv", "scale", "mean_pool"))
        shape = self.registers[x].shape
        if kind == "scale":
            n = shape[0]
            factors = np.array([self.choose((-1.0, 0.5, 1.0, 2.0)) for _ in range(n)])
            self.write("scale", (x,), 0, self.numbers(n), factors, self.numbers(n))
        elif kind == "mean_pool" and len(shape) > 1 and min(shape[1:]) >= 2:
            padding = self.choose((0, 1)) if self.registers[x].size <= 4 else 0
            self.write("mean_pool", (x,), self.choose((2, min(3, *shape[1:]))), 1, padding, self.choose((True, False)))
        elif kind == "conv" and len(shape) > 1:
            self._conv(x, shape)
        elif len(shape) == 1 or shape[0] * 2 <= MOST_ENTRIES:
            room = 4 if len(shape) == 1 else max(1, MOST_ENTRIES // int(np.prod(shape[:-1])))
            out = self.choose(range(1, 1 + min(4, room)))
            self.write("linear", (x,), self.numbers(out, shape[-1]), self.numbers(out))

    def _conv(self, x: int, shape: tuple[int, ...]) -> None:
        groups = self.choose((1, shape[0]))
        out = groups if groups > 1 else self.choose((1, 2))
        kernel = [self.choose(range(1, 1 + min(2, n))) for n in shape[1:]]
        padding = self.choose((0, 1)) if out * np.prod([n + 2 for n in shape[1:]]) <= MOST_ENTRIES else 0
        dilation = 2 if all(2 * (k - 1) < n + 2 * padding for k, n in zip(kernel, shape[1:], strict=True)) else 1
        weight = self.numbers(out, shape[0] // groups, *kernel)
        self.write(
            "conv", (x,), weight, self.numbers(out), self.choose((1, 2)), padding, self.choose((1, dilation)), groups
        )

    def elementwise(self) -> None:
        x = self.last()
        if self.registers[x].size + self.units > self.most_units:
            return
        kind = self.choose(("relu", "relu", "relu", "leaky", "prelu", "abs", "clip", "sigmoid", "pieces", "level"))
        if kind in ("relu", "abs"):
            self.write(kind, (x,))
        elif kind == "sigmoid":
            self.write("hard_sigmoid", (x,))
        elif kind == "leaky":
            self.write("pieces", (x,), [0.0], [self.choose((0.25, -1.0, 1.0, 2.0, 0.01)), 1.0])
        elif kind == "prelu":
            n = self.registers[x].shape[0]
            self.write("pieces", (x,), [0.0], [[self.choose((0.25, 1.0, -1.0, 0.0)), 1.0] for _ in range(n)])
        elif kind == "clip":
            self.write("clip", (x,), *self.choose(((0.0, 6.0), (-1.0, 1.0), (0.0, 1.0), (-0.5, 2.0))))
        elif kind == "level":
            self.write("extreme_with", (x,), self.choose(self.entries), self.choose((True, False)))
        else:
            knots = [-1.0, 0.0, 1.0][: self.choose((1, 2, 3))]
            slopes = [self.choose((-1.0, 0.0, 1.0, 0.5)) for _ in range(len(knots) + 1)]
            self.write("pieces", (x,), knots, slopes, self.choose((0.0, 1.0)))

    def largest(self) -> None:
        x, shape = self.last(), self.registers[self.last()].shape
        kind = self.choose(("max_pool", "channel_pool", "maxout", "maxout"))
        room = self.most_units - self.units
        if kind == "max_pool" and len(shape) > 1:
            kernel = self.choose(range(1, 1 + min(3, *shape[1:])))
            padding = 1 if kernel > 1 and self.registers[x].size <= 3 and self.choose((True, False)) else 0
            if shape[0] * np.prod([n + 2 * padding - kernel + 1 for n in shape[1:]]) <= room:
                self.write("max_pool", (x,), kernel, self.choose((1, 1, kernel)), padding, 1)
        elif kind == "channel_pool":
            sizes = [k for k in range(1, shape[0] + 1) if shape[0] % k == 0]
            size = self.choose(sizes)
            if self.registers[x].size // size <= room:
                self.write("channel_pool", (x,), size)
        elif kind == "maxout" and len(shape) == 1 and room >= 1:
            units, rank = self.choose(range(1, 1 + min(2, room))), self.choose((2, 3, 3, 4))
            self.write("maxout", (x,), self.numbers(units, rank, shape[0]), self.numbers(units, rank))

    def combine(self) -> None:
        x, y = self.last(), self.choose(range(len(self.registers)))
        shapes = self.registers[x].shape, self.registers[y].shape
        try:
            both = np.broadcast_shapes(*shapes)
        except ValueError:
            both = ()
        kind = self.choose(("sum", "sum", "join", "extreme"))
        fits = len(both) > 0 and np.prod(both) <= MOST_ENTRIES
        if kind == "sum" and fits:
            self.write("sum", (x, y), self.choose((1, -1)))
        elif kind == "extreme" and fits and self.units + np.prod(both) <= self.most_units:
            self.write("extreme", (x, y), self.choose((True, False)))
        elif kind == "join" and shapes[0][1:] == shapes[1][1:] and sum(map(np.prod, shapes)) <= MOST_ENTRIES:
            self.write("join", (x, y), 0)

    def recurrent(self) -> None:
        x, shape = self.last(), self.registers[self.last()].shape
        hidden = self.choose((1, 2))
        if len(shape) == 2 and shape[0] * hidden + self.units <= self.most_units and shape[0] * hidden <= MOST_ENTRIES:
            self.write(
                "rnn", (x,), self.numbers(hidden, shape[1]), self.numbers(hidden, hidden), self.numbers(hidden),
                self.numbers(hidden), self.choose(("relu", "abs", "hard_sigmoid")),
            )  # fmt: skip

    def flatten(self) -> None:
        if self.registers[self.last()].ndim > 1:
            self.write("flat", (self.last(),))

    def program(self, length: int) -> Program:
        for _ in range(length):
            actions = (
                self.affine, self.affine, self.elementwise, self.elementwise, self.largest, self.combine,
                self.recurrent, self.flatten,
            )  # fmt: skip
            self.choose(actions)()
        return Program(self.shape, tuple(self.steps))


SHAPES: dict[int, tuple[tuple[int, ...], ...]] = {
    1: ((1,), (1, 1)),
    2: ((2,), (2,), (1, 2), (2, 1), (1, 1, 2)),
    3: ((3,), (3,), (1, 3), (3, 1)),
    4: ((4,), (2, 2), (1, 2, 2), (1, 4)),
}


def random_program(
    choose: Chooser, dimension: int, *, most_units: int = MOST_UNITS, length: int = 7, entries: str | None = None
) -> Program:
    """A program that ends in units or not; it may have none at all."""
    kind = entries or choose(tuple(ENTRIES))
    return _Writer(choose, choose(SHAPES[dimension]), most_units, kind).program(choose(range(2, length + 1)))


@st.composite
def programs(draw: st.DrawFn, /, dimension: int, **options: Any) -> Program:
    """The same for hypothesis."""
    return random_program(lambda values: draw(st.sampled_from(values)), dimension, **options)


def seeded(seed: int) -> Chooser:
    """The same again for long runs outside of the suite."""
    generator = np.random.default_rng(seed)
    return lambda values: values[int(generator.integers(len(values)))]
