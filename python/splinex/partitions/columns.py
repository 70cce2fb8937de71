"""What a partition asks of its chunks."""

from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["Columns"]


class Columns(Protocol):
    """Consecutive regions in columns: in memory (`Chunk`), or in a file and read when asked for (`StoredChunk`).

    Attributes are those of `Chunk`.
    """

    @property
    def packed(self) -> NDArray[np.uint8]: ...
    @property
    def points(self) -> NDArray[np.float64]: ...
    @property
    def inexact(self) -> NDArray[np.bool_]: ...
    @property
    def nbytes(self) -> int: ...
    def __len__(self) -> int: ...
    def rows(self, choice: slice) -> Self: ...
