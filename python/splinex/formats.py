"""Networks in files: `.onnx`, the `.nnet` text of Stanford's sisl, and `.npz` with float64 layers and their ReLU flags."""

import zipfile
import zlib
from collections.abc import Callable
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.importers.keras_import import from_keras, is_keras
from splinex.importers.sklearn_import import from_sklearn, is_sklearn
from splinex.importers.torch_import import from_torch, is_torch
from splinex.layer import Layer
from splinex.layer_arrays import network_arrays, network_of
from splinex.network import Network
from splinex.reading import reading
from splinex.replacing import replacing

__all__ = ["NetworkLike", "as_network", "load", "write_npz"]


class _Fitted(Protocol):
    """A fitted model of scikit-learn, which is not imported to say so."""

    def predict(self, X: Any) -> Any: ...


class _Callable(Protocol):
    """A torch module or a Keras model, likewise."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...


NetworkLike = Network | str | PathLike[str] | _Fitted | _Callable
"""What every function takes for a network: itself, the path of a file, a fitted scikit-learn perceptron, a torch module or a
Keras model."""


def load(path: str | PathLike[str]) -> Network:
    """Read a network from a file.

    Parameters
    ----------
    path : str or path
        ``.onnx``: a graph of the operators below, for a batch of one. ``.nnet``: the text
        format of sisl/NNet, a ReLU after every layer but the last, values taken as the nearest float64; the ranges and
        means of its header are not applied. ``.npz``: arrays ``W0, b0, r0, W1, ...``, where ``rK`` says whether a ReLU
        follows.

    Raises
    ------
    InputError
        When the file is missing or corrupt, has another extension, holds layers that do not chain, or an ONNX operator
        that is not among the ones below, which is named together with its node.

    Notes
    -----
    ONNX needs ``pip install splinex[onnx]``. A model has one input and one output, float32 or float64, and a leading batch
    axis that is 1 or symbolic, or none. The network is the real-arithmetic function of the stored numbers; it is checked
    against the reference evaluation of the file at a few points. Hidden layers are named after the nodes of their units.
    Operators:

    ===================== ==================================================================================================
    affine                Add, Sub, Sum, Mean, Neg; Mul, Div, MatMul and Gemm with one constant operand; Conv (any number of
                          axes, strides, pads, auto_pad, dilations, groups); AveragePool (count_include_pad, ceil_mode),
                          GlobalAveragePool, ReduceMean, ReduceSum; BatchNormalization (inference: the float64 value of
                          scale / sqrt(variance + epsilon) is the definition)
    one unit an entry     Relu, LeakyRelu, PRelu, Abs, Clip, HardSigmoid; Max and Min of data and a constant
    maxima and minima     MaxPool (pads are minus infinity), GlobalMaxPool, ReduceMax, ReduceMin; Max and Min of several
                          operands are one unit an entry, constants among them are one more piece
    moving entries        Concat, DepthToSpace, Dropout (nothing), Expand, Flatten, Gather, GatherElements and GatherND
                          with constant indices, Identity, Pad (constant, edge, reflect, wrap), Reshape, Slice,
                          SpaceToDepth, Split, Squeeze, Tile, Transpose, Unsqueeze
    constants             Constant, ConstantOfShape, Shape, Size; Equal, Range, ReduceProd, Where and the arithmetic above
                          on integers, for shapes that are computed
    casts                 Cast of constants; of data to its own type or to float64
    left out at the end   Sigmoid, Softmax, LogSoftmax: regions do not depend on them, outputs are those before
    ===================== ==================================================================================================

    Division is exact: by one number, or by at most 16 that differ by more than powers of two and signs. A bound of Clip that
    the file's numbers cannot reach is none. HardSigmoid takes its stored float32 alpha, so that 1/6 is the nearest float32.
    """
    file = Path(path)
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        raise InputError(f"{file}: the extension must be one of {', '.join(sorted(_READERS))}")
    with reading(file):
        return reader(file)


def as_network(network: NetworkLike) -> Network:
    """The network itself, the one in the file of that path, or that of another tool's model.

    A torch module must fix the shape of its input by its first layer; otherwise `from_torch` is told.
    """
    if isinstance(network, Network):
        return network
    if isinstance(network, str | PathLike):
        return load(network)
    if is_sklearn(network):
        return from_sklearn(network)
    if is_keras(network):  # First: with torch behind it, a Keras model is a torch module too.
        return from_keras(network)
    if is_torch(network):
        return from_torch(network)
    raise InputError(
        "a network is a Network, the path of a file, a fitted scikit-learn perceptron, a torch module or a Keras model, "
        f"not {type(network).__name__}"
    )


def write_npz(network: Network, path: str | PathLike[str]) -> None:
    """Write arrays ``W0, b0, r0, W1, ...``, or nothing at all."""
    file = Path(path)
    if file.suffix.lower() != ".npz":
        raise InputError(f"{file}: the extension must be .npz")
    arrays: dict[str, Any] = network_arrays(network)
    with replacing(file) as stream:
        np.savez(stream, **arrays)


def _read_onnx(file: Path) -> Network:
    from splinex.importers.onnx_import import read_onnx

    try:
        return read_onnx(file)
    except InputError as error:
        # Names in a damaged file may hold anything, also ends of lines.
        text = "".join(letter if letter.isprintable() else "?" for letter in str(error))
        raise InputError(text) from error


def _read_npz(file: Path) -> Network:
    with file.open("rb") as stream:
        if not zipfile.is_zipfile(stream):
            raise InputError("not an npz archive, or only a part of one")
        try:
            archive = np.load(stream, allow_pickle=False)
            arrays: dict[str, NDArray[Any]] = {name: archive[name] for name in archive.files}
        except (OSError, ValueError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
            raise InputError(f"a damaged npz archive ({error})") from error
    return network_of(arrays)


def _read_nnet(file: Path) -> Network:
    """Comments, sizes, then five header lines without meaning here; per layer its rows, then its biases one a line."""
    text = file.read_text(encoding="utf-8", errors="replace").splitlines()
    lines = [(number, line) for number, line in enumerate(text, start=1) if not line.lstrip().startswith("//")]
    if len(lines) < 7:
        raise InputError("the header is incomplete")
    header, sizes = (_integers(*line) for line in lines[:2])
    if len(sizes) < 2 or min(sizes) < 1 or header[0] != len(sizes) - 1:
        raise InputError(f"the header announces {header[0]} layers but lists the sizes {sizes}")
    if len(header) > 2 and (header[1], header[2]) != (sizes[0], sizes[-1]):
        raise InputError(f"the header announces {header[1]} inputs and {header[2]} outputs but lists the sizes {sizes}")
    rows = iter([line for line in lines[7:] if line[1].strip()])
    layers: list[Layer] = []
    for i, (inputs, units) in enumerate(pairwise(sizes)):
        W = [_values(next(rows, None), inputs, f"W{i}") for _ in range(units)]
        b = [_values(next(rows, None), 1, f"b{i}")[0] for _ in range(units)]
        layers.append(Layer(W, b, i + 2 < len(sizes), names=(f"W{i}", f"b{i}")))
    extra = next(rows, None)
    if extra is not None:
        raise InputError(f"line {extra[0]} comes after the last layer of the sizes {sizes}")
    return Network(tuple(layers))


def _integers(number: int, line: str) -> list[int]:
    try:
        return [int(token) for token in _tokens(line)] or [0]
    except ValueError:
        raise InputError(f"line {number} must list integers") from None


def _values(line: tuple[int, str] | None, count: int, name: str) -> list[float]:
    if line is None:
        raise InputError(f"the file ends inside {name}")
    try:
        values = [float(token) for token in _tokens(line[1])]
    except ValueError:
        raise InputError(f"line {line[0]} must list numbers ({name})") from None
    if len(values) != count:
        raise InputError(f"line {line[0]} has {len(values)} values, {name} needs {count} a line")
    return values


def _tokens(line: str) -> list[str]:
    return line.strip().rstrip(",").split(",") if line.strip() else []


_READERS: dict[str, Callable[[Path], Network]] = {".nnet": _read_nnet, ".npz": _read_npz, ".onnx": _read_onnx}
