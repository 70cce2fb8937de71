"""The C++ core. Everything here assumes validated input; the public API in the sibling modules does the validation."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__version__: str

class SplinexError(Exception): ...
class InputError(SplinexError, ValueError): ...

class Network:
    """A fully-connected network as exact integers: stored affine maps, a ReLU after those whose flag is set.

    Consecutive maps without a ReLU between them are composed exactly. A network whose last map is followed by a ReLU has no
    output map of its own.
    """

    def __init__(
        self, weights: list[NDArray[np.float64]], biases: list[NDArray[np.float64]], relu: list[bool]
    ) -> None: ...
    @property
    def n_inputs(self) -> int: ...
    @property
    def n_outputs(self) -> int: ...
    @property
    def widths(self) -> list[int]:
        """Units of each hidden layer."""

    def patterns(self, points: NDArray[np.float64]) -> NDArray[np.uint8]:
        """Pieces (n, units) at the given points (n, n_inputs): 1 where the exact pre-activation is positive."""

    def preactivations(self, pattern: NDArray[np.uint8], layer: int) -> tuple[list[int], int]:
        """Exact affine map of layer's pre-activations on the pattern's cell; layer == len(widths) is the output map.

        Numerators of the rows [A | b], row-major, (rows, n_inputs + 1), and their positive common denominator.
        """

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
    ) -> None: ...
    def advance(self, regions: int, report: Callable[[float, int], object] | None) -> bool:
        """Search until that many regions can be taken (store=True) or to the end; True when nothing is left to search.

        Calls report(fraction, regions so far) and checks for signals about every 50 ms; what they raise comes out of here.
        """

    def take(self, regions: int) -> tuple[NDArray[np.uint8], NDArray[np.float64], NDArray[np.bool_]]:
        """At most that many regions, in order, removed from the store.

        Patterns packed as numpy.packbits(axis=1, bitorder="little") does, points (n, n_inputs), and whether each point is only
        the nearest float64 to a rational witness.
        """

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

def instruction_set() -> str:
    """Which compiled kernels run here: "x86-64-v4", "x86-64-v3", "x86-64-v2" or "portable"."""
