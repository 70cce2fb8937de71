"""Where regions are looked for, and how the core takes it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from splinex.domains.box import Box
from splinex.domains.polytope import Polytope
from splinex.domains.slices import Segment, Slice
from splinex.errors import InputError
from splinex.layer import Layer

__all__ = ["Box", "Coordinates", "Domain", "Polytope", "Segment", "Slice", "coordinates"]

Domain = Box | Polytope | Segment | Slice | None
"""None is the whole space."""


@dataclass(frozen=True, slots=True, eq=False)
class Coordinates:
    """A domain as the core takes it: coordinates t with bounds, the exact map from them to the inputs, and half-spaces.

    The core composes a chain of layers exactly, so a chain stands for a product that float64 would round.

    Attributes
    ----------
    front : tuple of Layer
        Affine layers, without a ReLU, from the coordinates to the network's inputs; empty when the coordinates are the
        inputs.
    low, high : ndarray of float64, (k,)
        Bounds on the coordinates, infinite where there are none.
    constraints : tuple of tuples of Layer
        Chains of affine layers on the coordinates; on the domain, and only there, all their outputs are >= 0.
    """

    front: tuple[Layer, ...]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    constraints: tuple[tuple[Layer, ...], ...]


def coordinates(domain: Domain, n_inputs: int) -> Coordinates:
    """A domain for a network with that many inputs.

    Raises
    ------
    InputError
        When the domain lies in a space of another dimension, or is no domain at all.
    """
    if domain is None or isinstance(domain, Box | Polytope):
        _check_inputs(None if domain is None else domain.dimension, "has dimension", n_inputs)
        return _bounded((), domain, n_inputs)
    if isinstance(domain, Segment):
        _check_inputs(domain.a.size, "lies in dimension", n_inputs)
        return Coordinates(_segment_front(domain), np.zeros(1), np.ones(1), ())
    if isinstance(domain, Slice):
        _check_inputs(domain.origin.size, "lies in dimension", n_inputs)
        front = _slice_front(domain)
        inside = _half_spaces(domain.within, n_inputs)
        return _bounded(front, domain.domain, domain.dimension, ((*front, inside),) if inside else ())
    raise InputError(f"a domain is a Box, a Polytope, a Segment, a Slice or None, not {type(domain).__name__}")


def _check_inputs(dimension: int | None, verb: str, n_inputs: int) -> None:
    if dimension not in (None, n_inputs):
        raise InputError(f"the domain {verb} {dimension}, but the network has {n_inputs} inputs")


def _bounded(
    front: tuple[Layer, ...],
    domain: Box | Polytope | None,
    dimension: int,
    constraints: tuple[tuple[Layer, ...], ...] = (),
) -> Coordinates:
    """Coordinates with a bound of their own: a box as low and high, a polytope as one more chain."""
    if isinstance(domain, Box):
        return Coordinates(front, np.full(dimension, domain.low), np.full(dimension, domain.high), constraints)
    rows = _half_spaces(domain, dimension)
    chains = ((rows,), *constraints) if rows else constraints
    return Coordinates(front, np.full(dimension, -np.inf), np.full(dimension, np.inf), chains)


def _half_spaces(region: Box | Polytope | None, dimension: int) -> Layer | None:
    """Rows that are >= 0 on a region of R^dimension and only there; None when it is the whole space."""
    if isinstance(region, Polytope):
        rows, offsets = -region.A, region.b
    elif isinstance(region, Box):
        sides = np.concatenate([np.full(dimension, region.high), -np.full(dimension, region.low)])
        finite = np.isfinite(sides)
        rows, offsets = np.concatenate([-np.eye(dimension), np.eye(dimension)])[finite], sides[finite]
    else:
        return None
    return Layer(rows, offsets, False) if offsets.size else None


def _segment_front(segment: Segment) -> tuple[Layer, ...]:
    """The weights (1 - t, t) of the two ends, then their combination."""
    ends = np.column_stack([segment.a, segment.b])
    return Layer([[-1], [1]], [1, 0], False), Layer(ends, np.zeros(len(ends)), False)


def _slice_front(domain: Slice) -> tuple[Layer, ...]:
    """One layer, or the weights (1 - t[0] - t[1] - ..., t[0], t[1], ...) of the points, then their combination."""
    if domain.points is None:
        return (Layer(domain.directions.T, domain.origin, False),)
    k = domain.dimension
    weights = Layer(np.concatenate([-np.ones((1, k)), np.eye(k)]), np.eye(k + 1)[0], False)
    return weights, Layer(domain.points.T, np.zeros(domain.origin.size), False)
