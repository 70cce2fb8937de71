"""Networks written as ONNX, and as .npz: what comes back is the same network, and other tools compute the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import splinex as sx
from all_kinds import KINDS
from onnx.reference import ReferenceEvaluator


def assert_the_same(loaded: sx.Network, net: sx.Network) -> None:
    assert loaded == net
    assert loaded.names == net.names
    assert loaded.input_shape == net.input_shape
    for mine, theirs in zip(loaded.readouts, net.readouts, strict=True):
        assert (mine is None) == (theirs is None)
        assert mine is None or theirs is None or mine.same(theirs)


def points_of(net: sx.Network, count: int = 50) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.random.default_rng(11).normal(scale=2, size=(count, net.n_inputs))


@pytest.mark.parametrize("kind", KINDS)
def test_round_trip(kind: str, tmp_path: Path) -> None:
    net = KINDS[kind]()
    net.to_onnx(tmp_path / "net.onnx")
    assert_the_same(sx.load(tmp_path / "net.onnx"), net)


@pytest.mark.parametrize("kind", KINDS)
def test_npz_round_trip(kind: str, tmp_path: Path) -> None:
    net = KINDS[kind]()
    net.to_npz(tmp_path / "net.npz")
    assert_the_same(sx.load(tmp_path / "net.npz"), net)


@pytest.mark.parametrize("kind", KINDS)
def test_the_graph_is_the_network(kind: str, tmp_path: Path) -> None:
    net = KINDS[kind]()
    net.to_onnx(tmp_path / "net.onnx")
    model = onnx.load(tmp_path / "net.onnx")
    onnx.checker.check_model(model, full_check=True)
    x = points_of(net)
    results: Any = ReferenceEvaluator(model).run(None, {"x": x.reshape(-1, *net.input_shape)})
    np.testing.assert_allclose(results[0], net(x), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_onnxruntime_agrees(kind: str, tmp_path: Path) -> None:
    runtime = pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
    net = KINDS[kind]()
    net.to_onnx(tmp_path / "net.onnx")
    session = runtime.InferenceSession(tmp_path / "net.onnx", providers=["CPUExecutionProvider"])
    x = points_of(net)
    (y,) = session.run(None, {"x": x.reshape(-1, *net.input_shape)})
    np.testing.assert_allclose(y, net(x), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_without_its_metadata_it_is_the_same_function(kind: str, tmp_path: Path) -> None:
    """Exact affine maps, rounded once, are equal at points off the boundaries; units may be others."""
    net = KINDS[kind]()
    net.to_onnx(tmp_path / "net.onnx")
    model = onnx.load(tmp_path / "net.onnx")
    del model.metadata_props[:]
    onnx.save(model, tmp_path / "net.onnx")
    loaded = sx.load(tmp_path / "net.onnx")
    assert loaded.input_shape == net.input_shape
    x = points_of(net)
    for mine, theirs in zip(loaded.affine_map(x), net.affine_map(x), strict=True):
        assert np.array_equal(mine, theirs)
    if all(layer.relu or layer.affine for layer in net.layers):
        assert_the_same(loaded, net)


@pytest.mark.parametrize("kind", KINDS)
def test_regions_come_back(kind: str, tmp_path: Path) -> None:
    net = KINDS[kind]()
    net.to_onnx(tmp_path / "net.onnx")
    box = sx.Box([-2] * net.n_inputs, [2] * net.n_inputs)
    before, after = sx.enumerate_regions(net, box), sx.enumerate_regions(tmp_path / "net.onnx", box)
    assert np.array_equal(before.patterns, after.patterns)
    assert before[0].affine_map().exact() == after[0].affine_map().exact()


def test_changed_weights_are_read_from_the_graph(tmp_path: Path) -> None:
    """The rows of a leaky ReLU's two parts are tied to each other: of others its notes say nothing."""
    net = KINDS["leaky ReLU"]()
    net.to_onnx(tmp_path / "net.onnx")
    model = onnx.load(tmp_path / "net.onnx")
    weight = next(tensor for tensor in model.graph.initializer if tensor.name == "W0")
    changed = onnx.numpy_helper.to_array(weight).copy()
    changed[-1] += 1
    weight.CopyFrom(onnx.numpy_helper.from_array(changed, "W0"))
    onnx.save(model, tmp_path / "net.onnx")
    loaded = sx.load(tmp_path / "net.onnx")
    assert np.array_equal(loaded.layers[0].weight, changed)
    assert loaded.widths == (8,)


@pytest.mark.parametrize("notes", ["", "no base64!", "UEsDBAo="])
def test_damaged_notes_are_ignored(notes: str, tmp_path: Path) -> None:
    net = KINDS["fully connected"]()
    net.to_onnx(tmp_path / "net.onnx")
    model = onnx.load(tmp_path / "net.onnx")
    model.metadata_props[0].value = notes
    onnx.save(model, tmp_path / "net.onnx")
    assert_the_same(sx.load(tmp_path / "net.onnx"), net)


def test_wrong_extension_and_folder(tmp_path: Path) -> None:
    net = KINDS["affine"]()
    with pytest.raises(sx.InputError, match=r"net\.txt: the extension must be \.onnx"):
        net.to_onnx(tmp_path / "net.txt")
    with pytest.raises(sx.InputError, match=r"cannot be written"):
        net.to_onnx(tmp_path / "missing" / "net.onnx")
    assert not list(tmp_path.iterdir())
