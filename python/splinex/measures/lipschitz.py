"""The Lipschitz constant of a network on a convex domain: exact, with a place where it is attained."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import readonly
from splinex.domains import Domain
from splinex.enumeration import iter_regions
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.measures.blocks import blocks
from splinex.measures.directions import directions_of
from splinex.measures.layer_norms import layer_norm_product
from splinex.measures.norm_bounds import NormBounds
from splinex.measures.operator_norm import Exact, Measured, OperatorNorm
from splinex.measures.rounding import nearest, nearest_root
from splinex.measures.slopes import largest_slope
from splinex.network import Network
from splinex.options import check_index
from splinex.partitions.partition import Partition
from splinex.progress import ProgressOption
from splinex.region import Region
from splinex.restriction import restrict

__all__ = ["LipschitzConstant", "lipschitz_constant"]

_KNOWN = 2**18
"""Entries of maps that are remembered, so that maps are not measured twice."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LipschitzConstant:
    """The least L with ||f(x) - f(y)||_q <= L ||x - y||_p on the domain, and where it is attained.

    Attributes
    ----------
    value : float
        The float64 nearest to L; `upper` where L is only known to lie between two neighbouring floats.
    lower, upper : float
        Proven: lower <= L <= upper, neighbouring floats, or equal where L is that float.
    exact : Fraction or None
        L itself, where it is known to be rational.
    square : Fraction or None
        Its square, where that is known to be rational; None for p = q = 2 and several outputs, as a rule.
    p, q : float
        The norms: 1, 2 or inf.
    output : int or None
        Which output it is about; None is all of them.
    region : Region
        A region on which it is attained: for p = q = 2 its own constant lies between `lower` and `upper` as well.
    point : ndarray of float64, (n_coordinates,)
        Of that region's interior.
    direction : ndarray of float64, (n_coordinates,)
        A small step from there along it changes the outputs by L times its length, up to rounding. Its length, the p-norm
        among the network's inputs, is 1 up to rounding.
    sampled : float
        The largest slope between points of regions that follow each other, in float64 arithmetic: at most L up to its
        rounding.
    layers : float
        The product of the norms of the layers, in float64 arithmetic: at least L up to its rounding.
    truncated : bool
        Whether `max_regions` stopped the search: L is then only a lower bound.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[3, 4], [1, -1]], [0, 0]), ([[1, 1], [0, 2]], [0, 0])])
    >>> sx.lipschitz_constant(net, p=float("inf"), q=float("inf")).exact
    Fraction(7, 1)
    """

    value: float
    lower: float
    upper: float
    exact: Fraction | None
    square: Fraction | None
    p: float
    q: float
    output: int | None
    region: Region
    point: NDArray[np.float64]
    direction: NDArray[np.float64]
    sampled: float
    layers: float
    truncated: bool

    def __float__(self) -> float:
        return self.value

    def to_dict(self) -> dict[str, object]:
        """All of it as plain numbers and lists; Fractions as strings."""
        names = ("value", "lower", "upper", "p", "q", "output", "sampled", "layers", "truncated")
        exact = {
            name: None if getattr(self, name) is None else str(getattr(self, name)) for name in ("exact", "square")
        }
        place = {"region": self.region.index, "point": self.point.tolist(), "direction": self.direction.tolist()}
        return {**{name: getattr(self, name) for name in names}, **exact, **place}

    def __repr__(self) -> str:
        if self.exact is not None:
            known = f"exactly {_short(self.exact)}" if nearest(self.exact) != self.exact else "exact"
        elif self.square is not None:
            known = f"its square is exactly {_short(self.square)}"
        else:
            known = f"proven: between {self.lower!r} and {self.upper!r}"
        what = "all outputs" if self.output is None else f"output {self.output}"
        return (
            f"Lipschitz constant {'at least ' if self.truncated else ''}{self.value!r} ({known})\n"
            f"of {what}, from the {self.p:g}-norm to the {self.q:g}-norm, attained on region {self.region.index}\n"
            f"sampled slopes reach {self.sampled:.6g}, the layers' norms multiply to {self.layers:.6g}"
        )


