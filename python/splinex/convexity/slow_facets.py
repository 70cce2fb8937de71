"""The facets that two regions share, by the regions of the network on every hyperplane: exact, simple and slow."""

import math
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.convexity.exact_points import affine_row
from splinex.network import Network
from splinex.options import thread_count
from splinex.partitions.partition import Partition
from splinex.restriction import core_domain, domain_rows

__all__ = ["facet_pairs"]

Bits = NDArray[np.uint8]


def facet_pairs(part: Partition) -> Iterator[tuple[tuple[int, int, tuple[int, ...]], tuple[Fraction, ...]]]:
    """Every facet that two regions share, once.

    On each hyperplane that some region's description names the core lists the cells of the network; just beside a point of
    such a cell, on either side, lies one region. Where the two differ they share the cell as a facet.
    """
    index = {region.bits.tobytes(): i for i, region in enumerate(part)}
    rows = {_primitive(row) for region in part for row, _ in region._unit_rows() if any(row[:-1])}
    low, high, constraints = core_domain(part.domain, part.network.n_inputs)
    bounds = domain_rows(part.domain, part.network.n_inputs)
    for row in sorted(rows):
        equal = [affine_row(row), affine_row(tuple(-a for a in row))]
        for point in _points_on(part.network, low, high, [*constraints, *equal]):
            if any(_value(bound, scale, point) == 0 for bound, scale in bounds):
                continue
            lower, upper = (bits_beside(part.network, point, [s * a for a in row[:-1]]) for s in (-1, 1))
            if not np.array_equal(lower, upper):
                yield (index[lower.tobytes()], index[upper.tobytes()], row), point


def bits_beside(network: Network, point: tuple[Fraction, ...], direction: list[int]) -> Bits:
    """The stored pattern of the region just beside a point, in a direction: exact, by values and slopes.

    The point must be one at which whatever is zero to first order is zero around it.
    """
    values = [(p, Fraction(d)) for p, d in zip(point, direction, strict=True)]
    bits: list[int] = []
    zero = (Fraction(0), Fraction(0))
    for layer in network.layers:
        rows = [
            tuple(
                sum((Fraction(w) * v[k] for w, v in zip(weights, values, strict=True) if w), Fraction(bias) * (k == 0))
                / layer.denominator
                for k in (0, 1)
            )
            for weights, bias in zip(layer.weight.tolist(), layer.bias.tolist(), strict=True)
        ]
        values, start = [], 0
        for size, unit in zip(layer.gates.tolist(), layer.units.tolist(), strict=True):
            own = rows[start : start + max(size, 1)]
            start += len(own)
            best = own.index(max(own))
            values.append(own[best] if size else max(own[0], zero))  # type: ignore[arg-type]
            if unit >= 0:
                bits += [int(own[0] > zero)] if size == 0 else [int(i == best) for i in range(len(own))]
    return np.array(bits, dtype=np.uint8)


def _points_on(
    network: Network, low: NDArray[np.float64], high: NDArray[np.float64], constraints: list[_core.Network]
) -> Iterator[tuple[Fraction, ...]]:
    """A point of each cell of the network where the constraints hold; of none when they cannot."""
    options = {"threads": thread_count(1), "store": True, "exact": False, "dictionary": False}
    try:
        search = _core.Search(network._exact, low, high, constraints, **options)  # type: ignore[arg-type]
    except _core.InputError:
        return
    while not search.advance(65536, None):
        pass
    packed, points, inexact = search.take(search.ready)
    patterns = np.unpackbits(packed, axis=1, count=network._layout.n_bits, bitorder="little")
    for bits, point, rounded in zip(patterns, points.tolist(), inexact, strict=True):
        if not rounded:
            yield tuple(map(Fraction, point))
            continue
        found = _core.witness(network._exact, low, high, constraints, bits)
        assert found is not None, "a cell that was found has a witness"
        yield tuple(Fraction(numerator, found[1]) for numerator in found[0])


def _value(bound: tuple[int, ...], scale: int, point: tuple[Fraction, ...]) -> Fraction:
    return sum((a * p for a, p in zip(bound[:-1], point, strict=True)), Fraction(-bound[-1]))


def _primitive(row: tuple[int, ...]) -> tuple[int, ...]:
    """[n | c] of n x + c = 0 from [a | b] of a x <= b: without a common divisor, the first coefficient positive."""
    divisor = math.gcd(*row)
    sign = 1 if next(a for a in row if a) > 0 else -1
    return (*(sign * a // divisor for a in row[:-1]), -sign * row[-1] // divisor)
