"""One activation region."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, overload

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.arrays import readonly
from splinex.domains import Domain
from splinex.exact import AffineMap, HalfSpaces, RationalRow, rational_rows
from splinex.network import Network
from splinex.restriction import core_domain, domain_rows

if TYPE_CHECKING:
    from splinex.geometry import Geometry

__all__ = ["Region"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Region:
    """One activation region: the inputs of the domain that share a pattern, an open convex polyhedron.

    Attributes
    ----------
    network : Network
        In the domain's coordinates: on a slice, the network behind its map.
    domain : Box, Polytope, Segment, Slice or None
    index : int
        Place in the order of the enumeration.
    bits : ndarray of uint8, (bits,), read-only
        The pattern as it is stored; see `PatternLayout`.
    point : ndarray of float64, (n_inputs,), read-only
        A point of the region, in the domain's coordinates; the float64 nearest to one when `inexact`.
    inexact : bool
        Whether only `witness` is sure to lie in the region.

    Examples
    --------
    >>> import splinex as sx
    >>> part = sx.enumerate_regions(sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])]))  # |x|
    >>> for slope in sorted(region.affine_map().A.item() for region in part):
    ...     print(slope)
    -1.0
    1.0
    """

    network: Network
    domain: Domain
    index: int
    bits: NDArray[np.uint8]
    point: NDArray[np.float64]
    inexact: bool

    @property
    def pattern(self) -> NDArray[np.uint8]:
        """The piece of every unit, layer by layer, (units,): of a ReLU 1 on, 0 off.

        Pieces that are equal on the whole region count as the lowest: a ReLU that is zero there is off.
        """
        return readonly(self.network._layout.pieces(self.bits))

    def witness(self) -> tuple[Fraction, ...]:
        """A point of the region, exactly: of its interior, relative to the domain where that has zero-width sides."""
        if not self.inexact:
            return tuple(Fraction(float(value)) for value in self.point)
        low, high, constraints = core_domain(self.domain, self.network.n_inputs)
        found = _core.witness(self.network._exact, low, high, constraints, self.bits)
        assert found is not None, "a region that was reported has a witness"
        numerators, denominator = found
        return tuple(Fraction(numerator, denominator) for numerator in numerators)

    def affine_map(self, layer: int | None = None) -> AffineMap:
        """The affine map x -> A x + b that the network is here.

        Parameters
        ----------
        layer : int, optional
            Index of a hidden layer: the map of what it hands on, after its ReLUs or maxima. By default that of the
            network's output.

        Returns
        -------
        AffineMap
            Correctly rounded from the exact map; `.exact()` gives Fractions.

        Raises
        ------
        InputError
            When there is no such layer.
        """
        index = None if layer is None else self.network._hidden(layer)
        return AffineMap.of(self.network._affine_rows(self.bits, index), self.network.n_inputs)

    def halfspaces(self) -> HalfSpaces:
        """The closed region as {x : A x <= b}.

        Layer by layer one row for each ReLU, and for each piece of a maximum that is not the largest; then those of the
        domain: its finite sides, `high` before `low`, and its other half-spaces. Rows whose linear part is exactly zero are
        left out. Other redundant rows are kept.

        Returns
        -------
        HalfSpaces
            Correctly rounded from the exact rows; `.exact()` gives Fractions.
        """
        rows = [
            row for row in (*self._unit_rows(), *domain_rows(self.domain, self.network.n_inputs)) if any(row[0][:-1])
        ]
        return HalfSpaces.of(rows, self.network.n_inputs)

    def geometry(self) -> "Geometry":
        """The geometry of this region alone, with one row in every column; for many regions `Partition.geometry` is faster."""
        from splinex.geometry.single import geometry_alone

        return geometry_alone(self)

    def facets(self) -> HalfSpaces:
        """The irredundant half-spaces of the closed region: one for each facet, the largest coefficient of a row 1 or -1."""
        return self.geometry().halfspaces_of(0)

    def vertices(self) -> NDArray[np.float64]:
        """Vertices of the closed region, (n, n_inputs): see `Geometry.vertices`, and `Geometry.exact` for Fractions."""
        return self.geometry().vertices.values

    def rays(self) -> NDArray[np.float64]:
        """Extreme rays of the closed region, (n, n_inputs): see `Geometry.rays`."""
        return self.geometry().rays.values

    @overload
    def volume(self, *, exact: Literal[False] = False) -> float: ...
    @overload
    def volume(self, *, exact: Literal[True]) -> Fraction | float: ...
    def volume(self, *, exact: bool = False) -> Fraction | float:
        """The volume in float64, or with `exact` as a Fraction; infinite when the region is unbounded.

        Examples
        --------
        >>> import splinex as sx
        >>> region = sx.enumerate_regions(sx.arrangement([[3, 3]], [-1]), sx.Box(0, 1))[1]
        >>> region.volume(exact=True)
        Fraction(1, 18)
        """
        geometry = self.geometry()
        return geometry.volume_of(0, exact=True) if exact else geometry.volume_of(0)

    def chebyshev_ball(self) -> tuple[NDArray[np.float64], float]:
        """Centre and radius of the largest ball in the region: see `Geometry.chebyshev_balls`."""
        centres, radii = self.geometry().chebyshev_balls
        return centres[0], float(radii[0])

    def bounding_box(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Low and high of the least box around the region: see `Geometry.bounding_boxes`."""
        low, high = self.geometry().bounding_boxes
        return low[0], high[0]

    def __repr__(self) -> str:
        return f"Region({self.index}, point {self.point.tolist()}{' (inexact)' if self.inexact else ''})"

    def _unit_rows(self) -> list[RationalRow]:
        """A ReLU that is off: a x + c <= 0 is the row [a | -c]; on: [-a | c]. Pieces: loser <= winner."""
        result: list[RationalRow] = []
        start = 0
        hidden = [layer for layer in self.network.layers if not layer.affine]
        for index, layer in enumerate(hidden):
            numerators, scale = self.network._exact.preactivations(self.bits, index)
            rows = rational_rows(numerators, scale, self.network.n_inputs)
            k = 0
            for size in layer.gates[layer.units >= 0].tolist():
                on = self.bits[start + k : start + k + max(size, 1)]
                if size == 0:
                    sign = -1 if on[0] else 1
                    result.append(_at_most_zero([sign * a for a in rows[k][0]], scale))
                elif size > 1:
                    winner = k + int(on.argmax())
                    result += [
                        _at_most_zero([a - w for a, w in zip(rows[i][0], rows[winner][0], strict=True)], scale)
                        for i in range(k, k + size)
                        if i != winner
                    ]
                k += max(size, 1)
            start += k
        return result


def _at_most_zero(row: list[int], scale: int) -> RationalRow:
    """The half-space a x + c <= 0 as a row [a | -c] of A x <= b."""
    return (*row[:-1], -row[-1]), scale
