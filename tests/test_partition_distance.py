"""The partition distance: its definition, its axioms, cells, and other tools that take it as a metric."""

from __future__ import annotations

import pickle
import sys
from fractions import Fraction

import numpy as np
import pytest
import splinex as sx
from all_kinds import KINDS
from families.net import Net
from hypothesis import given
from hypothesis import strategies as st
from listing import network
from oracles.exact_net import exact_net, exact_pattern
from scipy.spatial.distance import cdist, pdist, squareform
from small_nets import small_nets
from splinex import nn
from splinex.data import path

GRID = [-2.0, -0.3, 0.0, 0.1, 1.0, 3.0]


@given(net=small_nets(), data=st.data())
def test_it_is_the_share_of_units_with_different_states(net: Net, data: st.DataObject) -> None:
    oracle = exact_net(net.layers)
    n = data.draw(st.integers(1, 5))
    points = [
        data.draw(st.lists(st.sampled_from(GRID), min_size=oracle.n_inputs, max_size=oracle.n_inputs)) for _ in range(n)
    ]
    patterns = [exact_pattern(oracle, [Fraction(t) for t in point]) for point in points]
    found = sx.partition_distance(network(net), points)
    start = 0
    for layer, width in enumerate(oracle.widths):
        only = sx.partition_distance(network(net), points, layer=layer)
        for i, p in enumerate(patterns):
            for j, q in enumerate(patterns):
                differ = [a != b for a, b in zip(p, q, strict=True)]
                assert found[i, j] == sum(differ) / len(differ)
                assert only[i, j] == sum(differ[start : start + width]) / width
        start += width


@pytest.mark.parametrize("kind", KINDS)
def test_axioms_and_zero_exactly_within_a_cell(kind: str) -> None:
    net = KINDS[kind]()
    X = np.random.default_rng(3).normal(size=(25, net.n_inputs))
    d = sx.partition_distance(net, X)
    assert ((d >= 0) & (d <= 1)).all()
    np.testing.assert_array_equal(d, d.T)
    assert not d.diagonal().any()
    assert (d[:, :, None] <= d[:, None, :] + d.T[None] + 1e-12).all()
    patterns = net.pattern(X)
    np.testing.assert_array_equal(d == 0, (patterns[:, None] == patterns).all(axis=2))
    layers = [sx.partition_distance(net, X, layer=k) for k in range(len(net.widths))]
    if layers:
        np.testing.assert_allclose(d, np.average(layers, axis=0, weights=net.widths), atol=1e-15)


def test_zero_exactly_within_a_region_of_a_partition() -> None:
    net = sx.load(path("moons.npz"))
    part = sx.enumerate_regions(net, sx.Box(-1, 1))
    d = sx.partition_distance(net, np.array([region.point for region in part]))
    assert len(part) > 10
    np.testing.assert_array_equal(d == 0, np.eye(len(part), dtype=bool))


def test_one_arrangement_counts_the_hyperplanes_between() -> None:
    """THEORY 7.5: with distinct hyperplanes it is what a generic segment crosses, over their number."""
    rng = np.random.default_rng(4)
    net = sx.arrangement(rng.normal(size=(9, 3)), rng.normal(size=9))
    a, b = rng.normal(size=(2, 3)) * 3
    crossed = sx.count_regions(net, sx.Segment(a, b)).total - 1
    assert crossed > 1
    assert sx.PartitionMetric(net)(a, b) == crossed / 9


def test_deep_networks_may_be_crossed_more_often_than_codes_differ() -> None:
    """THEORY 7.5: along the line the unit of the second layer switches off and on again."""
    net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [-1]), ([[1]], [0])])
    assert sx.count_regions(net, sx.Segment([-2.0], [2.0])).total - 1 == 3
    assert sx.partition_distance(net, [-2.0], [2.0]).item() == 2 / 3


def test_coincident_units_all_switch_in_one_crossing() -> None:
    net = sx.arrangement([[1], [1], [-1], [2]], [0, 0, 0, 0])
    assert sx.count_regions(net).total == 2
    assert sx.PartitionMetric(net)([-1], [1]) == 1


def test_a_window_of_a_maximum_is_one_label() -> None:
    net = sx.Network.sequential([nn.MaxPool1d(3), nn.Flatten()], (1, 6))
    X = [[1, 2, 3, 6, 5, 4], [2, 1, 3, 4, 5, 6], [3, 2, 1, 4, 5, 6]]
    assert sx.partition_distance(net, X).tolist() == [[0, 0.5, 1], [0.5, 0, 0.5], [1, 0.5, 0]]


def test_equal_pieces_take_the_lowest() -> None:
    """Pieces 0 and 1 of the maximum coincide: no float accident makes two labels of them."""
    net = sx.Network.sequential([nn.Maxout([[[1.0], [1.0], [-1.0]]])], (1,))
    assert sx.partition_distance(net, [[1.0], [2.0], [0.1], [0.0]]).tolist() == [[0] * 4] * 4


