"""What must hold of a general network on a domain, in the oracle's terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate
from typing import Any

import numpy as np
import splinex as sx
from graph_programs import Program
from oracles.exact_net import Pattern, Row, evaluate
from oracles.graph_net import GraphNet, combined, forward, magnitudes
from oracles.graph_splitting import Cell, Space, split_graph
from splinex.domains import Domain


def listed(net: sx.Network, domain: Domain, **options: Any) -> list[set[Pattern]]:
    """Patterns of the listed regions cut off after each layer; no region may be listed twice."""
    partition = sx.enumerate_regions(net, domain, **options)
    rows = [tuple(row) for row in partition.patterns.tolist()]
    assert len(rows) == len(partition)
    assert len(set(rows)) == len(rows)
    return [{row[:stop] for row in rows} for stop in accumulate(net.widths)]


def assert_same_cells(net: sx.Network, domain: Domain, expected: list[set[Pattern]], **options: Any) -> None:
    """The listed patterns and the counts are the expected ones, layer by layer."""
    found = listed(net, domain, **options)
    assert found == expected, f"{list(map(len, found))} regions, not {list(map(len, expected))}"
    count = sx.count_regions(net, domain, **options)
    assert [layer.regions for layer in count.layers] == [len(patterns) for patterns in expected]
    assert count.total == (len(expected[-1]) if expected else 1)


def expected_cells(program: Program, space: Space) -> tuple[GraphNet, list[set[Pattern]], list[Cell]]:
    oracle = program.oracle()
    return (oracle, *split_graph(oracle, space))


def assert_regions(part: sx.Partition, oracle: GraphNet, space: Space, cells: list[Cell]) -> None:
    """Witnesses, maps and half-spaces of all regions."""
    by_pattern = {cell.pattern: cell for cell in cells}
    for region in part:
        rational = replace(region, inexact=True).witness()  # whether or not a float was found
        assert forward(oracle, [evaluate(row, space.own(rational)) for row in space.inputs])[0] == tuple(
            _values(*region.affine_map().exact(), rational)
        )
        witness = region.witness()
        pattern = tuple(region.pattern.tolist())
        inputs = [evaluate(row, space.own(witness)) for row in space.inputs]
        outputs, _ = forward(oracle, inputs)
        rows, below = region.affine_map().exact()
        assert tuple(_values(rows, below, witness)) == outputs
        cell = by_pattern[pattern]
        _assert_same_map((rows, below), cell, oracle.outputs, space)
        for layer, module in enumerate(oracle.modules):
            _assert_same_map(region.affine_map(layer).exact(), cell, module, space)
        normals, offsets = region.halfspaces().exact()
        for normal, offset in zip(normals, offsets, strict=True):
            inside = offset - sum((a * x for a, x in zip(normal, witness, strict=True)), Fraction(0))
            assert inside > 0 or (inside == 0 and _fixed(part.domain, normal))
        if not region.inexact:
            _assert_point(part, region, oracle, space)


def _values(rows: Any, below: Any, point: Sequence[Fraction]) -> list[Fraction]:
    return [sum((a * x for a, x in zip(row, point, strict=True)), b) for row, b in zip(rows, below, strict=True)]


def _assert_point(part: sx.Partition, region: sx.Region, oracle: GraphNet, space: Space) -> None:
    """What is computed at the region's float point."""
    net, point = part.network, region.point
    assert part.locate(point) == region.index
    assert np.array_equal(net.pattern(point), region.pattern)
    A, b = net.affine_map(point)
    assert np.array_equal(A, region.affine_map().A)
    assert np.array_equal(b, region.affine_map().b)
    own = space.own(region.witness())
    values = forward(oracle, [evaluate(row, own) for row in space.inputs])[0]
    sizes = magnitudes(oracle, [_magnitude(row, own) for row in space.inputs])
    for found, value, size in zip(net(point).tolist(), values, sizes, strict=True):
        assert abs(Fraction(found) - value) <= size * Fraction(1, 10**12)


def _magnitude(row: Row, point: Sequence[Fraction]) -> Fraction:
    return sum((abs(g * x) for g, x in zip(row[0], point, strict=True)), abs(row[1]))


def _assert_same_map(found: Any, cell: Cell, places: list[int], space: Space) -> None:
    """On the coordinates that may vary."""
    for row, b, place in zip(*found, places, strict=True):
        zero: Row = ((Fraction(0),) * space.dimension, Fraction(0))
        terms = [(zero, Fraction(0)), *zip(space.coordinates, row, strict=True)]
        assert combined(terms, b) == cell.rows.row(place)


def _fixed(domain: Domain, normal: Any) -> bool:
    """The half-space of a side of zero width."""
    box = domain.domain if isinstance(domain, sx.Slice) else domain
    if not isinstance(box, sx.Box):
        return False
    low, high = np.broadcast_to(box.low, len(normal)), np.broadcast_to(box.high, len(normal))
    used = [i for i, a in enumerate(normal) if a]
    return all(low[i] == high[i] for i in used)
