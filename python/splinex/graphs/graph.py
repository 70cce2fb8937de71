"""The intermediate form: vectors, each an affine map of earlier ones or the outputs of a module of units."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from splinex.errors import InputError

__all__ = ["AffineNode", "Graph", "Node", "UnitsNode"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class AffineNode:
    """The vector (matrix @ sources + bias) / denominator.

    Attributes
    ----------
    sources : tuple of int
        Earlier vectors, one after the other.
    matrix : csr_array of float64, (size, total size of the sources)
    bias : ndarray of float64, (size,)
    denominator : int
    """

    sources: tuple[int, ...]
    matrix: csr_array
    bias: Floats
    denominator: int = 1

    @property
    def size(self) -> int:
        return len(self.bias)


@dataclass(frozen=True, slots=True, eq=False)
class UnitsNode:
    """A module of units: rows of its source, gated as in `Layer`, then read out by an affine map.

    Attributes
    ----------
    sources : (int,)
    matrix, bias : csr_array of float64 (rows, size of the source), ndarray of float64 (rows,)
        Every row takes one entry of the source, or is a constant: matrix entries are 1 or -1.
    gates, units : ndarray of int64, (outputs,)
    readout : csr_array of float64, (size, outputs)
    offset : ndarray of float64, (size,)
    denominator : int
        The vector is (readout @ outputs + offset) / denominator.
    name : str
    """

    sources: tuple[int]
    matrix: csr_array
    bias: Floats
    gates: Integers
    units: Integers
    readout: csr_array
    offset: Floats
    denominator: int = 1
    name: str = ""

    @property
    def size(self) -> int:
        return len(self.offset)


Node = AffineNode | UnitsNode


@dataclass(slots=True, eq=False)
class Graph:
    """Nodes in topological order; the vector of index 0 is the input, node i is the vector i + 1."""

    n_inputs: int
    nodes: list[Node] = field(default_factory=list)

    def size(self, vector: int) -> int:
        """Entries of a vector."""
        return self.n_inputs if vector == 0 else self.nodes[vector - 1].size

    def add(self, node: Node) -> int:
        """Append a node; returns its vector."""
        if node.size == 0:
            raise InputError("a tensor has no entries")
        self.nodes.append(node)
        return len(self.nodes)
