"""What a model may do after its network and an import ignores: softmax and its kin, on which no region depends."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["ENDINGS", "Ending"]

Values = NDArray[np.float64]
ENDINGS = ("softmax", "log_softmax", "sigmoid")


@dataclass(frozen=True, slots=True)
class Ending:
    """An ignored last function, applied again when an import is checked.

    Attributes
    ----------
    kind : str
        One of `ENDINGS`.
    shape : tuple of int
        Of the tensor that it is applied to.
    axis : int
    eps : float
        Of the source's arithmetic.
    """

    kind: str
    shape: tuple[int, ...]
    axis: int
    eps: float

    def __call__(self, value: Values, bound: Values) -> tuple[Values, Values]:
        """The function of a value known up to a bound, and how far the source's may be from it.

        In the largest norm log-softmax at most doubles an error, the others do not increase it.
        """
        z, worst = value.reshape(self.shape), float(bound.max())
        if self.kind == "sigmoid":
            result = 1.0 / (1.0 + np.exp(-z))
        else:
            shifted = z - z.max(axis=self.axis, keepdims=True)
            total = np.exp(shifted).sum(axis=self.axis, keepdims=True)
            result = np.exp(shifted) / total if self.kind == "softmax" else shifted - np.log(total)
        rounding = (z.size + 16) * self.eps * (1.0 + float(np.abs(z).max()) + np.abs(result))
        return result.ravel(), (2.0 * worst + rounding).ravel()
