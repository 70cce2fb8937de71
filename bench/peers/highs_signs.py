"""What people write with scipy: split every cell by every unit, where HiGHS finds a point far enough on both sides."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from bench.peers.answer import Answer, Layers, Matrix

__all__ = ["count"]

TOLERANCE = 1e-8
"""A side exists when a point lies at least that far inside it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Unit normals and constants of its sides (>= 0), a point in it, and the affine map of the layer on it."""

    sides: Matrix
    point: Matrix
    map: Matrix


def count(layers: Layers, box: float | None) -> Answer:
    """Cells after each layer."""
    inputs = layers[0][0].shape[1]
    identity = np.eye(inputs, inputs + 1)
    cells = [Cell(np.empty((0, inputs + 1)), np.zeros(inputs), identity)]
    regions = []
    for weights, biases in layers[:-1]:
        cells = [child for cell in cells for child in _split_by_layer(cell, weights, biases, box)]
        regions.append(len(cells))
    return Answer(regions, f"tolerance {TOLERANCE:g}")


def _split_by_layer(parent: Cell, weights: Matrix, biases: Matrix, box: float | None) -> list[Cell]:
    rows = weights @ parent.map
    rows[:, -1] += biases
    cells = [Cell(parent.sides, parent.point, np.empty((0, rows.shape[1])))]
    for row in rows:
        cells = [child for cell in cells for child in _split_by_unit(cell, row, box)]
    return cells


def _split_by_unit(cell: Cell, row: Matrix, box: float | None) -> list[Cell]:
    length = np.linalg.norm(row[:-1])
    if length < TOLERANCE:
        return [Cell(cell.sides, cell.point, np.vstack([cell.map, row if row[-1] > 0 else 0 * row]))]
    children = []
    for sign in (-1.0, 1.0):
        sides = np.vstack([cell.sides, sign * row / length])
        # The cell's own point often shows one of the two sides; the other one takes a linear program.
        inside = cell.point @ sides[-1, :-1] + sides[-1, -1] > TOLERANCE
        point = cell.point if inside else _deep_point(sides, box)
        if point is not None:
            children.append(Cell(sides, point, np.vstack([cell.map, row if sign > 0 else 0 * row])))
    return children


def _deep_point(sides: Matrix, box: float | None) -> Matrix | None:
    """A point as far inside all sides as there is, up to 1."""
    inputs = sides.shape[1] - 1
    bounds = [(None, None) if box is None else (-box, box)] * inputs
    answer = linprog(
        np.append(np.zeros(inputs), -1.0),
        A_ub=np.hstack([-sides[:, :-1], np.ones((len(sides), 1))]),
        b_ub=sides[:, -1],
        bounds=[*bounds, (None, 1.0)],
        method="highs",
    )
    return None if answer.x is None or answer.x[-1] <= TOLERANCE else answer.x[:-1]
