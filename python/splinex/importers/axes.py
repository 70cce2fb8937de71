"""Groups of entries over whole axes, for the maxima and means that importers meet."""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from splinex.graphs.tensor import Tensor

__all__ = ["groups_over"]


def groups_over(x: Tensor, axes: Iterable[int], keepdims: bool = False) -> NDArray[np.int64]:
    """The positions (*shape of the result, entries) that a reduction over some axes takes together."""
    reduced = sorted({axis % x.ndim for axis in axes})
    places = np.moveaxis(np.arange(x.size).reshape(x.shape), reduced, range(-len(reduced), 0))
    left = {axis: n for axis, n in enumerate(x.shape) if axis not in reduced}
    shape = tuple(left.get(axis, 1) for axis in range(x.ndim)) if keepdims else tuple(left.values())
    return places.reshape(*shape, math.prod(x.shape[axis] for axis in reduced))
