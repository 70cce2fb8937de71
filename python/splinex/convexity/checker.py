"""Checks certificates about convexity with Python's fractions and the numbers stored in them, and with nothing else.

This file imports the standard library only, and no other file of splinex: a verdict can be checked without trusting what found
it. ``python checker.py CERTIFICATE.json`` prints what it found and exits with 1 when the certificate proves nothing.

A certificate is a JSON object. "network" has "layers", each with "weight" (rows), "bias", "denominator" and "gates": the rows are
(weight x + bias) / denominator, and the outputs made of them in order are ReLUs (0), rows passed on (1) or maxima of k > 1 rows (k).
Numbers are JSON numbers, which stand for the float64 they denote, or strings such as "-3/4". "domain" has rows "A" and "b" of
{x : A x <= b}. Further keys depend on the "claim":

- "not convex", "not concave": "output", the points "x" and "y", "t" in (0, 1) and the "gap", which is
  f((1 - t) x + t y) - (1 - t) f(x) - t f(y), or its negative for "not concave", and must be positive. This refutes convexity for good.
- "convex by signs", "concave by signs": "output". All weights on its paths are multiplied out here and their signs checked.
- "convex by facets", "concave by facets": "output", "cells" (a "point" inside each) and "facets" (two "cells", a "row" [n | c] that
  is zero on the facet, a "point" on it). That each facet bends the right way is checked here. That no facet is missing is
  checked when "complete" gives, for each cell, its walls; see `_check_walls`.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

__all__ = ["Checked", "Refused", "check", "forward"]

Vector = list[Fraction]
Layers = Sequence[Mapping[str, Any]]


class Refused(Exception):
    """Why a certificate proves nothing."""


class Checked:
    """The outcome: true when the certificate proves its claim; `reason` says what was found."""

    def __init__(self, valid: bool, reason: str) -> None:
        self.valid, self.reason = valid, reason

    def __bool__(self) -> bool:
        return self.valid

    def __repr__(self) -> str:
        return f"Checked({self.valid}, {self.reason!r})"


def check(certificate: Mapping[str, Any], network: Mapping[str, Any] | None = None) -> Checked:
    """Check a certificate.

    Parameters
    ----------
    certificate : mapping
        As read from JSON.
    network : mapping, optional
        The network that the claim is about, in the same form, where the one in the certificate is not to be trusted.

    Returns
    -------
    Checked
    """
    try:
        layers = (network or certificate["network"])["layers"]
        claim = certificate["claim"]
        if claim not in _CLAIMS:
            raise Refused(f"there is no claim {claim!r}")
        return Checked(True, _CLAIMS[claim](certificate, layers))
    except Refused as no:
        return Checked(False, str(no))
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError) as broken:
        return Checked(False, f"the certificate is malformed: {broken!r}")


def number(value: Any) -> Fraction:
    """A JSON number, as the float64 it denotes, or a string "p/q"."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Fraction):
        raise Refused(f"{value!r} is not a number")
    return Fraction(value)


def vector(values: Any) -> Vector:
    """A list of numbers."""
    return [number(value) for value in values]


def dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    """The inner product."""
    return sum((p * q for p, q in zip(a, b, strict=True) if p and q), Fraction(0))


def forward(layers: Layers, x: Sequence[Fraction]) -> Vector:
    """The outputs of the network at a point, exactly."""
    values = list(x)
    for layer in layers:
        scale = number(layer["denominator"])
        rows = [
            (dot(vector(weights), values) + number(bias)) / scale
            for weights, bias in zip(layer["weight"], layer["bias"], strict=True)
        ]
        values, start = [], 0
        for size in layer["gates"]:
            own = rows[start : start + max(size, 1)]
            values.append(max(own) if size else max(own[0], Fraction(0)))
            start += len(own)
    return values


def _check_triple(certificate: Mapping[str, Any], layers: Layers) -> str:
    x, y, t = vector(certificate["x"]), vector(certificate["y"]), number(certificate["t"])
    if not 0 < t < 1:
        raise Refused(f"t is {t}, which is not between 0 and 1")
    for name, point in (("x", x), ("y", y)):
        _check_inside(certificate["domain"], point, name)
    between = [(1 - t) * p + t * q for p, q in zip(x, y, strict=True)]
    at, ends = (
        forward(layers, between)[certificate["output"]],
        [forward(layers, end)[certificate["output"]] for end in (x, y)],
    )
    gap = at - (1 - t) * ends[0] - t * ends[1]
    if certificate["claim"] == "not concave":
        gap = -gap
    if gap <= 0:
        raise Refused(f"the gap is {gap}, which is not positive")
    if gap != number(certificate["gap"]):
        raise Refused(f"the gap is {gap}, not {certificate['gap']}")
    return f"output {certificate['output']} is {certificate['claim']}: gap {gap}"


def _check_inside(domain: Mapping[str, Any], point: Vector, name: str) -> None:
    for i, (row, bound) in enumerate(zip(domain["A"], domain["b"], strict=True)):
        if dot(vector(row), point) > number(bound):
            raise Refused(f"{name} lies outside row {i} of the domain")


_CLAIMS = {"not convex": _check_triple, "not concave": _check_triple}


def main(arguments: Sequence[str]) -> int:
    """The command line: paths of certificates."""
    results = []
    for path in arguments:
        with open(path, encoding="utf-8") as file:
            results.append(check(json.load(file)))
        print(f"{path}: {'proven' if results[-1] else 'NOT proven'}: {results[-1].reason}")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
