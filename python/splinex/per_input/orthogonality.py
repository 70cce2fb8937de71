"""The orthogonality penalty of a network, exactly, in both of its variants (slide 35)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from splinex.errors import InputError
from splinex.exact import quotient
from splinex.formats import NetworkLike, as_network
from splinex.network import Network
from splinex.per_input.inputs import as_inputs, cells_of
from splinex.per_input.templates import integer_maps
from splinex.progress import ProgressOption
from splinex.splines.exact_table import ExactTable

__all__ = ["VARIANTS", "Orthogonality", "check_variant", "orthogonality"]

VARIANTS = ("templates", "last_layer")


@dataclass(frozen=True, slots=True)
class Orthogonality:
    """The value of a penalty on pairs of rows that are not orthogonal.

    Attributes
    ----------
    exact : Fraction
        The penalty of the real function that the network is.
    variant : {"templates", "last_layer"}
        What the rows are.
    rows : int
        Their number C.
    rank : int
        What their rank is at most: their length, and for templates also the width of the narrowest layer.
    """

    exact: Fraction
    variant: str
    rows: int
    rank: int

    @property
    def value(self) -> float:
        """The float64 nearest to `exact`."""
        return quotient(self.exact.numerator, self.exact.denominator)

    @property
    def zero(self) -> bool:
        """Whether all rows are orthogonal to each other: the Gram matrices have no entry beside their diagonals. Exact."""
        return self.exact == 0

    @property
    def attainable(self) -> bool:
        """Whether widths allow it to be zero with no row being zero: rows that are orthogonal to each other are independent."""
        return self.rows <= self.rank


def orthogonality(
    net: NetworkLike,
    x: ArrayLike | None = None,
    *,
    variant: str = "templates",
    progress: ProgressOption = None,
) -> Orthogonality:
    """How far from orthogonal the templates, or the rows of the last layer, are; exactly.

    Two penalties go by this name. ``"templates"`` is that of the code released with the paper: the mean over all classes
    c, c' and all points of <A_c(x), A_c'(x)>^2, where entries with c = c' count as zeros in the mean. ``"last_layer"`` is that
    of the paper: the sum over c != c' of <W_c, W_c'>^2, of rows of the last affine map. They differ: templates are rows of
    W M, with M the map of what comes before, and rows of W that are orthogonal make templates that are only if M M^T is
    a multiple of the identity (Balestriero & Baraniuk, "Mad Max: Affine Spline Insights into Deep Learning", 2018, slide 35).

    Parameters
    ----------
    net : Network, path, torch module, ...
    x : array_like of float, optional
        One input or a batch, for the templates.
    variant : {"templates", "last_layer"}
    progress
        As for `templates`.

    Returns
    -------
    Orthogonality

    Raises
    ------
    InputError
        For another variant, for templates without inputs, for the last layer of a network that ends in units, and for
        inputs of another shape.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[1, 1], [0, 1]], [0, 0]), ([[1, 0], [0, 1]], [0, 0])])
    >>> sx.orthogonality(net, variant="last_layer").zero, sx.orthogonality(net, [2, 1]).value
    (True, 0.5)
    """
    network = as_network(net)
    check_variant(variant)
    if variant == "last_layer":
        return _of_last_layer(network)
    if x is None:
        raise InputError("templates belong to inputs: give x, or ask for variant='last_layer'")
    points, _ = as_inputs(x, network)
    if not len(points):
        raise InputError("x holds no point to average over")
    cells = cells_of(network, points)
    total = Fraction(0)
    for size, (rows, below) in zip(cells.sizes.tolist(), integer_maps(network, cells, progress), strict=True):
        total += Fraction(size * _off_diagonal([row[:-1] for row in rows]), below**4)
    C = network.n_outputs
    rank = min(layer.n_inputs for layer in network.layers)
    return Orthogonality(total / (C * C * len(points)), variant, C, rank)


def check_variant(variant: str) -> None:
    """Reject a penalty that there is not."""
    if variant not in VARIANTS:
        raise InputError(f"variant must be {' or '.join(map(repr, VARIANTS))}, not {variant!r}")


def _of_last_layer(network: Network) -> Orthogonality:
    last = network.layers[-1]
    if not last.affine:
        raise InputError("the network ends in ReLUs or maxima: it has no last affine layer")
    table = ExactTable.of(last.weight, "weight")
    below = table.denominator * last.denominator
    exact = Fraction(_off_diagonal(table.numerators.tolist()), below**4)
    return Orthogonality(exact, "last_layer", last.n_outputs, last.n_inputs)


def _off_diagonal(rows: Sequence[Sequence[int]]) -> int:
    """The sum of <row, other>^2 over ordered pairs of different rows, in integers."""
    table = np.array(rows, dtype=object)
    gram = table @ table.T
    np.fill_diagonal(gram, 0)
    return int((gram * gram).sum())
