"""Torch operations that only move entries: torch itself does them, to the numbers of the entries."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812

from splinex.errors import InputError
from splinex.graphs.tensor import Tensor, concatenate, pad
from splinex.importers.torch_place import Place

__all__ = ["JOINS", "MOVES", "moved", "padded"]

_NAMES = """
    chunk clone contiguous detach diagonal expand expand_as flatten flip getitem index_select movedim moveaxis narrow
    permute pixel_shuffle pixel_unshuffle repeat repeat_interleave reshape reshape_as roll rot90 select split
    split_with_sizes squeeze swapaxes swapdims t tile transpose unbind unflatten unfold unsqueeze view view_as
    """
MOVES = frozenset(_NAMES.split())
"""Names of functions and methods."""

JOINS = frozenset({"cat", "concat", "concatenate", "hstack", "vstack", "stack"})


def moved(function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """What a function that moves entries makes of a tensor, its first argument.

    Returns
    -------
    Tensor, or tuple of Tensor
    """
    x = args[0]

    def numbers(value: Any) -> Any:
        # Tensors that only lend their shape, and indices that are constants.
        return torch.from_numpy(np.ascontiguousarray(value.order)) if isinstance(value, Tensor) else value

    if not isinstance(x, Tensor) or any(isinstance(a, Tensor) and a.graph is not x.graph for a in args):
        raise InputError("what is moved must depend on the input, and what says how must not")
    result = function(*map(numbers, args), **{key: numbers(value) for key, value in kwargs.items()})
    if isinstance(result, tuple | list):
        return tuple(x.relabelled(part.numpy()) for part in result)
    return x.relabelled(result.numpy())


def joined(place: Place, function: Callable[..., Any], tensors: Any, *args: Any, **kwargs: Any) -> Tensor:
    """What a function makes of several tensors that it puts together."""
    parts = place.tensors(list(tensors))
    together = concatenate([part.reshape(-1) for part in parts])
    ends = np.cumsum([part.size for part in parts])[:-1]
    places = np.split(np.arange(together.size), ends)
    shaped = [torch.from_numpy(p.reshape(part.shape)) for p, part in zip(places, parts, strict=True)]
    order = function(shaped, *args, **kwargs).numpy()
    return together[order.ravel()].reshape(*order.shape)


def padded(place: Place, x: Tensor, pad_: Any, mode: str = "constant", value: Any = None) -> Tensor:
    """`torch.nn.functional.pad`."""
    widths = [int(w) for w in pad_]
    if mode == "constant":
        both = [(a, b) for a, b in zip(widths[::2], widths[1::2], strict=True)][::-1]
        return pad(x, [(0, 0)] * (x.ndim - len(both)) + both, 0.0 if value is None else place.number(value))
    # Reflection and its like are not implemented for integers; these are small enough for float64.
    order = F.pad(torch.from_numpy(np.ascontiguousarray(x.order)).double(), widths, mode=mode)
    return x.relabelled(order.numpy())
