"""A network as cvxpy expressions, and what the rules of disciplined convex programming say of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from typing import Any

import numpy as np

from splinex.convexity.collapsed import Collapsed, Form, Gate, collapse
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network

__all__ = ["CvxpyNetwork", "DcpVerdict", "dcp_verdict", "to_cvxpy"]


@dataclass(frozen=True, slots=True)
class CvxpyNetwork:
    """A network in cvxpy.

    Attributes
    ----------
    x : cvxpy.Variable or other cvxpy expression, (n_inputs,)
    outputs : tuple of cvxpy.Expression
        One scalar for each output.
    """

    x: Any
    outputs: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class DcpVerdict:
    """What cvxpy can tell of one output by its rules alone: sufficient, not necessary.

    Attributes
    ----------
    output : int
    convex, concave : bool
    curvature : str
        In cvxpy's word: "CONVEX", "UNKNOWN", "QUASILINEAR", ...
    """

    output: int
    convex: bool
    concave: bool
    curvature: str

    @property
    def holds(self) -> bool:
        """Whether the rules prove the output convex."""
        return self.convex

    def __str__(self) -> str:
        return f"output {self.output}: {self.curvature} by the rules of DCP"


def to_cvxpy(net: NetworkLike, x: Any = None) -> CvxpyNetwork:
    """Build the network as cvxpy expressions.

    Affine maps in a row are multiplied out exactly, every row is an expression of its own, and zero weights are left out: what
    cvxpy's rules can see of a network, they see. Coefficients are then rounded to float64, which changes no sign.

    Parameters
    ----------
    net : Network, path, torch module, Keras model or fitted scikit-learn perceptron
    x : cvxpy expression of shape (n_inputs,), optional
        What the network is applied to; a new variable by default.

    Returns
    -------
    CvxpyNetwork

    Raises
    ------
    InputError
        When x has another shape.

    Examples
    --------
    >>> import splinex as sx
    >>> from splinex.convexity import to_cvxpy
    >>> net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])])  # |x|
    >>> to_cvxpy(net).outputs[0].curvature
    'CONVEX'
    """
    cp = modelling()
    network = as_network(net)
    variable = cp.Variable(network.n_inputs) if x is None else x
    if variable.shape != (network.n_inputs,):
        raise InputError(f"x has shape {variable.shape}, but the network has {network.n_inputs} inputs")
    graph = collapse(network)
    gates: list[Any] = []
    for gate in graph.gates:
        gates.append(_gate(gate, [_expression(graph, row, variable, gates) for row in gate.rows]))
    return CvxpyNetwork(variable, tuple(_expression(graph, form, variable, gates) for form in graph.outputs))


def dcp_verdict(net: NetworkLike) -> tuple[DcpVerdict, ...]:
    """What the rules of disciplined convex programming say of every output, on R^d.

    Returns
    -------
    tuple of DcpVerdict
    """
    outputs = to_cvxpy(net).outputs
    return tuple(DcpVerdict(k, bool(e.is_convex()), bool(e.is_concave()), e.curvature) for k, e in enumerate(outputs))


def modelling() -> Any:
    """The package cvxpy, which takes seconds to import."""
    return import_module("cvxpy")


def _gate(gate: Gate, rows: list[Any]) -> Any:
    cp = modelling()
    if gate.kind == "max":
        return cp.maximum(*rows)
    return cp.abs(rows[0]) if gate.kind == "abs" else cp.pos(rows[0])


def _expression(graph: Collapsed, form: Form, x: Any, gates: Sequence[Any]) -> Any:
    cp = modelling()
    # One product for each input: of a vector with both signs cvxpy 1.9 takes 0 * inf as a bound, and NaN for an answer.
    inputs = sorted((s, weight) for s, weight in form.terms.items() if s < graph.n_inputs)
    parts = [_nearest(weight) * x[s] for s, weight in inputs]
    parts += [gates[g] if weight == 1 else _nearest(weight) * gates[g] for g, weight in graph.gates_of(form)]
    if form.constant or not parts:
        parts.append(cp.Constant(float(form.constant)))
    return sum(parts[1:], parts[0])


def _nearest(weight: Fraction) -> float:
    """The nearest float64 that is not zero."""
    value = float(weight)
    return value if value else float(np.copysign(5e-324, 1 if weight > 0 else -1))
