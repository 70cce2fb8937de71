"""Bad input gives an InputError whose one sentence names the culprit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx

NAN, INF = float("nan"), float("inf")
NET = sx.Network.from_layers([(np.eye(3, 2), np.zeros(3)), (np.ones((1, 3)), np.zeros(1))])


def _layers(*layers: tuple[Any, Any]) -> Callable[[], object]:
    return lambda: sx.Network.from_layers(layers)


FIRST = (np.eye(3, 2), np.zeros(3))
NETWORKS = {
    "nan weight": (_layers(FIRST, ([[1.0, NAN, 2.0]], [0.0])), r"W1\[0, 1\] is nan"),
    "infinite weight": (_layers(([[1.0], [-INF]], [0.0, 0.0])), r"W0\[1, 0\] is -inf"),
    "nan bias": (_layers(FIRST, ([[1.0, 1.0, 1.0]], [NAN])), r"b1\[0\] is nan"),
    "infinite bias": (_layers(([[1.0], [1.0]], [0.0, INF])), r"b0\[1\] is inf"),
    "shapes that do not chain": (_layers(FIRST, (np.ones((1, 4)), [0.0])), r"W1 has 4 columns.* 3 outputs"),
    "bias of another length": (_layers((np.eye(3), np.zeros(2))), r"b0 has shape \(2,\).*W0 has 3 rows"),
    "vector for a matrix": (_layers(([1.0, 2.0], [0.0])), r"W0 has shape \(2,\)"),
    "matrix for a bias": (_layers((np.eye(2), np.zeros((2, 1)))), r"b0 has shape \(2, 1\)"),
    "no layers": (_layers(), r"at least one layer"),
    "no units": (_layers((np.zeros((0, 2)), np.zeros(0))), r"W0 has shape \(0, 2\)"),
    "no inputs": (_layers((np.zeros((2, 0)), np.zeros(2))), r"W0 has shape \(2, 0\)"),
    "ragged rows": (_layers(([[1.0, 2.0], [3.0]], [0.0, 0.0])), r"W0"),
    "words": (_layers(([["a", "b"]], [0.0])), r"W0"),
    "complex numbers": (_layers(([[1j]], [0.0])), r"W0.*complex"),
    "integer that float64 would round": (_layers(([[2**53 + 1]], [0.0])), r"W0\[0, 0\] is 9007199254740993"),
    "not a pair": (lambda: sx.Network.from_layers([(np.eye(2),)]), r"layers\[0\]"),  # type: ignore[list-item]
    "nan in an arrangement": (lambda: sx.arrangement([[1.0, NAN]], [0.0]), r"A\[0, 1\] is nan"),
    "offsets of an arrangement": (
        lambda: sx.arrangement([[1.0, 2.0]], [0.0, 1.0]),
        r"b has shape \(2,\).*A has 1 rows",
    ),
}
DOMAINS = {
    "dimension": (lambda: sx.count_regions(NET, sx.Box([0] * 3, [1] * 3)), r"dimension 3.* 2 inputs"),
    "empty box": (lambda: sx.Box([0, 2], [1, 1]), r"empty.*low\[1\] = 2.*high\[1\] = 1"),
    "empty scalar box": (lambda: sx.Box(1, -1), r"empty.*low = 1.*high = -1"),
    "box at infinity": (lambda: sx.Box([0, INF], [1, INF]), r"empty.*low\[1\] = inf"),
    "nan bound": (lambda: sx.Box([0, NAN], [1, 1]), r"low\[1\] is nan"),
    "bounds of different shapes": (lambda: sx.Box([0, 0], [1, 1, 1]), r"low has shape \(2,\).*high has shape \(3,\)"),
    "matrix of bounds": (lambda: sx.Box([[0, 0]], [[1, 1]]), r"shape \(1, 2\)"),
    "not a domain": (lambda: sx.count_regions(NET, (0, 1)), r"not tuple"),  # type: ignore[arg-type]
}
OPTIONS = {
    "arithmetic": (lambda: sx.count_regions(NET, arithmetic="fast"), r"arithmetic.*'fast'"),
    "kind": (lambda: sx.count_regions(NET, kind="convex"), r"kind.*'convex'"),
    "no threads": (lambda: sx.count_regions(NET, threads=0), r"threads.* 0"),
    "too many threads": (lambda: sx.count_regions(NET, threads=2000), r"threads.*at most 1024.*2000"),
    "endless batch": (lambda: sx.iter_regions(NET, batch_size=2**64), r"batch_size.*at most"),
    "part of a thread": (lambda: sx.count_regions(NET, threads=1.5), r"threads.*1\.5"),  # type: ignore[arg-type]
    "max_regions": (lambda: sx.enumerate_regions(NET, max_regions=-3), r"max_regions.*-3"),
    "batch_size": (lambda: sx.iter_regions(NET, batch_size=0), r"batch_size.* 0"),
    "progress": (lambda: sx.count_regions(NET, progress="yes"), r"progress.*'yes'"),  # type: ignore[arg-type]
    "not a network": (lambda: sx.count_regions(3), r"not int"),  # type: ignore[arg-type]
    "point of another dimension": (lambda: NET([1.0, 2.0, 3.0]), r"x has shape \(3,\).*2"),
    "nan in a point": (lambda: NET.pattern([[1.0, 2.0], [NAN, 0.0]]), r"x\[1, 0\] is nan"),
    "infinite point": (lambda: NET.affine_map([1.0, INF]), r"x\[1\] is inf"),
}
CALLS = {**NETWORKS, **DOMAINS, **OPTIONS}
NNET = "2,1,1,2,\n1,2,1,\n0,\n-1.0,\n1.0,\n0.0,0.0,\n1.0,1.0,\n1.0,\n-1.0,\n0.0,\n0.5,\n1.0,1.0,\n0.0,\n"
"""|x| with its second kink moved; the smallest complete file."""
BROKEN_NNET = {
    "empty": ("", r"header"),
    "binary": ("\x00\x01\x02", r"header"),
    "cut off": (NNET[:-8], r"ends inside W1|ends inside b1"),
    "word": (NNET.replace("0.5,", "half,"), r"line 11.*b0"),
    "nan": (NNET.replace("0.5,", "nan,"), r"b0\[1\] is nan"),
    "too few numbers": (NNET.replace("1.0,1.0,\n0.0,\n", "1.0,\n0.0,\n"), r"line 12 has 1 values"),
    "too many lines": (NNET + "7.0,\n", r"line 14"),
    "sizes": (NNET.replace("1,2,1,", "1,0,1,"), r"sizes \[1, 0, 1\]"),
    "announced layers": (NNET.replace("2,1,1,2,", "3,1,1,2,"), r"3 layers"),
}


@pytest.mark.parametrize("case", CALLS)
def test_culprit_is_named(case: str) -> None:
    call, message = CALLS[case]
    with pytest.raises(sx.InputError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value).strip()


def test_input_error_is_a_value_error() -> None:
    assert issubclass(sx.InputError, ValueError)
    assert issubclass(sx.InputError, sx.SplinexError)


def test_the_complete_file_loads(tmp_path: Path) -> None:
    file = tmp_path / "good.nnet"
    file.write_text(NNET)
    assert [layer.regions for layer in sx.count_regions(file).layers] == [3]


@pytest.mark.parametrize("case", BROKEN_NNET)
def test_broken_nnet(case: str, tmp_path: Path) -> None:
    text, message = BROKEN_NNET[case]
    file = tmp_path / "broken.nnet"
    file.write_text(text)
    with pytest.raises(sx.InputError, match=message) as caught:
        sx.load(file)
    assert "broken.nnet" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing more", b"no archive at all"])
def test_corrupt_npz(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "corrupt.npz"
    file.write_bytes(content)
    with pytest.raises(sx.InputError, match=r"corrupt\.npz"):
        sx.load(file)


def test_cut_off_npz(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.npz", tmp_path / "cut.npz"
    NET.to_npz(whole)
    cut.write_bytes(whole.read_bytes()[:-100])
    with pytest.raises(sx.InputError, match=r"cut\.npz"):
        sx.load(cut)


def test_npz_without_an_array(tmp_path: Path) -> None:
    file = tmp_path / "partial.npz"
    np.savez(file, W0=np.eye(2), r0=np.array(True))
    with pytest.raises(sx.InputError, match=r"partial\.npz.*b0"):
        sx.load(file)


def test_npz_that_does_not_chain(tmp_path: Path) -> None:
    file = tmp_path / "unchained.npz"
    np.savez(
        file, W0=np.eye(2), b0=np.zeros(2), r0=np.array(True), W1=np.ones((1, 3)), b1=np.zeros(1), r1=np.array(False)
    )
    with pytest.raises(sx.InputError, match=r"unchained\.npz.*W1 has 3 columns"):
        sx.load(file)


def test_pickled_npz_is_not_executed(tmp_path: Path) -> None:
    file = tmp_path / "pickled.npz"
    np.savez(file, W0=np.array([{"a": 1}], dtype=object), b0=np.zeros(1), r0=np.array(True))
    with pytest.raises(sx.InputError, match=r"pickled\.npz"):
        sx.load(file)


@pytest.mark.parametrize(
    ("name", "message"), [("missing.nnet", "missing.nnet"), ("missing.npz", "missing.npz"), ("net.txt", "net.txt")]
)
def test_missing_or_unknown_file(name: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(sx.InputError, match=message):
        sx.load(tmp_path / name)
    with pytest.raises(sx.InputError, match=message):
        sx.count_regions(tmp_path / name)


def test_directory_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "folder.nnet").mkdir()
    with pytest.raises(sx.InputError, match=r"folder\.nnet"):
        sx.load(tmp_path / "folder.nnet")
