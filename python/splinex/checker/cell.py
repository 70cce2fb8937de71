"""A layer on one cell."""

from collections.abc import Sequence

from .layers import Gate, Layer
from .motzkin import Row, primitive

__all__ = ["Cell"]


class Cell:
    """A layer on one cell of the layers before: its rows there, and what is decided of its gates."""

    def __init__(self, layer: Layer, rows: list[Row], denominator: int) -> None:
        self.layer, self.rows, self.denominator = layer, rows, denominator
        self.alive = [_alive(gate, rows) for gate in layer.gates]
        self.chosen: list[int | None] = [pieces[0] if len(pieces) == 1 else None for pieces in self.alive]
        self.differences: dict[tuple[int, int, int], Row] = {}
        self.trail: list[int] = []
        self.open = self.chosen.count(None)

    def difference(self, g: int, p: int, q: int) -> Row:
        """By how much piece p exceeds piece q."""
        if (g, p, q) not in self.differences:
            self.differences[g, p, q] = row = self._difference(self.layer.gates[g], p, q)
            self.differences[g, q, p] = [-v for v in row]
        return self.differences[g, p, q]

    def _difference(self, gate: Gate, p: int, q: int) -> Row:
        if gate.relu:
            row = self.rows[gate.first]
            return primitive(row if p else [-v for v in row])
        return primitive([v - w for v, w in zip(self.rows[gate.first + p], self.rows[gate.first + q], strict=True)])

    def beyond(self, g: int, p: int) -> list[Row]:
        """The rows that are positive where piece p is the largest."""
        return [self.difference(g, p, q) for q in self.alive[g] if q != p]

    def decide(self, g: int, p: int) -> None:
        """The gate uses that piece."""
        self.chosen[g] = p
        self.trail.append(g)
        self.open -= 1

    def undo(self, length: int) -> None:
        """Forgets what was decided later."""
        for g in self.trail[length:]:
            self.chosen[g] = None
            self.open += 1
        del self.trail[length:]

    def outputs(self) -> list[Row | None]:
        """What the layer hands on; None stands for zero."""
        result: list[Row | None] = []
        first = number = 0
        for size in self.layer.outputs:
            if size == 1:
                result.append(self.rows[first])
            else:
                piece = self.chosen[number]
                assert piece is not None
                number += 1
                result.append(self.rows[first + piece] if size else self.rows[first] if piece else None)
            first += max(size, 1)
        return result


def _alive(gate: Gate, rows: Sequence[Row]) -> list[int]:
    """A piece is out where another exceeds it by a constant, or equals it and comes first."""
    best: dict[tuple[int, ...], int] = {}
    own = rows[gate.first : gate.first + 1] if gate.relu else rows[gate.first : gate.first + gate.pieces]
    own = [[0] * len(own[0]), *own] if gate.relu else own
    for p, row in enumerate(own):
        q = best.setdefault(tuple(row[:-1]), p)
        if row[-1] > own[q][-1]:
            best[tuple(row[:-1])] = p
    return sorted(best.values())
