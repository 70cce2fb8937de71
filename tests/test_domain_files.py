"""Domains in files: JSON forms and keys, and the input boxes of VNN-LIB properties."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx
from splinex.domains.json_files import domain_from_dict

INF = float("inf")
PARTS: list[sx.Box | sx.Polytope | sx.Segment] = [
    sx.Box(-1, 1),
    sx.Box([0.1, -INF], [0.1, INF]),
    sx.Polytope([[0.1, 5e-324], [1 / 3, -1e300]], [1, INF]),
    sx.Polytope(np.zeros((0, 2)), []),
    sx.Segment([0.1, 0.2], [1 / 3, 7]),
]
SLICES = [
    sx.Slice(
        [0.1, 1 / 3], [[1.0, 0.0], [0.1, 1.0]], domain=sx.Box([0.0, -INF], 1), within=sx.Polytope([[1, 1]], [0.3])
    ),
    sx.Slice([0.1, 1 / 3], [[1, 0]]),
    sx.Slice.through([0.1, 0.2], [0.3, 0.1], [1e-30, 1], within=sx.Box(0, 1)),
]


@pytest.mark.parametrize("domain", [*PARTS, *SLICES], ids=repr)
def test_json_round_trip(domain: sx.Box | sx.Polytope | sx.Segment | sx.Slice, tmp_path: Path) -> None:
    assert domain_from_dict(domain.to_dict()) == domain
    file = tmp_path / "domain.json"
    file.write_text(json.dumps(domain.to_dict()))
    assert sx.load_domain(file) == domain


def test_forms_as_written_by_hand(tmp_path: Path) -> None:
    file = tmp_path / "forms.json"
    file.write_text("""{
        "box": {"low": [0, "-inf"], "high": ["Inf", 1e-1]},
        "spelled": {"low": -Infinity, "high": 1},
        "polytope": {"A": [[1, 1], [1, -1]], "b": [1, "inf"]},
        "segment": {"b": [1, 2], "a": [0, 0]},
        "slice": {"origin": [0, 0], "directions": [[1, 1]], "domain": {"low": 0, "high": 1}, "within": null},
        "through": {"points": [[0, 0], [1, 0], [0.1, 1]], "within": {"A": [[1, 1]], "b": [1]}}
    }""")
    assert {key: sx.load_domain(f"{file}#{key}") for key in json.loads(file.read_text())} == {
        "box": sx.Box([0, -INF], [INF, 0.1]),
        "spelled": sx.Box(-INF, 1),
        "polytope": sx.Polytope([[1, 1]], [1]),
        "segment": sx.Segment([0, 0], [1, 2]),
        "slice": sx.Slice([0, 0], [[1, 1]], domain=sx.Box(0, 1)),
        "through": sx.Slice.through([0, 0], [1, 0], [0.1, 1], within=sx.Polytope([[1, 1]], [1])),
    }


@pytest.mark.parametrize(
    ("key", "expected"), [("a", 0), ("a/b", 1), ("a/b/c", 2), ("a/b.onnx/x/y", 3), ("a/b.onnx/x", 4), ("#5/x", 5)]
)
def test_longest_key_that_fits(key: str, expected: int, tmp_path: Path) -> None:
    boxes: list[Any] = [sx.Box(0, number).to_dict() for number in range(6)]
    nested = {"a": boxes[0], "a/b": boxes[1], "a/b/c": boxes[2], "#5": {"x": boxes[5]}}
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({**nested, "a/b.onnx": {"x/y": boxes[3], "x": boxes[4]}}))
    assert sx.load_domain(f"{file}#{key}") == sx.Box(0, expected)


BAD_FORMS: dict[str, tuple[str, str]] = {
    "unreadable": ('{"low": 0,', r"not JSON \(.*line 1 column"),
    "empty file": ("", r"not JSON"),
    "binary": ("\x00\x01", r"not JSON"),
    "deep": ("[" * 100_000, r"not JSON"),
    "list": ("[0, 1]", r"a domain is an object with keys, not list"),
    "number": ("1", r"not int"),
    "empty object": ("{}", r"keys \(none\); the forms are \{low, high\}, \{A, b\}, \{a, b\}, \{origin, directions\}"),
    "half a box": ('{"low": 0}', r"no domain has the keys 'low'; the forms are"),
    "one key too many": ('{"low": 0, "high": 1, "A": []}', r"'low', 'high', 'A'"),
    "empty box": ('{"low": [0, 2], "high": [1, 1]}', r"the box is empty: low\[1\] = 2"),
    "nan": ('{"low": [0, NaN], "high": [1, 1]}', r"low\[1\] is nan"),
    "word": ('{"low": "zero", "high": 1}', r"low has dtype"),
    "null": ('{"low": null, "high": 1}', r"low has dtype object"),
    "rounded": ('{"low": 0, "high": 9007199254740993}', r"high is 9007199254740993, which float64 cannot hold"),
    "ragged": ('{"A": [[1, 2], [3]], "b": [1, 1]}', r"A is not a rectangular array"),
    "short": ('{"A": [[1, 2]], "b": [1, 1]}', r"b has shape \(2,\), but A has 1 rows"),
    "point": ('{"a": [1], "b": [1]}', r"both ends"),
    "nested": ('{"origin": [0], "directions": [[1]], "domain": {"low": 1}}', r"domain: no domain has the keys 'low'"),
    "nested slice": ('{"origin": [0], "directions": [[1]], "domain": {"a": [0], "b": [1]}}', r"domain must be a Box"),
    "nested number": ('{"origin": [0], "directions": [[1]], "within": 3}', r"within: a domain is an object"),
    "two points": ('{"points": [[0, 0], [1, 1]]}', r"at least three points"),
    "collinear": ('{"points": [[0, 0], [1, 1], [2, 2]]}', r"affine hull"),
    "several": ('{"one": {"low": 0, "high": 1}, "two": {}}', r"holds 'one', 'two'; choose one as .*bad\.json#NAME"),
}


@pytest.mark.parametrize("case", BAD_FORMS)
def test_bad_json(case: str, tmp_path: Path) -> None:
    text, message = BAD_FORMS[case]
    file = tmp_path / "bad.json"
    file.write_text(text)
    with pytest.raises(sx.InputError, match=message) as caught:
        sx.load_domain(file)
    assert "bad.json" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unknown_key_lists_the_keys_there_are(tmp_path: Path) -> None:
    file = tmp_path / "boxes.json"
    file.write_text(
        json.dumps({"net.onnx": {"prop3": sx.Box(0, 1).to_dict(), "prop4": {}}, **{f"k{i}": 0 for i in range(20)}})
    )
    with pytest.raises(sx.InputError, match=r"no key 'prop5', only 'prop3', 'prop4'$"):
        sx.load_domain(f"{file}#net.onnx/prop5")
    with pytest.raises(sx.InputError, match=r"no key 'net', only 'net.onnx', 'k0', .* and 9 more$"):
        sx.load_domain(f"{file}#net")
    with pytest.raises(sx.InputError, match=r"no key 'deeper', only \(none\)$"):
        sx.load_domain(f"{file}#k3/deeper")
    with pytest.raises(sx.InputError, match=r"holds 'prop3', 'prop4'; choose one as .*boxes\.json#net\.onnx/NAME"):
        sx.load_domain(f"{file}#net.onnx")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.json", "no such file"),
        ("missing.json#key", "missing.json: no such file"),
        ("box.txt", "must be .json"),
    ],
)
def test_missing_or_unknown_file(name: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(sx.InputError, match=message):
        sx.load_domain(tmp_path / name)


def test_directory_is_not_a_file(tmp_path: Path) -> None:
    for name, read in (("folder.json", sx.load_domain), ("folder.vnnlib", sx.load_vnnlib)):
        (tmp_path / name).mkdir()
        with pytest.raises(sx.InputError, match=rf"{name}: cannot be read"):
            read(tmp_path / name)


# VNN-LIB

ONE = """; two inputs
(declare-const X_0 Real)
(declare-const X_1 Real) ; (assert (<= X_1 0))
(declare-const Y_0 Real)
"""
TWO = """(vnnlib-version <2.0>)
(declare-network N
  (declare-input X float32 [1, 2])
  (declare-output Y float32 [1, 1])
)
"""
PROPERTIES: dict[str, tuple[str, sx.Box]] = {
    "plain": (
        ONE + "(assert (<= X_0 -0.298552812))(assert (>= X_0 -0.303531156))\n(assert (<= X_1 1e-1))(assert (>= X_1 0))",
        sx.Box([-0.303531156, 0], [-0.298552812, 0.1]),
    ),
    "outputs are left aside": (
        ONE + "(assert (>= X_0 0)) (assert (or (<= Y_0 3) (and (>= Y_0 5) (<= Y_0 7)))) (assert (<= Y_0 Y_0))",
        sx.Box([0, -INF], [INF, INF]),
    ),
    "and, or of one, other side": (
        ONE + "(assert (or (and (<= 1 X_0) (>= (- 2.5) X_1) (<= X_0 4) (>= Y_0 0))))",
        sx.Box([1, -INF], [4, -2.5]),
    ),
    "tightest": (ONE + "(assert (<= X_0 4))(assert (<= X_0 2))(assert (<= X_0 3))", sx.Box([-INF, -INF], [2, INF])),
    "declared as functions": ("(declare-fun X_0 () Real)(assert (= X_0 .5))", sx.Box([0.5], [0.5])),
    "version 2": (
        TWO
        + "(assert (<= X[0,0] -0.298552812))(assert (and (>= X[0,1] 0.1) (>= 2.0 X[0,1])))\n(assert (<= Y[0,0] 3.0))",
        sx.Box([-INF, 0.1], [-0.298552812, 2]),
    ),
    "version 2, fixed input": (TWO + "(assert (== X[0,1] (- 0.1)))", sx.Box([-INF, -0.1], [INF, -0.1])),
}
BAD_PROPERTIES: dict[str, tuple[str, str]] = {
    "disjunction": (
        ONE + "(assert (or (and (>= X_0 0) (<= X_0 1)) (and (>= X_0 2) (<= X_0 3))))",
        r"disjunction of boxes",
    ),
    "not a bound": (ONE + "(assert (<= X_0 X_1))", r"\(<= X_0 X_1\) is not a bound of one input"),
    "sum": (ONE + "(assert (<= (+ X_0 X_1) 1))", r"\(<= \(\+ X_0 X_1\) 1\) is not a bound"),
    "mixed": (ONE + "(assert (<= X_0 Y_0))", r"\(<= X_0 Y_0\) is not a bound"),
    "strict": (ONE + "(assert (< X_0 1))", r"\(< X_0 1\) is not a bound of one input by <= or >="),
    "infinite": (ONE + "(assert (<= X_0 1e400))", r"finite number"),
    "not a number": (ONE + "(assert (<= X_0 nan))", r"finite number"),
    "undeclared": (ONE + "(assert (<= X_2 1))", r"X_2, which is not declared"),
    "gap": ("(declare-const X_0 Real)(declare-const X_2 Real)", r"declared as X_0, X_1"),
    "no inputs": ("(declare-const Y_0 Real)(assert (<= Y_0 1))", r"declared as X_0, X_1"),
    "contradiction": (ONE + "(assert (<= X_1 1))(assert (>= X_1 2))", r"the box is empty: low\[1\] = 2"),
    "open": (ONE + "(assert (<= X_0 1)", r"parenthesis is not closed"),
    "closed twice": (ONE + "(assert (<= X_0 1)))", r"line 5 closes a parenthesis"),
    "prose": ("X_0 is at most 1", r"not VNN-LIB"),
    "empty": ("", r"not VNN-LIB"),
    "binary": ("(\x00)", r"not VNN-LIB"),
    "deep": (ONE + "(assert " + "(and " * 100_000 + "X_0" + ")" * 100_001, r"not VNN-LIB"),
    "version 2, disjunction": (TWO + "(assert (or (<= X[0,0] 1.0) (>= X[0,0] 2.0)))", r"disjunction of boxes"),
    "version 2, sum": (TWO + "(assert (<= (+ X[0,0] X[0,1]) 2.0))", r"is not a bound"),
    "version 2, index": (TWO + "(assert (<= X[0,7] 1.0))", r"line 6: .*X\[0,7\].*out of bounds"),
    "version 2, syntax": (TWO + "(assert (<= X[0,0] ))", r"syntax error at line 6"),
}


@pytest.mark.parametrize("case", PROPERTIES)
def test_input_box(case: str, tmp_path: Path) -> None:
    text, box = PROPERTIES[case]
    file = tmp_path / "property.vnnlib"
    file.write_text(text)
    assert sx.load_vnnlib(file) == box
    assert sx.load_vnnlib(str(file)) == box


@pytest.mark.parametrize("case", BAD_PROPERTIES)
def test_bad_property(case: str, tmp_path: Path) -> None:
    text, message = BAD_PROPERTIES[case]
    file = tmp_path / "property.vnnlib"
    file.write_text(text)
    with pytest.raises(sx.InputError, match=message) as caught:
        sx.load_vnnlib(file)
    assert "property.vnnlib" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_property(tmp_path: Path) -> None:
    with pytest.raises(sx.InputError, match=r"missing\.vnnlib: no such file"):
        sx.load_vnnlib(tmp_path / "missing.vnnlib")


def test_property_in_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / "latin.vnnlib"
    file.write_bytes(ONE.encode() + b"; \xe9t\xe9\n")
    with pytest.raises(sx.InputError, match=r"latin\.vnnlib: not VNN-LIB"):
        sx.load_vnnlib(file)
