"""What splinex raises: everything is a `SplinexError`, broken input an `InputError` that names the culprit."""

from splinex._core import InputError, SplinexError

__all__ = ["InputError", "MemoryLimitError", "SplinexError", "StorageError"]


class MemoryLimitError(SplinexError, MemoryError):
    """The regions asked for do not fit in half of the free memory; `iter_regions` needs a constant amount."""


class StorageError(SplinexError, OSError):
    """Regions could not be written, because the disk is full or gone; what had been committed before is kept."""
