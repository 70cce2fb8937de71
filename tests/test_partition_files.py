"""`Partition.to_npz` and `open_partition`: exact round trips, and one sentence for every file that is no partition."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx
from families import awkward
from families.random_nets import he_net, integer_net
from listing import network

NET = sx.Network(network(he_net(1, (2, 7, 5, 1))).layers, ("first", "second, with ünicode"))
PART = sx.enumerate_regions(NET, sx.Box([-1, -np.inf], [1, 0.1]))
PARTITIONS = {
    "box": PART,
    "space": sx.enumerate_regions(network(integer_net(4, (3, 5, 4, 1)))),
    "polytope": sx.enumerate_regions(NET, sx.Polytope([[1.0, 1.0], [-0.1, 0.0]], [1, 0.5])),
    "segment": sx.enumerate_regions(NET, sx.Segment([0.1, 0], [1, -3])),
    "slice through points": sx.enumerate_regions(
        NET, sx.Slice.through([0, 0], [1, 0.1], [0.1, 1], within=sx.Box(0, 1))
    ),
    "truncated": sx.enumerate_regions(NET, max_regions=5),
    "rational witnesses": sx.enumerate_regions(network(awkward.cell_without_a_float())),
    "batch": list(sx.iter_regions(NET, batch_size=10))[2],
    "slice": PART[3:9],
    "strided slice": PART[::-3],
    "list": PART[[7, 2]],
    "nothing": PART[:0],
    "no units": sx.enumerate_regions(sx.Network.from_layers([([[0.1, 2]], [3])])),
    "relu last": sx.enumerate_regions(sx.arrangement([[1.0, 0.0], [5e-324, 1e300]])),
}


@pytest.mark.parametrize("name", PARTITIONS)
def test_round_trip(name: str, tmp_path: Path) -> None:
    part, file = PARTITIONS[name], tmp_path / "regions.npz"
    part.to_npz(file)
    again = sx.open_partition(str(file))
    assert os.listdir(tmp_path) == ["regions.npz"]
    assert (again.network, again.network.names, again.domain) == (part.network, part.network.names, part.domain)
    assert (again.stats, again.truncated, again.start) == (part.stats, part.truncated, part.start)
    assert (repr(again), again._repr_html_()) == (repr(part), part._repr_html_())
    for column in ("patterns", "points", "inexact", "indices"):
        mine, theirs = getattr(part, column), getattr(again, column)
        assert mine.dtype == theirs.dtype
        assert np.array_equal(mine, theirs)
    assert [region.witness() for region in again] == [region.witness() for region in part]
    assert np.array_equal(np.asarray(again.locate(part.points)), np.asarray(part.locate(part.points)))


def test_the_file_holds_plain_arrays_and_the_network(tmp_path: Path) -> None:
    file = tmp_path / "regions.npz"
    PART.to_npz(file)
    with np.load(file) as archive:
        assert np.array_equal(archive["points"], PART.points)
        assert np.array_equal(np.unpackbits(archive["packed"], axis=1, count=12, bitorder="little"), PART.patterns)
    assert sx.load(file) == NET


def test_a_slice_stores_the_network_of_its_coordinates(tmp_path: Path) -> None:
    part = PARTITIONS["segment"]
    part.to_npz(tmp_path / "segment.npz")
    assert sx.load(tmp_path / "segment.npz") == part.network
    assert part.network.n_inputs == 1


def test_chunks_of_a_larger_listing_are_one_column(tmp_path: Path) -> None:
    part = sx.enumerate_regions(network(he_net(2, (4, 30, 12, 1))), max_regions=70000)
    assert len(part.chunks) > 1
    part.to_npz(tmp_path / "large.npz")
    again = sx.open_partition(tmp_path / "large.npz")
    assert np.array_equal(again.packed[0], np.concatenate(part.packed))
    assert again.points.tobytes() == part.points.tobytes()


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "regions.npz"
    PART.to_npz(file)
    PART[:2].to_npz(file)
    assert len(sx.open_partition(file)) == 2
    assert os.listdir(tmp_path) == ["regions.npz"]


def test_places_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.npz").mkdir()
    for name, message in [
        ("regions.txt", r"regions\.txt: the extension must be \.npz"),
        ("missing/regions.npz", r"missing/regions\.npz: cannot be written \(No such file or directory\)"),
        ("file/regions.npz", r"file/regions\.npz: cannot be written \(Not a directory\)"),
        ("folder.npz", r"folder\.npz: cannot be written \(Is a directory\)"),
    ]:
        with pytest.raises(sx.InputError, match=message):
            PART.to_npz(tmp_path / name)
    assert sorted(os.listdir(tmp_path)) == ["file", "folder.npz"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_no_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(sx.InputError, match=r"regions\.npz: cannot be written \(Permission denied\)"):
            PART.to_npz(tmp_path / "regions.npz")
    finally:
        tmp_path.chmod(0o700)


def _changed(file: Path, **arrays: Any) -> None:
    """The file with some arrays replaced, or left out where None is given."""
    PART[::-3].to_npz(file)
    with np.load(file) as archive:
        kept = {**archive, **arrays}
    np.savez(file, **{name: array for name, array in kept.items() if array is not None})


def _header(**fields: Any) -> np.ndarray[Any, Any]:
    known = {"kind": "splinex partition", "version": 2, "domain": None, "start": 0, "truncated": False}
    return np.array(json.dumps({**known, "stats": {}, **fields}))


WRONG_ARRAYS: dict[str, tuple[dict[str, Any], str]] = {
    "no header": ({"partition": None}, "no partition"),
    "another header": ({"partition": np.array("{}")}, "no partition"),
    "a list for a header": ({"partition": np.array("[1]")}, "no partition"),
    "a header that is no JSON": ({"partition": np.array("{")}, "damaged"),
    "a header of numbers": ({"partition": np.arange(3)}, "partition is an array of int64"),
    "a later version": ({"partition": _header(version=3)}, "version 3 of the format, .* reads version 2"),
    "no version": ({"partition": np.array('{"kind": "splinex partition"}')}, "damaged.*version"),
    "stats": ({"partition": _header()}, "damaged"),
    "names": ({"names": np.array(["one"])}, "names has 1 entries"),
    "a domain that is none": ({"partition": _header(domain={"low": 1})}, "low"),
    "no weights": ({"W1": None}, "W2 has 5 columns|the array W1 is missing"),
    "no bias": ({"b0": None}, "the array b0 is missing"),
    "weights": ({"W0": np.ones((7, 3))}, "points is an array"),
    "no points": ({"points": None}, "the array points is missing"),
    "few points": ({"points": np.zeros((2, 2))}, "points is an array of float64 of shape"),
    "nan points": ({"points": np.full((len(PART[::-3]), 2), np.nan)}, "not finite"),
    "float32 points": ({"points": np.zeros((len(PART[::-3]), 2), dtype=np.float32)}, "array of float32|damaged"),
    "wide patterns": ({"packed": np.zeros((len(PART[::-3]), 3), dtype=np.uint8)}, "packed is an array"),
    "patterns of more units": ({"packed": np.full((len(PART[::-3]), 2), 255, dtype=np.uint8)}, "packed has units"),
    "flags": ({"inexact": np.zeros(4)}, "inexact is an array of float64"),
    "indices": ({"indices": np.arange(3)}, r"indices is an array of int64 of shape \(3,\)"),
    "objects": ({"points": np.array([{}], dtype=object)}, "damaged"),
}


@pytest.mark.parametrize("case", WRONG_ARRAYS)
def test_wrong_arrays(case: str, tmp_path: Path) -> None:
    arrays, message = WRONG_ARRAYS[case]
    _changed(tmp_path / "changed.npz", **arrays)
    _is_refused(tmp_path / "changed.npz", message)


def test_domain_of_another_dimension(tmp_path: Path) -> None:
    file = tmp_path / "changed.npz"
    PART.to_npz(file)
    with np.load(file) as archive:
        header = json.loads(str(archive["partition"]))
    header["domain"] = {"low": [0, 0, 0], "high": [1, 1, 1]}
    _changed(file, partition=np.array(json.dumps(header)))
    _is_refused(file, "dimension 3, but the network has 2 inputs")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing more", b"no archive", b"\x93NUMPY\x01\x00"])
def test_foreign_files(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "foreign.npz").write_bytes(content)
    _is_refused(tmp_path / "foreign.npz", "not an npz archive")


def test_other_archives(tmp_path: Path) -> None:
    NET.to_npz(tmp_path / "net.npz")
    _is_refused(tmp_path / "net.npz", "holds no partition")
    with zipfile.ZipFile(tmp_path / "text.npz", "w") as archive:
        archive.writestr("partition", "{}")
    _is_refused(tmp_path / "text.npz", "damaged|no partition")
    _is_refused(tmp_path / "missing.npz", "no such file")
    _is_refused(tmp_path / "regions.zip", "extension must be")
    (tmp_path / "folder.npz").mkdir()
    _is_refused(tmp_path / "folder.npz", "Is a directory")


def test_damaged_files(tmp_path: Path) -> None:
    """Cut off anywhere, or with a byte changed: the change is noticed, or it is in a byte that says nothing."""
    file = tmp_path / "damaged.npz"
    PART.to_npz(file)
    whole = file.read_bytes()
    for size in range(0, len(whole), 97):
        file.write_bytes(whole[:size])
        _is_refused(file, "not an npz archive")
    r = np.random.default_rng(0)
    for place in r.integers(0, len(whole), 300).tolist():
        changed = bytearray(whole)
        changed[place] ^= int(r.integers(1, 256))
        file.write_bytes(changed)
        try:
            again = sx.open_partition(file)
        except sx.InputError as error:
            assert str(error).startswith(str(file))
            assert "\n" not in str(error)
        else:
            assert again.points.tobytes() == PART.points.tobytes()
            assert np.array_equal(again.patterns, PART.patterns)


def _is_refused(file: Path, message: str) -> None:
    with pytest.raises(sx.InputError, match=message) as caught:
        sx.open_partition(file)
    assert file.name in str(caught.value)
    assert "\n" not in str(caught.value)
