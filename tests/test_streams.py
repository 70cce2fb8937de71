"""`enumerate_regions(out=...)` and what `open_partition` reads back: the same regions, a piece at a time."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx
from families import awkward
from families.random_nets import he_net, integer_net
from hypothesis import given, settings
from listing import network
from small_nets import small_nets
from splinex.domains import Domain
from splinex.streams import draft, stored

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

NET = sx.Network(network(he_net(1, (2, 7, 5, 1))).layers, ("first", "second, with ünicode"))
MAXIMA = sx.Network.sequential(
    [sx.nn.Maxout(np.arange(24.0).reshape(3, 4, 2) % 5 - 2, np.arange(12.0).reshape(3, 4) % 3), sx.nn.HardTanh()], (2,)
)
CASES: dict[str, tuple[sx.Network, Domain, dict[str, Any]]] = {
    "box": (NET, sx.Box([-1, -np.inf], [1, 0.1]), {}),
    "space": (network(integer_net(4, (3, 5, 4, 1))), None, {}),
    "polytope": (NET, sx.Polytope([[1.0, 1.0], [-0.1, 0.0]], [1, 0.5]), {}),
    "segment": (NET, sx.Segment([0.1, 0], [1, -3]), {}),
    "slice": (NET, sx.Slice.through([0, 0], [1, 0.1], [0.1, 1], within=sx.Box(0, 1)), {}),
    "no width": (NET, sx.Box([-1, 0.25], [1, 0.25]), {}),
    "a point": (NET, sx.Box(0.3, 0.3), {}),
    "one dimension": (network(he_net(3, (1, 6, 4, 1))), None, {}),
    "truncated": (NET, None, {"max_regions": 5}),
    "rational witnesses": (network(awkward.cell_without_a_float()), None, {}),
    "huge": (network(awkward.huge_weights()), None, {}),
    "mixed": (network(awkward.mixed_magnitudes()), None, {}),
    "maxima": (MAXIMA, sx.Box(-3, 3), {}),
    "no units": (sx.Network.from_layers([([[0.1, 2]], [3])]), None, {}),
    "dead and double units": (
        sx.Network.from_layers([([[0, 0], [1, 2], [1, 2]], [0, 1, 1]), ([[1, 1, 1]], [0])]),
        None,
        {},
    ),
    "relu last": (sx.arrangement([[1.0, 0.0], [5e-324, 1e300]]), None, {}),
    "eight bits": (sx.arrangement(np.eye(8, 2)), None, {}),
}


@pytest.fixture
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row groups of a few regions, and room for a few of them."""
    monkeypatch.setattr(draft, "_GROUP_BYTES", 200)
    monkeypatch.setattr(stored, "_KEPT_BYTES", 400)


def assert_same(found: sx.Partition, expected: sx.Partition) -> None:
    assert (found.network, found.network.names, found.domain) == (
        expected.network,
        expected.network.names,
        expected.domain,
    )
    assert (found.truncated, found.start, repr(found)) == (expected.truncated, expected.start, repr(expected))
    for column in ("patterns", "points", "inexact", "indices"):
        theirs, mine = getattr(found, column), getattr(expected, column)
        assert theirs.dtype == mine.dtype
        assert theirs.tobytes() == mine.tobytes()
    assert [region.witness() for region in found] == [region.witness() for region in expected]


@pytest.mark.parametrize("out", ["regions.parquet", "regions"])
@pytest.mark.parametrize("case", CASES)
def test_round_trip(case: str, out: str, tmp_path: Path) -> None:
    net, domain, options = CASES[case]
    expected = sx.enumerate_regions(net, domain, **options)
    found = sx.enumerate_regions(net, domain, out=tmp_path / out, **options)
    assert [file.name for file in tmp_path.iterdir()] == [out]
    for part in (found, sx.open_partition(str(tmp_path / out)), pickle.loads(pickle.dumps(found))):
        assert_same(part, expected)
    assert np.array_equal(np.asarray(found.locate(expected.points)), np.asarray(expected.locate(expected.points)))
    assert np.array_equal(found.bounded, expected.bounded)
    mine, theirs = expected.facets(), found.facets()
    for column in ("region", "neighbour", "on_boundary", "points"):
        assert np.array_equal(getattr(mine, column), getattr(theirs, column))


