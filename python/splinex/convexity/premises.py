"""The premises of the theorem on global convexity: what they ask of the weights of one network, output by output."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from splinex.convexity.collapsed import Collapsed, Form, Gate, collapse
from splinex.convexity.texts import short_text
from splinex.errors import InputError
from splinex.formats import NetworkLike, as_network

__all__ = ["Breach", "PremiseForm", "Premises", "premises_hold", "sign_premises"]

PremiseForm = Literal["deck", "sharp"]


@dataclass(frozen=True, slots=True)
class Breach:
    """One entry that the premises do not allow.

    Attributes
    ----------
    source : str
        The hidden output whose signal is taken.
    target : str
        What takes it: a later hidden output, or "output k".
    weight : Fraction
        With which weight, all affine maps in between multiplied out; for a unit that is not monotone, any.
    reason : str
        "negative weight", "not monotone" or "decreasing".
    """

    source: str
    target: str
    weight: Fraction
    reason: str

    def __str__(self) -> str:
        if self.reason == "negative weight":
            return f"{self.target} takes {self.source} with weight {short_text(self.weight)}"
        return f"{self.source} is {self.reason}" + (f" in {self.target}" if self.target else "")


@dataclass(frozen=True, slots=True)
class Premises:
    """Whether the premises hold for one output.

    Attributes
    ----------
    output : int
    form : "deck" or "sharp"
    concave : bool
        Whether they were asked of the negated output.
    breaches : tuple of Breach
        Everything that breaks them; empty when they hold.
    """

    output: int
    form: str
    concave: bool
    breaches: tuple[Breach, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing breaks them, so that the output is convex (concave) on the whole domain."""
        return not self.breaches

    def __str__(self) -> str:
        what = f"output {self.output}: {self.form} premises {'of concavity ' if self.concave else ''}"
        if self.holds:
            return what + "hold"
        more = f" and {len(self.breaches) - 1} more" if len(self.breaches) > 1 else ""
        return f"{what}fail: {self.breaches[0]}{more}"


def sign_premises(net: NetworkLike, form: PremiseForm = "sharp", *, concave: bool = False) -> tuple[Premises, ...]:
    """Check the premises that make outputs convex for sure, without looking at a single region.

    Affine maps in a row are multiplied out exactly first (batch-norm with its signs is among them), and only what lies on a
    path to an output counts. Then every weight on a hidden signal must be >= 0, and what it goes into convex and nondecreasing.
    Weights on the input itself are free, on skip connections too. In the "sharp" form the first nonlinearity may be any
    convex function; in the form of the slides ("deck") it must be nondecreasing as well.

    They are sufficient, not necessary: `verify_convexity` decides.

    Parameters
    ----------
    net : Network, path, torch module, Keras model or fitted scikit-learn perceptron
    form : "sharp" or "deck"
    concave : bool
        Ask for concave outputs instead.

    Returns
    -------
    tuple of Premises
        One for each output.

    Raises
    ------
    InputError
        For another form.

    Examples
    --------
    >>> import splinex as sx
    >>> from splinex.convexity import sign_premises
    >>> net = sx.Network.from_layers([([[1], [1]], [0, -1]), ([[2, -1]], [0])])  # 2 [x]_+ - [x - 1]_+
    >>> print(sign_premises(net)[0])
    output 0: sharp premises fail: output 0 takes layer 0, output 1 with weight -1
    """
    if form not in ("deck", "sharp"):
        raise InputError(f"form must be 'deck' or 'sharp', not {form!r}")
    collapsed = collapse(as_network(net))
    return tuple(premises_hold(collapsed, k, form, concave) for k in range(len(collapsed.outputs)))


def premises_hold(collapsed: Collapsed, output: int, form: PremiseForm, concave: bool = False) -> Premises:
    """The premises for one output of a network that is multiplied out."""
    last = collapsed.outputs[output]
    breaches = list(_negative(collapsed, last.scaled(Fraction(-1)) if concave else last, f"output {output}"))
    for g in collapsed.ancestors(output):
        gate = collapsed.gates[g]
        if gate.kind == "abs":
            breaches += _not_monotone(collapsed, gate)
        else:
            for row in gate.rows:
                breaches += _negative(collapsed, row, str(gate))
        if gate.falling and form == "deck":
            reason = "not monotone" if gate.kind == "abs" else "decreasing"
            breaches.append(Breach(str(gate), "", Fraction(1), reason))
    return Premises(output, form, concave, tuple(dict.fromkeys(breaches)))


def _negative(collapsed: Collapsed, form: Form, target: str) -> Iterator[Breach]:
    for g, weight in collapsed.gates_of(form):
        if weight < 0:
            yield Breach(str(collapsed.gates[g]), target, weight, "negative weight")


def _not_monotone(collapsed: Collapsed, gate: Gate) -> Iterator[Breach]:
    """An absolute value may be taken of affine functions of the input only."""
    for g, weight in collapsed.gates_of(gate.rows[0]):
        yield Breach(str(gate), f"its dependence on {collapsed.gates[g]}", weight, "not monotone")
