"""Every count of the table in DESIGN 6, per layer."""

from __future__ import annotations

import pytest
import splinex as sx
from families.random_nets import DESIGN_TABLE, TableRow, design_net
from listing import counted, listed_patterns

BOX = sx.Box(-1, 1)
SMALL = [row for row in DESIGN_TABLE if row.space[-1] < 5_000]
LISTED = [row for row in DESIGN_TABLE if row.space[-1] < 100_000]


def _name(row: TableRow) -> str:
    return row.name


@pytest.mark.parametrize("row", DESIGN_TABLE, ids=_name)
def test_count_in_the_box(row: TableRow) -> None:
    assert counted(design_net(row.name, row.dims), BOX) == list(row.box)


@pytest.mark.parametrize("row", DESIGN_TABLE, ids=_name)
def test_count_on_the_whole_space(row: TableRow) -> None:
    assert counted(design_net(row.name, row.dims)) == list(row.space)


@pytest.mark.parametrize("row", SMALL, ids=_name)
def test_count_in_exact_arithmetic(row: TableRow) -> None:
    net = design_net(row.name, row.dims)
    assert counted(net, BOX, arithmetic="exact") == list(row.box)
    assert counted(net, arithmetic="exact") == list(row.space)


@pytest.mark.slow(reason="tens of thousands to millions of regions in exact arithmetic")
@pytest.mark.parametrize("row", [row for row in DESIGN_TABLE if row not in SMALL], ids=_name)
def test_large_count_in_exact_arithmetic(row: TableRow) -> None:
    net = design_net(row.name, row.dims)
    assert counted(net, BOX, arithmetic="exact") == list(row.box)
    assert counted(net, arithmetic="exact") == list(row.space)


@pytest.mark.parametrize("row", LISTED, ids=_name)
def test_listing_has_as_many_distinct_prefixes_after_each_layer(row: TableRow) -> None:
    assert [len(patterns) for patterns in listed_patterns(design_net(row.name, row.dims), BOX)] == list(row.box)


@pytest.mark.slow(reason="eight million regions")
def test_eight_inputs_with_one_and_two_threads() -> None:
    row = next(row for row in DESIGN_TABLE if row.name == "d8")
    for threads in (1, 2):
        assert counted(design_net(row.name, row.dims), threads=threads)[-1] == 3_908_603
