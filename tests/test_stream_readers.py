"""Parquet files of regions as polars, pandas and duckdb read them, without splinex."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import splinex as sx
from families import awkward
from families.random_nets import he_net
from listing import network

pytest.importorskip("pyarrow", reason="pyarrow is not installed")

NET = network(he_net(1, (2, 7, 5, 2)))
DOMAIN = sx.Box(-1, 1)
PART = sx.enumerate_regions(NET, DOMAIN)
MAPS = [region.affine_map() for region in PART]
NO_FLOAT = network(awkward.cell_without_a_float())


@pytest.fixture(params=["regions.parquet", "regions"])
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """One file, or a folder, with maps."""
    path = tmp_path / str(request.param)
    sx.enumerate_regions(NET, DOMAIN, out=path, maps=True)
    sx.enumerate_regions(NO_FLOAT, out=tmp_path / "rational.parquet")
    return path


def _assert_rows(
    packed: list[bytes], points: np.ndarray[tuple[int, ...], np.dtype[np.float64]], A: list[list[float]]
) -> None:
    bits = np.frombuffer(b"".join(packed), np.uint8).reshape(len(PART), -1)
    assert np.array_equal(np.unpackbits(bits, axis=1, count=12, bitorder="little"), PART.patterns)
    assert np.array_equal(points, PART.points)
    assert np.array_equal(np.array(A).reshape(-1, 2, 2), [here.A for here in MAPS])


def test_polars(out: Path) -> None:
    pl = pytest.importorskip("polars", reason="polars is not installed")
    frame = pl.read_parquet(out)
    _assert_rows(frame["packed"].to_list(), frame.select("x0", "x1").to_numpy(), frame["A"].to_numpy())
    assert np.array_equal(frame["b"].to_numpy(), [here.b for here in MAPS])
    assert frame["index"].to_list() == list(range(len(PART)))
    right = pl.scan_parquet(out).filter(pl.col("x0") > 0).select(pl.len()).collect().item()
    assert right == (PART.points[:, 0] > 0).sum()
    rational = pl.read_parquet(out.parent / "rational.parquet").filter("inexact")
    assert rational["witness"].to_list() == [_witness()]


def test_pandas(out: Path) -> None:
    pd = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pd.read_parquet(out)
    _assert_rows(frame["packed"].tolist(), frame[["x0", "x1"]].to_numpy(), np.stack(frame["A"]).tolist())
    assert np.array_equal(np.stack(frame["b"]), [here.b for here in MAPS])
    assert frame["index"].tolist() == list(range(len(PART)))
    rational = pd.read_parquet(out.parent / "rational.parquet")
    assert rational["witness"][rational["inexact"]].tolist() == [_witness()]
    assert rational["witness"].isna().sum() == len(rational) - 1


def test_duckdb(out: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    files = str(out / "*.parquet") if out.is_dir() else str(out)
    rows = duckdb.sql(f"SELECT packed, x0, x1, A, b FROM '{files}' ORDER BY index").fetchall()
    _assert_rows([row[0] for row in rows], np.array([row[1:3] for row in rows]), [row[3] for row in rows])
    assert np.array_equal([row[4] for row in rows], [here.b for here in MAPS])
    rational = duckdb.sql(f"SELECT witness FROM '{out.parent / 'rational.parquet'}' WHERE inexact").fetchall()
    assert rational == [(_witness(),)]


def _witness() -> str:
    (region,) = [region for region in sx.enumerate_regions(NO_FLOAT) if region.inexact]
    (x,) = region.witness()
    return f"{x.numerator}/{x.denominator}"
