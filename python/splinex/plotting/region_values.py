"""What a region's colour means: a number for each region, that depends on the region alone."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from math import erf, inf, sqrt
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.errors import InputError
from splinex.network import Network
from splinex.options import check_index
from splinex.partitions.partition import Partition
from splinex.plotting.float_rows import output_maps
from splinex.plotting.frame import Frame
from splinex.plotting.palette import CYCLIC, DIVERGING, SEQUENTIAL
from splinex.plotting.polygons import Floats, Places

if TYPE_CHECKING:
    from matplotlib.colors import Colormap, Normalize

__all__ = ["ColorBy", "RegionValues", "check_color_by", "pattern_numbers", "region_values"]

ColorBy = str | ArrayLike | Callable[[Partition], ArrayLike]
"""A name, one number for each region, or what gives these for a partition."""

_GOLDEN = (sqrt(5) - 1) / 2
_SMOOTH = 0.7
_EQUAL = 1e-9
_NAMES = ("pattern", "active", "slope", "angle", "value", "volume")


class Cells(Protocol):
    """What is drawn of a partition, in the plane or in space."""

    @property
    def part(self) -> Partition:
        """All regions."""
        ...

    @property
    def frame(self) -> Frame:
        """The coordinates that are drawn."""
        ...

    @property
    def shown(self) -> Places:
        """Places of the regions of which something is seen."""
        ...

    @property
    def size_label(self) -> str:
        """What `volumes` are called."""
        ...

    def volumes(self) -> Floats:
        """The area or volume of what is seen of each region, (n,)."""
        ...

    def centres(self) -> Floats:
        """Its centre of mass in the drawn coordinates of the domain, (n, k)."""
        ...

    def slopes(self, rows: Floats) -> Floats:
        """Slopes (..., k) in the picture, from those in the drawn coordinates of the domain."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class RegionValues:
    """One number for each region, and how to show it.

    Attributes
    ----------
    numbers : ndarray of float64, (n,)
        NaN where a region has none.
    label : str
        Of the colour bar; empty for none.
    colors : str or Colormap
        A colour map of matplotlib, or its name.
    low, high : float
        What the colour map spans.
    logarithmic : bool
    """

    numbers: Floats
    label: str
    colors: "str | Colormap" = SEQUENTIAL
    low: float = 0.0
    high: float = 1.0
    logarithmic: bool = False

    def norm(self) -> "Normalize":
        """For matplotlib."""
        from matplotlib.colors import LogNorm, Normalize

        return (LogNorm if self.logarithmic else Normalize)(self.low, self.high)

    def shares(self) -> Floats:
        """Where between low and high each number lies, from 0 to 1; NaN where a region has none."""
        return np.asarray(self.norm()(self.numbers).filled(np.nan), dtype=np.float64)


def check_color_by(color_by: ColorBy, network: Network, output: int | None) -> None:
    """Reject what has no meaning, before a search.

    Raises
    ------
    InputError
        For another name, and for an output that there is not.
    """
    if isinstance(color_by, str) and color_by not in _NAMES:
        names = ", ".join(map(repr, _NAMES))
        raise InputError(f"color_by must be one of {names}, an array or a function of the partition, not {color_by!r}")
    if output is not None:
        check_index("output", output, network.n_outputs)


def region_values(cells: Cells, color_by: ColorBy, output: int | None = None) -> RegionValues:
    """The numbers that the colours of the regions stand for.

    Raises
    ------
    InputError
        For an array that does not fit the regions.
    """
    if isinstance(color_by, str):
        return _NAMED[color_by](cells, output)
    given = color_by(cells.part) if callable(color_by) else color_by
    numbers = _checked(given, len(cells.part))
    return _spanned(cells, numbers, _name(color_by))


def pattern_numbers(patterns: NDArray[np.uint8]) -> Floats:
    """Numbers in [0, 1], fixed for each pattern (n, units), mostly alike where few units differ.

    A fixed weight for each unit, and a little of a hash. The weights fill (-1, 1) evenly, by multiples of the golden ratio; the
    sum over all units, divided by its standard deviation over random patterns, goes through the normal distribution function.
    """
    weights = 2 * np.modf(np.arange(1, patterns.shape[1] + 1) * _GOLDEN)[0] - 1
    deviation = max(float(np.linalg.norm(weights)), 1e-300)
    sums = (2.0 * patterns - 1) @ weights / deviation
    smooth = np.array([(1 + erf(s / sqrt(2))) / 2 for s in sums])
    hashed = np.array([zlib.crc32(row.tobytes()) / 2**32 for row in patterns])
    return _SMOOTH * smooth + (1 - _SMOOTH) * hashed


