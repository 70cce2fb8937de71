"""Convex whatever the biases are? The question about a class of networks for which the theorem's "if and only if" is true."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from splinex.convexity.bias_counterexample import BiasCounterexample, counterexample
from splinex.convexity.collapsed import Collapsed, collapse
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.network import Network

__all__ = ["BiasVerdict", "convex_for_every_bias"]

_MOST_SUBSETS = 2**14


@dataclass(frozen=True, slots=True)
class BiasVerdict:
    """Whether one output is convex for every choice of biases.

    Attributes
    ----------
    output : int
    by_signs : bool
        Whether no weight that matters is negative. That decides for ReLU layers without skips between them.
    counterexample : BiasCounterexample or None
        Biases and a triple that break convexity, exactly where it can be broken.
    """

    output: int
    by_signs: bool
    counterexample: BiasCounterexample | None

    @property
    def holds(self) -> bool:
        """Whether the output is convex for every choice of biases."""
        return self.counterexample is None

    def __bool__(self) -> bool:
        return self.holds

    def __str__(self) -> str:
        if self.counterexample is None:
            return f"output {self.output}: convex for every choice of biases" + (
                "" if self.by_signs else ", although a weight is negative"
            )
        return f"output {self.output}: not convex for some biases, {self.counterexample}"


def convex_for_every_bias(net: NetworkLike) -> tuple[BiasVerdict, ...]:
    """Decide for every output whether it is convex on R^d for all biases of the hidden units, the weights staying as they are.

    For ReLU layers in a row this is so exactly when every non-zero weight behind the first layer that matters is positive: on
    an edge from a unit that depends on the input to one that the output depends on. This is the theorem of the slides with its
    "only if". In general let P(u, S) be the sum of the weight products over all paths from a unit u to the output through
    units of a set S. The gradient jumps by non-negative combinations of these, so the output is convex for all biases exactly
    when no P(u, S) is negative. With skips, and for leaky ReLUs, which are skips around a ReLU, that may hold although weights
    are negative.

    Parameters
    ----------
    net : Network, path, torch module, Keras model or fitted scikit-learn perceptron
        Its units have one bend each: ReLUs, leaky ReLUs, absolute values. Its biases do not matter.

    Returns
    -------
    tuple of BiasVerdict
        One for each output.

    Raises
    ------
    InputError
        For maxima and for units with several bends, and where more than 14 units would have to be tried in all
        combinations, which needs skips around hidden layers.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[1], [1]], [0, 0]), ([[2, -1]], [0])])
    >>> print(sx.verify_convexity(net).holds, convex_for_every_bias(net)[0].holds)
    True False
    """
    network = as_network(net)
    _check_units(network)
    graph = collapse(network, relus_only=True)
    return tuple(_verdict(network, graph, k) for k in range(network.n_outputs))


def _check_units(network: Network) -> None:
    hidden = [layer for layer in network.layers if not layer.affine]
    for name, layer in zip(network.names, hidden, strict=True):
        if layer.gates.max() > 1:
            raise InputError(
                f"{name!r} takes maxima; the statement about all biases is for units with one bend, like ReLUs"
            )
        if (layer.units[1:] == layer.units[:-1])[layer.units[1:] >= 0].any():
            raise InputError(
                f"{name!r} has units with several bends, whose biases are tied; the statement is for one bend"
            )


def _verdict(network: Network, graph: Collapsed, output: int) -> BiasVerdict:
    behind = _Behind.of(graph, output)
    negative = any(w < 0 for edges in behind.edges.values() for w in edges.values())
    found = behind.negative_set() if negative else None
    example = None if found is None else counterexample(network, graph, output, *found)
    return BiasVerdict(output, not negative, example)


@dataclass(frozen=True, slots=True)
class _Behind:
    """The gates that an output depends on, with the weights between them; -1 stands for the output."""

    edges: dict[int, dict[int, Fraction]]

    @classmethod
    def of(cls, graph: Collapsed, output: int) -> "_Behind":
        on_path = graph.ancestors(output)
        edges: dict[int, dict[int, Fraction]] = {g: {} for g in on_path}
        for target in on_path:
            for g, weight in graph.gates_of(graph.gates[target].rows[0]):
                edges[g][target] = weight
        for g, weight in graph.gates_of(graph.outputs[output]):
            edges[g][-1] = weight
        return cls(edges)

    def product_sum(self, start: int, through: Sequence[int]) -> Fraction:
        """P(start, through): the sum over paths of their weight products."""
        total = {-1: Fraction(1)}
        for g in sorted(set(through) | {start}, reverse=True):
            total[g] = sum((w * total[t] for t, w in self.edges[g].items() if t in total), Fraction(0))
        return total[start]

    def negative_set(self) -> tuple[int, list[int]] | None:
        """A unit u and a set S with P(u, S) < 0, the last such unit first; None when there is none."""
        for u in sorted(self.edges, reverse=True):
            for target, weight in self.edges[u].items():
                path = self._shortest(target) if weight < 0 else None
                if path is not None and self.product_sum(u, path) < 0:
                    return u, path
        for u in sorted(self.edges, reverse=True):
            for through in self._subsets(u):
                if self.product_sum(u, through) < 0:
                    return u, through
        return None

    def _shortest(self, start: int) -> list[int]:
        """The units of a shortest path from a unit to the output, with it."""
        before: dict[int, int] = {start: start}
        queue = deque([start])
        while queue and -1 not in before:
            g = queue.popleft()
            for target in self.edges.get(g, {}):
                if target not in before:
                    before[target] = g
                    queue.append(target)
        path, g = [], -1
        while g != start:
            g = before[g]
            path.append(g)
        return [] if start == -1 else path

    def _subsets(self, start: int) -> Iterator[list[int]]:
        """All sets of units behind a unit, if some weight there is negative."""
        reached = {start}
        for g in sorted(self.edges):
            if g in reached:
                reached |= self.edges[g].keys()
        reached -= {-1}
        if all(w >= 0 for g in reached for w in self.edges[g].values()):
            return
        rest = sorted(reached - {start})
        if 2 ** len(rest) > _MOST_SUBSETS:
            raise InputError(
                f"undecided: {len(rest)} units behind one of them, with skips and negative weights, are too many for all sets"
            )
        for size in range(len(rest) + 1):
            yield from map(list, combinations(rest, size))
