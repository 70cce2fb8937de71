"""Modules of units: elementwise piecewise-linear functions, and maxima over groups of entries."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.graphs.graph import UnitsNode
from splinex.graphs.tensor import Tensor, concatenate, constant_like

__all__ = ["maximum", "maximum_of_groups", "minimum", "piecewise_linear", "relu"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def piecewise_linear(
    x: Tensor,
    breakpoints: ArrayLike,
    slopes: ArrayLike,
    value: ArrayLike = 0.0,
    *,
    denominator: int = 1,
    name: str = "",
) -> Tensor:
    """A continuous piecewise-linear function of every entry, as one module of units; exact.

    With breakpoints t_1 < ... < t_m, slopes s_0, ..., s_m and f(t_1) = value it is
    f(u) = value - s_0 [t_1 - u]_+ + s_1 [u - t_1]_+ + sum_(j > 1) (s_j - s_(j-1)) [u - t_j]_+, all over the denominator. A
    unit's piece is the number of breakpoints below u at which the slope changes.

    Parameters
    ----------
    breakpoints : array_like of float, (m,) or (*shape, m)
        m >= 1, increasing; the leading axes broadcast to the tensor's shape.
    slopes : array_like of float, (m + 1,) or (*shape, m + 1)
    value : array_like of float
        At the first breakpoint, times the denominator.
    name : str
        Of the hidden layer.
    """
    knots, steep = as_finite(breakpoints, "breakpoints"), as_finite(slopes, "slopes")
    m = knots.shape[-1] if knots.ndim else 0
    if m < 1 or steep.ndim == 0 or steep.shape[-1] != m + 1:
        raise InputError(f"{m} breakpoints and slopes of shape {steep.shape} do not fit: one slope more is needed")
    if (np.diff(knots, axis=-1) <= 0).any():
        raise InputError("breakpoints must increase")
    n = x.size
    t = np.broadcast_to(knots, (*x.shape, m)).reshape(n, m)
    s = np.broadcast_to(steep, (*x.shape, m + 1)).reshape(n, m + 1)
    first = np.broadcast_to(as_finite(value, "value"), x.shape).ravel()
    bends = s[:, 1:] != s[:, :-1]
    entry, j = np.nonzero(bends)
    before, after = s[entry, j], s[entry, j + 1]
    # Counted: a ReLU for every bend, or the entry itself where there is none.
    straight = np.flatnonzero(~bends.any(axis=1))
    owner = np.concatenate([entry, straight])
    order = np.argsort(owner, kind="stable")
    single = (j == 0) | (before == 0) | (after == 0)
    counted = _Rows.joined(
        [
            _Rows.of(entry, 1.0, -t[entry, j], 0, np.where(single & (after == 0) & (j > 0), -before, after)),
            _Rows.of(straight, 1.0, -t[straight, 0], 1, s[straight, 0]),
        ]
    ).taken(order)
    # The rest adds nothing to the pattern. No difference of slopes is ever rounded.
    left = np.flatnonzero(bends[:, 0] & (s[:, 0] != 0))
    through = np.flatnonzero(~bends[:, 0] & bends.any(axis=1) & (s[:, 0] != 0))
    twice = np.flatnonzero(~single)
    extra = [
        _Rows.of(left, -1.0, t[left, 0], 0, -s[left, 0]),
        _Rows.of(entry[twice], 1.0, -t[entry[twice], j[twice]], 0, -before[twice]),
        _Rows.of(through, 1.0, -t[through, 0], 1, s[through, 0]),
    ]
    rows = _Rows.joined([counted, *extra])
    units = np.concatenate([owner[order], np.full(len(rows.entry) - len(owner), -1)])
    readout = csr_array((rows.factor, (rows.entry, np.arange(len(rows.entry)))), (n, len(rows.entry)))
    return _module(x, rows.matrix(n), rows.bias, rows.gate, units, readout, first, x.shape, denominator, name)


def relu(x: Tensor, name: str = "") -> Tensor:
    """The positive part of every entry."""
    return piecewise_linear(x, [0.0], [0.0, 1.0], name=name)


def maximum_of_groups(x: Tensor, groups: Integers, *, smallest: bool = False, name: str = "") -> Tensor:
    """The maximum of each group of entries, as one module of units.

    A unit's piece is the place in its group of the first largest entry.

    Parameters
    ----------
    groups : ndarray of int64, (*shape, k)
        Row-major positions of entries of the tensor; -1 for no entry. Every group needs one.
    smallest : bool
        Take the minimum instead.
    name : str
        Of the hidden layer.

    Returns
    -------
    Tensor, of shape `shape`
    """
    shape, members = groups.shape[:-1], groups.reshape(-1, groups.shape[-1])
    present = members >= 0
    if not present.any(axis=1).all():
        raise InputError("a window lies in the padding alone")
    places = members[present]
    sign = -1.0 if smallest else 1.0
    matrix = csr_array((np.full(len(places), sign), places, np.arange(len(places) + 1)), (len(places), x.size))
    n = len(members)
    readout = csr_array((np.full(n, sign), np.arange(n), np.arange(n + 1)), (n, n))
    gates = present.sum(axis=1)
    return _module(x, matrix, np.zeros(len(places)), gates, np.arange(n), readout, np.zeros(n), shape, 1, name)


def maximum(tensors: Sequence["Tensor | ArrayLike"], *, smallest: bool = False, name: str = "") -> Tensor:
    """The elementwise maximum, or minimum, of tensors and constants that broadcast.

    One tensor and one constant make units of one breakpoint each; otherwise every entry is the maximum of a group.
    """
    data = [t for t in tensors if isinstance(t, Tensor)]
    constants = [as_finite(t, "a constant of a maximum") for t in tensors if not isinstance(t, Tensor)]
    if not data:
        raise InputError("a maximum needs an operand that depends on the input")
    try:
        shape = np.broadcast_shapes(*(t.shape for t in data), *(c.shape for c in constants))
    except ValueError:
        raise InputError(f"shapes {', '.join(str(np.shape(t)) for t in tensors)} do not broadcast") from None
    level = (
        (np.minimum if smallest else np.maximum).reduce([np.broadcast_to(c, shape) for c in constants])
        if constants
        else None
    )
    if len(data) == 1:
        result = data[0].relabelled(np.broadcast_to(data[0].order, shape))
        if level is None:
            return result
        slopes = [1.0, 0.0] if smallest else [0.0, 1.0]
        return piecewise_linear(result, level[..., None], slopes, level, name=name)
    if level is not None:
        data.append(constant_like(data[0], level))
    wide = [t.relabelled(np.broadcast_to(t.order, shape).reshape(-1)) for t in data]
    together = concatenate(wide)
    groups = np.moveaxis(np.arange(together.size).reshape(len(data), *shape), 0, -1)
    return maximum_of_groups(together, groups, smallest=smallest, name=name)


def minimum(tensors: Sequence["Tensor | ArrayLike"], *, name: str = "") -> Tensor:
    """The elementwise minimum of tensors and constants that broadcast."""
    return maximum(tensors, smallest=True, name=name)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Rows sign * entry + bias, each gated and then multiplied by its factor."""

    entry: Integers
    sign: Floats
    bias: Floats
    gate: Integers
    factor: Floats

    @classmethod
    def of(cls, entry: Integers, sign: float, bias: Floats, gate: int, factor: Floats) -> "_Rows":
        return cls(entry, np.full(len(entry), sign), bias, np.full(len(entry), gate), factor)

    @classmethod
    def joined(cls, parts: Sequence["_Rows"]) -> "_Rows":
        return cls(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(cls)))

    def taken(self, order: Integers) -> "_Rows":
        return _Rows(*(getattr(self, f.name)[order] for f in fields(self)))

    def matrix(self, columns: int) -> csr_array:
        return csr_array((self.sign, self.entry, np.arange(len(self.entry) + 1)), (len(self.entry), columns))


def _module(
    x: Tensor,
    matrix: csr_array,
    bias: Floats,
    gates: Integers,
    units: Integers,
    readout: csr_array,
    offset: Floats,
    shape: Sequence[int],
    denominator: int,
    name: str,
) -> Tensor:
    """A module on the entries of a tensor."""
    wide = csr_array((matrix.data, x.order.ravel()[matrix.indices], matrix.indptr), (len(bias), x.graph.size(x.vector)))
    node = UnitsNode((x.vector,), wide, bias, gates, units, readout, offset, denominator, name)
    return Tensor(x.graph, x.graph.add(node), np.arange(node.size).reshape(tuple(shape)))
