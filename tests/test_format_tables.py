"""What the documentation says can be read is what the importers' own tables hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import splinex as sx
from splinex import nn
from splinex.importers import endings, keras_activations, keras_layers, onnx_import, onnx_model
from splinex.layer_arrays import network_arrays

FORMATS = (Path(__file__).parents[1] / "docs" / "formats.md").read_text(encoding="utf-8")


def words(text: str | None, pattern: str = r"\b[A-Z][A-Za-z0-9]+\b") -> set[str]:
    return set(re.findall(pattern, text or ""))


def test_the_table_of_onnx_operators() -> None:
    _, table, _ = re.split(r"^ *=+ =+$", sx.load.__doc__ or "", flags=re.MULTILINE)
    assert words(table) == {*onnx_import._SUPPORTED, *onnx_model._MONOTONE}


def test_the_list_of_keras_layers() -> None:
    listed = (sx.from_keras.__doc__ or "").split("Layers:")[1].split("\n\n")[0]
    layers, activations = listed.split("Activations:")
    both = re.sub(r"(\w+)1D and 2D", r"\g<1>1D, \g<1>2D", layers)
    assert words(both) <= set(keras_layers.LAYERS)
    noise = {name for name in keras_layers.LAYERS if re.search("Dropout|Noise|Identity", name)}
    assert set(keras_layers.LAYERS) - words(both) <= noise
    assert words(activations, r"\b[a-z_0-9]+\b") == set(keras_activations._ACTIVATIONS)


def test_the_list_of_torch_modules() -> None:
    pytest.importorskip("torch", reason="torch is not installed")
    from splinex.importers import torch_modules as modules

    known = {*modules._MODULES, *modules._RECURRENT, *modules._SAME, *modules._MOVES, *modules._PADS}
    listed = (sx.from_torch.__doc__ or "").split("Layers:")[1].split(";")[0]
    assert words(listed) - {"ReLUs"} <= known
    assert set(modules._ENDINGS.values()) == set(endings.ENDINGS)


def test_the_page_names_every_extra_that_reads_or_writes() -> None:
    for extra in ("onnx", "torch", "keras", "sklearn"):
        assert f"`splinex[{extra}]`" in FORMATS


def test_the_arrays_of_npz_files() -> None:
    section = FORMATS.split("## .npz")[1].split("\n## ")[0]
    listed = {
        name
        for line in section.splitlines()
        if line.startswith("| `")
        for name in words(line.split("|")[1], r"`(\w+)`")
    }
    layers: list[Callable[[nn.Tensor], nn.Tensor]] = [
        nn.HardSigmoid("squashed"),
        nn.AvgPool1d(3),
        nn.MaxPool1d(2),
        nn.Flatten(),
        nn.Linear(np.eye(2)),
        nn.ReLU(),
    ]
    net = sx.Network.sequential(layers, (2, 6))
    kinds = {re.sub(r"^([Wbrgud])\d+$", r"\1i", re.sub(r"^([Rse])\d+$", r"\1k", name)) for name in network_arrays(net)}
    assert kinds == listed
