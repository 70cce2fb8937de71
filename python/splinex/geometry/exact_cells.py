"""One region in Fractions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from splinex.errors import InputError
from splinex.geometry.exact_volume import exact_volume, vertex_weights

__all__ = ["ExactCell"]

Vector = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class ExactCell:
    """A closed region as the convex hull of its vertices plus the cone of its rays plus the span of its lines: exact.

    Attributes
    ----------
    vertices, rays, lines : tuple of tuples of Fraction
        In the domain's coordinates, and in the order of `Geometry.vertices`, `rays` and `lines`, whose rows are nearest to
        these.
    facets : tuple of frozensets of int
        Of each vertex, the facets of the region that it lies on.
    measured : tuple of int
        The coordinates in which `volume` is measured.

    Examples
    --------
    >>> import splinex as sx
    >>> part = sx.enumerate_regions(sx.arrangement([[3.0, 3.0]], [-1.0]), sx.Box(0, 1))
    >>> for cell in map(part.geometry().exact, range(len(part))):
    ...     print(cell.volume(), sorted(str(x) for v in cell.vertices for x in v))
    17/18 ['0', '0', '0', '0', '1', '1', '1', '1', '1/3', '1/3']
    1/18 ['0', '0', '0', '0', '1/3', '1/3']
    """

    vertices: tuple[Vector, ...]
    rays: tuple[Vector, ...]
    lines: tuple[Vector, ...]
    facets: tuple[frozenset[int], ...]
    measured: tuple[int, ...]

    @property
    def bounded(self) -> bool:
        """Whether there are no rays and no lines."""
        return not self.rays and not self.lines

    def volume(self) -> Fraction | float:
        """The exact volume, a Fraction; infinite, and so a float, when the region is unbounded.

        Measured in the coordinates `measured`: all of them, but for domains without an interior; see `Geometry.volumes`.
        """
        if not self.bounded:
            return math.inf
        points = [tuple(vertex[i] for i in self.measured) for vertex in self.vertices]
        return exact_volume(points, self.facets, len(self.measured))

    def vertex_weights(self) -> tuple[Fraction, ...]:
        """Each vertex's share of the volume, as `Geometry.vertex_weights`; InputError when the region is unbounded."""
        if not self.bounded:
            raise InputError("an unbounded region has no finite volume to share out among its vertices")
        points = [tuple(vertex[i] for i in self.measured) for vertex in self.vertices]
        return vertex_weights(points, self.facets, len(self.measured))

    @classmethod
    def of(
        cls, rows: Sequence[Sequence[int]], facets: Sequence[frozenset[int]], rays: int, measured: tuple[int, ...]
    ) -> "ExactCell":
        """From homogeneous integers: as many vertices as there are sets of facets, then that many rays, then lines."""
        n = len(facets)
        vertices = tuple(tuple(Fraction(x, row[0]) for x in row[1:]) for row in rows[:n])
        directions = [tuple(map(Fraction, row[1:])) for row in rows[n:]]
        return cls(vertices, tuple(directions[:rays]), tuple(directions[rays:]), tuple(facets), measured)
