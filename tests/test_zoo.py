"""The zoo: every count is right, by splinex and by independent oracles; ids, tables, results of other tools, JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from math import comb, prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx
from listing import polygons
from oracles.deletion_restriction import count_regions
from oracles.exact_box import ExactBox
from oracles.piece_splitting import argmax_vectors, cells_after_layers
from oracles.polygons import Point, box_corners
from splinex.zoo import combinatorics

CASES = [(entry, domain) for entry in sx.zoo.list(max_regions=100_000) for domain in entry.domains]
OTHERS = [entry for entry in sx.zoo.list(max_regions=300) if entry.group != "arrangement"]
POOLS = [entry for entry in sx.zoo.list("maximum") if entry.id.startswith("maxpool")]
WINDOWS_2D = {
    "2x2": [[0, 1, 2, 3]],
    "2x3": [[0, 1, 3, 4], [1, 2, 4, 5]],
    "2x4": [[i, i + 1, i + 4, i + 5] for i in range(3)],
    "3x3": [[i, i + 1, i + 3, i + 4] for i in (0, 1, 3, 4)],
}


def _id(value: Any) -> str:
    return value.id if isinstance(value, sx.zoo.Entry) else str(value)


@pytest.mark.parametrize(("entry", "domain"), CASES, ids=_id)
def test_count(entry: sx.zoo.Entry, domain: str) -> None:
    count = sx.count_regions(entry.network, sx.zoo.DOMAINS[domain])
    assert tuple(layer.regions for layer in count.layers) == entry.regions(domain)


@pytest.mark.parametrize("entry", OTHERS, ids=_id)
def test_splitting_into_pieces_gives_the_count(entry: sx.zoo.Entry) -> None:
    if "space" in entry.known:
        assert tuple(cells_after_layers(entry.network)) == entry.regions()


@pytest.mark.parametrize("entry", [entry for entry in POOLS if entry.network.n_inputs <= 8], ids=_id)
def test_rankings_give_the_count_of_max_pooling(entry: sx.zoo.Entry) -> None:
    name, _, sizes = entry.id.partition("-")
    if name == "maxpool2d":
        windows, length = WINDOWS_2D[sizes], entry.network.n_inputs
    else:
        kernel, stride, length = map(int, sizes.split("-"))
        windows = [list(range(start, start + kernel)) for start in range(0, length - kernel + 1, stride)]
    assert argmax_vectors(windows, length) == entry.regions()[0]


@pytest.mark.slow(reason="all 362,880 rankings of nine inputs")
def test_rankings_of_a_square_image() -> None:
    assert argmax_vectors(WINDOWS_2D["3x3"], 9) == sx.zoo.get("maxpool2d-3x3").regions()[0]


@pytest.mark.slow(reason="half a million regions by the slow oracle")
@pytest.mark.parametrize("id", ["demicube-6", "type-b-7", "shi-7"])
def test_deletion_restriction_of_larger_arrangements(id: str) -> None:
    layer = sx.zoo.load(id).layers[0]
    assert count_regions(layer.weight.tolist(), layer.bias.tolist()) == sx.zoo.get(id).regions()[0]


@pytest.mark.parametrize(
    ("family", "first", "values"),
    [
        ("coordinate-{}", 1, [2, 4, 8]),
        ("braid-{}", 2, [2, 6, 24, 120, 720]),
        ("type-b-{}", 2, [8, 48, 384, 3840, 46080]),
        ("type-d-{}", 2, [4, 24, 192, 1920, 23040]),
        ("shi-{}", 2, [3, 16, 125, 1296]),
        ("extended-shi-2-{}", 2, [5, 49, 729]),
        ("catalan-{}", 2, [4, 30, 336, 5040]),
        ("extended-catalan-2-{}", 2, [6, 72, 1320]),
        ("linial-{}", 2, [2, 7, 36, 246, 2104]),
        ("semiorder-{}", 2, [3, 19, 183, 2371]),
        ("interval-orders-{}", 2, [3, 19, 195, 2831]),
        ("forests-{}", 2, [2, 7, 38, 291]),
        ("threshold-graphs-{}", 2, [2, 8, 46, 332, 2874]),
        ("resonance-{}", 1, [2, 6, 32, 370, 11292, 1066044, 347326352]),
        ("threshold-{}", 0, [2, 4, 14, 104, 1882, 94572, 15028134]),
        ("cyclic-3-{}", 1, [2, 4, 8, 15, 26, 42, 64]),
        ("cyclic-central-3-{}", 1, [2, 4, 8, 14, 22, 32, 44]),
        ("maxpool1d-3-1-{}", 3, [3, 7, 16, 36, 81, 182]),
    ],
)
def test_formulas_give_the_published_values(family: str, first: int, values: list[int]) -> None:
    ids = [family.format(n) for n in range(first, first + len(values))]
    assert [sx.zoo.get(id).regions()[0] for id in ids] == values


@pytest.mark.parametrize(
    ("family", "values"),
    [("shi-{}", [1, 4, 27, 256]), ("catalan-{}", [2, 12, 120, 1680]), ("linial-{}", [0, 1, 4, 26, 212])],
)
def test_bounded_regions(family: str, values: list[int]) -> None:
    entries = [sx.zoo.get(family.format(n)) for n in range(2, 2 + len(values))]
    assert [entry.known["space"].facts["bounded regions"] for entry in entries] == values


def test_generic_interval_orders_follow_the_generating_function() -> None:
    """Stanley 1996: 1 = y (2 - e^(xy)), z'/z = y^2, z(0) = 1; z is the exponential generating function."""
    size = 6
    y = [Fraction(1)] + [Fraction(0)] * (size - 1)
    for _ in range(size):  # y = 1 / (2 - e^(xy)) settles one coefficient a round
        inner = [-value for value in _exponential([Fraction(0), *y[:-1]])]
        y = _reciprocal([inner[0] + 2, *inner[1:]])
    square = [sum((y[i] * y[k - i] for i in range(k + 1)), Fraction(0)) for k in range(size)]
    z = _exponential([Fraction(0), *(value / (k + 1) for k, value in enumerate(square[:-1]))])
    values = [value * prod(range(1, n + 1)) for n, value in enumerate(z)]
    assert values[2:] == [sx.zoo.get(f"interval-orders-{n}").regions()[0] for n in range(2, size)]


