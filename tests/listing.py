"""What splinex lists and counts, in the oracles' terms."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from typing import Any

import numpy as np
import splinex as sx
from families.net import Net
from oracles.exact_box import ExactBox, exact_box
from oracles.exact_net import ExactNet, Pattern, evaluate, exact_net, rows_on
from oracles.polygons import Point, clip
from splinex.domains import Domain


def network(net: Net) -> sx.Network:
    return sx.Network.from_layers(net.layers, relu_last=net.relu_last)


def exact(net: Net) -> ExactNet:
    return exact_net(net.layers, net.relu_last)


def ends(net: Net, domain: sx.Box | None) -> ExactBox:
    """The domain as the oracles take it; None is R^d."""
    if domain is None:
        return ExactBox((None,) * net.n_inputs, (None,) * net.n_inputs)
    size = (net.n_inputs,)
    low, high = np.broadcast_to(domain.low, size), np.broadcast_to(domain.high, size)
    return exact_box(low.tolist(), high.tolist())


def listed_patterns(net: Net, domain: Domain = None, **options: Any) -> list[set[Pattern]]:
    """Patterns of the listed regions cut off after each layer; no region may be listed twice."""
    partition = sx.enumerate_regions(network(net), domain, **options)
    rows = [tuple(row) for row in partition.patterns.tolist()]
    assert len(rows) == len(partition)
    assert len(set(rows)) == len(rows)
    return [{row[:stop] for row in rows} for stop in accumulate(exact(net).widths)]


def counted(net: Net, domain: Domain = None, **options: Any) -> list[int]:
    """Regions after each layer."""
    count = sx.count_regions(network(net), domain, **options)
    layers = [layer.regions for layer in count.layers]
    assert count.total == (layers[-1] if layers else 1)
    return layers


def assert_same_cells(net: Net, domain: Domain, expected: list[set[Pattern]], **options: Any) -> None:
    """The listed pattern sets and the counts are the expected ones, layer by layer."""
    assert listed_patterns(net, domain, **options) == expected
    assert counted(net, domain, **options) == [len(patterns) for patterns in expected]


def assert_witness(net: ExactNet, box: ExactBox, pattern: Pattern, point: list[Fraction]) -> None:
    """The point is in the relative interior of the box, and every unit that is not identically zero has its sign."""
    free = []
    for j, (low, high) in enumerate(zip(box.low, box.high, strict=True)):
        fixed = low is not None and low == high
        free += [] if fixed else [j]
        assert low is None or point[j] > low or (fixed and point[j] == low)
        assert high is None or point[j] < high or (fixed and point[j] == high)
    for row, piece in zip(rows_on(net, pattern)[0], pattern, strict=True):
        value = evaluate(row, point)
        varies = any(row[0][j] for j in free)
        assert value > 0 if piece else (value < 0 if varies else value <= 0)


def polygons(partition: sx.Partition, rectangle: tuple[Point, ...]) -> list[tuple[Point, ...]]:
    """Corners of each listed region: the rectangle clipped by the region's exact half-spaces."""
    result = []
    for region in partition:
        corners = rectangle
        for normal, offset in zip(*region.halfspaces().exact(), strict=True):
            values = [offset - normal[0] * x - normal[1] * y for x, y in corners]
            corners = clip(corners, values)
        result.append(corners)
    return result
