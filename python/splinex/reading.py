"""What goes wrong while a file is read, as errors that name it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from splinex.errors import InputError

__all__ = ["reading"]


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """Read inside: an `InputError` gets the name of the file, and a file that cannot be read raises one."""
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{file}: no such file") from None
    except InputError as error:
        raise InputError(f"{file}: {error}") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror or error})") from error
