"""Small networks of every kind of layer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import splinex as sx
from splinex import nn

__all__ = ["KINDS"]


def _floats(seed: int, *shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.random.default_rng(seed).normal(size=shape)


def _linear(seed: int, inputs: int, outputs: int) -> nn.Linear:
    return nn.Linear(_floats(seed, outputs, inputs), _floats(seed + 50, outputs))


def _between(unit: Callable[[nn.Tensor], nn.Tensor]) -> sx.Network:
    """Two fully-connected layers with units between."""
    return sx.Network.sequential([_linear(1, 2, 4), unit, _linear(2, 4, 2)], (2,))


def _convolutional() -> sx.Network:
    return sx.Network.sequential(
        [
            nn.Conv2d(_floats(3, 2, 1, 2, 2), _floats(4, 2), padding=1),
            nn.BatchNorm([0.5, -1], [2, 3], [1, -2], [0.25, 0]),
            nn.ReLU("first"),
            nn.MaxPool2d(3, stride=2, padding=1, name="largest"),
            nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False),
            nn.Flatten(),
            nn.LeakyReLU(0.1, "läßt durch"),
            _linear(5, 8, 2),
        ],
        (1, 2, 2),
    )


def _residual(x: nn.Tensor) -> nn.Tensor:
    hidden = nn.ReLU("a")(_linear(6, 3, 3)(x)) + x
    both = nn.concatenate([nn.maximum([hidden, x, np.array([0.5, -1, 0])], name="b"), hidden * 0.3])
    return nn.minimum([_linear(7, 6, 2)(both), both[1:3]], name="c") / 3


KINDS: dict[str, Callable[[], sx.Network]] = {
    "fully connected": lambda: sx.Network.from_layers(
        [(_floats(1, 4, 2), _floats(2, 4)), (_floats(3, 3, 4), _floats(4, 3)), (_floats(5, 1, 3), [0])],
        names=["p", "q"],
    ),
    "ReLU last": lambda: sx.Network.from_layers([(_floats(1, 4, 2), _floats(2, 4))], relu_last=True),
    "affine": lambda: sx.Network.from_layers([(_floats(1, 2, 3), [0.1, -0.0])]),
    "leaky ReLU": lambda: _between(nn.LeakyReLU(0.1)),
    "PReLU": lambda: _between(nn.PReLU([0.25, 1, 0, -3], name="slopes")),
    "abs": lambda: _between(nn.Abs()),
    "clip": lambda: _between(nn.Clip(-0.3, 0.7)),
    "ReLU6": lambda: _between(nn.ReLU6()),
    "hard sigmoid": lambda: _between(nn.HardSigmoid("squashed")),
    "several breakpoints": lambda: _between(nn.PiecewiseLinear([-1, 0, 0.3], [0.1, -2, 1, 3], 0.2)),
    "maxout": lambda: sx.Network.sequential([nn.Maxout(_floats(8, 3, 4, 2), _floats(9, 3, 4)), _linear(1, 3, 2)], (2,)),
    "convolutional": _convolutional,
    "residual": lambda: sx.Network.trace(_residual, (3,)),
    "recurrent": lambda: sx.Network.sequential(
        [nn.RNN(_floats(1, 3, 1), _floats(2, 3, 3), activation=nn.HardTanh()), nn.Linear(_floats(3, 1, 3))], (3, 1)
    ),
    "decisions": lambda: sx.Network.sequential([_linear(1, 2, 3), nn.ReLU(), _linear(2, 3, 4), nn.ArgMax()], (2,)),
}
