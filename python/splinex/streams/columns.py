"""The columns of a Parquet file of regions, from and to arrays."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.arrays import readonly
from splinex.network import Network
from splinex.region import Region
from splinex.search import Chunk
from splinex.streams.arrow import arrow
from splinex.streams.header import Source

__all__ = ["column_names", "decoded", "encodings", "schema", "table"]

_DIGITS = 4000
"""Python writes no more than 4300 digits at a time."""


def schema(source: Source) -> Any:
    """The pyarrow schema: index, packed, x0, x1, ..., inexact, witness, and with maps A and b."""
    pa = arrow()
    network = source.network
    fields = [("index", pa.int64()), ("packed", pa.binary(_width(network)))]
    fields += [(name, pa.float64()) for name in column_names(network, "points")]
    fields += [("inexact", pa.bool_()), ("witness", pa.string())]
    if source.maps:
        fields += [("A", pa.list_(pa.float64(), network.n_outputs * network.n_inputs))]
        fields += [("b", pa.list_(pa.float64(), network.n_outputs))]
    return pa.schema([pa.field(name, kind, nullable=name == "witness") for name, kind in fields])


def encodings(network: Network) -> dict[str, str]:
    """How columns are written that compress better than plainly."""
    points = column_names(network, "points")
    return {"index": "DELTA_BINARY_PACKED", **dict.fromkeys(points, "BYTE_STREAM_SPLIT")}


def column_names(network: Network, column: str) -> list[str]:
    """The names in the file of a column of a `Chunk`."""
    return [f"x{j}" for j in range(network.n_inputs)] if column == "points" else [column]


def table(source: Source, chunk: Chunk, start: int) -> Any:
    """The pyarrow table of regions whose indices count on from `start`."""
    pa = arrow()
    n, width = len(chunk), _width(source.network)
    packed = np.zeros((n, width), dtype=np.uint8)
    packed[:, : chunk.packed.shape[1]] = chunk.packed
    columns = [pa.array(np.arange(start, start + n))]
    columns += [pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), n, [None, pa.py_buffer(packed)])]
    columns += [pa.array(column) for column in np.ascontiguousarray(chunk.points.T)]
    columns += [pa.array(chunk.inexact), _witnesses(source, chunk)]
    if source.maps:
        for flat in _maps(source, chunk):
            columns.append(pa.FixedSizeListArray.from_arrays(pa.array(flat.ravel()), flat.shape[1]))
    return pa.table(columns, schema=schema(source))


def decoded(network: Network, column: str, read: Any) -> NDArray[Any]:
    """One column of a `Chunk` from the pyarrow table of its columns in the file, which has no nulls; read-only."""
    if column == "points":
        points = np.empty((read.num_rows, network.n_inputs))
        for j, name in enumerate(column_names(network, column)):
            points[:, j] = read.column(name).to_numpy()
        return readonly(points)
    if column == "inexact":
        return readonly(read.column(column).to_numpy())
    packed = read.column(column).combine_chunks()
    rows = np.frombuffer(packed.buffers()[1], np.uint8).reshape(-1, _width(network))
    return rows[packed.offset : packed.offset + read.num_rows, : (network._layout.n_bits + 7) // 8]


def _width(network: Network) -> int:
    """Bytes of a pattern; Parquet has no values of none."""
    return max(1, (network._layout.n_bits + 7) // 8)


def _witnesses(source: Source, chunk: Chunk) -> Any:
    """Exact points where floats are not: "1/3 -2/7"."""
    pa = arrow()
    texts: list[str | None] = [None] * len(chunk)
    for row in np.flatnonzero(chunk.inexact).tolist():
        bits = np.unpackbits(chunk.packed[row], count=source.network._layout.n_bits, bitorder="little")
        point = Region(source.network, source.domain, row, bits, chunk.points[row], True).witness()
        texts[row] = " ".join(_written(x.numerator) + "/" + _written(x.denominator) for x in point)
    return pa.array(texts, pa.string())


def _maps(source: Source, chunk: Chunk) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A, row by row, and b of the output: correctly rounded."""
    network = source.network
    found = _core.rounded_maps(network._exact, np.ascontiguousarray(chunk.packed), len(network.widths), None)
    maps = found.reshape(len(chunk), network.n_outputs, network.n_inputs + 1)
    return maps[:, :, :-1].reshape(len(chunk), -1), np.ascontiguousarray(maps[:, :, -1])


def _written(number: int) -> str:
    """In decimal, however long."""
    sign, rest, digits = "-" * (number < 0), abs(number), ""
    while rest >= 10**_DIGITS:
        rest, low = divmod(rest, 10**_DIGITS)
        digits = str(low).zfill(_DIGITS) + digits
    return f"{sign}{rest}{digits}"
