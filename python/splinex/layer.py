"""One stored affine map of a network, and what is done with its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex import _core
from splinex.arrays import as_finite, readonly
from splinex.errors import InputError

__all__ = ["Layer", "core_network"]

Integers = NDArray[np.int64]
_EXACT_INTEGERS = 2**53
_MOST_PIECES = 256


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class Layer:
    """A stored affine map x -> (weight x + bias) / denominator, and the outputs made of its rows.

    An output is a ReLU on one row, or the maximum of some consecutive rows; the maximum of one row passes it on. A unit
    is made of consecutive outputs: its piece is the number of its ReLUs that are on, or the place of the largest row.
    Outputs of no unit come last: rows that are passed on, and ReLUs that add nothing to the pattern because their row
    is a multiple of one that belongs to a unit.

    Attributes
    ----------
    weight : ndarray of float64, (rows, inputs), read-only
    bias : ndarray of float64, (rows,), read-only
    gates : ndarray of int64, (outputs,), read-only
        0 for a ReLU, k > 0 for the maximum of k rows. Outputs take their rows in order.
    units : ndarray of int64, (outputs,), read-only
        The unit of each output, 0, 1, ... in order; -1 for those of no unit.
    denominator : int
    """

    weight: NDArray[np.float64]
    bias: NDArray[np.float64]
    gates: Integers
    units: Integers
    denominator: int

    def __init__(
        self,
        weight: ArrayLike,
        bias: ArrayLike,
        relu: bool = False,
        *,
        gates: ArrayLike | None = None,
        units: ArrayLike | None = None,
        denominator: int = 1,
        names: tuple[str, str] = ("W", "b"),
    ) -> None:
        """Check and copy.

        Parameters
        ----------
        relu : bool
            Without `gates`: a ReLU on every row, each a unit; otherwise the map is affine.
        gates, units : array_like of int, optional
            By default every output that is a ReLU or the maximum of several rows is a unit.
        names : (str, str)
            What errors call weight and bias.
        """
        W, b = as_finite(weight, names[0]), as_finite(bias, names[1])
        if W.ndim != 2 or 0 in W.shape:
            raise InputError(f"{names[0]} has shape {W.shape}; (units, inputs) with at least one of each is needed")
        if b.shape != W.shape[:1]:
            raise InputError(f"{names[1]} has shape {b.shape}, but {names[0]} has {W.shape[0]} rows")
        if not 1 <= denominator <= _EXACT_INTEGERS:
            raise InputError(f"denominator must be an integer from 1 to 2^53, not {denominator!r}")
        outputs = _integers(gates, "gates") if gates is not None else np.full(len(b), 0 if relu else 1)
        places = _integers(units, "units") if units is not None else _every(outputs)
        _check_outputs(outputs, places, len(b))
        for name, value in (("weight", W), ("bias", b), ("gates", outputs), ("units", places)):
            object.__setattr__(self, name, readonly(value))
        object.__setattr__(self, "denominator", int(denominator))

    @property
    def relu(self) -> bool:
        """Whether every output is a ReLU and a unit of its own: a fully-connected ReLU layer."""
        return not self.gates.any() and bool((self.units == np.arange(len(self.units))).all())

    @property
    def affine(self) -> bool:
        """Whether there are no units: all rows are passed on."""
        return not len(self.units) or bool(self.units[0] < 0)

    @property
    def n_inputs(self) -> int:
        """Number of inputs."""
        return int(self.weight.shape[1])

    @property
    def n_outputs(self) -> int:
        """Number of outputs."""
        return len(self.gates)

    @property
    def n_units(self) -> int:
        """Number of units."""
        return int(self.units.max(initial=-1)) + 1

    @property
    def pieces(self) -> tuple[Integers, Integers]:
        """For the rows of outputs that belong to units: the unit, and what the row adds to its piece when it is on.

        One row of a maximum is on, the lowest of the largest; a ReLU's row is on where it is positive.

        Returns
        -------
        units, steps : ndarray of int64, (k,)
            These are the layer's first k rows.
        """
        sizes = np.maximum(self.gates, 1)[self.units >= 0]
        owners = np.repeat(np.flatnonzero(self.units >= 0), sizes)
        within = np.arange(len(owners)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return self.units[owners], np.where(self.gates[owners] == 0, 1, within)

    def __call__(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Outputs (n, outputs) for values (n, inputs), in plain float64 arithmetic."""
        rows = values @ self.weight.T + self.bias
        if self.denominator != 1:
            rows = rows / self.denominator
        if self.relu:
            return np.maximum(rows, 0.0)
        sizes = np.maximum(self.gates, 1)
        if (sizes > 1).any():
            rows = np.maximum.reduceat(rows, np.cumsum(sizes) - sizes, axis=1)
        return np.where(self.gates == 0, np.maximum(rows, 0.0), rows)

    def same(self, other: "Layer") -> bool:
        """Whether the other layer stores the same numbers."""
        return self.denominator == other.denominator and all(
            np.array_equal(getattr(self, name), getattr(other, name)) for name in ("weight", "bias", "gates", "units")
        )

    def __repr__(self) -> str:
        return f"Layer({self.n_inputs} -> {self.described()})"

    def described(self) -> str:
        """Number and kind of the outputs: "3 relu"."""
        if self.affine:
            return str(self.n_outputs)
        kinds, belong = self.gates, self.units >= 0
        single = self.n_units == belong.sum() and not kinds[belong].any() and not (kinds[~belong] == 0).any()
        kind = "max" if kinds.max() > 1 else "relu" if single else "piecewise linear"
        passed = int((~belong & (kinds == 1)).sum())
        return f"{self.n_units} {kind}{f' + {passed}' if passed else ''}"


def core_network(layers: Sequence[Layer]) -> _core.Network:
    """The exact form of layers in a row."""
    return _core.Network(
        [layer.weight for layer in layers],
        [layer.bias for layer in layers],
        [layer.denominator for layer in layers],
        [layer.gates for layer in layers],
        [int((layer.units >= 0).sum()) for layer in layers],
    )


def _integers(value: ArrayLike, name: str) -> Integers:
    array = as_finite(value, name)
    if array.ndim != 1 or (array != np.rint(array)).any():
        raise InputError(f"{name} must be a sequence of integers")
    return array.astype(np.int64)


def _every(gates: Integers) -> Integers:
    """Units of the outputs that may switch; they must come first."""
    switches = gates != 1
    return np.where(switches, np.cumsum(switches) - 1, -1)


def _check_outputs(gates: Integers, units: Integers, rows: int) -> None:
    if gates.shape != units.shape or (gates < 0).any() or np.maximum(gates, 1).sum() != rows:
        raise InputError(f"gates and units must say of {rows} rows which outputs they make, and of what units")
    counted = int((units >= 0).sum())
    steps = np.diff(units[:counted], prepend=-1)
    if (units[:counted] < 0).any() or ((steps < 0) | (steps > 1)).any():
        raise InputError("units must be numbered 0, 1, ... in order, with the outputs of no unit (-1) at the end")
    if (gates[counted:] > 1).any():
        raise InputError("the maximum of several rows must belong to a unit")
    if (gates > _MOST_PIECES).any():
        raise InputError(f"a maximum of {gates.max()} rows is too large; at most {_MOST_PIECES} are possible")
    joined = np.flatnonzero((units[1:] == units[:-1]) & (units[1:] >= 0))
    if gates[joined].any() or gates[joined + 1].any():
        raise InputError("a unit is made of ReLUs, or of one maximum")
