"""`Partition.locate` against the exact half-spaces of every region, in Fractions."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import splinex as sx
from families import awkward
from families.cancelling import lattice_net
from families.known import zoo_net
from families.net import Net, net, with_sum
from families.random_nets import design_net, he_net, integer_net
from hypothesis import given
from hypothesis import strategies as st
from listing import network
from numpy.typing import NDArray
from small_nets import box_ends, small_nets

Points = NDArray[np.float64]
X86_LINUX = platform.machine() == "x86_64" and sys.platform == "linux" and platform.libc_ver()[0] == "glibc"


def brute_force(part: sx.Partition, points: Points) -> list[int]:
    """The first region whose closed half-spaces all hold."""
    spaces = [region.halfspaces().exact() for region in part]
    result = []
    for point in points.tolist():
        x = [Fraction(value) for value in point]
        holds = (all(_dot(row, x) <= b for row, b in zip(A, bs, strict=True)) for A, bs in spaces)
        result.append(next((i for i, here in enumerate(holds) if here), -1))
    return result


def _dot(row: list[Fraction], x: list[Fraction]) -> Fraction:
    return sum((a * v for a, v in zip(row, x, strict=True) if a), Fraction(0))


def grid(dimension: int, values: list[float]) -> Points:
    return np.array([*product(values, repeat=dimension)], dtype=np.float64)


def probes(part: sx.Partition, seed: int = 0) -> Points:
    """Points on facets and vertices of few-bit nets, points in general position, the regions' own, and points far away."""
    d = part.network.n_inputs
    r = np.random.default_rng(seed)
    halves = grid(d, [-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0])
    few = halves[r.permutation(len(halves))[:60]]
    own = part.points[r.permutation(len(part))[:30]]
    return np.concatenate([few, r.uniform(-1.2, 1.2, (30, d)), own, 10.0 ** r.integers(2, 300, (4, d))])


NETS: dict[str, Net] = {
    "generic 2-D": he_net(3, (2, 6, 4, 1)),
    "generic 3-D": he_net(8, (3, 5, 3, 1)),
    "deep": he_net(2, (2, 4, 4, 4, 4, 1)),
    "relu last": Net(integer_net(4, (2, 4, 3)).layers, relu_last=True),
    "ties 1-D": integer_net(2, (1, 4, 4, 1)),
    "ties 2-D": integer_net(5, (2, 6, 5, 1)),
    "ties 3-D": integer_net(9, (3, 5, 3, 1)),
    "ties without biases": integer_net(6, (2, 4, 4, 3, 1), bias_free=True),
    "bias-free": awkward.bias_free(),
    "generic without biases": net(*((w, np.zeros(len(w))) for w, _ in he_net(5, (2, 3, 4, 4, 1)).layers)),
    "doubled line": awkward.doubled_line(),
    "near copy": awkward.with_near_copy(integer_net(4, (2, 4, 3, 1))),
    "lattice": lattice_net(2, 2, 4, scale=0.1),
    "folds": zoo_net("folding-3-2"),
    "no float": awkward.cell_without_a_float(),
    "huge": awkward.huge_weights(),
    "tiny": awkward.tiny_weights(),
    "mixed": awkward.mixed_magnitudes(),
    "subnormal": with_sum([([[5e-324, 0.0], [1.0, -5e-324], [0.0, 1e300]], [0.0, 1e-310, -5e-324])]),
    "overflow": with_sum([(np.vstack([np.eye(2), np.ones((1, 2))]), [-1.5e308, 1.5e308, 1e308])]),
}
BOXES: dict[str, Callable[[int], sx.Box | None]] = {
    "space": lambda d: None,
    "unit": lambda d: sx.Box(-1, 1),
    "decimal": lambda d: sx.Box([-0.3] * d, [0.7] * d),
    "flat": lambda d: sx.Box([0.5] + [-1.0] * (d - 1), [0.5] + [np.inf] * (d - 1)),
}


@pytest.mark.parametrize("side", BOXES)
@pytest.mark.parametrize("name", NETS)
def test_against_brute_force(name: str, side: str) -> None:
    part = sx.enumerate_regions(network(NETS[name]), BOXES[side](NETS[name].n_inputs))
    points = probes(part)
    if side == "flat":
        points[::2, 0] = 0.5
    found = part.locate(points)
    assert isinstance(found, np.ndarray)
    assert found.dtype == np.int64
    assert found.tolist() == brute_force(part, points)


