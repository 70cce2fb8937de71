"""What a region's colour means: a number that depends on the region alone, for a map that colour-blind readers can use."""

import zlib
from collections.abc import Callable
from math import erf, sqrt

import numpy as np

from splinex.errors import InputError
from splinex.partitions.partition import Partition
from splinex.plotting.clipping import Floats
from splinex.plotting.float_rows import output_maps
from splinex.plotting.frame import Frame

__all__ = ["COLOUR_MAP", "check_color_by", "face_values"]

COLOUR_MAP = "viridis"
"""Perceptually uniform, safe for colour-blind readers, and still ordered in grey."""

_GOLDEN = (sqrt(5) - 1) / 2
_SMOOTH = 0.7


def check_color_by(color_by: str) -> str:
    """Reject an unknown meaning of colours."""
    if color_by not in _VALUES:
        raise InputError(f"color_by must be one of {', '.join(map(repr, _VALUES))}, not {color_by!r}")
    return color_by


def face_values(part: Partition, frame: Frame, color_by: str) -> tuple[Floats, tuple[float, float]]:
    """One number for each region, and the range that the colour map is to span."""
    values = _VALUES[color_by](part, frame)
    if color_by == "pattern":
        return values, (0.0, 1.0)
    return values, (float(values.min()), float(values.max()))


def _of_pattern(part: Partition, frame: Frame) -> Floats:
    """Numbers in [0, 1] that are mostly alike in neighbours: a fixed weight for each unit, and a little of a hash.

    The weights fill (-1, 1) evenly, by multiples of the golden ratio; the sum over all units, divided by its standard
    deviation over random patterns, goes through the normal distribution function.
    """
    patterns = part.patterns
    weights = 2 * np.modf(np.arange(1, patterns.shape[1] + 1) * _GOLDEN)[0] - 1
    deviation = max(float(np.linalg.norm(weights)), 1e-300)
    sums = (2.0 * patterns - 1) @ weights / deviation
    smooth = np.array([(1 + erf(s / sqrt(2))) / 2 for s in sums])
    hashed = np.array([zlib.crc32(row.tobytes()) / 2**32 for row in patterns])
    return _SMOOTH * smooth + (1 - _SMOOTH) * hashed


def _of_active(part: Partition, frame: Frame) -> Floats:
    counts: Floats = part.patterns.sum(axis=1, dtype=np.float64)
    return counts


def _of_slope(part: Partition, frame: Frame) -> Floats:
    norms: Floats = np.linalg.norm(output_maps(part, frame)[:, :, :-1], axis=(1, 2))
    return norms


_VALUES: dict[str, Callable[[Partition, Frame], Floats]] = {
    "pattern": _of_pattern,
    "active": _of_active,
    "slope": _of_slope,
}
