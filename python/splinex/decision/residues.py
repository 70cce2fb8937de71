"""Output maps of many regions modulo a prime: what is not zero there is not zero, proven in a hurry."""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex.convexity.exact_points import IntegerRow
from splinex.layer import Layer
from splinex.partitions.partition import Partition

__all__ = ["MODULUS", "Residues", "argmax_residues", "parallel", "row_residues"]

Residues = NDArray[np.int64]

MODULUS = 4194301
"""A prime below 2^22: 512 products of residues add up exactly in float64."""
_TOGETHER = 512
_BLOCK = 1024


def argmax_residues(part: Partition) -> Residues | None:
    """Rows [A | b] of what the last layer takes the maximum of, on every region: int64 (n, classes, n_inputs + 1).

    All modulo `MODULUS`. None for networks with ReLUs outside of the pattern, and for denominators that are zero there.
    """
    layers = part.network.layers
    if any(((layer.gates == 0) & (layer.units < 0)).any() or not layer.denominator % MODULUS for layer in layers):
        return None
    stored = [_stored(layer) for layer in layers]
    columns = part.network.n_inputs + 1
    result = np.empty((len(part), len(layers[-1].weight), columns), dtype=np.int64)
    done = 0
    for chunk in part.chunks:
        for first in range(0, len(chunk), _BLOCK):
            bits = np.unpackbits(
                chunk.packed[first : first + _BLOCK], axis=1, count=part.network._layout.n_bits, bitorder="little"
            )
            result[done : done + len(bits)] = _run(layers, stored, bits.astype(np.bool_), columns)
            done += len(bits)
    return result


def row_residues(rows: list[IntegerRow]) -> Residues:
    """Integer rows modulo `MODULUS`."""
    return np.array([[a % MODULUS for a in row] for row in rows], dtype=np.int64)


def parallel(rows: Residues, others: Residues) -> NDArray[np.bool_]:
    """Whether rows (..., k) may be multiples of others that are not zero: False is a proof that they are not."""
    pivots = (others != 0).argmax(axis=-1)[..., None]
    lead, mine = np.take_along_axis(others, pivots, axis=-1), np.take_along_axis(rows, pivots, axis=-1)
    return np.asarray(((rows * lead - others * mine) % MODULUS == 0).all(axis=-1))


def _stored(layer: Layer) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights and biases, over their denominator."""
    inverse = pow(layer.denominator, -1, MODULUS)
    half = pow(2, -1, MODULUS)

    def residue(value: float) -> int:
        exact = Fraction(value)  # over a power of two
        return exact.numerator * pow(half, exact.denominator.bit_length() - 1, MODULUS) * inverse % MODULUS

    weight = np.array([[residue(w) if w else 0 for w in row] for row in layer.weight.tolist()], dtype=np.float64)
    return weight, np.array([residue(b) for b in layer.bias.tolist()], dtype=np.float64)


def _run(
    layers: tuple[Layer, ...],
    stored: list[tuple[NDArray[np.float64], NDArray[np.float64]]],
    bits: NDArray[np.bool_],
    columns: int,
) -> NDArray[np.float64]:
    """The rows of the last layer for patterns (n, bits); in between rows that are off count as zero."""
    maps = np.broadcast_to(np.eye(columns - 1, columns), (len(bits), columns - 1, columns))
    used = 0
    for layer, (weight, bias) in zip(layers, stored, strict=True):
        rows = np.zeros((len(bits), len(bias), columns))
        for first in range(0, weight.shape[1], _TOGETHER):
            rows = (rows + weight[:, first : first + _TOGETHER] @ maps[:, first : first + _TOGETHER]) % MODULUS
        rows[:, :, -1] = (rows[:, :, -1] + bias) % MODULUS
        if layer is layers[-1]:
            return rows
        sizes = np.maximum(layer.gates, 1)
        counted = int(sizes[layer.units >= 0].sum())
        rows[:, :counted] *= bits[:, used : used + counted, None]
        used += counted
        maps = np.add.reduceat(rows, np.cumsum(sizes) - sizes, axis=1)
    raise AssertionError("a network has layers")
