"""The facets that two regions share, by the regions of the network on every hyperplane: exact, simple and slow."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.exact import RationalRow, rational_rows
from splinex.layer import Layer, core_network
from splinex.network import Network
from splinex.options import thread_count
from splinex.partitions.partition import Partition
from splinex.restriction import core_domain, domain_rows

__all__ = ["Facet", "facet_pairs", "has_interior"]

Bits = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet between two regions of a partition.

    Attributes
    ----------
    lower, upper : int
        Places of the two regions in the partition.
    row : tuple of int, (n_inputs + 1,)
        The hyperplane n x + c = 0 as [n | c]; n points from `lower` to `upper`.
    point : tuple of Fraction, (n_inputs,)
        In the relative interior of the facet.
    """

    lower: int
    upper: int
    row: tuple[int, ...]
    point: tuple[Fraction, ...]


def facet_pairs(part: Partition) -> Iterator[Facet]:
    """Every facet that two regions share, once.

    On each hyperplane that some region's description names the core lists the cells of the network; just beside a point of
    such a cell, on either side, lies one region. Where the two differ they share the cell as a facet.
    """
    index = {region.bits.tobytes(): i for i, region in enumerate(part)}
    rows = {_primitive(row) for region in part for row, _ in region._unit_rows() if any(row[:-1])}
    low, high, constraints = core_domain(part.domain, part.network.n_inputs)
    bounds = domain_rows(part.domain, part.network.n_inputs)
    for row in sorted(rows):
        equal = [_at_least_zero(row), _at_least_zero(tuple(-a for a in row))]
        for point in _points_on(part.network, low, high, [*constraints, *equal]):
            if any(_value(bound, scale, point) == 0 for bound, scale in bounds):
                continue
            lower, upper = (bits_beside(part.network, point, [s * a for a in row[:-1]]) for s in (-1, 1))
            if not np.array_equal(lower, upper):
                yield Facet(index[lower.tobytes()], index[upper.tobytes()], row, point)


def has_interior(part: Partition) -> bool:
    """Whether the domain of a partition is of full dimension."""
    n_inputs = part.network.n_inputs
    rows = [row for row, _ in domain_rows(part.domain, n_inputs)]
    if not rows:
        return True
    layers = [_parts([tuple(-a for a in row[:-1]) + (row[-1],) for row in rows])]
    sums = _sums(len(rows), layers[0].n_outputs // len(rows))
    inside = core_network([*layers, Layer(sums, np.zeros(len(rows)), True)])
    free = np.full(n_inputs, np.inf)
    return _core.witness(inside, -free, free, [], np.ones(len(rows), dtype=np.uint8)) is not None


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


def _at_least_zero(row: tuple[int, ...]) -> _core.Network:
    """The row as an affine network of the core, exactly."""
    parts = _parts([row])
    return core_network([parts, Layer(_sums(1, parts.n_outputs), [0.0])])


def _parts(rows: list[tuple[int, ...]]) -> Layer:
    """Rows of floats whose sums, a fixed number for each, are the given integers: 53 bits a time."""
    split: list[list[tuple[float, ...]]] = []
    for row in rows:
        left, pieces = list(row), []
        while any(left):
            pieces.append(tuple(float(_leading(a)) for a in left))
            left = [a - _leading(a) for a in left]
        split.append(pieces)
    most = max(map(len, split))
    table = np.array([piece for pieces in split for piece in pieces + [(0.0,) * len(rows[0])] * (most - len(pieces))])
    return Layer(table[:, :-1], table[:, -1])


def _leading(a: int) -> int:
    """The leading 53 bits of an integer."""
    shift = max(abs(a).bit_length() - 53, 0)
    return (abs(a) >> shift << shift) * (1 if a > 0 else -1)


def _sums(rows: int, parts: int) -> NDArray[np.float64]:
    return np.kron(np.eye(rows), np.ones((1, parts)))


def output_rows(part: Partition) -> list[list[RationalRow]]:
    """The exact affine map of the outputs on every region: rows [A | b], one list a region."""
    network = part.network
    hidden = sum(not layer.affine for layer in network.layers)
    index = hidden - (not network.layers[-1].affine)
    return [rational_rows(*network._exact.outputs(region.bits, index), network.n_inputs) for region in part]