def _exponential(series: list[Fraction]) -> list[Fraction]:
    """Of a series without constant: n e_n = sum of k a_k e_(n-k)."""
    result = [Fraction(1)]
    for n in range(1, len(series)):
        result.append(sum((k * series[k] * result[n - k] for k in range(1, n + 1)), Fraction(0)) / n)
    return result


def _reciprocal(series: list[Fraction]) -> list[Fraction]:
    result = [1 / series[0]]
    for n in range(1, len(series)):
        result.append(-sum((series[k] * result[n - k] for k in range(1, n + 1)), Fraction(0)) / series[0])
    return result


@pytest.mark.parametrize(("entry", "domain"), [case for case in CASES if case[0].group != "arrangement"], ids=_id)
def test_affine_maps_of_the_output(entry: sx.zoo.Entry, domain: str) -> None:
    """Distinct maps, and on a line the runs of cells with the same map."""
    facts = entry.known[domain].facts
    if "affine maps" not in facts:
        return
    partition = sx.enumerate_regions(entry.network, sx.zoo.DOMAINS[domain])
    maps = [str(region.affine_map().exact()) for region in partition]
    assert len(set(maps)) == facts["affine maps"]
    if entry.network.n_inputs == 1:
        in_order = [map for _, map in sorted(zip((region.witness() for region in partition), maps, strict=True))]
        assert 1 + sum(before != after for before, after in pairwise(in_order)) == facts["linear regions"]