@pytest.mark.parametrize("out", ["regions.parquet", "regions"])
@pytest.mark.usefixtures("small_groups")
def test_many_row_groups(out: str, tmp_path: Path) -> None:
    expected = sx.enumerate_regions(NET)
    found = sx.enumerate_regions(NET, out=tmp_path / out)
    assert len(found.chunks) > 5
    assert_same(found, expected)
    rows = [3, 1, 20, 3]
    for choice in (
        slice(2, 21, 4),
        slice(None, None, -3),
        slice(5, 5),
        rows,
        expected.inexact | expected.patterns[:, 0] > 0,
    ):
        assert found[choice].points.tobytes() == expected[choice].points.tobytes()
        assert found[choice].indices.tolist() == expected[choice].indices.tolist()
        assert [r.pattern.tolist() for r in found[choice]] == [r.pattern.tolist() for r in expected[choice]]
    nested_found, nested_expected = found[3:][::-2][1:-1], expected[3:][::-2][1:-1]
    assert np.array_equal(nested_found.patterns_of(1), nested_expected.patterns_of(1))
    assert np.array_equal(found.map_numbers(), expected.map_numbers())
    found.to_npz(tmp_path / "again.npz")
    assert_same(sx.open_partition(tmp_path / "again.npz"), expected)
    found[4:9].to_npz(tmp_path / "again.npz")
    assert sx.open_partition(tmp_path / "again.npz").start == 4


@pytest.mark.usefixtures("small_groups")
def test_columns_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    part = sx.enumerate_regions(NET, out=tmp_path / "regions")
    chunk = part.chunks[0]
    assert isinstance(chunk, stored.StoredChunk)
    store, groups = chunk._store, len(part.chunks)
    len(part), repr(part), part[5:20], part[::-1], part.indices, chunk.nbytes
    assert store.reads == 0
    assert part[0].index == 0
    assert store.reads == 3
    part[1], part[2]
    assert store.reads == 3
    part.patterns_of(0)
    assert store.reads == 3 + groups - 1
    sum(region.index for region in part)
    assert store.reads < 3 + 4 * groups
    assert sum(column.nbytes for column in store._kept.values()) <= 400


@pytest.mark.usefixtures("small_groups")
def test_locate_without_memory_for_all_patterns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = sx.arrangement([[1, 0], [0, 1], [1, 1], [1, -1], [2, 1], [1, 0], [3, 1]], [0, 0, 0, 0, 0, 1, 2])
    part = sx.enumerate_regions(lines, out=tmp_path / "regions.parquet")
    assert len(part.chunks) > 1
    points = np.array([[x, y] for x in range(-2, 3) for y in range(-2, 3)])
    expected = sx.enumerate_regions(lines).locate(points)
    assert np.array_equal(
        np.asarray(part[2:].locate(points)), np.asarray(sx.enumerate_regions(lines)[2:].locate(points))
    )
    monkeypatch.setattr("splinex.memory._system", lambda: 350)
    with pytest.raises(sx.MemoryLimitError, match="slices"):
        part.points  # noqa: B018
    assert np.array_equal(np.asarray(part.locate(points)), np.asarray(expected))


@pytest.mark.usefixtures("small_groups")
def test_threads_share_a_partition(tmp_path: Path) -> None:
    expected = sx.enumerate_regions(NET)
    part = sx.enumerate_regions(NET, out=tmp_path / "regions.parquet")
    orders = [np.random.default_rng(k).permutation(len(part)) for k in range(4)]

    def read(order: np.ndarray[Any, Any]) -> list[list[float]]:
        return [part[int(i)].point.tolist() for i in order[::3]]

    with ThreadPoolExecutor(4) as pool:
        for order, points in zip(orders, pool.map(read, orders), strict=True):
            assert points == expected.points[order[::3]].tolist()


@given(small_nets())
@settings(max_examples=15)
def test_maps_and_witnesses_are_exact(tmp_path_factory: pytest.TempPathFactory, net: Any) -> None:
    file = tmp_path_factory.mktemp("maps") / "regions.parquet"
    part = sx.enumerate_regions(network(net), out=file, maps=True)
    rows = pq.read_table(file).to_pylist()
    for region, row in zip(part, rows, strict=True):
        A, b = region.affine_map()
        assert (row["A"], row["b"]) == (A.ravel().tolist(), b.tolist())
        point = None if row["witness"] is None else tuple(Fraction(x) for x in row["witness"].split())
        assert point == (region.witness() if region.inexact else None)
        assert [row[f"x{j}"] for j in range(part.network.n_inputs)] == region.point.tolist()
        assert (row["index"], row["inexact"]) == (region.index, region.inexact)


