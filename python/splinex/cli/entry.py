"""The command line, ``splinex COMMAND``; also ``python -m splinex``."""

import contextlib
import os
import sys
from collections.abc import Sequence

from splinex.errors import SplinexError

__all__ = ["main"]

_DONE, _BAD_INPUT, _INTERRUPTED = 0, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of the process.

    Returns
    -------
    int
        The exit code: 0 done, 1 the answer is "no", 2 bad input, said in one sentence on stderr, 130 interrupted.
    """
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        # What is still buffered may fail to be written too.
        _flush()
        return code
    except KeyboardInterrupt:
        return _fail("interrupted", _INTERRUPTED)
    except BrokenPipeError:
        # The reader, such as head, has what it wanted.
        _discard_output()
        return _DONE
    except (SplinexError, ImportError, MemoryError) as error:
        return _fail(str(error) or "out of memory", _BAD_INPUT)
    except OSError as error:
        _discard_output()
        return _fail(f"{error.filename or 'standard output'}: {error.strerror or error}", _BAD_INPUT)


def _run(arguments: Sequence[str]) -> int:
    from splinex.cli.options import parse

    # 2^units has as many digits as it has.
    sys.set_int_max_str_digits(0)
    options = parse(arguments)
    if options is None:
        return _DONE
    code: int = options.command(options)
    return code


def _fail(message: str, code: int) -> int:
    with contextlib.suppress(OSError):
        print(f"splinex: {' '.join(message.splitlines())}", file=sys.stderr)
    return code


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _discard_output() -> None:
    """Python flushes once more on its way out; let that succeed."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
