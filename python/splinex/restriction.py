"""A network on a domain, in the domain's coordinates: what the core searches."""

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.domains import Coordinates, Domain, Segment, Slice, coordinates
from splinex.exact import RationalRow, rational_rows
from splinex.layer import Layer, core_network
from splinex.network import Network

__all__ = ["CoreDomain", "core_domain", "domain_rows", "on_coordinates", "restrict"]

CoreDomain = tuple[NDArray[np.float64], NDArray[np.float64], list[_core.Network]]
"""Bounds on the coordinates, and affine networks on them whose outputs are >= 0."""


def restrict(network: Network, domain: Domain) -> Network:
    """The network as a function of the domain's coordinates: behind the exact affine map of a slice, else itself.

    Raises
    ------
    InputError
        When the domain lies in a space of another dimension, or is no domain at all.
    """
    front = coordinates(domain, network.n_inputs).front
    return Network((*front, *network.layers), network.names, (), network.readouts) if front else network


def on_coordinates(domain: Domain, n_coordinates: int) -> Coordinates:
    """A domain for a network that `restrict` has made a function of its coordinates."""
    if isinstance(domain, Segment):
        return coordinates(domain, domain.a.size)
    if isinstance(domain, Slice):
        return coordinates(domain, domain.origin.size)
    return coordinates(domain, n_coordinates)


def core_domain(domain: Domain, n_coordinates: int) -> CoreDomain:
    """A domain as the core takes it, for a network that `restrict` has made a function of its coordinates."""
    found = on_coordinates(domain, n_coordinates)
    return found.low, found.high, [_affine(chain) for chain in found.constraints]


def domain_rows(domain: Domain, n_coordinates: int) -> list[RationalRow]:
    """The domain as exact rows [A | b] of {t : A t <= b}: `high` before `low`, then the other half-spaces."""
    low, high, constraints = core_domain(domain, n_coordinates)
    rows: list[RationalRow] = []
    for sign, side in ((1, high), (-1, low)):
        for i in np.flatnonzero(np.isfinite(side)):
            numerator, denominator = float(side[i]).as_integer_ratio()
            normal = [0] * n_coordinates
            normal[i] = sign * denominator
            rows.append(((*normal, sign * numerator), denominator))
    for affine in constraints:
        numerators, denominator = affine.preactivations(np.empty(0, dtype=np.uint8), 0)
        rows += [
            ((*(-a for a in row[:-1]), row[-1]), scale)
            for row, scale in rational_rows(numerators, denominator, n_coordinates)
        ]
    return rows


def _affine(chain: tuple[Layer, ...]) -> _core.Network:
    return core_network(chain)