def test_units_of_one_piece_do_not_dilute() -> None:
    identity = sx.Layer(np.eye(2), [0, 0], gates=[1, 0], units=[0, 1])
    metric = sx.PartitionMetric(sx.Network((identity,)))
    assert metric.network.widths == (2,)
    assert metric.units.tolist() == [1]
    assert metric([0, -1], [0, 1]) == 1


def test_without_units_all_points_share_the_cell() -> None:
    affine = sx.Network.from_layers([([[1, 2]], [0])])
    assert sx.partition_distance(affine, [[0, 0], [1, 5]]).tolist() == [[0, 0], [0, 0]]
    assert sx.PartitionMetric(affine)([0, 0], [3, 4]) == 0
    assert sx.nearest_by_partition(affine, [0, 0], [[1, 1], [0, 0]], 2).indices.tolist() == [0, 1]


def test_scipy_and_hamming_on_codes_give_the_same() -> None:
    net = sx.load(path("wine.npz"))
    rng = np.random.default_rng(5)
    X, Y = rng.normal(size=(12, 13)), rng.normal(size=(7, 13))
    for layer in (None, 0):
        metric = sx.PartitionMetric(net, layer=layer)
        expected = sx.partition_distance(net, X, Y, layer=layer)
        np.testing.assert_array_equal(cdist(X, Y, metric), expected)
        np.testing.assert_allclose(cdist(metric.codes(X), metric.codes(Y), "hamming"), expected, atol=1e-15)
        np.testing.assert_array_equal(squareform(pdist(X, metric)), metric.pairwise(X))
        np.testing.assert_array_equal(pickle.loads(pickle.dumps(metric)).pairwise(X, Y), expected)


def test_blocks_do_not_change_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    net = KINDS["residual"]()
    X = np.random.default_rng(6).normal(size=(40, 3))
    whole, near = sx.partition_distance(net, X), sx.nearest_by_partition(net, X, X, 6)
    monkeypatch.setattr(sys.modules[sx.PartitionMetric.__module__], "_BLOCK_ENTRIES", 1)
    np.testing.assert_array_equal(sx.partition_distance(net, X), whole)
    np.testing.assert_array_equal(sx.nearest_by_partition(net, X, X, 6).indices, near.indices)


def test_nearest_are_those_of_a_stable_sort() -> None:
    net = sx.load(path("iris.npz"))
    rng = np.random.default_rng(7)
    queries, data = rng.normal(size=(11, 4)), rng.normal(size=(30, 4))
    d = sx.partition_distance(net, queries, data)
    for k in (1, 4, 30):
        found = sx.nearest_by_partition(net, queries, data, k)
        np.testing.assert_array_equal(found.indices, np.argsort(d, axis=1, kind="stable")[:, :k])
        np.testing.assert_array_equal(found.distances, np.take_along_axis(d, found.indices, axis=1))
    single = sx.nearest_by_partition(net, queries[0], data, 4)
    assert single.indices.shape == single.distances.shape == (4,)


def test_scikit_learn_takes_the_metric() -> None:
    neighbors = pytest.importorskip("sklearn.neighbors", reason="scikit-learn is not installed")
    net = sx.load(path("iris.npz"))
    rng = np.random.default_rng(8)
    queries, data = rng.normal(size=(3, 4)), rng.normal(size=(15, 4))
    expected = sx.nearest_by_partition(net, queries, data, 5).distances
    metric = sx.PartitionMetric(net)
    slow = neighbors.NearestNeighbors(n_neighbors=5, metric=metric, algorithm="brute").fit(data)
    np.testing.assert_array_equal(slow.kneighbors(queries)[0], expected)
    fast = neighbors.NearestNeighbors(n_neighbors=5, metric="hamming").fit(metric.codes(data))
    np.testing.assert_allclose(fast.kneighbors(metric.codes(queries))[0], expected, atol=1e-15)


def test_matrices_that_do_not_fit_are_refused() -> None:
    many = np.zeros((3_000_000, 1))
    with pytest.raises(sx.MemoryLimitError, match="3,000,000 x 3,000,000 distances would take more than half"):
        sx.partition_distance(sx.arrangement([[1]]), many)


def test_bad_arguments() -> None:
    net = sx.arrangement([[1, 0], [0, 1]])
    with pytest.raises(sx.InputError, match="layer must be an index of the 1 hidden layers, not 1"):
        sx.partition_distance(net, [[1, 2]], layer=1)
    with pytest.raises(sx.InputError, match=r"x has shape \(1, 3\)"):
        sx.partition_distance(net, [[1, 2, 3]])
    with pytest.raises(sx.InputError, match="the metric takes two single inputs"):
        sx.PartitionMetric(net)([[1, 2]], [3, 4])
    for k in (0, 3, 1.5):
        with pytest.raises(sx.InputError, match="k "):
            sx.nearest_by_partition(net, [1, 2], [[1, 2], [3, 4]], k)  # type: ignore[arg-type]
    assert sx.partition_distance(net, np.empty((0, 2)), [[1, 2]]).shape == (0, 1)
    assert sx.partition_distance(net, [[1, 2]], np.empty((0, 2))).shape == (1, 0)
