"""The proof that an output is convex: all cells, all their walls, and how the gradient jumps across each."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from splinex.convexity.certificates import plain_domain, plain_network
from splinex.convexity.checker import Row, cell
from splinex.convexity.farkas import multipliers
from splinex.convexity.shared_facets import SharedFacets
from splinex.convexity.texts import exact_text

__all__ = ["facet_certificate"]

Wall = tuple[tuple[int, ...], int, tuple[Fraction, ...]]
"""Hyperplane, the cell behind it, and a point of the facet."""


def facet_certificate(facets: SharedFacets, output: int, concave: bool) -> dict[str, Any]:
    """The certificate as JSON, in the form that `splinex.convexity.checker` describes.

    It is complete: of every cell each row of its description is a wall to another cell, a side of the domain, or
    shown to be redundant.
    """
    part = facets.partition
    network, domain = plain_network(part.network), plain_domain(part.domain, part.network.n_inputs)
    shared: list[list[Wall]] = [[] for _ in range(len(part))]
    for facet in facets:
        point = facets.point(facet)
        shared[facet.lower].append((facet.row, facet.upper, point))
        shared[facet.upper].append((facet.row, facet.lower, point))
    cells = []
    for region, around in zip(part, shared, strict=True):
        witness = list(region.witness())
        rows, inner, _ = cell(network["layers"], domain, witness)
        cells.append({"point": [exact_text(p) for p in witness], **_walls(rows, inner, around)})
    return {
        "claim": f"{'concave' if concave else 'convex'} by facets",
        "output": output,
        "cells": cells,
        "domain": domain,
        "network": network,
    }


def _walls(rows: list[Row], inner: int, around: Sequence[Wall]) -> dict[str, Any]:
    walls: list[dict[str, Any]] = []
    for hyperplane, other, point in around:
        row = next(i for i in range(inner) if _same_hyperplane(rows[i], hyperplane))
        walls.append({"row": row, "cell": other, "point": [exact_text(p) for p in point]})
    walls += [{"row": row, "cell": None} for row in range(inner, len(rows))]
    listed = {wall["row"] for wall in walls}
    redundant = []
    for row in sorted(set(range(inner)) - listed):
        found = multipliers(rows[row], [rows[wall["row"]] for wall in walls])
        assert found is not None, "a row that makes no facet follows from those that do"
        redundant.append({"row": row, "multipliers": [[place, exact_text(y)] for place, y in found.items()]})
    return {"walls": walls, "redundant": redundant}


def _same_hyperplane(row: Row, other: Sequence[int]) -> bool:
    """Whether a x = b is [n | c]: n x + c = 0."""
    mine = [*row[0], -row[1]]
    pivot = next(i for i, value in enumerate(other) if value)
    return all(a * other[pivot] == Fraction(b) * mine[pivot] for a, b in zip(mine, other, strict=True))
