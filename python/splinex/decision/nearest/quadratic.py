"""The nearest point in the Euclidean norm: a guessed active set checked exactly, and a dual active-set method in fractions."""

from collections.abc import Sequence
from fractions import Fraction

from splinex.convexity.exact_points import IntegerRow
from splinex.decision.nearest.equations import solve
from splinex.decision.nearest.norms import NearestPoint, measure

__all__ = ["by_active_set", "nearest_of_support"]


def nearest_of_support(rows: Sequence[IntegerRow], support: Sequence[int]) -> NearestPoint | None:
    """The nearest point if its active rows are those of the support: the conditions of Karush, Kuhn and Tucker, exactly."""
    active = [rows[i] for i in support]
    products = [[_dot(a, b) for b in active] for a in active]
    found = solve([[*line, -row[-1]] for line, row in zip(products, active, strict=True)])
    if found is None or any(w < 0 for w in found):
        return None
    point = _combination(active, found, len(rows[0]) - 1)
    if any(_excess(row, point) > 0 for row in rows):
        return None
    return NearestPoint(measure(point, "2"), point)


def by_active_set(rows: Sequence[IntegerRow]) -> NearestPoint | None:
    """The nearest point from scratch, or None where there is none at all.

    The dual method of Goldfarb and Idnani (1983): from the origin, take in one violated row after the other, and drop rows
    whose multiplier gets to zero. The distance grows with every row that is taken in, so that no active set comes twice.
    """
    d = len(rows[0]) - 1
    active: list[int] = []
    multipliers: list[Fraction] = []
    point = (Fraction(0),) * d
    while True:
        excesses = [_excess(row, point) for row in rows]
        entering = max(range(len(rows)), key=lambda i: excesses[i] / max(map(abs, rows[i][:-1]), default=1))
        if excesses[entering] <= 0:
            return NearestPoint(measure(point, "2"), point)
        own = Fraction(0)
        while entering not in active:
            change = _response([rows[i] for i in active], rows[entering])
            way = _combination([rows[entering], *(rows[i] for i in active)], [Fraction(1), *(-r for r in change)], d)
            steepness = -sum((a * v for a, v in zip(rows[entering], way, strict=False)), Fraction(0))
            drops = [(multipliers[j] / r, j) for j, r in enumerate(change) if r > 0]
            full = _excess(rows[entering], point) / steepness if steepness else None
            if full is None and not drops:
                return None  # the row and the active ones exclude each other
            step, leaving = min(drops) if drops else (full, None)
            if full is not None and (leaving is None or step is None or full <= step):
                step, leaving = full, None
            assert step is not None
            own += step
            multipliers = [w - step * r for w, r in zip(multipliers, change, strict=True)]
            if steepness:
                point = tuple(v + step * s for v, s in zip(point, way, strict=True))
            if leaving is None:
                active.append(entering)
                multipliers.append(own)
            else:
                del active[leaving], multipliers[leaving]


def _response(active: list[IntegerRow], row: IntegerRow) -> list[Fraction]:
    """How the multipliers of independent active rows fall as that of another one grows."""
    found = solve([[*(_dot(a, b) for b in active), _dot(a, row)] for a in active])
    assert found is not None, "active rows are independent"
    return found


def _combination(rows: Sequence[IntegerRow], weights: Sequence[Fraction], d: int) -> tuple[Fraction, ...]:
    """The point -sum w a."""
    return tuple(-sum((w * row[j] for row, w in zip(rows, weights, strict=True)), Fraction(0)) for j in range(d))


def _dot(a: IntegerRow, b: IntegerRow) -> int:
    return sum(v * w for v, w in zip(a[:-1], b[:-1], strict=True))


def _excess(row: IntegerRow, point: Sequence[Fraction]) -> Fraction:
    return sum((a * v for a, v in zip(row, point, strict=False)), Fraction(-row[-1]))
