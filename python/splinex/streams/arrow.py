"""pyarrow, when it is wanted."""

from typing import Any

from splinex.errors import InputError

__all__ = ["arrow", "parquet"]


def arrow() -> Any:
    """The module pyarrow.

    Raises
    ------
    InputError
        When it is not installed.
    """
    try:
        import pyarrow
    except ImportError as error:
        raise InputError("Parquet files need pyarrow: pip install splinex[arrow]") from error
    return pyarrow


def parquet() -> Any:
    """The module pyarrow.parquet; raises as `arrow` does."""
    arrow()
    import pyarrow.parquet

    return pyarrow.parquet
