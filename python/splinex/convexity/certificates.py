"""What proves a verdict on convexity, and its JSON form for `splinex.convexity.checker`."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from splinex.convexity.checker import check, forward
from splinex.convexity.gradient_jumps import slope_ratio
from splinex.convexity.output_maps import OutputMaps
from splinex.convexity.shared_facets import Facet, SharedFacets
from splinex.convexity.texts import exact_text, short_point, short_text
from splinex.domains import Domain
from splinex.network import Network
from splinex.region import Region
from splinex.restriction import domain_rows

__all__ = ["Triple", "plain_domain", "plain_network", "triple_across"]

Point = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Triple:
    """Two points and a t at which an output breaks Jensen's inequality.

    Attributes
    ----------
    network : Network
    domain : Box, Polytope, Segment, Slice or None
        The points are in its coordinates.
    output : int
    concave : bool
        Whether it is concavity that is refuted.
    x, y : tuple of Fraction
    t : Fraction
        Between 0 and 1.
    gap : Fraction
        f((1 - t) x + t y) - (1 - t) f(x) - t f(y), which is positive; its negative when `concave`.
    """

    network: Network
    domain: Domain
    output: int
    concave: bool
    x: Point
    y: Point
    t: Fraction
    gap: Fraction

    def to_dict(self) -> dict[str, Any]:
        """The certificate as JSON; `splinex.convexity.checker` says what it means."""
        return {
            "claim": "not concave" if self.concave else "not convex",
            "output": self.output,
            "x": [exact_text(v) for v in self.x],
            "y": [exact_text(v) for v in self.y],
            "t": exact_text(self.t),
            "gap": exact_text(self.gap),
            "domain": plain_domain(self.domain, self.network.n_inputs),
            "network": plain_network(self.network),
        }

    def __str__(self) -> str:
        return f"x = {short_point(self.x)}, y = {short_point(self.y)}, t = {self.t}: gap {short_text(self.gap)} > 0"


def triple_across(facets: SharedFacets, facet: Facet, maps: OutputMaps, output: int, concave: bool) -> Triple:
    """The triple that steps across a facet along its normal, so little that both ends stay in the two regions.

    With x = p - e n and y = p + e n the gap is -lambda e |n|^2 / 2. It is computed anew by forward passes and checked.
    """
    part, point = facets.partition, facets.point(facet)
    step = min(_room(part[place], facet, point) for place in (facet.lower, facet.upper))
    normal = facet.row[:-1]
    x, y = sorted(tuple(p + s * step * n for p, n in zip(point, normal, strict=True)) for s in (-1, 1))
    plain = plain_network(part.network)["layers"]
    middle, *ends = (forward(plain, list(p))[output] for p in (point, x, y))
    gap = (middle - (ends[0] + ends[1]) / 2) * (-1 if concave else 1)
    bend = slope_ratio(maps.row(facet.lower, output), maps.row(facet.upper, output), facet.row) * (-1 if concave else 1)
    assert gap == -bend * step * sum(n * n for n in normal) / 2, "forward passes agree with the jump of the gradient"
    result = Triple(part.network, part.domain, output, concave, x, y, Fraction(1, 2), gap)
    verified = check(result.to_dict())
    assert verified, verified.reason
    return result


def plain_network(network: Network) -> dict[str, Any]:
    """The stored numbers of a network as JSON."""
    return {
        "layers": [
            {
                "weight": layer.weight.tolist(),
                "bias": layer.bias.tolist(),
                "denominator": layer.denominator,
                "gates": layer.gates.tolist(),
            }
            for layer in network.layers
        ]
    }


def plain_domain(domain: Domain, n_coordinates: int) -> dict[str, Any]:
    """The domain as exact rows of {x : A x <= b}, in its own coordinates."""
    rows = domain_rows(domain, n_coordinates)
    table = [[exact_text(Fraction(a, scale)) for a in row] for row, scale in rows]
    return {"A": [row[:-1] for row in table], "b": [row[-1] for row in table]}


def _room(region: Region, facet: Facet, point: Point) -> Fraction:
    """A power of two by which the facet's point can move along the normal in either sense within the region's other rows."""
    A, b = region.halfspaces().exact()
    normal = facet.row[:-1]
    steps = [Fraction(2)]
    for row, bound in zip(A, b, strict=True):
        slack = bound - sum((a * p for a, p in zip(row, point, strict=True)), Fraction(0))
        slope = sum((a * n for a, n in zip(row, normal, strict=True)), Fraction(0))
        if slack and slope:
            steps.append(slack / abs(slope))
    least = min(steps)
    exponent = least.numerator.bit_length() - least.denominator.bit_length() - 2
    return Fraction(2) ** exponent
