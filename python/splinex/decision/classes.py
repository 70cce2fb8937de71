"""Any network as a classifier: the class of a point is the place of the first largest of at least two outputs."""

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import as_finite
from splinex.convexity.exact_points import IntegerRow
from splinex.errors import InputError
from splinex.layer import Layer
from splinex.network import Network

__all__ = ["classifier", "output_rows"]


def classifier(network: Network, threshold: float) -> Network:
    """The network itself; one with a single output f as (threshold, f), so that class 1 is f > threshold.

    Raises
    ------
    InputError
        For a threshold that is not finite, or one beside several outputs.
    """
    level = as_finite(threshold, "threshold")
    if level.ndim:
        raise InputError(f"threshold has shape {level.shape}; one number is needed")
    if network.n_outputs > 1:
        if level:
            raise InputError(f"threshold is {level}, but the largest of {network.n_outputs} outputs decides")
        return network
    last = Layer([[0.0], [1.0]], [float(level), 0.0])
    return Network((*network.layers, last), network.names, network.input_shape, network.readouts)


def output_rows(network: Network, bits: NDArray[np.uint8]) -> tuple[list[IntegerRow], int]:
    """The outputs on the cell with these bits, as integer rows [A | b] over one positive denominator."""
    hidden = sum(not layer.affine for layer in network.layers)
    numerators, scale = network._exact.outputs(bits, hidden - (not network.layers[-1].affine))
    width = network.n_inputs + 1
    return [tuple(numerators[i : i + width]) for i in range(0, len(numerators), width)], scale
