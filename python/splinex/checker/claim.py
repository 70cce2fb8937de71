"""What a certificate says."""

from typing import Any

from .answers import Refused
from .cell import Cell
from .hull import Hull
from .layers import Layer, composed, domain_rows, hidden_layers, natural
from .motzkin import Row, primitive

__all__ = ["Claim"]


class Claim:
    """What a certificate is about: the network, the domain, and how many regions there are said to be."""

    def __init__(self, header: dict[str, Any]) -> None:
        network, domain = header["network"], header["domain"]
        n = len(network[0]["weight"][0])
        self.layers = hidden_layers(network, n)
        rows = domain_rows(domain, n)
        self.inputs, self.hull = n, Hull(n, rows, header["flat"])
        self.width = len(self.hull.free) + 1
        inner: list[Row | None] = list(self.hull.rows)
        whole = Layer(rows, 1, [], [])
        self.walls = []
        for row in composed(whole, inner, self.hull.denominator, self.width):
            if any(row[:-1]):
                self.walls.append(primitive(row))
            elif row[-1] < 0:
                raise Refused("the domain is empty")
        self.counts = [natural(count) for count in header["regions"]]
        if len(self.counts) != len(self.layers):
            raise Refused(f"{len(self.counts)} counts are claimed for {len(self.layers)} hidden layers")

    def first(self) -> list[Cell]:
        """The first layer on the whole domain."""
        return [self.cell(0, list(self.hull.rows), self.hull.denominator)] if self.layers else []

    def cell(self, index: int, inner: list[Row | None], denominator: int) -> Cell:
        """A layer behind what the one before hands on."""
        layer = self.layers[index]
        return Cell(layer, composed(layer, inner, denominator, self.width), layer.denominator * denominator)
