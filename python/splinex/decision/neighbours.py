"""The cells of a network one after the other: the one a point lies in, and the ones beyond its facets."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.convexity.exact_points import IntegerRow
from splinex.decision.cell_rows import Origin
from splinex.restriction import core_domain

__all__ = ["Beyond", "Cells"]

Floats = NDArray[np.float64]
Bits = NDArray[np.uint8]
_FEW = 64


@dataclass(frozen=True, slots=True, eq=False)
class Beyond:
    """What lies beyond a facet of a cell.

    Attributes
    ----------
    bits : ndarray of uint8
        Of the cell there.
    row : tuple of int
        a u <= b, which holds on it.
    normal : ndarray of float64, (d,)
        Into it, rounded.
    point : ndarray of float64, (d,)
        Of the facet, up to rounding.
    """

    bits: Bits
    row: IntegerRow
    normal: Floats
    point: Floats


class Cells:
    """Cells of a network on the part of a domain that lies in a box around a point.

    The box only keeps the core's programs small: it contains all points that matter, and where it cuts a facet there is nothing
    beyond that matters.
    """

    def __init__(self, origin: Origin, reach: float) -> None:
        low, high, self._constraints = core_domain(origin.domain, origin.x.size)
        with np.errstate(over="ignore"):
            self._low = np.maximum(low, np.nextafter(origin.x - reach, -np.inf))
            self._high = np.minimum(high, np.nextafter(origin.x + reach, np.inf))
        self._origin = origin
        self._exact = origin.network._exact

    def first(self) -> tuple[Bits, Floats]:
        """A cell whose closure contains the point, and a point in it or near."""
        x = self._origin.x[None, :]
        bits, ties = self._exact.patterns_with_ties(x)
        if not ties.any():
            return bits[0], x[0]
        reach = 2.0**-20 * np.maximum(np.abs(x[0]), 1.0)
        search = self._search(np.maximum(self._low, x[0] - reach), np.minimum(self._high, x[0] + reach))
        done = False
        while not done or search.ready:
            done = done or search.advance(_FEW, np.inf, None)
            packed, points, _ = search.take(_FEW)
            for row, point in zip(packed, points, strict=True):
                found = np.unpackbits(row, count=bits.shape[1], bitorder="little")
                if all(row[-1] >= 0 for row in self._origin.unit_rows(found)):
                    return found, point
        raise AssertionError("a point of the domain lies in the closure of a cell")

    def listed(self, most: int) -> Bits | None:
        """All cells, (n, bits); None when there are more than that."""
        search = self._search(self._low, self._high)
        search.advance(most + 1, np.inf, None)
        if search.ready > most:
            return None
        packed, _, _ = search.take(most)
        return np.unpackbits(packed, axis=1, count=self._origin.network._layout.n_bits, bitorder="little")

    def _search(self, low: Floats, high: Floats) -> _core.Search:
        return _core.Search(
            self._exact, low, high, self._constraints, threads=1, store=True, exact=False, dictionary=False
        )

    def beyond(self, bits: Bits, point: Floats) -> Iterator[Beyond]:
        """The cells on the other sides of the facets of a cell, with a point in that cell or near."""
        packed = np.packbits(bits[None, :], axis=1, bitorder="little")
        _, neighbours, points, walls, ends, switches, _ = _core.facets(
            self._exact,
            self._low,
            self._high,
            self._constraints,
            packed,
            np.ascontiguousarray(point[None, :]),
            recession=False,
            threads=1,
            report=None,
        )
        inner = np.flatnonzero(neighbours != -1)
        rows = _core.facet_rows(
            self._exact, self._low, self._high, self._constraints, np.repeat(packed, len(inner), axis=0), walls[inner]
        )
        width = point.size + 1
        for k, facet in enumerate(inner.tolist()):
            other = bits.copy()
            other[switches[ends[facet - 1] if facet else 0 : ends[facet]]] ^= 1
            row = tuple(rows[k * width : (k + 1) * width])
            size = max(map(abs, row[:-1]))
            normal = -np.array([a / size for a in row[:-1]])
            yield Beyond(other, self._origin.beyond(row), normal / np.linalg.norm(normal), points[facet])

    def middle(self, point: Floats, A: Floats, b: Floats) -> Floats:
        """A point of a cell not too close to its walls: the centre of a largest ball in it, in floats; else the given one."""
        from scipy.optimize import linprog

        low, high = self._low - self._origin.x, self._high - self._origin.x
        room = np.where(high > low, 1.0, 0.0)
        free = np.flatnonzero(room)
        walls = np.vstack([A, np.eye(len(low))[free], -np.eye(len(low))[free]])
        ends = np.concatenate([b, high[free], -low[free]])
        kept = np.isfinite(ends)
        sizes = np.linalg.norm(walls * room, axis=1)
        table = np.column_stack([walls, sizes])[kept]
        bounds = [*zip(low, high, strict=True), (0, max(1.0, float(np.abs(point).max())))]
        found = linprog(np.eye(len(low) + 1)[-1] * -1, A_ub=table, b_ub=ends[kept], bounds=bounds, method="highs")
        return self._origin.x + found.x[:-1] if found.status == 0 and found.x[-1] > 0 else point

    def inside(self, step: Beyond, A: Floats, b: Floats) -> Floats:
        """A point in the cell beyond a facet, in floats: half of the way from the facet to what stops it."""
        with np.errstate(all="ignore"):
            slack = b - A @ (step.point - self._origin.x)
            rates = A @ step.normal
            sides = np.concatenate([self._high - step.point, step.point - self._low])
            slack, rates = np.append(slack, sides), np.concatenate([rates, step.normal, -step.normal])
            ways = slack[rates > 0] / rates[rates > 0]
            length = min(ways[ways > 0].min(initial=np.inf) / 2, 1e3)
        return np.asarray(step.point + length * step.normal)
