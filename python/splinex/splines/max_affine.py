"""Max-affine splines: convex piecewise-linear functions as the maximum of finitely many affine ones."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_points
from splinex.errors import InputError
from splinex.exact import AffineMap, HalfSpaces
from splinex.network import Network
from splinex.splines.algebra import difference, precomposed, scaled, summed, united
from splinex.splines.codes import codes_at, values_at
from splinex.splines.exact_table import ExactTable, exact_points, joined
from splinex.splines.irredundant import Cell, exact_rows, open_cells

if TYPE_CHECKING:
    from splinex.splines.power_diagram import PowerDiagram

__all__ = ["MaxAffineSpline"]


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class MaxAffineSpline:
    """The function x -> max_r <a_r, x> + b_r, exactly.

    Its pieces are rationals: the values of the floats they are given as, or Fractions, and what exact operations make of them.
    The parameters alone determine its partition of R^D (slides 12-13 of Balestriero & Baraniuk, "Mad Max: Affine Spline
    Insights into Deep Learning", 2018). Instances are immutable; ``==`` asks whether they are the same function.

    Parameters
    ----------
    A : array_like of float, int or Fraction, (R, D)
    b : array_like of float, int or Fraction, (R,), optional
        Zero by default.
    denominator : int
        Divides everything.

    Raises
    ------
    InputError
        For shapes that do not fit, and for numbers that are not finite.

    Examples
    --------
    >>> import splinex as sx
    >>> absolute = sx.MaxAffineSpline([[-1], [1]])
    >>> absolute([-2.5]), absolute.codes([[-2.5], [0], [3]]).tolist()
    (2.5, [0, 0, 1])
    >>> absolute + 1 == sx.MaxAffineSpline([[1], [0], [-1]], [1, 1, 1])
    True
    """

    # numpy's numbers leave products and sums to this class.
    __array_ufunc__ = None

    pieces: ExactTable
    _floats: AffineMap

    def __init__(self, A: Any, b: Any = None, *, denominator: int = 1) -> None:
        slopes = ExactTable.of(A, "A")
        if len(slopes.shape) != 2 or 0 in slopes.shape:
            raise InputError(f"A has shape {slopes.shape}; (pieces, inputs) with at least one of each is needed")
        offsets = ExactTable.of(np.zeros(slopes.shape[0]) if b is None else b, "b")
        if offsets.shape != slopes.shape[:1]:
            raise InputError(f"b has shape {offsets.shape}, but A has {slopes.shape[0]} rows")
        if not isinstance(denominator, int | np.integer) or denominator < 1:
            raise InputError(f"denominator must be a positive integer, not {denominator!r}")
        column = ExactTable(offsets.numerators[:, None], offsets.denominator)
        self._set(joined([slopes, column], axis=1).scaled(Fraction(1, int(denominator))))

    def _set(self, pieces: ExactTable) -> None:
        object.__setattr__(self, "pieces", pieces)
        object.__setattr__(self, "_floats", pieces.rows())

    @classmethod
    def of_pieces(cls, pieces: ExactTable) -> "MaxAffineSpline":
        """From exact rows [a | b], (R, D + 1)."""
        made = cls.__new__(cls)
        made._set(pieces)
        return made

    @classmethod
    def from_centroids(cls, centroids: ArrayLike) -> "MaxAffineSpline":
        """The spline whose code is the nearest centroid: ``a_r = c_r``, ``b_r = -|c_r|^2 / 2`` (slide 20).

        Parameters
        ----------
        centroids : array_like of float, (R, D)
            ``cluster_centers_`` of scikit-learn's KMeans, say: `codes` is then what its ``predict`` rounds.

        Examples
        --------
        >>> import splinex as sx
        >>> sx.MaxAffineSpline.from_centroids([[0, 0], [4, 0]]).codes([[1.5, 7], [2, 0], [3, -1]]).tolist()
        [0, 0, 1]
        """
        from splinex.splines.power_diagram import PowerDiagram

        return PowerDiagram(centroids).to_spline()

    @classmethod
    def from_power_diagram(cls, sites: Any, squared_radii: Any) -> "MaxAffineSpline":
        """The spline with pieces ``a_r = mu_r``, ``b_r = (rho_r - |mu_r|^2) / 2``; see `PowerDiagram`."""
        from splinex.splines.power_diagram import PowerDiagram

        return PowerDiagram(sites, squared_radii).to_spline()

    @property
    def n_inputs(self) -> int:
        """D."""
        return self.pieces.shape[1] - 1

    @property
    def n_pieces(self) -> int:
        """R, redundant pieces included."""
        return self.pieces.shape[0]

    @property
    def A(self) -> NDArray[np.float64]:
        """Slopes, (R, D): float64, correctly rounded; read-only."""
        return self._floats.A

    @property
    def b(self) -> NDArray[np.float64]:
        """Offsets, (R,): float64, correctly rounded; read-only."""
        return self._floats.b

    def exact(self) -> tuple[list[list[Fraction]], list[Fraction]]:
        """Slopes and offsets as Fractions."""
        return self._floats.exact()

    def __call__(self, x: ArrayLike) -> float | NDArray[np.float64]:
        """Evaluate in plain float64 arithmetic, with its rounding.

        Parameters
        ----------
        x : array_like of float, (D,) or (n, D)

        Returns
        -------
        float or ndarray of float64, (n,)
        """
        points, single = as_points(x, self.n_inputs)
        values = (points @ self.A.T + self.b).max(axis=1)
        return float(values[0]) if single else values

    def value(self, x: Any) -> Fraction:
        """The value at one point of floats, integers or Fractions, (D,), exactly."""
        points, single = exact_points(x, self.n_inputs)
        if not single:
            raise InputError(f"x has shape {points.shape}; value takes one point")
        values, below = values_at(self.pieces, points)
        return Fraction(max(values[0].tolist()), below)

    def codes(self, x: Any) -> NDArray[np.int64]:
        """Which piece is largest: the smallest index where several are. Exact.

        Parameters
        ----------
        x : array_like of float, int or Fraction, (D,) or (n, D)

        Returns
        -------
        ndarray of int64, () or (n,)
        """
        points, single = exact_points(x, self.n_inputs)
        codes = codes_at(self.pieces, points)
        return codes[0] if single else codes

    def affine_map(self, x: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """A_Q(x), b_Q(x): the piece that the code selects.

        Parameters
        ----------
        x : array_like of float, int or Fraction, (D,) or (n, D)

        Returns
        -------
        a : ndarray of float64, (D,) or (n, D)
            Correctly rounded.
        b : ndarray of float64, () or (n,)
            Likewise.
        """
        codes = self.codes(x)
        return self.A[codes], self.b[codes]

    def halfspaces(self, piece: int) -> HalfSpaces:
        """The closed cell of a piece, {x : a_s x + b_s <= a_r x + b_r for all s}, as {x : A x <= b}.

        Other pieces with the same slope make rows 0 x <= b; equal pieces make none.
        """
        if not 0 <= piece < self.n_pieces:
            raise InputError(f"piece must be an index of the {self.n_pieces} pieces, not {piece!r}")
        rows = self.pieces.numerators - self.pieces.numerators[piece]
        kept = [(*row[:-1], -row[-1]) for row in rows.tolist() if any(row)]
        return HalfSpaces.of([(row, self.pieces.denominator) for row in kept], self.n_inputs)

    def cells(self) -> list[Cell]:
        """The pieces that are largest on an open set, each with a point where it is larger than all others.

        The core proves which pieces have such a cell. Of equal pieces the first counts.
        """
        return open_cells(self.pieces.numerators)

    def irredundant(self) -> "MaxAffineSpline":
        """The same function without pieces that are equal to another one, or largest on no open set.

        These pieces are unique: two splines are the same function if and only if they have the same.
        """
        kept = [cell.piece for cell in self.cells()]
        return self if len(kept) == self.n_pieces else MaxAffineSpline.of_pieces(self.pieces[kept])

    @property
    def nondecreasing(self) -> bool:
        """Whether the function is nondecreasing in every input: no irredundant piece has a negative slope. Exact."""
        if (self.A >= 0).all() and not (self.pieces.numerators[:, :-1] < 0).any():
            return True
        return not (self.irredundant().pieces.numerators[:, :-1] < 0).any()

    @property
    def affine(self) -> bool:
        """Whether the function is affine. Exact."""
        return self.irredundant().n_pieces == 1

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MaxAffineSpline):
            return NotImplemented
        if self.n_inputs != other.n_inputs:
            return False
        return _piece_set(self.irredundant()) == _piece_set(other.irredundant())

    def __hash__(self) -> int:
        return hash((self.n_inputs, self.value([0] * self.n_inputs)))

    def __add__(self, other: "MaxAffineSpline | float | Fraction") -> "MaxAffineSpline":
        """The sum with another spline, whose pieces are all sums of pieces, or with a number."""
        return summed(self, other)

    __radd__ = __add__

    def __mul__(self, factor: float | Fraction) -> "MaxAffineSpline":
        """The function times a number that is not negative; an affine one times any number."""
        return scaled(self, factor)

    __rmul__ = __mul__

    def __neg__(self) -> "MaxAffineSpline":
        """Of an affine spline; the negative of any other one is concave and refused."""
        return scaled(self, -1)

    def minus(self, other: "MaxAffineSpline") -> "MaxAffineSpline | None":
        """The difference as an irredundant spline, or None where it is not convex. Exact."""
        return difference(self, other)

    def maximum(self, *others: "MaxAffineSpline") -> "MaxAffineSpline":
        """The pointwise maximum: the pieces of all, in order."""
        return united(self, *others)

    def precompose(self, W: Any, c: Any = None) -> "MaxAffineSpline":
        """x -> f(W x + c), exactly.

        Parameters
        ----------
        W : array_like of float, int or Fraction, (D, d)
        c : array_like of float, int or Fraction, (D,), optional
        """
        return precomposed(self, W, c)

    def to_network(self) -> Network:
        """The network of one maximum that computes this function exactly; its regions are the cells of the pieces.

        Raises
        ------
        InputError
            For more than 256 pieces, and for pieces that no layer holds, such as thirds of large integers.
        """
        below = self.pieces.denominator
        shift = (below & -below).bit_length() - 1
        return Network(tuple(exact_rows(self.pieces.numerators, [self.n_pieces], shift, below >> shift)))

    def power_diagram(self) -> "PowerDiagram":
        """The partition as a power diagram: sites ``a_r``, squared radii ``|a_r|^2 + 2 b_r`` (slides 20, 39)."""
        from splinex.splines.power_diagram import PowerDiagram

        return PowerDiagram.of_spline(self)

    def __repr__(self) -> str:
        return f"MaxAffineSpline({self.n_inputs} inputs, {self.n_pieces} pieces)"

    def __reduce__(self) -> tuple[object, ...]:
        return MaxAffineSpline.of_pieces, (self.pieces,)


def _piece_set(spline: MaxAffineSpline) -> tuple[int, frozenset[tuple[int, ...]]]:
    return spline.pieces.denominator, frozenset(map(tuple, spline.pieces.numerators.tolist()))
