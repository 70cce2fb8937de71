"""Decision boundaries: every piece by its own claim, dense grids, exact sign changes along lines, ends that close up, ties."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import splinex as sx
from all_kinds import KINDS
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from small_nets import ENTRIES, matrices
from splinex import nn
from splinex.data import path
from splinex.decision import tied_classes
from splinex.decision.residues import MODULUS, argmax_residues

INF = float("inf")


def box(name: str) -> sx.Box:
    return sx.Box(**json.loads(path("domains.json").read_text())[name])


@st.composite
def classifiers(draw: st.DrawFn, inputs: int | None = None) -> sx.Network:
    """One hidden layer or two of at most 4 units, two or three outputs, often with ties."""
    entries = draw(ENTRIES)
    inner = draw(st.lists(st.integers(1, 4), min_size=1, max_size=2))
    dims = [inputs or draw(st.integers(1, 3)), *inner, draw(st.integers(2, 3))]
    return sx.Network.from_layers(
        [(draw(matrices(n, m, entries)), draw(matrices(1, n, entries))[0]) for m, n in pairwise(dims)]
    )


def forward(net: sx.Network, point: Any) -> list[Fraction]:
    """The outputs of a fully-connected net at a rational point, in fractions."""
    values = list(point)
    for layer in net.layers:
        values = [
            sum((Fraction(w) * v for w, v in zip(row, values, strict=True)), Fraction(b))
            for row, b in zip(layer.weight.tolist(), layer.bias.tolist(), strict=True)
        ]
        values = [max(v, Fraction(0)) for v in values] if layer.relu else values
    return values


def largest(net: sx.Network, point: Any) -> tuple[int, ...]:
    values = forward(net, point)
    return tuple(c for c, v in enumerate(values) if v == max(values))


def changes(net: sx.Network, start: list[int], way: list[int]) -> set[Fraction]:
    """Where along start + t way, -4 <= t <= 4, the set of largest classes is another one than on some side: in fractions."""
    line = [(Fraction(v), Fraction(a)) for v, a in zip(way, start, strict=True)]
    pieces = [(Fraction(-4), Fraction(4), line)]
    for layer in net.layers:
        after = []
        for low, high, functions in pieces:
            rows = [
                (
                    sum((Fraction(w) * f[0] for w, f in zip(row, functions, strict=True)), Fraction(0)),
                    sum((Fraction(w) * f[1] for w, f in zip(row, functions, strict=True)), Fraction(b)),
                )
                for row, b in zip(layer.weight.tolist(), layer.bias.tolist(), strict=True)
            ]
            cuts = sorted({low, high, *(-c / s for s, c in rows if s and low < -c / s < high and layer.relu)})
            for left, right in pairwise(cuts):
                t = (left + right) / 2
                kept = [(s, c) if not layer.relu or s * t + c > 0 else (Fraction(0), Fraction(0)) for s, c in rows]
                after.append((left, right, kept))
        pieces = after
    found: list[tuple[Fraction, Fraction, tuple[int, ...]]] = []
    for low, high, outputs in pieces:
        crossings = {(d - b) / (a - c) for a, b in outputs for c, d in outputs if a != c}
        for left, right in pairwise(sorted({low, high, *(t for t in crossings if low < t < high)})):
            t = (left + right) / 2
            values = [a * t + b for a, b in outputs]
            found.append((left, right, tuple(c for c, v in enumerate(values) if v == max(values))))
    inner = [(b[0], a[2], b[2]) for a, b in pairwise(found)]
    return {
        t
        for t, before, behind in inner
        for here in [largest(net, [a + t * v for a, v in zip(start, way, strict=True)])]
        if here != before or here != behind
    }


def on_line(boundary: sx.DecisionBoundary, start: list[int], way: list[int]) -> set[Fraction]:
    """Where the line meets pieces."""
    result = set()
    for piece in boundary:
        (normal,), (offset,) = piece.hyperplane().exact()
        slope = sum(n * v for n, v in zip(normal, way, strict=True))
        if slope:
            t = (offset - sum(n * a for n, a in zip(normal, start, strict=True))) / slope
            point = [a + t * v for a, v in zip(start, way, strict=True)]
            rows, ends = piece.halfspaces().exact()
            if abs(t) < 4 and all(
                sum(r * p for r, p in zip(row, point, strict=True)) <= end for row, end in zip(rows, ends, strict=True)
            ):
                result.add(t)
    return result


@given(classifiers(), st.data())
@settings(max_examples=25)
def test_a_line_meets_the_pieces_exactly_where_the_largest_classes_change(net: sx.Network, data: st.DataObject) -> None:
    numbers = st.integers(-99, 99)
    boundary = sx.decision_boundary(net)
    for _ in range(3):
        start, way = (data.draw(st.lists(numbers, min_size=net.n_inputs, max_size=net.n_inputs)) for _ in range(2))
        if any(way):
            scaled = [Fraction(v, 61) for v in start], [Fraction(v, 53) for v in way]
            expected, found = changes(net, *scaled), on_line(boundary, *scaled)  # type: ignore[arg-type]
            # A line may also run into faces of lower dimension that belong to no piece; those it does not cross.
            assert expected == found or crosses_a_ridge(boundary, scaled, expected ^ found)


def crosses_a_ridge(boundary: sx.DecisionBoundary, line: Any, places: set[Fraction]) -> bool:
    """Whether at these places the line meets regions' boundaries where units of several hyperplanes are zero."""
    start, way = line
    for t in places:
        point = [a + t * v for a, v in zip(start, way, strict=True)]
        touched = set()
        for region in boundary.partition:
            rows, ends = region.halfspaces().exact()
            values = [
                sum(r * p for r, p in zip(row, point, strict=True)) - e for row, e in zip(rows, ends, strict=True)
            ]
            if all(v <= 0 for v in values):
                touched |= {
                    tuple(r / next(q for q in row if q) for r in row)
                    for row, v in zip(rows, values, strict=True)
                    if v == 0
                }
        if len(touched) < 2:
            return False
    return True


