"""What is measured, with the counts that must come out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import splinex as sx
from splinex.demo import random_network

from bench import families, real_nets
from bench.sweeps import SWEEPS

__all__ = ["CASES", "Case", "find", "missing"]


class MakeNetwork(Protocol):
    """Builds the network of a case."""

    def __call__(self) -> sx.Network: ...


@dataclass(frozen=True, slots=True)
class Case:
    """A network and its regions after each hidden layer, by domain; None where no count is known.

    The domain "box" is [-1, 1]^d and "space" is R^d; others are named boxes of the `file` that the network comes from.
    """

    make: MakeNetwork
    regions: Mapping[str, tuple[int, ...] | None]
    group: str
    file: str | None = None

    def domain(self, name: str) -> sx.Box | None:
        """The domain of that name."""
        if name == "space":
            return None
        return sx.Box(-1, 1) if self.file is None else real_nets.box(self.file, name)


def find(name: str) -> Case:
    """A case of the table; or, for sizes such as 3-20-20-1, the random network of that name and those sizes."""
    if name in CASES:
        return CASES[name]
    dims = tuple(int(size) for size in name.split("-"))
    known = {
        size: regions for sweep in SWEEPS.values() for family in sweep.values() for size, regions in family.items()
    }
    return Case(partial(random_network, name, dims), {"box": known.get(name), "space": None}, "sizes")


def missing(name: str) -> str | None:
    """Why a case cannot be measured here; None when it can."""
    case = CASES.get(name)
    return None if case is None or case.file is None else real_nets.missing(case.file)


def _random(
    name: str, dims: tuple[int, ...], box: tuple[int, ...], space: tuple[int, ...], group: str = "random"
) -> tuple[str, Case]:
    return name, Case(partial(random_network, name, dims), {"box": box, "space": space}, group)


def _acas(name: str, file: str, regions: dict[str, tuple[int, ...] | None]) -> tuple[str, Case]:
    file = f"marabou/ACASXU_{file}"
    return name, Case(partial(real_nets.network, file), regions, "ACAS Xu", file)


def _space(name: str, make: MakeNetwork, *regions: int) -> tuple[str, Case]:
    return name, Case(make, {"space": regions}, "degenerate")


def _both(name: str, make: MakeNetwork, box: tuple[int, ...], space: tuple[int, ...]) -> tuple[str, Case]:
    return name, Case(make, {"box": box, "space": space}, "degenerate")


# The counts of the table in the design, and Zaslavsky's number on R^d for single layers; in the boxes of arr2x200, arr3x100
# and arr5x40, what arithmetic="exact" gives, too.
_RANDOM = [
    _random("toy", (2, 45, 3, 4), (949, 991), (1036, 1084)),
    _random("d2deep", (2, 32, 32, 32, 1), (490, 1841, 3976), (529, 2041, 4538)),
    _random("d2wide", (2, 200, 200, 1), (18217, 71313), (20101, 80301)),
    _random("d3", (3, 32, 32, 1), (4692, 36194), (5489, 45188)),
    _random("d4", (4, 24, 24, 1), (10997, 164561), (12951, 206840)),
    _random("d5", (5, 20, 20, 1), (17966, 595197), (21700, 844478)),
    _random("d6", (6, 16, 16, 1), (11929, 724319), (14893, 1194889)),
    _random("d8", (8, 14, 14, 1), (12154, 2574398), (12911, 3908603)),
    _random("arr2x200", (2, 200, 1), (18538,), (20101,), "one layer"),
    _random("arr3x100", (3, 100, 1), (142638,), (166751,), "one layer"),
    _random("arr4x40", (4, 40, 1), (87938,), (102091,), "one layer"),
    _random("arr5x40", (5, 40, 1), (659102,), (760099,), "one layer"),
    _random("arr6x30", (6, 30, 1), (642182,), (768212,), "one layer"),
    _random("arr10x20", (10, 20, 1), (580553,), (616666,), "one layer"),
]

# Known numbers (the resonance and threshold arrangements, Weyl groups, Shi, Catalan, the folds on R^2), elsewhere what
# arithmetic="exact" gives too; for lattice3 and lattice4 also exact splitting in rationals, in the tests.
_DEGENERATE = [
    _space("resonance5", partial(sx.zoo.load, "resonance-5"), 11292),
    _space("resonance6", partial(sx.zoo.load, "resonance-6"), 1066044),
    _space("resonance7", partial(sx.zoo.load, "resonance-7"), 347326352),
    _space("threshold5", partial(sx.zoo.load, "threshold-5"), 94572),
    _space("threshold6", partial(sx.zoo.load, "threshold-6"), 15028134),
    _space("braid9", partial(sx.zoo.load, "braid-9"), 362880),
    _space("typeB7", partial(sx.zoo.load, "type-b-7"), 645120),
    _space("shi7", partial(sx.zoo.load, "shi-7"), 262144),
    _space("catalan6", partial(sx.zoo.load, "catalan-6"), 95040),
    _both("folds3", partial(sx.zoo.load, "folding-2-2-2"), (9, 25, 81, 481), (9, 36, 100, 516)),
    _both(
        "folds5", partial(sx.zoo.load, "folding-2-2-2-2-2"), (9, 25, 81, 289, 1089, 7297), (9, 36, 100, 324, 1156, 7428)
    ),
    _both("ties2", partial(families.integer, 1, (2, 16, 16, 1), reach=2, biases=True), (28, 130), (79, 381)),
    _both("ties3", partial(families.integer, 1, (3, 24, 24, 1), reach=1, biases=True), (108, 1630), (438, 5819)),
    _both("central3", partial(families.integer, 1, (3, 12, 12, 1), reach=2, biases=False), (98, 434), (98, 434)),
    _both("central4", partial(families.integer, 1, (4, 20, 20, 1), reach=1, biases=False), (604, 7917), (604, 7917)),
    _both("strips2", partial(families.near_copies, "near2", (2, 12, 12, 1), 4), (115, 323), (137, 430)),
    _both("strips3", partial(families.near_copies, "near3", (3, 8, 8, 1), 3), (141, 662), (232, 1032)),
    _both("lattice3int", partial(families.lattice, 3, 3, 6, 2, 1.0), (56, 73), (207, 271)),
    _both("lattice3", partial(families.lattice, 7, 3, 9, 2, 0.1), (546, 1655), (871, 2654)),
    _both("lattice4", partial(families.lattice, 2, 4, 6, 2, 0.1), (251, 1643), (736, 5353)),
]

# Nobody has published these counts. arithmetic="exact" gives the same, but for acas50 in "full", acas200 in "prop1" and
# acas300, for which it takes more than a minute.
_ACAS = [
    _acas("acas5", "run2a_1_1_tiny.nnet", {"prop3": (2,), "prop1": (7,), "full": (32,)}),
    _acas("acas50", "run2a_1_1_tiny_2.nnet", {"prop3": (39,), "prop1": (149,), "full": (505040,)}),
    _acas("acas100", "run2a_1_1_tiny_3.nnet", {"prop3": (39, 103), "prop1": (149, 1113)}),
    _acas("acas150", "run2a_1_1_tiny_4.nnet", {"prop3": (39, 103, 499), "prop1": (149, 1113, 8420)}),
    _acas("acas200", "run2a_1_1_tiny_5.nnet", {"prop3": (39, 103, 499, 2918), "prop1": (149, 1113, 8420, 18666)}),
    _acas(
        "acas300",
        "experimental_v2a_1_1.onnx",
        {"prop3": (39, 103, 499, 2918, 8010, 71930), "prop4": (11, 57, 177, 1307, 4797, 19143)},
    ),
]

CASES = dict([*_RANDOM, *_DEGENERATE, *_ACAS])
