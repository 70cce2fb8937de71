"""What the layers of a Keras 3 model compute, on symbolic tensors."""

from functools import partial
from typing import Any

from splinex.errors import InputError
from splinex.graphs.tensor import Tensor
from splinex.importers.endings import Ending
from splinex.importers.keras_layers import LAYERS, activated, ending_of
from splinex.importers.keras_operations import operated

__all__ = ["Reader", "graph_of"]

_EPS = {"bfloat16": 2.0**-7, "float16": 2.0**-10, "float32": 2.0**-23, "float64": 2.0**-52}


class Reader:
    """Runs the layers of a model on symbolic tensors without a batch axis.

    Attributes
    ----------
    ended : Tensor, optional
        What a softmax or its like was applied to, which must be the result.
    ending : Ending, optional
    eps : float
        Of the coarsest float type.
    """

    def __init__(self) -> None:
        self.ended: Tensor | None = None
        self.ending: Ending | None = None
        self.eps = 0.0
        self._last = ""

    def result(self, model: Any, x: Tensor) -> Tensor:
        """The one output of a model."""
        result = self.model(model, x)
        if not isinstance(result, Tensor):
            raise InputError(f"the model has several outputs ({type(result).__name__}); one is needed")
        if self.ended is not None and result is not self.ended:
            raise self.not_last()
        return result

    def model(self, model: Any, x: Tensor) -> Any:
        """What a sequential or functional model computes."""
        self._note_types(model)  # It casts what it is given.
        return graph_of(model)._run_through_graph([x], operation_fn=lambda layer: partial(self._layer, layer))

    def not_last(self) -> InputError:
        """The error for a softmax that something follows."""
        return InputError(
            f"{self._last} is not the last layer; its {self.ending.kind if self.ending else ''} is not piecewise linear"
        )

    def _layer(self, layer: Any, *args: Any, **kwargs: Any) -> Any:
        what = f"the layer {layer.name!r} ({type(layer).__name__})"
        operands = args[0] if args and isinstance(args[0], list | tuple) else args
        if any(value is self.ended for value in operands if isinstance(value, Tensor)):
            raise self.not_last()
        if hasattr(layer, "_run_through_graph") or hasattr(layer, "_functional"):
            return self.model(layer, args[0])
        try:
            if type(layer).__module__.startswith("keras.src.ops."):
                return operated(layer, args, kwargs)
            result = self._applied(layer, args[0] if args else None, kwargs)
        except InputError as error:
            text = f"{what} {error}" if str(error) == "is not supported" else f"{what}: {error}"
            raise InputError(text) from error
        if self.ended is not None and not self._last:
            self._last = what
        return result

    def _applied(self, layer: Any, x: Any, kwargs: dict[str, Any]) -> Tensor:
        kind = next((b.__name__ for b in type(layer).__mro__ if b.__module__.startswith("keras.")), "")
        owner = next(b for b in type(layer).__mro__ if "call" in b.__dict__)
        if any(isinstance(value, Tensor) for value in kwargs.values()) or not owner.__module__.startswith("keras."):
            raise InputError("is not supported")
        self._note_types(layer)
        result = LAYERS[kind](layer, x) if kind in LAYERS else x if ending_of(layer) else None
        if result is None:
            raise InputError("is not supported")
        ending, axis = ending_of(layer), getattr(layer, "axis", -1)
        if ending is None:
            return activated(layer, result) if hasattr(layer, "activation") else result
        if not isinstance(axis, int):
            raise InputError(f"axis={axis!r} is not supported")
        self.ending = Ending(ending, result.shape, axis - 1 if axis > 0 else axis, self.eps)
        self.ended = result.relabelled(result.order)
        return self.ended

    def _note_types(self, layer: Any) -> None:
        dtype, stored = getattr(layer, "compute_dtype", "float32"), getattr(layer, "variable_dtype", "float32")
        if dtype != stored or dtype not in _EPS:
            raise InputError(f"numbers stored as {stored} and computed with as {dtype} are not supported")
        self.eps = max(self.eps, _EPS[dtype])


def graph_of(model: Any) -> Any:
    """The functional model behind a model."""
    inner = getattr(model, "_functional", None) or model
    if not hasattr(inner, "_run_through_graph"):
        known = (
            "it is not built; give it a keras.Input"
            if type(model).__name__ == "Sequential"
            else ("only sequential and functional models can be read")
        )
        raise InputError(f"the model {model.name!r} ({type(model).__name__}): {known}")
    return inner
