"""Arrangements whose normals are 0/1 vectors, and the grids and moment curves that have closed formulas."""

from __future__ import annotations

from itertools import combinations, product

from .arrangement import Arrangement, affine, axis, central


def coordinate(n: int) -> Arrangement:
    return central(axis(n, {i: 1}) for i in range(n))


def grid(p: int, q: int) -> Arrangement:
    """p vertical and q horizontal lines."""
    return affine([*(((1, 0), -k) for k in range(p)), *(((0, 1), -k) for k in range(q))])


def threshold_graphs(n: int) -> Arrangement:
    return central(axis(n, {i: 1, j: 1}) for i, j in combinations(range(n), 2))


def resonance(n: int) -> Arrangement:
    """A hyperplane sum_S x_i = 0 for every nonempty S."""
    return central(normal for normal in product((0, 1), repeat=n) if any(normal))


def threshold_functions(n: int) -> Arrangement:
    """A hyperplane v_0 + sum v_i x_i = 0 for every x in {0,1}^n, in the n + 1 coordinates v."""
    return central((1, *x) for x in product((0, 1), repeat=n))


def cyclic_affine(n: int, dimension: int) -> Arrangement:
    """n hyperplanes in general position: normals (1, t, .., t^(d-1)), constant t^d."""
    return affine((tuple(t**k for k in range(dimension)), t**dimension) for t in range(1, n + 1))


def cyclic_central(n: int, dimension: int) -> Arrangement:
    return central(tuple(t**k for k in range(dimension)) for t in range(1, n + 1))
