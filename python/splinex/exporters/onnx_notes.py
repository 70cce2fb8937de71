"""What the metadata of an exported ONNX model says beyond its graph: the arrays of `.npz` files without weights, as text."""

import base64
import hashlib
import io
import zipfile
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splinex.layer_arrays import network_arrays
from splinex.network import Network

__all__ = ["KEY", "arrays_noted", "fits", "noted"]

KEY = "splinex"
"""Of the metadata."""


def noted(network: Network) -> str:
    """All arrays of a network but weights and biases, which the graph holds."""
    arrays = {
        name: value for name, value in network_arrays(network).items() if not (name[0] in "Wb" and name[1:].isdigit())
    }
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, digest=_digest(network), **arrays)
    return base64.b64encode(stream.getvalue()).decode("ascii")


def arrays_noted(text: str) -> dict[str, NDArray[Any]]:
    """What `noted` wrote; nothing if it is damaged."""
    try:
        with np.load(io.BytesIO(base64.b64decode(text, validate=True)), allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (ValueError, OSError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error, TypeError):
        return {}


def fits(network: Network, arrays: dict[str, NDArray[Any]]) -> bool:
    """Whether the notes were made for these very weights, to which rows of no unit are tied."""
    return np.array_equal(arrays.get("digest", np.empty(0)), _digest(network))


def _digest(network: Network) -> NDArray[np.uint8]:
    total = hashlib.sha256()
    for layer in network.layers:
        total.update(layer.weight.tobytes())
        total.update(layer.bias.tobytes())
    return np.frombuffer(total.digest(), dtype=np.uint8)
