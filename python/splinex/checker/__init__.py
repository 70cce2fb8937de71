"""Checks that a list of regions is complete, with Python's integers and nothing else.

These files import the standard library and each other, and no other file of splinex: ``python FOLDER PATH``, with a copy of
this folder anywhere, checks a certificate without the program that wrote it. docs/certificates.md describes the file, and why
it is a proof.

Exit codes: 0 all is proven; 1 something is not, said in one sentence; 2 the file cannot be read, or is damaged.
"""

from .answers import Checked, Refused, Unreadable
from .files import KIND, VERSION, check

__all__ = ["KIND", "VERSION", "Checked", "Refused", "Unreadable", "check"]
