"""The integral and the mean of the outputs on a bounded domain."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex.arrays import readonly
from splinex.domains import Domain
from splinex.enumeration import iter_regions
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network
from splinex.measures.blocks import steps
from splinex.measures.rounding import nearest
from splinex.measures.tables import html_table, text_table
from splinex.partitions.partition import Partition
from splinex.progress import ProgressOption

__all__ = ["Integral", "integrate"]

_SMALL = 500


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Integral:
    """Integrals and means of all outputs over the domain.

    Attributes
    ----------
    value : ndarray of float64, (outputs,), read-only
        Integrals.
    mean : ndarray of float64, (outputs,), read-only
        Integrals over the volume.
    volume : float
        Of the domain. Where it has no interior: of its projection on the coordinates `Geometry.measured`, in which the
        integrals are taken as well; means do not depend on that.
    regions : int
    exact : bool
        Whether all of this is correctly rounded from exact numbers; otherwise it is float64 arithmetic throughout.
    """

    value: NDArray[np.float64]
    mean: NDArray[np.float64]
    volume: float
    regions: int
    exact: bool
    _exact_value: tuple[Fraction, ...] | None
    _exact_volume: Fraction | None

    def exact_value(self) -> list[Fraction]:
        """The integrals; InputError when they are only known in floats."""
        return list(self._known()[0])

    def exact_mean(self) -> list[Fraction]:
        """The means; InputError likewise."""
        values, volume = self._known()
        return [value / volume for value in values]

    def exact_volume(self) -> Fraction:
        """The volume; InputError likewise."""
        return self._known()[1]

    def to_dict(self) -> dict[str, object]:
        """All of it as plain numbers and lists."""
        floats = {"value": self.value.tolist(), "mean": self.mean.tolist(), "volume": self.volume}
        return {**floats, "regions": self.regions, "exact": self.exact}

    def __repr__(self) -> str:
        return f"{text_table(self._rows())}\n{self._note()}"

    def _repr_html_(self) -> str:
        return f"{html_table(self._rows())}<p>{self._note()}</p>"

    def _rows(self) -> list[list[str]]:
        pairs = zip(self.value.tolist(), self.mean.tolist(), strict=True)
        return [["output", "integral", "mean"], *([str(k), f"{v:.9g}", f"{m:.9g}"] for k, (v, m) in enumerate(pairs))]

    def _note(self) -> str:
        how = "rounded from exact numbers" if self.exact else "in float64 arithmetic"
        return f"over {self.regions:,} regions of volume {self.volume:.9g}, {how}"

    def _known(self) -> tuple[tuple[Fraction, ...], Fraction]:
        if self._exact_value is None or self._exact_volume is None:
            raise InputError("this integral is known in floats: ask for exact=True")
        return self._exact_value, self._exact_volume


def integrate(
    net: NetworkLike,
    domain: Domain,
    *,
    exact: bool | None = None,
    threads: int | None = None,
    progress: ProgressOption = None,
) -> Integral:
    """Integrate the outputs over a bounded domain.

    Each region is cut into simplices; on each of them the network is affine, so its mean is that of the corners' values.

    Parameters
    ----------
    net, threads, progress
        As for `enumerate_regions`; regions are not stored.
    domain : Box, Polytope, Segment or Slice
        A bounded one. On a slice the integral is over its coordinates.
    exact : bool, optional
        In rational arithmetic, or in floats; by default the former for up to 500 regions.

    Returns
    -------
    Integral

    Raises
    ------
    InputError
        When the domain is not bounded, and as for `count_regions`.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])])  # |x|
    >>> found = sx.integrate(net, sx.Box(-1, 2))
    >>> found
    output  integral         mean
    0            2.5  0.833333333
    over 2 regions of volume 3, rounded from exact numbers
    >>> found.exact_mean()
    [Fraction(5, 6)]
    """
    network = as_network(net)
    size = _SMALL if exact is None else None
    floats, rationals = _Floats(network.n_outputs), None if exact is False else _Rationals(network.n_outputs)
    for batch in iter_regions(network, domain, threads=threads, progress=progress):
        geometry = batch.geometry(threads=threads)
        if not geometry.bounded.all():
            raise InputError(f"the domain {domain} is not bounded: only on a bounded one do outputs have an integral")
        if rationals is not None and size is not None and floats.regions + len(batch) > size:
            rationals = None
        if exact is not True:
            floats.add(batch)
        if rationals is not None:
            rationals.add(batch)
    return floats.integral() if rationals is None else rationals.integral()


class _Floats:
    """Sums over regions in floats."""

    def __init__(self, outputs: int) -> None:
        self.values: list[NDArray[np.float64]] = []
        self.volumes: list[float] = []
        self.regions = 0

    def add(self, batch: Partition) -> None:
        geometry = batch.geometry()
        volumes, moments = geometry.volumes, np.zeros((len(batch), batch.network.n_inputs))
        np.add.at(moments, geometry.vertices.owners, geometry.vertex_weights[:, None] * geometry.vertices.values)
        for rows in steps(len(batch), batch.network.n_outputs * (batch.network.n_inputs + 1)):
            A, b = batch[rows].affine_maps()
            self.values.append(np.einsum("roi,ri->o", A, moments[rows]) + volumes[rows] @ b)
        self.volumes.append(math.fsum(volumes.tolist()))
        self.regions += len(batch)

    def integral(self) -> Integral:
        value = np.array([math.fsum(column) for column in zip(*self.values, strict=True)])
        volume = math.fsum(self.volumes)
        return Integral(readonly(value), readonly(value / volume), volume, self.regions, False, None, None)


class _Rationals:
    """Sums over regions in Fractions."""

    def __init__(self, outputs: int) -> None:
        self.values: list[list[Fraction]] = [[] for _ in range(outputs)]
        self.volumes: list[Fraction] = []

    def add(self, batch: Partition) -> None:
        geometry = batch.geometry()
        for i, region in enumerate(batch):
            cell = geometry.exact(i)
            weights = cell.vertex_weights()
            A, b = region.affine_map().exact()
            moments = [_inner(weights, column) for column in zip(*cell.vertices, strict=True)]
            volume = sum(weights, Fraction(0))
            self.volumes.append(volume)
            for values, row, constant in zip(self.values, A, b, strict=True):
                values.append(_inner(row, moments) + constant * volume)

    def integral(self) -> Integral:
        values, volume = tuple(map(_total, self.values)), _total(self.volumes)
        rounded = np.array([nearest(v) for v in values]), np.array([nearest(v / volume) for v in values])
        columns = readonly(rounded[0]), readonly(rounded[1]), nearest(volume)
        return Integral(*columns, len(self.volumes), True, values, volume)


def _inner(row: Sequence[Fraction], other: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(row, other, strict=True)), Fraction(0))


def _total(values: Sequence[Fraction]) -> Fraction:
    """Their sum. Denominators of regions have nothing in common, and grow: halves first, so that few sums are of large ones."""
    if len(values) < 2:
        return sum(values, Fraction(0))
    half = len(values) // 2
    return _total(values[:half]) + _total(values[half:])
