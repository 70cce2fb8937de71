"""A geometry against the oracle, and what must hold of any geometry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
import splinex as sx
from oracles.facets import bounded_regions, coprime
from oracles.vertices import Row, dot, polyhedron


def rounded(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return np.inf if value > 0 else -np.inf


def assert_geometry(part: sx.Partition) -> sx.Geometry:
    """Vertices, rays, lines and what lies on which facet are the oracle's, and all floats are correctly rounded."""
    geometry = part.geometry(threads=1)
    assert_columns(geometry)
    fixed = [i for i in range(part.network.n_inputs) if i not in geometry.measured]
    for place, region in enumerate(part):
        where = dict(zip(fixed, (region.witness()[i] for i in fixed), strict=True))
        rows = distinct(zip(*region.halfspaces().exact(), strict=True), where)
        mine = facet_rows(geometry, place, where)
        assert set(mine) <= set(rows)
        expected = polyhedron([rows[key] for key in rows], len(geometry.measured))
        keys = list(rows)

        def on_facets(
            tight: frozenset[int], keys: list[tuple[int, ...]] = keys, mine: list[tuple[int, ...]] = mine
        ) -> frozenset[int]:
            return frozenset(mine.index(keys[i]) for i in tight if keys[i] in mine)

        cell = geometry.exact(place)
        vertices = dict(zip(cell.facets, cell.vertices, strict=True))
        assert len(vertices) == len(cell.vertices)
        assert set(vertices) == {on_facets(tight) for tight in expected.vertices}
        of_rays = [frozenset(geometry.rays.facets.of(k).tolist()) for k in rows_of(geometry.rays, place)]
        rays = dict(zip(of_rays, cell.rays, strict=True))
        assert len(rays) == len(cell.rays)
        assert set(rays) == {on_facets(tight) for tight in expected.rays}
        assert len(cell.lines) == len(expected.lines)
        for line in cell.lines:
            assert all(dot(a, [line[i] for i in geometry.measured]) == 0 for a, _ in rows.values())
        for vertex in cell.vertices:
            assert all(vertex[i] == value for i, value in where.items())
            assert all(dot(a, [vertex[i] for i in geometry.measured]) <= b for a, b in rows.values())
        if not cell.lines:
            for tight, x in expected.vertices.items():
                assert tuple(vertices[on_facets(tight)][i] for i in geometry.measured) == x
            for tight, r in expected.rays.items():
                found = [rays[on_facets(tight)][i] for i in geometry.measured]
                assert tuple(v / max(map(abs, found)) for v in found) == r
        for kind, exact in (
            (geometry.vertices, cell.vertices),
            (geometry.rays, cell.rays),
            (geometry.lines, cell.lines),
        ):
            scales = [Fraction(1) if exact is cell.vertices else max(map(abs, v)) for v in exact]
            floats = [[rounded(x / scale) for x in v] for v, scale in zip(exact, scales, strict=True)]
            assert kind.of(place).tolist() == floats
    halfspaces = geometry.facets.halfspaces()
    assert np.array_equal(geometry.halfspaces.A, halfspaces.A)
    assert np.array_equal(geometry.halfspaces.b, halfspaces.b)
    regions = [list(zip(*region.halfspaces().exact(), strict=True)) for region in part]
    assert geometry.bounded.tolist() == bounded_regions(regions, part.network.n_inputs)
    return geometry


