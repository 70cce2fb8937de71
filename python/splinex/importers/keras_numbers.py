"""Numbers of Keras 3 models, whatever library is behind them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["as_numpy", "number"]


def as_numpy(value: Any) -> NDArray[np.float64]:
    """The float64 values of a Keras variable or of a tensor of its backend."""
    tensor = getattr(value, "value", value)
    if hasattr(tensor, "detach"):  # Torch's: Keras's own conversion uses what numpy 2 deprecates.
        tensor = tensor.detach().cpu().double().numpy()
    return np.asarray(tensor, np.float64)


def number(layer: Any, value: Any) -> float:
    """A Python number as the layer computes with it."""
    return float(value) if layer.compute_dtype == "float64" else float(np.float32(value))