@pytest.mark.parametrize("case", ["rational witnesses", "huge", "mixed", "maxima", "relu last", "no units", "segment"])
def test_maps_of_awkward_networks(case: str, tmp_path: Path) -> None:
    net, domain, _ = CASES[case]
    part = sx.enumerate_regions(net, domain, out=tmp_path / "regions", maps=True)
    rows = pq.read_table(tmp_path / "regions").to_pylist()
    with np.errstate(over="ignore"):
        expected = [region.affine_map() for region in part]
    assert [row["A"] for row in rows] == [here.A.ravel().tolist() for here in expected]
    assert [row["b"] for row in rows] == [here.b.tolist() for here in expected]


def test_maps_out_of_range_are_infinite(tmp_path: Path) -> None:
    net = sx.Network.from_layers([([[1e300]], [-1e300]), ([[1e300], [-1e-300], [-5e-324]], [0, 1, 0])])
    part = sx.enumerate_regions(net, out=tmp_path / "regions.parquet", maps=True)
    slopes = {tuple(row["A"]) for row in pq.read_table(tmp_path / "regions.parquet").to_pylist()}
    assert slopes == {(np.inf, -1.0, -5e-324 * 1e300), (0.0, 0.0, 0.0)}
    assert slopes == {tuple(region.affine_map().A.ravel().tolist()) for region in part}


def test_long_rationals_are_written_out(tmp_path: Path) -> None:
    """A witness of more digits than Python writes at a time."""
    from splinex.streams.columns import _written

    for number in (0, -7, 10**4000, 10**4000 - 1, -(10**9001) - 5):
        limit = sys.get_int_max_str_digits()
        text = _written(number)
        sys.set_int_max_str_digits(0)
        try:
            assert text == str(number)
        finally:
            sys.set_int_max_str_digits(limit)


def _changed(file: Path, change: Callable[[Any, dict[str, Any]], Any]) -> None:
    """The file with another table, or other words in its header."""
    sx.enumerate_regions(NET, sx.Box(-1, 1), out=file)
    header = json.loads(pq.read_metadata(file).metadata[b"splinex"])
    table = change(pq.read_table(file), header)
    with pq.ParquetWriter(file, table.schema) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({"splinex": json.dumps(header)})


def _with(**fields: Any) -> Callable[[Any, dict[str, Any]], Any]:
    def change(table: Any, header: dict[str, Any]) -> Any:
        header |= fields
        return table

    return change


def _column(name: str, values: Callable[[int], Any]) -> Callable[[Any, dict[str, Any]], Any]:
    def change(table: Any, header: dict[str, Any]) -> Any:
        at = table.schema.get_field_index(name)
        return table.set_column(
            at, table.schema.field(at), pa.array(values(table.num_rows), table.schema.field(at).type)
        )

    return change


