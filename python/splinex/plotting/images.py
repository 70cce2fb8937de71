"""Grids of small images: what an input or a template of a network looks like."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from splinex.errors import InputError
from splinex.plotting.canvas import panels
from splinex.plotting.polygons import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["as_image", "draw_input", "image_rows", "image_shape"]

_MOST_IMAGES = 400


def image_shape(input_shape: tuple[int, ...], shape: Sequence[int] | None) -> tuple[int, ...]:
    """How to draw an input: (height, width), or (3, height, width) for colours.

    By default what ``input_shape`` says; a flat input whose length is a square is one, any other one row.

    Raises
    ------
    InputError
        For a shape that has another number of entries or axes, and when `input_shape` is no image.
    """
    size = math.prod(input_shape)
    if shape is not None:
        wanted = tuple(int(n) for n in shape)
        if math.prod(wanted) != size or not _drawable(wanted):
            raise InputError(f"shape is {wanted}; (height, width) or (3, height, width) with {size} entries is needed")
        return wanted
    own = input_shape[1:] if len(input_shape) == 3 and input_shape[0] == 1 else input_shape
    if _drawable(own):
        return own
    if len(own) > 1:
        raise InputError(f"inputs of shape {input_shape} are no images: give shape=(height, width)")
    side = math.isqrt(size)
    return (side, side) if side * side == size else (1, size)


def as_image(values: Floats, shape: tuple[int, ...]) -> Floats:
    """An input as matplotlib draws it: (height, width) or (height, width, 3)."""
    image = values.reshape(shape)
    return image if image.ndim == 2 else np.moveaxis(image, 0, -1)


def draw_input(ax: "Axes", values: Floats, shape: tuple[int, ...], extent: tuple[float, float]) -> None:
    """Draw an input in grey, or in its colours, from the lowest to the highest value of all."""
    low, high = extent
    image = as_image(values, shape)
    if image.ndim == 3:
        image = np.clip((image - low) / max(high - low, 1e-300), 0, 1)
    ax.imshow(image, cmap="gray_r", vmin=low, vmax=high)


def image_rows(
    rows: int, columns: int, figure: "Figure | None", image: tuple[int, ...]
) -> "tuple[Figure, list[list[Axes]]]":
    """The given figure or a new one of pyplot, of a fitting size, and rows of axes without ticks in it.

    Raises
    ------
    InputError
        When matplotlib is missing, and for a grid of more images than anyone looks at.
    """
    if not 1 <= rows * columns <= _MOST_IMAGES:
        raise InputError(f"{rows} rows of {columns} images cannot be looked at; from 1 to {_MOST_IMAGES} images can")
    height, width = image[-2:]
    tall = min(max(height / width, 0.3), 2.0)
    fig, axes = panels(figure, rows * columns, columns, (1.1, 1.1 * tall + 0.25))
    for ax in axes:
        ax.set_xticks([])
        ax.set_yticks([])
        for spine in ax.spines.values():
            spine.set_linewidth(0.5)
    return fig, [axes[first : first + columns] for first in range(0, len(axes), columns)]


def _drawable(shape: tuple[int, ...]) -> bool:
    return len(shape) == 2 or (len(shape) == 3 and shape[0] == 3)
