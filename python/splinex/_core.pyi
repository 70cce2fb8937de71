"""The C++ core. Everything here assumes validated input; the public API in the sibling modules does the validation."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__version__: str

class SplinexError(Exception): ...
class InputError(SplinexError, ValueError): ...

class Network:
    """A piecewise-linear network as exact integers: stored affine maps over denominators, with the gates of `Layer`.

    The first `counted` outputs of a map belong to units; maps without any are affine, and composed exactly with the next.
    A network whose last map has units has no output map of its own. Patterns are bits: of each row of a counted output
    whether it is on.
    """

    def __init__(
        self,
        weights: list[NDArray[np.float64]],
        biases: list[NDArray[np.float64]],
        denominators: list[int],
        gates: list[NDArray[np.int64]],
        counted: list[int],
    ) -> None: ...
    def patterns(self, points: NDArray[np.float64]) -> NDArray[np.uint8]:
        """Bits (n, bits) at the given points (n, n_inputs), exactly; of rows that are largest together the first is on."""

    def patterns_with_ties(self, points: NDArray[np.float64]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """The same, and which bits stand for a ReLU that is zero or one of several largest rows."""

    def preactivations(self, pattern: NDArray[np.uint8], layer: int) -> tuple[list[int], int]:
        """Exact affine rows of a hidden layer on the pattern's cell.

        Numerators of the rows [A | b], row-major, (rows, n_inputs + 1), and their positive common denominator.
        """

    def outputs(self, pattern: NDArray[np.uint8], layer: int) -> tuple[list[int], int]:
        """The same of a hidden layer's outputs; with layer == number of hidden layers, of the network's affine output."""

class Search:
    """One enumeration in progress, on {x : low <= x <= high, outputs of the constraints >= 0}.

    Bounds may be infinite; constraints are affine networks on the same inputs. Raises InputError when the domain is empty.
    """

    def __init__(
        self,
        network: Network,
        low: NDArray[np.float64],
        high: NDArray[np.float64],
        constraints: list[Network],
        *,
        threads: int,
        store: bool,
        exact: bool,
        dictionary: bool,
        resumable: bool = False,
        state: bytes = b"",
    ) -> None: ...
    def advance(
        self, regions: int, seconds: float, report: Callable[[float, int], object] | None, patience: float = ...
    ) -> bool:
        """Search until that many regions can be taken (store=True), the time is over, or to the end; True when nothing is left.

        A step that takes so many seconds longer is left undone; by default all are waited for.

        Calls report(fraction, regions so far) and checks for signals about every 50 ms; what they raise comes out of here.
        """

    def take(self, regions: int) -> tuple[NDArray[np.uint8], NDArray[np.float64], NDArray[np.bool_]]:
        """At most that many regions, in order, removed from the store.

        Patterns packed as numpy.packbits(axis=1, bitorder="little") does, points (n, n_inputs), and whether each point is only
        the nearest float64 to a rational witness.
        """

    def save(self) -> bytes:
        """The search as it stands, for `state`; what is lent counts as not explored. Only of a resumable one."""

    def lend(self) -> tuple[int, bytes] | None:
        """The number of a loan, and some of what is left as the state of a search of its own; None when there is none."""

    def settle(self, loan: int, state: bytes) -> bool:
        """Take over what became of a loan, once; False when it is settled or recalled already."""

    def recall(self, loan: int) -> None:
        """A loan will not be settled."""

    def estimate(self, repeats: int, width: int, seed: int, seconds: float) -> tuple[float, float] | None:
        """The likely number of regions, and its standard error, from samples of the tree; None when it takes longer."""

    @property
    def explored(self) -> bool:
        """Whether nothing is left to search."""

    @property
    def fraction(self) -> float:
        """Share of the tree that is done."""

    @property
    def ready(self) -> int:
        """Regions that can be taken now."""

    @property
    def counts(self) -> list[int]:
        """Cells found so far after each hidden layer."""

    @property
    def stats(self) -> dict[str, int]:
        """Decisions by stage: cuts, free, float, exact, witnesses_float, witnesses_exact, pivots, exact_lps."""

def witness(
    network: Network,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    constraints: list[Network],
    pattern: NDArray[np.uint8],
) -> tuple[list[int], int] | None:
    """A rational point of the open cell of the pattern: numerators and their positive denominator; None when it is empty."""

def facets(
    network: Network,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    constraints: list[Network],
    patterns: NDArray[np.uint8],
    points: NDArray[np.float64],
    *,
    recession: bool,
    threads: int,
    report: Callable[[float, int], object] | None,
) -> tuple[
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.float64],
    NDArray[np.int32],
    NDArray[np.int64],
    NDArray[np.int32],
    NDArray[np.bool_],
]:
    """Facets of regions with those packed patterns (n, bytes), each with a point in or near it (n, n_inputs).

    In columns: the region; its neighbour, -1 on the domain's boundary, -2 when that is not among the regions; a point of the
    facet; the wall, for `facet_rows`; the end of its part of the next column; bits of the pattern that switch; and with
    `recession` for each region whether it is bounded. Calls `report` as `Search.advance` does.
    """

def facet_rows(
    network: Network,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    constraints: list[Network],
    patterns: NDArray[np.uint8],
    walls: NDArray[np.int32],
) -> list[int]:
    """Walls of regions with those packed patterns: coprime integers [a | b], a x + b >= 0 on the region, (n, n_inputs + 1)."""

def halfspaces(
    network: Network,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    constraints: list[Network],
    patterns: NDArray[np.uint8],
    ends: NDArray[np.int64],
    walls: NDArray[np.int32],
    *,
    threads: int,
    report: Callable[[float, int], object] | None,
) -> NDArray[np.float64]:
    """Rows [a | b] of a x <= b for every wall, (walls, n_inputs + 1): correctly rounded, the largest of a 1 in magnitude.

    `walls` as `facets` has them, those of each region up to its entry of `ends`. Calls `report` as `Search.advance` does.
    """

_Generators = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]

def generators(
    network: Network,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    constraints: list[Network],
    patterns: NDArray[np.uint8],
    ends: NDArray[np.int64],
    walls: NDArray[np.int32],
    *,
    threads: int,
    report: Callable[[float, int], object] | None,
) -> tuple[_Generators, _Generators, _Generators, NDArray[np.bool_]]:
    """Vertices, rays and lines of regions, correctly rounded, and for each region whether balls of any size fit into it.

    In columns: values (n, n_inputs); the end of each region; the end of each row in the next column; facets of the region that
    the row lies on. Raises InputError when a region has too many vertices.
    """

def exact_generators(
    network: Network,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    constraints: list[Network],
    patterns: NDArray[np.uint8],
    ends: NDArray[np.int64],
    walls: NDArray[np.int32],
    *,
    report: Callable[[float, int], object] | None,
) -> tuple[list[int], list[int]]:
    """The same as coprime homogeneous integers (w, x), row by row, region by region, and the end of each region."""

def domain_hull(
    network: Network, low: NDArray[np.float64], high: NDArray[np.float64], constraints: list[Network]
) -> tuple[list[int], list[int], int]:
    """The coordinates in which the domain has an interior, and all inputs as functions of them: numerators, denominator."""

def volumes(
    points: NDArray[np.float64],
    ends: NDArray[np.int64],
    on_ends: NDArray[np.int64],
    on: NDArray[np.int32],
    bounded: NDArray[np.bool_],
    *,
    threads: int,
    report: Callable[[float, int], object] | None,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Volumes of polytopes with bounds on their errors, from vertices (n, dimension) as `generators` has them.

    Last, each vertex's share of the volume. Those that are not bounded have infinite ones. Raises
    InputError when one would take too long.
    """

