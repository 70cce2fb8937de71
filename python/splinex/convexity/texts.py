"""How rational numbers are written."""

from collections.abc import Iterable
from fractions import Fraction

__all__ = ["exact_text", "short_point", "short_text"]

_SHORT = 16


def exact_text(value: Fraction) -> str:
    """Always exactly: "p/q"."""
    return str(value)


def short_text(value: Fraction) -> str:
    """Exactly where that is short, else to six digits."""
    exact = str(value)
    if len(exact) <= _SHORT:
        return exact
    try:
        return f"about {float(value):.6g}"
    except OverflowError:
        return "about " + ("-" if value < 0 else "") + f"10^{len(str(abs(value.numerator) // value.denominator)) - 1}"


def short_point(point: Iterable[Fraction]) -> str:
    """A point in brackets."""
    return f"({', '.join(map(short_text, point))})"
