"""The plain form in which families hand out networks; it knows nothing of splinex."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Net:
    """ReLU after every (W, b) but the last, and after that one too when relu_last."""

    layers: tuple[tuple[Matrix, Matrix], ...]
    relu_last: bool = False

    @property
    def n_inputs(self) -> int:
        return int(self.layers[0][0].shape[1])


def net(*layers: tuple[ArrayLike, ArrayLike], relu_last: bool = False) -> Net:
    arrays = tuple((np.array(w, dtype=np.float64), np.array(b, dtype=np.float64)) for w, b in layers)
    return Net(arrays, relu_last)


def with_sum(hidden: Sequence[tuple[ArrayLike, ArrayLike]]) -> Net:
    """The hidden layers, then the sum of the last one's units as the only output."""
    width = len(np.asarray(hidden[-1][1]))
    return net(*hidden, (np.ones((1, width)), np.zeros(1)))
