"""Torch's Elman networks with ReLUs, unrolled over their time steps."""

from typing import Any

import numpy as np

from splinex.errors import InputError
from splinex.graphs.tensor import Tensor, concatenate, constant_like, stack
from splinex.graphs.units import relu
from splinex.importers.torch_place import Place, exact

__all__ = ["recurrent", "recurrent_cell"]


def recurrent(place: Place, module: Any, x: Tensor, state: Any = None) -> tuple[Tensor, Tensor]:
    """`torch.nn.RNN`: all outputs of its last layer, and the last state of each layer."""
    if module.nonlinearity != "relu":
        raise InputError(f"nonlinearity={module.nonlinearity!r} is not piecewise linear; 'relu' is needed")
    if module.bidirectional:
        raise InputError("bidirectional=True is not supported")
    single = x.ndim == 2
    steps = x.reshape(-1, 1, x.shape[1]) if single else x.transpose(1, 0, 2) if module.batch_first else x
    shape = (module.num_layers, steps.shape[1], module.hidden_size)
    start = constant_like(x, np.zeros(shape)) if state is None else place.tensors([x, state])[1].reshape(*shape)
    values = [steps[t] for t in range(len(steps))]
    last: list[Tensor] = []
    for k in range(module.num_layers):
        before, outputs = start[k], []
        for t, value in enumerate(values):
            before = _step(module, f"_l{k}", value, before, f"{place.name or 'rnn'} layer {k} step {t}")
            outputs.append(before)
        values = outputs
        last.append(before)
    result, states = stack(values), stack(last)
    if single:
        return result[:, 0], states[:, 0]
    return (result.transpose(1, 0, 2) if module.batch_first else result), states


def recurrent_cell(place: Place, module: Any, x: Tensor, state: Any = None) -> Tensor:
    """`torch.nn.RNNCell`."""
    if module.nonlinearity != "relu":
        raise InputError(f"nonlinearity={module.nonlinearity!r} is not piecewise linear; 'relu' is needed")
    zero = np.zeros((*x.shape[:-1], module.hidden_size))
    before = constant_like(x, zero) if state is None else place.tensors([x, state])[1]
    return _step(module, "", x, before, place.name)


def _step(module: Any, suffix: str, x: Tensor, before: Tensor, name: str) -> Tensor:
    W, R = (exact(getattr(module, f"weight_{kind}{suffix}"), "weight") for kind in ("ih", "hh"))
    u = concatenate([x, before], axis=-1) @ np.hstack([W, R]).T
    if module.bias:
        # Two additions: their sum in floats would be rounded.
        for kind in ("ih", "hh"):
            u = u + exact(getattr(module, f"bias_{kind}{suffix}"), "bias")
    return relu(u, name)
