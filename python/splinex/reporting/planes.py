"""The plane or line of a domain that a report draws."""

import numpy as np
from numpy.typing import NDArray

from splinex.domains import Box, Domain, Polytope, Slice, coordinates
from splinex.enumeration import iter_regions
from splinex.errors import InputError
from splinex.network import Network
from splinex.plotting.titles import where

__all__ = ["plane_of"]


Plane = tuple[Domain, str, tuple[str, ...]]


def plane_of(network: Network, domain: Domain) -> Plane:
    """A domain of one or two coordinates, what it is, and the coordinates' names: the domain itself, or a plane in it.

    In a box, and in R^d, the plane is that of the two inputs which the first layer weighs most; the others are in the middle.

    Raises
    ------
    InputError
        When there is nothing to draw.
    """
    found = coordinates(domain, network.n_inputs)
    free = np.flatnonzero(found.low < found.high)
    whole = where(network, domain)
    if not len(free):
        raise InputError("the domain is a point")
    if len(free) <= 2:
        return domain, whole, ()
    if domain is None or isinstance(domain, Box):
        return _axes(network, found.low, found.high, free)
    if isinstance(domain, Polytope):
        point = next(iter_regions(network, domain, batch_size=1, max_regions=1)).points[0]
        i, j = _heaviest(network, np.ones(network.n_inputs), free)
        directions = np.eye(network.n_inputs)[[i, j]]
        caption = f"the plane through a point of {whole} along x{i} (t0) and x{j} (t1)"
        return Slice(point, directions, within=domain), caption, ()
    raise InputError(f"{whole} has {len(free)} coordinates: give a Slice with two directions")


def _axes(network: Network, low: NDArray[np.float64], high: NDArray[np.float64], free: NDArray[np.intp]) -> Plane:
    """The coordinates of the plane are those of the inputs themselves."""
    finite = np.isfinite(low) & np.isfinite(high)
    middle = np.clip(0.0, low, high)
    middle[finite] = low[finite] / 2 + high[finite] / 2
    width = np.where(finite, high / 2 - low / 2, 1.0)
    i, j = _heaviest(network, width, free)
    origin = middle.copy()
    origin[[i, j]] = 0.0
    bounds = Box(low[[i, j]], high[[i, j]])
    values = "in the middle of their ranges" if middle.any() else "0"
    caption = f"the plane of the inputs x{i} and x{j}, which the first layer weighs most; the others are {values}"
    return Slice(origin, np.eye(network.n_inputs)[[i, j]], domain=bounds), caption, (f"x{i}", f"x{j}")


def _heaviest(network: Network, width: NDArray[np.float64], free: NDArray[np.intp]) -> tuple[int, int]:
    """The two free inputs whose columns are longest, in order."""
    scale = np.abs(network.layers[0].weight).max() or 1.0
    length = np.linalg.norm(network.layers[0].weight / scale, axis=0) * np.minimum(width, 1e150)
    first = free[np.argsort(-length[free], kind="stable")[:2]]
    i, j = sorted(first.tolist())
    return i, j
