"""`animate`: the partition of the plane while a network learns, as a film."""

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.arrays import as_points
from splinex.cli.output import check_output
from splinex.domains import coordinates
from splinex.errors import InputError
from splinex.learning.film_files import write_gif, write_mp4
from splinex.learning.frames import Film
from splinex.learning.player import write_player
from splinex.learning.record import Track
from splinex.options import check_index, thread_count
from splinex.progress import ProgressOption, check_progress, reporting

__all__ = ["animate"]


def animate(
    record: Track,
    path: str | PathLike[str],
    *,
    layers: Sequence[int] | None = None,
    points: ArrayLike | None = None,
    labels: ArrayLike | None = None,
    fps: float = 8.0,
    threads: int | None = None,
    progress: ProgressOption = None,
) -> None:
    """Write a film of the partition at each snapshot: the regions after one layer or several, side by side.

    The colour of a region depends on its code alone, so it stays as it is while there is a region with that code.

    Parameters
    ----------
    record : Track
        Of a bounded domain with two coordinates, tracked with ``keep=True``.
    path : str or path
        Ends in ``.gif``, in ``.mp4`` (which needs the program ffmpeg), or in ``.html``: one self-contained page with a slider,
        which needs nothing else.
    layers : sequence of int, optional
        Hidden layers; a panel shows the regions after one of them and all before. By default the first and the last.
    points : array_like of float, (n, 2), optional
        In the coordinates of the domain: dots to draw, such as the training data.
    labels : array_like of int, (n,), optional
        Classes of the points, which give their colours.
    fps : float
        Snapshots a second.
    threads, progress
        As for `count_regions`.

    Raises
    ------
    InputError
        When the record has no networks or its domain is not bounded in two coordinates, for another extension, when matplotlib,
        pillow or ffmpeg is missing, and when the file cannot be written; it is then as it was before.

    Examples
    --------
    >>> import tempfile
    >>> import splinex as sx
    >>> nets = (sx.arrangement([[1, 0], [0, 1], [1, 1]], [0, 0, shift]) for shift in (0.0, 0.5, 1.0))
    >>> record = sx.track(nets, sx.Box(-1, 1), keep=True)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sx.animate(record, f"{folder}/learning.html")
    """
    file = check_output(path, tuple(_WRITERS))
    film = _film(record, layers, points, labels, fps, thread_count(threads))
    with reporting(check_progress(progress)) as heard:
        _WRITERS[file.suffix.lower()](film, file, film.reporting(heard))


def _film(
    record: Track,
    layers: Sequence[int] | None,
    points: ArrayLike | None,
    labels: ArrayLike | None,
    fps: float,
    threads: int,
) -> Film:
    if not record.networks:
        raise InputError("this record has no networks to draw: track with keep=True")
    if not isinstance(fps, int | float) or not 0 < fps <= 100:
        raise InputError(f"fps must be a number above 0 and up to 100, not {fps!r}")
    found = coordinates(record.domain, record.networks[0].n_inputs)
    if len(found.low) != 2 or not np.isfinite([found.low, found.high]).all() or not (found.low < found.high).all():
        raise InputError("an animation shows a box of two coordinates, of a network or of a slice: give finite sides")
    last = len(record.layers) - 1
    if last < 0:
        raise InputError("the network has no units, and so one region that never changes")
    chosen = sorted({0, last}) if layers is None else [check_index("layers", k, last + 1) for k in layers]
    if not chosen:
        raise InputError("layers is empty: name at least one hidden layer")
    dots = np.empty((0, 2)) if points is None else as_points(points, 2, "points")[0]
    return Film(record, tuple(chosen), dots, _classes(labels, len(dots)), float(fps), threads)


def _classes(labels: ArrayLike | None, n: int) -> NDArray[np.int64]:
    classes = np.zeros(n, dtype=np.int64) if labels is None else np.asarray(labels)
    if classes.shape != (n,) or classes.dtype.kind not in "iub":
        raise InputError(
            f"labels must be {n} integers, one for each point, not {classes.dtype} of shape {classes.shape}"
        )
    return classes.astype(np.int64)


_WRITERS: dict[str, Callable[[Film, Path, Callable[[int], None]], None]] = {
    ".gif": write_gif,
    ".mp4": write_mp4,
    ".html": write_player,
}