def _checked(given: object, n: int) -> Floats:
    try:
        numbers = np.array(given)
        if numbers.dtype.kind not in "biuf":
            raise ValueError(f"numbers are needed, not {numbers.dtype}")
        numbers = numbers.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"color_by is no array of numbers, one for each region: {error}") from error
    if numbers.shape != (n,):
        raise InputError(f"color_by has shape {numbers.shape}, but there are {n:,} regions: ({n},) is needed")
    return numbers


def _name(color_by: object) -> str:
    name = getattr(color_by, "__name__", "")
    return "" if name == "<lambda>" else name.replace("_", " ").strip()


def _spanned(cells: Cells, numbers: Floats, label: str, **options: Any) -> RegionValues:
    """With the range of the regions that are seen; what has overflowed counts as no number."""
    numbers = np.where(np.isfinite(numbers), numbers, np.nan)
    seen = numbers[cells.shown]
    seen = seen[np.isfinite(seen)]
    low, high = float(seen.min(initial=inf)), float(seen.max(initial=-inf))
    if not low <= high:
        low, high = 1.0, 10.0
    size = max(abs(low), abs(high))
    if high - low <= _EQUAL * size:  # The differences are rounding.
        room = 0.1 * size or 1.0
        low, high = low - room, high + room
    return RegionValues(numbers, label, low=low, high=high, **options)


def _of_pattern(cells: Cells, output: int | None) -> RegionValues:
    return RegionValues(pattern_numbers(cells.part.patterns), "")


def _of_active(cells: Cells, output: int | None) -> RegionValues:
    return _spanned(cells, cells.part.patterns.sum(axis=1, dtype=np.float64), "active units")


def _of_slope(cells: Cells, output: int | None) -> RegionValues:
    label = "norm of the slope" if output is None else f"norm of the slope of output {output}"
    with np.errstate(over="ignore", invalid="ignore"):
        norms = np.linalg.norm(cells.slopes(_maps(cells, output)[:, :, :-1]), axis=(1, 2))
    return _spanned(cells, norms, label)


def _of_angle(cells: Cells, output: int | None) -> RegionValues:
    if len(cells.frame.free) != 2:
        raise InputError("color_by 'angle' has a meaning in two coordinates")
    rows = cells.slopes(_maps(cells, output or 0)[:, 0, :-1])
    angles = np.where(rows.any(axis=1), np.degrees(np.arctan2(rows[:, 1], rows[:, 0])), np.nan)
    return RegionValues(angles, f"slope angle of output {output or 0} (degrees)", CYCLIC, -180.0, 180.0)


def _of_value(cells: Cells, output: int | None) -> RegionValues:
    rows = _maps(cells, output or 0)[:, 0]
    centres = cells.centres()
    with np.errstate(over="ignore", invalid="ignore"):
        means = (rows[:, :-1] * centres).sum(axis=1) + rows[:, -1]
    result = _spanned(cells, means, f"mean of output {output or 0}")
    if not result.low < 0 < result.high:
        return result
    reach = max(-result.low, result.high)
    return RegionValues(result.numbers, result.label, DIVERGING, -reach, reach)


def _of_volume(cells: Cells, output: int | None) -> RegionValues:
    sizes = cells.volumes()
    return _spanned(cells, np.where(sizes > 0, sizes, np.nan), cells.size_label, logarithmic=True)


def _maps(cells: Cells, output: int | None) -> Floats:
    maps = output_maps(cells.part, cells.frame)
    return maps if output is None else maps[:, output, None]


_NAMED: dict[str, Callable[[Cells, int | None], RegionValues]] = {
    "pattern": _of_pattern,
    "active": _of_active,
    "slope": _of_slope,
    "angle": _of_angle,
    "value": _of_value,
    "volume": _of_volume,
}