def assert_columns(geometry: sx.Geometry) -> None:
    """What the columns say of each other."""
    part, n = geometry.partition, len(geometry)
    low, high = geometry.bounding_boxes
    centres, radii = geometry.chebyshev_balls
    assert (
        len(part) == n == len(geometry.vertices) == len(geometry.rays) == len(geometry.lines) == len(geometry.volumes)
    )
    assert np.array_equal(geometry.bounded, part.bounded)
    assert np.array_equal(np.isinf(geometry.volumes), ~geometry.bounded)
    assert np.array_equal(np.isfinite(low).all(axis=1) & np.isfinite(high).all(axis=1), geometry.bounded)
    assert (geometry.vertices.counts > 0).all()
    assert geometry.neighbours.values.tolist() == geometry.facets.neighbour[geometry.facets.neighbour >= 0].tolist()
    for i in range(len(geometry.facets)):
        assert geometry.units.of(i).tolist() == geometry.facets.units(i).tolist()
    for i in range(n):
        A, b = geometry.halfspaces.of(i)
        inside = [geometry.vertices.of(i), *([] if np.isinf(radii[i]) or not len(b) else [centres[i : i + 1]])]
        for points in inside:
            with np.errstate(over="ignore", invalid="ignore"):
                excess = A @ points.T - b[:, None]
                assert not (excess > 1e-9 * (1 + np.abs(A) @ np.abs(points.T))).any()
        assert np.isinf(radii[i]) or not geometry.measured or np.isfinite(centres[i]).all()
    if len(geometry.measured) == 2:
        for i in range(n):
            if not len(geometry.lines.of(i)):
                assert_counter_clockwise(geometry, i)


def assert_counter_clockwise(geometry: sx.Geometry, i: int) -> None:
    """Each vertex shares a facet with the next one, and the region lies to the left of it; rays begin and end the walk."""
    cell = geometry.exact(i)
    points = [tuple(v[k] for k in geometry.measured) for v in cell.vertices]
    rays = [tuple(r[k] for k in geometry.measured) for r in cell.rays]
    if len(rays) == 2:
        points = [add(points[0], rays[0]), *points, add(points[-1], rays[1])]
    if len(rays) == 1:
        points = [add(points[0], rays[0]), *points, add(points[-1], rays[0])]
    n = len(points)
    turns = range(n) if not rays else range(1, n - 1)
    for k in turns:
        (x0, y0), (x1, y1), (x2, y2) = points[k - 1], points[k], points[(k + 1) % n]
        assert (x1 - x0) * (y2 - y1) - (y1 - y0) * (x2 - x1) > 0
    m = len(cell.vertices)
    for k in range(m if not rays else m - 1):
        assert cell.facets[k] & cell.facets[(k + 1) % m]


def add(point: tuple[Fraction, ...], direction: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return tuple(a + b for a, b in zip(point, direction, strict=True))


def rows_of(kind: sx.geometry.Generators, i: int) -> range:
    rows = kind.range_of(i)
    return range(rows.start, rows.stop)


def distinct(
    half_spaces: Iterable[tuple[Sequence[Fraction], Fraction]], where: dict[int, Fraction]
) -> dict[tuple[int, ...], Row]:
    """Rows in the measured coordinates, each once, by their coprime integers."""
    result: dict[tuple[int, ...], Row] = {}
    for a, b in half_spaces:
        constant = b - sum((a[i] * v for i, v in where.items()), Fraction(0))
        normal = tuple(v for i, v in enumerate(a) if i not in where)
        if any(normal):
            result[coprime([*normal, constant])] = (normal, constant)
    return result


def facet_rows(geometry: sx.Geometry, i: int, where: dict[int, Fraction]) -> list[tuple[int, ...]]:
    A, b = geometry.halfspaces_of(i).exact()
    return [coprime([*(v for k, v in enumerate(a) if k not in where), c]) for a, c in zip(A, b, strict=True)]


def assert_volumes(part: sx.Partition, total: Fraction) -> None:
    """They add up: exactly, and in floats within what is claimed."""
    geometry = part.geometry()
    found = [geometry.exact(i).volume() for i in range(len(part))]
    exact = [volume for volume in found if isinstance(volume, Fraction) and volume > 0]
    assert len(exact) == len(part)
    assert sum(exact) == total
    for value, volume, error in zip(geometry.volumes.tolist(), exact, geometry.volume_errors.tolist(), strict=True):
        assert abs(Fraction(value) - volume) <= Fraction(error)
        assert error <= 1e-6 * float(total)
