"""Layers with ReLUs, maxima and rows that are passed on side by side, as `Layer` allows, against the oracle."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import splinex as sx
from graph_checks import assert_regions, assert_same_cells
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.graph_net import GraphNet, Largest, bend
from oracles.graph_splitting import split_graph
from random_graphs import ENTRIES, Chooser
from random_spaces import spaces
from splinex import nn
from splinex.layer import Layer


def both_forms(layers: list[Layer]) -> tuple[sx.Network, GraphNet]:
    """A network of layers in which every output but the passed rows is a unit, and the same for the oracle."""
    net = GraphNet(layers[0].n_inputs)
    values = list(range(net.n_inputs))
    for layer in layers:
        rows = [
            net.affine(
                [(v, Fraction(w) / layer.denominator) for v, w in zip(values, weights, strict=True)],
                Fraction(b) / layer.denominator,
            )
            for weights, b in zip(layer.weight.tolist(), layer.bias.tolist(), strict=True)
        ]
        values, units = [], list[int]()
        for gate, unit in zip(layer.gates.tolist(), layer.units.tolist(), strict=True):
            own, rows = rows[: max(gate, 1)], rows[max(gate, 1) :]
            if unit < 0:
                values += own
                continue
            if gate == 0:
                units.append(net.add(bend(own[0], [Fraction(0)], [Fraction(0), Fraction(1)], Fraction(0))))
            else:
                units.append(net.add(Largest(tuple(own), 1)))
            values.append(units[-1])
        net.module(units)
    net.outputs = values
    return sx.Network(tuple(layers)), net


def random_layer(choose: Chooser, inputs: int) -> Layer:
    entries = ENTRIES[choose(("signs", "integers", "floats", "near"))]

    def numbers(*shape: int) -> Any:
        return np.array([choose(entries) for _ in range(int(np.prod(shape)))]).reshape(shape)

    gates = [choose((0, 0, 1, 2, 3)) for _ in range(choose((1, 2, 3)))]
    passed = choose((0, 1))
    rows = sum(max(gate, 1) for gate in gates) + passed
    weight = numbers(rows, inputs)
    if rows > 2 and choose((True, False)):
        weight[2] = weight[0] - weight[1]  # what compares two pieces may be a unit as well
    units = [*range(len(gates)), *[-1] * passed]
    return Layer(weight, numbers(rows), gates=[*gates, *[1] * passed], units=units, denominator=choose((1, 1, 3)))


@pytest.mark.parametrize("inputs", [1, 2, 3])
@given(data=st.data())
@settings(max_examples=25)
def test_mixed_layers(inputs: int, data: st.DataObject) -> None:
    def choose(values: Any) -> Any:
        return data.draw(st.sampled_from(values))

    layers = [random_layer(choose, inputs)]
    if choose((True, False)):
        layers.append(random_layer(choose, layers[0].n_outputs))
    net, oracle = both_forms(layers)
    domain, space = data.draw(spaces(inputs))
    expected, cells = split_graph(oracle, space)
    for arithmetic in ("auto", "exact"):
        assert_same_cells(net, domain, expected, arithmetic=arithmetic)
    assert_regions(sx.enumerate_regions(net, domain), oracle, space, cells)


def test_units_that_claims_determine() -> None:
    """The maximum of x, y and 0 bounds its parts by x = 0 already, where the ReLU of x switches."""
    layer = Layer([[1, 0], [1, 0], [0, 1], [0, 0]], np.zeros(4), gates=[0, 3], units=[0, 1])
    part = sx.enumerate_regions(sx.Network((layer,)))
    assert sorted(map(tuple, part.patterns.tolist())) == [(0, 1), (0, 2), (1, 0), (1, 1)]


def test_values_that_are_zero_all_over_tie() -> None:
    """Comparisons behind ReLUs are settled by signs, but what is passed on, or a maximum of dead units, may be zero."""

    def gated(x: nn.Tensor) -> nn.Tensor:
        return nn.ReLU()(nn.maximum([nn.ReLU()(x), x]))

    part = sx.enumerate_regions(sx.Network.trace(gated, (1,)), sx.Box(0, 0))
    assert part.patterns.tolist() == [[0, 0, 0]]

    def pooled(x: nn.Tensor) -> nn.Tensor:
        dead = nn.ReLU()(nn.concatenate([x, x, x, x]) * 0 - [1, 2, 3, 4])
        pools = nn.MaxPool1d(2)(dead)
        return nn.MaxPool1d(2)(nn.concatenate([pools, nn.ReLU()(x)])[[1, 0, 2]])

    for arithmetic in ("auto", "exact"):
        part = sx.enumerate_regions(sx.Network.trace(pooled, (1,)), sx.Box(-1, 1), arithmetic=arithmetic)
        assert {region.pattern[4:].tolist()[0] for region in part} == {0}
        assert part[0].network.pattern(part.points).tolist() == part.patterns.tolist()
