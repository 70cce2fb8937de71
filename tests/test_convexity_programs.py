"""Networks in cvxpy: what its rules see, the three tests side by side, sweeps, and minima."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import splinex as sx
from splinex import nn
from splinex.convexity import convexity_sweep, dcp_verdict, minimise, three_tests, to_cvxpy
from test_convexity import CONVEX_ALL_THE_SAME

M = np.array


def relu_net(*layers: tuple[Any, Any]) -> sx.Network:
    return sx.Network.from_layers(layers)


EXAMPLES: dict[str, tuple[sx.Network, bool, bool, bool]] = {
    "[[x]_+ - 1]_+": (relu_net(([[1]], [0]), ([[1]], [-1]), ([[1]], [0])), True, True, True),
    "|[x]_+|": (sx.Network.trace(lambda x: nn.Abs()(nn.ReLU()(x)), (1,)), False, True, True),
    "[x]_+ - [-x]_+": (relu_net(*CONVEX_ALL_THE_SAME["a: [x]_+ - [-x]_+ is x"]), False, False, True),
    "2 [x]_+ - [x]_+": (relu_net(*CONVEX_ALL_THE_SAME["b: 2 [x]_+ - [x]_+"]), False, False, True),
    "[-[x]_+]_+": (relu_net(([[1]], [0]), ([[-1]], [0]), ([[1]], [0])), False, False, True),
    "|[x]_+ - 1|": (sx.Network.trace(lambda x: nn.Abs()(nn.ReLU()(x) - 1), (1,)), False, False, False),
    "|x - 1|": (sx.Network.trace(lambda x: nn.Abs()(x - 1), (1,)), True, True, True),
    "leaky": (sx.Network.trace(lambda x: nn.LeakyReLU(0.2)(nn.LeakyReLU(0.2)(x) + 1), (1,)), True, True, True),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_signs_imply_dcp_imply_exact(name: str) -> None:
    net, *expected = EXAMPLES[name]
    tests = three_tests(net)
    (row,) = tests.rows
    assert [row.signs.holds, row.dcp.holds, row.exact.convex] == expected
    assert row.consistent and tests.consistent


def test_both_steps_are_strict() -> None:
    outcomes = {tuple(expected) for _, *expected in EXAMPLES.values()}
    assert {(True, True, True), (False, True, True), (False, False, True), (False, False, False)} == outcomes


def test_curvatures_are_those_of_the_theory() -> None:
    assert [
        dcp_verdict(EXAMPLES[name][0])[0].curvature for name in ("[x]_+ - [-x]_+", "2 [x]_+ - [x]_+", "[-[x]_+]_+")
    ] == [
        "UNKNOWN",
        "UNKNOWN",
        "QUASILINEAR",
    ]


def test_rows_are_built_one_by_one_with_affine_runs_multiplied_out() -> None:
    """cvxpy itself calls all three UNKNOWN when they are written as products of matrices."""
    folded = sx.Network.trace(lambda x: nn.ReLU()(x) @ M([[-1.0, -2.0]]) @ M([[-1.0], [-1.0]]), (1,))
    other_row = relu_net(([[1], [1]], [0, -1]), ([[1, 1], [1, -1]], [0, 0]), ([[1, 0]], [0]))
    zero = relu_net(([[1], [1]], [0, -1]), ([[1, -1], [1, 1]], [0, 0]), ([[0, 1]], [0]))
    assert all(dcp_verdict(net)[0].convex for net in (folded, other_row, zero))


def test_values_are_the_networks() -> None:
    rng = np.random.default_rng(2)
    for net, *_ in EXAMPLES.values():
        built = to_cvxpy(net)
        for x in rng.normal(size=(5, 1)):
            built.x.value = x
            assert np.isclose(built.outputs[0].value, net(x)[0])


def test_a_network_can_be_applied_to_an_expression() -> None:
    import cvxpy as cp

    y = cp.Variable(3)
    net = sx.Network.trace(lambda x: nn.MaxPool1d(2)(nn.ReLU()(x).reshape(1, 2)), (2,))
    built = to_cvxpy(net, y[:2] - y[1:])
    y.value = [3.0, 1.0, -4.0]
    assert built.outputs[0].value == 5 and built.outputs[0].is_convex()
    with pytest.raises(sx.InputError, match=r"x has shape \(3,\), but the network has 2 inputs"):
        to_cvxpy(net, y)


def test_the_sweep_confirms_what_is_true_and_refutes_what_is_not() -> None:
    sweep = convexity_sweep(samples=12)
    print(sweep)
    assert sweep.holds
    found = {family.name: family for family in sweep.families}
    assert found["2-4-3-2, non-negative"].necessary and found["2-4-3-2, non-negative"].signs == 24
    for name in ("2-2-2-1", "1-3-3-2-1"):
        example = found[name].example
        assert found[name].biases_agree and example is not None
        assert sx.verify_convexity(example).holds and not sx.convexity.sign_premises(example)[0].holds
    assert found["leaky ReLU, a negative weight"].biases_agree is False
    assert "premises => DCP => convex: holds in all" in str(sweep)


def test_families_are_chosen_by_name_or_given() -> None:
    assert [f.name for f in convexity_sweep(["1-3-1"], samples=2).families] == ["1-3-1"]
    line = relu_net(([[1]], [0]))
    assert convexity_sweep({"line": lambda rng: line}, samples=3).families[0].exact == 3
    with pytest.raises(sx.InputError, match="there is no family 'cubes'"):
        convexity_sweep(["cubes"])


def test_minima_of_convex_networks() -> None:
    rng = np.random.default_rng(9)
    for i in range(8):
        layers = [(rng.normal(size=(5, 2)), rng.normal(size=5))]
        layers += [
            (abs(rng.normal(size=(4, 5))), rng.normal(size=4)),
            (abs(rng.normal(size=(1, 4))), rng.normal(size=1)),
        ]
        domain = sx.Box(-2, 2) if i % 2 else sx.Polytope([[1, 1], [-1, 0], [0, -1]], [1, 1, 2])
        found = minimise(sx.Network.from_layers(layers), domain)
        assert found.program == "network" and found.difference < 1e-6
        assert np.isclose(sx.Network.from_layers(layers)(found.point)[0], found.value)


def test_minima_where_the_rules_do_not_see_that_the_network_is_convex() -> None:
    net = relu_net(*CONVEX_ALL_THE_SAME["d: a masked kink"])
    found = minimise(net, sx.Box(1, 2))
    assert found.program == "pieces" and np.isclose(found.value, 0.5) and found.difference < 1e-9
    assert str(found) == "output 0: minimum 0.5 by the pieces as a program, 0.5 by the regions"
    along = minimise(net, sx.Segment([1.0], [2.0]))
    assert np.isclose(along.value, 0.5) and np.allclose(along.point, 0)


def test_minima_that_cannot_be() -> None:
    net = relu_net(([[1], [1]], [0, -1]), ([[1, -1], [1, 1], [0, 0]], [0, 0, 0]))
    with pytest.raises(sx.InputError, match="output 0 is not convex on the domain: x = "):
        minimise(net)
    with pytest.raises(sx.InputError, match="output must be an index of the 3 outputs, not 3"):
        minimise(net, output=3)
    with pytest.raises(sx.InputError, match="has no minimum on the domain"):
        minimise(relu_net(([[1]], [0])))
    assert minimise(net, output=1).value == minimise(net, output=2).value == 0