@given(classifiers())
def test_every_piece_is_what_it_says(net: sx.Network) -> None:
    boundary = sx.decision_boundary(net, sx.Box(-2, [INF] + [2] * (net.n_inputs - 1)))
    part = boundary.partition
    for piece in boundary:
        point = piece.witness()
        assert largest(net, point) == piece.classes
        assert len(piece.classes) > 1
        (normal,), (offset,) = piece.hyperplane().exact()
        assert sum(n * v for n, v in zip(normal, point, strict=True)) == offset
        rows, ends = piece.halfspaces().exact()
        for row, end in zip(rows, ends, strict=True):
            assert sum(r * v for r, v in zip(row, point, strict=True)) < end
        assert sum(n * v for n, v in zip(normal, part[piece.region].witness(), strict=True)) < offset
        if piece.neighbour >= 0:
            assert sum(n * v for n, v in zip(normal, part[piece.neighbour].witness(), strict=True)) > offset
        sides = {r: largest(net, part[r].witness()) for r in (piece.region, piece.neighbour) if r >= 0}
        assert piece.classes not in sides.values() or len(sides) == 2
        assert any(classes != piece.classes for classes in sides.values())
        assert [sides[r][0] if r >= 0 else -1 for r in (piece.region, piece.neighbour)] == list(piece.labels)
    ties = {i: largest(net, region.witness()) for i, region in enumerate(part)}
    assert {i: c for i, c in ties.items() if len(c) > 1} == {
        int(i): tuple(np.flatnonzero(mask).tolist())
        for i, mask in zip(boundary.ties.region, boundary.ties.classes, strict=True)
    }


def placed(piece: Any) -> list[float]:
    """A point of a piece in floats, for points of few digits."""
    return [float(v) for v in piece.witness()]


def loose_ends(boundary: sx.DecisionBoundary, low: float, high: float) -> Counter[Any]:
    """Ends at which only one piece ends, inside of the square."""
    ends = Counter(end for both in boundary.segments().exact_ends for end in both if end is not None)
    return Counter({e: n for e, n in ends.items() if n == 1 and low < min(e) and max(e) < high})


