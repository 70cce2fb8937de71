"""Operators of ONNX that make one entry of several: maxima and minima are units, sums and means are affine."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from splinex.errors import InputError
from splinex.graphs.affine import average_of_groups
from splinex.graphs.tensor import Tensor
from splinex.graphs.units import maximum, maximum_of_groups
from splinex.importers.onnx_call import Call, Operator

__all__ = ["REDUCTIONS", "largest"]

Integers = NDArray[np.int64]


def largest(x: Tensor, groups: Integers, name: str, *, smallest: bool = False) -> Tensor:
    """The largest entry of each group; one that is alone needs no unit."""
    if groups.shape[-1] == 1 and (groups >= 0).all():
        return x.reshape(-1)[groups[..., 0]]
    return maximum_of_groups(x, groups, smallest=smallest, name=name)


def _max(call: Call) -> Tensor:
    return maximum(call.terms(), name=call.name)


def _min(call: Call) -> Tensor:
    return maximum(call.terms(), smallest=True, name=call.name)


def _reduce_max(call: Call) -> Tensor:
    return largest(call.data(), _groups(call), call.name)


def _reduce_min(call: Call) -> Tensor:
    return largest(call.data(), _groups(call), call.name, smallest=True)


def _reduce_mean(call: Call) -> Tensor:
    return average_of_groups(call.data(), _groups(call))


def _reduce_sum(call: Call) -> Tensor:
    x, groups = call.data(), _groups(call)
    members = groups.reshape(-1, groups.shape[-1])
    starts = np.arange(len(members) + 1) * members.shape[1]
    return x.affine(
        csr_array((np.ones(members.size), members.ravel(), starts), (len(members), x.size)), 0.0, groups.shape[:-1]
    )


def _groups(call: Call) -> Integers:
    """Entries along the reduced axes, all of them by default: (*what is left, entries)."""
    x = call.data()
    axes = call.integers("axes", 1)
    if not axes:
        axes = [] if call.options.get("noop_with_empty_axes", 0) else list(range(x.ndim))
    if any(not -x.ndim <= axis < x.ndim for axis in axes):
        raise InputError(f"its axes {axes} are not those of data of shape {x.shape}")
    reduced = sorted({axis % x.ndim for axis in axes})
    left = [axis for axis in range(x.ndim) if axis not in reduced]
    places = np.arange(x.size).reshape(x.shape).transpose(*left, *reduced)
    kept = call.options.get("keepdims", 1)
    shape = [1 if axis in reduced else n for axis, n in enumerate(x.shape) if kept or axis not in reduced]
    return places.reshape(*shape, -1)


REDUCTIONS: dict[str, Operator] = {
    "Max": _max,
    "Min": _min,
    "ReduceMax": _reduce_max,
    "ReduceMean": _reduce_mean,
    "ReduceMin": _reduce_min,
    "ReduceSum": _reduce_sum,
}
