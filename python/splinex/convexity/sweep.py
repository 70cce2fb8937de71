"""The theorem over families of random networks: what holds in all of them, and a network wherever something does not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from splinex.convexity.class_statement import convex_for_every_bias
from splinex.convexity.three_tests import three_tests
from splinex.errors import InputError
from splinex.network import Network

__all__ = ["FAMILIES", "FamilyCount", "Sweep", "convexity_sweep"]

Family = Callable[[np.random.Generator], Network]


@dataclass(frozen=True, slots=True)
class FamilyCount:
    """What a family's networks were found to be.

    Attributes
    ----------
    name : str
    networks, outputs : int
    signs, dcp, exact : int
        Outputs that each test calls convex.
    inconsistent : int
        Outputs that a weaker test calls convex and a stronger one does not: 0, or the theorem is wrong.
    example : Network or None
        A network with a convex output that breaks the premises.
    biases_agree : bool or None
        Whether the premises held exactly where the output is convex for every choice of biases; None when not asked.
    """

    name: str
    networks: int
    outputs: int
    signs: int
    dcp: int
    exact: int
    inconsistent: int
    example: Network | None
    biases_agree: bool | None

    @property
    def necessary(self) -> bool:
        """Whether every convex output satisfied the premises: the "only if" of the slides, for these single networks."""
        return self.example is None


@dataclass(frozen=True, slots=True)
class Sweep:
    """A table of families, and what it says of the theorem."""

    families: tuple[FamilyCount, ...]

    @property
    def holds(self) -> bool:
        """Whether the true statements held throughout: signs => DCP => convex."""
        return all(family.inconsistent == 0 for family in self.families)

    def __str__(self) -> str:
        lines = [f"{'family':<31}{'outputs':>8}{'signs':>7}{'DCP':>6}{'convex':>8}  premises necessary?  biases"]
        for f in self.families:
            agree = {None: "-", True: "iff", False: "not iff"}[f.biases_agree]
            need = "yes, here" if f.necessary else "no"
            lines.append(f"{f.name:<31}{f.outputs:>8}{f.signs:>7}{f.dcp:>6}{f.exact:>8}  {need:<19}  {agree}")
        refuted = sum(f.inconsistent for f in self.families)
        lines.append(f"premises => DCP => convex: {'holds in all' if not refuted else f'FAILS for {refuted} outputs'}")
        return "\n".join(lines)


def fully_connected(*dims: int, low: int = -2, high: int = 2, nonnegative: bool = False) -> Family:
    """ReLU layers of these widths with integer weights; all but the first non-negative if so wished."""

    def draw(rng: np.random.Generator) -> Network:
        layers = []
        for i, (fan_in, width) in enumerate(pairwise(dims)):
            least = 0 if nonnegative and i else low
            layers.append((rng.integers(least, high, (width, fan_in), endpoint=True), rng.integers(low, high, width)))
        return Network.from_layers(layers)

    return draw


def traced(*modules: str, inputs: int = 2, width: int = 3, skip: bool = False) -> Family:
    """Linear maps with these activations of `splinex.nn` after them, and at the end one linear map; perhaps input skips."""

    def draw(rng: np.random.Generator) -> Network:
        from splinex import nn

        shapes = [(inputs, width)] + [(width, width)] * (len(modules) - 1)
        weights = [rng.integers(-2, 3, shape).astype(np.float64) for shape in shapes]
        biases = [rng.integers(-2, 3, width).astype(np.float64) for _ in shapes]
        skips = [rng.integers(-2, 3, (inputs, width)).astype(np.float64) for _ in shapes]
        last = rng.integers(-1, 3, (width, 1)).astype(np.float64)

        def run(x: nn.Tensor) -> nn.Tensor:
            z = x
            for module, W, b, U in zip(modules, weights, biases, skips, strict=True):
                rows = z @ W + b
                z = getattr(nn, module)()(rows + x @ U if skip else rows)
            return z @ last

        return Network.trace(run, (inputs,))

    return draw


def leaky_pair(slope: float) -> Family:
    """One leaky ReLU, then two on its multiples, one of them perhaps negative, added up."""

    def draw(rng: np.random.Generator) -> Network:
        from splinex import nn

        W, V = rng.integers(-1, 11, (1, 2)).astype(np.float64), rng.integers(1, 3, (2, 1)).astype(np.float64)
        b, c = rng.integers(-2, 3, 1).astype(np.float64), rng.integers(-2, 3, 2).astype(np.float64)
        return Network.trace(lambda x: nn.LeakyReLU(slope)(nn.LeakyReLU(slope)(x + b) @ W + c) @ V, (1,))

    return draw


FAMILIES: Mapping[str, Family] = {
    "1-3-1": fully_connected(1, 3, 1),
    "2-2-2-1": fully_connected(2, 2, 2, 1),
    "2-4-3-2, non-negative": fully_connected(2, 4, 3, 2, nonnegative=True),
    "1-3-3-2-1": fully_connected(1, 3, 3, 2, 1),
    "absolute values first": traced("Abs", "ReLU"),
    "ReLU, then absolute values": traced("ReLU", "Abs"),
    "leaky ReLU": traced("LeakyReLU", "LeakyReLU"),
    "leaky ReLU, a negative weight": leaky_pair(0.25),
    "skips from the input": traced("ReLU", "ReLU", skip=True),
}
"""The families that a sweep takes by default, by name: functions of a numpy Generator."""


def convexity_sweep(
    families: Mapping[str, Family] | Sequence[str] | None = None, *, samples: int = 50, seed: int = 0
) -> Sweep:
    """Draw random networks and hold the three tests, and the statement about all biases, against each other.

    Parameters
    ----------
    families : mapping of name to function, or names, optional
        A function takes a numpy Generator and returns a Network. All of `FAMILIES` by default.
    samples : int
        Networks of each family.
    seed : int

    Returns
    -------
    Sweep
        ``print`` shows its table. `Sweep.holds` says whether the true statements held, and each `FamilyCount.example` refutes
        "convex only if the premises hold".
    """
    chosen = families if isinstance(families, Mapping) else _named(families)
    counts = [
        _count(name, family, samples, np.random.default_rng([seed, i]))
        for i, (name, family) in enumerate(chosen.items())
    ]
    return Sweep(tuple(counts))


def _named(names: Sequence[str] | None) -> Mapping[str, Family]:
    if names is None:
        return FAMILIES
    unknown = [name for name in names if name not in FAMILIES]
    if unknown:
        raise InputError(f"there is no family {unknown[0]!r}; there are {', '.join(FAMILIES)}")
    return {name: FAMILIES[name] for name in names}


def _count(name: str, family: Family, samples: int, rng: np.random.Generator) -> FamilyCount:
    outputs = signs = dcp = exact = inconsistent = 0
    example: Network | None = None
    agree: bool | None = True
    for _ in range(samples):
        net = family(rng)
        rows = three_tests(net, threads=1).rows
        outputs += len(rows)
        signs += sum(row.signs.holds for row in rows)
        dcp += sum(row.dcp.convex for row in rows)
        exact += sum(row.exact.convex for row in rows)
        inconsistent += sum(not row.consistent for row in rows)
        if example is None and any(row.exact.convex and not row.signs.holds for row in rows):
            example = net
        verdicts = convex_for_every_bias(net)
        agree = agree and all(v.holds == row.signs.holds for v, row in zip(verdicts, rows, strict=True))
        inconsistent += sum(v.holds and not row.exact.convex for v, row in zip(verdicts, rows, strict=True))
    return FamilyCount(name, samples, outputs, signs, dcp, exact, inconsistent, example, agree)