@pytest.mark.parametrize("seed", range(3))
def test_ends_close_up_in_the_plane(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net = sx.Network.from_layers([(rng.normal(size=(n, m)), rng.normal(size=n) / 2) for m, n in pairwise([2, 8, 6, 4])])
    boundary = sx.decision_boundary(net, sx.Box(-4, 4))
    assert len(boundary) > 5
    assert (boundary.labels[:, 0] != boundary.labels[:, 1]).all() and not len(boundary.ties)
    assert not loose_ends(boundary, -4, 4)


def test_the_shipped_moons_have_one_line_that_separates_the_grid() -> None:
    net = sx.load(path("moons.npz"))
    boundary = sx.decision_boundary(net)
    lines = boundary.segments()
    assert sum(end is None for both in lines.exact_ends for end in both) == 2  # it comes from infinity and goes there
    assert not loose_ends(boundary, -INF, INF)
    assert not len(boundary.ties) and (boundary.labels[:, 0] != boundary.labels[:, 1]).all()
    # Along each line of a grid the signs of the outputs change as often as pieces are met.
    grid = np.linspace(-2.5, 3.5, 1201)
    drawn = lines.clipped(100.0)
    for height in np.linspace(-1.9, 1.9, 14):
        values = net(np.column_stack([grid, np.full(grid.size, height)]))[:, 0] > 0
        met = ((drawn[:, 0, 1] - height) * (drawn[:, 1, 1] - height) < 0).sum()
        assert (np.diff(values.astype(int)) != 0).sum() == met


def test_iris_in_four_dimensions() -> None:
    boundary = sx.decision_boundary(path("iris.npz"), box("iris"))
    net = sx.load(path("iris.npz"))
    assert boundary.n_classes == 3 and len(boundary) == 916
    for i in range(0, len(boundary), 150):
        assert largest(net, boundary[i].witness()) == boundary[i].classes
        assert len(boundary[i].halfspaces().b) >= 4  # a polytope of dimension 3
    values = np.sort(net(boundary.points), axis=1)
    assert np.abs(values[:, -1] - values[:, -2]).max() < 1e-9 * np.abs(values).max()


def test_duplicated_logits_are_tie_regions_and_what_borders_on_them() -> None:
    net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 0], [1, 0], [0, 1]], [0, 0, 0])])  # x+, x+, (-x)+
    boundary = sx.decision_boundary(net, sx.Box(-1, 1))
    assert boundary.ties.classes.tolist() == [[True, True, False]]
    (piece,) = boundary
    assert piece.classes == (0, 1, 2) and sorted(piece.labels) == [0, 2]
    assert repr(boundary) == "DecisionBoundary(1 pieces between 3 classes, 1 tie regions)"


def test_a_kink_of_a_unit_that_is_the_boundary_is_one_piece() -> None:
    net = sx.Network.from_layers([([[1, 0], [-1, 0]], [0, 0]), ([[1, 0], [0, 1]], [0, 0])])  # x+ against (-x)+
    (piece,) = sx.decision_boundary(net)
    assert piece.labels in {(0, 1), (1, 0)} and piece.witness()[0] == 0
    assert sx.decision_boundary(net).segments().exact_ends == [(None, None)]


def test_a_touch_is_a_piece_with_the_same_class_on_both_sides() -> None:
    net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1], [0, 0]], [0, 0])])  # |x| against 0
    (piece,) = sx.decision_boundary(net)
    assert (piece.labels, piece.classes, placed(piece)) == ((0, 0), (0, 1), [0.0])


def test_a_touch_at_the_domains_side() -> None:
    net = sx.Network.from_layers([([[1, 0], [0, 0]], [0, 0])])
    (piece,) = sx.decision_boundary(net, sx.Box([0, 0], [1, 1]))
    assert (piece.labels, piece.neighbour, placed(piece)[0]) == ((0, -1), -1, 0.0)


def test_three_classes_on_one_hyperplane_are_one_piece() -> None:
    net = sx.Network.from_layers([([[1, 0], [0, 0], [-1, 0]], [0, 0, 0])])
    (piece,) = sx.decision_boundary(net)
    assert piece.classes == (0, 1, 2) and sorted(piece.labels) == [0, 2]


@given(classifiers(inputs=3))
@settings(max_examples=15)
def test_domains_without_interior_see_what_the_plane_sees(net: sx.Network) -> None:
    flat = sx.decision_boundary(net, sx.Box([-2, -2, 0.5], [2, 2, 0.5]))
    rows = sx.decision_boundary(
        net, sx.Polytope([[0, 0, 1], [0, 0, -1], [1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0]], [0.5, -0.5, 2, 2, 2, 2])
    )
    plane = sx.Slice([0, 0, 0.5], [[1, 0, 0], [0, 1, 0]], sx.Box(-2, 2))
    cut = sx.decision_boundary(net, plane)
    assert len(flat) == len(rows) == len(cut)
    assert len(flat.ties) == len(rows.ties) == len(cut.ties)
    for boundary in (flat, rows):
        assert sorted(map(tuple, boundary.classes.tolist())) == sorted(map(tuple, cut.classes.tolist()))
        for piece in boundary:
            assert largest(net, piece.witness()) == piece.classes
            assert len(piece.halfspaces().b) == 2
    assert len(cut.segments()) == len(cut)


