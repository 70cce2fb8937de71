"""Max-pooling of raw inputs, maxout layers with the most regions, and lattices of affine functions."""

import numpy as np

from splinex import nn
from splinex.network import Network
from splinex.zoo.combinatorics import maxout_regions
from splinex.zoo.entry import Family, Known
from splinex.zoo.reference_nets import generator

__all__ = ["FAMILIES"]

_Counts = dict[tuple[int, ...], tuple[int, int]]

_WINDOWS = {
    (3, 1): {3: 3, 4: 7, 5: 16, 6: 36, 7: 81, 8: 182},
    (4, 1): {4: 4, 5: 10, 6: 24, 7: 56, 8: 128},
    (3, 2): {3: 3, 5: 9, 7: 27},
    (4, 2): {4: 4, 6: 14, 8: 48},
}
"""Kernel and stride -> length -> distinct vectors of places of the maxima over all rankings of the inputs."""

_IMAGES = {(2, 2): 4, (2, 3): 14, (2, 4): 48, (3, 3): 150}

_MAX_OF_MIN: _Counts = {
    (1, 3, 2): (3, 4),
    (2, 2, 2): (4, 8),
    (2, 3, 3): (13, 29),
    (2, 4, 3): (21, 41),
    (2, 6, 4): (65, 109),
    (3, 3, 3): (18, 47),
    (3, 4, 2): (15, 42),
    (3, 5, 3): (84, 184),
    (4, 3, 2): (8, 24),
    (4, 4, 3): (69, 204),
}
_MIN_OF_MAX: _Counts = {
    (1, 3, 2): (3, 4),
    (2, 2, 2): (4, 6),
    (2, 3, 3): (14, 30),
    (2, 4, 3): (25, 52),
    (2, 6, 4): (69, 102),
    (3, 3, 3): (26, 51),
    (3, 4, 2): (15, 40),
    (3, 5, 3): (82, 173),
    (4, 3, 2): (8, 24),
    (4, 4, 3): (62, 158),
}
"""Inputs, groups, functions in a group -> cells after the inner and the outer level."""


def _pool1d_known(kernel: int, stride: int, length: int) -> dict[str, Known]:
    if not (2 <= kernel <= length <= 200 and stride >= 1):
        return {}
    windows = (length - kernel) // stride + 1
    if stride >= kernel:
        regions = kernel**windows
    elif (kernel, stride) == (2, 1):
        regions = 2 ** (length - 1)
    else:
        regions = _WINDOWS.get((kernel, stride), {}).get(length, 0)
    return {"space": Known((regions,))} if regions else {}