@given(small_nets(), st.data())
def test_small_nets_in_any_box(any_net: Net, data: st.DataObject) -> None:
    domain = sx.Box(*data.draw(box_ends(any_net.n_inputs)))
    part = sx.enumerate_regions(network(any_net), domain)
    points = grid(any_net.n_inputs, [-1.0, 0.0, 0.1, 0.5, 1.0])
    located = part.locate(points)
    assert isinstance(located, np.ndarray)
    assert located.tolist() == brute_force(part, points)
    low, high = np.broadcast_to(domain.low, points.shape), np.broadcast_to(domain.high, points.shape)
    assert ((located >= 0) == ((points >= low) & (points <= high)).all(axis=1)).all()


@pytest.mark.parametrize("limit", [1, 5, 11])
def test_truncated_partitions_and_parts(limit: int) -> None:
    for name in ("generic 2-D", "ties 2-D", "ties without biases"):
        whole = sx.enumerate_regions(network(NETS[name]))
        cut = sx.enumerate_regions(network(NETS[name]), max_regions=limit)
        points = probes(whole)
        for part in (cut, whole[::-limit], whole[[3, 1, 3, 2]], whole[:0]):
            assert np.asarray(part.locate(points)).tolist() == brute_force(part, points)


def test_every_region_meets_at_a_vertex() -> None:
    """All 120 chambers of the braid arrangement contain the origin; each facet belongs to two."""
    part = sx.enumerate_regions(sx.zoo.load("braid-5"))
    assert len(part) == 120
    for order in (slice(None), slice(None, None, -1), slice(7, None, 5)):
        assert part[order].locate(np.zeros(5)) == 0
    points = np.random.default_rng(0).integers(-1, 2, (200, 5)).astype(np.float64)
    assert np.asarray(part[::-1].locate(points)).tolist() == brute_force(part[::-1], points)


@pytest.mark.parametrize(("width", "reach"), [(70, 2), (140, 3)])
def test_patterns_of_several_words(width: int, reach: int) -> None:
    lines = np.random.default_rng(width).integers(-reach, reach + 1, (width, 3))
    part = sx.enumerate_regions(sx.arrangement(lines[:, :2], lines[:, 2]))
    points = probes(part)[::5]
    assert np.asarray(part[::-1].locate(points)).tolist() == brute_force(part[::-1], points)


def test_many_points_at_once() -> None:
    """More than one block of points, in a partition too large for single comparisons; witnesses find their own regions."""
    part = sx.enumerate_regions(network(design_net("d3", (3, 32, 32, 1))), sx.Box(-1, 1))
    own = np.asarray(part.locate(np.tile(part.points, (3, 1))))
    assert (own.reshape(3, -1) == np.arange(len(part)))[:, ~part.inexact].all()
    points = np.random.default_rng(1).uniform(-1, 1, (2000, 3))
    found = np.asarray(part.locate(points))
    assert (found >= 0).all()
    assert np.array_equal(part.patterns[found], part.network.pattern(points))


def test_many_tied_points_at_once() -> None:
    part = sx.enumerate_regions(network(integer_net(3, (3, 14, 10, 1))), sx.Box(-2, 2))
    assert len(part) > 500
    points = grid(3, np.arange(-2, 2.25, 0.25).tolist())
    found = np.asarray(part.locate(points))
    assert (found >= 0).all()
    some = np.random.default_rng(0).permutation(len(points))[:40]
    assert found[some].tolist() == brute_force(part, points[some])


DOMAINS: dict[str, sx.Polytope | sx.Segment | sx.Slice] = {
    "triangle": sx.Polytope([[1.0, 1.0], [-1.0, 0.0], [0.0, -0.3]], [1, 0.5, 0.1]),
    "unbounded": sx.Polytope([[1, -1]], [0.1]),
    "flat": sx.Polytope([[1, 1], [-1, -1], [1, 0]], [0.5, -0.5, 1.5]),
    "segment": sx.Segment([-1, 0.5], [2, 0.1]),
    "line": sx.Slice([0.5, 0.0], [[0.1, 1.0]], within=sx.Box(-np.inf, 1.5)),
    "slice": sx.Slice([0, 0.5], [[1.0, 0.1], [0.0, 1.0]], domain=sx.Box(-1, 1), within=sx.Box([-0.5, -0.7], [1, 0.9])),
    "through": sx.Slice.through([0, 0], [1, 0.1], [0.1, 1], domain=sx.Polytope([[1, 1], [-1, 1]], [1, 0.5])),
}


