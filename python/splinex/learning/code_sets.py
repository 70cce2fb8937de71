"""The sets of codes of one snapshot, and how many of them another one has too."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.partitions.partition import Partition

__all__ = ["CodeSets", "code_sets", "newcomers"]

CodeSets = tuple[NDArray[np.bytes_], ...]
"""For each hidden layer the different codes of the units up to it, sorted; a code is a string of bytes."""


def code_sets(part: Partition) -> CodeSets:
    """The codes of all regions after each hidden layer.

    A code is the piece of every unit by the unit's index, so that codes of two snapshots of one architecture can be compared,
    whatever order their regions are in.
    """
    labels = [_labels(part, layer) for layer in range(len(part.network.widths))]
    if not labels:
        return ()
    table = np.ascontiguousarray(np.concatenate(labels, axis=1))
    ends = np.cumsum([label.shape[1] for label in labels]).tolist()
    return tuple(_distinct(table[:, :end]) for end in ends)


def newcomers(before: CodeSets, after: CodeSets) -> NDArray[np.int64]:
    """How many codes of each layer's set are in `after` but not in `before`: int64 (layers,)."""
    return np.array([_without(old, new) for old, new in zip(before, after, strict=True)], dtype=np.int64)


def _labels(part: Partition, layer: int) -> NDArray[np.uint8]:
    """Pieces of one layer's units, eight ReLUs a byte."""
    pieces = part.patterns_of(layer)
    return np.packbits(pieces, axis=1) if part.network._layout.plain else pieces


def _distinct(rows: NDArray[np.uint8]) -> NDArray[np.bytes_]:
    """Sorted different rows as strings of bytes.

    numpy ignores zero bytes at the end of strings; among strings of one length that confuses none.
    """
    begins = np.ones(len(rows), dtype=np.bool_)
    begins[1:] = (rows[1:] != rows[:-1]).any(axis=1)  # Regions come depth first: most repetitions are neighbours.
    few = np.ascontiguousarray(rows[begins])
    return np.unique(few.view(f"S{rows.shape[1]}").ravel())


def _without(old: NDArray[Any], new: NDArray[Any]) -> int:
    return len(new) - len(np.intersect1d(old, new, assume_unique=True))
