"""Convex networks as programs: the minimum of a convex output over a domain, by cvxpy and by the regions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from splinex.convexity.deciding import verify_convexity
from splinex.convexity.to_cvxpy import modelling, to_cvxpy
from splinex.convexity.verdict import ConvexityVerdict
from splinex.domains import Domain
from splinex.errors import InputError
from splinex.exact import HalfSpaces
from splinex.formats import NetworkLike, as_network
from splinex.restriction import domain_rows

__all__ = ["Minimum", "minimise"]

_UNBOUNDED = 3
"""As scipy.optimize.linprog numbers it."""


@dataclass(frozen=True, slots=True, eq=False)
class Minimum:
    """The minimum of a convex output over a domain. The solvers work in floats: values are theirs, to their tolerance.

    Attributes
    ----------
    output : int
    value : float
        As the program's solver found it.
    point : ndarray of float64, (n_coordinates,)
        Where, in the coordinates of the domain.
    program : "network" or "pieces"
        Whether cvxpy's rules accepted the network itself, or the program was the maximum of its affine pieces.
    by_regions : float
        The least of the regions' own minima, one linear program each.
    region : int
        The region that has it.
    """

    output: int
    value: float
    point: NDArray[np.float64]
    program: str
    by_regions: float
    region: int

    @property
    def difference(self) -> float:
        """How far the two answers are apart."""
        return abs(self.value - self.by_regions)

    def __str__(self) -> str:
        return (
            f"output {self.output}: minimum {self.value:.9g} by the {self.program} as a program, "
            f"{self.by_regions:.9g} by the regions"
        )


def minimise(net: NetworkLike, domain: Domain = None, *, output: int = 0) -> Minimum:
    """Minimise an output that is convex on the domain, as a convex program, and check the answer region by region.

    Where the rules of DCP do not see that the output is convex, the program is its max-affine form, whose pieces are those of
    the regions.

    Parameters
    ----------
    net, domain
        As for `verify_convexity`.
    output : int

    Returns
    -------
    Minimum

    Raises
    ------
    InputError
        When the output is not convex on the domain, with the points that show it, or not bounded below there.

    Examples
    --------
    >>> import splinex as sx
    >>> from splinex.convexity import minimise
    >>> net = sx.Network.from_layers([([[1], [-1]], [-1, 1]), ([[1, 2]], [3])])  # 3 + [x - 1]_+ + 2 [1 - x]_+
    >>> print(minimise(net, sx.Box(-2, 2)))
    output 0: minimum 3 by the network as a program, 3 by the regions
    """
    network = as_network(net)
    verdict = verify_convexity(network, domain)
    if not 0 <= output < len(verdict):
        raise InputError(f"output must be an index of the {len(verdict)} outputs, not {output!r}")
    if verdict[output].not_convex is not None:
        raise InputError(f"output {output} is not convex on the domain: {verdict[output].not_convex}")
    value, point, program = _by_program(verdict, domain, output)
    best, region = _by_regions(verdict, output)
    return Minimum(output, value, point, program, best, region)


def _by_program(verdict: ConvexityVerdict, domain: Domain, output: int) -> tuple[float, NDArray[np.float64], str]:
    cp = modelling()
    network = verdict.partition.network
    built = to_cvxpy(network)
    objective, program, limits = built.outputs[output], "network", []
    rows = HalfSpaces.of(domain_rows(domain, network.n_inputs), network.n_inputs)
    if not objective.is_convex():
        pieces = verdict.max_affine(output)
        objective, program = cp.Variable(), "pieces"
        limits.append(pieces.A @ built.x + pieces.b <= objective)
    if len(rows.b):
        limits.append(rows.A @ built.x <= rows.b)
    problem = cp.Problem(cp.Minimize(objective), limits)
    problem.solve(solver=cp.HIGHS)
    if problem.status != cp.OPTIMAL:
        raise InputError(f"output {output} has no minimum on the domain: the program is {problem.status}")
    point = built.x.value if built.x.value is not None else np.asarray(verdict.partition.points[0])
    return float(problem.value), np.asarray(point, dtype=np.float64), program


def _by_regions(verdict: ConvexityVerdict, output: int) -> tuple[float, int]:
    """The least minimum over the closed regions."""
    from scipy.optimize import linprog

    best, where = np.inf, -1
    for i, region in enumerate(verdict.partition):
        rows, here = region.halfspaces(), region.affine_map()
        limits = {"A_ub": rows.A, "b_ub": rows.b} if len(rows.b) else {}
        found = linprog(here.A[output], **limits, bounds=(None, None), method="highs")
        if found.status not in (0, _UNBOUNDED):
            continue  # too thin for floats; its points belong to its neighbours as well
        value = found.fun + here.b[output] if found.status == 0 else -np.inf
        if value < best:
            best, where = float(value), i
    return best, where
