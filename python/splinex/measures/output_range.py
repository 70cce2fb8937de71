"""Minimum and maximum of each output on a domain: exact, with the points where they are attained."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import readonly
from splinex.domains import Domain
from splinex.formats import NetworkLike, as_network
from splinex.measures.extremes import Extreme, ExtremeSearch, Point
from splinex.measures.rounding import nearest
from splinex.measures.stages import stages
from splinex.options import check_index
from splinex.progress import ProgressOption

__all__ = ["OutputRange", "output_range"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OutputRange:
    """Minima and maxima of outputs, exactly.

    Attributes
    ----------
    outputs : tuple of int
        Which outputs.
    lower, upper : ndarray of float64, (outputs,), read-only
        Correctly rounded; -inf and inf where the output has no bound.
    argmin, argmax : ndarray of float64, (outputs, n_coordinates), read-only
        Where they are attained, in the domain's coordinates: the float64 nearest to the exact points. Where the output has no
        bound, the point of the domain from which a ray goes.
    """

    outputs: tuple[int, ...]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    argmin: NDArray[np.float64]
    argmax: NDArray[np.float64]
    _minima: tuple[Extreme, ...]
    _maxima: tuple[Extreme, ...]

    def __len__(self) -> int:
        return len(self.outputs)

    def exact(self) -> list[tuple[Fraction | None, Fraction | None]]:
        """Minimum and maximum of each output as Fractions; None where there is none."""
        return [
            (None if low.value is None else -low.value, high.value)
            for low, high in zip(self._minima, self._maxima, strict=True)
        ]

    def exact_points(self) -> list[tuple[Point, Point]]:
        """Where they are attained: `argmin` and `argmax` as Fractions."""
        return [(low.point, high.point) for low, high in zip(self._minima, self._maxima, strict=True)]

    def rays(self) -> list[tuple[Point | None, Point | None]]:
        """For each output a direction in which it falls without end from `argmin`, and one in which it grows from `argmax`.

        None where it does not.
        """
        return [(low.ray, high.ray) for low, high in zip(self._minima, self._maxima, strict=True)]

    def to_dict(self) -> list[dict[str, object]]:
        """A dict for each output; exact values as strings, None where there is no bound."""
        columns = zip(self.outputs, self.lower, self.upper, self.argmin, self.argmax, self.exact(), strict=True)
        return [
            {
                "output": k,
                "lower": float(low),
                "upper": float(high),
                "argmin": bottom.tolist(),
                "argmax": top.tolist(),
                "exact": [None if value is None else str(value) for value in ends],
            }
            for k, low, high, bottom, top, ends in columns
        ]

    def __repr__(self) -> str:
        ends = zip(self.outputs, self.lower.tolist(), self.upper.tolist(), strict=True)
        return "\n".join(f"output {k}: from {low!r} to {high!r}" for k, low, high in ends)

    def _repr_html_(self) -> str:
        ends = zip(self.outputs, self.lower.tolist(), self.upper.tolist(), strict=True)
        rows = "".join(f"<tr><td>{k}</td><td>{low!r}</td><td>{high!r}</td></tr>" for k, low, high in ends)
        return f"<table><tr><th>output</th><th>minimum</th><th>maximum</th></tr>{rows}</table>"


def output_range(
    net: NetworkLike,
    domain: Domain = None,
    *,
    output: int | None = None,
    threads: int | None = None,
    progress: ProgressOption = None,
) -> OutputRange:
    """Minimum and maximum of each output on a domain, exactly.

    A few regions are solved by exact linear programs. That no other region has more is proven by the search for regions
    itself: the network gets one more unit, which would be on there.

    Parameters
    ----------
    net, domain, threads, progress
        As for `enumerate_regions`; regions are not stored.
    output : int, optional
        Only this one; by default all of them.

    Returns
    -------
    OutputRange

    Raises
    ------
    InputError
        As for `count_regions`, and for an output that there is not.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[1, 0], [0, 1]], [0, 0]), ([[3, -1], [1, 1]], [0, 0])])
    >>> found = sx.output_range(net, sx.Box(-1, 2))
    >>> found
    output 0: from -2.0 to 6.0
    output 1: from 0.0 to 4.0
    >>> found.exact()[0], found.argmax[1].tolist()
    ((Fraction(-2, 1), Fraction(6, 1)), [2.0, 2.0])
    >>> sx.output_range(net, output=0)
    output 0: from -inf to inf
    """
    network = as_network(net)
    chosen = range(network.n_outputs) if output is None else [check_index("output", output, network.n_outputs)]
    with stages(progress) as running:
        search = ExtremeSearch(network, domain, threads, running)
        found = search.extremes([(k, sign) for k in chosen for sign in (-1, 1)])
    minima = tuple(found[k, -1] for k in chosen)
    maxima = tuple(found[k, 1] for k in chosen)
    lower = np.array([-np.inf if low.value is None else nearest(-low.value) for low in minima])
    upper = np.array([np.inf if high.value is None else nearest(high.value) for high in maxima])
    return OutputRange(
        tuple(chosen), readonly(lower), readonly(upper), _points(minima), _points(maxima), minima, maxima
    )


def _points(extremes: tuple[Extreme, ...]) -> NDArray[np.float64]:
    return readonly(np.array([[nearest(value) for value in extreme.point] for extreme in extremes], dtype=np.float64))
