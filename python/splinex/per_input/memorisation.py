"""How much templates look like the data: cosines, points alone in their cells, and the optimum of memorisation (slide 34)."""

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_finite, readonly
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.options import check_index, positive_integer
from splinex.per_input.inputs import as_inputs
from splinex.per_input.templates import templates
from splinex.progress import ProgressOption

__all__ = ["Memorisation", "memorisation", "memorising_templates"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Memorisation:
    """How a network's templates relate to the points that it was trained on.

    Attributes
    ----------
    cosines : ndarray of float64, (n, n_outputs), read-only
        cos(A_c(x), x), computed in floats from the correctly rounded templates; NaN where the template or the point is zero.
    classes : ndarray of int64, (n,), read-only
        The class of each point.
    alone : ndarray of bool, (n,), read-only
        Whether no other point lies in the same cell. Exact. Equal points share a cell, so they are not alone.
    cells : int
        How many cells the points lie in. Exact.
    """

    cosines: Floats
    classes: NDArray[np.int64]
    alone: NDArray[np.bool_]
    cells: int

    @property
    def share_alone(self) -> Fraction:
        """The share of points that are alone in their cell. Exact."""
        return Fraction(int(self.alone.sum()), max(len(self.alone), 1))

    @property
    def own(self) -> Floats:
        """cos(A_y, x) of each point with the template of its own class, (n,): 1 in the optimum of memorisation."""
        chosen: Floats = self.cosines[np.arange(len(self.cosines)), self.classes]
        return chosen

    @property
    def others(self) -> Floats:
        """cos(A_c, x) with the templates of the other classes, (n, n_outputs - 1): -1 in the optimum."""
        other = np.arange(self.cosines.shape[1]) != self.classes[:, None]
        chosen: Floats = self.cosines[other].reshape(len(self.cosines), -1)
        return chosen

    def __repr__(self) -> str:
        return f"Memorisation({len(self.alone)} points in {self.cells} cells, {int(self.alone.sum())} of them alone)"


def memorisation(
    net: NetworkLike, X: ArrayLike, y: ArrayLike | None = None, *, progress: ProgressOption = None
) -> Memorisation:
    """Measure how templates and training data go together.

    Parameters
    ----------
    net : Network, path, torch module, ...
    X : array_like of float
        A batch: (n, n_inputs) or ``(n, *input_shape)``.
    y : array_like of int, (n,), optional
        The class of each point, from 0 to n_outputs - 1; by default what the network decides.
    progress
        As for `templates`.

    Returns
    -------
    Memorisation

    Raises
    ------
    InputError
        For shapes that do not fit, for numbers that are not finite, and for a class that is not there.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[1, 0], [0, 1]], [0, 0])])  # the templates are the axes
    >>> sx.memorisation(net, [[2, 0], [0, 3]], [0, 1]).own.tolist()
    [1.0, 1.0]
    """
    network = as_network(net)
    points, _ = as_inputs(X, network, "X")
    given = None if y is None else _classes(y, len(points), network.n_outputs)
    found = templates(network, points, progress=progress)
    classes = found.labels if given is None else given
    flat = found.templates.reshape(len(points), network.n_outputs, network.n_inputs)
    cosines = np.einsum("ncd,nd->nc", _normalised(flat), _normalised(points))
    sizes = np.bincount(found.cells)
    return Memorisation(
        readonly(np.clip(cosines, -1, 1)),
        classes,
        readonly(sizes[found.cells] == 1),
        int((sizes > 0).sum()),
    )


def memorising_templates(x: ArrayLike, label: int, n_classes: int, energy: float = 1.0) -> Floats:
    """The templates that minimise the cross-entropy at one point, among those without bias and with a bounded energy.

    With ``sum_c |A_c|^2 = K`` the minimum is at ``A_y = sqrt(K (C - 1) / C) x / |x|``, and at
    ``A_c = -sqrt(K / (C (C - 1))) x / |x|`` for the other classes: all templates are collinear with the datum (slide 34).
    The loss is then ``log(1 + (C - 1) exp(-|x| sqrt(K C / (C - 1))))``.

    Parameters
    ----------
    x : array_like of float, any shape
        Not zero.
    label : int
        y, from 0 to n_classes - 1.
    n_classes : int
        C, at least 2.
    energy : float
        K, positive.

    Returns
    -------
    ndarray of float64, (n_classes,) + x.shape
        In floats.

    Raises
    ------
    InputError
        For a zero datum, a class that is not there, fewer than 2 classes, or an energy that is not positive.

    Examples
    --------
    >>> memorising_templates([0, 3], 0, 2, energy=2.0).tolist()
    [[0.0, 1.0], [0.0, -1.0]]
    """
    datum = as_finite(x, "x")
    C, K = positive_integer("n_classes", n_classes), float(as_finite(energy, "energy"))
    if C < 2 or K <= 0:
        raise InputError(f"at least 2 classes and a positive energy are needed, not {C} and {K}")
    if not datum.any():
        raise InputError("x is zero: every template gives the same loss there")
    factors = np.full(C, -sqrt(K / (C * (C - 1))))
    factors[check_index("label", label, C)] = sqrt(K * (C - 1) / C)
    unit = _normalised(datum.reshape(1, -1))
    return (factors[:, None] * unit + 0.0).reshape(C, *datum.shape)


def _normalised(vectors: Floats) -> Floats:
    """Vectors (..., d) over their norms; those that are zero, or too large for float64, become NaN."""
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = vectors / np.abs(vectors).max(axis=-1, keepdims=True)  # So that squares neither overflow nor vanish.
        result: Floats = scaled / np.linalg.norm(scaled, axis=-1, keepdims=True)
    return result


def _classes(y: ArrayLike, n: int, n_outputs: int) -> NDArray[np.int64]:
    given = as_finite(y, "y")
    if given.shape != (n,):
        raise InputError(f"y has shape {given.shape}; ({n},) is needed: the class of each point")
    wrong = (given != np.rint(given)) | (given < 0) | (given >= n_outputs)
    if wrong.any():
        raise InputError(f"y holds {given[wrong][0]:g}; classes are integers from 0 to {n_outputs - 1}")
    return readonly(given.astype(np.int64))
