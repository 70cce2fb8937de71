"""The command line of the checker."""

import argparse
import sys
from collections.abc import Sequence

from .answers import Unreadable
from .files import check

__all__ = ["main"]


def _positive(word: str) -> int:
    number = int(word)
    if number < 1:
        raise ValueError
    return number


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Check that a list of regions is complete.")
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--jobs", type=_positive, default=1, metavar="N", help="processes to use")
    options = parser.parse_args(arguments)
    code = 0
    for path in options.paths:
        try:
            found = check(path, jobs=options.jobs)
            print(f"{path}: {'proven' if found else 'NOT proven'}: {found.reason}")
            code = max(code, 0 if found else 1)
        except KeyboardInterrupt:
            print("interrupted", file=sys.stderr)
            return 130
        except Unreadable as broken:
            print(f"{path}: {broken}", file=sys.stderr)
            code = 2
    return code
