"""What must hold of a general network on a domain, in the oracle's terms."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from typing import Any

import numpy as np
import splinex as sx
from oracles.exact_net import Pattern, Row, evaluate
from oracles.graph_net import GraphNet, combined, forward
from oracles.graph_splitting import Cell, Space, split_graph
from random_graphs import Program
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
    points = []
    for region in part:
        witness = region.witness()
        pattern = tuple(region.pattern.tolist())
        inputs = [evaluate(row, space.own(witness)) for row in space.inputs]
        outputs, _ = forward(oracle, inputs)
        rows, below = region.affine_map().exact()
        values = [
            sum((a * x for a, x in zip(row, witness, strict=True)), b) for row, b in zip(rows, below, strict=True)
        ]
        assert tuple(values) == outputs
        _assert_same_map(rows, below, by_pattern[pattern], oracle, space)
        normals, offsets = region.halfspaces().exact()
        for normal, offset in zip(normals, offsets, strict=True):
            inside = offset - sum((a * x for a, x in zip(normal, witness, strict=True)), Fraction(0))
            assert inside > 0 or inside == 0 and _fixed(part.domain, normal)
        if not region.inexact:
            points.append((region.index, region.point, pattern, outputs))
    if not points:
        return
    xs = np.array([point for _, point, _, _ in points])
    plain = part.network(xs)
    bound = 1e-9 * (1 + np.abs(xs).max(initial=0.0))
    for (index, point, pattern, outputs), row in zip(points, plain, strict=True):
        assert np.allclose(row, np.array([float(v) for v in outputs]), rtol=1e-9, atol=bound)
        assert part.locate(point) == index
        assert tuple(part.network.pattern(point).tolist()) == pattern


def _assert_same_map(rows: Any, below: Any, cell: Cell, oracle: GraphNet, space: Space) -> None:
    """On the coordinates that may vary."""
    for row, b, output in zip(rows, below, oracle.outputs, strict=True):
        zero: Row = ((Fraction(0),) * space.dimension, Fraction(0))
        terms = [(zero, Fraction(0)), *zip(space.coordinates, row, strict=True)]
        assert combined(terms, b) == cell.rows.row(output)


def _fixed(domain: Domain, normal: Any) -> bool:
    """The half-space of a side of zero width."""
    box = domain.domain if isinstance(domain, sx.Slice) else domain
    if not isinstance(box, sx.Box):
        return False
    low, high = np.broadcast_to(box.low, len(normal)), np.broadcast_to(box.high, len(normal))
    used = [i for i, a in enumerate(normal) if a]
    return all(low[i] == high[i] for i in used)
