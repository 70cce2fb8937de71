"""Max-affine splines fitted to data by least squares."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.options import positive_integer
from splinex.splines.max_affine import MaxAffineSpline

__all__ = ["MaxAffineFit", "data_arrays", "fit_max_affine"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MaxAffineFit:
    """A fitted spline; unpacks as ``spline, error``.

    Attributes
    ----------
    spline : MaxAffineSpline
    error : float
        Root mean square of spline(X) - y, in float64.
    """

    spline: MaxAffineSpline
    error: float

    def __iter__(self) -> Iterator[MaxAffineSpline | float]:
        return iter((self.spline, self.error))


def fit_max_affine(
    X: ArrayLike, y: ArrayLike, pieces: int, *, restarts: int = 10, seed: int = 0, iterations: int = 100
) -> MaxAffineFit:
    """Fit a max-affine spline with at most that many pieces by alternating between its code and least squares.

    As k-means does: given a partition of the data, each piece is the least-squares fit of its part; given the pieces, the
    partition is their code (Magnani & Boyd, "Convex piecewise-linear fitting", 2009). A restart ends in a local optimum, or
    in a cycle, and its best step counts; knots are free (slides 10-11). This is float64: nothing is proven about the fit.

    Parameters
    ----------
    X : array_like of float, (n, D) or (n,)
    y : array_like of float, (n,)
    pieces : int
        Pieces that lose all their data are dropped.
    restarts : int
        Each starts from the cells of other data points. The best result is returned.
    seed : int
        The same seed gives the same result on the same machine.
    iterations : int
        At most, for each restart.

    Raises
    ------
    InputError
        For shapes that do not fit, and for numbers that are not finite.

    Examples
    --------
    >>> import numpy as np, splinex as sx
    >>> x = np.linspace(0, 1, 61)
    >>> fit = sx.fit_max_affine(x, abs(x - 1 / 3), 2)  # its knot is on no uniform grid of 2, 4 or 8 intervals
    >>> fit.spline, bool(fit.error < 1e-12)
    (MaxAffineSpline(1 inputs, 2 pieces), True)
    """
    points, values = data_arrays(X, y)
    count = positive_integer("pieces", pieces)
    runs = positive_integer("restarts", restarts)
    steps = positive_integer("iterations", iterations)
    rng = np.random.default_rng(seed)
    best: tuple[float, Floats] | None = None
    for _ in range(runs):
        for rows in _alternated(points, values, _start(points, count, rng), steps):
            error = _error(rows, points, values)
            if best is None or error < best[0]:
                best = error, rows
    assert best is not None, "every restart makes at least one step"
    error, rows = best
    return MaxAffineFit(MaxAffineSpline(rows[:, :-1], rows[:, -1]), error)


def data_arrays(X: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    """Data as (n, D) and (n,), checked."""
    points, values = as_finite(X, "X"), as_finite(y, "y")
    points = points[:, None] if points.ndim == 1 else points
    if points.ndim != 2 or 0 in points.shape:
        raise InputError(f"X has shape {points.shape}; (n, D) with at least one of each is needed")
    if values.shape != points.shape[:1]:
        raise InputError(f"y has shape {values.shape}, but X has {len(points)} points")
    return points, values


def root_mean_square(spline: MaxAffineSpline, points: Floats, values: Floats) -> float:
    """Of spline(points) - values."""
    return float(np.sqrt(np.mean((np.asarray(spline(points)) - values) ** 2)))


def _error(rows: Floats, points: Floats, values: Floats) -> float:
    return float(np.sqrt(np.mean(((points @ rows[:, :-1].T + rows[:, -1]).max(axis=1) - values) ** 2)))


def _start(points: Floats, pieces: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """The nearest of some data points, in coordinates of unit variance."""
    spread = points.std(axis=0)
    scaled = points / np.where(spread > 0, spread, 1.0)
    sites = scaled[rng.choice(len(points), size=min(pieces, len(points)), replace=False)]
    return np.asarray(((scaled[:, None] - sites) ** 2).sum(axis=2).argmin(axis=1))


def _alternated(points: Floats, values: Floats, codes: NDArray[np.int64], steps: int) -> Iterator[Floats]:
    """The pieces [a | b] after each step, until a partition comes back."""
    seen: set[bytes] = set()
    for _ in range(steps):
        if codes.tobytes() in seen:
            return
        seen.add(codes.tobytes())
        rows = np.array([_least_squares(points[codes == r], values[codes == r]) for r in np.unique(codes)])
        yield rows
        codes = np.asarray((points @ rows[:, :-1].T + rows[:, -1]).argmax(axis=1))


def _least_squares(points: Floats, values: Floats) -> Floats:
    """[a | b], with the shortest a where the points do not determine it."""
    centre, level = points.mean(axis=0), values.mean()
    slope = np.linalg.lstsq(points - centre, values - level, rcond=None)[0]
    return np.append(slope, level - slope @ centre)
