"""The coordinates that a picture shows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from splinex.domains import Domain, coordinates
from splinex.errors import InputError
from splinex.network import Network
from splinex.plotting.polygons import Floats

__all__ = ["Frame", "frame_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Coordinates of a domain: those that are drawn, and the values at which the others are fixed.

    Attributes
    ----------
    free : ndarray of int, (k,)
        Which coordinates are drawn.
    fixed : ndarray of int
        The others.
    values : ndarray of float64
        What those are.
    low, high : ndarray of float64, (k,)
        A box around the domain in the drawn coordinates; infinite where it is not known.
    labels : tuple of str
        Names of the drawn coordinates.
    """

    free: NDArray[np.intp]
    fixed: NDArray[np.intp]
    values: Floats
    low: Floats
    high: Floats
    labels: tuple[str, ...]


def frame_of(network: Network, domain: Domain, dimensions: tuple[int, ...] = (1, 2)) -> Frame:
    """Find the coordinates to draw.

    Raises
    ------
    InputError
        When there are not as many as one of `dimensions`.
    """
    found = coordinates(domain, network.n_inputs)
    low, high = found.low, found.high
    letter = "t" if found.front else "x"
    free, fixed = np.flatnonzero(low < high), np.flatnonzero(low == high)
    if len(free) not in dimensions:
        raise InputError(
            f"this picture shows {_words(dimensions)} coordinates, but the domain has {len(free)}: "
            "give a Slice (a Box that fixes the other coordinates, or a Segment, will also do)"
        )
    labels = tuple(f"${letter}_{{{i}}}$" if len(low) > 1 else f"${letter}$" for i in free)
    return Frame(free, fixed, low[fixed], low[free], high[free], labels)


def _words(dimensions: tuple[int, ...]) -> str:
    return " or ".join(("no", "one", "two", "three")[k] for k in dimensions)
