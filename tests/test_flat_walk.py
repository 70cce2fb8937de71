"""One hidden layer in a bounded domain is listed by walking flats; general position is proven, never assumed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
import splinex as sx
from families.net import Matrix, Net, net
from listing import assert_witness, ends, exact, listed_patterns, network
from oracles.exact_box import exact_box
from oracles.exact_splitting import split_patterns, split_patterns_in_polytope

SIZES = [(2, 2), (2, 13), (3, 9), (4, 7), (5, 6), (6, 6)]
SIMPLEX = (np.vstack([-np.eye(3), np.ones((1, 3))]), np.array([0.0, 0.0, 0.0, 1.0]))


def one_layer(rows: Matrix, constants: Matrix) -> Net:
    return net((rows, constants), relu_last=True)


def random_rows(seed: int, dimension: int, units: int) -> tuple[Matrix, Matrix]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(units, dimension)), rng.normal(0, 0.3, units)


def walks_flats(arrangement: Net, domain: sx.Box | sx.Polytope) -> bool:
    """Only the walk over flats makes no cuts."""
    return sx.enumerate_regions(network(arrangement), domain).stats.cuts == 0


def assert_complete(arrangement: Net, domain: sx.Box) -> None:
    expected = split_patterns(exact(arrangement), ends(arrangement, domain))
    assert listed_patterns(arrangement, domain) == expected
    assert sx.count_regions(network(arrangement), domain).total == len(expected[0])
    for region in sx.enumerate_regions(network(arrangement), domain):
        assert_witness(
            exact(arrangement), ends(arrangement, domain), tuple(region.pattern.tolist()), list(region.witness())
        )


@pytest.mark.parametrize(("dimension", "units"), SIZES)
def test_general_position_in_a_box(dimension: int, units: int) -> None:
    arrangement = one_layer(*random_rows(units, dimension, units))
    domain = sx.Box(-1, [0.5 + 0.1 * i for i in range(dimension)])
    assert walks_flats(arrangement, domain)
    assert_complete(arrangement, domain)


def test_general_position_in_a_polytope() -> None:
    arrangement = one_layer(*random_rows(3, 3, 9))
    assert walks_flats(arrangement, sx.Polytope(*SIMPLEX))
    expected = split_patterns_in_polytope(exact(arrangement), SIMPLEX[0].tolist(), SIMPLEX[1].tolist())
    assert listed_patterns(arrangement, sx.Polytope(*SIMPLEX)) == expected


def test_points_are_inside_their_regions_exactly() -> None:
    arrangement = one_layer(*random_rows(5, 4, 12))
    partition = sx.enumerate_regions(network(arrangement), sx.Box(-1, 1))
    assert partition.stats.cuts == 0
    assert not partition.inexact.any()
    box = exact_box([-1.0] * 4, [1.0] * 4)
    for pattern, point in zip(partition.patterns.tolist(), partition.points.tolist(), strict=True):
        assert_witness(exact(arrangement), box, tuple(pattern), [Fraction(x) for x in point])


def test_unit_scales_do_not_matter() -> None:
    rows, constants = random_rows(7, 3, 8)
    scale = 2.0 ** np.array([200, -200, 150, 0, -300, 7, 90, -1])
    plain = sx.enumerate_regions(network(one_layer(rows, constants)), sx.Box(-1, 1))
    scaled = sx.enumerate_regions(network(one_layer(rows * scale[:, None], constants * scale)), sx.Box(-1, 1))
    assert np.array_equal(plain.patterns, scaled.patterns)
    assert np.array_equal(plain.points, scaled.points)


def test_units_without_a_row_of_their_own() -> None:
    """Copies, opposites, constants and dead units follow their masters on the walk, too."""
    rows, constants = random_rows(11, 3, 5)
    arrangement = one_layer(
        np.vstack([rows[:2], np.zeros((2, 3)), rows[1:2] * 4, rows[2:], -rows[3:4] * 0.5]),
        np.concatenate([constants[:2], [0.25, -0.25], constants[1:2] * 4, constants[2:], -constants[3:4] * 0.5]),
    )
    assert walks_flats(arrangement, sx.Box(-1, 1))
    assert_complete(arrangement, sx.Box(-1, 1))


def test_parallel_units_are_in_general_position() -> None:
    rows, constants = random_rows(13, 3, 5)
    arrangement = one_layer(np.vstack([rows, rows[:1] * 2]), np.append(constants, constants[0] * 2 + 0.3))
    assert walks_flats(arrangement, sx.Box(-1, 1))
    assert_complete(arrangement, sx.Box(-1, 1))


def _concurrent() -> Net:
    rows, constants = random_rows(17, 3, 6)
    rows[:4] = np.round(rows[:4] * 64) / 64 + 1 / 128
    constants[:4] = -rows[:4] @ [0.25, -0.5, 0.125]
    return one_layer(rows, constants)


def _near_copy() -> Net:
    rows, constants = random_rows(19, 3, 6)
    return one_layer(np.vstack([rows, rows[:1] * (1 + 2.0**-44)]), np.append(constants, constants[0]))


def _through_a_corner() -> Net:
    rows, constants = random_rows(23, 2, 6)
    rows[0] = [1.0625, -0.8125]
    constants[0] = -(rows[0, 0] * -1 + rows[0, 1])
    return one_layer(rows, constants)


def _touching_a_corner() -> Net:
    rows, constants = random_rows(29, 3, 6)
    rows[2] = [1.0625, -0.8125, 0.59375]
    constants[2] = -np.abs(rows[2]).sum()
    return one_layer(rows, constants)


@pytest.mark.parametrize("make", [_concurrent, _near_copy, _through_a_corner, _touching_a_corner])
def test_ties_are_left_to_the_dictionary(make: Callable[[], Net]) -> None:
    arrangement = make()
    domain = sx.Box(-1, 1)
    assert not walks_flats(arrangement, domain)
    assert_complete(arrangement, domain)


def test_units_that_miss_the_domain() -> None:
    rows, constants = random_rows(31, 4, 6)
    arrangement = one_layer(rows, constants + np.array([100, 0, -100, 0, 0, 30]))
    assert walks_flats(arrangement, sx.Box(-1, 1))
    assert_complete(arrangement, sx.Box(-1, 1))


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_and_prefixes(threads: int) -> None:
    arrangement = network(one_layer(*random_rows(37, 4, 30)))
    alone = sx.enumerate_regions(arrangement, sx.Box(-1, 1), threads=1)
    assert alone.stats.cuts == 0
    assert sx.count_regions(arrangement, sx.Box(-1, 1), threads=threads).total == len(alone)
    shared = sx.enumerate_regions(arrangement, sx.Box(-1, 1), threads=threads)
    assert np.array_equal(shared.patterns, alone.patterns)
    assert np.array_equal(shared.points, alone.points)
    assert len({row.tobytes() for row in alone.patterns}) == len(alone)
    some = sx.enumerate_regions(arrangement, sx.Box(-1, 1), threads=threads, max_regions=1000)
    assert some.truncated
    assert np.array_equal(some.patterns, alone.patterns[:1000])


def test_regions_too_many_to_keep_are_listed_by_a_second_walk() -> None:
    arrangement = network(one_layer(*random_rows(1, 2, 1000)))  # half a million flats of 143 bytes
    domain = sx.Box(-0.4, 0.4)
    batches = list(sx.iter_regions(arrangement, domain, batch_size=50_000))
    assert batches[-1].stats.cuts == 0
    patterns = np.concatenate([batch.patterns for batch in batches])
    total = sx.count_regions(arrangement, domain).total
    assert len(patterns) == total
    assert len(np.unique(np.packbits(patterns, axis=1), axis=0)) == total
    assert np.array_equal(arrangement.pattern(batches[-1].points), batches[-1].patterns)


def test_progress_ends_at_one() -> None:
    seen: list[float] = []
    arrangement = network(one_layer(*random_rows(41, 5, 40)))
    sx.count_regions(arrangement, sx.Box(-1, 1), threads=2, progress=lambda p: seen.append(p.fraction))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
