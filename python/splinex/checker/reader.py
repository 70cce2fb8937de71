"""The bytes of a section."""

import struct

from .answers import Refused
from .motzkin import Row

__all__ = ["FLOAT_LEAF", "GATE", "RATIONAL_LEAF", "SHARD", "Reader"]

FLOAT_LEAF, RATIONAL_LEAF, SHARD, GATE = range(4)


class Reader:
    """Numbers out of the bytes of a section."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7
            if shift > 63:
                raise Refused("a number is too long")

    def integer(self) -> int:
        size = self.number()
        part = self.data[self.at : self.at + size // 2]
        if len(part) < size // 2:
            raise IndexError
        self.at += size // 2
        return -int.from_bytes(part, "little") if size % 2 else int.from_bytes(part, "little")

    def point(self, tag: int, n: int) -> Row:
        """Numerators, and a positive denominator."""
        if tag == RATIONAL_LEAF:
            x = [self.integer() for _ in range(n + 1)]
            if x[-1] <= 0:
                raise Refused("a witness has a denominator that is not positive")
            return x
        ratios = [v.as_integer_ratio() for v in struct.unpack_from(f"<{n}d", self.data, self.at)]
        self.at += 8 * n
        scale = max((d for _, d in ratios), default=1)
        return [*(v * (scale // d) for v, d in ratios), scale]
