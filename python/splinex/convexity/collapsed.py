"""A network with its affine runs multiplied out exactly: every ReLU and maximum over inputs and earlier ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from splinex.layer import Layer
from splinex.network import Network

__all__ = ["Collapsed", "Form", "Gate", "collapse"]

Terms = dict[int, Fraction]
Kind = Literal["relu", "abs", "max"]


@dataclass(frozen=True, slots=True)
class Form:
    """An affine form: a constant, and non-zero coefficients of signals.

    Signals 0, ..., n_inputs - 1 are the inputs; signal n_inputs + g is gate g.
    """

    terms: Terms
    constant: Fraction

    def scaled(self, factor: Fraction) -> "Form":
        """The form times a number."""
        return Form({s: c * factor for s, c in self.terms.items() if factor}, self.constant * factor)

    def direction(self) -> tuple[tuple[tuple[int, Fraction], ...], Fraction]:
        """The same for all multiples of a form that has terms."""
        lead = self.terms[min(self.terms)]
        return tuple(sorted((s, c / lead) for s, c in self.terms.items())), self.constant / lead


@dataclass(frozen=True, slots=True)
class Gate:
    """One ReLU, absolute value or maximum of affine forms.

    Attributes
    ----------
    kind : "relu", "abs" or "max"
    rows : tuple of Form
        One, or those that the maximum is over.
    layer, output : int
        The hidden layer, and the output of it that the gate makes or takes part in.
    falling : bool
        Whether a module with a decreasing piece uses it: the ReLU of the negated row, or an absolute value.
    """

    kind: Kind
    rows: tuple[Form, ...]
    layer: int
    output: int
    falling: bool = False

    def __str__(self) -> str:
        return f"layer {self.layer}, output {self.output}"


@dataclass(frozen=True, slots=True)
class Collapsed:
    """A network as gates in topological order and affine forms of its outputs.

    Attributes
    ----------
    n_inputs : int
    gates : tuple of Gate
    outputs : tuple of Form
    companions : dict
        For a ReLU of no unit, by (hidden layer, output): the output whose row its own is a multiple of, and the factor.
    """

    n_inputs: int
    gates: tuple[Gate, ...]
    outputs: tuple[Form, ...]
    companions: dict[tuple[int, int], tuple[int, Fraction]]

    def gates_of(self, form: Form) -> Iterator[tuple[int, Fraction]]:
        """The gates that a form takes, each with its coefficient."""
        return ((s - self.n_inputs, c) for s, c in form.terms.items() if s >= self.n_inputs)

    def ancestors(self, output: int) -> list[int]:
        """The gates on a path to an output, in order."""
        found = {g for g, _ in self.gates_of(self.outputs[output])}
        for g in range(len(self.gates) - 1, -1, -1):
            if g in found:
                found |= {h for row in self.gates[g].rows for h, _ in self.gates_of(row)}
        return sorted(found)


def collapse(
    net: Network, fixed: Mapping[tuple[int, int], int] | None = None, *, relus_only: bool = False
) -> Collapsed:
    """Multiply out the affine runs of a network, exactly.

    The two halves of one unit are put together: a leaky ReLU is v r + (1 - v) [r]_+, and a [r]_+ + a [-r]_+ is a |r|.
    Units of their own are never merged, whatever their rows.

    Parameters
    ----------
    fixed : mapping, optional
        (hidden layer, output) of gates that are known never to switch, and the piece they keep: a ReLU 1 on, 0 off.
    relus_only : bool
        Write [-r]_+ as [r]_+ - r throughout, so that a unit with one bend is one gate.
    """
    work = _Work(net.n_inputs, dict(fixed or {}), relus_only)
    signals = [Form({i: Fraction(1)}, Fraction(0)) for i in range(net.n_inputs)]
    hidden = 0
    for layer in net.layers:
        signals = list(_composed(layer, signals))
        if not layer.affine:
            signals = work.outputs(layer, signals, hidden)
            hidden += 1
    outputs = tuple(work.finished(form) for form in signals)  # may make more gates
    return Collapsed(net.n_inputs, tuple(work.gates), outputs, work.companions)


@dataclass(slots=True)
class _Mate:
    """A ReLU that belongs to a unit.

    Its row is the one from before halves were put together, which does not commute with a change of sign. There is no gate
    where the piece is known.
    """

    row: Form
    output: int
    gate: int | None
    known: int | None
    taken: bool = False


@dataclass(slots=True)
class _Work:
    """Gates so far. Signals -1, -2, ... stand for [-r]_+ of a gate [r]_+ until a finished form takes them."""

    n_inputs: int
    fixed: dict[tuple[int, int], int]
    relus_only: bool
    gates: list[Gate] = field(default_factory=list)
    twins: list[int] = field(default_factory=list)
    made: dict[tuple[int, Kind], int] = field(default_factory=dict)
    companions: dict[tuple[int, int], tuple[int, Fraction]] = field(default_factory=dict)
    alike: dict[object, list[_Mate]] = field(default_factory=dict)
    """The ReLUs of units, by layer and direction of their rows."""

    def outputs(self, layer: Layer, rows: Sequence[Form], hidden: int) -> list[Form]:
        result: list[Form] = []
        start = 0
        for place, size in enumerate(layer.gates.tolist()):
            own = rows[start : start + max(size, 1)]
            start += len(own)
            if size == 1:
                result.append(own[0])
            elif layer.units[place] < 0:
                result.append(self._companion(own[0], hidden, place))
            else:
                result.append(self._gate("max" if size else "relu", own, hidden, place))
        return result

    def finished(self, form: Form) -> Form:
        """The form without halves: a [r]_+ + b [-r]_+ as ReLUs, absolute values and multiples of r."""
        halves = [s for s in form.terms if s < 0]
        if not halves:
            return form
        terms, constant = dict(form.terms), form.constant
        for half in halves:
            gate = self.twins[-1 - half]
            right, left = terms.pop(self.n_inputs + gate, Fraction(0)), terms.pop(half)
            linear, flipped, both = Fraction(0), Fraction(0), Fraction(0)
            if left <= 0 or self.relus_only:
                right, linear = right + left, -left
            elif right <= 0:
                right, linear, flipped = Fraction(0), right, right + left
            else:
                both = min(right, left)
                right, flipped = right - both, left - both
            row = self.gates[gate].rows[0].scaled(linear)
            constant += row.constant
            added = {
                self.n_inputs + gate: right,
                **self._other(gate, "relu", flipped),
                **self._other(gate, "abs", both),
            }
            for signal, coefficient in (*row.terms.items(), *added.items()):
                terms[signal] = terms.get(signal, Fraction(0)) + coefficient
        return Form({s: c for s, c in terms.items() if c}, constant)

    def _other(self, gate: int, kind: Kind, coefficient: Fraction) -> Terms:
        """The term for [-r]_+ or |r| of a gate [r]_+, made when it is first needed."""
        if not coefficient:
            return {}
        if (gate, kind) not in self.made:
            original = self.gates[gate]
            row = original.rows[0].scaled(Fraction(-1 if kind == "relu" else 1))
            self.made[gate, kind] = len(self.gates)
            self.gates.append(Gate(kind, (row,), original.layer, original.output, True))
        return {self.n_inputs + self.made[gate, kind]: coefficient}

    def _companion(self, row: Form, hidden: int, place: int) -> Form:
        """A ReLU of no unit: its row is a multiple of one that belongs to a unit of this layer.

        Where there is a choice it is the negative that no other companion has.
        """
        mates = self.alike.get((hidden, row.direction()), []) if row.terms else []
        if not mates:
            return self._gate("relu", [row], hidden, place)
        first = min(row.terms)
        ratios = [row.terms[first] / mate.row.terms[first] for mate in mates]
        ranks = [3 if abs(r) != 1 else 2 if r == 1 else int(m.taken) for m, r in zip(mates, ratios, strict=True)]
        best = ranks.index(min(ranks))
        mate, ratio = mates[best], ratios[best]
        mate.taken = True
        if mate.gate is None:
            return row if (ratio > 0) == bool(mate.known) else Form({}, Fraction(0))
        self.companions[hidden, place] = (mate.output, ratio)
        if ratio > 0:
            return Form({self.n_inputs + mate.gate: ratio}, Fraction(0))
        self.twins.append(mate.gate)
        return Form({-len(self.twins): -ratio}, Fraction(0))

    def _gate(self, kind: Kind, rows: Sequence[Form], hidden: int, place: int) -> Form:
        known = self.fixed.get((hidden, place))
        finished = tuple(self.finished(row) for row in rows)  # may make more gates
        if kind == "relu" and not finished[0].terms:
            return Form({}, max(finished[0].constant, Fraction(0)))
        gate = len(self.gates) if known is None else None
        if kind == "relu":
            key = hidden, rows[0].direction()
            self.alike.setdefault(key, []).append(_Mate(rows[0], place, gate, known))
        if gate is None:
            return Form({}, Fraction(0)) if kind == "relu" and not known else rows[known or 0 if kind == "max" else 0]
        self.gates.append(Gate(kind, finished, hidden, place))
        return Form({self.n_inputs + gate: Fraction(1)}, Fraction(0))


def _composed(layer: Layer, signals: Sequence[Form]) -> Iterator[Form]:
    """The rows of a layer, as forms of what its inputs are forms of."""
    for weights, bias in zip(layer.weight.tolist(), layer.bias.tolist(), strict=True):
        terms: Terms = {}
        constant = Fraction(bias)
        for weight, signal in zip(weights, signals, strict=True):
            if weight:
                factor = Fraction(weight)
                constant += factor * signal.constant
                for s, c in signal.terms.items():
                    terms[s] = terms.get(s, Fraction(0)) + factor * c
        yield Form({s: c / layer.denominator for s, c in terms.items() if c}, constant / layer.denominator)
