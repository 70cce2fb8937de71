"""Axes without a screen, what has been drawn on them, and the networks of which there are pictures."""

from __future__ import annotations

from typing import Any

import splinex as sx
from families.random_nets import design_net, he_net
from listing import network
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from splinex.domains import Domain
from splinex.plotting.tiles import Tiles, plane_tiles

BOX = sx.Box(-1, 1)
TOY = network(design_net("toy", (2, 45, 3, 4)))
DEEP = network(he_net(3, (2, 8, 8, 8, 1)))
SOLID = network(he_net(1, (3, 6, 4, 2)))
CROSS = sx.arrangement([[1, 0], [0, 1]])
QUADRANT = sx.Network.from_layers([([[1, 0], [0, 1]], [0, 0]), ([[1, 1], [1, -1]], [0, 0.25])])


def blank_axes() -> Axes:
    return Figure().add_subplot()


def blank_space() -> Any:
    return Figure().add_subplot(projection="3d")


def faces_of(axes: Axes) -> PolyCollection:
    """The polygons of the regions."""
    (found,) = [c for c in axes.collections if isinstance(c, PolyCollection) and c.get_label() == "regions"]
    return found


def tiles_in(net: sx.Network, domain: Domain = BOX) -> Tiles:
    return plane_tiles(net, domain, None, None)
