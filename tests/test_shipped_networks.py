"""The networks that ship: two forms with the same numbers, the fit that the script claims, and their counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import splinex as sx
from sklearn.datasets import load_iris, load_wine, make_moons
from splinex import data
from splinex.data import train

DATA: dict[str, Any] = {
    "iris": load_iris(return_X_y=True),
    "wine": load_wine(return_X_y=True),
    "moons": make_moons(400, noise=0.15, random_state=0),
}
REGIONS = {"iris": [248, 3573], "wine": [4004, 308912], "moons": [59, 215]}
FITTED = {"iris": 150, "wine": 178, "moons": 393}


def box(name: str) -> sx.Box:
    return sx.Box(**json.loads(data.path("domains.json").read_text())[name])


@pytest.mark.parametrize("name", DATA)
def test_both_forms_hold_the_same_numbers(name: str) -> None:
    assert sx.load(data.path(f"{name}.npz")) == sx.load(data.path(f"{name}.onnx"))


@pytest.mark.parametrize("name", DATA)
def test_regions_in_the_box_of_the_data(name: str) -> None:
    count = sx.count_regions(data.path(f"{name}.onnx"), box(name))
    assert [layer.regions for layer in count.layers] == REGIONS[name]
    assert [layer.name for layer in count.layers] == ["relu0", "relu1"]


@pytest.mark.parametrize("name", DATA)
def test_fit_and_box_are_those_of_the_data(name: str) -> None:
    points, classes = DATA[name]
    outputs = sx.load(data.path(f"{name}.npz"))(points)
    found = outputs[:, 0] > 0 if outputs.shape[1] == 1 else outputs.argmax(axis=1)
    assert (found == classes).sum() == FITTED[name]
    domain = box(name)
    assert ((points >= domain.low) & (points <= domain.high)).all()
    assert f"| {FITTED[name]} of {len(points)} |" in str(train.__doc__)


def test_files_are_small() -> None:
    for name in DATA:
        for suffix in (".npz", ".onnx"):
            assert data.path(name + suffix).stat().st_size < 20_000


def test_unknown_name_lists_the_files() -> None:
    with pytest.raises(sx.InputError, match=r"no file 'mnist\.onnx' ships .*iris\.npz"):
        data.path("mnist.onnx")


def test_training_anew_writes_the_same_kind_of_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The numbers themselves depend on the library of linear algebra."""
    train.main(tmp_path)
    printed = capsys.readouterr().out
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        ["domains.json", *(name + suffix for name in DATA for suffix in (".npz", ".onnx"))]
    )
    assert json.loads((tmp_path / "domains.json").read_text()) == json.loads(data.path("domains.json").read_text())
    for name in DATA:
        net, shipped = sx.load(tmp_path / f"{name}.npz"), sx.load(data.path(f"{name}.npz"))
        assert net == sx.load(tmp_path / f"{name}.onnx")
        assert repr(net) == repr(shipped)
        assert f"{name}: {net}" in printed
