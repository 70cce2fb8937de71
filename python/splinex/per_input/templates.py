"""Matched filters: the rows of the local affine map as templates of the classes (slides 31-33)."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import readonly
from splinex.exact import RationalRow, quotient
from splinex.formats import NetworkLike, as_network
from splinex.memory import MemoryBudget
from splinex.network import Network
from splinex.per_input.inputs import Cells, as_inputs, cells_of
from splinex.progress import Progress, ProgressOption, check_progress, reporting
from splinex.splines.exact_table import ExactTable

__all__ = ["Templates", "integer_maps", "templates"]

_REPORT_SECONDS = 0.05

Floats = NDArray[np.float64]
IntegerRows = tuple[list[tuple[int, ...]], int]
"""Numerators of the rows [A | b], and their one positive denominator."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Templates:
    """The local affine map of each input as a matched filterbank: z_c = <A_c(x), x> + b_c(x).

    For a single input the axis n is left out. Every float is the one nearest to the exact number.

    Attributes
    ----------
    templates : ndarray of float64, (n, n_outputs) + input_shape, read-only
        Row c of A_Q(x) in the shape of the input. Equal for two inputs of the same cell.
    inner_products : ndarray of float64, (n, n_outputs), read-only
        <A_c(x), x>.
    biases : ndarray of float64, (n, n_outputs), read-only
        b_c(x). They take part in the decision.
    scores : ndarray of float64, (n, n_outputs), read-only
        The outputs z, of the real function: not what a float forward pass rounds.
    labels : ndarray of int64, (n,), read-only
        Argmax of the exact outputs, the first where several are largest.
    cells : ndarray of int64, (n,), read-only
        Numbers that are equal where the cell is the same.
    """

    templates: Floats
    inner_products: Floats
    biases: Floats
    scores: Floats
    labels: NDArray[np.int64]
    cells: NDArray[np.int64]

    @property
    def unbiased_labels(self) -> NDArray[np.int64]:
        """Which template has the largest inner product, when biases are left aside: by the rounded numbers, (n,)."""
        return np.asarray(self.inner_products.argmax(axis=-1), dtype=np.int64)

    def __repr__(self) -> str:
        return f"Templates({' x '.join(map(str, self.templates.shape))})"


def templates(net: NetworkLike, x: ArrayLike, *, progress: ProgressOption = None) -> Templates:
    """The class templates that a network matches its inputs with.

    On the cell of an input x a network is z = A_Q(x) x + b_Q(x) ("Mad Max: Affine Spline Insights into Deep Learning",
    Balestriero & Baraniuk 2018, slides 24-33): output c is the inner product of x with a template, plus a bias.

    Parameters
    ----------
    net : Network, path, torch module, ...
        What `load` and the importers take.
    x : array_like of float
        One input or a batch: (n_inputs,), (n, n_inputs), ``input_shape`` or ``(n, *input_shape)``.
    progress
        As for `count_regions`; its regions are the cells that are done.

    Returns
    -------
    Templates

    Raises
    ------
    InputError
        For inputs of another shape, and for numbers that are not finite.
    MemoryLimitError
        When the templates would take more than half of the free memory.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[1, 0], [0, 1]], [0, -1]), ([[1, 1], [1, -1]], [0, 3])])
    >>> found = sx.templates(net, [2, 5])
    >>> found.templates.tolist(), found.inner_products.tolist(), found.biases.tolist(), found.labels.item()
    ([[1.0, 1.0], [1.0, -1.0]], [7.0, -3.0], [-1.0, 4.0], 0)
    """
    network = as_network(net)
    points, single = as_inputs(x, network)
    cells = cells_of(network, points)
    n, C = len(points), network.n_outputs
    needed = 16 * (n + len(cells.bits)) * C * (network.n_inputs + 1)
    MemoryBudget().spend(needed, f"the templates of {n:,} inputs: take fewer of them at a time")
    rows, products, scores, labels = _matched(network, points, cells, progress)
    every = rows[cells.which]
    lead = () if single else (n,)
    return Templates(
        readonly(every[:, :, :-1].reshape(*lead, C, *network.input_shape)),
        readonly(products.reshape(*lead, C)),
        readonly(every[:, :, -1].reshape(*lead, C)),
        readonly(scores.reshape(*lead, C)),
        readonly(labels.reshape(lead)),
        readonly(cells.which.reshape(lead)),
    )


def _matched(
    network: Network, points: Floats, cells: Cells, progress: ProgressOption
) -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
    """Rows [A | b] of each cell; inner products, outputs and the first largest output of each point."""
    n, C = len(points), network.n_outputs
    rows = np.empty((len(cells.bits), C, network.n_inputs + 1))
    products, scores, labels = np.empty((n, C)), np.empty((n, C)), np.empty(n, dtype=np.int64)
    exact = ExactTable.of(points, "x")
    members = np.split(np.argsort(cells.which, kind="stable"), np.cumsum(cells.sizes)[:-1])
    for k, (numerators, below) in enumerate(integer_maps(network, cells, progress)):
        rows[k] = [[quotient(value, below) for value in row] for row in numerators]
        for i in members[k].tolist():
            point = exact.numerators[i].tolist()
            inner = [_dot(row, point) for row in numerators]
            total = [value + row[-1] * exact.denominator for value, row in zip(inner, numerators, strict=True)]
            products[i] = [quotient(value, below * exact.denominator) for value in inner]
            scores[i] = [quotient(value, below * exact.denominator) for value in total]
            labels[i] = total.index(max(total))
    return rows, products, scores, labels


def integer_maps(network: Network, cells: Cells, progress: ProgressOption) -> Iterator[IntegerRows]:
    """The exact rows [A | b] of the output on each of the cells, in integers over one denominator."""
    start = reported = monotonic()
    with reporting(check_progress(progress)) as report:
        for done, bits in enumerate(cells.bits, start=1):
            yield _common(network._affine_rows(bits, None))
            now = monotonic()
            if report is not None and (now - reported > _REPORT_SECONDS or done == len(cells.bits)):
                report(Progress(done / len(cells.bits), done, now - start))
                reported = now


def _common(rows: Sequence[RationalRow]) -> IntegerRows:
    below = math.lcm(*(denominator for _, denominator in rows))
    return [
        numerators if denominator == below else tuple(value * (below // denominator) for value in numerators)
        for numerators, denominator in rows
    ], below


def _dot(row: Sequence[int], point: Sequence[int]) -> int:
    """The product of the row without its last entry."""
    return sum(a * x for a, x in zip(row, point, strict=False) if x)
