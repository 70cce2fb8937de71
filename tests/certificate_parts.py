"""Certificates taken apart and put together again, with a digest that fits."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from splinex.checker.claim import Claim
from splinex.checker.reader import Reader
from splinex.checker.walk import Walk

__all__ = ["Certificate", "Node", "read_certificate"]


@dataclass(frozen=True)
class Node:
    """A gate with an entry for each piece: the rows of a proof, or None for a child; or the bytes of a leaf."""

    gate: int | None
    entries: tuple[tuple[int, ...] | None, ...] = ()
    leaf: bytes = b""

    @property
    def n_children(self) -> int:
        return self.entries.count(None)

    def encoded(self) -> bytes:
        if self.gate is None:
            return self.leaf
        numbers = [self.gate + 3]
        for entry in self.entries:
            numbers += [0] if entry is None else [len(entry), *entry]
        return b"".join(map(varint, numbers))


@dataclass(frozen=True)
class Certificate:
    """The header, and the nodes of the only section in preorder."""

    header: dict[str, Any]
    nodes: tuple[Node, ...]

    def write(self, path: Path) -> Path:
        section = b"".join(node.encoded() for node in self.nodes)
        content = json.dumps({**self.header, "sections": [len(section)]}).encode() + b"\n" + section
        path.write_bytes(content + hashlib.sha256(content).digest())
        return path

    def with_node(self, place: int, node: Node) -> Certificate:
        return replace(self, nodes=(*self.nodes[:place], node, *self.nodes[place + 1 :]))

    def subtree_end(self, place: int) -> int:
        """One past the last node below the one at that place."""
        wanted = 1
        while wanted:
            wanted += self.nodes[place].n_children - 1
            place += 1
        return place


def varint(value: int) -> bytes:
    result = bytearray()
    while value >= 128:
        result.append(value % 128 + 128)
        value //= 128
    return bytes([*result, value])


def read_certificate(path: Path) -> Certificate:
    """One that has a single section and is valid."""
    head, _, rest = path.read_bytes().partition(b"\n")
    header = json.loads(head)
    assert len(header["sections"]) == 1
    claim = Claim(header)
    walk = _Recorder(claim, claim.first(), list(claim.walls), list(claim.walls))
    walk.nodes = []
    walk.begin = 0
    walk.run(rest[:-32])
    return Certificate(header, tuple(walk.nodes))


class _Recorder(Walk):
    nodes: list[Node]
    begin: int

    def _gate(self, reader: Reader, g: int) -> None:
        super()._gate(reader, g)
        numbers = Reader(reader.data[self.begin : reader.at])
        numbers.number()
        entries: list[tuple[int, ...] | None] = []
        while numbers.at < len(numbers.data):
            size = numbers.number()
            entries.append(tuple(numbers.number() for _ in range(size)) if size else None)
        self.nodes.append(Node(g, tuple(entries)))
        self.begin = reader.at

    def _leaf(self, reader: Reader, tag: int) -> None:
        super()._leaf(reader, tag)
        self.nodes.append(Node(None, leaf=reader.data[self.begin : reader.at]))
        self.begin = reader.at
