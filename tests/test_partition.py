"""Parts of a partition: one region, slices, masks, lists; batches; pickles; the table of a notebook."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
import splinex as sx
from families.random_nets import he_net, integer_net
from listing import network

NET = network(he_net(1, (2, 7, 5, 1)))
PART = sx.enumerate_regions(NET, sx.Box(-1, 1))
BATCHES = list(sx.iter_regions(NET, sx.Box(-1, 1), batch_size=7))
MANY_CHUNKS = sx.Partition(NET, sx.Box(-1, 1), tuple(b.chunks[0] for b in BATCHES), PART.stats, False)
WHOLE = {"one chunk": PART, "many chunks": MANY_CHUNKS}
N = len(PART)
SLICES = [
    slice(None),
    slice(3, 20),
    slice(None, None, 3),
    slice(1, None, 9),
    slice(None, None, -1),
    slice(20, 3, -4),
    slice(-5, None),
    slice(5, 5),
    slice(N, N + 9),
]


def assert_rows(part: sx.Partition, rows: list[int]) -> None:
    """The partition holds those rows of the whole one, in that order, in every column and region."""
    assert len(part) == len(rows)
    assert part.indices.tolist() == rows
    for column in ("patterns", "points", "inexact"):
        assert np.array_equal(getattr(part, column), getattr(PART, column)[rows])
    assert np.array_equal(part.patterns_of(1), PART.patterns[rows, 7:])
    assert [region.index for region in part] == rows
    for place, row in enumerate(rows):
        assert np.array_equal(part[place].pattern, PART[row].pattern)
        assert np.array_equal(part[place - len(rows)].point, PART[row].point)


@pytest.mark.parametrize("whole", WHOLE)
@pytest.mark.parametrize("rows", SLICES, ids=str)
def test_slices(whole: str, rows: slice) -> None:
    assert_rows(WHOLE[whole][rows], list(range(N))[rows])


@pytest.mark.parametrize("whole", WHOLE)
def test_masks_and_lists(whole: str) -> None:
    part = WHOLE[whole]
    mask = part.points[:, 0] > 0.25
    assert 0 < mask.sum() < N
    assert_rows(part[mask], np.flatnonzero(mask).tolist())
    assert_rows(part[mask.tolist()], np.flatnonzero(mask).tolist())
    assert_rows(part[[5, 2, -1, 5]], [5, 2, N - 1, 5])
    assert_rows(part[np.array([4, 30], dtype=np.uint8)], [4, 30])
    assert_rows(part[[]], [])
    assert_rows(part[np.zeros(N, dtype=np.bool_)], [])


def test_parts_of_parts_keep_their_indices() -> None:
    assert_rows(MANY_CHUNKS[::2][3:9], list(range(N))[::2][3:9])
    assert_rows(MANY_CHUNKS[::-1][[0, 1]][::-1], [N - 2, N - 1])
    assert MANY_CHUNKS[5:30][4:][1].index == 10


def test_slices_are_views() -> None:
    part = PART[2:9]
    assert np.shares_memory(part.chunks[0].points, PART.chunks[0].points)
    assert not np.shares_memory(PART[[2, 3]].chunks[0].points, PART.chunks[0].points)


def test_batches_count_on() -> None:
    assert [region.index for batch in BATCHES for region in batch] == list(range(N))
    batch = BATCHES[2]
    assert (batch.start, batch.indices.tolist(), batch[::3].indices.tolist()) == (14, [*range(14, 21)], [14, 17, 20])
    assert np.array_equal(batch.locate(batch.points), np.arange(7))


def test_one_region() -> None:
    assert PART[np.int64(3)].index == PART[3].index == 3
    assert PART[-1].index == N - 1
    for beyond in (N, -N - 1):
        with pytest.raises(IndexError, match=f"region {beyond} of {N}"):
            PART[beyond]


WRONG_CHOICES: dict[str, tuple[Any, str]] = {
    "number": (1.5, "not by float"),
    "word": ("first", "not by str"),
    "pair": ((1, 2), "not by tuple"),
    "nothing": (None, "not by NoneType"),
    "floats": ([1.0, 2.0], "array of float64"),
    "table": ([[1], [2]], r"shape \(2, 1\)"),
    "ragged": ([[1], [2, 3]], "ragged"),
    "short mask": ([True, False], f"2 entries, but there are {N} regions"),
}


@pytest.mark.parametrize("case", WRONG_CHOICES)
def test_wrong_choices(case: str) -> None:
    choice, message = WRONG_CHOICES[case]
    with pytest.raises(sx.InputError, match=message) as caught:
        PART[choice]
    assert "\n" not in str(caught.value)


def test_place_beyond_the_last() -> None:
    with pytest.raises(IndexError, match=f"region {N} of {N}"):
        PART[[0, N]]


def test_pickle_before_and_after_locate() -> None:
    part = PART[3:20:2]
    for _ in range(2):
        again = pickle.loads(pickle.dumps(part))
        assert_rows(again, list(range(3, 20, 2)))
        for located in (again.locate(again.points), part.locate(part.points)):
            assert np.array_equal(located, np.arange(len(part)))


def test_repr() -> None:
    assert repr(PART[:3]) == "Partition(3 regions of Network(2 -> 7 relu -> 5 relu -> 1) in Box(-1, 1))"
    cut = sx.enumerate_regions(NET, max_regions=4)
    assert repr(cut).endswith("(2 -> 7 relu -> 5 relu -> 1) in R^d, truncated)")


def test_table_of_a_notebook() -> None:
    text = PART[::-1]._repr_html_()
    assert text.count("<table>") == text.count("</table>") == 2
    pattern = "".join(map(str, PART[-1].pattern.tolist()))
    for part in (
        "7 relu -&gt; 5",
        "Box(-1, 1)",
        f"{N}</td>",
        f"<td>{N - 1}</td>",
        f"{pattern[:7]} {pattern[7:]}",
        "cuts",
    ):
        assert part in text
    assert f"and {N - 5} more" in text
    assert "more" not in PART[:2]._repr_html_()


def test_table_of_unusual_partitions() -> None:
    wide = sx.enumerate_regions(sx.arrangement(np.ones((90, 30))), max_regions=1)
    assert "truncated" in wide._repr_html_()
    assert "1" * 64 + "…" in wide._repr_html_() or "0" * 64 + "…" in wide._repr_html_()
    affine = sx.enumerate_regions(sx.Network.from_layers([([[1, 1]], [0])]))
    assert "<code></code>" in affine._repr_html_()
    assert PART[:0]._repr_html_().count("<code>") == 0


def test_integer_net_has_inexact_regions_too() -> None:
    part = sx.enumerate_regions(network(integer_net(1, (3, 5, 3, 1))))
    chosen = part[~part.inexact]
    assert [region.index for region in chosen] == np.flatnonzero(~part.inexact).tolist()
