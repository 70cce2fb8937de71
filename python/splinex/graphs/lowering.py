"""From a graph to layers in a row: what later nodes need is passed on by each layer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from splinex.errors import InputError
from splinex.graphs.graph import AffineNode, Graph, Node, UnitsNode
from splinex.graphs.tensor import Tensor, selection
from splinex.layer import Layer
from splinex.network import Network

__all__ = ["traced"]

Bits = NDArray[np.bool_]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
_MOST_ENTRIES = 2**27
"""1 GB of float64."""


def traced(function: Callable[[Tensor], Tensor], input_shape: Sequence[int]) -> Network:
    """The network that a function of symbolic tensors computes; see `Network.trace`."""
    shape = tuple(input_shape)
    size = int(np.prod(shape, dtype=np.int64))
    if size < 1 or any(n < 1 for n in shape):
        raise InputError(f"input_shape is {shape}; every axis needs at least one entry")
    graph = Graph(size)
    output = function(Tensor(graph, 0, np.arange(size).reshape(shape)))
    if not isinstance(output, Tensor) or output.graph is not graph:
        raise InputError("the function must return a tensor that depends on its argument")
    return lowered(output, shape)


def lowered(output: Tensor, input_shape: tuple[int, ...]) -> Network:
    """The network whose outputs are the entries of a tensor, row-major.

    Every node becomes a layer: its own rows first, then the entries that later nodes need of what is there. Affine maps are
    not multiplied here; a map that only picks rows of the affine layer before it is merged with it.
    """
    graph = output.graph
    nodes: list[tuple[int, Node]] = list(enumerate(graph.nodes[: output.vector], start=1))
    if not nodes or not np.array_equal(output.order.ravel(), np.arange(nodes[-1][1].size)):
        last = AffineNode((output.vector,), selection(output), np.zeros(output.size))
        nodes.append((output.vector + 1, last))
    needed = _needed(graph, nodes)
    chain = _Chain(graph.n_inputs)
    for vector, node in nodes:
        if vector in needed:
            for source in node.sources:  # one of which nothing is used: a constant's
                chain.columns.setdefault(source, np.full(graph.size(source), -1))
            chain.append(vector, node, {v: mask for v, mask in needed[vector].items() if v != vector})
    names = tuple(name or f"layer {i}" for i, name in enumerate(chain.names))
    return Network(tuple(chain.layers), names, input_shape, tuple(chain.readouts))


def _needed(graph: Graph, nodes: Sequence[tuple[int, Node]]) -> dict[int, dict[int, Bits]]:
    """For each node that the last one depends on: which entries of which vectors are needed after it.

    A source is needed even where all weights on it are zero, so that modules do not come and go with weights.
    """
    live: dict[int, Bits] = {nodes[-1][0]: np.ones(nodes[-1][1].size, dtype=np.bool_)}
    result: dict[int, dict[int, Bits]] = {}
    for vector, node in reversed(nodes):
        if vector not in live:
            continue
        result[vector] = {v: mask.copy() for v, mask in live.items()}
        del live[vector]
        start = 0
        used = np.zeros(node.matrix.shape[1], dtype=np.bool_)
        used[node.matrix.indices] = True
        for source in node.sources:
            size = graph.size(source)
            live[source] = live.get(source, np.zeros(size, dtype=np.bool_)) | used[start : start + size]
            start += size
    return result


@dataclass(slots=True)
class _Chain:
    """Layers so far, and which entries of which vectors the outputs of the last one are."""

    n_inputs: int
    layers: list[Layer] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    readouts: list[Layer | None] = field(default_factory=list)
    width: int = 0
    columns: dict[int, Integers] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.width = self.n_inputs
        self.columns[0] = np.arange(self.n_inputs)

    def append(self, vector: int, node: Node, later: dict[int, Bits]) -> None:
        """Add a node; afterwards its vector and the entries marked in `later` are the outputs."""
        later = {v: mask for v, mask in later.items() if mask.any()}
        kept = [np.flatnonzero(mask) for mask in later.values()]
        passed = np.concatenate(
            [np.empty(0, np.int64), *(self.columns[v][k] for v, k in zip(later, kept, strict=True))]
        )
        sources = np.concatenate([self.columns[v] for v in node.sources])
        rows = node.matrix
        own = csr_array((rows.data, sources[rows.indices], rows.indptr), (rows.shape[0], self.width))
        carried = np.full(len(passed), 1)
        if isinstance(node, AffineNode):
            self._append(own, node.bias, node.denominator, passed, None, None)
        else:
            gates, units = np.concatenate([node.gates, carried]), np.concatenate([node.units, -carried])
            self._append(own, node.bias, 1, passed, gates, units)
            self._read_out(node, len(passed))
        self.columns = {vector: np.arange(node.size)}
        start = node.size
        for v, places in zip(later, kept, strict=True):
            self.columns[v] = np.full(later[v].size, -1)
            self.columns[v][places] = start + np.arange(len(places))
            start += len(places)

    def _read_out(self, node: UnitsNode, carried: int) -> None:
        outputs = len(node.gates)
        self.names.append(node.name)
        plain = node.denominator == 1 and not node.offset.any() and _picked(node.readout) is not None
        identity = plain and node.size == outputs and bool((node.readout.indices == np.arange(outputs)).all())
        if identity and (node.readout.data == 1).all():
            self.readouts.append(None)
            return
        self.readouts.append(Layer(_dense(node.readout), node.offset, denominator=node.denominator))
        wide = csr_array((node.readout.data, node.readout.indices, node.readout.indptr), (node.size, self.width))
        self._append(wide, node.offset, node.denominator, outputs + np.arange(carried), None, None)

    def _append(
        self,
        own: csr_array,
        bias: Floats,
        denominator: int,
        passed: Integers,
        gates: Integers | None,
        units: Integers | None,
    ) -> None:
        """A layer of the given rows and, behind them, outputs of the layer before that are passed on."""
        ones = np.full(len(passed), float(denominator))
        more = csr_array((ones, passed, np.arange(len(passed) + 1)), (len(passed), self.width))
        rows = csr_array(vstack([own, more]))
        offsets = np.concatenate([bias, np.zeros(len(passed))])
        merged = self._merged(rows, offsets) if denominator == 1 else None
        if merged is None:
            self.layers.append(Layer(_dense(rows), offsets, gates=gates, units=units, denominator=denominator))
        else:
            weight, offsets, below = merged
            self.layers[-1] = Layer(weight, offsets, gates=gates, units=units, denominator=below)
        self.width = self.layers[-1].n_outputs

    def _merged(self, rows: csr_array, bias: Floats) -> tuple[Floats, Floats, int] | None:
        """Rows that only pick rows of an affine layer before them, perhaps with the other sign or with its missing bias."""
        picked = _picked(rows)
        if picked is None or not self.layers or not self.layers[-1].affine:
            return None
        before = self.layers[-1]
        theirs = before.bias[picked]
        if bias.any() and (before.denominator != 1 or (theirs[bias != 0] != 0).any()):
            return None
        return rows.data[:, None] * before.weight[picked], rows.data * theirs + bias, before.denominator


def _picked(rows: csr_array) -> Integers | None:
    """Which column each row takes, if each takes one with the factor 1 or -1."""
    single = len(rows.indices) == rows.shape[0] and bool((np.diff(rows.indptr) == 1).all())
    return rows.indices if single and (np.abs(rows.data) == 1).all() else None


def _dense(rows: csr_array) -> Floats:
    if rows.shape[0] * rows.shape[1] > _MOST_ENTRIES:
        raise InputError(
            f"a layer of {rows.shape[0]:,} x {rows.shape[1]:,} weights is too large: networks here are small"
        )
    return np.asarray(rows.toarray(), dtype=np.float64)