def maxout(inputs: int, units: int, rank: int) -> Network:
    """Unit i is the maximum of r u_i.x - g_i r (r + 1) / 2 over r = 0..k-1: parallel hyperplanes u_i.x = r g_i.

    The u_i are on the moment curve. g_i = g^i for a power of two g so large that no d + 1 hyperplanes of different units
    meet: in the determinant that says so, the term of the largest g_i outweighs the rest.
    """
    curve = [[float(t**power) for power in range(inputs)] for t in range(units)]
    growth = 1 << (2 + (rank - 1) * max(units - 1, 1) ** (inputs * (inputs - 1) // 2)).bit_length()
    steps = np.arange(float(rank))
    weight = np.array([[[r * u for u in direction] for r in steps] for direction in curve])
    bias = np.array([[-(growth**i) * (r * (r + 1) / 2) for r in steps] for i in range(units)])
    return Network.sequential([nn.Maxout(weight, bias)], (inputs,))


def _maxout_known(inputs: int, units: int, rank: int) -> dict[str, Known]:
    if not (1 <= inputs <= 4 and 1 <= units <= 12 and 2 <= rank <= 12):
        return {}
    return {"space": Known((maxout_regions(inputs, units, rank),))}


def lattice(outer: str, inputs: int, groups: int, members: int) -> Network:
    """The maximum of minima of affine functions, or the minimum of maxima, with integer coefficients in -9..9."""
    draws = generator(inputs + 10 * groups + 100 * members, 9)
    shape = (groups, members)
    weight = np.array([next(draws) for _ in range(groups * members * inputs)], dtype=np.float64)
    bias = np.array([next(draws) for _ in range(groups * members)], dtype=np.float64).reshape(shape)
    sign = -1.0 if outer == "max" else 1.0

    def function(x: nn.Tensor) -> nn.Tensor:
        inner = sign * nn.Maxout(sign * weight.reshape(*shape, inputs), sign * bias, "inner")(x)
        return -sign * nn.ChannelPool(name="outer")(-sign * inner)

    return Network.trace(function, (inputs,))


def _lattice_family(outer: str, inner: str, table: _Counts) -> Family:
    return Family(
        name=f"{outer}-{inner}",
        form="-{d}-{m}-{k}",
        group="maximum",
        title=f"the {outer} of {{m}} {inner}s of {{k}} affine functions in R^{{d}}, coefficients in -9..9",
        build=lambda d, m, k: lattice(outer, d, m, k),
        known=lambda *sizes: {"space": Known(table[sizes])} if sizes in table else {},
        listed=sorted(table),
        how="computed by exact linear programs",
        reference="splinex, tests/oracles/piece_splitting.py",
        allowed=f"(d, m, k) = {', '.join(map(str, sorted(table)))}",
    )


FAMILIES = [
    Family(
        name="maxpool1d",
        form="-{kernel}-{stride}-{length}",
        group="maximum",
        title="max-pooling of {length} inputs with kernel {kernel}, stride {stride}",
        build=lambda kernel, stride, length: Network.sequential([nn.MaxPool1d(kernel, stride)], (1, length)),
        known=_pool1d_known,
        listed=[(2, 1, 4), (2, 1, 8), (3, 3, 9)]
        + [(kernel, stride, length) for (kernel, stride), table in _WINDOWS.items() for length in table],
        how="2^(n-1), k^windows, or over all rankings",
        reference="Escobar et al. 2022, Enumeration of max-pooling responses with generalized permutohedra, arXiv 2209.14978",
        allowed="kernel 2 with stride 1, for disjoint windows, and for kernel-stride-length "
        + ", ".join(f"{k}-{s}-{min(table)}..{max(table)}" for (k, s), table in _WINDOWS.items()),
    ),
    Family(
        name="maxpool2d",
        form="-{height}x{width}",
        group="maximum",
        title="max-pooling of a {height} x {width} image with a 2 x 2 kernel, stride 1",
        build=lambda height, width: Network.sequential([nn.MaxPool2d(2, 1)], (1, height, width)),
        known=lambda *size: {"space": Known((_IMAGES[size],))} if size in _IMAGES else {},
        listed=sorted(_IMAGES),
        how="over all rankings of the inputs",
        reference="Escobar et al. 2022, Enumeration of max-pooling responses with generalized permutohedra, arXiv 2209.14978",
        allowed=", ".join(f"{height}x{width}" for height, width in _IMAGES),
    ),
    Family(
        name="maxout",
        form="-{d}-{m}-{k}",
        group="maximum",
        title="{m} maxout units of rank {k} on R^{d}, with the most regions that there can be",
        build=maxout,
        known=_maxout_known,
        listed=[(1, 3, 3), (2, 2, 3), (2, 3, 3), (2, 4, 3), (2, 2, 4), (2, 3, 4), (3, 3, 3), (3, 4, 3)],
        how="sum_(i<=d) C(m,i) (k-1)^i",
        reference="Montúfar, Ren and Zhang, Sharp bounds for the number of regions of maxout networks, arXiv 2104.08135",
        allowed="d = 1..4, m = 1..12, k = 2..12",
    ),
    _lattice_family("max", "min", _MAX_OF_MIN),
    _lattice_family("min", "max", _MIN_OF_MAX),
]
