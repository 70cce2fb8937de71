"""Pictures of three dimensions: the graph of an output over the plane, and cells as solids."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import splinex as sx
from drawn import BOX, QUADRANT, SOLID, blank_space, tiles_in
from families.random_nets import he_net
from listing import network
from splinex.plotting.surface import lifted

# Surfaces


def test_surface_is_the_output_at_every_corner() -> None:
    tiles = tiles_in(QUADRANT)
    np.testing.assert_allclose(lifted(tiles, 1), QUADRANT(tiles.polygons.corners)[:, 1], atol=1e-12)
    axes = blank_space()
    sx.plot_surface(QUADRANT, BOX, output=1, floor=False, ax=axes)
    (solids,) = axes.collections
    assert len(solids._facecolor3d) == 4


def test_surface_of_an_unbounded_domain_has_a_window() -> None:
    axes = sx.plot_surface(QUADRANT, ax=blank_space())
    assert "of them in this window" in axes.get_title()


# Cells


def test_cells_fill_the_box() -> None:
    from splinex.plotting.frame import frame_of
    from splinex.plotting.solids import solids_of

    part = sx.enumerate_regions(SOLID, BOX)
    solids = solids_of(part, frame_of(SOLID, BOX, (3,)), np.arange(len(part)))
    assert solids.volumes().sum() == pytest.approx(8)
    np.testing.assert_allclose(solids.volumes(), part.geometry().volumes, atol=1e-12)
    assert len(solids.faces) == len(part.facets())
    moments = np.nansum(solids.centres() * solids.volumes()[:, None], axis=0)
    np.testing.assert_allclose(moments, 0, atol=1e-12)


def test_hidden_faces_are_not_drawn_unless_cells_are_apart() -> None:
    whole, apart = blank_space(), blank_space()
    sx.plot_cells(SOLID, BOX, ax=whole)
    sx.plot_cells(SOLID, BOX, explode=0.5, color_by="volume", ax=apart)
    facets = sx.enumerate_regions(SOLID, BOX).facets()
    assert len(whole.collections[0]._facecolor3d) == int(facets.on_boundary.sum())
    assert len(apart.collections[0]._facecolor3d) == len(facets)


def test_chosen_cells() -> None:
    part = sx.enumerate_regions(SOLID, BOX)
    ways: list[Any] = [[0, 2], np.isin(np.arange(len(part)), [0, 2]), lambda found: [2, 0]]
    for choose in ways:
        axes = sx.plot_cells(SOLID, BOX, choose=choose, ax=blank_space())
        assert axes.get_title() == f"2 of {len(part)} activation regions in Box(-1, 1)"


def test_cells_of_a_slice() -> None:
    wide = network(he_net(2, (5, 6, 1)))
    space = sx.Slice(np.zeros(5), np.eye(5)[:3], domain=BOX)
    axes = blank_space()
    sx.plot_cells(wide, space, layer=0, ax=axes)
    assert axes.get_title().startswith(f"{sx.count_regions(wide, space).total} activation regions after layer 0")
    assert axes.get_zlabel() == "$t_{2}$"
