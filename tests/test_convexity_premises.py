"""The premises of the theorem on global convexity: what they allow, and which entry breaks them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import splinex as sx
from splinex import nn
from splinex.convexity import sign_premises

M = np.array


def traced(function: Callable[[Any], Any], inputs: int = 2) -> sx.Network:
    return sx.Network.trace(function, (inputs,))


POSITIVE, NEGATIVE = M([[1.0, 2.0], [0.5, 0.0]]), M([[-1.0, -2.0], [-0.5, -1.0]])
MIXED = M([[1.0, -2.0], [-0.5, 3.0]])

ALLOWED: dict[str, Callable[[Any], Any]] = {
    "any first weights": lambda x: nn.ReLU()(nn.ReLU()(x @ MIXED) @ POSITIVE),
    "two negative factors in a row": lambda x: nn.ReLU()(nn.ReLU()(x @ MIXED) @ NEGATIVE @ NEGATIVE),
    "skips from the input of any sign": lambda x: nn.ReLU()(nn.ReLU()(x @ MIXED) @ POSITIVE + x @ NEGATIVE) - x,
    "skips from a hidden layer of positive sign": lambda x: (lambda z: nn.ReLU()(z @ POSITIVE) + z)(nn.ReLU()(x)),
    "a residual block of positive weights": lambda x: (lambda z: nn.ReLU()(z + nn.ReLU()(z @ POSITIVE)))(nn.ReLU()(x)),
    "leaky ReLUs": lambda x: nn.LeakyReLU(0.25)(nn.LeakyReLU(0.25)(x @ MIXED) @ POSITIVE),
    "maxima": lambda x: nn.MaxPool1d(2)(nn.ReLU()(x @ MIXED).reshape(1, 2)),
    "means": lambda x: nn.AvgPool1d(2)(nn.ReLU()(x @ MIXED).reshape(1, 2)),
    "one affine map and a ReLU": lambda x: nn.ReLU()(x @ MIXED),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_allowed(name: str) -> None:
    net = traced(ALLOWED[name])
    for form in ("deck", "sharp"):
        assert all(premises.holds for premises in sign_premises(net, form))
    assert sx.verify_convexity(net).holds


FORBIDDEN: dict[str, tuple[Callable[[Any], Any], str]] = {
    "a negative weight": (lambda x: nn.ReLU()(x @ MIXED) @ POSITIVE @ M([[1.0], [-2.0]]), "with weight -3"),
    "a skip of negative sign": (lambda x: (lambda z: nn.ReLU()(z @ POSITIVE) - 3 * z)(nn.ReLU()(x)), "with weight -3"),
    "an absolute value of a hidden signal": (lambda x: abs_(nn.ReLU()(x)), "is not monotone"),
    "a decreasing unit": (lambda x: nn.ReLU()(-nn.ReLU()(x)), "with weight -1"),
    "ReLU6": (lambda x: nn.ReLU6()(x), "with weight -1"),
    "a minimum": (lambda x: -nn.MaxPool1d(2)(-x.reshape(1, 2)), "with weight -1"),
    "a leaky ReLU that bends down": (lambda x: nn.LeakyReLU(2.0)(x), "with weight -1"),
}


def abs_(x: Any) -> Any:
    return nn.Abs()(x)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_forbidden(name: str) -> None:
    function, reason = FORBIDDEN[name]
    first = sign_premises(traced(function))[0]
    assert not first.holds and reason in str(first), str(first)


def test_the_entry_is_named_with_the_product_of_the_maps_between() -> None:
    net = traced(lambda x: nn.ReLU()(nn.ReLU()(x) @ MIXED @ POSITIVE))
    first, second = sign_premises(net)
    assert (MIXED @ POSITIVE).tolist() == [[0.0, 2.0], [1.0, -1.0]]
    (breach,) = second.breaches
    assert first.holds
    assert (breach.source, breach.target) == ("layer 0, output 1", "layer 1, output 1")
    assert breach.weight == -1 and breach.reason == "negative weight"


def test_only_paths_to_the_output_count() -> None:
    net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 0], [0, -1]], [0, 0]), ([[1, 0], [0, 1]], [0, 0])])
    assert [premises.holds for premises in sign_premises(net)] == [True, False]


@pytest.mark.parametrize("slope", [-1.0, -0.5])
def test_the_first_nonlinearity_is_exempt_in_the_sharp_form_only(slope: float) -> None:
    net = traced(lambda x: nn.ReLU()(nn.LeakyReLU(slope)(x @ MIXED) @ POSITIVE))
    assert all(premises.holds for premises in sign_premises(net, "sharp"))
    deck = sign_premises(net, "deck")
    assert not any(premises.holds for premises in deck)
    assert "is not monotone" in str(deck[0])
    assert sx.verify_convexity(net).holds


def test_signs_of_batch_norm_are_multiplied_in() -> None:
    """A negative scale turns non-negative weights around, and negative ones into what the premises ask for."""

    def net(weights: Any) -> sx.Network:
        return traced(lambda x: nn.ReLU()(nn.ReLU()(x) * M([-1.0, -2.0]) @ weights))

    assert all(premises.holds for premises in sign_premises(net(NEGATIVE)))
    assert not any(premises.holds for premises in sign_premises(net(POSITIVE)))


def test_concave_outputs_are_convex_ones_negated() -> None:
    net = traced(lambda x: -nn.ReLU()(nn.ReLU()(x @ MIXED) @ POSITIVE))
    assert all(premises.holds for premises in sign_premises(net, concave=True))
    assert sx.verify_convexity(net).concave
    assert str(sign_premises(net, concave=True)[0]) == "output 0: sharp premises of concavity hold"


def test_differences_of_convex_outputs_need_not_be_convex() -> None:
    net = traced(lambda x: (lambda z: z @ M([[1.0], [-1.0]]))(nn.ReLU()(x)))
    assert not sign_premises(net)[0].holds and not sx.verify_convexity(net).holds


def test_units_that_never_switch_on_the_domain_are_affine_there() -> None:
    net = sx.Network.from_layers([([[1], [1]], [0, 5]), ([[1, -1]], [0])])
    verdict = sx.verify_convexity(net, sx.Box(-1, 1))
    assert verdict.holds and not verdict[0].sharp.holds and verdict[0].on_domain.holds
    leaky = traced(lambda x: (nn.LeakyReLU(0.25)(x + 5) * -1.0) + nn.ReLU()(x), inputs=1)
    assert sx.verify_convexity(leaky, sx.Box(-1, 1))[0].on_domain.holds
    pooled = traced(lambda x: -nn.MaxPool1d(2)((x + M([0.0, 9.0])).reshape(1, 2)))
    assert sx.verify_convexity(pooled, sx.Box(-1, 1))[0].on_domain.holds


def test_bad_forms_are_named() -> None:
    with pytest.raises(sx.InputError, match="form must be 'deck' or 'sharp', not 'loose'"):
        sign_premises(sx.arrangement([[1]]), "loose")  # type: ignore[arg-type]
