"""Trained networks of ../shared/nets: exact counts known from elsewhere, sampled points, and one independent oracle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx
from families.net import Net
from listing import assert_same_cells, counted, ends, exact
from oracles.exact_splitting import split_patterns
from oracles.layer_files import read_layers
from oracles.polygons import polygon_patterns

NETS = Path(__file__).parents[2] / "shared" / "nets"
pytestmark = pytest.mark.skipif(not NETS.is_dir(), reason=f"the folder of trained networks {NETS} is absent")

READABLE = (".nnet", ".npz")
LADDER = [f"marabou/ACASXU_run2a_1_1_tiny{rung}.nnet" for rung in ("", "_2", "_3")]
"""5, 50 and 100 ReLU."""


def _json(name: str) -> Any:
    return json.loads((NETS / name).read_text()) if NETS.is_dir() else {}


def _box(file: str, name: str) -> sx.Box:
    box = _json("domains.json")[file][name]
    return sx.Box(box["low"], box["high"])


def _net(file: str) -> Net:
    """Read by the oracles' own reader."""
    layers, relu = read_layers(NETS / file)
    assert relu == [True] * (len(layers) - 1) + [False]
    return Net(tuple(layers))


EXACT = [
    (file, box, known["regions"])
    for file, boxes in _json("exact.json").items()
    if file.endswith(READABLE)
    for box, known in boxes.items()
]


@pytest.mark.parametrize("arithmetic", ["auto", "exact"])
@pytest.mark.parametrize(("file", "box", "regions"), EXACT)
def test_published_exact_counts(file: str, box: str, regions: int, arithmetic: str) -> None:
    assert sx.count_regions(NETS / file, _box(file, box), arithmetic=arithmetic).total == regions


@pytest.mark.parametrize("file", [*LADDER, *{file: None for file, _, _ in EXACT}])
def test_files_hold_the_same_layers_for_both_readers(file: str) -> None:
    loaded, (layers, relu) = sx.load(NETS / file), read_layers(NETS / file)
    assert [layer.relu for layer in loaded.layers] == relu
    for layer, (weights, biases) in zip(loaded.layers, layers, strict=True):
        assert np.array_equal(layer.weight, weights)
        assert np.array_equal(layer.bias, biases)


@pytest.mark.parametrize("box", ["prop1", "prop3"])
@pytest.mark.parametrize("file", LADDER)
def test_random_points_of_the_acas_ladder_are_in_listed_regions(file: str, box: str) -> None:
    net, domain = sx.load(NETS / file), _box(file, box)
    listed = {row.tobytes() for row in sx.enumerate_regions(net, domain).patterns}
    points = np.random.default_rng(3).uniform(domain.low, domain.high, (100_000, net.n_inputs))
    assert {row.tobytes() for row in np.unique(net.pattern(points), axis=0)} <= listed


@pytest.mark.parametrize("box", ["full", "prop1", "prop3"])
def test_smallest_acas_net_against_the_oracle(box: str) -> None:
    net, domain = _net(LADDER[0]), _box(LADDER[0], box)
    assert_same_cells(net, domain, split_patterns(exact(net), ends(net, domain)))


@pytest.mark.parametrize(
    "file", ["cersyve/double_integrator_V_finetune.npz", "cersyve/double_integrator_V_pretrain.npz"]
)
def test_planar_value_net_against_the_oracle(file: str) -> None:
    net, domain = _net(file), _box(file, "source")
    assert_same_cells(net, domain, polygon_patterns(exact(net), ends(net, domain)))


@pytest.mark.parametrize(
    "file", ["cersyve/unicycle_V_finetune.npz", "nvjl/cartpole_nnet.nnet", "juliareach/VerticalCAS_controller_1.npz"]
)
def test_threads_agree_on_trained_nets(file: str) -> None:
    name = next(iter(_json("domains.json")[file]))
    net, domain = _net(file), _box(file, name)
    assert counted(net, domain, threads=1) == counted(net, domain, threads=2)


def test_zero_width_sides_of_a_trained_net() -> None:
    """Airplane fixes 6 of its 12 inputs: only the first regions are asked for."""
    file = "juliareach/Airplane_controller.npz"
    part = sx.enumerate_regions(NETS / file, _box(file, "init"), max_regions=50)
    assert len(part) == 50
    fixed = np.array([0, 1, 2, 9, 10, 11])
    assert (part.points[:, fixed] == 0).all()
