"""What every peer takes and returns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Answer", "Layers", "Matrix"]

Matrix = NDArray[np.float64]
Layers = Sequence[tuple[Matrix, Matrix]]
"""Weights and biases of every layer; a ReLU follows each but the last."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Regions after each hidden layer, or after the last one only; and what a reader must know to judge them."""

    regions: Sequence[int]
    note: str = ""
