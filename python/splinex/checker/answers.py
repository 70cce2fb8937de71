"""What a check can come to."""

from typing import NamedTuple

__all__ = ["Checked", "Refused", "Unreadable"]


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """Why a certificate proves nothing."""


class Unreadable(Exception):  # noqa: N818 - so is this
    """Why a file is no certificate."""


class Checked(NamedTuple):
    """The outcome; it counts as true when everything is proven.

    Attributes
    ----------
    valid : bool
    reason : str
        What was proven, or what was not, in one sentence.
    layers : tuple of int
        Proven numbers of cells after each hidden layer.
    proofs : int
        How many pieces were proven to be used nowhere in a cell.
    """

    valid: bool
    reason: str
    layers: tuple[int, ...] = ()
    proofs: int = 0

    def __bool__(self) -> bool:
        return self.valid
