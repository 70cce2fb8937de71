"""What the first operations of a graph say about the shape of its input."""

from collections.abc import Iterator
from typing import Any

from splinex.errors import InputError
from splinex.importers.torch_modules import kind_of

__all__ = ["batch_axis", "first_shape"]

_KEEP_A_VECTOR = frozenset(
    {"AlphaDropout", "Dropout", "Flatten", "Hardsigmoid", "Hardtanh", "Identity", "LeakyReLU", "PReLU", "ReLU", "ReLU6"}
)


def first_shape(graph: Any) -> tuple[int, ...]:
    """The shape of an input without its batch axis, if a fully-connected layer fixes it."""
    for module in _first_modules(graph):
        if kind_of(module) == "Linear":
            return (int(module.in_features),)
    raise InputError(
        "the first layer does not fix the shape of an input; give it without the batch axis: "
        "sx.from_torch(module, input_shape=(channels, height, width)), say"
    )


def batch_axis(graph: Any) -> int:
    """Where an input has its batch axis: second if it goes straight to a recurrent layer with batch_first=False."""
    for module in _first_modules(graph):
        if kind_of(module) in ("RNN", "LSTM", "GRU"):
            return 0 if module.batch_first else 1
    return 0


def _first_modules(graph: Any) -> Iterator[Any]:
    """Modules that the input goes to, also through ones that do not change the shape of a vector."""
    waiting = [node for node in graph.graph.nodes if node.op == "placeholder"]
    while waiting:
        for user in waiting.pop(0).users:
            if user.op == "call_module":
                module = graph.get_submodule(user.target)
                yield module
                if kind_of(module) in _KEEP_A_VECTOR:
                    waiting.append(user)
