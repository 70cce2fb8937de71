"""Whether a file can be written, asked before a long search."""

import os
from collections.abc import Sequence
from pathlib import Path

from splinex.errors import InputError

__all__ = ["check_output", "check_regions"]


def check_output(path: str | os.PathLike[str], suffixes: Sequence[str]) -> Path:
    """A path that can be written as far as can be told before; to be asked before a long search.

    Raises
    ------
    InputError
        For another extension than `suffixes`, a folder that does not exist, or one that may not be written to.
    """
    file = Path(path)
    if file.suffix.lower() not in suffixes:
        raise InputError(f"{file}: the extension must be {' or '.join(suffixes)}")
    if file.is_dir():
        raise InputError(f"{file}: is a folder, not a file")
    if not file.parent.is_dir():
        raise InputError(f"{file}: there is no folder {file.parent}")
    if not os.access(file.parent, os.W_OK | os.X_OK):
        raise InputError(f"{file}: no permission to write in the folder {file.parent}")
    return file


def check_regions(path: str) -> Path:
    """The file, or the folder, that regions are written to; of a folder the writer itself says at once what is wrong.

    Raises
    ------
    InputError
        As for `check_output`.
    """
    from splinex.streams.streaming import is_file

    file = Path(path)
    if file.suffix.lower() == ".npz" or is_file(path):
        return check_output(path, (".npz", ".parquet"))
    return file
