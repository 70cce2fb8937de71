"""One integer arrangement: rows of normals and constants, <normal, x> + constant = 0."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Arrangement:
    normals: tuple[tuple[int, ...], ...]
    constants: tuple[int, ...]

    @property
    def matrix(self) -> NDArray[np.float64]:
        return np.array(self.normals, dtype=np.float64).reshape(len(self.normals), -1)

    @property
    def vector(self) -> NDArray[np.float64]:
        return np.array(self.constants, dtype=np.float64)


def central(normals: Iterable[Sequence[int]]) -> Arrangement:
    rows = tuple(tuple(int(v) for v in normal) for normal in normals)
    return Arrangement(rows, (0,) * len(rows))


def affine(rows: Iterable[tuple[Sequence[int], int]]) -> Arrangement:
    pairs = [(tuple(int(v) for v in normal), int(constant)) for normal, constant in rows]
    return Arrangement(tuple(n for n, _ in pairs), tuple(c for _, c in pairs))


def axis(dimension: int, coefficients: dict[int, int]) -> tuple[int, ...]:
    """The vector with these entries and zeros elsewhere."""
    return tuple(coefficients.get(j, 0) for j in range(dimension))
