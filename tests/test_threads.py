"""The result does not depend on threads, arithmetic, batches or where a listing stops."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import splinex as sx
from families.cancelling import lattice_net
from families.net import Net
from families.random_nets import design_net, he_net, integer_net
from listing import counted, listed_patterns, network

NETS = {
    "toy": design_net("toy", (2, 45, 3, 4)),
    "deep": he_net(1, (3, 10, 10, 10, 1)),
    "ties": integer_net(2, (4, 10, 6, 1)),
    "lattice": lattice_net(3, 3, 6, scale=0.1),
}
DOMAINS = {"space": None, "box": sx.Box(-1, 1)}
SAME = pytest.mark.parametrize("side", DOMAINS)
EVERY = pytest.mark.parametrize("name", NETS)


def _columns(net: Net, domain: sx.Box | None, threads: int | None = None) -> tuple[bytes, bytes, bytes]:
    partition = sx.enumerate_regions(network(net), domain, threads=threads)
    return partition.patterns.tobytes(), partition.points.tobytes(), partition.inexact.tobytes()


@EVERY
@SAME
def test_same_regions_in_the_same_order_for_every_thread_count(name: str, side: str) -> None:
    alone = _columns(NETS[name], DOMAINS[side], threads=1)
    for threads in (2, 3, 8):
        assert _columns(NETS[name], DOMAINS[side], threads=threads) == alone
    assert _columns(NETS[name], DOMAINS[side]) == alone


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_larger_net_with_threads(threads: int) -> None:
    row = design_net("d4", (4, 24, 24, 1))
    assert counted(row, sx.Box(-1, 1), threads=threads) == [10997, 164561]


def test_larger_listing_repeats_bit_for_bit() -> None:
    net = design_net("d3", (3, 32, 32, 1))
    assert _columns(net, None, threads=2) == _columns(net, None, threads=1) == _columns(net, None, threads=3)


@EVERY
@SAME
def test_exact_arithmetic_lists_the_same_patterns(name: str, side: str) -> None:
    net, domain = NETS[name], DOMAINS[side]
    assert listed_patterns(net, domain, arithmetic="exact") == listed_patterns(net, domain)


def test_degenerate_arrangement_in_both_arithmetics() -> None:
    net = sx.zoo.load("resonance-4")
    found = [{row.tobytes() for row in sx.enumerate_regions(net, arithmetic=way).patterns} for way in ("auto", "exact")]
    assert found[0] == found[1]
    assert len(found[0]) == 370


@EVERY
@SAME
def test_exact_arithmetic_with_threads(name: str, side: str) -> None:
    net, domain = network(NETS[name]), DOMAINS[side]
    runs = [sx.enumerate_regions(net, domain, threads=threads, arithmetic="exact") for threads in (1, 2)]
    assert runs[0].patterns.tobytes() == runs[1].patterns.tobytes()


@EVERY
@SAME
def test_max_regions_keeps_the_first(name: str, side: str) -> None:
    net, domain = network(NETS[name]), DOMAINS[side]
    whole = sx.enumerate_regions(net, domain)
    assert not whole.truncated
    for limit in (1, 2, 17, len(whole) - 1, len(whole), len(whole) + 1):
        for threads in (1, 3):
            part = sx.enumerate_regions(net, domain, max_regions=limit, threads=threads)
            kept = min(limit, len(whole))
            assert len(part) == kept
            assert part.truncated == (limit < len(whole))
            assert np.array_equal(part.patterns, whole.patterns[:kept])
            assert np.array_equal(part.points, whole.points[:kept])


@EVERY
def test_max_regions_of_a_count(name: str) -> None:
    net, widths = network(NETS[name]), network(NETS[name]).widths
    whole = sx.enumerate_regions(net).patterns
    for limit in (1, 13, len(whole), len(whole) + 5):
        count = sx.count_regions(net, max_regions=limit)
        rows = whole[:limit]
        prefixes = [len({row.tobytes() for row in rows[:, : sum(widths[: k + 1])]}) for k in range(len(widths))]
        assert [layer.regions for layer in count.layers] == prefixes
        assert count.total == min(limit, len(whole))
        assert count.truncated == (limit < len(whole))


@pytest.mark.parametrize("batch_size", [1, 7, 64, 100_000])
def test_batches_join_to_the_listing(batch_size: int) -> None:
    net = network(NETS["toy"])
    whole = sx.enumerate_regions(net)
    batches = list(sx.iter_regions(net, batch_size=batch_size))
    assert [len(batch) for batch in batches[:-1]] == [batch_size] * (len(batches) - 1)
    assert 0 < len(batches[-1]) <= batch_size
    assert np.array_equal(np.concatenate([batch.patterns for batch in batches]), whole.patterns)
    assert np.array_equal(np.concatenate([batch.points for batch in batches]), whole.points)
    assert [region.index for batch in batches for region in batch] == list(range(len(whole)))


def test_batches_can_be_left_early() -> None:
    batches: Iterator[sx.Partition] = sx.iter_regions(network(design_net("d8", (8, 14, 14, 1))), batch_size=10)
    first = next(batches)
    assert len(first) == 10
    del batches
    assert counted(NETS["ties"]) == counted(NETS["ties"], threads=1)


def test_count_and_listing_agree() -> None:
    for net in NETS.values():
        for domain in DOMAINS.values():
            assert counted(net, domain) == [len(patterns) for patterns in listed_patterns(net, domain)]
