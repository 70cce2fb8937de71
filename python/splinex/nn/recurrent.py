"""Recurrent networks unrolled over their time steps."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.graphs.tensor import Tensor, concatenate, constant_like, stack
from splinex.nn.activations import ReLU

__all__ = ["RNN"]


@dataclass(frozen=True, eq=False)
class RNN:
    """An Elman network h_t = sigma(W x_t + W_r h_(t-1) + b), unrolled: the input is (steps, features), weights are shared.

    Each time step is a hidden layer, so regions are those of the unrolled network on R^(steps * features).

    Parameters
    ----------
    weight : array_like of float, (hidden, features)
    recurrent : array_like of float, (hidden, hidden)
    bias : array_like of float, (hidden,), optional
    initial : array_like of float, (hidden,), optional
        h_0, zero by default.
    activation : callable from Tensor to Tensor
        A piecewise-linear layer; ReLU by default.
    sequence : bool
        Whether the result is all hidden states (steps, hidden), or the last one.
    """

    weight: ArrayLike
    recurrent: ArrayLike
    bias: ArrayLike | None = None
    initial: ArrayLike | None = None
    activation: Callable[[Tensor], Tensor] | None = None
    sequence: bool = False

    def __call__(self, x: Tensor) -> Tensor:
        W, R = as_finite(self.weight, "weight"), as_finite(self.recurrent, "recurrent")
        hidden = len(W) if W.ndim else 0
        b = np.zeros(hidden) if self.bias is None else as_finite(self.bias, "bias")
        start = np.zeros(hidden) if self.initial is None else as_finite(self.initial, "initial")
        if W.ndim != 2 or R.shape != (hidden, hidden) or b.shape != (hidden,) or start.shape != (hidden,):
            raise InputError(
                f"weight {W.shape}, recurrent {R.shape}, bias {b.shape} and initial {start.shape} do not fit"
            )
        if x.ndim != 2 or x.shape[1] != W.shape[1]:
            raise InputError(f"a recurrent network of {W.shape[1]} features needs (steps, features), not {x.shape}")
        activation = self.activation or ReLU()
        step = np.hstack([W, R]).T
        states: list[Tensor] = []
        for t in range(len(x)):
            before = states[-1] if states else constant_like(x, start)
            states.append(activation(concatenate([x[t], before]) @ step + b))
        return stack(states) if self.sequence else states[-1]
