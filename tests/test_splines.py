"""Max-affine splines: values, codes, irredundant forms, what they are closed under, all in exact numbers."""

from __future__ import annotations

import itertools
import pickle
from fractions import Fraction

import numpy as np
import pytest
import splinex as sx
from hypothesis import given
from hypothesis import strategies as st
from oracles.integer_lp import interior_point

F = Fraction


@st.composite
def splines(draw: st.DrawFn, inputs: int | None = None) -> sx.MaxAffineSpline:
    """Small integers over small denominators: ties, copies and redundant pieces are common."""
    d = draw(st.integers(1, 3)) if inputs is None else inputs
    rows = draw(st.lists(st.lists(st.integers(-3, 3), min_size=d + 1, max_size=d + 1), min_size=1, max_size=6))
    below = draw(st.sampled_from([1, 2, 3]))
    return sx.MaxAffineSpline([row[:-1] for row in rows], [row[-1] for row in rows], denominator=below)


def some_points(d: int) -> list[list[Fraction]]:
    rng = np.random.default_rng(d)
    return [[F(int(n), 6) for n in row] for row in rng.integers(-30, 31, (12, d))]


def by_hand(spline: sx.MaxAffineSpline, x: list[Fraction]) -> list[Fraction]:
    A, b = spline.exact()
    return [sum((a * v for a, v in zip(row, x, strict=True)), c) for row, c in zip(A, b, strict=True)]


@given(splines())
def test_values_and_codes(spline: sx.MaxAffineSpline) -> None:
    for x in some_points(spline.n_inputs):
        values = by_hand(spline, x)
        assert spline.value(x) == max(values)
        assert spline.codes(x) == values.index(max(values))
        a, b = spline.affine_map(x)
        assert a.tolist() == spline.A[spline.codes(x)].tolist() and b == spline.b[spline.codes(x)]


@given(splines(), st.randoms(use_true_random=False))
def test_equality_does_not_see_order_copies_and_redundant_pieces(spline: sx.MaxAffineSpline, random: object) -> None:
    A, b = spline.exact()
    order = list(range(len(b)))
    random.shuffle(order)  # type: ignore[attr-defined]
    A, b = [A[r] for r in order], [b[r] for r in order]
    middle = [sum(column, F(0)) / len(b) for column in zip(*A, strict=True)]
    other = sx.MaxAffineSpline([*A, A[0], middle], [*b, b[0], sum(b, F(0)) / len(b)])
    assert other == spline and hash(other) == hash(spline)
    assert other.irredundant().n_pieces == spline.irredundant().n_pieces
    lifted = sx.MaxAffineSpline([*A, A[0]], [*b, max(b) + 50])
    assert lifted != spline


@given(splines())
def test_irredundant_pieces_are_those_with_an_interior_point(spline: sx.MaxAffineSpline) -> None:
    cells = spline.cells()
    for cell in cells:
        values = by_hand(spline, list(cell.witness))
        assert max(values) == values[cell.piece]
        best = [r for r, value in enumerate(values) if value == max(values)]
        A, b = spline.exact()
        assert all((A[r], b[r]) == (A[cell.piece], b[cell.piece]) for r in best)
    slim = spline.irredundant()
    assert slim.n_pieces == len(cells) == sx.count_regions(slim.to_network()).total
    assert all(slim.value(x) == spline.value(x) for x in some_points(spline.n_inputs))


@given(splines())
def test_no_piece_with_a_cell_is_missed(spline: sx.MaxAffineSpline) -> None:
    """The oracle, an exact simplex in integers, asks of every piece whether it is larger than all others somewhere."""
    rows = [tuple(row) for row in spline.pieces.numerators.tolist()]
    expected = []
    for r, row in enumerate(rows):
        others = {other for other in rows if other != row}
        above = [tuple(a - b for a, b in zip(row, other, strict=True)) for other in others]
        if rows.index(row) == r and interior_point(above, spline.n_inputs) is not None:
            expected.append(r)
    assert [cell.piece for cell in spline.cells()] == expected


@given(
    st.lists(
        st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=3), min_size=1, max_size=4
    ),
    st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=2),
)
def test_float_codes_of_any_floats(rows: list[list[float]], x: list[float]) -> None:
    """From subnormal to the largest: certified codes are those of the exact values."""
    spline = sx.MaxAffineSpline([row[:2] for row in rows], [row[2] for row in rows])
    values = by_hand(spline, [F(v) for v in x])
    assert spline.codes(x) == values.index(max(values))


