"""ONNX models that splinex wrote: their metadata completes the graph, as long as the graph is the one that was written."""

from typing import TYPE_CHECKING

from splinex.errors import InputError
from splinex.exporters.onnx_export import onnx_model
from splinex.exporters.onnx_notes import KEY, arrays_noted, fits
from splinex.importers.onnx_tensors import dense
from splinex.layer_arrays import network_of
from splinex.network import Network

if TYPE_CHECKING:
    from onnx import ModelProto

__all__ = ["own_network"]


def own_network(model: "ModelProto") -> Network | None:
    """The network whose export has exactly this graph, or None: then the graph alone says what the network is."""
    notes = [entry.value for entry in model.metadata_props if entry.key == KEY]
    arrays = arrays_noted(notes[0]) if len(notes) == 1 else {}
    if not arrays:
        return None
    try:
        weights = {tensor.name: dense(tensor) for tensor in model.graph.initializer}
        network = network_of(arrays | {name: weights[name] for name in weights if name[:1] in ("W", "b")})
    except InputError:
        return None
    if not fits(network, arrays):
        return None
    written = onnx_model(network)
    same = written.graph == model.graph and written.opset_import == model.opset_import
    return network if same else None
