"""Networks as programs that are run twice: with the layers of splinex, and for the oracle entry by entry.

A program is a list of operations on registers, each of which adds one. Sequences, skips, concatenations and branches are
all programs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import splinex as sx
from oracles.graph_layers import OracleLayers
from oracles.graph_net import GraphNet
from splinex import nn


@dataclass(frozen=True)
class Step:
    """An operation on earlier registers; its arguments are plain numbers and arrays."""

    name: str
    registers: tuple[int, ...]
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Program:
    """Register 0 is the input; the outputs are those of the registers named last, flattened and joined."""

    shape: tuple[int, ...]
    steps: tuple[Step, ...]

    def network(self) -> sx.Network:
        return sx.Network.trace(lambda x: _run(SplinexLayers(), self.steps, x), self.shape)

    def oracle(self) -> GraphNet:
        net = GraphNet(int(np.prod(self.shape)))
        layers = OracleLayers(net)
        net.outputs = _run(layers, self.steps, layers.input(self.shape)).ravel().tolist()
        return net


def _run(layers: Any, steps: Sequence[Step], x: Any) -> Any:
    registers = [x]
    for step in steps:
        registers.append(getattr(layers, step.name)(*(registers[r] for r in step.registers), *step.arguments))
    return registers[-1]


class SplinexLayers:
    """The operations of `OracleLayers` in terms of the public layers."""

    def linear(self, x: nn.Tensor, weight: Any, bias: Any) -> nn.Tensor:
        return nn.Linear(weight, bias)(x)

    def conv(
        self, x: nn.Tensor, weight: Any, bias: Any, stride: int, padding: int, dilation: int, groups: int
    ) -> nn.Tensor:
        layer = nn.Conv1d if np.ndim(weight) == 3 else nn.Conv2d
        return layer(weight, bias, stride=stride, padding=padding, dilation=dilation, groups=groups)(x)

    def scale(self, x: nn.Tensor, axis: int, mean: Any, factor: Any, shift: Any) -> nn.Tensor:
        # sqrt(4) = 2 and eps = 0: gamma / 2 is exact.
        return nn.BatchNorm(mean, np.full(len(mean), 4.0), 2 * np.asarray(factor), shift, eps=0.0, axis=axis)(x)

    def mean_pool(self, x: nn.Tensor, kernel: int, stride: int, padding: int, include: bool) -> nn.Tensor:
        layer = nn.AvgPool1d if x.ndim == 2 else nn.AvgPool2d
        return layer(kernel, stride, padding, include)(x)

    def sum(self, x: nn.Tensor, y: nn.Tensor, sign: int) -> nn.Tensor:
        return x + y if sign > 0 else x - y

    def join(self, x: nn.Tensor, y: nn.Tensor, axis: int) -> nn.Tensor:
        return nn.concatenate([x, y], axis)

    def flat(self, x: nn.Tensor) -> nn.Tensor:
        return nn.Flatten()(x)

    def pieces(
        self, x: nn.Tensor, knots: Sequence[float], slopes: Any, value: float = 0.0, below: int = 1
    ) -> nn.Tensor:
        assert below == 1
        if np.ndim(slopes) == 2:
            return nn.PReLU([row[0] for row in slopes])(x)
        if knots == [0.0] and slopes[1] == 1.0 and value == 0:
            return nn.LeakyReLU(slopes[0])(x)
        return nn.PiecewiseLinear(knots, slopes, value)(x)

    def max_pool(self, x: nn.Tensor, kernel: int, stride: int, padding: int, dilation: int) -> nn.Tensor:
        layer = nn.MaxPool1d if x.ndim == 2 else nn.MaxPool2d
        return layer(kernel, stride, padding, dilation)(x)

    def channel_pool(self, x: nn.Tensor, size: int) -> nn.Tensor:
        return nn.ChannelPool(size)(x)

    def maxout(self, x: nn.Tensor, weight: Any, bias: Any) -> nn.Tensor:
        return nn.Maxout(weight, bias)(x)

    def extreme(self, x: nn.Tensor, y: nn.Tensor, smallest: bool) -> nn.Tensor:
        return nn.minimum([x, y]) if smallest else nn.maximum([x, y])

    def extreme_with(self, x: nn.Tensor, level: float, smallest: bool) -> nn.Tensor:
        return nn.minimum([x, level]) if smallest else nn.maximum([x, level])

    def rnn(self, x: nn.Tensor, weight: Any, recurrent: Any, bias: Any, start: Any, activation: str) -> nn.Tensor:
        return nn.RNN(weight, recurrent, bias, start, getattr(self, activation), sequence=True)(x)

    def relu(self, x: nn.Tensor) -> nn.Tensor:
        return nn.ReLU()(x)

    def abs(self, x: nn.Tensor) -> nn.Tensor:
        return nn.Abs()(x)

    def hard_sigmoid(self, x: nn.Tensor) -> nn.Tensor:
        return nn.HardSigmoid()(x)

    def clip(self, x: nn.Tensor, low: float, high: float) -> nn.Tensor:
        if (low, high) == (0.0, 6.0):
            return nn.ReLU6()(x)
        return nn.HardTanh()(x) if (low, high) == (-1.0, 1.0) else nn.Clip(low, high)(x)