@given(st.integers(1, 2).flatmap(lambda d: st.tuples(splines(d), splines(d))), st.sampled_from([0, 1, F(2, 3), 0.1]))
def test_sum_maximum_and_scale(pair: tuple[sx.MaxAffineSpline, sx.MaxAffineSpline], factor: float | Fraction) -> None:
    f, g = pair
    total, largest, scaled = f + g, f.maximum(g), f * factor
    for x in some_points(f.n_inputs):
        assert total.value(x) == f.value(x) + g.value(x)
        assert largest.value(x) == max(f.value(x), g.value(x))
        assert scaled.value(x) == F(factor) * f.value(x)
    assert total == g + f and largest == g.maximum(f) and f + f == 2 * f
    assert total.minus(g) == f and (f + 1).minus(f) == sx.MaxAffineSpline([[0] * f.n_inputs], [1])


@given(splines(2), st.lists(st.lists(st.integers(-2, 2), min_size=3, max_size=3), min_size=2, max_size=2))
def test_precomposition(spline: sx.MaxAffineSpline, W: list[list[int]]) -> None:
    composed = spline.precompose(W, [0.1, F(1, 3)])
    for x in some_points(3):
        inner = [sum((w * v for w, v in zip(row, x, strict=True)), F(0)) for row in W]
        assert composed.value(x) == spline.value([inner[0] + F(0.1), inner[1] + F(1, 3)])


@given(splines(1), splines(1))
def test_a_difference_is_a_spline_just_when_it_is_convex(f: sx.MaxAffineSpline, g: sx.MaxAffineSpline) -> None:
    """In one dimension: slopes on both sides of every breakpoint of either."""
    difference = f.minus(g)

    def breakpoints(spline: sx.MaxAffineSpline) -> list[Fraction]:
        A, b = spline.irredundant().exact()
        pieces = sorted((row[0], c) for row, c in zip(A, b, strict=True))
        return [(c - d) / (s - r) for (r, c), (s, d) in itertools.pairwise(pieces)]

    knots = sorted({*breakpoints(f), *breakpoints(g)})
    at = [knots[0] - 1, *knots, knots[-1] + 1] if knots else [F(0), F(1)]
    values = [f.value([t]) - g.value([t]) for t in at]
    slopes = [(v - u) / (t - s) for s, t, u, v in zip(at, at[1:], values, values[1:], strict=False)]
    assert (difference is not None) == (slopes == sorted(slopes))
    assert difference is None or [difference.value([t]) for t in at] == values


def test_negation_is_refused_unless_affine() -> None:
    absolute = sx.MaxAffineSpline([[-1], [1]])
    with pytest.raises(sx.InputError, match="concave, not convex: it is a minimum of 2 pieces"):
        _ = -absolute
    affine = sx.MaxAffineSpline([[1, 2], [1, 2]], [3, 1])
    assert -affine == sx.MaxAffineSpline([[-1, -2]], [-3]) and affine.affine and not absolute.affine
    assert absolute.minus(2 * absolute) is None and (2 * absolute).minus(absolute) == absolute


def test_float_codes_are_exact_where_rounding_ties() -> None:
    """0.1 + 0.2 and 0.3 differ as floats; the piece 3 x is larger than x + 2 x nowhere and the first wins."""
    spline = sx.MaxAffineSpline([[0.1 + 0.2], [0.3]])
    assert spline.codes([[1.0], [-1.0], [0.0], [2.0**-1074]]).tolist() == [0, 1, 0, 0]
    huge = sx.MaxAffineSpline([[2.0**1023], [2.0**-1074], [-(2.0**1023)]], [0, 0, 1])
    assert huge.codes([[2.0**1023], [0.0], [-(2.0**-1074)], [-1.0]]).tolist() == [0, 2, 2, 2]
    assert huge.irredundant().n_pieces == 2
    rng = np.random.default_rng(0)
    random = sx.MaxAffineSpline(rng.normal(size=(9, 3)), rng.normal(size=9))
    x = rng.normal(size=(40, 3))
    expected = [by_hand(random, [F(v) for v in row]) for row in x.tolist()]
    assert random.codes(x).tolist() == [values.index(max(values)) for values in expected]


