"""Statistics of regions, reachable sets, and the report with everything."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import splinex as sx
from all_kinds import KINDS
from families.net import Net
from hypothesis import given
from hypothesis import strategies as st
from listing import network
from small_nets import box_ends, small_nets
from splinex.cli import main
from test_lipschitz import DOMAINS, he_net

ABS = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])])


@pytest.mark.parametrize(("n", "neighbours"), [(2, 1), (3, 2), (4, 3)])
def test_the_braid_arrangement(n: int, neighbours: int) -> None:
    """The n! regions are cones over simplices: each has n - 1 neighbours."""
    rows = [np.eye(n)[i] - np.eye(n)[j] for i in range(n) for j in range(i)]
    found = sx.region_statistics(sx.arrangement(rows))
    assert found.regions == math.factorial(n) and found.bounded_regions == 0
    assert found.neighbours.least == found.neighbours.most == found.mean_neighbours == neighbours
    assert found.neighbour_bound == 2 * n
    assert math.isinf(found.volume) and math.isnan(found.neighbours.by_volume)


@given(small_nets(depth=1), st.data())
def test_one_layer_has_at_most_2d_neighbours_in_the_mean(net: Net, data: st.DataObject) -> None:
    box = sx.Box(*data.draw(box_ends(net.n_inputs)))
    found = sx.region_statistics(network(net), box, threads=1)
    assert found.neighbour_bound is not None and found.mean_neighbours <= found.neighbour_bound


def test_a_grid() -> None:
    """2 x 3 cells of the square [0, 6]^2, cut at x = 3 and at y = 1, 2."""
    found = sx.region_statistics(sx.arrangement([[1, 0], [0, 1], [0, 1]], [-3, -1, -2]), sx.Box(0, 6))
    assert (found.regions, found.interior_facets, found.mean_neighbours) == (6, 7, Fraction(7, 3))
    assert (found.volumes.least, found.volumes.median, found.volumes.most) == (3, 3, 12)
    assert found.volumes.by_volume == pytest.approx((4 * 9 + 2 * 144) / 36)
    assert found.active.mean == 1.5 and found.active.by_volume == pytest.approx(0 + 1 * 5 / 6 + 4 / 6 + 0.5)
    assert found.largest_tenth == pytest.approx(12 / 36)


def test_deep_networks_have_no_bound_and_slopes_of_the_spectral_norm() -> None:
    net = he_net(2, 6, 4, 2)
    found = sx.region_statistics(net, sx.Box(-1, 1))
    assert found.neighbour_bound is None
    norms = [np.linalg.norm(r.affine_map().A, ord=2) for r in sx.enumerate_regions(net, sx.Box(-1, 1))]
    assert found.slopes.mean == pytest.approx(np.mean(norms))
    assert found.slopes.most == pytest.approx(sx.lipschitz_constant(net, sx.Box(-1, 1)).value)


def test_one_region_and_a_point() -> None:
    for domain in (sx.Box(-1, 1), sx.Box(0.5, 0.5)):
        found = sx.region_statistics(sx.Network.from_layers([([[1, 2]], [0])]), domain)
        assert (found.regions, found.interior_facets, found.largest_tenth) == (1, 0, 1.0)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_layer_in_a_report(name: str) -> None:
    found = sx.measure(KINDS[name](), sx.Box(-1, 1) if name != "convolutional" else sx.Box(0.25, 0.375), threads=1)
    words = json.dumps(found.to_dict())
    assert "NaN" not in words and len(repr(found).split("\n\n")) == 5
    assert found.integral is not None and "<table>" in found._repr_html_()


@pytest.mark.parametrize("domain", DOMAINS, ids=str)
def test_reachable_points_and_their_ends(domain: object) -> None:
    net = he_net(3, 4, 3, 2)
    found = sx.reachable_set(net, domain)  # type: ignore[arg-type]
    ends = sx.output_range(net, domain)  # type: ignore[arg-type]
    for k in range(2):
        grows = bool((found.directions[:, k] > 0).any())
        assert grows == math.isinf(ends.upper[k])
        if not grows:
            assert found.points[:, k].max() == pytest.approx(ends.upper[k])
    for i, region in enumerate(found.partition):
        points, directions = found.exact(i)
        assert found.points_of(i) == pytest.approx(np.array(points, dtype=np.float64), rel=1e-12, abs=1e-12)
        ends_ = np.array(directions, dtype=np.float64).reshape(-1, 2)
        assert found.directions_of(i) == pytest.approx(ends_, rel=1e-12, abs=1e-12)
        assert (np.sign(found.directions_of(i)) == np.sign(ends_)).all()
        assert region.index == i


def test_polygons_contain_what_is_reached() -> None:
    net = he_net(2, 6, 5, 2)
    found = sx.reachable_set(net, sx.Box(-1, 1))
    polygons = found.polygons()
    inputs = np.random.default_rng(0).uniform(-1, 1, size=(200, 2))
    for value, place in zip(net(inputs), found.partition.locate(inputs), strict=True):  # type: ignore[arg-type]
        corners = polygons[place]
        sides = np.roll(corners, -1, axis=0) - corners
        offsets = value - corners
        assert (sides[:, 0] * offsets[:, 1] - sides[:, 1] * offsets[:, 0] >= -1e-12).all()
    areas = [_area(polygon) for polygon in polygons]
    slopes = [abs(np.linalg.det(region.affine_map().A)) for region in found.partition]
    assert areas == pytest.approx((found.partition.geometry().volumes * slopes).tolist(), abs=1e-12)


def _area(corners: np.ndarray) -> float:
    x, y = corners.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def test_polygons_need_two_outputs_and_a_bounded_set() -> None:
    with pytest.raises(sx.InputError, match="two outputs"):
        sx.reachable_set(ABS, sx.Box(-1, 1)).polygons()
    with pytest.raises(sx.InputError, match="not bounded"):
        sx.reachable_set(he_net(2, 3, 2)).polygons()


def test_an_unbounded_domain_with_a_bounded_image() -> None:
    """[x]_+ - [x - 1]_+ on R."""
    net = sx.Network.from_layers([([[1], [1]], [0, -1]), ([[1, -1]], [0])])
    found = sx.reachable_set(net)
    assert sorted({float(v) for v in found.points.ravel()}) == [0.0, 1.0]
    assert found.bounded and len(found.directions) == 2


def test_the_report_of_an_unbounded_domain() -> None:
    found = sx.measure(ABS)
    assert found.integral is None and found.outputs.upper[0] == math.inf
    assert repr(found).splitlines()[-1].split() == ["0", "0", "inf", "-"]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "abs.npz"
    ABS.to_npz(path)
    assert main(["measure", str(path), "--box", "-1", "2"]) == 0
    assert "2-norm to 2-norm" in capsys.readouterr().out
    assert main(["measure", str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["outputs"][0]["upper"] == "inf" and document["integral"] is None
    assert document["lipschitz"][0]["exact"] == "1"


def test_progress_of_a_report() -> None:
    seen: list[sx.Progress] = []
    sx.measure(he_net(3, 8, 6, 1), sx.Box(-1, 1), progress=seen.append, threads=1)
    fractions = [now.fraction for now in seen]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
