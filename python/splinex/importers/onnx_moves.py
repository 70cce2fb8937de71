"""Operators of ONNX that move entries and compute nothing, the same way for constants and for symbolic tensors."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from splinex.errors import InputError
from splinex.graphs.tensor import Tensor, concatenate, constant_like, pad
from splinex.importers.onnx_call import Call, Operator
from splinex.importers.onnx_tensors import Array, Value

__all__ = ["MOVES", "parts_of_split"]


_MOST_ENTRIES = 2**22
"""Networks here are small; files that are damaged are not always."""


def _check_size(entries: int) -> None:
    if entries > _MOST_ENTRIES:
        raise ValueError(f"{entries:,} entries are too many")


def _moved(call: Call, move: Callable[[Array], Array]) -> Value:
    """The first operand with its entries moved: of a symbolic tensor, the places of its entries."""
    value = call.operand(0)
    if value is None:
        raise InputError("its first operand is missing")
    array = value.order if isinstance(value, Tensor) else value
    try:
        result = np.asarray(move(array))
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise InputError(f"a tensor of shape {array.shape} does not fit ({error})") from error
    return value.relabelled(result) if isinstance(value, Tensor) else result


def _dropout(call: Call) -> Value:
    mode = call.array(2)
    call.array(1)
    if mode is not None and mode.any():
        raise InputError("training mode; export the model for inference")
    return _unchanged(call)


def _unchanged(call: Call) -> Value:
    return _moved(call, lambda array: array)


def _flatten(call: Call) -> Value:
    axis = call.options.get("axis", 1)

    def move(array: Array) -> Array:
        if not -array.ndim <= axis <= array.ndim:
            raise ValueError(f"axis {axis}")
        return array.reshape(int(np.prod(array.shape[:axis])), -1)

    return _moved(call, move)


def _reshape(call: Call) -> Value:
    shape = _integers(call, "shape", 1)

    def move(array: Array) -> Array:
        if call.options.get("allowzero", 0):
            return array.reshape(shape)
        return array.reshape([array.shape[axis] if size == 0 else size for axis, size in enumerate(shape)])

    return _moved(call, move)


def _squeeze(call: Call) -> Value:
    axes = call.integers("axes", 1)
    return _moved(call, lambda array: np.squeeze(array, axis=None if axes is None else tuple(axes)))


def _unsqueeze(call: Call) -> Value:
    axes = tuple(_integers(call, "axes", 1))
    return _moved(call, lambda array: np.expand_dims(array, axes))


def _transpose(call: Call) -> Value:
    return _moved(call, lambda array: np.transpose(array, call.options.get("perm")))


def _expand(call: Call) -> Value:
    shape = _integers(call, "shape", 1)

    def move(array: Array) -> Array:
        wide = np.broadcast_shapes(array.shape, tuple(shape))
        _check_size(math.prod(wide))
        return np.broadcast_to(array, wide)

    return _moved(call, move)


def _tile(call: Call) -> Value:
    repeats = _integers(call, "repeats", 1)

    def move(array: Array) -> Array:
        if len(repeats) != array.ndim:
            raise ValueError(f"{len(repeats)} repeats")
        _check_size(array.size * math.prod(repeats))
        return np.tile(array, repeats)

    return _moved(call, move)


def _slice(call: Call) -> Value:
    starts, ends = _integers(call, "starts", 1), _integers(call, "ends", 2)
    axes = call.integers("axes", 3)
    steps = call.integers("steps", 4) or [1] * len(starts)

    def move(array: Array) -> Array:
        index = [slice(None)] * array.ndim
        for axis, *bounds in zip(range(len(starts)) if axes is None else axes, starts, ends, steps, strict=True):
            index[axis] = slice(*bounds)
        return array[tuple(index)]

    return _moved(call, move)


def _gather(call: Call) -> Value:
    places = _places(call)
    return _moved(call, lambda array: np.take(array, places, axis=call.options.get("axis", 0)))


def _gather_elements(call: Call) -> Value:
    places, axis = _places(call), call.options.get("axis", 0)

    def move(array: Array) -> Array:
        grids = np.indices(places.shape)
        return np.asarray(array[tuple(places if a == axis % array.ndim else grids[a] for a in range(array.ndim))])

    return _moved(call, move)


def _gather_nd(call: Call) -> Value:
    places = _places(call)
    if call.options.get("batch_dims", 0):
        raise InputError("batch_dims are not supported")
    return _moved(call, lambda array: array[tuple(np.moveaxis(places, -1, 0))])


def _concat(call: Call) -> Value:
    axis = call.options["axis"]
    if call.constant:
        return np.concatenate([v for v in call.operands if isinstance(v, np.ndarray)], axis=axis)
    terms = call.terms()
    first = next(term for term in terms if isinstance(term, Tensor))
    return concatenate([t if isinstance(t, Tensor) else constant_like(first, t) for t in terms], axis)


def _pad(call: Call) -> Value:
    """Widths of pads are all those before, then all those after; negative ones cut off."""
    widths = _integers(call, "pads", 1)
    value, mode = call.operand(0), call.text("mode", "constant")
    dimensions = value.ndim if value is not None else 0
    axes = call.integers("axes", 3)
    both = [(0, 0)] * dimensions
    pairs = zip(widths[: len(widths) // 2], widths[len(widths) // 2 :], strict=True)
    for axis, pair in zip(range(dimensions) if axes is None else axes, pairs, strict=True):
        both[axis] = pair
    if value is not None:
        _check_size(math.prod(max(n + sum(pair), 0) for n, pair in zip(value.shape, both, strict=True)))
    if mode == "constant" and isinstance(value, Tensor):
        level = call.floats(2)
        return pad(value, both, float(call.options.get("value", 0.0) if level is None else level.item()))
    if mode not in ("edge", "reflect", "wrap"):
        raise InputError(f"padding of the mode {mode} is supported for data only")

    def move(array: Array) -> Array:
        cut = array[tuple(slice(max(-a, 0), n - max(-b, 0)) for n, (a, b) in zip(array.shape, both, strict=True))]
        added = [(max(a, 0), max(b, 0)) for a, b in both]
        return np.asarray(np.pad(cut, added, mode=mode))  # type: ignore[call-overload]

    return _moved(call, move)


def _depth_to_space(call: Call) -> Value:
    size, blocks_first = call.options["blocksize"], call.text("mode", "DCR") == "DCR"

    def move(array: Array) -> Array:
        n, c, h, w = array.shape
        inner = (size, size, c // size**2) if blocks_first else (c // size**2, size, size)
        axes = (0, 3, 4, 1, 5, 2) if blocks_first else (0, 1, 4, 2, 5, 3)
        return array.reshape(n, *inner, h, w).transpose(axes).reshape(n, c // size**2, h * size, w * size)

    return _moved(call, move)


def _space_to_depth(call: Call) -> Value:
    size = call.options["blocksize"]

    def move(array: Array) -> Array:
        n, c, h, w = array.shape
        blocks = array.reshape(n, c, h // size, size, w // size, size).transpose(0, 3, 5, 1, 2, 4)
        return blocks.reshape(n, c * size**2, h // size, w // size)

    return _moved(call, move)


def parts_of_split(call: Call) -> list[Value]:
    """All outputs of a Split."""
    axis, count = call.options.get("axis", 0), len(call.node.output)
    sizes = call.integers("split", 1)
    value = call.operand(0)
    if value is None or not -value.ndim <= axis < value.ndim:
        raise InputError(f"there is no axis {axis} to split")
    length = value.shape[axis]
    if sizes is None:
        each = -(-length // count)
        sizes = [min(each, length - each * i) for i in range(count)]
    if len(sizes) != count or sum(sizes) != length or min(sizes) < 0:
        raise InputError(f"an axis of {length} cannot be split into {sizes} for {count} outputs")
    ends = np.cumsum([0, *sizes])
    return [_moved(call, partial(np.take, indices=np.arange(a, b), axis=axis)) for a, b in pairwise(ends)]


def _integers(call: Call, option: str, place: int) -> Sequence[int]:
    values = call.integers(option, place)
    if values is None:
        raise InputError(f"its {option} is missing")
    return values


def _places(call: Call) -> Array:
    places = call.array(1)
    if places is None or places.dtype.kind not in "iu":
        raise InputError("its indices must be constant integers")
    return places


MOVES: dict[str, Operator] = {
    "Concat": _concat,
    "DepthToSpace": _depth_to_space,
    "Dropout": _dropout,
    "Expand": _expand,
    "Flatten": _flatten,
    "Gather": _gather,
    "GatherElements": _gather_elements,
    "GatherND": _gather_nd,
    "Identity": _unchanged,
    "Pad": _pad,
    "Reshape": _reshape,
    "Slice": _slice,
    "SpaceToDepth": _space_to_depth,
    "Squeeze": _squeeze,
    "Tile": _tile,
    "Transpose": _transpose,
    "Unsqueeze": _unsqueeze,
}
