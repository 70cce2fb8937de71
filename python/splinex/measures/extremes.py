"""The largest value of an output: regions by exact linear programs, and a search that shows that no other has more."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.domains import Domain
from splinex.enumeration import iter_regions
from splinex.layer import Layer
from splinex.measures.rounding import enclosed
from splinex.measures.stages import Stages
from splinex.network import Network
from splinex.partitions.partition import Partition
from splinex.restriction import core_domain, restrict

__all__ = ["Extreme", "ExtremeSearch"]

Point = tuple[Fraction, ...]
Goal = tuple[int, int]
"""An output and a sign: the largest value of their product is looked for."""
Bits = NDArray[np.uint8]
_FEW = 8


@dataclass(frozen=True, slots=True)
class Extreme:
    """The largest value of a goal, at a point; None when it grows without end along a ray from there."""

    value: Fraction | None
    point: Point
    ray: Point | None = None


class ExtremeSearch:
    """Extremes of the outputs of one network on one domain."""

    def __init__(self, network: Network, domain: Domain, threads: int | None, stages: Stages) -> None:
        self.network, self.domain, self.threads, self.stages = network, domain, threads, stages
        self.inner = restrict(network, domain)  # as a function of the domain's coordinates
        self._core_domain = core_domain(domain, self.inner.n_inputs)

    def extremes(self, goals: list[Goal]) -> dict[Goal, Extreme]:
        """The exact answer to each goal."""
        return {goal: self._largest(goal, bits) for goal, bits in self._starts(goals).items()}

    def _starts(self, goals: list[Goal]) -> dict[Goal, Bits]:
        """For each goal a region to begin with: the one whose point is highest, in floats."""
        found: dict[Goal, tuple[float, Bits]] = {}
        for batch in iter_regions(self.network, self.domain, threads=self.threads, progress=self.stages.next()):
            values = batch.network(batch.points)
            for goal in goals:
                heights = np.nan_to_num(goal[1] * values[:, goal[0]], nan=-math.inf)
                i = int(heights.argmax())
                if goal not in found or heights[i] > found[goal][0]:
                    found[goal] = float(heights[i]), batch[i].bits
        return {goal: bits for goal, (_, bits) in found.items()}

    def _largest(self, goal: Goal, bits: Bits) -> Extreme:
        """Raise the bar until no region reaches above it; it ends because there are finitely many regions."""
        best = self._on_region(goal, bits)
        while best.value is not None:
            better = self._better(goal, best.value)
            if better is None:
                break
            best = better
        return best

    def _better(self, goal: Goal, best: Fraction) -> Extreme | None:
        """Something above the best value; None when there is nothing.

        Every region that reaches above the bar, which is not above the best value, is solved until some are better.
        """
        better: Extreme | None = None
        for batch in self._above(goal, best):
            order = np.argsort(-batch.network(batch.points)[:, 0], kind="stable")
            for tried, i in enumerate(order.tolist(), start=1):
                here = self._on_region(goal, batch[i].bits[:-1])
                if here.value is None:
                    return here
                if here.value > best:
                    better, best = here, here.value
                if better is not None and tried >= _FEW:
                    break
            if better is not None:
                return better
        return None

    def _above(self, goal: Goal, best: Fraction) -> Iterator[Partition]:
        """The regions on which the goal is above the best value, rounded down, in some open set.

        The network gets one more unit, which is on there: of all other regions the search itself proves that they have no
        more. The unit's bit is the last.
        """
        output, sign = goal
        shift = max(0, best.numerator.bit_length() - best.denominator.bit_length() - 1000)
        row = np.zeros((1, self.network.n_outputs))
        row[0, output] = sign * 2.0**-shift
        unit = Layer(row, [-enclosed(best / 2**shift)[0]], True)
        layers = (*self.network.layers, unit)
        for batch in iter_regions(Network(layers), self.domain, threads=self.threads, progress=self.stages.next()):
            on = batch[batch.patterns_of(len(batch.network.widths) - 1)[:, 0] == 1]
            if len(on):
                yield on

    def _on_region(self, goal: Goal, bits: Bits) -> Extreme:
        """The exact linear program on one closed region."""
        bounded, numerators, scale = _core.output_extreme(
            self.inner._exact, *self._core_domain, np.ascontiguousarray(bits), *goal
        )
        at = tuple(Fraction(value, scale) for value in numerators)
        if not bounded:
            inside = _core.witness(self.inner._exact, *self._core_domain, np.ascontiguousarray(bits))
            assert inside is not None, "a region has a witness"
            return Extreme(None, tuple(Fraction(value, inside[1]) for value in inside[0]), at)
        *row, constant = self._row(goal[0], bits)
        value = sum((a * x for a, x in zip(row, at, strict=True)), constant)
        return Extreme(goal[1] * value, at)

    def _row(self, output: int, bits: Bits) -> list[Fraction]:
        numerators, scale = self.inner._affine_rows(bits, None)[output]
        return [Fraction(value, scale) for value in numerators]
