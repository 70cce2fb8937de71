"""How many activation regions a network of a given shape can have at most, and how many some network of it has."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from math import comb, prod

import numpy as np

from splinex.errors import InputError
from splinex.network import Network
from splinex.options import positive_integer

__all__ = ["LowerBounds", "UpperBounds", "lower_bounds", "network_upper_bounds", "upper_bounds"]


@dataclass(frozen=True, slots=True)
class UpperBounds:
    """No network of the shape has more activation regions than any of these, on R^d or on any convex domain.

    Attributes
    ----------
    trivial : int
        Every pattern: 2 to the number of ReLUs.
    montufar_2017 : int or None
        Montufar, "Notes on the number of linear regions of deep neural networks", 2017.
    serra_2018 : int or None
        Serra, Tjandraatmadja and Ramalingam, "Bounding and counting linear regions of deep neural networks", ICML 2018,
        Theorem 1. Never above the other two. Both hold for fully-connected ReLU networks, and are None for others.
    hyperplanes : int or None
        For other networks: in each cell of the layers before, a layer has at most the regions of its breakpoints'
        hyperplanes, and of those on which two pieces of a maximum are equal, in general position (Zaslavsky 1975).
    """

    trivial: int
    montufar_2017: int | None = None
    serra_2018: int | None = None
    hyperplanes: int | None = None

    @property
    def best(self) -> int:
        """The least of them."""
        return min(self.to_dict().values())

    def to_dict(self) -> dict[str, int]:
        """Those that apply, by name."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class LowerBounds:
    """Some network of the shape has at least as many activation regions on R^d as each of these.

    Attributes
    ----------
    first_layer : int
        Zaslavsky 1975: the first layer in general position, whatever the others do.
    montufar_2014 : int or None
        Montufar, Pascanu, Cho and Bengio, "On the number of linear regions of deep neural networks", NIPS 2014, Theorem 4;
        None when a layer is narrower than the input.
    serra_2018 : int or None
        Serra, Tjandraatmadja and Ramalingam 2018, Theorem 7; None when a layer has fewer than 3 units for each input.
    one_input : int or None
        The maximum itself for one input and at least 3 units a layer, Serra et al. 2018, Theorem 6; None otherwise.
    """

    first_layer: int
    montufar_2014: int | None
    serra_2018: int | None
    one_input: int | None

    @property
    def best(self) -> int:
        """The greatest of them."""
        return max(value for value in self.to_dict().values() if value is not None)

    def to_dict(self) -> dict[str, int | None]:
        """All of them by name."""
        return asdict(self)


def upper_bounds(widths: Sequence[int], n_inputs: int, *, ranks: Sequence[int] | None = None) -> UpperBounds:
    """Upper bounds on the number of activation regions of every network with these hidden layers.

    Parameters
    ----------
    widths : sequence of int
        Units of each hidden layer; may be empty.
    n_inputs : int
        Number of inputs, or the dimension of the domain when that is smaller.
    ranks : sequence of int, optional
        For each hidden layer a number that the rank of its weights does not exceed. Only `serra_2018` uses it.

    Returns
    -------
    UpperBounds
        Exact integers.

    Raises
    ------
    InputError
        For numbers that are not positive integers, and for `ranks` that are not as many as `widths`.

    Examples
    --------
    >>> upper_bounds((2, 2, 2), 2)
    UpperBounds(trivial=64, montufar_2017=64, serra_2018=30, hyperplanes=None)
    """
    units, inputs = _shape(widths, n_inputs)
    caps = units if ranks is None else [positive_integer("ranks", rank) for rank in ranks]
    if len(caps) != len(units):
        raise InputError(f"ranks has {len(caps)} entries, but widths has {len(units)}")
    narrowest = [min([inputs, *units[: layer + 1]]) for layer in range(len(units))]
    return UpperBounds(
        trivial=1 << sum(units),
        montufar_2017=prod(_zaslavsky(n, most) for n, most in zip(units, narrowest, strict=True)),
        serra_2018=_serra_upper(units, inputs, caps),
    )


def network_upper_bounds(network: Network, dimension: int) -> UpperBounds:
    """Upper bounds for a network of any kind on a domain of that dimension.

    Each layer has at most its patterns, and at most the regions of its hyperplanes, in every cell of the layers before.
    """
    trivial = hyperplanes = 1
    for layer in network.layers:
        unit, step = layer.pieces
        patterns = prod((np.bincount(unit, step > 0) + 1).astype(int).tolist())
        sizes = layer.gates[layer.units >= 0]
        cuts = int((sizes == 0).sum() + (sizes * (sizes - 1) // 2).sum())
        trivial *= patterns
        hyperplanes *= min(patterns, _zaslavsky(cuts, dimension))
    return UpperBounds(trivial, hyperplanes=hyperplanes)


def lower_bounds(widths: Sequence[int], n_inputs: int) -> LowerBounds:
    """Lower bounds on the maximal number of activation regions over all networks with these hidden layers, on R^d.

    Parameters
    ----------
    widths : sequence of int
        Units of each hidden layer; may be empty.
    n_inputs : int
        Number of inputs.

    Returns
    -------
    LowerBounds
        Exact integers; None where a bound does not apply.

    Raises
    ------
    InputError
        For numbers that are not positive integers.

    Examples
    --------
    >>> lower_bounds((8, 8), 2).best        # (8 // 2 + 1)^2 (1 + 8 + 28)
    925
    """
    units, inputs = _shape(widths, n_inputs)
    if not units:
        return LowerBounds(1, None, None, None)
    *folds, last = units
    lines = _zaslavsky(last, inputs)
    narrowest = min(units)
    return LowerBounds(
        first_layer=_zaslavsky(units[0], inputs),
        montufar_2014=prod((n // inputs) ** inputs for n in folds) * lines if narrowest >= inputs else None,
        serra_2018=prod((n // inputs + 1) ** inputs for n in folds) * lines if narrowest >= 3 * inputs else None,
        one_input=prod(n + 1 for n in units) if inputs == 1 and narrowest >= 3 else None,
    )


def _shape(widths: Sequence[int], n_inputs: int) -> tuple[list[int], int]:
    return [positive_integer("widths", width) for width in widths], positive_integer("n_inputs", n_inputs)


def _zaslavsky(hyperplanes: int, dimension: int) -> int:
    """Regions of that many hyperplanes in general position."""
    return sum(comb(hyperplanes, j) for j in range(min(hyperplanes, dimension) + 1))


def _serra_upper(widths: list[int], inputs: int, ranks: list[int]) -> int:
    """Sum of prod_l C(n_l, j_l) over 0 <= j_l <= min(n_0, n_1 - j_1, ..., n_{l-1} - j_{l-1}, n_l, rank_l).

    All that later layers see of the earlier ones is the least of n_0 and the n_k - j_k so far: one table over its values,
    from the last layer to the first. Up to j = n - least that value stays; beyond, the terms do not depend on it.
    """
    table = [1] * (inputs + 1)
    for n, rank in zip(reversed(widths), reversed(ranks), strict=True):
        most = min(inputs, n, rank)
        binomials = [comb(n, j) for j in range(most + 1)]
        kept = [0, *accumulate(binomials)]
        narrowed = [0, *accumulate(c * table[min(inputs, n - j)] for j, c in enumerate(binomials))]
        stops = [(max(0, min(least, most, n - least) + 1), min(least, most) + 1) for least in range(inputs + 1)]
        table = [
            table[least] * kept[same] + narrowed[stop] - narrowed[same] for least, (same, stop) in enumerate(stops)
        ]
    return table[inputs]
