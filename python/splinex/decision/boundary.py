"""Where the decision of a classifier changes: the polytopal pieces of its decision boundary, exactly."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import readonly
from splinex.decision.affine_hull import AffineHull
from splinex.decision.classes import classifier
from splinex.decision.tied_classes import TiedClasses
from splinex.domains import Domain
from splinex.enumeration import enumerate_regions
from splinex.errors import InputError
from splinex.exact import HalfSpaces
from splinex.formats import NetworkLike, as_network
from splinex.partitions.facets import Facets
from splinex.partitions.partition import Partition
from splinex.progress import ProgressOption

if TYPE_CHECKING:
    from splinex.decision.piece import BoundaryPiece
    from splinex.decision.segments import BoundarySegments

__all__ = ["DecisionBoundary", "TieRegions", "decision_boundary"]


@dataclass(frozen=True, slots=True, eq=False)
class TieRegions:
    """Regions of full dimension on all of which several classes are largest.

    Attributes
    ----------
    region : ndarray of int64, (m,)
        Place in the partition.
    classes : ndarray of bool, (m, classes)
        Which classes.
    """

    region: NDArray[np.int64]
    classes: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.region)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DecisionBoundary:
    """The points at which several classes are largest, as polytopal pieces of dimension d - 1, and tie regions apart.

    ``len(boundary)``, ``for piece in boundary`` and ``boundary[i]`` give single pieces. All of it is exact but for `points`.

    Attributes
    ----------
    partition : Partition
        Of the network with its decision, `Network.with_argmax`: the class of region i is ``patterns[i, -1]``. A network with
        one output f has become (threshold, f) there.
    facets : Facets
        Of that partition.
    facet : ndarray of int64, (n,)
        The facet that a piece is.
    region, neighbour : ndarray of int64, (n,)
        The regions on both sides; a neighbour of -1 is the outside of the domain.
    labels : ndarray of int64, (n, 2)
        The classes decided on both sides, of several the first; -1 outside. They are equal where a class touches the largest
        one without winning, and at some edges of tie regions.
    classes : ndarray of bool, (n, classes)
        Which classes are largest on the whole piece: two, where no more meet.
    points : ndarray of float64, (n, n_inputs)
        A point of each piece's relative interior, up to rounding; `BoundaryPiece.witness` is exact.
    ties : TieRegions

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[1, 0], [-1, 0], [0, 1]], [0, 0, 0]), ([[1, 1, 0], [0, 0, 1]], [0, 1])])
    >>> boundary = sx.decision_boundary(net, sx.Box(-3, 3))  # |x| against [y]_+ + 1
    >>> boundary
    DecisionBoundary(4 pieces between 2 classes, no tie regions)
    >>> sorted(map(tuple, boundary.segments().ends[:, 0].tolist()))
    [(-3.0, 2.0), (-1.0, -3.0), (1.0, -3.0), (1.0, 0.0)]
    """

    partition: Partition
    facets: Facets
    facet: NDArray[np.int64]
    region: NDArray[np.int64]
    neighbour: NDArray[np.int64]
    labels: NDArray[np.int64]
    classes: NDArray[np.bool_]
    points: NDArray[np.float64]
    ties: TieRegions
    _hull: AffineHull

    def __len__(self) -> int:
        return len(self.facet)

    def __getitem__(self, i: int) -> "BoundaryPiece":
        from splinex.decision.piece import BoundaryPiece

        if not -len(self) <= i < len(self):
            raise IndexError(f"piece {i} of {len(self)}")
        return BoundaryPiece(self, int(i) % len(self))

    def __iter__(self) -> Iterator["BoundaryPiece"]:
        return map(self.__getitem__, range(len(self)))

    def __repr__(self) -> str:
        ties = f"{len(self.ties):,}" if len(self.ties) else "no"
        return f"DecisionBoundary({len(self):,} pieces between {self.n_classes} classes, {ties} tie regions)"

    @property
    def n_classes(self) -> int:
        """Number of classes: two for a network with one output."""
        return int(self.classes.shape[1])

    def hyperplanes(self) -> HalfSpaces:
        """The hyperplane a x = b of every piece; a x <= b on the side of `region`."""
        return self.facets.halfspaces(self.facet)

    def segments(self) -> "BoundarySegments":
        """The pieces in the plane as segments, rays and lines with their ends, exactly.

        Raises
        ------
        InputError
            When the domain is not of dimension 2 in 2 coordinates.
        """
        from splinex.decision.segments import segments

        return segments(self)


def decision_boundary(
    net: NetworkLike,
    domain: Domain = None,
    *,
    threshold: float = 0.0,
    threads: int | None = None,
    progress: ProgressOption = None,
    max_regions: int | None = None,
) -> DecisionBoundary:
    """Find the decision boundary of a classifier on a domain, exactly.

    The pieces are all facets F of regions of `Network.with_argmax` on which more classes are largest than all over one of
    the two sides. There is no other piece of dimension d - 1: where two classes are largest on a part X of dimension d - 1
    of a closed region P of the network, but not on P, regions of the network with argmax cover P. One of them, Q, has a part
    of X of dimension d - 1, and the class k decided on it is tied with both. One of the two, say c, does not tie with k all
    over Q, so f_k - f_c is affine and non-negative on Q and zero on that part: it lies in a facet of Q, which is zero of
    f_k - f_c as a whole. (THEORY 8.2. A boundary that coincides with the kink of a unit is found like any other.)

    Parameters
    ----------
    net
        A network with several outputs, of which the largest decides, or with one, which decides by a threshold.
    domain, threads, progress
        As for `count_regions`.
    threshold : float
        Of a network with one output: class 1 is f > threshold, class 0 the rest.
    max_regions : int, optional
        Refuse when the network with its decision has more regions on the domain.

    Returns
    -------
    DecisionBoundary

    Raises
    ------
    InputError
        As for `count_regions`, when there are more than `max_regions` regions, and for a threshold beside several outputs.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [-1])])  # |x| - 1
    >>> boundary = sx.decision_boundary(net)
    >>> for piece in boundary:
    ...     print(piece, *map(str, piece.witness()))
    BoundaryPiece(classes 0 and 1) 1
    BoundaryPiece(classes 0 and 1) -1
    """
    network = classifier(as_network(net), threshold)
    part = enumerate_regions(network.with_argmax(), domain, threads=threads, progress=progress, max_regions=max_regions)
    if part.truncated:
        raise InputError(
            f"the network with its decision has more than max_regions = {max_regions} regions there; "
            "take more, or a smaller domain"
        )
    facets = part.facets(threads=threads, progress=progress)
    return _pieces(part, facets, AffineHull.of(domain, part.network.n_inputs))


def _pieces(part: Partition, facets: Facets, hull: AffineHull) -> DecisionBoundary:
    tied = TiedClasses.of(part, hull)
    once = np.flatnonzero((facets.neighbour < 0) | (facets.neighbour > facets.region))
    on_facets = tied.on_facets(facets, once)
    region, neighbour = facets.region[once], facets.neighbour[once]
    there = np.where(neighbour[:, None] >= 0, tied.regions[neighbour], on_facets)
    kept = (on_facets != tied.regions[region]).any(axis=1) | (on_facets != there).any(axis=1)
    chosen, region, neighbour = once[kept], region[kept], neighbour[kept]
    labels = np.column_stack([tied.labels[region], np.where(neighbour >= 0, tied.labels[neighbour], -1)])
    flat = np.flatnonzero(tied.regions.sum(axis=1) > 1)
    return DecisionBoundary(
        part,
        facets,
        readonly(chosen),
        readonly(region),
        readonly(neighbour),
        readonly(labels),
        readonly(on_facets[kept]),
        readonly(facets.points[chosen]),
        TieRegions(readonly(flat), readonly(tied.regions[flat])),
        hull,
    )
