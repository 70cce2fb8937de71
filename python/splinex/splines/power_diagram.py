"""Power diagrams: the partitions of max-affine splines as nearest-site rules."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.exact import AffineMap
from splinex.splines.codes import codes_at
from splinex.splines.exact_table import ExactTable, exact_points, joined

if TYPE_CHECKING:
    from splinex.splines.max_affine import MaxAffineSpline
    from splinex.splines.voronoi import VoronoiTest

__all__ = ["PowerDiagram"]


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class PowerDiagram:
    """The cells ``{x : |x - mu_r|^2 - rho_r <= |x - mu_s|^2 - rho_s for all s}``, exactly (slides 20 and 39).

    Squared radii may be negative. They are kept as they are: adding one constant to all changes nothing, and no root is taken.
    Sites need not lie in their cells, and cells may be empty.

    Parameters
    ----------
    sites : array_like of float, int or Fraction, (R, D)
    squared_radii : array_like of float, int or Fraction, (R,), optional
        Zero by default: the Voronoi diagram of the sites.

    Examples
    --------
    >>> import splinex as sx
    >>> diagram = sx.MaxAffineSpline([[0], [1]], [0, -1]).power_diagram()  # [x - 1]_+
    >>> diagram.sites.tolist(), diagram.squared_radii.tolist()
    ([[0.0], [1.0]], [0.0, -1.0])
    """

    table: ExactTable
    _floats: AffineMap

    def __init__(self, sites: Any, squared_radii: Any = None) -> None:
        mu = ExactTable.of(sites, "sites")
        if len(mu.shape) != 2 or 0 in mu.shape:
            raise InputError(f"sites has shape {mu.shape}; (sites, inputs) with at least one of each is needed")
        rho = ExactTable.of(np.zeros(mu.shape[0]) if squared_radii is None else squared_radii, "squared_radii")
        if rho.shape != mu.shape[:1]:
            raise InputError(f"squared_radii has shape {rho.shape}, but there are {mu.shape[0]} sites")
        self._set(joined([mu, ExactTable(rho.numerators[:, None], rho.denominator)], axis=1))

    def _set(self, table: ExactTable) -> None:
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "_floats", table.rows())

    @classmethod
    def of_spline(cls, spline: "MaxAffineSpline") -> "PowerDiagram":
        """Sites a_r and squared radii ``|a_r|^2 + 2 b_r``: argmax a_r x + b_r = argmin ``|x - mu_r|^2 - rho_r``."""
        made = cls.__new__(cls)
        a, b = spline.pieces[:, :-1], spline.pieces[:, -1:]
        made._set(joined([a, _squared_norms(a) + b.scaled(Fraction(2))], axis=1))
        return made

    @property
    def sites(self) -> NDArray[np.float64]:
        """(R, D), float64, correctly rounded; read-only."""
        return self._floats.A

    @property
    def squared_radii(self) -> NDArray[np.float64]:
        """(R,), float64, correctly rounded; read-only."""
        return self._floats.b

    def exact(self) -> tuple[list[list[Fraction]], list[Fraction]]:
        """Sites and squared radii as Fractions."""
        return self._floats.exact()

    def codes(self, x: Any) -> NDArray[np.int64]:
        """The site of the smallest power ``|x - mu_r|^2 - rho_r``, of several the first. Exact.

        Parameters
        ----------
        x : array_like of float, int or Fraction, (D,) or (n, D)

        Returns
        -------
        ndarray of int64, () or (n,)
        """
        points, single = exact_points(x, self.table.shape[1] - 1)
        codes = codes_at(self.to_spline().pieces, points)
        return codes[0] if single else codes

    def to_spline(self) -> "MaxAffineSpline":
        """The spline with this partition: ``a_r = mu_r``, ``b_r = (rho_r - |mu_r|^2) / 2``."""
        from splinex.splines.max_affine import MaxAffineSpline

        mu, rho = self.table[:, :-1], self.table[:, -1:]
        b = (rho + _squared_norms(mu).scaled(Fraction(-1))).scaled(Fraction(1, 2))
        return MaxAffineSpline.of_pieces(joined([mu, b], axis=1))

    def voronoi(self) -> "VoronoiTest":
        """Whether the cells are those of a Voronoi diagram, with sites if so; see `VoronoiTest`."""
        from splinex.splines.voronoi import voronoi_test

        return voronoi_test(self.to_spline())

    def __repr__(self) -> str:
        rows, width = self.table.shape
        return f"PowerDiagram({width - 1} inputs, {rows} sites)"

    def __reduce__(self) -> tuple[object, ...]:
        return PowerDiagram, (self.exact()[0], self.exact()[1])


def _squared_norms(a: ExactTable) -> ExactTable:
    """(R, 1) for (R, D)."""
    return ExactTable.reduced((a.numerators**2).sum(axis=1, keepdims=True), a.denominator**2)
