"""Upper bounds on the norms of many maps at once, in floats with proven errors: what has to be measured exactly."""

import math
from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex.measures.directions import Rational, product
from splinex.measures.operator_norm import OperatorNorm
from splinex.measures.rounding import nearest

__all__ = ["NormBounds"]

Floats = NDArray[np.float64]

_UNIT = 2.0**-53
_TINY = 1e-140
"""More than what underflow can take away from a norm."""
_LARGE = 1e140
"""Entries below it have squares whose sums are finite."""
_ENTRIES = 2**22
"""Floats that one block may fill."""


class NormBounds:
    """Upper bounds for one `OperatorNorm`.

    A norm is that of A P for a float matrix P ("probes") whose columns are the vertices of the unit ball, or span it so that it
    is almost the Euclidean one; how far P is from that is known exactly. Everything else is the usual bound on the rounding of
    sums of products (Higham, Accuracy and Stability of Numerical Algorithms, 3.1), with room to spare.
    """

    def __init__(self, norm: OperatorNorm) -> None:
        self.norm = norm
        self.probes, self.stretch = _probes(norm)
        self.signs = None if norm.signs is None else norm.signs.astype(np.float64)

    def candidates(self, A: Floats, least: Callable[[], float]) -> Iterator[int]:
        """Indices of the maps A (n, outputs, n_coordinates) whose bound is not below `least`, which may rise on the way.

        By falling bounds, block by block.
        """
        if not self.norm.directions.k:
            yield from range(len(A))
            return
        rough = self._rough(A)
        order = np.argsort(-rough, kind="stable")
        size = max(1, _ENTRIES // max(1, self._width(A.shape[1])))
        for first in range(0, len(A), size):
            block = order[first : first + size]
            block = block[~(rough[block] < least())]
            if not len(block):
                return
            bounds = self.upper(A[block])
            for i in np.argsort(-bounds, kind="stable"):
                if bounds[i] < least():
                    break
                yield int(block[i])

    def upper(self, A: Floats) -> Floats:
        """A number for each map that its norm does not exceed."""
        with np.errstate(all="ignore"):
            images = A @ self.probes
            inner = A.shape[2] + 8
            error = 2 * _UNIT * inner * (np.abs(A) @ np.abs(self.probes)).sum(axis=(1, 2))
            bounds = self._norms(images) * (1 + 8 * _UNIT * (inner + images.shape[1] + images.shape[2]))
            result: Floats = (bounds + error) * self.stretch + _TINY
        result[~(np.abs(A).max(axis=(1, 2), initial=0.0) < _LARGE)] = math.inf
        result[~np.isfinite(result)] = math.inf
        return result

    def estimates(self, A: Floats) -> Floats:
        """The norms themselves, in floats."""
        with np.errstate(all="ignore"):
            return self._norms(A @ self.probes) if self.norm.directions.k else np.zeros(len(A))

    def _norms(self, images: Floats) -> Floats:
        norm = self.norm
        if norm.way == "spectral":
            return _spectral(images)
        if norm.way == "columns":
            sizes: Floats = np.linalg.norm(images, ord=norm.q, axis=1).max(axis=1)
            return sizes
        if self.signs is None:
            return _largest_row(images, norm.quadratic)
        sums = self.signs @ images
        slack: Floats = 4 * _UNIT * len(self.signs[0]) * np.abs(images).sum(axis=(1, 2))
        return _largest_row(sums, norm.quadratic) + slack

    def _rough(self, A: Floats) -> Floats:
        """Cheap bounds, where the good ones are not."""
        if self._width(A.shape[1]) <= 64 * A.shape[1] * A.shape[2]:
            return np.full(len(A), math.inf)
        if self.signs is None and not self.norm.ball.cube:
            return np.full(len(A), math.inf)
        with np.errstate(all="ignore"):
            images = A if self.signs is None else A @ self.probes
            total: Floats = np.linalg.norm(images, ord=2 if self.norm.p == 2 else 1, axis=2).sum(axis=1)
            result: Floats = total * self.stretch * (1 + 1e-9) + _TINY
        result[np.isnan(result)] = math.inf
        return result

    def _width(self, outputs: int) -> int:
        """Floats that the good bound of one map takes."""
        rows = outputs if self.signs is None else len(self.signs)
        return rows * max(1, int(self.probes.shape[1]))


def _largest_row(rows: Floats, quadratic: bool) -> Floats:
    sizes = np.sqrt((rows**2).sum(axis=2)) if quadratic else np.abs(rows).sum(axis=2)
    return np.asarray(sizes.max(axis=1), dtype=np.float64)


def _spectral(images: Floats) -> Floats:
    """Upper bounds on spectral norms.

    For any Q and Lambda, x G x <= max(Lambda) ||Q^T x||^2 + ||G - Q Lambda Q^T|| ||x||^2: what LAPACK
    returns need not be right.
    """
    if images.shape[1] > images.shape[2]:
        images = images.transpose(0, 2, 1)
    gram = images @ images.transpose(0, 2, 1)
    total = (images**2).sum(axis=(1, 2))
    fine = np.isfinite(gram).all(axis=(1, 2))
    gram[~fine] = 0.0
    values, vectors = np.linalg.eigh(gram)
    k = gram.shape[1]
    identity = vectors @ vectors.transpose(0, 2, 1) - np.eye(k)
    rest = gram - (vectors * values[:, None, :]) @ vectors.transpose(0, 2, 1)
    skew = np.sqrt((identity**2).sum(axis=(1, 2))) + 8 * _UNIT * (k + 4) * k
    error = np.sqrt((rest**2).sum(axis=(1, 2))) + 8 * _UNIT * (k + images.shape[2] + 4) * k * total
    squares = np.maximum(values[:, -1], 0.0) * (1 + skew) + error
    return np.where(fine, np.sqrt(squares) * (1 + 4 * _UNIT), math.inf)


def _probes(norm: OperatorNorm) -> tuple[Floats, float]:
    """The matrix P, and a factor that makes up for what it is not."""
    if norm.way == "columns":
        corners = [[nearest(Fraction(int(value), norm.corner_scale)) for value in row] for row in norm.corners]
        return np.array(corners, dtype=np.float64), 1.0
    steps = norm.directions.steps
    if norm.directions.standard or norm.directions.k == 0:
        return np.array([[nearest(v) for v in row] for row in steps], dtype=np.float64).reshape(len(steps), -1), 1.0
    return _orthonormal(norm.directions.gram(), steps)


def _orthonormal(gram: Rational, steps: Rational) -> tuple[Floats, float]:
    """P = steps R with R G R^T close to the identity: how close is measured exactly.

    With R^T G R = I + D, ||moves R u||^2 >= (1 - ||D||) ||u||^2.
    """
    scale = max(abs(value) for row in gram for value in row)
    floats = np.array([[nearest(value / scale) for value in row] for row in gram])
    values, vectors = np.linalg.eigh(floats)
    with np.errstate(all="ignore"):
        root = vectors / np.sqrt(values) / math.sqrt(nearest(scale))
    if not np.isfinite(root).all():
        return np.zeros((len(steps), len(gram))), math.inf
    R = [[Fraction(float(value)) for value in row] for row in root]
    near = product([list(column) for column in zip(*R, strict=True)], product(gram, R))
    off = sum(((value - (i == j)) ** 2 for i, row in enumerate(near) for j, value in enumerate(row)), Fraction(0))
    if off >= Fraction(1, 4):
        return np.zeros((len(steps), len(gram))), math.inf
    P = np.array([[nearest(value) for value in row] for row in product(steps, R)], dtype=np.float64)
    return P, 1.0 + nearest(off) ** 0.5 + 2.0**-40
