"""Max-affine spline operators: max-affine splines stacked, as layers of networks are."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_points, readonly
from splinex.errors import InputError
from splinex.network import Network
from splinex.splines.algebra import check_same_inputs
from splinex.splines.codes import codes_at, values_at
from splinex.splines.exact_table import ExactTable, exact_points, joined
from splinex.splines.irredundant import exact_rows, joint_cells
from splinex.splines.max_affine import MaxAffineSpline

if TYPE_CHECKING:
    from splinex.splines.power_diagram import PowerDiagram

__all__ = ["MASO"]


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class MASO:
    """The operator S(x)_k = max_r <A[k, r], x> + B[k, r], exactly (slides 15-18 of Balestriero & Baraniuk, 2018).

    Parameters
    ----------
    A : array_like of float, int or Fraction, (K, R, D)
    B : array_like of float, int or Fraction, (K, R), optional
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
    >>> relu = sx.MASO([[[0, 0], [1, 0]], [[0, 0], [0, 1]]])
    >>> relu([3, -2]).tolist(), relu.codes([3, -2]).tolist(), relu.vq([3, -2]).tolist()
    ([3.0, 0.0], [1, 0], [[0, 1], [1, 0]])
    """

    table: ExactTable
    _views: tuple[NDArray[np.float64], NDArray[np.float64]]

    def __init__(self, A: Any, B: Any = None, *, denominator: int = 1) -> None:
        slopes = ExactTable.of(A, "A")
        if len(slopes.shape) != 3 or 0 in slopes.shape:
            raise InputError(
                f"A has shape {slopes.shape}; (outputs, pieces, inputs) with at least one of each is needed"
            )
        offsets = ExactTable.of(np.zeros(slopes.shape[:2]) if B is None else B, "B")
        if offsets.shape != slopes.shape[:2]:
            raise InputError(
                f"B has shape {offsets.shape}, but A is of {slopes.shape[0]} outputs of {slopes.shape[1]} pieces"
            )
        if not isinstance(denominator, int | np.integer) or denominator < 1:
            raise InputError(f"denominator must be a positive integer, not {denominator!r}")
        column = ExactTable(offsets.numerators[:, :, None], offsets.denominator)
        self._set(joined([slopes, column], axis=2).scaled(Fraction(1, int(denominator))))

    def _set(self, table: ExactTable) -> None:
        K, R, width = table.shape
        rows = table.rows()
        A, B = rows.A.reshape(K, R, width - 1), rows.b.reshape(K, R)
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "_views", (readonly(A), readonly(B)))

    @classmethod
    def of_table(cls, table: ExactTable) -> "MASO":
        """From exact rows [a | b], (K, R, D + 1)."""
        made = cls.__new__(cls)
        made._set(table)
        return made

    @classmethod
    def from_splines(cls, splines: Sequence[MaxAffineSpline]) -> "MASO":
        """Splines as the outputs; fewer pieces are padded by repeating the last one, which changes no function.

        Examples
        --------
        >>> import splinex as sx
        >>> spline = sx.MaxAffineSpline([[0], [1]])
        >>> sx.MASO.from_splines([spline, sx.MaxAffineSpline([[2]], [1])]).B.tolist()
        [[0.0, 0.0], [1.0, 1.0]]
        """
        if not splines:
            raise InputError("an operator needs at least one spline")
        for spline in splines:
            check_same_inputs(splines[0], spline)
        R = max(spline.n_pieces for spline in splines)
        padded = [spline.pieces[[min(r, spline.n_pieces - 1) for r in range(R)]] for spline in splines]
        return cls.of_table(joined([ExactTable(p.numerators[None], p.denominator) for p in padded]))

    @property
    def n_outputs(self) -> int:
        """K."""
        return self.table.shape[0]

    @property
    def n_pieces(self) -> int:
        """R, repeated and redundant pieces included."""
        return self.table.shape[1]

    @property
    def n_inputs(self) -> int:
        """D."""
        return self.table.shape[2] - 1

    @property
    def A(self) -> NDArray[np.float64]:
        """Slopes, (K, R, D): float64, correctly rounded; read-only."""
        return self._views[0]

    @property
    def B(self) -> NDArray[np.float64]:
        """Offsets, (K, R): float64, correctly rounded; read-only."""
        return self._views[1]

    def exact(self) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
        """A and B as arrays of Fractions."""
        table = self.table.fractions()
        return table[:, :, :-1], table[:, :, -1]

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        """Evaluate in plain float64 arithmetic: (D,) or (n, D) to (K,) or (n, K)."""
        points, single = as_points(x, self.n_inputs)
        pieces = points @ self.A.reshape(-1, self.n_inputs).T + self.B.ravel()
        values: NDArray[np.float64] = pieces.reshape(len(points), self.n_outputs, -1).max(axis=2)
        return values[0] if single else values

    def value(self, x: Any) -> tuple[Fraction, ...]:
        """The value at one point of floats, integers or Fractions, (D,), exactly."""
        points, single = exact_points(x, self.n_inputs)
        if not single:
            raise InputError(f"x has shape {points.shape}; value takes one point")
        values, below = values_at(self._flat(), points)
        return tuple(Fraction(max(row), below) for row in values.reshape(self.n_outputs, -1).tolist())

    def codes(self, x: Any) -> NDArray[np.int64]:
        """q(x): for each output the smallest index of a largest piece. Exact.

        Parameters
        ----------
        x : array_like of float, int or Fraction, (D,) or (n, D)

        Returns
        -------
        ndarray of int64, (K,) or (n, K)
        """
        points, single = exact_points(x, self.n_inputs)
        codes = np.stack([codes_at(self.table[k], points) for k in range(self.n_outputs)], axis=1)
        return codes[0] if single else codes

    def vq(self, x: Any) -> NDArray[np.int8]:
        """Q(x): the code as a matrix of one-hot rows, (K, R) or (n, K, R)."""
        codes: NDArray[np.int64] = self.codes(x)
        return np.equal(codes[..., None], np.arange(self.n_pieces)).astype(np.int8)

    def affine_map(self, x: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """A_Q(x), b_Q(x): the pieces that the code selects. In exact numbers A_Q x + b_Q = S(x).

        Parameters
        ----------
        x : array_like of float, int or Fraction, (D,) or (n, D)

        Returns
        -------
        A : ndarray of float64, (K, D) or (n, K, D)
            Correctly rounded.
        b : ndarray of float64, (K,) or (n, K)
            Likewise.
        """
        codes = self.codes(x)
        k = np.arange(self.n_outputs)
        return self.A[k, codes], self.B[k, codes]

    def exact_affine_map(self, x: Any) -> tuple[list[list[Fraction]], list[Fraction]]:
        """A_Q(x), b_Q(x) at one point (D,), as Fractions."""
        rows = self.table.fractions()[np.arange(self.n_outputs), self.codes(x)].tolist()
        return [row[:-1] for row in rows], [row[-1] for row in rows]

    @overload
    def __getitem__(self, output: int) -> MaxAffineSpline: ...
    @overload
    def __getitem__(self, output: slice) -> "MASO": ...
    def __getitem__(self, output: int | slice) -> "MaxAffineSpline | MASO":
        """One output as a spline, or some as an operator."""
        if isinstance(output, slice):
            chosen = self.table[output]
            if not chosen.shape[0]:
                raise InputError("an operator needs at least one output")
            return MASO.of_table(chosen)
        if not -self.n_outputs <= output < self.n_outputs:
            raise IndexError(f"output {output} of {self.n_outputs}")
        return MaxAffineSpline.of_pieces(self.table[output])

    def splines(self) -> list[MaxAffineSpline]:
        """Every output as a spline."""
        return [self[k] for k in range(self.n_outputs)]

    def irredundant(self) -> "MASO":
        """Every output in its irredundant form, padded by repetition."""
        return MASO.from_splines([spline.irredundant() for spline in self.splines()])

    @property
    def nondecreasing(self) -> bool:
        """Whether every output is nondecreasing in every input; redundant pieces do not count. Exact."""
        return all(spline.nondecreasing for spline in self.splines())

    def precompose(self, W: Any, c: Any = None) -> "MASO":
        """x -> S(W x + c), exactly: an affine map and then an operator is one operator.

        Parameters
        ----------
        W : array_like of float, int or Fraction, (D, d)
        c : array_like of float, int or Fraction, (D,), optional
        """
        flat = MaxAffineSpline.of_pieces(self._flat()).precompose(W, c).pieces
        return MASO.of_table(ExactTable(flat.numerators.reshape(self.n_outputs, self.n_pieces, -1), flat.denominator))

    def concatenate(self, other: "MASO") -> "MASO":
        """Both on the same input, the outputs of the other one behind (slide 17: inception)."""
        return MASO.from_splines([*self.splines(), *other.splines()])

    def __eq__(self, other: object) -> bool:
        """Whether both are the same function. Exact."""
        if not isinstance(other, MASO):
            return NotImplemented
        return self.n_outputs == other.n_outputs and self.splines() == other.splines()

    def __hash__(self) -> int:
        return hash((self.n_inputs, self.value([0] * self.n_inputs)))

    def total(self) -> MaxAffineSpline:
        """The sum of all outputs, irredundant: its cells are those of the operator's partition of its input."""
        codes = np.array(joint_cells(list(self.table.numerators)))
        rows = self.table.numerators[np.arange(self.n_outputs), codes].sum(axis=1)
        return MaxAffineSpline.of_pieces(ExactTable.reduced(rows, self.table.denominator))

    def power_diagram(self) -> "PowerDiagram":
        """The partition of the input into the cells of joint codes, as one power diagram (slides 20 and 39).

        The site of a code q is ``sum_k A[k, q_k]``, its squared radius ``|mu_q|^2 + 2 sum_k B[k, q_k]``. Codes whose cell is
        empty or has no interior are left out. Sites and radii of two cells differ: equal ones would be one piece of `total`.
        """
        return self.total().power_diagram()

    def site(self, code: Sequence[int] | NDArray[np.integer]) -> tuple[tuple[Fraction, ...], Fraction]:
        """The site and the squared radius of any joint code (K,), whether or not its cell is empty."""
        q = np.asarray(code)
        if q.shape != (self.n_outputs,) or q.dtype.kind not in "iu" or (q < 0).any() or (q >= self.n_pieces).any():
            raise InputError(
                f"a code is one index below {self.n_pieces} for each of {self.n_outputs} outputs, not {code!r}"
            )
        row = self.table.fractions()[np.arange(self.n_outputs), q].sum(axis=0).tolist()
        return tuple(row[:-1]), sum((a * a for a in row[:-1]), 2 * row[-1])

    def to_network(self) -> Network:
        """The network of one layer of maxima that computes this operator exactly.

        Raises
        ------
        InputError
            For more than 256 pieces an output, and for pieces that no layer holds.
        """
        below = self.table.denominator
        shift = (below & -below).bit_length() - 1
        flat = self._flat().numerators
        return Network(tuple(exact_rows(flat, [self.n_pieces] * self.n_outputs, shift, below >> shift)))

    def _flat(self) -> ExactTable:
        return ExactTable(self.table.numerators.reshape(-1, self.n_inputs + 1), self.table.denominator)

    def __repr__(self) -> str:
        return f"MASO({self.n_inputs} inputs, {self.n_outputs} outputs of {self.n_pieces} pieces)"

    def __reduce__(self) -> tuple[object, ...]:
        return MASO.of_table, (self.table,)
