"""The orthogonality penalties in Fractions: definitions, zeros, and that the two variants differ."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import splinex as sx
from all_kinds import KINDS
from families.net import Net
from hypothesis import given
from hypothesis import strategies as st
from oracles.exact_net import Vector, exact_net, exact_pattern, rows_on
from small_nets import small_nets


def off_diagonal(rows: list[Vector]) -> Fraction:
    products = [[sum((a * b for a, b in zip(p, q, strict=True)), Fraction(0)) for q in rows] for p in rows]
    return sum((v * v for i, row in enumerate(products) for j, v in enumerate(row) if i != j), Fraction(0))


@given(first=small_nets(depth=1, inputs=2), data=st.data())
def test_it_is_the_mean_of_the_released_code(first: Net, data: st.DataObject) -> None:
    """With three outputs, which the strategy does not draw."""
    hidden, tenths = first.layers[0], st.integers(-9, 9).map(lambda k: k / 10)
    width = len(hidden[1])
    last = np.array(data.draw(st.lists(tenths, min_size=3 * width, max_size=3 * width))).reshape(3, width)
    layers = [hidden, (last, np.zeros(3))]
    oracle = exact_net(layers)
    points = data.draw(st.lists(st.tuples(tenths, tenths), min_size=1, max_size=4))
    total = Fraction(0)
    for point in points:
        exact = [Fraction(t) for t in point]
        total += off_diagonal([row for row, _ in rows_on(oracle, exact_pattern(oracle, exact))[1]])
    net = sx.Network.from_layers(layers)
    found = sx.orthogonality(net, points)
    assert found.exact == total / (9 * len(points))
    assert found.zero == (total == 0)
    assert sx.orthogonality(net, variant="last_layer").exact == off_diagonal(list(oracle.layers[-1].weights))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_network_in_floats(kind: str) -> None:
    net = KINDS[kind]()
    x = np.random.default_rng(0).normal(size=(7, net.n_inputs))
    A = net.affine_map(x)[0]
    gram = A @ A.transpose(0, 2, 1) * (1 - np.eye(net.n_outputs))
    assert sx.orthogonality(net, x).value == pytest.approx((gram**2).mean(), rel=1e-12)


def test_zero_exactly_if_no_gram_entry_is_left_beside_the_diagonal() -> None:
    """0.1 * 0.3 - 0.3 * 0.1 is zero; what floats lose is not."""
    orthogonal = sx.Network.from_layers([([[0.1, 0.3], [-0.3, 0.1]], [1, 2])])
    assert sx.orthogonality(orthogonal, [0, 0]).zero
    assert sx.orthogonality(orthogonal, variant="last_layer").zero
    tiny = sx.Network.from_layers([([[1e-200, 0.0], [1e-200, 1.0]], [0, 0])])
    assert tiny.layers[0].weight[0] @ tiny.layers[0].weight[1] == 0.0  # 1e-400 is no float64
    assert not sx.orthogonality(tiny, [0, 0]).zero
    assert sx.orthogonality(tiny, [0, 0]).value == 0.0


def test_orthogonal_rows_of_the_last_layer_do_not_make_orthogonal_templates() -> None:
    """THEORY 7.4: templates are W M; only if M M^T is a multiple of the identity they follow."""
    skew = sx.Network.from_layers([([[1, 1], [0, 1]], [0, 0]), (np.eye(2), [0, 0])])
    assert sx.orthogonality(skew, variant="last_layer").zero
    assert sx.orthogonality(skew, [2, 1]).exact == Fraction(1, 2)
    rotation = sx.Network.from_layers([([[3, 4], [-4, 3]], [0, 0]), (np.eye(2), [0, 0])])
    assert rotation.pattern([1, 7]).all()
    assert sx.orthogonality(rotation, [1, 7]).zero
    back = sx.Network.from_layers([([[1, 1], [0, 1]], [0, 0]), ([[1, -1], [0, 1]], [0, 0])])
    assert not sx.orthogonality(back, variant="last_layer").zero
    assert sx.orthogonality(back, [2, 1]).zero


@given(seed=st.integers(0, 2**32 - 1), D=st.integers(1, 3))
def test_more_classes_than_inputs_are_never_orthogonal(seed: int, D: int) -> None:
    rows = np.random.default_rng(seed).integers(-2, 3, size=(D + 1, D))
    found = sx.orthogonality(sx.Network.from_layers([(rows, np.zeros(D + 1))]), np.zeros(D))
    assert not found.attainable
    assert found.zero <= bool((rows == 0).all(axis=1).any())


def test_more_classes_than_units_are_never_orthogonal() -> None:
    rng = np.random.default_rng(0)
    net = sx.Network.from_layers([(rng.normal(size=(2, 5)), np.ones(2)), (rng.normal(size=(3, 2)), np.zeros(3))])
    found = sx.orthogonality(net, np.zeros(5))
    assert not found.attainable
    assert not found.zero
    assert sx.orthogonality(sx.Network.from_layers([(rng.normal(size=(3, 5)), np.zeros(3))]), np.zeros(5)).attainable


def test_points_count_as_often_as_they_are_given() -> None:
    net = sx.Network.from_layers([([[1.0]], [0.0]), ([[1], [1]], [0, 0])])
    assert sx.orthogonality(net, [[1.0], [-1.0], [2.0], [3.0]]).exact == Fraction(3, 4) / 2


def test_one_output_is_orthogonal() -> None:
    found = sx.orthogonality(sx.Network.from_layers([([[1.0, 2.0]], [0.0])]), [[0, 0]])
    assert found.zero
    assert found.attainable


def test_bad_arguments() -> None:
    net = sx.Network.from_layers([([[1, 0]], [0])])
    with pytest.raises(sx.InputError, match="variant must be 'templates' or 'last_layer', not 'rows'"):
        sx.orthogonality(net, [0, 0], variant="rows")
    with pytest.raises(sx.InputError, match="templates belong to inputs"):
        sx.orthogonality(net)
    with pytest.raises(sx.InputError, match="x holds no point"):
        sx.orthogonality(net, np.empty((0, 2)))
    with pytest.raises(sx.InputError, match="no last affine layer"):
        sx.orthogonality(KINDS["ReLU last"](), variant="last_layer")
