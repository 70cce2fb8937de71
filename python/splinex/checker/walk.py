"""The search, followed node by node."""

import pickle
import struct
from operator import mul
from typing import NamedTuple

from .answers import Refused
from .cell import Cell
from .claim import Claim
from .motzkin import Row, check_empty
from .reader import GATE, SHARD, Reader

__all__ = ["Walk"]


class Frame(NamedTuple):
    """Where to go on after a child: the gate, its other children, and how much of the path stays."""

    gate: int
    children: list[int]
    cells: int
    trail: int
    rows: int
    walls: int


class Walk:
    """One section of a tree, from the state in which it was referred to."""

    def __init__(self, claim: Claim, cells: list[Cell], rows: list[Row], walls: list[Row]) -> None:
        self.claim, self.cells, self.rows, self.walls = claim, cells, rows, walls
        self.frames: list[Frame] = []
        self.counts = [0] * len(claim.layers)
        self.leaves = self.proofs = 0
        self.shards: list[tuple[int, bytes]] = []

    def run(self, data: bytes) -> None:
        """Check the section to its end."""
        reader = Reader(data)
        try:
            while True:
                settled = self._settled()
                tag = reader.number()
                if tag >= GATE and not settled:
                    self._gate(reader, tag - GATE)
                    continue
                if tag == SHARD and not settled:
                    self.shards.append((reader.number(), pickle.dumps((self.cells, self.rows, self.walls))))
                elif tag < SHARD and settled:
                    self._leaf(reader, tag)
                else:
                    raise Refused("the tree ends too early" if tag < SHARD else "the tree goes on below a region")
                if not self._next_child():
                    break
        except (IndexError, struct.error, OverflowError, ValueError) as broken:
            raise Refused(f"the tree is malformed or ends too early ({broken!r})") from None
        if reader.at != len(data):
            raise Refused("something follows the end of the tree")

    def _settled(self) -> bool:
        """Enter the layers below as long as nothing is open; whether none is left."""
        while self.cells and not self.cells[-1].open:
            self.counts[len(self.cells) - 1] += 1
            if len(self.cells) == len(self.claim.layers):
                return True
            cell = self.cells[-1]
            self.cells.append(self.claim.cell(len(self.cells), cell.outputs(), cell.denominator))
        return not self.cells

    def _gate(self, reader: Reader, g: int) -> None:
        cell = self.cells[-1] if self.cells else None
        if cell is None or g >= len(cell.chosen) or cell.chosen[g] is not None:
            raise Refused(f"gate {g} is not open")
        children = []
        for p in cell.alive[g]:
            size = reader.number()
            if not size:
                children.append(p)
                continue
            beyond = cell.beyond(g, p)
            end = len(self.rows)
            check_empty([self.rows[k] if (k := reader.number()) < end else beyond[k - end] for _ in range(size)])
            self.proofs += 1
        if not children:
            raise Refused("all pieces of a gate are excluded")
        if len(children) > 1 and not cell.layer.gates[g].counted:
            raise Refused("a gate that belongs to no unit is split")
        walls = len(self.walls)
        frame = Frame(g, children[:0:-1], len(self.cells), len(cell.trail), len(self.rows), walls)
        self._enter(frame, children[0], len(children) > 1)
        if frame.children:
            self.frames.append(frame)

    def _enter(self, frame: Frame, piece: int, split: bool) -> None:
        cell = self.cells[-1]
        rows = cell.beyond(frame.gate, piece)
        self.rows += rows
        if split:
            self.walls += rows
        cell.decide(frame.gate, piece)

    def _next_child(self) -> bool:
        if not self.frames:
            return False
        frame = self.frames[-1]
        del self.cells[frame.cells :], self.rows[frame.rows :], self.walls[frame.walls :]
        self.cells[-1].undo(frame.trail)
        piece = frame.children.pop()
        if not frame.children:
            self.frames.pop()
        self._enter(frame, piece, True)
        return True

    def _leaf(self, reader: Reader, tag: int) -> None:
        t = self.claim.hull.coordinates(reader.point(tag, self.claim.inputs))
        for row in self.walls:
            if sum(map(mul, row, t)) <= 0:
                raise Refused(f"the witness of region {self.leaves} is not inside of it")
        self.leaves += 1
