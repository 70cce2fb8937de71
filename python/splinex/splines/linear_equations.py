"""Systems of linear equations over the rationals, all of their solutions."""

from fractions import Fraction

__all__ = ["Matrix", "Vector", "difference", "dot", "product", "solutions"]

Vector = list[Fraction]
Matrix = list[Vector]


def solutions(rows: Matrix, unknowns: int) -> tuple[Vector, Matrix] | None:
    """A solution of [M | right] and a basis of the directions of all solutions; None where there is none. Gauss-Jordan."""
    left = [row[:] for row in rows]
    pivots: list[int] = []
    for column in range(unknowns):
        done = len(pivots)
        found = next((i for i in range(done, len(left)) if left[i][column]), None)
        if found is None:
            continue
        left[done], left[found] = left[found], left[done]
        left[done] = [v / left[done][column] for v in left[done]]
        for i, row in enumerate(left):
            if i != done and (factor := row[column]):
                left[i] = [v - factor * p for v, p in zip(row, left[done], strict=True)]
        pivots.append(column)
    if any(row[-1] for row in left[len(pivots) :]):
        return None
    point = [Fraction(0)] * unknowns
    for i, column in enumerate(pivots):
        point[column] = left[i][-1]
    directions: Matrix = []
    for free in sorted({*range(unknowns)} - {*pivots}):
        direction = [Fraction(int(j == free)) for j in range(unknowns)]
        for i, column in enumerate(pivots):
            direction[column] = -left[i][free]
        directions.append(direction)
    return point, directions


def dot(a: Vector, b: Vector) -> Fraction:
    """The inner product."""
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


def difference(a: Vector, b: Vector) -> Vector:
    """a - b."""
    return [x - y for x, y in zip(a, b, strict=True)]


def product(M: Matrix, x: Vector) -> Vector:
    """M x."""
    return [dot(row, x) for row in M]
