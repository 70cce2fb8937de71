"""A fixed piece of work, the same on every machine and in every version, timed beside each measurement.

It multiplies 64 x 64 matrices of doubles, which stay in the nearest caches, on one thread: its speed follows the core's clock
and its vector units, as splinex's does. A figure divided by the kernel's time can be compared between runs on a core whose
clock moves, and roughly between machines. The BLAS that numpy brings is part of it, so a change of numpy may change it.
"""

import time

import numpy as np
from numpy.typing import NDArray

__all__ = ["REFERENCE_NS", "calibrated", "calibration_ns"]

REFERENCE_NS = 2_000_000
"""Calibrated figures are scaled to a core on which the kernel takes this long."""

Matrix = NDArray[np.float64]
_SIZE = 64
_PRODUCTS = 200
_REPEATS = 9


def calibration_ns() -> int:
    """CPU time of the kernel, least of a few repeats; the caller has set the BLAS to one thread."""
    rng = np.random.default_rng(0)
    left, right = rng.normal(size=(_SIZE, _SIZE)), rng.normal(size=(_SIZE, _SIZE))
    product = np.empty((_SIZE, _SIZE))
    return min(_run(left, right, product) for _ in range(_REPEATS))


def calibrated(nanoseconds: float, kernel_ns: int) -> float:
    """Nanoseconds as they would be on the reference core."""
    return nanoseconds * REFERENCE_NS / kernel_ns


def _run(left: Matrix, right: Matrix, product: Matrix) -> int:
    start = time.process_time_ns()
    for _ in range(_PRODUCTS):
        np.matmul(left, right, out=product)
    return time.process_time_ns() - start
