"""Films as GIF, by pillow, and as MP4, by the program ffmpeg."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.learning.frames import DOTS, Film, frames
from splinex.replacing import replacing
from splinex.reporting.palettes import ORDERED

__all__ = ["write_gif", "write_mp4"]

_GREYS = 32
_HOLD = 4
"""How many times as long as the others the last picture of a GIF stays."""


def write_gif(film: Film, file: Path, done: Callable[[int], None]) -> None:
    """All pictures over one table of colours, so that a region's colour does not change with its surroundings."""
    try:
        from PIL import Image
    except ImportError:
        raise InputError("GIF films need pillow: pip install splinex[plot]") from None
    table = Image.new("P", (1, 1))
    table.putpalette(_colours())

    def reduced() -> Iterator[Any]:
        for frame in frames(film, done):
            yield Image.fromarray(frame).quantize(palette=table, dither=Image.Dither.NONE)

    pictures = reduced()
    first = next(pictures)
    wait = round(1000 / film.fps)
    durations = [wait] * (len(film.record) - 1) + [wait * _HOLD]
    options: dict[str, Any] = {"duration": durations if len(durations) > 1 else durations[0], "loop": 0}
    with replacing(file) as stream:
        first.save(stream, format="GIF", save_all=True, append_images=pictures, optimize=False, **options)


def write_mp4(film: Film, file: Path, done: Callable[[int], None]) -> None:
    """H.264, which every browser plays."""
    program = shutil.which("ffmpeg")
    if program is None:
        raise InputError("MP4 films need the program ffmpeg, which is not installed: write a .gif or .html instead")
    pictures = frames(film, done)
    first = next(pictures)
    with TemporaryDirectory() as folder:
        made = Path(folder) / "film.mp4"
        _encode([program, *_options(first.shape, film.fps), str(made)], chain([first], pictures))
        with replacing(file) as stream:
            stream.write(made.read_bytes())


def _encode(command: list[str], pictures: Iterator[NDArray[np.uint8]]) -> None:
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stderr is not None
        try:
            for picture in pictures:
                process.stdin.write(picture.tobytes())
            process.stdin.close()
        except BrokenPipeError:
            pass  # What ffmpeg says tells why.
        except BaseException:
            process.kill()
            raise
        said = process.stderr.read().decode(errors="replace").strip()
    if process.returncode:
        raise InputError(f"ffmpeg failed: {said.splitlines()[-1] if said else f'exit code {process.returncode}'}")


def _options(shape: tuple[int, ...], fps: float) -> list[str]:
    height, width = shape[:2]
    given = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", f"{fps:g}", "-i", "-"]
    # Sides must be even for this coding of colours.
    made = ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white", "-c:v", "libx264", "-pix_fmt", "yuv420p"]
    return ["-loglevel", "error", *given, *made, "-movflags", "+faststart"]


def _colours() -> list[int]:
    """256 colours: those of regions, of points, and greys for lines and words."""
    share = 256 - _GREYS - len(DOTS)
    words = [ORDERED[round(255 * k / (share - 1))] for k in range(share)] + list(DOTS)
    rows = [[int(word[i : i + 2], 16) for i in (1, 3, 5)] for word in words]
    rows += [[round(255 * k / (_GREYS - 1))] * 3 for k in range(_GREYS)]
    return list(chain.from_iterable(rows))
