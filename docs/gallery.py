"""``python docs/gallery.py [NAME ...]``: make the pictures of gallery.md anew, by running its blocks; all, or those named.

A block that draws leaves its picture in `figure` or `ax`; the image below it says where that goes.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("gallery.md")
_BLOCK = re.compile(r"```python\n(.*?)```\s*(?:!\[[^\]]*\]\((figures/gallery/[^)]+)\))?", re.DOTALL)
_DPI = 100


def blocks(text: str) -> Iterator[tuple[str, str | None]]:
    """The code of every block, and the image that shows what it draws."""
    for code, image in _BLOCK.findall(text):
        yield code, image or None


def run(code: str, names: dict[str, Any]) -> Any:
    """Run a block; return the figure that it leaves, or None."""
    names.pop("figure", None), names.pop("ax", None)
    exec(compile(code, PAGE.name, "exec"), names)
    return names["figure"] if "figure" in names else names["ax"].figure if "ax" in names else None


def main(wanted: list[str]) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    names: dict[str, Any] = {}
    for code, image in blocks(PAGE.read_text(encoding="utf-8")):
        figure = run(code, names)
        if image and (not wanted or Path(image).stem in wanted):
            save(figure, PAGE.parent / image)
            print(f"{image}: {(PAGE.parent / image).stat().st_size:,} bytes")
        pyplot.close("all")


def save(figure: Any, file: Path) -> None:
    """Write a matplotlib figure, or a photograph of a plotly one if there is a Chromium to take it."""
    from splinex.plotting.files import save_figure

    file.parent.mkdir(exist_ok=True)
    if hasattr(figure, "savefig"):
        save_figure(figure, file, dpi=_DPI)
    elif shutil.which("chromium"):
        photograph(figure, file)
    else:
        print(f"{file.name} is kept as it was: there is no chromium to photograph it")
        return
    if file.suffix == ".png":
        shrink(file)


def shrink(file: Path) -> None:
    """256 colours are enough for a page."""
    from PIL import Image

    image = Image.open(file).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    image.save(file, optimize=True)


def photograph(figure: Any, file: Path) -> None:
    """The page with the pointer over its middle."""
    hover = """
        const plot = document.getElementById('page'), layer = plot.querySelector('.nsewdrag');
        const box = layer.getBoundingClientRect();
        const at = {clientX: box.left + 0.62 * box.width, clientY: box.top + 0.42 * box.height, bubbles: true};
        for (const name of ['mouseenter', 'mouseover', 'mousemove']) layer.dispatchEvent(new MouseEvent(name, at));
    """
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        figure.write_html(
            page, include_plotlyjs=True, div_id="page", post_script=hover, config={"displayModeBar": False}
        )
        size = f"--window-size={figure.layout.width + 20},{figure.layout.height + 20}"
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--virtual-time-budget=10000",
            size,
        ]
        command = ["chromium", *options, f"--screenshot={file}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    main(sys.argv[1:])
