"""Networks in files: the `.nnet` text of Stanford's sisl, and `.npz` with float64 layers and their ReLU flags."""

import zipfile
import zlib
from collections.abc import Callable
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.layer import Layer
from splinex.network import Network

__all__ = ["NetworkLike", "as_network", "load", "write_npz"]

NetworkLike = Network | str | PathLike[str]
"""What every function takes for a network: the network itself, or the path of a file."""


def load(path: str | PathLike[str]) -> Network:
    """Read a network from a file.

    Parameters
    ----------
    path : str or path
        ``.nnet``: the text format of sisl/NNet, a ReLU after every layer but the last, values taken as the nearest float64;
        the ranges and means of its header are not applied. ``.npz``: arrays ``W0, b0, r0, W1, ...``, where ``rK`` says
        whether a ReLU follows.

    Raises
    ------
    InputError
        When the file is missing or corrupt, has another extension, or holds layers that do not chain.
    """
    file = Path(path)
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        raise InputError(f"{file}: the extension must be one of {', '.join(sorted(_READERS))}")
    try:
        return Network(tuple(reader(file)))
    except FileNotFoundError:
        raise InputError(f"{file}: no such file") from None
    except InputError as error:
        raise InputError(f"{file}: {error}") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error})") from error


def as_network(network: NetworkLike) -> Network:
    """The network itself, or the one in the file of that path."""
    if isinstance(network, Network):
        return network
    if isinstance(network, str | PathLike):
        return load(network)
    raise InputError(f"a network is a Network or the path of a file, not {type(network).__name__}")


def write_npz(network: Network, path: str | PathLike[str]) -> None:
    """Write arrays ``W0, b0, r0, W1, ...``."""
    file = Path(path)
    if file.suffix.lower() != ".npz":
        raise InputError(f"{file}: the extension must be .npz")
    arrays: dict[str, Any] = {}
    for i, layer in enumerate(network.layers):
        arrays |= {f"W{i}": layer.weight, f"b{i}": layer.bias, f"r{i}": np.bool_(layer.relu)}
    with file.open("wb") as stream:
        np.savez(stream, **arrays)


def _read_npz(file: Path) -> list[Layer]:
    with file.open("rb") as stream:
        if not zipfile.is_zipfile(stream):
            raise InputError("not an npz archive, or only a part of one")
        try:
            archive = np.load(stream, allow_pickle=False)
            arrays: dict[str, NDArray[Any]] = {name: archive[name] for name in archive.files}
        except (OSError, ValueError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
            raise InputError(f"a damaged npz archive ({error})") from error
    count = sum(name.startswith("W") and name[1:].isdigit() for name in arrays)
    for name in (f"{kind}{i}" for i in range(max(count, 1)) for kind in "Wbr"):
        if name not in arrays:
            raise InputError(f"the array {name} is missing")
    return [Layer(arrays[f"W{i}"], arrays[f"b{i}"], _flag(arrays, i), names=(f"W{i}", f"b{i}")) for i in range(count)]


def _flag(arrays: dict[str, NDArray[Any]], i: int) -> bool:
    flag = arrays[f"r{i}"]
    if flag.size != 1 or flag.dtype.kind not in "biu" or flag.item() not in (0, 1):
        raise InputError(f"r{i} must be one bool")
    return bool(flag.item())


def _read_nnet(file: Path) -> list[Layer]:
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
    return layers


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


_READERS: dict[str, Callable[[Path], list[Layer]]] = {".nnet": _read_nnet, ".npz": _read_npz}
