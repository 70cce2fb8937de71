"""Networks that ship with the package, as `.npz` and `.onnx` with the same numbers; `train.py` made them.

Examples
--------
>>> import splinex as sx
>>> from splinex import data
>>> sx.load(data.path("moons.npz"))
Network(2 -> 16 relu -> 16 relu -> 1)
"""

from pathlib import Path

from splinex.errors import InputError

__all__ = ["path"]


def path(name: str) -> Path:
    """Where a shipped file is: iris, wine or moons, each as ``.npz`` and ``.onnx``, and ``domains.json`` with their boxes.

    Raises
    ------
    InputError
        When there is no such file; names the ones there are.
    """
    folder = Path(__file__).parent
    names = sorted(file.name for file in folder.iterdir() if file.suffix in (".json", ".npz", ".onnx"))
    if name not in names:
        raise InputError(f"no file {name!r} ships with splinex; there are {', '.join(names)}")
    return folder / name
