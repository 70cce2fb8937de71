"""Operators of stacked splines, and which layers are one: the table of section 2 of the theory."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Callable, Iterable
from fractions import Fraction

import numpy as np
import pytest
import splinex as sx
from hypothesis import given
from hypothesis import strategies as st
from splinex import nn

F = Fraction
Function = Callable[[nn.Tensor], nn.Tensor]
rng = np.random.default_rng(5)
KERNEL = rng.integers(-3, 4, (2, 1, 2, 2)).astype(float)


def skip(W: list[list[float]], U: list[list[float]]) -> Function:
    return lambda x: nn.ReLU()(x @ np.transpose(W)) + x @ np.transpose(U)


def test_operator() -> None:
    operator = sx.MASO([[[0, 0], [1, 0]], [[2, 1], [-1, 3]]], [[0, 0], [1, F(1, 3)]])
    assert (operator.n_outputs, operator.n_pieces, operator.n_inputs) == (2, 2, 2)
    x = np.array([[1.0, 2.0], [-1.0, 0.5], [0.0, 1 / 3]])
    assert operator.codes(x).tolist() == [[1, 1], [0, 1], [0, 0]]
    assert operator.vq(x[1]).tolist() == [[1, 0], [0, 1]]
    A, b = operator.affine_map(x)
    assert np.allclose((A @ x[:, :, None])[:, :, 0] + b, operator(x))
    assert operator[1] == sx.MaxAffineSpline([[2, 1], [-1, 3]], [1, F(1, 3)]) and operator[1:].n_outputs == 1
    assert pickle.loads(pickle.dumps(operator)) == operator
    assert operator.to_network()(x) == pytest.approx(operator(x), abs=1e-14)
    with pytest.raises(sx.InputError, match="A is of 1 outputs of 2 pieces"):
        sx.MASO([[[1], [2]]], [[1]])


@given(st.integers(0, 2**32 - 1))
def test_the_code_selects_the_value(seed: int) -> None:
    """A_Q x + b_Q = S(x) in exact numbers, at rational points, ties included."""
    r = np.random.default_rng(seed)
    operator = sx.MASO(r.integers(-3, 4, (3, 4, 2)), r.integers(-3, 4, (3, 4)), denominator=3)
    x = [F(int(n), 2) for n in r.integers(-5, 6, 2)]
    A, b = operator.exact_affine_map(x)
    value = [sum((a * v for a, v in zip(row, x, strict=True)), c) for row, c in zip(A, b, strict=True)]
    assert tuple(value) == operator.value(x)
    Q = operator.vq(x)
    slopes, offsets = operator.exact()
    assert (Q[:, :, None] * slopes).sum(axis=1).tolist() == A and (Q * offsets).sum(axis=1).tolist() == b


def test_padding_repeats_and_composition() -> None:
    f, g = sx.MaxAffineSpline([[-1], [1]], [-5, -5]), sx.MaxAffineSpline([[2]], [-9])
    operator = sx.MASO.from_splines([f, g])
    assert operator.splines() == [f, g] and list(operator.value([0])) == [-5, -9], "a zero piece would change both"
    assert operator.A[1].tolist() == [[2.0], [2.0]] and operator.irredundant() == operator
    W, c = [[0.1, F(2, 3)]], [F(1, 7)]
    inner = operator.precompose(W, c)
    assert inner.value([3, 6]) == operator.value([F(0.1) * 3 + 4 + F(1, 7)])
    both = operator.concatenate(sx.MASO.from_splines([f]))
    assert both.splines() == [f, g, f]


CONVEX: list[tuple[str, Function, tuple[int, ...], int, bool]] = [
    ("linear", nn.Linear([[1, 2], [0, 3]], [1, -1]), (2,), 1, True),
    ("linear, a negative weight", nn.Linear([[1, -2]]), (2,), 1, False),
    ("convolution", nn.Conv2d(np.abs(KERNEL), [1.0, 2.0], stride=1, padding=1), (1, 3, 3), 1, True),
    ("convolution, signed", nn.Conv2d(KERNEL), (1, 3, 3), 1, False),
    ("ReLU", nn.ReLU(), (3,), 2, True),
    ("leaky ReLU", nn.LeakyReLU(0.1), (2,), 2, True),
    ("leaky ReLU, slope 1", nn.LeakyReLU(1.0), (2,), 1, True),
    ("leaky ReLU, negative slope", nn.LeakyReLU(-0.5), (2,), 2, False),
    ("PReLU", nn.PReLU([0.5, 0.25]), (2, 2), 2, True),
    ("absolute value", nn.Abs(), (2,), 2, False),
    ("max-pool", nn.MaxPool1d(3), (2, 6), 3, True),
    ("max-pool with padding", nn.MaxPool2d(2, stride=1, padding=1), (1, 2, 2), 4, True),
    ("mean-pool", nn.AvgPool1d(3, stride=1), (1, 5), 1, True),
    ("channel max-pool", nn.ChannelPool(), (3, 2), 3, True),
    ("channel mean-pool", nn.ChannelPool(mean=True), (3, 2), 1, True),
    ("batch norm", nn.BatchNorm([1, 2], [1, 4], [1, 2], [0, 1]), (2, 2), 1, True),
    ("batch norm, negative gamma", nn.BatchNorm([1, 2], [1, 4], [1, -2]), (2, 2), 1, False),
    ("maxout", nn.Maxout([[[1, 0], [0, 2], [1, 1]]], [[0, 1, 0.5]]), (2,), 3, True),
    ("maxout, signed", nn.Maxout([[[1, 0], [0, -2]]]), (2,), 2, False),
    ("skip", skip([[1, 2], [3, 1]], [[1, 0], [0, 1]]), (2,), 2, True),
    ("skip, kept nondecreasing by U", skip([[-1, 2]], [[1, 0]]), (2,), 2, True),
    ("skip, decreasing", skip([[-1, 2]], [[0.5, 0]]), (2,), 2, False),
    (
        "inception",
        lambda x: nn.concatenate([nn.MaxPool1d(3)(x).flatten(), nn.ReLU()(x).flatten(), x[0]]),
        (1, 3),
        3,
        True,
    ),
    ("dropout", nn.Dropout(), (2,), 1, True),
    ("clip from below", nn.Clip(low=-1.0), (2,), 2, True),
    ("ReLU, max-pool", lambda x: nn.MaxPool1d(3)(nn.ReLU()(x)), (1, 3), 4, True),
    ("ReLU, mean-pool", lambda x: nn.AvgPool1d(3)(nn.ReLU()(x)), (1, 3), 8, True),
    ("many breakpoints", nn.PiecewiseLinear([0, 1, 2, 3], [-1, 0, 1, 2, 3]), (1,), 5, False),
    ("pass on by two ReLUs", lambda x: nn.ReLU()(x) - nn.ReLU()(-x), (1,), 1, True),
    (
        "negative weight, masked kink (THEORY 3.3 d)",
        lambda x: nn.ReLU()(3 * nn.ReLU()(x) - nn.ReLU()(x + 1) - 0.5),
        (1,),
        2,
        True,
    ),
    ("monotone by sign only (THEORY 3.3 f)", lambda x: nn.Abs()(nn.ReLU()(x)), (1,), 2, True),
    ("a maximum of three is taken away again", lambda x: 2 * nn.ArgMax()(x) - nn.ArgMax()(x + 1), (3,), 3, True),
    ("recurrent, nonnegative weights", nn.RNN([[1.0]], [[2.0]], [-1.0]), (2, 1), 3, True),
]


@pytest.mark.parametrize(
    ("layer", "shape", "pieces", "nondecreasing"), [c[1:] for c in CONVEX], ids=[c[0] for c in CONVEX]
)
def test_layers_that_are_operators(layer: Function, shape: tuple[int, ...], pieces: int, nondecreasing: bool) -> None:
    operator = sx.as_maso(layer, shape)
    assert operator.n_pieces == pieces
    assert operator.nondecreasing is nondecreasing
    net = sx.Network.trace(layer, shape)
    assert operator.A.shape == (net.n_outputs, pieces, net.n_inputs)
    rows = np.random.default_rng(0).integers(-8, 9, (30, net.n_inputs)) / 4
    for x in [*np.eye(net.n_inputs), np.zeros(net.n_inputs), *rows]:
        exact = exact_output(net, x)
        assert list(operator.value(x)) == exact


def exact_output(net: sx.Network, x: Iterable[Fraction]) -> list[Fraction]:
    """The forward pass in Fractions, of floats too."""
    values = [F(v) for v in x]
    for layer in net.layers:
        rows = [
            (sum((F(w) * v for w, v in zip(row, values, strict=True) if w), F(0)) + F(c)) / layer.denominator
            for row, c in zip(layer.weight.tolist(), layer.bias.tolist(), strict=True)
        ]
        values = []
        for gate in layer.gates.tolist():
            own, rows = rows[: max(gate, 1)], rows[max(gate, 1) :]
            values.append(max([F(0), *own]) if gate == 0 else max(own))
    return values


CONCAVE: list[tuple[str, Function, tuple[int, ...], str]] = [
    ("leaky ReLU above 1", nn.LeakyReLU(1.5), (2,), r"LeakyReLU .* output 0 .* hyperplane x\[0\] = 0"),
    ("PReLU above 1", nn.PReLU([0.5, 2.0]), (2,), r"output 1 .* hyperplane x\[1\] = 0"),
    ("hard tanh", nn.HardTanh(), (1,), r"hyperplane x\[0\] - 1 = 0"),
    ("ReLU6", nn.ReLU6(), (1,), r"ReLU6 .* hyperplane x\[0\] - 6 = 0"),
    ("minimum", lambda x: nn.minimum([x[:1], x[1:]]), (2,), r"hyperplane x\[0\] - x\[1\] = 0"),
    ("minimum of three", lambda x: -nn.ArgMax()(-x), (3,), "less than the maximum of its own affine pieces"),
    ("residual block", lambda x: x - nn.ReLU()(x @ [[1, 2], [3, -1]]), (2,), r"hyperplane x\[0\] \+ 3 x\[1\] = 0"),
    ("two layers", lambda x: nn.Abs()(nn.ReLU()(x) - 1), (1,), "output 0 is not convex"),
]


@pytest.mark.parametrize(("layer", "shape", "reason"), [c[1:] for c in CONCAVE], ids=[c[0] for c in CONCAVE])
def test_layers_that_are_none(layer: Function, shape: tuple[int, ...], reason: str) -> None:
    with pytest.raises(sx.InputError, match=reason):
        sx.as_maso(layer, shape)


def test_the_residual_block_split_in_two() -> None:
    """z -> (z, [W z]_+) is an operator, and so is the affine map after it."""
    first = sx.as_maso(lambda x: nn.concatenate([x, nn.ReLU()(x @ [[1, 2], [3, -1]])]), (2,))
    second = sx.as_maso(nn.Linear([[1, 0, -1, 0], [0, 1, 0, -1]]), (4,))
    net = sx.Network.trace(lambda x: x - nn.ReLU()(x @ [[1, 2], [3, -1]]), (2,))
    for x in np.random.default_rng(0).integers(-4, 5, (20, 2)).astype(float):
        assert list(second.value(list(first.value(x)))) == exact_output(net, x)


NETWORKS: list[tuple[list[Function], tuple[int, ...]]] = [
    (
        [
            nn.Conv2d(KERNEL, [0.5, -0.5]),
            nn.ReLU(),
            nn.MaxPool2d(2, stride=1),
            nn.Flatten(),
            nn.Linear([[1, -1]]),
            nn.Abs(),
        ],
        (1, 3, 3),
    ),
    (
        [
            nn.LeakyReLU(3.0),
            nn.Linear([[1, 2], [-1, 1]]),
            nn.BatchNorm([0, 1], [1, 2], [-1, 2]),
            nn.HardTanh(),
            nn.Linear([[1, -1]]),
        ],
        (2,),
    ),
    (
        [
            skip([[1, -2], [0, 1]], [[0, 1], [1, 1]]),
            nn.ReLU6(),
            lambda x: nn.minimum([x, -x, x * 0.5 + 1]),
            nn.AvgPool1d(2),
        ],
        (2,),
    ),
]


@pytest.mark.parametrize(("layers", "shape"), NETWORKS)
def test_every_network_is_a_composition_of_operators(layers: list[Function], shape: tuple[int, ...]) -> None:
    net = sx.Network.sequential(layers, shape)
    operators = net.as_masos()
    for x in np.random.default_rng(0).integers(-20, 21, (25, net.n_inputs)) / 4:
        z: list[Fraction] = [F(v) for v in x.tolist()]
        for operator in operators:
            z = list(operator.value(z))
        assert z == exact_output(net, x)


def test_hidden_layers_of_networks() -> None:
    layers: list[Function] = [
        nn.Conv2d(KERNEL),
        nn.ReLU(),
        nn.MaxPool2d(2, stride=1),
        nn.Flatten(),
        nn.Linear([[1, -1]]),
        nn.LeakyReLU(0.5),
    ]
    net = sx.Network.sequential([*layers, nn.Linear([[0.1]]), nn.BatchNorm([1], [3]), nn.Abs()], (1, 3, 3))
    operators = [net.as_maso(k) for k in range(4)]
    assert [(m.n_inputs, m.n_outputs, m.n_pieces) for m in operators] == [(9, 8, 2), (8, 2, 4), (2, 1, 2), (1, 1, 2)]
    for x in np.random.default_rng(0).integers(-8, 9, (25, 9)) / 4:
        z = [F(v) for v in x.tolist()]
        for operator in operators:
            z = list(operator.value(z))
        assert z == exact_output(net, x)
    with pytest.raises(sx.InputError, match="an index of the 4 hidden layers"):
        net.as_maso(4)
    clipped = sx.Network.sequential([nn.ReLU(), nn.Linear([[1, 1]]), nn.HardTanh(name="squash")], (2,))
    with pytest.raises(sx.InputError, match="squash is no max-affine spline operator: output 0"):
        clipped.as_maso(1)


def test_codes_of_layers_are_patterns() -> None:
    """Pieces are ordered as units count them, the tie rule included."""
    r = np.random.default_rng(3)
    net = sx.Network.from_layers([(r.integers(-2, 3, (6, 2)), r.integers(-2, 3, 6)), (np.ones((1, 6)), [0])])
    points = r.integers(-4, 5, (60, 2))
    assert (net.as_maso(0).codes(points) == net.pattern(points)).all()
    pool = sx.Network.sequential([nn.MaxPool1d(3, stride=1)], (1, 6))
    points = r.integers(-2, 3, (60, 6))
    assert (pool.as_maso(0).codes(points) == pool.pattern(points)).all()


@given(st.integers(0, 2**32 - 1))
def test_networks_of_one_input_are_splines_just_when_slopes_grow(seed: int) -> None:
    r = np.random.default_rng(seed)
    dims = [1, *r.integers(1, 4, r.integers(1, 3)).tolist(), 1]
    layers = [(r.integers(-2, 4, (n, m)), r.integers(-2, 3, n)) for m, n in itertools.pairwise(dims)]
    net = sx.Network.from_layers(layers)
    regions = sorted(sx.enumerate_regions(net), key=lambda region: region.witness())
    slopes = [region.affine_map().exact()[0][0][0] for region in regions]
    if slopes == sorted(slopes):
        spline = sx.as_maso(net)[0]
        assert spline.irredundant().n_pieces == len({*slopes})
        assert all([spline.value(region.witness())] == exact_output(net, region.witness()) for region in regions)
    else:
        with pytest.raises(sx.InputError, match="not convex"):
            sx.as_maso(net)


def test_whole_networks_and_limits() -> None:
    net = sx.Network.from_layers([([[1, -1], [2, 1]], [0, 1]), ([[1, 2], [3, 1]], [-1, 0]), ([[1, 1]], [0])])
    operator = sx.as_maso(net)
    assert operator.n_pieces == operator.irredundant().n_pieces
    for x in np.random.default_rng(0).integers(-4, 5, (20, 2)).astype(float):
        assert list(operator.value(x)) == exact_output(net, x)
    with pytest.raises(sx.InputError, match="as_maso\\(layer, input_shape\\)"):
        sx.as_maso(nn.ReLU())
    with pytest.raises(sx.InputError, match="too many for dense tensors"):
        sx.as_maso(nn.ReLU(), (3000,))
    with pytest.raises(sx.InputError, match="keep it as a composition"):
        sx.as_maso(lambda x: nn.AvgPool1d(16)(nn.ReLU()(x)), (1, 16))
