"""Deep networks with known counts: sawtooth and folds (THEORY 5.6), and the small nets of the papers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .net import Matrix, Net, net, with_sum

SAWTOOTH_CELLS_ON_R = [3, 6, 10, 18, 34, 66]
"""After each layer. Where x < 0 the pre-activations of the second layer's first unit are identically zero."""

LINES = (np.array([[1.0, 1.0], [3.0, -6.0], [15.0, -5.0]]), np.array([-1.0, 1.0, -7.0]))
"""x + y = 1, x - 2y = -1/3, 3x - y = 7/5 times the denominators: 7 cells in the open unit square."""

FOLD_COUNTS = {(2,): (28, 39), (2, 2): (112, 148), (3, 2): (252, 279), (2, 2, 2): (448, 516)}
"""Folds -> activation regions in the unit square and on R^2."""


def sawtooth(depth: int) -> Net:
    """depth copies of T(x) = 2[x]_+ - 4[x - 1/2]_+; 2^depth cells on [0, 1]."""
    first = (np.array([[1.0], [1.0]]), np.array([0.0, -0.5]))
    later = (np.array([[2.0, -4.0], [2.0, -4.0]]), np.array([0.0, -0.5]))
    return net(first, *[later] * (depth - 1), (np.array([[2.0, -4.0]]), np.zeros(1)))


def folded_lines(folds: Sequence[int]) -> Net:
    """Each fold maps [0, 1] onto itself p-to-1 in both coordinates; then the three lines.

    T_p(z) = [pz]_+ + 2 sum_{i=1}^{p-1} (-1)^i [pz - i]_+, whose units need no thirds.
    """
    hidden: list[tuple[Matrix, Matrix]] = []
    readout = np.eye(2)
    for p in folds:
        steps = np.kron(np.eye(2), np.full((p, 1), float(p)))
        hidden.append((steps @ readout, -np.tile(np.arange(float(p)), 2)))
        alternating = np.array([1.0] + [2.0 * (-1.0) ** i for i in range(1, p)])
        readout = np.kron(np.eye(2), alternating[None, :])
    hidden.append((LINES[0] @ readout, LINES[1]))
    return with_sum(hidden)


def serra() -> Net:
    """[4[x]_+ + 2[1-x]_+ - 3]_+ : 3 cells, then 5."""
    return with_sum([([[1.0], [-1.0]], [0.0, 1.0]), ([[4.0, 2.0]], [-3.0])])


def absolute_minus_one() -> Net:
    """[|x| - 1]_+ : 2 cells, then 4."""
    return with_sum([([[1.0], [-1.0]], [0.0, 0.0]), ([[1.0, 1.0]], [-1.0])])
