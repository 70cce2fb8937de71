"""Templates, scores and labels of single inputs, against Fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import splinex as sx
from all_kinds import KINDS
from families.net import Net
from hypothesis import given
from hypothesis import strategies as st
from listing import network
from oracles.exact_net import exact_net, exact_pattern, exact_value, rows_on
from small_nets import small_nets
from splinex.data import path


def as_float(value: Fraction) -> float:
    return value.numerator / value.denominator


@given(net=small_nets(), data=st.data())
def test_everything_is_the_float_nearest_to_the_exact_number(net: Net, data: st.DataObject) -> None:
    oracle = exact_net(net.layers)
    coordinate = st.sampled_from([0.0, 0.1, -0.3, 1.0, -2.0, 1e-30, 3e7])
    x = data.draw(st.lists(coordinate, min_size=oracle.n_inputs, max_size=oracle.n_inputs))
    found = sx.templates(network(net), x)
    point = [Fraction(value) for value in x]
    _, rows = rows_on(oracle, exact_pattern(oracle, point))
    for c, (gradient, constant) in enumerate(rows):
        assert found.templates[c].tolist() == [as_float(value) for value in gradient]
        assert found.biases[c] == as_float(constant)
        assert found.inner_products[c] == as_float(
            sum(a * t for a, t in zip(gradient, point, strict=True)) + Fraction(0)
        )
        assert found.scores[c] == as_float(exact_value(oracle, point)[c])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_network(kind: str) -> None:
    net = KINDS[kind]()
    x = np.random.default_rng(0).normal(size=(9, net.n_inputs))
    found = sx.templates(net, x)
    A, b = net.affine_map(x)
    assert found.templates.shape == (9, net.n_outputs, *net.input_shape)
    np.testing.assert_array_equal(found.templates.reshape(A.shape), A)
    np.testing.assert_array_equal(found.biases, b)
    np.testing.assert_allclose(found.scores, net(x), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.inner_products, np.einsum("ncd,nd->nc", A, x), rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(found.labels, net(x).argmax(axis=1))


def test_templates_are_equal_within_a_cell() -> None:
    net = sx.load(path("moons.npz"))
    part = sx.enumerate_regions(net, sx.Box(-1, 1))
    points = np.array([region.point for region in part])
    found = sx.templates(net, np.concatenate([points, points[::-1]]))
    assert len(set(found.cells.tolist())) == len(part)
    np.testing.assert_array_equal(found.cells, found.cells[::-1])
    np.testing.assert_array_equal(found.templates, found.templates[::-1])
    for region, template in zip(part, found.templates, strict=False):
        np.testing.assert_array_equal(template, region.affine_map().A)


def test_without_biases_scores_are_inner_products() -> None:
    """THEORY 7.1: no biases, so b_Q = 0 and the network is positively homogeneous."""
    rng = np.random.default_rng(1)
    net = sx.Network.from_layers([(rng.normal(size=(6, 3)), np.zeros(6)), (rng.normal(size=(4, 6)), np.zeros(4))])
    x = rng.normal(size=(20, 3))
    found, twice = sx.templates(net, x), sx.templates(net, 2 * x)
    assert not found.biases.any()
    np.testing.assert_array_equal(found.scores, found.inner_products)
    np.testing.assert_array_equal(2 * found.scores, twice.scores)
    np.testing.assert_array_equal(found.cells, twice.cells)


def test_the_bias_takes_part_in_the_decision() -> None:
    net = sx.Network.from_layers([([[1, 0], [0, 1]], [0, 5])])
    found = sx.templates(net, [3, 1])
    assert (found.labels.item(), found.unbiased_labels.item()) == (1, 0)


def test_labels_are_exact_where_a_float_forward_pass_is_wrong() -> None:
    """Output 1 is larger by 2^-60, which float64 does not see; where both are equal the first counts."""
    net = sx.Network.from_layers([([[1.0, 0.0], [1.0, 2.0**-60]], [0, 0])])
    assert net([1.0, 1.0])[0] == net([1.0, 1.0])[1]
    assert sx.templates(net, [[1.0, 1.0], [1.0, 0.0], [1.0, -1.0]]).labels.tolist() == [1, 0, 0]
    assert net.with_argmax().pattern([[1.0, 1.0], [1.0, 0.0], [1.0, -1.0]]).ravel().tolist() == [1, 0, 0]


def test_images_may_be_given_as_such() -> None:
    net = KINDS["convolutional"]()
    x = np.random.default_rng(2).normal(size=(3, *net.input_shape))
    flat = sx.templates(net, x.reshape(3, -1))
    for given_ in (x, x.reshape(3, -1)):
        np.testing.assert_array_equal(sx.templates(net, given_).templates, flat.templates)
        assert sx.templates(net, given_[1]).templates.shape == (net.n_outputs, *net.input_shape)
        np.testing.assert_array_equal(sx.templates(net, given_[1]).scores, flat.scores[1])
    assert sx.templates(net, x[:0]).templates.shape == (0, net.n_outputs, *net.input_shape)


def test_one_input_and_a_batch_of_one_differ_only_by_the_axis() -> None:
    net = sx.Network.trace(lambda x: sx.nn.ReLU()(x).flatten(), (1, 3))
    assert sx.templates(net, [[1, 2, 3]]).templates.shape == (1, 3, 1, 3)  # The flat form comes first.
    assert sx.templates(net, [1, 2, 3]).templates.shape == (3, 1, 3)
    assert sx.templates(net, [[[1, 2, 3]]]).templates.shape == (1, 3, 1, 3)


def test_an_affine_network_has_one_cell() -> None:
    net = sx.Network.from_layers([([[1, 2]], [3])])
    found = sx.templates(net, [[0, 0], [1, 1]])
    assert found.cells.tolist() == [0, 0]
    assert found.scores.ravel().tolist() == [3, 6]


def test_numbers_too_large_for_floats_become_infinite() -> None:
    net = sx.Network.from_layers([([[1e300], [-1e300]], [0, 0]), ([[1e300, 0.0], [0.0, 1.0]], [0, 0])])
    found = sx.templates(net, [1.0])
    assert found.templates.ravel().tolist() == [np.inf, 0.0]
    assert found.labels.item() == 0


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([1, 2, 3], r"x has shape \(3,\); \(2,\) or \(n, 2\) is needed"),
        ([[1, 2, 3]], r"x has shape \(1, 3\)"),
        (5, r"x has shape \(\)"),
        ([1, np.nan], r"x\[1\] is nan"),
        ([np.inf, 1], r"x\[0\] is inf"),
    ],
)
def test_bad_inputs(x: object, message: str) -> None:
    with pytest.raises(sx.InputError, match=message):
        sx.templates(sx.arrangement([[1, 0]]), x)  # type: ignore[arg-type]


def test_progress_is_reported_and_may_stop() -> None:
    net = sx.load(path("iris.npz"))
    x = np.random.default_rng(0).normal(size=(50, 4))
    seen: list[sx.Progress] = []
    found = sx.templates(net, x, progress=seen.append)
    assert seen[-1].fraction == 1
    assert seen[-1].regions == len(set(found.cells.tolist()))

    def stop(now: sx.Progress) -> None:
        raise KeyboardInterrupt

    for call in (sx.templates, sx.memorisation, sx.orthogonality):
        with pytest.raises(KeyboardInterrupt):
            call(net, x, progress=stop)
    with pytest.raises(sx.InputError, match="progress must be"):
        sx.templates(net, x, progress=3)  # type: ignore[arg-type]
