"""Checks certificates about convexity with Python's fractions and the numbers stored in them, and with nothing else.

This one file imports the standard library only, and no other file of splinex: a verdict can be checked without trusting what
found it. ``python checker.py CERTIFICATE.json`` prints what it found and exits with 1 when the certificate proves nothing.

A certificate is a JSON object. "network" has "layers", each with "weight" (rows), "bias", "denominator" and "gates": the rows
are (weight x + bias) / denominator, and the outputs made of them in order are ReLUs (0), rows passed on (1) or maxima of k > 1
rows (k). Numbers are JSON numbers, which stand for the float64 they denote, or strings such as "-3/4". "domain" has rows "A"
and "b" of {x : A x <= b}. Further keys depend on the "claim":

- "not convex", "not concave": "output", the points "x" and "y", "t" in (0, 1) and the "gap", which is
  f((1 - t) x + t y) - (1 - t) f(x) - t f(y), or its negative for "not concave", and must be positive.
- "convex by signs", "concave by signs": "output". All maps are multiplied out here, and no weight on a ReLU or maximum may be
  negative where the output depends on it.
- "convex by facets", "concave by facets": "output" and "cells", each with a "point" inside, "walls" and "redundant". A cell is
  {x : a x <= b} for the rows that the signs of its units at the point give, one for each ReLU and for each row of a maximum but
  the largest, and then the domain's; those whose linear part is zero do not count. Each row is a wall or redundant. A wall
  has its "row", by number, and either is the domain's ("cell" is null) or leads to another "cell" at a "point" of both. A
  redundant "row" follows from the walls by "multipliers" >= 0, pairs of a wall's place and a number. Every cell is then bounded
  by the domain and by other cells, so that together they are the domain, and the slope must rise across every wall.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

__all__ = ["Checked", "Refused", "check", "forward"]

Vector = list[Fraction]
Form = dict[int | None, Fraction]
Row = tuple[Vector, Fraction]
Layers = Sequence[Mapping[str, Any]]


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """Why a certificate proves nothing."""


class Checked:
    """The outcome: true when the certificate proves its claim; `reason` says what was found."""

    def __init__(self, valid: bool, reason: str) -> None:
        self.valid, self.reason = valid, reason

    def __bool__(self) -> bool:
        return self.valid

    def __repr__(self) -> str:
        return f"Checked({self.valid}, {self.reason!r})"


def check(
    certificate: Mapping[str, Any], network: Mapping[str, Any] | None = None, domain: Mapping[str, Any] | None = None
) -> Checked:
    """Check a certificate.

    Parameters
    ----------
    certificate : mapping
        As read from JSON.
    network, domain : mapping, optional
        What the claim is about, in the same form, where those in the certificate are not to be trusted.

    Returns
    -------
    Checked
    """
    try:
        claimed = {
            **certificate,
            "network": network or certificate["network"],
            "domain": domain or certificate["domain"],
        }
        claim, output = claimed["claim"], claimed["output"]
        if claim not in _CLAIMS:
            raise Refused(f"there is no claim {claim!r}")
        if isinstance(output, bool) or not isinstance(output, int) or output < 0:
            raise Refused(f"there is no output {output!r}")
        return Checked(True, _CLAIMS[claim](claimed, claimed["network"]["layers"]))
    except Refused as no:
        return Checked(False, str(no))
    except (LookupError, TypeError, ValueError, ArithmeticError) as broken:
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


def _check_signs(certificate: Mapping[str, Any], layers: Layers) -> str:
    """Every signal as an affine form of the inputs, -1, -2, ..., a constant, None, and the gates, 0, 1, ... ."""
    gates: list[list[Form]] = []
    signals: list[Form] = [{-1 - i: Fraction(1)} for i in range(len(layers[0]["weight"][0]))]
    for layer in layers:
        rows = [_multiplied(layer, i, signals) for i in range(len(layer["bias"]))]
        signals, start, first = [], 0, len(gates)
        for size in layer["gates"]:
            own = rows[start : start + max(size, 1)]
            start += len(own)
            signals.append(own[0] if size == 1 else _relu(gates, own[0], first) if size == 0 else _new(gates, own))
    output, factor = certificate["output"], 1 if certificate["claim"] == "convex by signs" else -1
    todo, seen = [{s: factor * c for s, c in signals[output].items()}], set[int]()
    while todo:
        for signal, weight in todo.pop().items():
            if signal is not None and signal >= 0 and weight:
                if weight < 0:
                    raise Refused(f"a weight on a hidden signal is {weight}")
                if signal not in seen:
                    seen.add(signal)
                    todo += gates[signal]
    return f"output {output} is {certificate['claim']}: no weight on {len(seen)} hidden signals is negative"


def _multiplied(layer: Mapping[str, Any], i: int, signals: Sequence[Form]) -> Form:
    scale = number(layer["denominator"])
    form: Form = {None: number(layer["bias"][i]) / scale}
    for weight, signal in zip(vector(layer["weight"][i]), signals, strict=True):
        if weight:
            for s, c in signal.items():
                form[s] = form.get(s, Fraction(0)) + weight * c / scale
    return {s: c for s, c in form.items() if c}


def _new(gates: list[list[Form]], rows: list[Form]) -> Form:
    gates.append(rows)
    return {len(gates) - 1: Fraction(1)}


def _relu(gates: list[list[Form]], row: Form, first: int) -> Form:
    """[m r]_+ is |m| [r]_+ for a gate [r]_+ of the same layer, and m r more if m < 0; a new gate may have the other sign."""
    if row.keys() <= {None}:
        return {None: max(row.get(None, Fraction(0)), Fraction(0))}
    for g in range(first, len(gates)):
        known = gates[g][0]
        signal = next(iter(known))
        if len(gates[g]) == 1 and known.keys() == row.keys():
            ratio = row[signal] / known[signal]
            if all(c == ratio * known[s] for s, c in row.items()):
                return {g: ratio} if ratio > 0 else {**row, g: -ratio}
    if any(s is not None and s >= 0 and c < 0 for s, c in row.items()):
        return {**row, **_new(gates, [{s: -c for s, c in row.items()}])}
    return _new(gates, [row])


def _check_facets(certificate: Mapping[str, Any], layers: Layers) -> str:
    output, factor = certificate["output"], 1 if certificate["claim"] == "convex by facets" else -1
    found = [cell(layers, certificate["domain"], vector(c["point"])) for c in certificate["cells"]]
    if not found:
        raise Refused("there is no cell")
    facets = 0
    for i, listed in enumerate(certificate["cells"]):
        rows, inner, _ = found[i]
        walls = [rows[wall["row"]] for wall in listed["walls"]]
        seen = {wall["row"] for wall in listed["walls"]} | {item["row"] for item in listed["redundant"]}
        if seen != set(range(len(rows))):
            raise Refused(f"of cell {i} some rows are neither walls nor redundant")
        for item in listed["redundant"]:
            _check_redundant(rows[item["row"]], walls, item["multipliers"], i)
        for wall in listed["walls"]:
            if wall["cell"] is not None:
                _check_wall(found, i, wall, output, factor)
                facets += 1
            elif wall["row"] < inner:
                raise Refused(f"a wall of cell {i} that leads nowhere is not the domain's")
    return f"output {output} is {certificate['claim']}: {len(found)} cells fill the domain, {facets} walls bend the right way"


def cell(layers: Layers, domain: Mapping[str, Any], point: Vector) -> tuple[list[Row], int, list[Row]]:
    """The cell around a point that lies on no bend.

    Returns
    -------
    rows, inner, outputs
        The rows (a, b) of a x <= b, of which the first `inner` are the units' and the others the domain's; and the outputs
        there as rows (a, b) of a x + b.
    """
    signals: list[Row] = [([Fraction(i == j) for j in range(len(point))], Fraction(0)) for i in range(len(point))]
    bounds: list[Row] = []
    for layer in layers:
        rows = [_affine(layer, i, signals) for i in range(len(layer["bias"]))]
        signals, start = [], 0
        for size in layer["gates"]:
            own = rows[start : start + max(size, 1)]
            start += len(own)
            if size == 0:
                own.insert(0, ([Fraction(0)] * len(point), Fraction(0)))
            values = [dot(a, point) + b for a, b in own]
            best = own[values.index(max(values))]
            signals.append(best)
            bounds += [
                ([p - q for p, q in zip(a, best[0], strict=True)], best[1] - b) for a, b in own if (a, b) != best
            ]
    bounds = [row for row in bounds if any(row[0])]
    inner = len(bounds)
    bounds += [(vector(a), number(b)) for a, b in zip(domain["A"], domain["b"], strict=True)]
    bounds = [row for row in bounds if any(row[0])]
    if any(dot(a, point) >= b for a, b in bounds):
        raise Refused("a cell's point is not inside")
    return bounds, inner, signals


def _affine(layer: Mapping[str, Any], i: int, signals: Sequence[Row]) -> Row:
    scale, weights = number(layer["denominator"]), vector(layer["weight"][i])
    columns = zip(*(a for a, _ in signals), strict=True)
    constant = dot(weights, [b for _, b in signals]) + number(layer["bias"][i])
    return [dot(weights, column) / scale for column in columns], constant / scale


def _check_redundant(row: Row, walls: Sequence[Row], multipliers: Any, i: int) -> None:
    total, bound = [Fraction(0)] * len(row[0]), Fraction(0)
    for place, factor in multipliers:
        y = number(factor)
        if y < 0:
            raise Refused(f"a multiplier of cell {i} is negative")
        total = [t + y * a for t, a in zip(total, walls[place][0], strict=True)]
        bound += y * walls[place][1]
    if total != row[0] or bound > row[1]:
        raise Refused(f"a row of cell {i} does not follow from its walls")


def _check_wall(found: Sequence[Any], i: int, wall: Mapping[str, Any], output: int, factor: int) -> None:
    """The point lies inside a facet of both cells, which are on different sides of it, and the slope rises across it."""
    j, point = wall["cell"], vector(wall["point"])
    normal, bound = found[i][0][wall["row"]]
    if not 0 <= j < len(found):
        raise Refused(f"a wall leads to cell {j}, which is not listed")
    for place, side in ((i, 1), (j, -1)):
        rows, inner, _ = found[place]
        slack = [b - dot(a, point) for a, b in rows]
        tight = [k for k, s in enumerate(slack) if s == 0]
        if min(slack) < 0 or not tight or tight[-1] >= inner:
            raise Refused(f"the point between cells {i} and {j} is not in a facet of cell {place}")
        for k in tight:
            if not _multiple(rows[k][0], normal) or (dot(rows[k][0], normal) > 0) != (side > 0):
                raise Refused(f"the point between cells {i} and {j} is not inside a facet of both")
    (a, b), (a_next, b_next) = found[i][2][output], found[j][2][output]
    jump = dot([q - p for p, q in zip(a, a_next, strict=True)], normal) / dot(normal, normal)
    if [q - p for p, q in zip(a, a_next, strict=True)] != [jump * n for n in normal] or b_next - b != -jump * bound:
        raise Refused(f"cells {i} and {j} do not agree on their facet")
    if factor * jump < 0:
        raise Refused(f"from cell {i} to cell {j} the gradient jumps by {jump} times the normal")


def _multiple(a: Vector, b: Vector) -> bool:
    pivot = next(i for i, value in enumerate(b) if value)
    return all(p * b[pivot] == q * a[pivot] for p, q in zip(a, b, strict=True))


_CLAIMS = {
    "not convex": _check_triple,
    "not concave": _check_triple,
    "convex by signs": _check_signs,
    "concave by signs": _check_signs,
    "convex by facets": _check_facets,
    "concave by facets": _check_facets,
}


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
