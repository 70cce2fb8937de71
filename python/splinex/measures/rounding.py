"""Rational numbers and their square roots in float64: below, above, nearest."""

import math
from fractions import Fraction

__all__ = ["enclosed", "enclosed_root", "nearest", "nearest_root", "rational_root"]


def nearest(value: Fraction) -> float:
    """The float64 nearest to a rational number; infinite beyond the largest."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def enclosed(value: Fraction) -> tuple[float, float]:
    """The largest float64 that is not above a number, and the least one that is not below it."""
    middle = nearest(value)
    if math.isinf(middle):
        return (math.nextafter(middle, 0.0), middle) if middle > 0 else (middle, math.nextafter(middle, 0.0))
    exact = Fraction(middle)
    lower = middle if exact <= value else math.nextafter(middle, -math.inf)
    return lower, middle if exact >= value else math.nextafter(middle, math.inf)


def enclosed_root(square: Fraction) -> tuple[float, float]:
    """The same for the square root of a number >= 0."""
    lower = nearest(_below(square))
    if math.isinf(lower):
        return math.nextafter(lower, 0.0), lower
    while Fraction(lower) ** 2 > square:
        lower = math.nextafter(lower, 0.0)
    while (above := math.nextafter(lower, math.inf)) < math.inf and Fraction(above) ** 2 <= square:
        lower = above
    return lower, lower if Fraction(lower) ** 2 == square else above


def nearest_root(square: Fraction) -> float:
    """The float64 nearest to the square root of a number >= 0."""
    lower, upper = enclosed_root(square)
    if lower == upper or math.isinf(upper):
        return lower
    return lower if ((Fraction(lower) + Fraction(upper)) / 2) ** 2 >= square else upper


def rational_root(square: Fraction) -> Fraction | None:
    """The square root of a number >= 0, when that is rational."""
    root = Fraction(math.isqrt(square.numerator), math.isqrt(square.denominator))
    return root if root**2 == square else None


def _below(square: Fraction) -> Fraction:
    """The square root to more digits than a double has."""
    shift = max(0, 160 - square.numerator.bit_length() + square.denominator.bit_length())
    shift += shift % 2
    root = math.isqrt((square.numerator << shift) // square.denominator)
    return Fraction(root, 1 << (shift // 2))
