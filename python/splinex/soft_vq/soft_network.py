"""A network with soft codes in place of its hard ones, and how undecided each unit is."""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_points
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.layer import Layer
from splinex.network import Network
from splinex.soft_vq.assignments import checked, entropy, scalar, weighted, weights

__all__ = ["SoftNetwork"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class SoftNetwork:
    """The function that a network becomes when its ReLUs and maxima take soft codes with one beta, in floats.

    A soft network has no regions: its codes change smoothly. What can be said instead is the partition of the hard one, and
    the entropy of each unit's assignment at a point.

    Parameters
    ----------
    net : Network, path, torch module, ...
        Of ReLUs and maxima. What leaky ReLUs, clipped units and minima become would depend on how they are stored.
    beta : float
        From 0, where the network is affine, to 1, where it is the network itself.

    Raises
    ------
    InputError
        For a beta outside [0, 1], and for units of other kinds, naming their layer.

    Examples
    --------
    >>> import splinex as sx
    >>> hard = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])])  # |x|
    >>> soft = sx.soft_vq.SoftNetwork(hard, 0.5)
    >>> soft([2.0]).round(4).tolist(), soft.entropies([2.0]).round(4).tolist()
    ([1.5232], [0.3653, 0.3653])
    """

    network: Network
    beta: float
    _eta: float

    def __init__(self, net: NetworkLike, beta: float) -> None:
        network = as_network(net)
        eta = scalar(beta)
        hidden = [layer for layer in network.layers if not layer.affine]
        for name, layer, readout in zip(network.names, hidden, network.readouts, strict=True):
            if readout is not None or _shared(layer):
                raise InputError(
                    f"{name} has units that are neither plain ReLUs nor maxima: they have no soft code here"
                )
        for field, value in (("network", network), ("beta", float(beta)), ("_eta", eta)):
            object.__setattr__(self, field, value)

    def __call__(self, x: ArrayLike) -> Floats:
        """The outputs: (n_inputs,) or (n, n_inputs) to (n_outputs,) or (n, n_outputs)."""
        values, single = as_points(x, self.network.n_inputs)
        for layer in self.network.layers:
            values = self._through(layer, values)[0]
        return np.asarray(values[0]) if single else values

    def entropies(self, x: ArrayLike) -> Floats:
        """The entropy of the soft assignment of every unit, in nats: (units,) or (n, units), layer by layer.

        0 for a hard choice, log R for an even one among R pieces.
        """
        values, single = as_points(x, self.network.n_inputs)
        found = [np.empty((len(values), 0))]
        for layer in self.network.layers:
            values, own = self._through(layer, values)
            found.append(own)
        result = np.concatenate(found, axis=1)
        return np.asarray(result[0]) if single else result

    def relative_entropy(self, x: ArrayLike) -> Floats:
        """The mean over all units of the entropy over its maximum log R: from 0 to 1, (,) or (n,); 0 without units."""
        found = self.entropies(x)
        hidden = [layer for layer in self.network.layers if not layer.affine]
        pieces = np.concatenate(
            [np.empty(0), *(np.where(g == 0, 2, g) for g in (h.gates[h.units >= 0] for h in hidden))]
        )
        shares = found / np.where(pieces > 1, np.log(np.maximum(pieces, 2)), log(2))
        return np.asarray(shares.sum(axis=-1) / max(len(pieces), 1))

    def _through(self, layer: Layer, values: Floats) -> tuple[Floats, Floats]:
        """What a layer makes of values (n, inputs): outputs (n, outputs), and entropies of its units (n, units)."""
        with np.errstate(over="ignore", invalid="ignore"):
            rows = checked((values @ layer.weight.T + layer.bias) / layer.denominator, "values inside the network")
        outputs, entropies, start = [], [], 0
        for gate, unit in zip(layer.gates.tolist(), layer.units.tolist(), strict=True):
            own = rows[:, start : start + max(gate, 1)]
            start += max(gate, 1)
            pieces = own if gate else np.concatenate([np.zeros_like(own), own], axis=1)
            outputs.append(weighted(pieces, self._eta))
            if unit >= 0:
                entropies.append(entropy(weights(pieces, self._eta)))
        empty = np.empty((len(values), 0))
        return np.stack(outputs, axis=1), np.stack(entropies, axis=1) if entropies else empty

    def __repr__(self) -> str:
        return f"SoftNetwork({self.network}, beta {self.beta:g})"


def _shared(layer: Layer) -> bool:
    """Whether some unit is made of several outputs, or a ReLU belongs to none."""
    counted = layer.units >= 0
    return bool((np.bincount(layer.units[counted]) > 1).any() or (layer.gates[~counted] == 0).any())
