"""Counts in every sense: the tables of the theory, definitions that must agree, and what does not fit together."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import splinex as sx
from hypothesis import given
from hypothesis import strategies as st
from random_graphs import programs
from splinex import nn
from splinex.cli import main
from splinex.own_cells import own_cells

REFERENCE = {  # layer-l alone (components, codes), bounded cells, linear regions (components, maps)
    "integers-2-4-3-2": (((10, 10), (4, 4)), 8, (17, 17)),
    "integers-2-5-4-3": (((16, 16), (7, 7)), 26, (33, 33)),
    "integers-2-45-3-4": (((946, 946), (5, 5)), 961, (743, 743)),
}


@pytest.mark.parametrize("name", REFERENCE)
def test_reference_networks(name: str) -> None:
    alone, bounded, linear = REFERENCE[name]
    counts = sx.count_all(sx.zoo.load(name))
    assert tuple((layer.components, layer.codes) for layer in counts.layers) == alone
    assert (counts.bounded, (counts.linear_regions, counts.affine_maps)) == (bounded, linear)
    assert [layer.cells for layer in counts.layers] == [
        layer.regions for layer in sx.count_regions(sx.zoo.load(name)).layers
    ]
    assert counts.bounded + counts.unbounded == counts.activation_regions


@pytest.mark.parametrize(
    ("name", "linear", "maps"), [("folding-2", 26, 23), ("folding-2-2", 100, 81), ("folding-3-2", 222, 155)]
)
def test_folding(name: str, linear: int, maps: int) -> None:
    net, square = sx.zoo.load(name), sx.Box(0, 1)
    assert sx.count_regions(net, square, kind="linear").total == linear
    found = sx.count_regions(net, square, kind="maps")
    assert found.total == maps and found.kind == "maps" and "affine maps in" in repr(found)


def test_examples_of_the_slides() -> None:
    second = sx.count_all(sx.zoo.load("serra-fig2")).layers[1]
    assert (second.codes, second.components, second.cells) == (2, 3, 5)
    net = sx.Network.trace(lambda x: nn.ReLU()(nn.Abs()(x) - 1), (1,))
    counts = sx.count_all(net)
    assert (counts.layers[1].codes, counts.layers[1].components, counts.activation_regions) == (2, 3, 4)
    assert counts.linear_regions == 3
    # [min(x, -y)]_+ + [min(-x, y)]_+: two quadrants where it is zero meet in a point only.
    quadrants = sx.Network.trace(
        lambda x: nn.ReLU()(nn.minimum([x[0], -x[1]])) + nn.ReLU()(nn.minimum([-x[0], x[1]])), (2,)
    )
    counts = sx.count_all(quadrants)
    assert counts.linear_regions == counts.affine_maps + 1


def test_targets() -> None:
    net = sx.Network.from_layers([([[1, 0], [0, 1]], [0, 0]), ([[1, 0], [0, 1], [1, -1]], [0, 0, 0])])
    assert [sx.count_all(net, output=k).affine_maps for k in range(3)] == [2, 2, 4]
    assert sx.count_all(net, layer=0).affine_maps == 4
    with pytest.raises(sx.InputError, match="output must be an index from 0 to 2, not 3"):
        sx.count_all(net, output=3)
    with pytest.raises(sx.InputError, match="does not go with layer"):
        sx.count_all(net, output=0, layer=0)
    with pytest.raises(sx.InputError, match="max_regions does not go with kind='linear'"):
        sx.count_regions(net, kind="linear", max_regions=3)


def test_what_a_leaky_layer_hands_on_is_compared_not_its_rows() -> None:
    """With slope 1/2 both pieces of one unit give the same map as the other piece of a unit twice as steep."""
    net = sx.Network.trace(lambda x: nn.LeakyReLU(0.5)(nn.Linear([[1], [2]])(x))[1:] - 1, (1,))
    part = sx.enumerate_regions(net)
    assert len(set(part.map_numbers(layer=0).tolist())) == 2


def test_own_cells() -> None:
    wide = sx.Network.from_layers(
        [(np.eye(3), [0, 0, 0]), (np.ones((40, 3)) + np.eye(40, 3), np.arange(40.0)), ([[1] * 40], [0])]
    )
    first, second = (own_cells(wide, layer, 100) for layer in range(2))
    assert (first.lower, first.upper, first.how) == (8, 8, "full rank")
    assert (second.lower, second.how) == (101, "bounds") and second.upper >= 101
    assert own_cells(wide, 1, 10**4).how == "listed"
    pool = sx.Network.sequential([nn.MaxPool1d(3, stride=1)], (1, 5))
    assert str(own_cells(pool, 0, 1000)) == "16"


@pytest.mark.parametrize("dimension", [1, 2])
@given(data=st.data())
def test_order_of_the_counts(dimension: int, data: st.DataObject) -> None:
    net = data.draw(programs(dimension, most_units=6)).network()
    counts = sx.count_all(net, sx.Box(-2, 2), own_budget=50)
    assert 1 <= counts.affine_maps <= counts.linear_regions <= counts.activation_regions
    for layer in counts.layers:
        assert 1 <= layer.codes <= layer.components <= layer.cells
    part = sx.enumerate_regions(net, sx.Box(-2, 2))
    maps = {
        tuple(map(tuple, region.affine_map().exact()[0])) + tuple(region.affine_map().exact()[1]) for region in part
    }
    assert counts.affine_maps == len(maps)


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "net.npz")
    sx.zoo.load("serra-fig2").to_npz(file)
    assert main(["count", file, "--kind", "linear", "--box", "-1", "2"]) == 0
    assert "linear regions in Box(-1, 2)" in capsys.readouterr().out
    assert main(["count", file, "--all"]) == 0
    assert "linear regions, open and connected (R4)" in capsys.readouterr().out
    assert main(["count", file, "--all", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["affine_maps"] == 4
    assert main(["count", file, "--kind", "all"]) == 2
