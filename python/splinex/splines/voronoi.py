"""Whether a partition into the cells of a spline is a Voronoi diagram: decided exactly, in every dimension."""

from collections import deque
from dataclasses import dataclass
from fractions import Fraction

from splinex.splines.exact_table import ExactTable
from splinex.splines.facets import facet_pairs
from splinex.splines.irredundant import open_cells
from splinex.splines.linear_equations import Matrix, Vector, difference, dot, product, solutions
from splinex.splines.max_affine import MaxAffineSpline

__all__ = ["VoronoiTest", "similar_sites", "voronoi_test"]


@dataclass(frozen=True, slots=True)
class VoronoiTest:
    """Whether the cells with interior are the Voronoi cells of some sites.

    Across a facet the two sites must be mirror images of each other. So one site determines all: the others are images of
    it under affine maps, found along a tree of facets. The remaining facets are linear equations on the first site, and each
    site must lie strictly on its own side of its facets: linear inequalities. If they hold, the function that is
    ``<s_r, x> - |s_r|^2 / 2`` on cell r is continuous and convex across every facet, so it is the maximum of its pieces and the
    cells are the Voronoi cells. The test is therefore complete, for every diagram and dimension.

    The criterion ``alpha |a_r|^2 + 2 <a_r, c> + 2 b_r = k`` for all r with some alpha > 0 (sites alpha a_r + c) is sufficient.
    For simple diagrams in dimension 2 and more it is also necessary; slabs, products and dimension 1 have more freedom.

    Attributes
    ----------
    holds : bool
    sites : tuple of tuple of Fraction
        One for each irredundant piece, in their order, if it holds; otherwise empty.
    similar : bool
        Whether the sufficient criterion holds: sites are alpha a_r + c.
    reason : str
        Why it does not hold.
    """

    holds: bool
    sites: tuple[tuple[Fraction, ...], ...]
    similar: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.holds


def voronoi_test(spline: MaxAffineSpline) -> VoronoiTest:
    """Decide it for the cells of a spline."""
    pieces = spline.irredundant().pieces
    rows = pieces.fractions().tolist()
    slopes, offsets = [row[:-1] for row in rows], [row[-1] for row in rows]
    scaled = similar_sites(slopes, offsets)
    if scaled is not None:
        return VoronoiTest(True, _tuples(scaled), True)
    facets = facet_pairs(pieces)
    images, equations = _mirrored(slopes, offsets, facets)
    line = solutions(equations, len(slopes[0]))
    if line is None:
        return VoronoiTest(
            False, (), False, "no site comes back to itself when it is mirrored across the facets around a face"
        )
    point, directions = line
    first = _on_own_side(slopes, offsets, facets, images, point, directions)
    if first is None:
        return VoronoiTest(
            False, (), False, "wherever the first site is, a mirrored site is on the wrong side of a facet"
        )
    return VoronoiTest(True, _tuples([_apply(image, first) for image in images]), False)


def similar_sites(slopes: Matrix, offsets: Vector) -> Matrix | None:
    """Sites alpha a_r + c with alpha > 0 whose Voronoi diagram has these pieces, if there are any."""
    d = len(slopes[0])
    rows = [[dot(a, a), *(2 * v for v in a), Fraction(-1), -2 * b] for a, b in zip(slopes, offsets, strict=True)]
    line = solutions(rows, d + 2)
    if line is None:
        return None
    point, directions = line
    free = next((v for v in directions if v[0]), None)
    if free is not None:
        point = [p + (1 - point[0]) / free[0] * v for p, v in zip(point, free, strict=True)]
    if point[0] <= 0:
        return None
    return [[point[0] * v + c for v, c in zip(a, point[1 : d + 1], strict=True)] for a in slopes]


Image = tuple[Matrix, Vector]
"""x -> M x + v."""


def _mirrored(slopes: Matrix, offsets: Vector, facets: list[tuple[int, int]]) -> tuple[list[Image], Matrix]:
    """Every site as an image of the first, and equations [M | v] on the first that the other facets make."""
    d = len(slopes[0])
    identity = [[Fraction(int(i == j)) for j in range(d)] for i in range(d)]
    images: dict[int, Image] = {0: (identity, [Fraction(0)] * d)}
    queue = deque([0])
    while queue:
        r = queue.popleft()
        for pair in facets:
            if r in pair and (s := pair[0] + pair[1] - r) not in images:
                images[s] = _reflected(slopes, offsets, r, s, images[r])
                queue.append(s)
    equations: Matrix = []
    for r, s in facets:
        M, v = _reflected(slopes, offsets, r, s, images[r])
        N, w = images[s]
        equations += [
            [*(a - b for a, b in zip(M[i], N[i], strict=True)), w[i] - v[i]]
            for i in range(d)
            if (M[i], v[i]) != (N[i], w[i])
        ]
    return [images[r] for r in range(len(slopes))], equations


def _reflected(slopes: Matrix, offsets: Vector, r: int, s: int, image: Image) -> Image:
    """The image mirrored in {n x = h} with n = a_r - a_s and h = b_s - b_r."""
    n, h = difference(slopes[r], slopes[s]), offsets[s] - offsets[r]
    M, v = image
    factor = [2 * value / dot(n, n) for value in n]
    across = [dot(n, [row[j] for row in M]) for j in range(len(n))]
    shift = dot(n, v) - h
    return (
        [[M[i][j] - factor[i] * across[j] for j in range(len(n))] for i in range(len(n))],
        [v[i] - factor[i] * shift for i in range(len(n))],
    )


def _on_own_side(
    slopes: Matrix,
    offsets: Vector,
    facets: list[tuple[int, int]],
    images: list[Image],
    point: Vector,
    directions: Matrix,
) -> Vector | None:
    """A first site in point + span(directions) with n s_r > h for every facet, or None.

    With g_i + <d_i, t> > 0 wanted for all i, the zero piece of max(0, -g_i - <d_i, t>) must be largest on an open set: the
    question that the core answers for splines.
    """
    wanted: list[Vector] = []
    for r, s in facets:
        n, h = difference(slopes[r], slopes[s]), offsets[s] - offsets[r]
        M, _ = images[r]
        rates = [dot(n, product(M, direction)) for direction in directions]
        wanted.append([*rates, dot(n, _apply(images[r], point)) - h])
    if any(row[-1] <= 0 for row in wanted if not any(row[:-1])):
        return None
    if not directions:
        return point
    rows = ExactTable.of([[Fraction(0)] * len(wanted[0]), *([-v for v in row] for row in wanted)], "rows")
    zero = next((cell for cell in open_cells(rows.numerators) if cell.piece == 0), None)
    if zero is None:
        return None
    steps = zip(zero.witness, directions, strict=True)
    return [p + sum(move) for p, *move in zip(point, *([t * v for v in way] for t, way in steps), strict=True)]


def _apply(image: Image, x: Vector) -> Vector:
    M, v = image
    return [a + b for a, b in zip(product(M, x), v, strict=True)]


def _tuples(sites: Matrix) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(map(tuple, sites))
