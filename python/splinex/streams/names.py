"""What the name of an output says: one file, or a folder."""

from os import PathLike, fspath
from pathlib import Path

from splinex.errors import InputError

__all__ = ["is_file"]


def is_file(out: str | PathLike[str]) -> bool:
    """Whether regions go to one file, or to a folder.

    Raises
    ------
    InputError
        For a name that is neither: the extension of another kind of file, and no folder of that name.
    """
    path = Path(out)
    if path.suffix.lower() == ".parquet":
        return True
    if path.suffix and not path.is_dir() and not fspath(out).endswith("/"):
        raise InputError(f"{path}: the extension must be .parquet, or none for a folder, unless its name ends in /")
    return False
