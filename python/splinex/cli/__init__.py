"""The command line."""

from splinex.cli.entry import main

__all__ = ["main"]
