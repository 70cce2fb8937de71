"""Functions and methods of torch, by name."""

import operator
from collections.abc import Callable
from functools import partial
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812

from splinex.errors import InputError
from splinex.graphs.affine import average_of_groups
from splinex.graphs.tensor import Tensor
from splinex.graphs.units import maximum_of_groups
from splinex.importers import torch_arithmetic as arithmetic
from splinex.importers.torch_moves import JOINS, MOVES, joined, moved, padded
from splinex.importers.torch_place import Place
from splinex.importers.torch_units import UNITS
from splinex.importers.torch_windows import adaptive, average_pool, convolved, max_pool

__all__ = ["FUNCTIONS", "called", "name_of"]

_NAMES = """
    arange bool cos div double empty_like eq exp eye float floordiv floor_divide full full_like ge gt int le log lt mod
    ne ones ones_like outer pow reciprocal rsqrt scalar_tensor sigmoid sin softplus sqrt square tanh to truediv type_as
    zeros zeros_like _assert
    """
_CONSTANT = frozenset(_NAMES.split())
"""What may be done to constants and shapes besides all that may be done to data: torch itself does it."""


def called(place: Place, name: str, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """The value of a call, on data or on constants alone.

    Parameters
    ----------
    function : callable
        What torch would call.
    """
    depends = [value for value in (*args, *kwargs.values()) if _depends(value)]
    base = name.removesuffix("_") if name not in FUNCTIONS else name
    if not depends:
        if base not in _CONSTANT and base not in MOVES and base not in JOINS and base not in FUNCTIONS:
            raise InputError("is not supported")
        return function(*args, **kwargs)
    if name == "getitem" and isinstance(args[0], tuple):
        return args[0][args[1]]
    if base in JOINS:
        return joined(place, function, *args, **kwargs)
    if base in MOVES:
        return moved(function, args, kwargs)
    if base not in FUNCTIONS:
        raise InputError("is not supported")
    return FUNCTIONS[base](place, *args, **{("x" if key == "input" else key): value for key, value in kwargs.items()})


def name_of(function: Any) -> str | None:
    """The name under which torch, its functional module or Python's operators hold a function."""
    if function is getattr:
        return "getattr"
    name = getattr(function, "__name__", "")
    owners = (operator, F, torch, torch.Tensor)
    return name if any(getattr(owner, name, None) is function for owner in owners if name) else None


def _depends(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return any(map(_depends, value))
    return isinstance(value, Tensor)


def _attribute(place: Place, x: Any, name: str) -> Any:
    if not isinstance(x, Tensor):
        if name in ("values", "indices") and isinstance(x, tuple):
            return getattr(x, name)
        raise InputError(f"the attribute {name!r} is not supported")
    values: dict[str, Callable[[], Any]] = {
        "T": lambda: x.T,
        "data": lambda: x,
        "device": lambda: torch.device("cpu"),
        "dtype": lambda: place.dtype,
        "mT": lambda: x.transpose(*range(x.ndim - 2), x.ndim - 1, x.ndim - 2),
        "ndim": lambda: x.ndim,
        "shape": lambda: torch.Size(x.shape),
    }
    if name not in values:
        raise InputError(f"the attribute {name!r} is not supported")
    return values[name]()


def _size(place: Place, x: Tensor, dim: int | None = None) -> Any:
    return torch.Size(x.shape) if dim is None else x.shape[dim]


def _cast(place: Place, x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """`to`, as long as it changes no number."""
    for value in (*args, *kwargs.values()):
        if isinstance(value, torch.dtype) and value != place.dtype:
            raise InputError(f"a cast to {value} is not supported in a module of {place.dtype}")
    return x


def _cast_to(dtype: Any) -> Callable[..., Tensor]:
    return lambda place, x: _cast(place, x, dtype)


def _filled(value: float) -> Callable[..., Any]:
    return lambda place, x, **kwargs: torch.full(x.shape, value, dtype=place.dtype)


def _new_filled(value: float) -> Callable[..., Any]:
    def function(place: Place, x: Tensor, *size: Any, **kwargs: Any) -> Any:
        return torch.full(tuple(size[0]) if isinstance(size[0], tuple | list) else size, value, dtype=place.dtype)

    return function


def _dropout(
    place: Place, x: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False, **more: Any
) -> Tensor:
    if more.get("train", training) and p > 0:
        raise InputError("dropout with training=True is random; pass training=self.training")
    return x


def _addmm(place: Place, x: Any, first: Any, second: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    product = arithmetic.matmul(place, first, second)
    scaled = arithmetic.multiply(place, place.tensors([x, product])[0], beta) if beta != 1 else x
    return arithmetic.add(place, scaled, product, alpha=alpha)


def _unplaced(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda place, *args, **kwargs: function(*args, **kwargs)


def _adaptive_average(axes: int, place: Place, x: Tensor, output_size: Any) -> Tensor:
    return average_of_groups(x, adaptive(axes, x, output_size))


def _adaptive_maximum(axes: int, place: Place, x: Tensor, output_size: Any, return_indices: bool = False) -> Tensor:
    if return_indices:
        raise InputError("return_indices=True is not supported: indices are not piecewise linear")
    return maximum_of_groups(x, adaptive(axes, x, output_size), name=place.name)


def _same(place: Place, x: Any, *args: Any, **kwargs: Any) -> Any:
    return x


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **UNITS,
    "adaptive_avg_pool1d": partial(_adaptive_average, 1),
    "adaptive_avg_pool2d": partial(_adaptive_average, 2),
    "adaptive_max_pool1d": partial(_adaptive_maximum, 1),
    "adaptive_max_pool2d": partial(_adaptive_maximum, 2),
    "add": arithmetic.add,
    "addmm": _addmm,
    "avg_pool1d": _unplaced(partial(average_pool, 1)),
    "avg_pool2d": _unplaced(partial(average_pool, 2)),
    "batch_norm": _unplaced(arithmetic.batch_norm),
    "conv1d": _unplaced(partial(convolved, 1)),
    "conv2d": _unplaced(partial(convolved, 2)),
    "dim": lambda place, x: x.ndim,
    "div": arithmetic.divide,
    "divide": arithmetic.divide,
    "double": _cast_to(torch.float64),
    "dropout": _dropout,
    "dropout1d": _dropout,
    "dropout2d": _dropout,
    "feature_dropout": _dropout,
    "float": _cast_to(torch.float32),
    "full_like": lambda place, x, fill_value, **kwargs: torch.full(x.shape, fill_value, dtype=place.dtype),
    "getattr": _attribute,
    "linear": _unplaced(arithmetic.linear),
    "matmul": arithmetic.matmul,
    "max_pool1d": partial(max_pool, 1),
    "max_pool2d": partial(max_pool, 2),
    "mean": _unplaced(arithmetic.mean),
    "mm": arithmetic.matmul,
    "mul": arithmetic.multiply,
    "multiply": arithmetic.multiply,
    "neg": arithmetic.negative,
    "negative": arithmetic.negative,
    "new_ones": _new_filled(1.0),
    "new_zeros": _new_filled(0.0),
    "numel": lambda place, x: x.size,
    "ones_like": _filled(1.0),
    "pad": padded,
    "pos": _same,
    "rsub": lambda place, x, other, *, alpha=1: arithmetic.subtract(place, other, x, alpha=alpha),
    "size": _size,
    "sub": arithmetic.subtract,
    "subtract": arithmetic.subtract,
    "sum": _unplaced(arithmetic.total),
    "to": _cast,
    "true_divide": arithmetic.divide,
    "truediv": arithmetic.divide,
    "type_as": _same,
    "zeros_like": _filled(0.0),
}
"""What may be done to data; each takes its place first."""
