"""Ways to separate the vertices of a polytope by a hyperplane: v_0 + <v, x> = 0 for all its vertices x."""

from itertools import permutations, product

from splinex.zoo.arrangements import Row, axis, central, family

__all__ = ["FAMILIES"]


def cross_polytope(n: int) -> list[Row]:
    """For either sign of v_0, each v_i is below, between or above ±v_0; without one between, the sign of v_0 is free."""
    return central((1, *axis(n, {i: sign})) for i in range(n) for sign in (1, -1))


def demicube(n: int) -> list[Row]:
    return central((1, *x) for x in product((0, 1), repeat=n) if sum(x) % 2)


def permutohedron(n: int) -> list[Row]:
    return central((1, *x) for x in permutations(range(1, n + 1)))


_PAPER = "Brysiewicz, Eble and Kühne, Enumerating chambers of hyperplane arrangements with symmetry, arXiv 2105.14542"
_COMPUTED = "computed by integer deletion-restriction"
_DEMICUBE = {2: 4, 3: 16, 4: 146, 5: 3756, 6: 291558}
_PERMUTOHEDRON = {2: 4, 3: 32, 4: 2894}

FAMILIES = [
    family(
        "cross-polytope",
        "v_0 ± v_i = 0 in R^({n}+1): separations of the vertices of the cross-polytope",
        cross_polytope,
        lambda n: int(2 * 3**n - 2**n),
        limits=((1, 38),),
        listed=range(1, 9),
        how="2 3^n - 2^n",
        reference=_PAPER,
    ),
    family(
        "demicube",
        "v_0 + <v, x> = 0 for the x in {{0,1}}^{n} with an odd sum: separations of the vertices of the demicube",
        demicube,
        _DEMICUBE,
        listed=range(2, 7),
        how=_COMPUTED,
        reference=_PAPER,
    ),
    family(
        "permutohedron",
        "v_0 + <v, x> = 0 for the permutations x of 1..{n}: separations of the vertices of the permutohedron",
        permutohedron,
        _PERMUTOHEDRON,
        listed=range(2, 5),
        how=_COMPUTED,
        reference=_PAPER,
    ),
]
