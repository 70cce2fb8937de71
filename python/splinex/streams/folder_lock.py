"""One writer a folder."""

import errno
import os
from pathlib import Path

from splinex.errors import InputError

__all__ = ["lock_folder"]


def lock_folder(folder: Path) -> int:
    """A descriptor of the folder that nobody else has locked; closing it, or the end of the process, gives it free.

    Where file systems or systems know no such locks there is none.

    Raises
    ------
    InputError
        When another writer has it.
    OSError
        When there is no such folder.
    """
    number = os.open(folder, os.O_RDONLY)
    try:
        import fcntl

        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        pass
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            os.close(number)
            raise InputError(
                f"{folder}: something else is writing to this folder; wait for it, or write elsewhere"
            ) from None
    return number
