"""The closed form of an unrolled recurrent network on each of its regions (slide 39; Wang, Balestriero and Baraniuk 2019)."""

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.nn.activations import Abs, LeakyReLU, ReLU
from splinex.nn.recurrent import RNN
from splinex.region import Region

__all__ = ["RecurrentForm"]

Table = NDArray[np.object_]


class RecurrentForm:
    """h^T = sum_s A_(s:T) D^s (W x^s + b) + A_(0:T) h^0 with A_(s:T) = (D^T W_r) ... (D^(s+1) W_r), in Fractions.

    D^t is the diagonal matrix of the slopes that the units have at step t.

    Parameters
    ----------
    rnn : splinex.nn.RNN
        Whose units are ReLUs, leaky ReLUs or absolute values: functions without an offset.
    """

    def __init__(self, rnn: RNN) -> None:
        slopes = _slopes(rnn.activation)
        self._weight, self._recurrent = _table(rnn.weight, "weight"), _table(rnn.recurrent, "recurrent")
        hidden = len(self._weight)
        self._bias = _table(np.zeros(hidden) if rnn.bias is None else rnn.bias, "bias")
        self._start = _table(np.zeros(hidden) if rnn.initial is None else rnn.initial, "initial")
        self._slopes = np.array(list(map(Fraction, slopes)), dtype=object)

    def agrees(self, region: Region) -> bool:
        """Whether a region's exact affine map of the last hidden state is the formula's.

        Raises
        ------
        InputError
            When the region is not one of this network unrolled.
        """
        hidden, features = self._weight.shape
        steps, rest = divmod(len(region.pattern), hidden)
        if rest or steps < 1 or region.network.n_inputs != steps * features or region.network.n_outputs % hidden:
            raise InputError("this is no region of that recurrent network in its own inputs")
        diagonal = self._slopes[region.pattern.reshape(steps, hidden)]
        blocks: list[Table] = []
        after = np.array([[Fraction(int(i == j)) for j in range(hidden)] for i in range(hidden)], dtype=object)
        offset = np.array([Fraction(0)] * hidden, dtype=object)
        for slopes in diagonal[::-1]:
            drive = after * slopes  # A_(s:T) D^s
            blocks.insert(0, drive @ self._weight)
            offset = offset + drive @ self._bias
            after = drive @ self._recurrent
        offset = offset + after @ self._start
        rows, below = region.affine_map().exact()
        return bool(np.hstack(blocks).tolist() == rows[-hidden:] and offset.tolist() == below[-hidden:])


def _slopes(activation: Any) -> tuple[float, float]:
    if activation is None or isinstance(activation, ReLU):
        return 0.0, 1.0
    if isinstance(activation, LeakyReLU):
        return activation.slope, 1.0
    if isinstance(activation, Abs):
        return -1.0, 1.0
    raise InputError(f"the formula is for ReLU, LeakyReLU and Abs, not {type(activation).__name__}")


def _table(values: Any, name: str) -> Table:
    array = as_finite(values, name)
    return np.array([Fraction(v) for v in array.ravel().tolist()], dtype=object).reshape(array.shape)
