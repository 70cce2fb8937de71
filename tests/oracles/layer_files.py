"""A second reader of .nnet and .npz files, to compare with the package's own."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def read_layers(path: Path) -> tuple[list[tuple[Matrix, Matrix]], list[bool]]:
    """Layers (W, b), and whether a ReLU follows each."""
    return _read_npz(path) if path.suffix == ".npz" else _read_nnet(path)


def _read_npz(path: Path) -> tuple[list[tuple[Matrix, Matrix]], list[bool]]:
    with np.load(path) as arrays:
        depth = len(arrays.files) // 3
        return [(arrays[f"W{k}"], arrays[f"b{k}"]) for k in range(depth)], [bool(arrays[f"r{k}"]) for k in range(depth)]


def _read_nnet(path: Path) -> tuple[list[tuple[Matrix, Matrix]], list[bool]]:
    """Comments; counts; sizes; five lines that do not matter; then all numbers in order, weights before biases."""
    lines = [line for line in path.read_text().splitlines() if not line.startswith("//")]
    sizes = [int(word) for word in lines[1].split(",") if word.strip()]
    numbers = iter([float(word) for line in lines[7:] for word in line.split(",") if word.strip()])
    layers = []
    for inputs, units in pairwise(sizes):
        weights = np.array([next(numbers) for _ in range(inputs * units)]).reshape(units, inputs)
        layers.append((weights, np.array([next(numbers) for _ in range(units)])))
    return layers, [True] * (len(layers) - 1) + [False]
