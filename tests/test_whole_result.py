"""Properties of a complete listing: it tiles the domain, its maps are the network's, its witnesses are proofs."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import splinex as sx
from families import awkward
from families.cancelling import lattice_net
from families.known import zoo_net
from families.net import Net
from families.random_nets import design_net, he_net, integer_net, lcg_net
from listing import assert_witness, ends, exact, network, polygons
from oracles.exact_net import evaluate, exact_value, rows_on
from oracles.polygons import Point, area, box_corners

PLANAR = {
    "generic": he_net(3, (2, 8, 6, 1)),
    "ties": integer_net(5, (2, 6, 5, 1)),
    "nines": lcg_net(1, (2, 5, 4, 3), 9),
    "lattice": lattice_net(2, 2, 4),
    "near lattice": lattice_net(2, 2, 4, scale=0.1),
    "folds": zoo_net("folding-3-2"),
    "bias-free": awkward.bias_free(),
    "near copy": awkward.with_near_copy(he_net(4, (2, 5, 4, 1))),
}
BOXES = {"unit": sx.Box(-1, 1), "decimal": sx.Box([-0.3, 0.1], [0.7, 1.9])}
SOLID = {
    "generic": he_net(8, (3, 7, 4, 2)),
    "ties": integer_net(9, (3, 6, 4, 1)),
    "lattice": lattice_net(1, 3, 4, scale=0.1),
}
ALL = {
    **{f"2-D {name}": net for name, net in PLANAR.items()},
    **{f"3-D {name}": net for name, net in SOLID.items()},
    "1-D no float": awkward.cell_without_a_float(),
}


def _polygons(net: Net, domain: sx.Box) -> list[tuple[Point, ...]]:
    return polygons(sx.enumerate_regions(network(net), domain), box_corners(ends(net, domain)))


@pytest.mark.parametrize("side", BOXES)
@pytest.mark.parametrize("name", PLANAR)
def test_areas_add_up_to_the_box_exactly(name: str, side: str) -> None:
    net, domain = PLANAR[name], BOXES[side]
    areas = [area(corners) for corners in _polygons(net, domain)]
    assert all(value > 0 for value in areas)
    assert sum(areas) == area(box_corners(ends(net, domain)))


@pytest.mark.parametrize("name", PLANAR)
def test_euler(name: str) -> None:
    """V - E + F = 1 with every vertex that lies on an edge cutting it, and every inner edge has two cells."""
    faces = _polygons(PLANAR[name], BOXES["unit"])
    vertices = {corner for corners in faces for corner in corners}
    edge_uses: dict[frozenset[Point], int] = {}
    for corners in faces:
        for start, end in pairwise((*corners, corners[0])):
            for piece in pairwise(_between(start, end, vertices)):
                edge_uses[frozenset(piece)] = edge_uses.get(frozenset(piece), 0) + 1
    assert len(vertices) - len(edge_uses) + len(faces) == 1
    for edge, uses in edge_uses.items():
        on_border = any(all(point[axis] == value for point in edge) for axis in (0, 1) for value in (-1, 1))
        assert uses == (1 if on_border else 2)


def _between(start: Point, end: Point, vertices: set[Point]) -> list[Point]:
    """The vertices on the closed segment, in order from start."""
    (x0, y0), (x1, y1) = start, end
    low_x, high_x, low_y, high_y = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    near = [v for v in vertices if low_x <= v[0] <= high_x and low_y <= v[1] <= high_y]
    on_line = [v for v in near if (x1 - x0) * (v[1] - y0) == (y1 - y0) * (v[0] - x0)]
    return sorted(on_line, key=lambda v: abs(v[0] - x0) + abs(v[1] - y0))


@pytest.mark.parametrize("name", ALL)
def test_random_points_lie_in_exactly_one_region(name: str) -> None:
    net, domain = ALL[name], sx.Box(-1, 1)
    partition = sx.enumerate_regions(network(net), domain)
    listed = {row.tobytes(): index for index, row in enumerate(partition.patterns)}
    points = np.random.default_rng(11).uniform(-1, 1, (300, net.n_inputs))
    home = [listed[row.tobytes()] for row in network(net).pattern(points)]
    systems = [region.halfspaces().exact() for region in partition]
    for point, index in list(zip(points, home, strict=True))[:20]:
        x = [Fraction(float(v)) for v in point]
        inside = [i for i, (rows, bounds) in enumerate(systems) if _satisfies(rows, bounds, x)]
        assert inside == [index]


def _satisfies(rows: list[list[Fraction]], bounds: list[Fraction], x: list[Fraction]) -> bool:
    return all(evaluate((tuple(row), -bound), x) <= 0 for row, bound in zip(rows, bounds, strict=True))


@pytest.mark.parametrize("name", ALL)
def test_affine_maps_are_the_networks(name: str) -> None:
    net = ALL[name]
    for region in sx.enumerate_regions(network(net), sx.Box(-1, 1)):
        output = rows_on(exact(net), region.pattern.tolist())[1]
        matrix, offset = region.affine_map().exact()
        assert [(tuple(row), bias) for row, bias in zip(matrix, offset, strict=True)] == output
        point = region.witness()
        assert [evaluate((tuple(row), bias), point) for row, bias in zip(matrix, offset, strict=True)] == list(
            exact_value(exact(net), point)
        )
        rounded_matrix, rounded_offset = region.affine_map()
        assert rounded_matrix.tolist() == [[float(v) for v in row] for row in matrix]
        assert rounded_offset.tolist() == [float(v) for v in offset]


def test_affine_map_of_a_hidden_layer() -> None:
    net = he_net(8, (3, 7, 4, 2))
    for region in sx.enumerate_regions(network(net), max_regions=20):
        units, _ = rows_on(exact(net), region.pattern.tolist())
        for layer, (start, stop) in enumerate([(0, 7), (7, 11)]):
            matrix, offset = region.affine_map(layer=layer).exact()
            on = [
                row if piece else ((Fraction(0),) * 3, Fraction(0))
                for row, piece in zip(units, region.pattern, strict=True)
            ]
            assert [(tuple(row), bias) for row, bias in zip(matrix, offset, strict=True)] == on[start:stop]


@pytest.mark.parametrize("side", ["space", "box", "half"])
@pytest.mark.parametrize("name", ALL)
def test_witnesses_and_points_are_inside(name: str, side: str) -> None:
    net = ALL[name]
    half = sx.Box([0.0] + [-np.inf] * (net.n_inputs - 1), [np.inf] * net.n_inputs)
    where = {"space": None, "box": sx.Box(-1, 1), "half": half}[side]
    partition = sx.enumerate_regions(network(net), where)
    assert partition.patterns.tolist() == [region.pattern.tolist() for region in partition]
    for region, point, inexact in zip(partition, partition.points, partition.inexact, strict=True):
        pattern = tuple(region.pattern.tolist())
        assert_witness(exact(net), ends(net, where), pattern, list(region.witness()))
        assert region.inexact == inexact
        if not inexact:
            assert_witness(exact(net), ends(net, where), pattern, [Fraction(float(v)) for v in point])


def test_witnesses_on_a_zero_width_side() -> None:
    net = integer_net(4, (3, 6, 4, 1))
    plane = sx.Box([-1, 0.1, -np.inf], [1, 0.1, np.inf])
    partition = sx.enumerate_regions(network(net), plane)
    assert (partition.points[:, 1] == 0.1).all()
    for region in partition:
        assert_witness(exact(net), ends(net, plane), tuple(region.pattern.tolist()), list(region.witness()))


def test_point_api_agrees_with_the_regions() -> None:
    net = network(design_net("toy", (2, 45, 3, 4)))
    partition = sx.enumerate_regions(net, sx.Box(-1, 1))
    sure = ~partition.inexact
    assert (net.pattern(partition.points[sure]) == partition.patterns[sure]).all()
    matrices, offsets = net.affine_map(partition.points[sure])
    for region, matrix, offset in zip((r for r in partition if not r.inexact), matrices, offsets, strict=True):
        assert region.affine_map().A.tolist() == matrix.tolist()
        assert region.affine_map().b.tolist() == offset.tolist()
        assert net(region.point) == pytest.approx(matrix @ region.point + offset, rel=1e-9, abs=1e-9)