def lipschitz_constant(
    net: NetworkLike,
    domain: Domain = None,
    *,
    p: float = 2,
    q: float = 2,
    output: int | None = None,
    threads: int | None = None,
    progress: ProgressOption = None,
    max_regions: int | None = None,
) -> LipschitzConstant:
    """The Lipschitz constant on a convex domain, from the p-norm of the inputs to the q-norm of the outputs.

    On a convex domain it is the largest norm of the affine maps of the regions (THEORY 8.1): a segment between two points
    stays in the domain, and crosses regions. Where the domain has no interior (a box with sides of zero width, a slice)
    only steps within it count; lengths are always those of the network's inputs. Floats with proven bounds exclude most
    regions, exact arithmetic decides among the others.

    Parameters
    ----------
    net, domain, threads, progress, max_regions
        As for `enumerate_regions`; regions are not stored.
    p, q : 1, 2 or inf
        p = inf to q = 1 or 2, and p = 2 to q = 1, are hard in general: vectors of signs are tried one by one, up to 16
        inputs or outputs. For one output, q does not matter.
    output : int, optional
        The constant of one output; by default that of all together.

    Returns
    -------
    LipschitzConstant

    Raises
    ------
    InputError
        For other norms, for an output that there is not, and for hard norms of too many inputs or outputs.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[3, 4], [1, -1]], [0, 0]), ([[1, 1], [0, 2]], [0, 0])])
    >>> found = sx.lipschitz_constant(net, sx.Box(-1, 1), output=0)
    >>> found.value, found.square
    (5.0, Fraction(25, 1))
    >>> print(sx.lipschitz_constant(net, sx.Box(-1, 1), p=1, q=1))
    Lipschitz constant 6.0 (exact)
    of all outputs, from the 1-norm to the 1-norm, attained on region 0
    sampled slopes reach 1.66667, the layers' norms multiply to 15
    """
    network = as_network(net)
    chosen = None if output is None else check_index("output", output, network.n_outputs)
    powers = _power("p", p), _power("q", q)
    search = _Search(restrict(network, domain), domain, powers, chosen)
    search.run(iter_regions(network, domain, threads=threads, progress=progress, max_regions=max_regions))
    return search.result(layer_norm_product(network, *powers, chosen))


class _Search:
    """The largest norm so far, in batches of regions."""

    def __init__(self, network: Network, domain: Domain, powers: tuple[float, float], output: int | None) -> None:
        self.network, self.powers, self.output = network, powers, output
        self.rows = [output] if output is not None else list(range(network.n_outputs))
        self.directions = directions_of(network, domain)
        self.norm = OperatorNorm(*powers, self.directions, len(self.rows))
        self.bounds = NormBounds(self.norm)
        self.best = Measured(-1.0, -1.0)
        self.region: Region | None = None
        self.sampled = 0.0
        self.truncated = False
        self._known: set[tuple[int, ...]] = set()

    def run(self, batches: Iterable[Partition]) -> None:
        for batch in batches:
            for block in blocks(batch, self.network.n_outputs * (self.network.n_inputs + 1)):
                A = block.affine_maps()[0][:, self.rows]
                for i in self.bounds.candidates(A, lambda: self.best.lower):
                    self._consider(block[i])
            slope = largest_slope(batch, self.directions, self.powers, self.rows)
            self.sampled = max(self.sampled, slope)
            self.truncated = batch.truncated

    def result(self, layers: float) -> LipschitzConstant:
        region, best = self.region, self.best
        assert region is not None, "a domain has a region"
        value = best.upper
        if best.value is not None:
            value = nearest(best.value)
        elif best.square is not None:
            value = nearest_root(best.square)
        direction = readonly(self.norm.direction(self._exact_map(region)[0]))
        known = value, best.lower, best.upper, best.value, best.square
        return LipschitzConstant(
            *known, *self.powers, self.output, region, region.point, direction, self.sampled, layers, self.truncated
        )

    def _consider(self, region: Region) -> None:
        """Measure the region's map unless it is known, or known not to be larger."""
        A, scale = self._exact_map(region)
        key = tuple(A.flat)
        if key in self._known:
            return
        if len(self._known) * len(key) < _KNOWN:
            self._known.add(key)
        if self.norm.fits(A, scale, self.best):
            return
        found = self.norm.measure(A, scale)
        if self.norm.way == "spectral" or found.exceeds(self.best):
            self.best, self.region = found, region

    def _exact_map(self, region: Region) -> tuple[Exact, int]:
        """Numerators of the slopes of the outputs that are looked at, and their denominator."""
        rows = self.network._affine_rows(region.bits, None)
        return np.array([rows[i][0][:-1] for i in self.rows], dtype=object), rows[0][1]


def _power(name: str, value: float) -> float:
    for known in (1.0, 2.0, math.inf):
        if isinstance(value, int | float | np.number) and not isinstance(value, bool) and value == known:
            return known
    raise InputError(f"{name} must be 1, 2 or inf, not {value!r}")


def _short(value: Fraction) -> str:
    text = str(value)
    return (
        text
        if len(text) <= 40
        else f"a fraction of {len(str(value.numerator))} by {len(str(value.denominator))} digits"
    )
