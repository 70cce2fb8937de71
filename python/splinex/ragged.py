"""Columns with another number of rows for every item."""

import operator
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ragged"]

Entry = TypeVar("Entry", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ragged(Generic[Entry]):
    """Rows of item after item in one array: those of item i are ``values[starts[i] : starts[i + 1]]``.

    Attributes
    ----------
    values : ndarray, (m, ...), read-only
    starts : ndarray of int64, (n + 1,), read-only

    Examples
    --------
    >>> import numpy as np
    >>> from splinex.ragged import Ragged
    >>> rows = Ragged(np.array([5, 6, 7]), np.array([0, 2, 2, 3]))
    >>> len(rows), rows.of(0), rows.of(-1), rows.counts
    (3, array([5, 6]), array([7]), array([2, 0, 1]))
    """

    values: NDArray[Entry]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.values):,} of {len(self):,})"

    def of(self, i: int) -> NDArray[Entry]:
        """The rows of item i; negative ones count from the end."""
        return self.values[self.range_of(i)]

    def range_of(self, i: int) -> slice:
        """Where they are."""
        place = range(len(self))[operator.index(i)]
        return slice(int(self.starts[place]), int(self.starts[place + 1]))

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many rows each item has: int64 (n,)."""
        return np.diff(self.starts)

    @property
    def owners(self) -> NDArray[np.int64]:
        """The item that each row belongs to: int64 (m,)."""
        return np.repeat(np.arange(len(self)), self.counts)