def test_numbers_that_no_float_holds() -> None:
    """Pieces on the tangents of x^2 at powers of 1/3: integers of hundreds of bits go to the core in limbs."""
    knots = [F(1, 3) ** k for k in range(60)]
    spline = sx.MaxAffineSpline([[2 * t] for t in knots], [-t * t for t in knots])
    assert spline.irredundant().n_pieces == 60
    chord = sx.MaxAffineSpline([[knots[3] + knots[4]]], [-knots[3] * knots[4]])
    touching = chord + -((knots[3] - knots[4]) ** 2) / 2  # where the tangents at both knots meet
    assert spline.maximum(touching).irredundant().n_pieces == 60
    assert spline.maximum(touching + F(1, 10**80)).irredundant().n_pieces == 61


def test_more_pieces_than_one_maximum_may_have() -> None:
    k = np.arange(-150, 151)
    tangents = sx.MaxAffineSpline(2 * k[:, None], -(k**2))
    assert tangents.n_pieces == 301
    assert tangents.irredundant().n_pieces == 301
    assert tangents.maximum(sx.MaxAffineSpline(2 * k[:, None], -(k**2) - 1)) == tangents


def test_edge_cases() -> None:
    # Slide 14: [a u + b]_+ is the spline with pieces 0 and a u + b; for a = 0 it is one piece, max(0, b).
    assert sx.MaxAffineSpline([[0], [0]], [0, -2]).irredundant().b.tolist() == [0.0]
    assert sx.MaxAffineSpline([[0], [3]], [0, -2]).halfspaces(1).b.tolist() == [-2.0]
    tight = sx.MaxAffineSpline([[0, 0], [1, 0], [0.5, 0]], [0, 0, 0])  # the last is largest on a line only
    assert [cell.piece for cell in tight.cells()] == [0, 1]
    constant = sx.MaxAffineSpline([[0, 0], [0, 0]], [1, 2])
    assert constant.irredundant().b.tolist() == [2.0] and constant.nondecreasing
    assert constant.halfspaces(0).b.tolist() == [-1.0] and constant.halfspaces(0).A.tolist() == [[0.0, 0.0]]
    assert not sx.MaxAffineSpline([[-1], [1]]).nondecreasing
    assert (
        sx.MaxAffineSpline([[-1], [-1], [1]], [-3, 0, 0]).maximum(sx.MaxAffineSpline([[1]], [9])).nondecreasing is False
    )
    assert sx.MaxAffineSpline([[0, 1], [0, 1]], [0, 1]).maximum(tight).nondecreasing
    assert np.float64(0.5) * tight == tight * 0.5 and np.float64(1) + tight == tight + 1
    copy = pickle.loads(pickle.dumps(tight))
    assert copy == tight and copy.A.tolist() == tight.A.tolist()


@pytest.mark.parametrize(
    ("A", "b", "message"),
    [
        ([1, 2], [0, 0], r"A has shape \(2,\)"),
        ([[1], [2]], [0], "A has 2 rows"),
        ([[float("nan")]], [0], "nan"),
        ([[F(1, 3)], ["x"]], [0, 0], "'x' among its Fractions"),
        ([[1]], [float("inf")], "must be finite"),
    ],
)
def test_bad_input(A: object, b: object, message: str) -> None:
    with pytest.raises(sx.InputError, match=message):
        sx.MaxAffineSpline(A, b)
    with pytest.raises(sx.InputError, match="do not go together"):
        sx.MaxAffineSpline([[1]]) + sx.MaxAffineSpline([[1, 2]])
    with pytest.raises(sx.InputError, match="denominator must be a positive integer"):
        sx.MaxAffineSpline([[1]], denominator=0)


@pytest.mark.parametrize("R", [1, 2, 3, 7, 10])
def test_the_best_approximation_of_the_square(R: int) -> None:
    """Slides 10-13: R pieces (x_r + x_(r+1)) x - x_r x_(r+1) - 1 / (8 R^2), x_r = r / R, err by exactly 1 / (8 R^2)."""
    knots = [F(r, R) for r in range(R + 1)]
    slopes = [s + t for s, t in itertools.pairwise(knots)]
    offsets = [-s * t - F(1, 8 * R * R) for s, t in itertools.pairwise(knots)]
    spline = sx.MaxAffineSpline([[a] for a in slopes], offsets)
    assert spline.irredundant().n_pieces == R
    # x^2 less a chord is extreme at the ends of its cell and in the middle; the cells end at the knots.
    where = [*knots, *((s + t) / 2 for s, t in itertools.pairwise(knots))]
    assert {abs(x * x - spline.value([x])) for x in where} == {F(1, 8 * R * R)}
    assert [spline.codes([t]) for t in knots[1:-1]] == list(range(R - 1)), "at a knot two pieces meet"
