"""Pictures in three dimensions: flat polygons, lit from one side."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

from splinex.errors import InputError
from splinex.plotting.canvas import axes_or_new
from splinex.plotting.palette import INK
from splinex.plotting.polygons import Floats, Places
from splinex.plotting.region_values import RegionValues

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from mpl_toolkits.mplot3d.art3d import Poly3DCollection
    from mpl_toolkits.mplot3d.axes3d import Axes3D

__all__ = ["draw_solids", "new_space", "set_box"]

_MISSING = (0.85, 0.85, 0.85, 1.0)
_EDGE = (0.1, 0.11, 0.16, 0.55)
_LIGHT = (-0.4, -0.5, 0.77)
_AMBIENT = 0.72


def new_space(ax: "Axes | None") -> "Axes3D":
    """The given axes, which must be of the projection "3d", or new ones."""
    result = axes_or_new(ax, projection="3d") if ax is None else ax
    if getattr(result, "name", "") != "3d":
        raise InputError('this picture needs axes of three dimensions: figure.add_subplot(projection="3d")')
    return cast("Axes3D", result)


def set_box(axes: "Axes3D", low: Floats, high: Floats, labels: Sequence[str]) -> None:
    """Show the box low..high, with these names, from a height at which little is hidden; few ticks, white walls."""
    from matplotlib.ticker import MaxNLocator

    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), zlim=(low[2], high[2]))
    for set_label, label in zip((axes.set_xlabel, axes.set_ylabel, axes.set_zlabel), labels, strict=True):
        set_label(label, color=INK)
    axes.view_init(elev=34, azim=-56)
    axes.grid(False)
    for axis, ticks in ((axes.xaxis, 5), (axes.yaxis, 5), (axes.zaxis, 7)):
        axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
        axis.set_pane_color((1.0, 1.0, 1.0, 0.0))


def draw_solids(
    axes: "Axes3D", faces: Sequence[Floats], values: RegionValues, owners: Places, alpha: float = 1.0
) -> "Poly3DCollection":
    """Draw flat faces (corners, 3), each in the colour of the region that owns it, with a colour bar if that has a name."""
    from matplotlib import colormaps
    from matplotlib.cm import ScalarMappable
    from mpl_toolkits.mplot3d.art3d import Poly3DCollection

    colors = colormaps.get_cmap(values.colors).with_extremes(bad=_MISSING)
    shades = np.array(colors(np.ma.masked_invalid(values.shares()[owners])))
    shades[:, :3] *= _brightness(faces)[:, None]
    shades[:, 3] = alpha
    solids = Poly3DCollection(list(faces), facecolors=shades, edgecolors=_EDGE, linewidths=0.4, label="regions")
    axes.add_collection3d(solids, autolim=False)
    if values.label:
        bar = ScalarMappable(values.norm(), colors)
        axes.figure.colorbar(bar, ax=axes, label=values.label, shrink=0.6, pad=0.08, aspect=22)
    return solids


def _brightness(faces: Sequence[Floats]) -> Floats:
    """From `_AMBIENT` to 1, by how much a face looks to the light, from either side, after scaling to a cube: (n,)."""
    corners = np.concatenate(faces)
    size = np.maximum(np.ptp(corners, axis=0), 1e-300)
    normals = np.array([_normal(face / size) for face in faces])
    looks = np.abs(normals @ (np.array(_LIGHT) / np.linalg.norm(_LIGHT)))
    return np.asarray(_AMBIENT + (1 - _AMBIENT) * looks)


def _normal(face: Floats) -> Floats:
    """Newell's normal of a flat polygon, of length 1 unless it has no area."""
    after = np.roll(face, -1, axis=0)
    sums = np.cross(face, after).sum(axis=0)
    length = float(np.linalg.norm(sums))
    return np.asarray(sums / length if length > 0 else np.zeros(3))