def balls(
    halfspaces: NDArray[np.float64],
    ends: NDArray[np.int64],
    points: NDArray[np.float64],
    spacious: NDArray[np.bool_],
    *,
    threads: int,
    report: Callable[[float, int], object] | None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Centres (n, dimension) and radii of the largest balls in polyhedra [A | b], from a point inside each of them.

    NaN and infinite for those that are spacious.
    """

def instruction_set() -> str:
    """Which compiled kernels run here: "x86-64-v4", "x86-64-v3", "x86-64-v2" or "portable"."""

def number_maps(
    network: Network,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    constraints: list[Network],
    patterns: NDArray[np.uint8],
    layer: int,
    outputs: list[int],
    report: Callable[[float, int], object] | None,
) -> NDArray[np.int64]:
    """Numbers of the different affine maps on the domain, for packed patterns (n, ceil(bits / 8)): int64 (n,), from 0.

    Of a hidden layer's outputs, or with layer == number of hidden layers the network's; of all, or of those listed.
    """

def rounded_maps(
    network: Network,
    patterns: NDArray[np.uint8],
    layer: int,
    report: Callable[[float, int], object] | None,
) -> NDArray[np.float64]:
    """Maps [A | b] on the cells of packed patterns, each entry correctly rounded: float64 (n, outputs * (n_inputs + 1))."""

def output_extreme(
    network: Network,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    constraints: list[Network],
    pattern: NDArray[np.uint8],
    output: int,
    sign: int,
) -> tuple[bool, list[int], int]:
    """Where an output is largest on a closed cell, or with sign -1 least.

    True with a point, or False with the direction of a ray along which there is no end: numerators over a denominator.
    """

def proof(
    network: Network,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    constraints: list[Network],
    patterns: NDArray[np.uint8],
    points: NDArray[np.float64],
    inexact: NDArray[np.uint8],
    section: int,
    report: Callable[[float, int], object] | None,
) -> tuple[list[list[int]], list[int], list[NDArray[np.uint8]]]:
    """A proof that regions with those packed patterns (n, bytes) and points (n, n_inputs) are all: docs/certificates.md.

    Where the domain is flat, the cells after each hidden layer, and the sections of the tree, of up to `section` regions
    each. Raises InputError when a region is missing or listed twice. Calls `report` as `Search.advance` does.
    """
