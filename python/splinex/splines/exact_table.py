"""Arrays of rationals: Python integers over one positive denominator, and the float64 numbers nearest to them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import as_finite
from splinex.errors import InputError
from splinex.exact import AffineMap

__all__ = ["ExactTable", "Integers", "as_rational", "exact_points", "joined"]

Integers = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class ExactTable:
    """numerators / denominator, reduced.

    Attributes
    ----------
    numerators : ndarray of object, any shape
        Python integers. Not to be written to.
    denominator : int
        Positive; shares no factor with all numerators.
    """

    numerators: Integers
    denominator: int = 1

    @classmethod
    def of(cls, value: Any, name: str) -> "ExactTable":
        """Take numbers exactly.

        Raises
        ------
        InputError
            For what is not a rectangular array of finite numbers, and for integers that float64 would round unless a
            Fraction is among them.
        """
        given = _as_objects(value)
        if given is None:
            floats = as_finite(value, name)
            items: Sequence[int | float | Fraction] = floats.ravel().tolist()
            shape = floats.shape
        else:
            items, shape = [_checked(item, name) for item in given.ravel().tolist()], given.shape
        ratios = [item.as_integer_ratio() for item in items]
        common = math.lcm(*{below for _, below in ratios})
        return cls.reduced(_objects([above * (common // below) for above, below in ratios], shape), common)

    @classmethod
    def reduced(cls, numerators: Integers, denominator: int) -> "ExactTable":
        """Cancel the common factor."""
        factor = math.gcd(denominator, *numerators.ravel().tolist())
        return cls(numerators if factor == 1 else numerators // factor, denominator // factor)

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array."""
        return self.numerators.shape

    def over(self, denominator: int) -> Integers:
        """Numerators over a multiple of the denominator."""
        result: Integers = self.numerators * (denominator // self.denominator)
        return result

    def rows(self) -> AffineMap:
        """The rows [A | b] of the table, flattened to two axes, with float64 views."""
        width = self.shape[-1]
        flat = self.numerators.reshape(-1, width).tolist()
        return AffineMap.of([(tuple(row), self.denominator) for row in flat], width - 1)

    def fractions(self) -> NDArray[np.object_]:
        """The same array of Fractions."""
        return _objects([Fraction(n, self.denominator) for n in self.numerators.ravel().tolist()], self.shape)

    def __getitem__(self, index: Any) -> "ExactTable":
        return ExactTable.reduced(self.numerators[index], self.denominator)

    def __add__(self, other: "ExactTable") -> "ExactTable":
        common = math.lcm(self.denominator, other.denominator)
        return ExactTable.reduced(self.over(common) + other.over(common), common)

    def __matmul__(self, other: "ExactTable") -> "ExactTable":
        return ExactTable.reduced(self.numerators @ other.numerators, self.denominator * other.denominator)

    def scaled(self, factor: Fraction) -> "ExactTable":
        """Every entry times a number."""
        return ExactTable.reduced(self.numerators * factor.numerator, self.denominator * factor.denominator)


def joined(tables: Sequence[ExactTable], axis: int = 0) -> ExactTable:
    """Tables one after the other along an axis."""
    common = math.lcm(*(table.denominator for table in tables))
    return ExactTable.reduced(np.concatenate([table.over(common) for table in tables], axis=axis), common)


def as_rational(value: Any, name: str) -> Fraction:
    """One finite number, exactly."""
    table = ExactTable.of(value, name)
    if table.shape != ():
        raise InputError(f"{name} must be one number, not an array of shape {table.shape}")
    return Fraction(table.numerators.item(), table.denominator)


def exact_points(value: Any, dimension: int, name: str = "x") -> tuple[ExactTable, bool]:
    """Points as (n, dimension), and whether a single one of shape (dimension,) was given."""
    table = ExactTable.of(value, name)
    if len(table.shape) not in (1, 2) or table.shape[-1] != dimension:
        raise InputError(f"{name} has shape {table.shape}; ({dimension},) or (n, {dimension}) is needed")
    return ExactTable(table.numerators.reshape(-1, dimension), table.denominator), len(table.shape) == 1


def _as_objects(value: Any) -> NDArray[np.object_] | None:
    """An array of Fractions and other numbers, or None where there is no Fraction."""
    try:
        given = np.asarray(value, dtype=object) if not isinstance(value, np.ndarray) else value
    except ValueError:
        return None
    if given.dtype != object or not any(isinstance(item, Fraction) for item in given.flat):
        return None
    return given


def _checked(item: object, name: str) -> int | float | Fraction:
    if isinstance(item, Fraction | int):
        return item
    if isinstance(item, np.integer):
        return int(item)
    if isinstance(item, float | np.floating) and np.isfinite(item):
        return Fraction(*item.as_integer_ratio())
    raise InputError(f"{name} holds {item!r} among its Fractions; finite numbers are needed")


def _objects(items: Sequence[Any], shape: tuple[int, ...]) -> NDArray[np.object_]:
    result = np.empty(len(items), dtype=object)
    result[:] = items
    return result.reshape(shape)