@pytest.mark.parametrize("id", [id for id in sx.zoo.list().ids if id.startswith(("folding", "integers"))])
def test_linear_regions_in_the_plane(id: str) -> None:
    """Cells that share an edge and have the same map are one linear region; on R^2 a box that holds all vertices will do."""
    entry = sx.zoo.get(id)
    domain, low, high = ("unit", 0, 1) if "unit" in entry.known else ("space", -(2**20), 2**20)
    partition = sx.enumerate_regions(entry.network, sx.Box(low, high))
    assert len(partition) == entry.regions(domain)[-1]
    maps = [str(region.affine_map().exact()) for region in partition]
    square = ExactBox((Fraction(low),) * 2, (Fraction(high),) * 2)
    corners = polygons(partition, box_corners(square))
    leader = list(range(len(maps)))

    def find(cell: int) -> int:
        while leader[cell] != cell:
            cell = leader[cell]
        return cell

    sides: dict[frozenset[Point], int] = {}
    for cell, polygon in enumerate(corners):
        for side in map(frozenset, zip(polygon, (*polygon[1:], polygon[0]), strict=True)):
            other = sides.setdefault(side, cell)
            if maps[other] == maps[cell]:
                leader[find(cell)] = find(other)
    assert len({find(cell) for cell in leader}) == entry.known[domain].facts["linear regions"]


def test_combinatorial_numbers() -> None:
    assert [combinatorics.fubini(n) for n in range(6)] == [1, 1, 3, 13, 75, 541]
    assert combinatorics.complete_bipartite_orientations(1, 5) == 2**5  # a star
    assert combinatorics.complete_bipartite_orientations(2, 2) == 14  # a cycle
    assert combinatorics.generic(10, 3) == sum(comb(10, i) for i in range(4))


def test_known_resonance_and_threshold_numbers_grow_beyond_what_is_listed() -> None:
    assert sx.zoo.get("resonance-9").regions() == (1955230985997140,)
    assert sx.zoo.get("threshold-7").regions() == (8378070864,)
    assert sx.zoo.load("threshold-7").widths == (128,)


def test_maxout_of_many_units() -> None:
    """Beyond what is listed: the generic offsets are big powers of two, and the count is still the formula's."""
    for id in ("maxout-2-6-3", "maxout-3-5-3", "maxout-4-5-2"):
        assert sx.count_regions(sx.zoo.load(id)).layers[0].regions == sx.zoo.get(id).regions()[0]


def test_ids_are_distinct_and_found_again() -> None:
    ids = sx.zoo.list().ids
    assert len(set(ids)) == len(ids)
    assert [sx.zoo.get(id).id for id in ids] == ids
    assert sx.zoo.load("braid-4") == sx.zoo.load("braid-4")


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("briad-4", "'briad-4' is not in the zoo; close are braid-{n}, such as braid-2"),
        ("braid", "'braid' is not in the zoo; close are braid-{n}, such as braid-2"),
        ("braid-x", "close are braid-{n}, such as braid-2"),
        ("braid-04", "close are braid-{n}, such as braid-2"),
        ("folding-", "close are folding-{fold}-{fold}-..., such as folding-2"),
        ("braid-1000", "braid-1000: a count is known for n = 2..60 only"),
        ("resonance-10", "resonance-10: a count is known for n = 1..9 only"),
        ("folding-1", "folding-1: a count is known for up to 40 folds, each of 2..20 pieces, only"),
        ("maxpool1d-5-1-9", "maxpool1d-5-1-9: a count is known for kernel 2 with stride 1, for disjoint windows,"),
        ("integers-2-3-1", "a count is known for 2-4-3-2, 2-5-4-3, 2-45-3-4 only"),
        ("grid-0x3", "a count is known for p = 1..10000, q = 1..10000 only"),
        ("threshold-graph-3", "close are threshold-graphs-{n}, such as threshold-graphs-2, or threshold-{n}, such as"),
        ("x", "'x' is not in the zoo; sx.zoo.list() shows what is"),
        ("", "'' is not in the zoo"),
    ],
)
def test_what_is_not_in_the_zoo(id: str, message: str) -> None:
    with pytest.raises(sx.InputError) as caught:
        sx.zoo.load(id)
    assert message in str(caught.value)


def test_ids_are_text() -> None:
    with pytest.raises(sx.InputError, match="an id of the zoo is a str, not int"):
        sx.zoo.get(4)  # type: ignore[arg-type]


