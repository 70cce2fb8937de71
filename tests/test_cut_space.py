"""First layers without a vertex: space is cut along coordinates, and cells that are met in several parts count once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import splinex as sx
from graph_checks import assert_regions, assert_same_cells, expected_cells
from graph_programs import Program, Step
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.graph_splitting import Space, all_space, box_space, half_spaces
from random_graphs import ENTRIES, Chooser
from splinex import nn
from splinex.domains import Domain

INF = float("inf")
OPEN: dict[str, tuple[list[float], list[float]]] = {
    "half-plane": ([0, -INF, -INF], [INF, INF, INF]),
    "slab": ([-INF, -1, -INF], [INF, 1, INF]),
    "corner": ([-INF, -INF, -2], [0.5, INF, INF]),
    "plane": ([-INF, 0.5, -INF], [INF, 0.5, INF]),
}


def narrow(choose: Chooser, inputs: int) -> Program:
    """Too few units in the first layer for a vertex; later layers see the input itself."""
    entries = ENTRIES[choose(("signs", "integers", "floats", "near"))]

    def numbers(*shape: int) -> Any:
        return np.array([choose(entries) for _ in range(int(np.prod(shape)))]).reshape(shape)

    first: dict[str, tuple[Step, ...]] = {
        "relu": (Step("linear", (0,), (numbers(1, inputs), numbers(1))), Step("relu", (1,))),
        "max": (Step("maxout", (0,), (numbers(1, 3, inputs), numbers(1, 3))),),
        "two": (Step("maxout", (0,), (numbers(2, 2, inputs), numbers(2, 2))),),
        "both": (
            Step("linear", (0,), (numbers(1, inputs), numbers(1))),
            Step("extreme", (0, 1), (choose((True, False)),)),
        ),
    }
    steps = list(first[choose(tuple(first))])
    steps.append(Step("join", (len(steps), 0), (0,)))
    width = {"linear": 1 + inputs, "maxout": steps[0].arguments[0].shape[0] + inputs}[steps[0].name]
    if steps[1].name == "extreme":
        width = 2 * inputs
    rows = choose((1, 2, 3))
    steps.append(Step("linear", (len(steps),), (numbers(rows, width), numbers(rows))))
    steps.append(Step(choose(("relu", "abs")), (len(steps),)))
    if choose((True, False)):
        steps.append(Step("join", (len(steps), 0), (0,)))
        steps.append(Step("maxout", (len(steps),), (numbers(1, 3, rows + inputs), numbers(1, 3))))
    return Program((inputs,), tuple(steps))


def check(program: Program, domain: Domain, space: Space) -> None:
    oracle, expected, cells = expected_cells(program, space)
    for arithmetic in ("auto", "exact"):
        assert_same_cells(program.network(), domain, expected, arithmetic=arithmetic)
    assert_regions(sx.enumerate_regions(program.network(), domain), oracle, space, cells)


@pytest.mark.parametrize("inputs", [1, 2, 3])
@given(data=st.data())
@settings(max_examples=25)
def test_all_of_space(inputs: int, data: st.DataObject) -> None:
    program = narrow(lambda values: data.draw(st.sampled_from(values)), inputs)
    check(program, None, all_space(inputs))


@pytest.mark.parametrize("name", OPEN)
@given(data=st.data())
@settings(max_examples=12)
def test_half_open_boxes(name: str, data: st.DataObject) -> None:
    program = narrow(lambda values: data.draw(st.sampled_from(values)), 3)
    check(program, sx.Box(*OPEN[name]), box_space(*OPEN[name]))


@given(data=st.data())
@settings(max_examples=15)
def test_polytopes_without_vertices(data: st.DataObject) -> None:
    program = narrow(lambda values: data.draw(st.sampled_from(values)), 3)
    normals, offsets = [[1.0, 1.0, 0.0], [-1.0, -1.0, 0.0], [1.0, -1.0, 1.0]], [1.0, 0.5, 2.0]
    rows = data.draw(st.integers(1, 3))
    domain = sx.Polytope(normals[:rows], offsets[:rows])
    check(program, domain, half_spaces(normals[:rows], offsets[:rows], all_space(3)))


@given(data=st.data())
@settings(max_examples=15)
def test_a_limit_does_not_change_the_counts(data: st.DataObject) -> None:
    """Regions of one cell of an inner layer do not follow each other where space is cut."""
    net = narrow(lambda values: data.draw(st.sampled_from(values)), 2).network()
    whole, limited = sx.count_regions(net), sx.count_regions(net, max_regions=10**6)
    assert [layer.regions for layer in limited.layers] == [layer.regions for layer in whole.layers]
    part = sx.enumerate_regions(net)
    limit = data.draw(st.integers(1, len(part)))
    some = sx.count_regions(net, max_regions=limit)
    stops = np.cumsum(net.widths)
    found = [len(np.unique(part.patterns[:limit, :stop], axis=0)) for stop in stops]
    assert [layer.regions for layer in some.layers] == found


def test_one_strip_per_hyperplane() -> None:
    """A ReLU of x, then all of x + c y: lines that cross the first one, and the parts of one cell count once."""

    def run(x: nn.Tensor) -> nn.Tensor:
        first = nn.ReLU()(x[:1])
        return nn.ReLU()(nn.Linear([[1, 0, 1], [1, 0, -1]])(nn.concatenate([first, x])))

    # Right of x = 0: x + y and x - y make 3 parts; left of it y and -y make 2.
    assert [layer.regions for layer in sx.count_regions(sx.Network.trace(run, (2,))).layers] == [2, 5]


def test_a_maximum_of_parallel_pieces_then_nothing_new() -> None:
    """Layers of one direction in R^3: slabs, however space is cut to find them."""
    direction = np.array([1.0, -2.0, 1.0])
    slabs = nn.Maxout(np.array([[r * direction for r in range(4)]]), [[0, -1, -3, -6]])

    def run(x: nn.Tensor) -> nn.Tensor:
        top = slabs(x)
        return nn.ReLU()(nn.concatenate([top - 2, (x @ direction).reshape(1) + 1]))

    counts = [layer.regions for layer in sx.count_regions(sx.Network.trace(run, (3,))).layers]
    assert counts == [4, 6]
