"""What the first operations of a graph say about the shape of its input."""

from collections.abc import Iterator
from typing import Any

import torch

from splinex.errors import InputError
from splinex.importers.torch_modules import kind_of
from splinex.importers.torch_tracing import Traced, traced

__all__ = ["first_shape", "traced_with"]

_KEEP_A_VECTOR = frozenset(
    {"AlphaDropout", "Dropout", "Flatten", "Hardsigmoid", "Hardtanh", "Identity", "LeakyReLU", "PReLU", "ReLU", "ReLU6"}
)


def first_shape(module: Any) -> tuple[int, ...]:
    """The shape of an input without its batch axis, if a fully-connected layer fixes it."""
    try:
        first = list(_first_modules(traced(module)))
    except InputError:  # Sizes are not known yet, and it may depend on them.
        first = []
    for layer in first:
        if kind_of(layer) == "Linear":
            return (int(layer.in_features),)
    raise InputError(
        "the first layer does not fix the shape of an input; give it without the batch axis: "
        "sx.from_torch(module, input_shape=(channels, height, width)), say"
    )


def traced_with(module: Any, shape: tuple[int, ...], dtype: Any) -> tuple[Traced, int]:
    """The operations on an input of a shape, and where the input has its batch axis.

    That is the first axis, but the second if the input goes straight to a recurrent layer with batch_first=False.
    """
    if not all(n > 0 for n in shape):
        raise InputError(f"input_shape is {shape}; every axis needs at least one entry")
    first, second = (1, *shape), (*shape[:1], 1, *shape[1:])
    maybe = len(shape) == 2 and any(map(_batch_second, module.modules()))
    try:
        graph = traced(module, torch.zeros(first, dtype=dtype))
    except InputError:
        if maybe:  # Its sizes may have been those of the other order.
            return traced(module, torch.zeros(second, dtype=dtype)), 1
        raise
    if maybe and any(map(_batch_second, _first_modules(graph))):
        return traced(module, torch.zeros(second, dtype=dtype)), 1
    return graph, 0


def _batch_second(module: Any) -> bool:
    return kind_of(module) in ("RNN", "LSTM", "GRU") and not module.batch_first


def _first_modules(traced: Traced) -> Iterator[Any]:
    """Modules that the input goes to, also through ones that do not change the shape of a vector."""
    waiting = [node for node in traced.graph.nodes if node.op == "placeholder"]
    while waiting:
        for user in waiting.pop(0).users:
            if user.op == "call_module":
                module = traced.module(user)
                yield module
                if kind_of(module) in _KEEP_A_VECTOR:
                    waiting.append(user)
