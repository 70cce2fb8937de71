"""The three tests for convexity side by side: signs of weights, the rules of DCP, and the exact one."""

from dataclasses import dataclass

from splinex.convexity.deciding import verify_convexity
from splinex.convexity.premises import Premises, sign_premises
from splinex.convexity.to_cvxpy import DcpVerdict, dcp_verdict
from splinex.convexity.verdict import ConvexityVerdict, OutputVerdict
from splinex.domains import Domain
from splinex.formats import NetworkLike, as_network

__all__ = ["ThreeTests", "ThreeTestsRow", "three_tests"]


@dataclass(frozen=True, slots=True)
class ThreeTestsRow:
    """One output in the three tests."""

    signs: Premises
    dcp: DcpVerdict
    exact: OutputVerdict

    @property
    def consistent(self) -> bool:
        """Whether each test that says "convex" is confirmed by the stronger ones."""
        return (not self.signs.holds or self.dcp.convex) and (not self.dcp.convex or self.exact.convex)


@dataclass(frozen=True, slots=True)
class ThreeTests:
    """A table with one row for each output; the first two columns are sufficient only, the third decides."""

    rows: tuple[ThreeTestsRow, ...]
    verdict: ConvexityVerdict

    @property
    def consistent(self) -> bool:
        """Whether signs => DCP => exact in every row."""
        return all(row.consistent for row in self.rows)

    def __str__(self) -> str:
        lines = [f"{'output':>6}  {'signs':<8}{'DCP':<13}exact"]
        for row in self.rows:
            signs = "convex" if row.signs.holds else "-"
            exact = "convex" if row.exact.convex else "not convex"
            lines.append(f"{row.signs.output:>6}  {signs:<8}{row.dcp.curvature.lower():<13}{exact}")
        return "\n".join(lines)


def three_tests(net: NetworkLike, domain: Domain = None, *, threads: int | None = None) -> ThreeTests:
    """Compare the plain check of signs, cvxpy's rules and the exact verdict on a network.

    Only the exact verdict looks at the domain.

    Parameters
    ----------
    net, domain, threads
        As for `verify_convexity`.

    Examples
    --------
    >>> import splinex as sx
    >>> from splinex.convexity import three_tests
    >>> net = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1], [1, -1]], [0, 0])])  # |x| and x
    >>> print(three_tests(net))
    output  signs   DCP          exact
         0  convex  convex       convex
         1  -       unknown      convex
    """
    network = as_network(net)
    verdict = verify_convexity(network, domain, threads=threads)
    rows = zip(sign_premises(network), dcp_verdict(network), verdict, strict=True)
    return ThreeTests(tuple(ThreeTestsRow(*row) for row in rows), verdict)
