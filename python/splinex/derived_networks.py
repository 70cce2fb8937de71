"""Networks made of another one: cut off after a hidden layer, or with one more."""

import numpy as np

from splinex.layer import Layer
from splinex.network import Network

__all__ = ["cut_after", "followed_by"]


def cut_after(network: Network, layer: int) -> Network:
    """The network whose outputs are what a hidden layer hands on.

    Raises
    ------
    InputError
        When there is no such layer.
    """
    index = network._hidden(layer)
    stop = [i for i, stored in enumerate(network.layers, start=1) if not stored.affine][index]
    last, readout = network.layers[stop - 1], network.readouts[index]
    counted = int((last.units >= 0).sum())
    layers = network.layers[:stop]
    if readout is not None:
        wide = np.zeros((readout.n_outputs, last.n_outputs))
        wide[:, : readout.n_inputs] = readout.weight
        layers = (*layers, Layer(wide, readout.bias, denominator=readout.denominator))
    elif counted < last.n_outputs:
        layers = (*layers, Layer(np.eye(counted, last.n_outputs), np.zeros(counted)))
    return Network(layers, network.names[: index + 1], network.input_shape, network.readouts[: index + 1])


def followed_by(network: Network, layer: Layer, name: str) -> Network:
    """The network with one more hidden layer, which takes its outputs."""
    return Network((*network.layers, layer), (*network.names, name), network.input_shape, (*network.readouts, None))