WRONG: dict[str, tuple[Callable[[Any, dict[str, Any]], Any], str]] = {
    "another version": (_with(format=2), "version 2 of the format, but this splinex reads version 1"),
    "another kind": (_with(kind="region count"), "holds 'region count'"),
    "another domain": (_with(domain={"low": [0, 0], "high": [1, 1]}), "is not the one whose regions"),
    "a domain that is none": (_with(domain={"low": 1}), "low"),
    "no base64": (_with(network="!"), "damaged header"),
    "a network cut off": (_with(network="AAAA"), "damaged header"),
    "no stats": (_with(stats={}), "damaged header"),
    "words for numbers": (_with(regions="many"), "damaged header"),
    "more regions": (_with(regions=10**6), "of its 1000000 regions are there"),
    "another start": (_with(start=3), "do not count on"),
    "maps that are not there": (_with(maps=True), "columns are not those"),
    "fewer rows": (lambda table, header: table.slice(1), "regions are there"),
    "sorted rows": (lambda table, header: table.sort_by([("index", "descending")]), "do not count on"),
    "no points": (lambda table, header: table.drop_columns(["x0"]), "columns are not those"),
    "points of float32": (
        lambda table, header: table.set_column(2, pa.field("x0", pa.float32(), False), table["x0"].cast(pa.float32())),
        "columns are not those",
    ),
    "nan": (_column("x1", lambda n: [float("nan")] * n), "not finite"),
    "more units": (_column("packed", lambda n: [b"\xff\xff"] * n), "units that the network does not have"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_files(case: str, tmp_path: Path) -> None:
    change, message = WRONG[case]
    _changed(tmp_path / "wrong.parquet", change)
    _is_refused(tmp_path / "wrong.parquet", message)


def test_foreign_files(tmp_path: Path) -> None:
    for content in (b"", b"PAR1", b"no parquet at all", b"PAR1" * 9):
        (tmp_path / "foreign.parquet").write_bytes(content)
        _is_refused(tmp_path / "foreign.parquet", "not a Parquet file, or a damaged one")
    pq.write_table(pa.table({"x": [1, 2]}), tmp_path / "other.parquet")
    _is_refused(tmp_path / "other.parquet", "this Parquet file holds no partition")
    _is_refused(tmp_path / "missing.parquet", "no such file")
    _is_refused(tmp_path / "missing", "the extension must be")
    (tmp_path / "empty").mkdir()
    _is_refused(tmp_path / "empty", "this folder holds no partition")


def test_damaged_files(tmp_path: Path) -> None:
    """Cut off anywhere, or with a byte changed: the change is noticed, or it is in a byte that says nothing."""
    file = tmp_path / "damaged.parquet"
    expected = sx.enumerate_regions(NET, sx.Box(-1, 1))
    sx.enumerate_regions(NET, sx.Box(-1, 1), out=file)
    whole = file.read_bytes()
    for size in range(0, len(whole), 499):
        file.write_bytes(whole[:size])
        _is_refused(file, "not a Parquet file, or a damaged one")
    r = np.random.default_rng(0)
    for place in r.integers(0, len(whole), 120).tolist():
        changed = bytearray(whole)
        changed[place] ^= int(r.integers(1, 256))
        file.write_bytes(changed)
        try:
            again = sx.open_partition(file)
            points, patterns, inexact = again.points, again.patterns, again.inexact
        except sx.InputError as error:
            assert file.name in str(error)
            assert "\n" not in str(error)
        else:
            assert (points.tobytes(), patterns.tobytes()) == (expected.points.tobytes(), expected.patterns.tobytes())
            assert inexact.tobytes() == expected.inexact.tobytes()


def test_files_that_change_after_they_were_opened(tmp_path: Path) -> None:
    file = tmp_path / "regions.parquet"
    part = sx.enumerate_regions(NET, out=file)
    sx.enumerate_regions(NET, out=file, max_regions=3)
    with pytest.raises(sx.InputError, match="has changed since it was opened"):
        part.points  # noqa: B018
    file.unlink()
    with pytest.raises(sx.InputError, match="no such file"):
        part.patterns  # noqa: B018


def test_wrong_options(tmp_path: Path) -> None:
    (tmp_path / "folder.parquet").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note").write_text("mine")
    for out, message in [
        ("regions.npz", r"the extension must be \.parquet, or none for a folder"),
        ("missing/regions.parquet", "No such file or directory"),
        ("missing/regions", "No such file or directory"),
        ("folder.parquet", "is a folder, not a file"),
        ("full", "there is something in this folder"),
        ("full/note", "cannot be written"),
    ]:
        with pytest.raises(sx.InputError, match=message):
            sx.enumerate_regions(NET, out=tmp_path / out)
    with pytest.raises(sx.InputError, match="maps=True goes with out"):
        sx.enumerate_regions(NET, maps=True)
    with pytest.raises(sx.InputError, match="empty"):
        sx.enumerate_regions(NET, sx.Polytope([[1, 0], [-1, 0]], [0, -1]), out=tmp_path / "no")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["folder.parquet", "full"]


def test_folder_names(tmp_path: Path) -> None:
    (tmp_path / "run.1").mkdir()
    for out in (str(tmp_path / "run.1"), str(tmp_path / "run.2") + "/"):
        assert len(sx.enumerate_regions(NET, out=out, max_regions=2)) == 2
        assert len(sx.open_partition(out)) == 2


def test_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sx.enumerate_regions(NET, out=tmp_path / "regions.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    calls: list[Callable[[], sx.Partition]] = [
        lambda: sx.enumerate_regions(NET, out=tmp_path / "other.parquet"),
        lambda: sx.enumerate_regions(NET, out=tmp_path / "other"),
        lambda: sx.open_partition(tmp_path / "regions.parquet"),
    ]
    for call in calls:
        with pytest.raises(sx.InputError, match=r"Parquet files need pyarrow: pip install splinex\[arrow\]"):
            call()
    assert [file.name for file in tmp_path.iterdir()] == ["regions.parquet"]


def _is_refused(file: Path, message: str) -> None:
    with pytest.raises(sx.InputError, match=message) as caught:
        sx.open_partition(file).patterns, sx.open_partition(file).points
    assert file.name in str(caught.value)
    assert "\n" not in str(caught.value)
