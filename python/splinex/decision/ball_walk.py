"""From cell to cell outwards from a point, until the nearest point of another class is proven."""

import heapq
from collections import OrderedDict
from dataclasses import dataclass
from fractions import Fraction
from itertools import count

import numpy as np
from numpy.typing import NDArray

from splinex.convexity.exact_points import IntegerRow
from splinex.decision.cell_rows import Origin
from splinex.decision.nearest.norms import NearestPoint, Norm, lower_bound, proves, rounded
from splinex.decision.nearest.polyhedron import Polyhedron
from splinex.decision.neighbours import Beyond, Cells
from splinex.errors import InputError

__all__ = ["BallWalk", "Found"]

_CLEARLY = 1 - 1e-7
_KEPT = 64
_LISTED: dict[Norm, int] = {"1": 1000, "2": 1000, "inf": 50000}
"""Up to so many cells of the box are listed. Where the ball is the box, or no ball bounds the search, no walk sees fewer."""


@dataclass(frozen=True, slots=True)
class Found:
    """The nearest point of another class so far.

    Attributes
    ----------
    nearest : NearestPoint
        Relative to the origin.
    bits : ndarray of uint8
        The cell that it was found in.
    """

    nearest: NearestPoint
    bits: NDArray[np.uint8]


@dataclass(slots=True, eq=False)
class _Item:
    """A cell that may have to be entered, or the part of a cell where another class is not less than the label's.

    Attributes
    ----------
    bits : ndarray of uint8
    bound : tuple of int or None
        A row a u <= b that holds all over; None for none yet.
    step : Beyond or None
        The way into a cell that may have to be entered.
    part : Polyhedron, optional
        The part of the cell, once it is known.
    refined : bool
        Whether the bound is the best that floats found.
    """

    bits: NDArray[np.uint8]
    bound: IntegerRow | None
    step: Beyond | None
    part: Polyhedron | None = None
    refined: bool = False


class BallWalk:
    """The search within one box.

    All cells that meet the open ball of radius r around a point of the convex domain are reached from the one that contains
    it over facets that meet the ball: two points of the ball inside of two cells have a segment between them that crosses
    facets only, if one of them is moved a little. So it is enough to go on from cells that meet the ball, for r the distance
    of the nearest point found; a cell is left out once a row that holds on it proves that its distance is at least r.

    The queue is in the order of such bounds, as in the search of Jordan, Lewis and Dimakis (2019), "Provable certificates for
    adversarial examples", where the bounds are solutions in floats; here every one is a proof in integers. Where the box has
    few cells, the core lists them faster than one can walk.
    """

    def __init__(
        self, origin: Origin, label: int, norm: Norm, reach: float, limit: Fraction | None, max_regions: int | None
    ) -> None:
        self._origin = origin
        self._label = label
        self._norm = norm
        self._cells = Cells(origin, reach)
        self._limit = limit
        self._max_regions = max_regions
        self._queue: list[tuple[float, int, _Item]] = []
        self._order = count()
        self._bounded: set[bytes] = set()
        self._recent: OrderedDict[bytes, Polyhedron] = OrderedDict()
        self.found: Found | None = None
        self.regions = 0

    def run(self) -> Found | None:
        """The nearest point of another class with a measure below the limit, or at it; None when there is none."""
        most = _LISTED["inf" if self._limit is None else self._norm]
        listed = self._cells.listed(most if self._max_regions is None else min(most, self._max_regions))
        if listed is None:
            bits, point = self._cells.first()
            self._bounded.add(bits.tobytes())
            self._enter(bits, self._cells.middle(point, *self._cell(bits).floats[:2]))
        else:
            for bits in listed:
                self._look_at(bits)
        while self._queue:
            key, _, item = heapq.heappop(self._queue)
            if item.bound is not None and proves(item.bound, self._target, self._norm):
                continue
            if not item.refined:
                self._refine(item)
            elif item.step is None:
                self._improve(item)
            else:
                self._cross(item, item.step, key)
        return self.found

    @property
    def _target(self) -> Fraction | None:
        """What bounds have to prove: None is infinity."""
        return self._limit if self.found is None else self.found.nearest.value

    def _cell(self, bits: NDArray[np.uint8]) -> Polyhedron:
        """A closed cell; of the rows of cells, which may be large, only those of the last ones are kept."""
        key = bits.tobytes()
        found = self._recent.pop(key, None)
        if found is None:
            rows = [*self._origin.unit_rows(bits), *self._origin.sides]
            found = Polyhedron.of(rows, self._origin.x.size)
        self._recent[key] = found
        if len(self._recent) > _KEPT:
            self._recent.popitem(last=False)
        return found

    def _push(self, item: _Item) -> None:
        key = 0.0
        if item.bound is not None:
            bound = lower_bound(item.bound, self._norm)
            key = np.inf if bound is None else rounded(bound)
        heapq.heappush(self._queue, (key, next(self._order), item))

    def _refine(self, item: _Item) -> None:
        part = self._cell(item.bits)
        if item.step is None:
            item.part = part = part if item.bound is None else part.and_row(item.bound)
        elif item.bits.tobytes() in self._bounded:
            return  # reached over another facet before
        else:
            self._bounded.add(item.bits.tobytes())
        item.bound = part.bound(self._norm) or item.bound
        item.refined = True
        self._push(item)

    def _improve(self, item: _Item) -> None:
        assert item.part is not None
        nearest = item.part.nearest(self._norm)
        target = self._target
        if nearest is not None and (
            target is None or nearest.value < target or (self.found is None and nearest.value == target)
        ):
            self.found = Found(nearest, item.bits)

    def _cross(self, item: _Item, step: Beyond, key: float) -> None:
        cell, target = self._cell(item.bits), self._target
        if target is not None and not key < rounded(target) * _CLEARLY:
            nearest = cell.nearest(self._norm)  # floats cannot tell
            if nearest is None or nearest.value >= target:
                return
        self._enter(item.bits, self._cells.inside(step, *cell.floats[:2]))

    def _enter(self, bits: NDArray[np.uint8], point: NDArray[np.float64]) -> None:
        """Look at a cell and at what is beyond its facets."""
        self._look_at(bits)
        for step in self._cells.beyond(bits, point):
            if step.bits.tobytes() not in self._bounded:
                self._push(_Item(step.bits, step.row, step))

    def _look_at(self, bits: NDArray[np.uint8]) -> None:
        """Where another class may be at least as large as the label in a cell."""
        self.regions += 1
        if self._max_regions is not None and self.regions > self._max_regions:
            raise InputError(
                f"more than max_regions = {self._max_regions} regions may be nearer to x than any point of another class; "
                "take more, or a smaller domain"
            )
        outputs = self._origin.outputs(bits)
        own = outputs[self._label]
        for c, other in enumerate(outputs):
            # f_label - f_c <= 0, as a u <= b
            row = (*(a - o for a, o in zip(own[:-1], other[:-1], strict=True)), other[-1] - own[-1])
            if c == self._label or (not any(row[:-1]) and row[-1] < 0):
                continue
            self._push(_Item(bits, row if any(row[:-1]) else None, None))
