"""Networks as arrays of `.npz` files.

``Wi``, ``bi`` and the flag ``ri`` say what a fully-connected layer is. Where a ReLU on every row or on none does not say
it all there are ``gi`` (gates) and ``ui`` (units), where it is not 1 the denominator ``di``, and for the k-th hidden layer
perhaps ``Rk``, ``sk``, ``ek``: weight, bias and denominator of its readout. ``names`` and ``input_shape`` are there unless
they are the default.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.layer import Layer
from splinex.network import Network

__all__ = ["network_arrays", "network_of"]

Arrays = dict[str, NDArray[Any]]


def network_arrays(network: Network) -> Arrays:
    """The arrays of a network."""
    arrays: Arrays = {}
    for i, layer in enumerate(network.layers):
        arrays |= {f"W{i}": layer.weight, f"b{i}": layer.bias, f"r{i}": np.array(layer.relu)}
        if not layer.relu and not layer.affine:
            arrays |= {f"g{i}": layer.gates, f"u{i}": layer.units}
        if layer.denominator != 1:
            arrays[f"d{i}"] = np.array(layer.denominator)
    for k, readout in enumerate(network.readouts):
        if readout is not None:
            arrays |= {f"R{k}": readout.weight, f"s{k}": readout.bias, f"e{k}": np.array(readout.denominator)}
    if network.names != tuple(f"layer {k}" for k in range(len(network.names))):
        arrays["names"] = np.array(network.names)
    if network.input_shape != (network.n_inputs,):
        arrays["input_shape"] = np.array(network.input_shape)
    return arrays


def network_of(arrays: Mapping[str, NDArray[Any]]) -> Network:
    """The network of arrays, among which there may be others."""
    count = sum(name.startswith("W") and name[1:].isdigit() for name in arrays)
    layers = tuple(_layer(arrays, i) for i in range(max(count, 1)))
    hidden = sum(not layer.affine for layer in layers)
    readouts = tuple(
        Layer(
            _get(arrays, f"R{k}"),
            _get(arrays, f"s{k}"),
            denominator=_integer(arrays, f"e{k}"),
            names=(f"R{k}", f"s{k}"),
        )
        if f"R{k}" in arrays
        else None
        for k in range(hidden)
    )
    names = arrays["names"] if "names" in arrays else np.empty(0, np.str_)
    if names.dtype.kind not in "U" and names.size:
        raise InputError("names must be an array of text")
    shape = arrays["input_shape"] if "input_shape" in arrays else np.empty(0, np.int64)
    if shape.ndim != 1 or shape.dtype.kind not in "iu":
        raise InputError("input_shape must be a sequence of integers")
    return Network(layers, tuple(map(str, names.ravel())), tuple(map(int, shape)), readouts)


def _layer(arrays: Mapping[str, NDArray[Any]], i: int) -> Layer:
    W, b, flag = (_get(arrays, f"{kind}{i}") for kind in "Wbr")
    if flag.size != 1 or flag.dtype.kind not in "biu" or flag.item() not in (0, 1):
        raise InputError(f"r{i} must be one bool")
    shaped = f"g{i}" in arrays
    return Layer(
        W,
        b,
        bool(flag),
        gates=arrays[f"g{i}"] if shaped else None,
        units=_get(arrays, f"u{i}") if shaped else None,
        denominator=_integer(arrays, f"d{i}") if f"d{i}" in arrays else 1,
        names=(f"W{i}", f"b{i}"),
    )


def _get(arrays: Mapping[str, NDArray[Any]], name: str) -> NDArray[Any]:
    if name not in arrays:
        raise InputError(f"the array {name} is missing")
    return arrays[name]


def _integer(arrays: Mapping[str, NDArray[Any]], name: str) -> int:
    value = _get(arrays, name)
    if value.size != 1 or value.dtype.kind not in "iu":
        raise InputError(f"{name} must be one integer")
    return int(value.item())