@pytest.mark.parametrize("name", ["generic 2-D", "ties 2-D", "ties without biases"])
@pytest.mark.parametrize("side", DOMAINS)
def test_in_coordinates_of_other_domains(name: str, side: str) -> None:
    part = sx.enumerate_regions(network(NETS[name]), DOMAINS[side])
    points = probes(part)
    if side == "flat":
        points[1::2, 1] = 0.5 - points[1::2, 0]
    located = np.asarray(part.locate(points))
    assert located.tolist() == brute_force(part, points)
    assert (located < 0).any()
    assert (located >= 0).any()


def test_maps_without_relus_between() -> None:
    maps = [
        (w, relu) for w, relu in zip(np.random.default_rng(4).integers(-2, 3, (5, 3, 3)), (0, 1, 0, 1, 0), strict=True)
    ]
    layers = [sx.Layer(w / 8, [0.25, -0.125, 0], bool(relu)) for w, relu in maps]
    part = sx.enumerate_regions(sx.Network(tuple(layers)), sx.Box(-2, 2))
    points = probes(part)
    assert np.asarray(part.locate(points)).tolist() == brute_force(part, points)


def test_no_hidden_layer() -> None:
    part = sx.enumerate_regions(sx.Network.from_layers([([[1, 2]], [3])]), sx.Box(0, 1))
    assert np.asarray(part.locate([[0.0, 0.0], [1.0, 1.0], [1.0, 1 + 2**-52], [-5e-324, 0.0]])).tolist() == [
        0,
        0,
        -1,
        -1,
    ]


def test_one_point_or_many() -> None:
    part = sx.enumerate_regions(network(NETS["ties 2-D"]), sx.Box(-1, 1))
    index = part.locate([0.25, 0.5])
    assert type(index) is int
    assert part[index].halfspaces().A.shape[1] == 2
    assert np.asarray(part.locate(np.empty((0, 2)))).shape == (0,)
    assert part.locate([3, 3]) == -1
    assert np.asarray(part.locate([[0.25, 0.5]])).tolist() == [index]


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([1.0, 2.0, 3.0], r"x has shape \(3,\)"),
        ([[0.0, np.nan]], r"x\[0, 1\] is nan"),
        ([np.inf, 0.0], r"x\[0\] is inf"),
    ],
)
def test_wrong_points(points: list[float], message: str) -> None:
    part = sx.enumerate_regions(network(NETS["ties 2-D"]))
    with pytest.raises(sx.InputError, match=message):
        part.locate(points)


SCRIPT = """
import ctypes, ctypes.util, sys
import numpy as np
import splinex as sx

tiny = ([[5e-324, 0.0], [1.0, -5e-324], [0.0, 1e300], [1.0, 1.0]], [0.0, 1e-310, -5e-324, 0.0])
integers = ([[1, 2, -1, 1], [2, -1, 1, 0]], [0, 1])
nets = [sx.Network.from_layers([tiny, integers], relu_last=True), sx.arrangement([[0.1, 0.3], [0.3, 0.9]])]
parts = [sx.enumerate_regions(net, box) for net in nets for box in (None, sx.Box([0.0, 0.0], [1.0, 5e-324]))]
r = np.random.default_rng(0)
factors = np.array([5e-324, 1e-308, 0.1, 1.0, 1e300])
points = (r.integers(-3, 4, (5, 40, 2)) * factors[:, None, None]).reshape(-1, 2)
points = np.concatenate([points, np.column_stack([points[:, 0], points[::-1, 1]])])
libm = ctypes.CDLL(ctypes.util.find_library("m"))
environment = (ctypes.c_uint32 * 8)()
libm.fegetenv(environment)
environment[7] = int(sys.argv[1])
libm.fesetenv(environment)
found = [part.locate(points) for part in parts]
environment[7] = 0x1F80
libm.fesetenv(environment)
sys.stdout.write(repr([f.tolist() for f in found]))
"""


@pytest.mark.skipif(not X86_LINUX, reason="the MXCSR register is set through glibc's fenv_t on x86-64")
def test_rounding_modes_and_flush_to_zero_change_nothing() -> None:
    answers = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(0x1F80 | control)], capture_output=True, text=True, check=True
        )
        for control in (0x0000, 0x2000, 0x4000, 0x6000, 0x8040, 0xC040)
    ]
    assert len({answer.stdout for answer in answers}) == 1
    assert "-1" in answers[0].stdout