def test_one_output_maxout_and_one_input() -> None:
    hat = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[-1, -1]], [1])])  # 1 - |x|
    assert sorted(map(placed, sx.decision_boundary(hat))) == [[-1.0], [1.0]]
    assert sorted(map(placed, sx.decision_boundary(hat, threshold=0.5))) == [[-0.5], [0.5]]
    assert len(sx.decision_boundary(hat, threshold=2)) == 0
    assert [*map(placed, sx.decision_boundary(hat, threshold=1))] == [[0.0]]  # it only touches
    corner = sx.Network.sequential([nn.Maxout([[[1, 0], [0, 1]], [[0, 0], [0, 0]]], [[0, 0], [1, 1]])], (2,))
    found = sx.decision_boundary(corner)  # max(x, y) against 1
    assert len(found) == 2 and sorted(map(str, found.segments().exact_ends)) == sorted(
        [str(((Fraction(1), Fraction(1)), None))] * 2
    )


def test_what_cannot_be() -> None:
    net = sx.load(path("iris.npz"))
    with pytest.raises(sx.InputError, match="more than max_regions = 10 regions"):
        sx.decision_boundary(net, box("iris"), max_regions=10)
    with pytest.raises(sx.InputError, match="threshold"):
        sx.decision_boundary(net, box("iris"), threshold=1)
    with pytest.raises(sx.InputError, match="threshold is nan"):
        sx.decision_boundary(path("moons.npz"), threshold=float("nan"))
    with pytest.raises(sx.InputError, match="segments are for domains of dimension 2 in 2 coordinates, not 1 in 1"):
        sx.decision_boundary(sx.Network.from_layers([([[1]], [0])])).segments()
    boundary = sx.decision_boundary(path("moons.npz"))
    with pytest.raises(IndexError, match="piece 33 of 33"):
        boundary[33]
    assert repr(boundary[-1]) == "BoundaryPiece(classes 0 and 1)"


def test_a_point_as_domain_and_nothing_to_decide() -> None:
    net = sx.Network.from_layers([([[1, 0], [0, 1]], [0, 0])])
    boundary = sx.decision_boundary(net, sx.Box(0.5, 0.5))
    assert len(boundary) == 0 and len(boundary.ties) == 1  # the point itself is a tie
    constant = sx.Network.from_layers([([[0, 0], [0, 0]], [1, 0])])
    empty = sx.decision_boundary(constant)
    assert len(empty) == 0 and empty.segments().ends.shape == (0, 2, 2) and empty.hyperplanes().A.shape == (0, 2)


@pytest.mark.parametrize("kind", [k for k in KINDS if KINDS[k]().n_inputs < 4])
def test_residues_only_save_time(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    net = KINDS[kind]()
    quick = sx.decision_boundary(net, sx.Box(-1, 1))
    monkeypatch.setattr(tied_classes, "argmax_residues", lambda part: None)
    slow = sx.decision_boundary(net, sx.Box(-1, 1))
    assert np.array_equal(quick.facet, slow.facet) and np.array_equal(quick.classes, slow.classes)
    assert np.array_equal(quick.ties.classes, slow.ties.classes)


def test_residues_are_those_of_the_exact_rows() -> None:
    assert all(MODULUS % k for k in range(2, int(MODULUS**0.5) + 1))
    part = sx.enumerate_regions(sx.load(path("iris.npz")).with_argmax(), box("iris"))[::200]
    found = argmax_residues(part)
    assert found is not None
    for region, rows in zip(part, found, strict=True):
        numerators, scale = part.network._exact.preactivations(region.bits, 2)
        expected = [a * pow(scale, -1, MODULUS) % MODULUS for a in numerators]
        assert rows.ravel().tolist() == expected


def labelled(net: sx.Network, points: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.asarray(net(points).argmax(axis=1))


def test_a_dense_grid_changes_class_only_across_pieces() -> None:
    rng = np.random.default_rng(5)
    net = sx.Network.from_layers([(rng.normal(size=(n, m)), rng.normal(size=n) / 2) for m, n in pairwise([2, 7, 3])])
    boundary = sx.decision_boundary(net, sx.Box(-3, 3))
    A, b = boundary.hyperplanes()
    ends = boundary.segments().ends
    starts, stops = rng.uniform(-3, 3, (2, 400, 2))
    for start, stop in zip(starts, stops, strict=True):
        # Pieces that the segment from start to stop crosses, against the classes along it.
        across = (A @ start - b) * (A @ stop - b) < 0
        turn = np.array([[0, 1], [-1, 0]]) @ (stop - start)
        beside = ((ends[:, 0] - start) @ turn) * ((ends[:, 1] - start) @ turn) < 0
        along = labelled(net, start + np.linspace(0, 1, 4001)[:, None] * (stop - start))
        assert (np.diff(along) != 0).sum() == (across & beside).sum()
