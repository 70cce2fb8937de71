"""Biases that make a network with a negative product of weights non-convex, and the points that show it."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from splinex.convexity.certificates import Triple, plain_network
from splinex.convexity.checker import check, forward
from splinex.convexity.collapsed import Collapsed, Form, collapse
from splinex.convexity.texts import short_text
from splinex.layer import Layer
from splinex.network import Network

__all__ = ["BiasCounterexample", "counterexample"]

Affine = tuple[list[Fraction], Fraction]


@dataclass(frozen=True, slots=True)
class BiasCounterexample:
    """Biases under which an output is not convex.

    Attributes
    ----------
    network : Network
        The given one with other biases of its hidden units.
    start : str
        The unit whose bend goes down.
    product : Fraction
        The sum of the weight products over the paths from it to the output that these biases leave open.
    triple : Triple
        Points at which the output breaks Jensen's inequality.
    """

    network: Network
    start: str
    product: Fraction
    triple: Triple

    def __str__(self) -> str:
        return f"the bend of {self.start} is multiplied by {short_text(self.product)}: {self.triple}"


def counterexample(
    network: Network, graph: Collapsed, output: int, start: int, through: Sequence[int]
) -> BiasCounterexample:
    """Put the bend of one unit at the origin, switch a set of units behind it and a path to it on, and all others off.

    There the output is an affine function plus P [g x]_+, where P is the sum over paths through the set, and g is not
    zero: the path to the unit is a shortest one from a unit that takes the input itself.
    """
    on = {*through, *_way_in(graph, start)}
    status = {
        (gate.layer, gate.output): 0 if g == start else 1 if g in on else -1 for g, gate in enumerate(graph.gates)
    }
    moved = _with_biases(network, graph, status)
    after = collapse(moved, relus_only=True)
    gradient, value = _preactivation(after, start, on)
    size = sum(g * g for g in gradient)
    at = [-value * g / size for g in gradient]
    product = _bend(after, output, start, set(through))
    triple = _triple(moved, output, at, gradient)
    return BiasCounterexample(moved, str(graph.gates[start]), product, triple)


def _way_in(graph: Collapsed, start: int) -> list[int]:
    """The units of a shortest path that ends in a unit's inputs: a unit that takes the input itself, and what follows it."""
    before = {start: start}
    queue = deque([start])
    while queue:
        g = queue.popleft()
        row = graph.gates[g].rows[0]
        if any(signal < graph.n_inputs for signal in row.terms):
            path = []
            while g != start:
                path.append(g)
                g = before[g]
            return path
        for h, _ in graph.gates_of(row):
            if h not in before:
                before[h] = g
                queue.append(h)
    raise AssertionError("a unit that is not constant depends on the input")


def _with_biases(network: Network, graph: Collapsed, status: dict[tuple[int, int], int]) -> Network:
    """The network whose units have about these pre-activations at the origin: the nearest float64 biases."""
    values = [Fraction(0)] * network.n_inputs
    layers: list[Layer] = []
    hidden = 0
    for layer in network.layers:
        bias = [Fraction(b) for b in layer.bias.tolist()]
        linear = [
            sum((Fraction(w) * v for w, v in zip(weights, values, strict=True) if w and v), Fraction(0))
            for weights in layer.weight.tolist()
        ]
        if not layer.affine:
            here = {o: s for (h, o), s in status.items() if h == hidden}
            mates = {o: mate for (h, o), mate in graph.companions.items() if h == hidden}
            bias = _moved(layer, bias, linear, here, mates)
            hidden += 1
        rows = [(a + b) / layer.denominator for a, b in zip(linear, bias, strict=True)]
        values = [max(r, Fraction(0)) if g == 0 else r for r, g in zip(rows, layer.gates.tolist(), strict=True)]
        layers.append(
            Layer(
                layer.weight,
                np.array([float(b) for b in bias]),
                gates=layer.gates,
                units=layer.units,
                denominator=layer.denominator,
            )
        )
    return Network(tuple(layers), network.names, network.input_shape, network.readouts)


def _moved(
    layer: Layer,
    bias: list[Fraction],
    linear: list[Fraction],
    status: dict[int, int],
    companions: dict[int, tuple[int, Fraction]],
) -> list[Fraction]:
    """Biases for the given signs, as float64; a ReLU of no unit moves with the one whose multiple it is."""
    result = list(bias)
    for place in np.flatnonzero(layer.units >= 0).tolist():
        if place in status:
            wanted = 4 * status[place] * layer.denominator
            result[place] = Fraction(float(wanted - linear[place]))
    for place, (other, ratio) in companions.items():
        result[place] = ratio * result[other]
    return result


def _preactivation(graph: Collapsed, gate: int, on: set[int]) -> Affine:
    """What a gate's row is where the given gates are on and the others off: gradient and constant."""
    known: dict[int, Affine] = {}
    for g in range(gate + 1):
        known[g] = _affine(graph, graph.gates[g].rows[0], {h: known[h] for h in range(g) if h in on})
    return known[gate]


def _affine(graph: Collapsed, form: Form, gates: dict[int, Affine]) -> Affine:
    gradient = [form.terms.get(i, Fraction(0)) for i in range(graph.n_inputs)]
    constant = form.constant
    for g, weight in graph.gates_of(form):
        if g in gates:
            gradient = [a + weight * b for a, b in zip(gradient, gates[g][0], strict=True)]
            constant += weight * gates[g][1]
    return gradient, constant


def _bend(graph: Collapsed, output: int, start: int, through: set[int]) -> Fraction:
    """By how much the output's slope changes with that of the gate, through the given gates."""
    share = {start: Fraction(1)}
    for g in sorted(through):
        share[g] = sum((w * share[h] for h, w in graph.gates_of(graph.gates[g].rows[0]) if h in share), Fraction(0))
    return sum((w * share[h] for h, w in graph.gates_of(graph.outputs[output]) if h in share), Fraction(0))


def _triple(network: Network, output: int, at: list[Fraction], gradient: list[Fraction]) -> Triple:
    """Step to both sides of the bend; the step is halved until nothing else bends in between."""
    plain = plain_network(network)["layers"]
    step = Fraction(1)
    while True:
        x = tuple(p - step * g for p, g in zip(at, gradient, strict=True))
        y = tuple(p + step * g for p, g in zip(at, gradient, strict=True))
        middle, low, high = (forward(plain, list(p))[output] for p in (at, x, y))
        gap = middle - (low + high) / 2
        if gap > 0:
            triple = Triple(network, None, output, False, x, y, Fraction(1, 2), gap)
            verified = check(triple.to_dict())
            assert verified, verified.reason
            return triple
        step /= 2