def test_listing() -> None:
    listing = sx.zoo.list("deep", max_regions=10)
    lines = repr(listing).splitlines()
    assert lines[0].split() == ["id", "inputs", "units", "domain", "regions", "count"]
    assert lines[1].split()[:5] == ["sawtooth-1", "1", "2", "space", "3"]
    assert repr(listing).count("sawtooth-3 ") == 2
    assert "<td>serra-fig2</td>" in listing._repr_html_()
    with pytest.raises(sx.InputError, match="group must be one of 'arrangement', 'deep', 'maximum', 'reference', not"):
        sx.zoo.list("lines")


def test_entry() -> None:
    entry = sx.zoo.get("folding-2")
    assert entry.domains == {"unit": sx.Box(0, 1), "space": None}
    assert entry.regions("unit") == (4, 28)
    assert "unit: 4, 28 regions; 26 linear regions; 23 affine maps" in repr(entry)
    assert "<pre>folding-2: " in entry._repr_html_()
    with pytest.raises(sx.InputError, match="folding-2: no count is known on 'box', only on 'unit', 'space'"):
        entry.regions("box")


def test_check() -> None:
    checks = sx.zoo.check({"braid-4": 24, "shi-3#space": [16], "folding-2#unit": [4, 28], "serra-fig2": (3, 6)})
    assert [check.right for check in checks] == [True, True, True, False]
    assert not checks.ok
    assert [check.id for check in checks.wrong] == ["serra-fig2"]
    assert repr(checks).splitlines()[-1] == "3 of 4 right"
    assert sx.zoo.check({}).ok
    assert sx.zoo.check({"braid-4": np.int64(24), "serra-fig2": np.array([3, 5])}).ok


@pytest.mark.parametrize(
    ("results", "message"),
    [
        ({"braid-4": "24"}, "braid-4: a result is a count or one for each layer"),
        ({"braid-4": [1, 2]}, "braid-4: 2 counts, but the network has 1 hidden layers"),
        ({"braid-4#unit": 1}, "no count is known on 'unit'"),
        ({"braid-4": {"kind": "recipe"}}, "not a document of kind 'region count'"),
        (sx.zoo.document("shi-4", max_regions=3), "shi-4: the search was stopped; its counts cannot be checked"),
        ([{"kind": "region count"}], "needs network.zoo, domain and layers"),
    ],
)
def test_results_that_cannot_be_checked(results: Any, message: str) -> None:
    with pytest.raises(sx.InputError) as caught:
        sx.zoo.check(results)
    assert message in str(caught.value)


@pytest.mark.parametrize(("id", "domain"), [("serra-fig2", "space"), ("sawtooth-3", "unit"), ("deck-toy", "box")])
def test_documents_survive_json_and_are_right(id: str, domain: str) -> None:
    document = json.loads(json.dumps(sx.zoo.document(id, domain, threads=1), allow_nan=False))
    assert list(document) == [
        "kind", "format", "splinex", "network", "counted", "total", "layers", "stats", "truncated", "domain", "machine",
    ]  # fmt: skip
    assert (document["kind"], document["format"], document["splinex"]) == ("region count", 1, sx.__version__)
    assert document["network"]["zoo"] == id
    assert sx.zoo.check(document).ok
    assert sx.zoo.check([document, document]).ok
    assert sx.zoo.check({"mine": document})[0].domain == domain


def test_command_line(tmp_path: Path) -> None:
    def run(*words: str) -> str:
        command = [sys.executable, "-m", "splinex", "zoo", *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout

    assert run("--group", "reference").splitlines()[-1].split()[:5] == ["deck-toy", "2", "45+3", "box", "991"]
    assert run("shi-3").startswith("shi-3: x_i - x_j = 0, 1 for i < j in R^3\nNetwork(3 -> 6 relu)\n")
    assert run("sawtooth-2", "-o", "net.npz").splitlines()[-1] == "written to net.npz"
    assert sx.load(tmp_path / "net.npz") == sx.zoo.load("sawtooth-2")
    entry = json.loads(run("folding-2", "--json"))
    assert entry["known"]["unit"] == {"regions": [4, 28], "linear regions": 26, "affine maps": 23}
    assert len(json.loads(run("--json"))) == len(sx.zoo.list())
