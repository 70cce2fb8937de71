"""Partitions in `.npz` files: the network as `load` reads it, the columns of the regions, and a line of JSON for the rest."""

import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from splinex.domains.json_files import domain_from_dict
from splinex.errors import InputError, MemoryLimitError
from splinex.layer_arrays import network_arrays, network_of
from splinex.memory import MemoryBudget
from splinex.network import Network
from splinex.partitions.partition import Partition
from splinex.reading import reading
from splinex.replacing import replacing
from splinex.results import Stats
from splinex.search import Chunk

__all__ = ["open_partition", "write_partition"]

_KIND = "splinex partition"
_VERSION = 2
_DAMAGE = (
    *(OSError, ValueError, TypeError, AttributeError, EOFError, KeyError, OverflowError, MemoryError),
    *(RuntimeError, zipfile.BadZipFile, zlib.error, struct.error),
)
"""What zipfile, numpy and json raise for bytes that make no sense."""


def open_partition(path: str | PathLike[str]) -> Partition:
    """Read what `Partition.to_npz` or ``enumerate_regions(out=...)`` wrote.

    Parameters
    ----------
    path : str or path
        A file that ends in ".npz", which is read as a whole; or one that ends in ".parquet", or a folder of such files, whose
        columns are read piece by piece when they are asked for.

    Returns
    -------
    Partition
        `truncated` if a folder has not been written to its end: then these are the regions up to the last commit.

    Raises
    ------
    InputError
        When the file is missing, damaged, or something else.
    MemoryLimitError
        When the regions would take more than half of the free memory.

    Examples
    --------
    >>> import tempfile
    >>> import splinex as sx
    >>> part = sx.enumerate_regions(sx.arrangement([[1, 0], [0, 1]]), sx.Box(-1, 1))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     part.to_npz(f"{folder}/regions.npz")
    ...     again = sx.open_partition(f"{folder}/regions.npz")
    >>> again
    Partition(4 regions of Network(2 -> 2 relu) in Box(-1, 1))
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix != ".npz" and (suffix == ".parquet" or file.is_dir()):
        from splinex.streams.opening import open_file, open_folder

        return open_folder(file) if file.is_dir() else open_file(file)
    if suffix != ".npz":
        raise InputError(f"{file}: the extension must be .npz or .parquet, or this be a folder of .parquet files")
    with reading(file), file.open("rb") as stream:
        return _read(stream)


def write_partition(part: Partition, path: str | PathLike[str]) -> None:
    """Write a partition, chunk by chunk; the file appears once it is complete."""
    file = _npz(path)
    arrays = {"partition": np.array(json.dumps(_header(part)))}
    arrays |= network_arrays(part.network)
    if part.chosen is not None:
        arrays["indices"] = part.chosen
    with replacing(file) as stream, zipfile.ZipFile(stream, "w") as archive:
        for name, array in arrays.items():
            _add(archive, name, array.dtype, array.shape, [array])
        for name, dtype, width in _columns(part.network):
            _add(archive, name, dtype, (len(part), *width), (getattr(chunk, name) for chunk in part.chunks))


def _npz(path: str | PathLike[str]) -> Path:
    file = Path(path)
    if file.suffix.lower() != ".npz":
        raise InputError(f"{file}: the extension must be .npz")
    return file


def _columns(network: Network) -> list[tuple[str, np.dtype[Any], tuple[int, ...]]]:
    """Name, dtype and shape of a row of the columns of a chunk."""
    width = (network._layout.n_bits + 7) // 8
    return [
        ("packed", np.dtype(np.uint8), (width,)),
        ("points", np.dtype(np.float64), (network.n_inputs,)),
        ("inexact", np.dtype(np.bool_), ()),
    ]


def _header(part: Partition) -> dict[str, Any]:
    return {
        "kind": _KIND,
        "version": _VERSION,
        "domain": None if part.domain is None else part.domain.to_dict(),
        "start": part.start,
        "truncated": part.truncated,
        "stats": asdict(part.stats),
    }


def _add(
    archive: zipfile.ZipFile, name: str, dtype: np.dtype[Any], shape: tuple[int, ...], parts: Iterable[NDArray[Any]]
) -> None:
    """One array from its consecutive parts, which are never joined."""
    with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
        header = {"descr": npy.dtype_to_descr(dtype), "fortran_order": False, "shape": shape}
        npy.write_array_header_1_0(entry, header)
        for part in parts:
            entry.write(np.ascontiguousarray(part).reshape(-1).view(np.uint8).data)


def _read(stream: BinaryIO) -> Partition:
    if not zipfile.is_zipfile(stream):
        raise InputError("not an npz archive, or only a part of one")
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as entries:
            MemoryBudget().spend(sum(entry.file_size for entry in entries.infolist()))
        stream.seek(0)
        archive = np.load(stream, allow_pickle=False)
        return _partition({name: archive[name] for name in archive.files})
    except (InputError, MemoryLimitError):
        raise
    except _DAMAGE as error:
        raise InputError(
            f"a damaged npz archive ({str(error).splitlines()[0] if str(error) else 'cut off'})"
        ) from error


def _partition(arrays: Mapping[str, Any]) -> Partition:
    header = json.loads(_array(arrays, "partition", np.dtype(np.str_), ()).item()) if "partition" in arrays else {}
    if not isinstance(header, dict) or header.get("kind") != _KIND:
        raise InputError("this npz archive holds no partition; Partition.to_npz writes one")
    if header["version"] != _VERSION:
        raise InputError(
            f"written in version {header['version']} of the format, but this splinex reads version {_VERSION}"
        )
    network = network_of(arrays)
    n = len(_array(arrays, "inexact", np.dtype(np.bool_), (None,)))
    chunk = Chunk(*(_array(arrays, name, dtype, (n, *width)) for name, dtype, width in _columns(network)))
    _check(chunk, network)
    chosen = _array(arrays, "indices", np.dtype(np.int64), (n,)) if "indices" in arrays else None
    domain = None if header["domain"] is None else domain_from_dict(header["domain"])
    chunks, stats = (chunk,) if n else (), Stats(**header["stats"])
    part = Partition(network, domain, chunks, stats, bool(header["truncated"]), int(header["start"]), chosen)
    part._coordinates()  # rejects a domain of another dimension
    return part


def _array(arrays: Mapping[str, Any], name: str, dtype: np.dtype[Any], shape: tuple[int | None, ...]) -> NDArray[Any]:
    """An array of the file with that kind of numbers and that shape; None is any length."""
    array = arrays[name] if name in arrays else _missing(name)
    fits = array.ndim == len(shape) and all(want in (None, have) for want, have in zip(shape, array.shape, strict=True))
    if not fits or array.dtype.kind != dtype.kind:
        raise InputError(f"a damaged partition: {name} is an array of {array.dtype} of shape {array.shape}")
    return array if dtype.kind == "U" else np.asarray(array.astype(dtype, casting="equiv", copy=False))


def _missing(name: str) -> Any:
    raise InputError(f"a damaged partition: the array {name} is missing")


def _check(chunk: Chunk, network: Network) -> None:
    if not np.isfinite(chunk.points).all():
        raise InputError("a damaged partition: points holds a number that is not finite")
    spare = -network._layout.n_bits % 8
    if spare and (chunk.packed[:, -1] >> (8 - spare)).any():
        raise InputError("a damaged partition: packed has units that the network does not have")
