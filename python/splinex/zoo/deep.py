"""Deep networks with exact counts: sawtooth and folds, and the small nets of the papers."""

from collections.abc import Sequence
from itertools import pairwise
from math import prod

import numpy as np
from numpy.typing import NDArray

from splinex.network import Network
from splinex.zoo.entry import Family, Known

__all__ = ["FAMILIES"]

Matrix = NDArray[np.float64]

_LINES = (np.array([[1.0, 1.0], [3.0, -6.0], [15.0, -5.0]]), np.array([-1.0, 1.0, -7.0]))
"""x + y = 1, x - 2y = -1/3, 3x - y = 7/5 times the denominators: 7 cells in the open unit square."""

_FOLDS_ON_THE_PLANE = {(2,): 39, (2, 2): 148, (3, 2): 279, (2, 2, 2): 516}
_LINEAR_IN_THE_SQUARE = {(2,): (26, 23), (2, 2): (100, 81), (3, 2): (222, 155), (2, 2, 2): (392, 245)}
"""Linear regions and distinct affine maps of the output."""

_MOST_LAYERS = 40


def sawtooth(depth: int) -> Network:
    """depth copies of T(x) = 2[x]_+ - 4[x - 1/2]_+."""
    first = (np.array([[1.0], [1.0]]), np.array([0.0, -0.5]))
    later = (np.array([[2.0, -4.0], [2.0, -4.0]]), np.array([0.0, -0.5]))
    return Network.from_layers([first, *[later] * (depth - 1), (np.array([[2.0, -4.0]]), np.zeros(1))])


def _sawtooth_known(depth: int) -> dict[str, Known]:
    if not 1 <= depth <= _MOST_LAYERS:
        return {}
    on_line = tuple(2**k + 2 if k > 1 else 3 for k in range(1, depth + 1))
    inside = tuple(2**k for k in range(1, depth + 1))
    maps = 3 if depth == 1 else 2**depth + 1
    return {
        "space": Known(on_line, {"linear regions": on_line[-1], "affine maps": maps}),
        "unit": Known(inside, {"linear regions": inside[-1]}),
    }


def folding(*folds: int) -> Network:
    """Each fold maps [0, 1] onto itself p-to-1 in both coordinates; then the three lines.

    The output is 15 times the sum of the lines' positive parts, before they were multiplied by their denominators.

    T_p(z) = [pz]_+ + 2 sum_{i=1}^{p-1} (-1)^i [pz - i]_+, whose units need no thirds.
    """
    hidden: list[tuple[Matrix, Matrix]] = []
    readout = np.eye(2)
    for p in folds:
        steps = np.kron(np.eye(2), np.full((p, 1), float(p)))
        hidden.append((steps @ readout, -np.tile(np.arange(float(p)), 2)))
        alternating = np.array([1.0] + [2.0 * (-1.0) ** i for i in range(1, p)])
        readout = np.kron(np.eye(2), alternating[None, :])
    hidden.append((_LINES[0] @ readout, _LINES[1]))
    return Network.from_layers([*hidden, (np.array([[15.0, 5.0, 3.0]]), np.zeros(1))])


def _folding_known(*folds: int) -> dict[str, Known]:
    if not all(2 <= p <= 20 for p in folds) or len(folds) > _MOST_LAYERS:
        return {}
    squares = [prod(folds[:k]) ** 2 for k in range(1, len(folds) + 1)]
    linear = _LINEAR_IN_THE_SQUARE.get(folds)
    facts = {} if linear is None else dict(zip(("linear regions", "affine maps"), linear, strict=True))
    known = {"unit": Known((*squares, 7 * squares[-1]), facts)}
    on_plane = _FOLDS_ON_THE_PLANE.get(folds)
    if on_plane is not None:
        cells = [_cells_on_the_line(folds[:k]) ** 2 for k in range(1, len(folds) + 1)]
        known["space"] = Known((*cells, on_plane))
    return known


def _cells_on_the_line(folds: Sequence[int]) -> int:
    """Inside [0, 1], left of it, and right of it: T_p falls below 0 there when p is even, and the next fold has a cut at 0."""
    return prod(folds) + 1 + any(p % 2 == 0 for p, _ in pairwise(folds))


def serra() -> Network:
    """[4[x]_+ + 2[1-x]_+ - 3]_+."""
    return _with_sum([(np.array([[1.0], [-1.0]]), np.array([0.0, 1.0])), (np.array([[4.0, 2.0]]), np.array([-3.0]))])


def absolute_minus_one() -> Network:
    """[|x| - 1]_+, with |x| = [x]_+ + [-x]_+."""
    return _with_sum([(np.array([[1.0], [-1.0]]), np.zeros(2)), (np.array([[1.0, 1.0]]), np.array([-1.0]))])


def _with_sum(hidden: Sequence[tuple[Matrix, Matrix]]) -> Network:
    return Network.from_layers([*hidden, (np.ones((1, len(hidden[-1][1]))), np.zeros(1))])


FAMILIES = [
    Family(
        name="sawtooth",
        form="-{depth}",
        group="deep",
        title="T(x) = 2[x]_+ - 4[x - 1/2]_+, {depth} times; units are identically zero where x < 0",
        build=sawtooth,
        known=_sawtooth_known,
        listed=[(depth,) for depth in range(1, 9)],
        how="2^L on [0, 1]; 2^L + 2 on R",
        reference="Telgarsky 2016, Benefits of depth in neural networks",
        allowed=f"depth = 1..{_MOST_LAYERS}",
    ),
    Family(
        name="folding",
        form="-{folds...}",
        group="deep",
        title="folds ({folds}) of the plane, each p-to-1 on [0, 1] in both coordinates, and three lines",
        build=folding,
        known=_folding_known,
        listed=[(2,), (2, 2), (3, 2), (2, 2, 2)],
        how="7 prod p_i^2 in the unit square; table on R^2",
        reference="after Montúfar, Pascanu, Cho and Bengio 2014, On the number of linear regions of deep neural networks",
        allowed=f"up to {_MOST_LAYERS} folds, each of 2..20 pieces,",
    ),
    Family(
        name="serra-fig2",
        form="",
        group="deep",
        title="[4[x]_+ + 2[1-x]_+ - 3]_+",
        build=serra,
        known=lambda: {"space": Known((3, 5), {"linear regions": 4, "affine maps": 4})},
        listed=[()],
        how="by hand",
        reference="Serra, Tjandraatmadja and Ramalingam 2018, Bounding and counting linear regions of deep neural networks",
    ),
    Family(
        name="absolute-minus-one",
        form="",
        group="deep",
        title="[|x| - 1]_+",
        build=absolute_minus_one,
        known=lambda: {"space": Known((2, 4), {"linear regions": 3, "affine maps": 3})},
        listed=[()],
        how="by hand",
        reference="the smallest network that is not convex although its later weights are nonnegative",
    ),
]
