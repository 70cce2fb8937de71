"""Convexity of random networks of all kinds of units: the multiplied-out form, verdicts and certificates."""

from __future__ import annotations

from fractions import Fraction

import pytest
import splinex as sx
from graph_programs import Program
from hypothesis import given, settings
from hypothesis import strategies as st
from random_graphs import programs
from random_spaces import spaces
from splinex.convexity import check, convex_for_every_bias, dcp_verdict, plain_network, sign_premises
from splinex.convexity.checker import forward
from splinex.convexity.collapsed import Collapsed, Form, collapse
from splinex.convexity.deciding import never_switching
from splinex.convexity.farkas import multipliers

NUMBERS = st.fractions(-3, 3, max_denominator=5)


def value(form: Form, signals: list[Fraction]) -> Fraction:
    return form.constant + sum((c * signals[s] for s, c in form.terms.items()), Fraction(0))


def evaluated(graph: Collapsed, point: list[Fraction]) -> list[Fraction]:
    signals = list(point)
    for gate in graph.gates:
        rows = [value(row, signals) for row in gate.rows]
        signals.append({"relu": max(rows[0], Fraction(0)), "abs": abs(rows[0]), "max": max(rows)}[gate.kind])
    return [value(form, signals) for form in graph.outputs]


@pytest.mark.parametrize("dimension", [1, 2, 3])
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_the_multiplied_out_form_is_the_network(dimension: int, data: st.DataObject) -> None:
    program: Program = data.draw(programs(dimension, most_units=7))
    net = program.network()
    part = sx.enumerate_regions(net, sx.Box(-1, 1), threads=1)
    point = data.draw(st.lists(NUMBERS, min_size=net.n_inputs, max_size=net.n_inputs))
    expected = forward(plain_network(net)["layers"], point)
    assert evaluated(collapse(net), point) == expected
    assert evaluated(collapse(net, relus_only=True), point) == expected
    if all(abs(v) <= 1 for v in point):
        assert evaluated(collapse(net, never_switching(part)), point) == expected


@pytest.mark.parametrize("dimension", [1, 2])
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_verdicts_are_proven_and_consistent(dimension: int, data: st.DataObject) -> None:
    program: Program = data.draw(programs(dimension, most_units=6))
    domain, _ = data.draw(spaces(dimension))
    net = program.network()
    try:
        verdict = sx.verify_convexity(net, domain, threads=1)
    except sx.InputError as error:
        assert "has no interior" in str(error)
        return
    for output, dcp, signs in zip(verdict, dcp_verdict(net), sign_premises(net), strict=True):
        for concave in (False, True):
            outcome = check(verdict.certificate(output.output, concave=concave, by="facets"))
            assert outcome, outcome.reason
            if (output.concave_premises if concave else output.sharp).holds:
                assert check(verdict.certificate(output.output, concave=concave, by="signs"))
        assert dcp.convex or not signs.holds
        assert output.convex or not dcp.convex


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_what_is_convex_for_every_bias_is_convex_for_these(data: st.DataObject) -> None:
    program: Program = data.draw(programs(2, most_units=6))
    net = program.network()
    try:
        answers = convex_for_every_bias(net)
    except sx.InputError:
        return
    verdict = sx.verify_convexity(net, threads=1)
    for answer, output in zip(answers, verdict, strict=True):
        assert output.convex or not answer.holds
        if answer.counterexample is not None:
            assert check(answer.counterexample.triple.to_dict())


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_multipliers_are_found_exactly_where_a_row_follows(data: st.DataObject) -> None:
    """In one dimension a row a x <= b follows from walls that leave [low, high] exactly when its end does."""
    walls = [([data.draw(NUMBERS)], data.draw(st.fractions(0, 3, max_denominator=5))) for _ in range(3)]
    row = [data.draw(NUMBERS)], data.draw(NUMBERS)
    found = multipliers(row, walls)
    a, b = row[0][0], row[1]
    ends = [bound / w[0] for w, bound in walls if w[0] * a > 0]  # 0 is inside, so the ends are reached
    follows = b >= 0 if a == 0 else bool(ends) and a * min(ends, key=abs) <= b
    assert (found is not None) == follows
    if found is not None:
        assert all(y > 0 for y in found.values())
        assert sum((y * walls[w][0][0] for w, y in found.items()), Fraction(0)) == a
        assert sum((y * walls[w][1] for w, y in found.items()), Fraction(0)) <= b
