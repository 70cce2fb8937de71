"""What can be said of a network without a search: its layers, its domain, and bounds on the number of regions."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from splinex.bounds import LowerBounds, UpperBounds, lower_bounds, network_upper_bounds, upper_bounds
from splinex.domains import Domain, coordinates
from splinex.network import Network

__all__ = ["NetworkInfo", "network_info", "rounded"]


@dataclass(frozen=True, slots=True, repr=False)
class NetworkInfo:
    """Layers, domain and bounds; prints as tables.

    Attributes
    ----------
    network : Network
    domain : Box or another domain, or None
    dimension : int
        Coordinates of the domain that are not fixed.
    upper : UpperBounds
        On the number of regions of this network in the domain.
    lower : LowerBounds or None
        On the maximal number of regions of networks of this shape; None unless it is a fully-connected ReLU network.
    """

    network: Network
    domain: Domain
    dimension: int
    upper: UpperBounds
    lower: LowerBounds | None

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain dicts, lists and numbers."""
        return {
            "network": str(self.network),
            "inputs": self.network.n_inputs,
            "outputs": self.network.n_outputs,
            "units": sum(self.network.widths),
            "layers": [
                {"inputs": layer.n_inputs, "outputs": layer.n_outputs, "units": layer.n_units, "relu": layer.relu}
                for layer in self.network.layers
            ],
            "domain": None if self.domain is None else self.domain.to_dict(),
            "dimension": self.dimension,
            "upper_bounds": self.upper.to_dict(),
            "lower_bounds_on_the_maximum": self.lower and self.lower.to_dict(),
        }

    def __repr__(self) -> str:
        return "\n\n".join("\n".join(lines) for lines in (self._layers(), self._domain(), self._bounds()))

    def _layers(self) -> Iterator[str]:
        yield str(self.network)
        rows = [("map", "inputs", "outputs", "units")]
        for i, layer in enumerate(self.network.layers):
            units = "none" if layer.affine else layer.described()
            rows.append((f"W{i}", f"{layer.n_inputs:,}", f"{layer.n_outputs:,}", units))
        wide = [max(len(row[column]) for row in rows) for column in range(4)]
        for name, inputs, outputs, units in rows:
            yield f"{name:<{wide[0]}}  {inputs:>{wide[1]}}  {outputs:>{wide[2]}}  {units}"
        yield f"{sum(self.network.widths):,} units in {len(self.network.widths)} hidden layers"

    def _domain(self) -> Iterator[str]:
        where = f"R^{self.network.n_inputs}" if self.domain is None else str(self.domain)
        yield f"domain: {where}, dimension {self.dimension}"

    def _bounds(self) -> Iterator[str]:
        yield "this network has at most so many activation regions there:"
        if self.upper.serra_2018 is not None:
            yield f"  {rounded(self.upper.serra_2018)}  (Serra, Tjandraatmadja and Ramalingam 2018)"
        if self.upper.montufar_2017 is not None:
            yield f"  {rounded(self.upper.montufar_2017)}  (Montufar 2017)"
        if self.upper.hyperplanes is not None:
            yield f"  {rounded(self.upper.hyperplanes)}  (each layer's hyperplanes in general position)"
        yield f"  {rounded(self.upper.trivial)}  (every pattern)"
        if self.lower is not None:
            yield f"some network of this shape has at least {rounded(self.lower.best)}"


def network_info(network: Network, domain: Domain = None) -> NetworkInfo:
    """Everything that `NetworkInfo` holds.

    Parameters
    ----------
    network : Network
    domain : Box or another domain, optional

    Raises
    ------
    InputError
        When the domain is of another dimension.

    Examples
    --------
    >>> import splinex as sx
    >>> network_info(sx.arrangement([[1, 0], [0, 1], [1, 1]])).upper.best
    7
    """
    where = coordinates(domain, network.n_inputs)
    dimension = int((where.low < where.high).sum())
    if not all(layer.relu or layer.affine for layer in network.layers):
        return NetworkInfo(network, domain, dimension, network_upper_bounds(network, dimension), None)
    ranks = list(_ranks(network))
    # All that the known constructions hand from layer to layer is as many numbers as there are inputs.
    inputs = min([dimension, *_bottlenecks(network)])
    if not inputs:
        return NetworkInfo(network, domain, dimension, UpperBounds(1, 1, 1), LowerBounds(1, None, None, None))
    upper = upper_bounds(network.widths, dimension, ranks=ranks)
    return NetworkInfo(network, domain, dimension, upper, lower_bounds(network.widths, inputs))


def rounded(number: int) -> str:
    """A number to read: all digits, or the first three of many."""
    if number < 10**15:
        return f"{number:,}"
    exponent = math.floor(math.log10(number))
    return f"about {10 ** (math.log10(number) - exponent):.2f}e{exponent}"


def _ranks(network: Network) -> Iterator[int]:
    """For each hidden layer the narrowest of the affine maps that are composed before its ReLU."""
    narrowest: list[int] = []
    for layer in network.layers:
        narrowest.append(min(layer.weight.shape))
        if layer.relu:
            yield min(narrowest)
            narrowest = []


def _bottlenecks(network: Network) -> Iterator[int]:
    """Widths of the affine maps without a ReLU of their own that lie before some ReLU."""
    last = max((i for i, layer in enumerate(network.layers) if layer.relu), default=0)
    for layer in network.layers[:last]:
        if not layer.relu:
            yield len(layer.bias)
