"""Torch modules: the extra ``torch``, which is not imported before a module is given."""

import operator
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.importers.checking import check_against
from splinex.network import Network

if TYPE_CHECKING:
    from splinex.graphs.tensor import Tensor

__all__ = ["from_torch", "is_torch"]


def is_torch(model: object) -> bool:
    """Whether a model's class is torch's Module, or derived from it."""
    return any(
        base.__name__ == "Module" and base.__module__ == "torch.nn.modules.module" for base in type(model).__mro__
    )


def from_torch(module: Any, input_shape: int | Sequence[int] | None = None) -> Network:
    """Take the network out of a torch module, by tracing it with torch.fx.

    It is the module's real function in evaluation mode, whichever mode the module is in, of its parameters, which keep their
    exact values in float16, bfloat16, float32 and float64. Numbers written in Python, a negative slope of 0.01 say, are
    rounded to the type of the parameters, as torch does. Two things are irrational or depend on rounding, and have a
    definition: the scale of batch normalisation is the float64 gamma / sqrt(variance + eps); what the module computes of
    its parameters alone (a mask times a weight) is what torch computes. A last softmax, log-softmax or sigmoid is left out:
    regions do not depend on it. The module is not changed: a copy of it is traced, and its forward pass is compared
    with the network at a few points, within a bound on rounding errors.

    Parameters
    ----------
    module : torch.nn.Module
        With one argument and one result, both tensors with a batch axis. Layers: Linear, Conv1d, Conv2d, BatchNorm1d,
        BatchNorm2d, average, adaptive and maximum pooling, padding, ReLU, LeakyReLU, PReLU, ReLU6, Hardtanh, Hardsigmoid,
        Softshrink, Threshold, Flatten, Unflatten, Dropout, RNN and RNNCell with ReLUs; their functional forms, sums and
        products with constants, sums of branches, maxima and minima, means, concatenation, and whatever only moves
        entries. docs/formats.md has the whole table.
    input_shape : int or sequence of int, optional
        Without the batch axis. Needed unless the first layer is a Linear, which fixes it.

    Returns
    -------
    Network
        Inputs and outputs are the entries of the module's, row-major, for a batch of one. Hidden layers are named after the
        paths of modules and the names of torch.fx's nodes. Of an RNN alone the outputs are those of all time steps.

    Raises
    ------
    InputError
        For a layer or operation that is not supported, by name; for a forward pass that torch.fx cannot trace; when
        `input_shape` is missing or does not fit.

    Examples
    --------
    >>> import splinex as sx
    >>> from torch import nn
    >>> sx.from_torch(nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1)))
    Network(2 -> 8 relu -> 1)
    """
    try:
        import torch

        from splinex.importers.torch_copies import evaluation_copy, forward_pass, number_type
        from splinex.importers.torch_graph import Program
        from splinex.importers.torch_shapes import first_shape, traced_with
    except ModuleNotFoundError as error:
        raise InputError("torch modules need torch: pip install splinex[torch]") from error
    if not is_torch(module):
        raise InputError(f"a torch.nn.Module is needed, not {type(module).__name__}")
    with torch.random.fork_rng(devices=[]), torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Those of the module's own code were there before.
        copy = evaluation_copy(module)
        dtype, eps = number_type(copy)
        shape = first_shape(copy) if input_shape is None else _checked(input_shape)
        graph, axis = traced_with(copy, shape, dtype)
        program = Program(graph, dtype, eps)

        def run(x: "Tensor") -> "Tensor":
            return program(x.relabelled(np.expand_dims(x.order, axis)))

        network = Network.trace(run, shape)

        def outputs(point: NDArray[np.float64]) -> NDArray[np.float64]:
            given = torch.from_numpy(np.expand_dims(point, axis)).to(dtype)
            try:
                result = forward_pass(copy, given)
            except Exception as error:  # Whatever the module's own code raises.
                reason = str(error).strip().split("\n", 1)[0]
                raise InputError(f"the module rejects an input of shape {tuple(given.shape)} ({reason})") from error
            first = result[0] if isinstance(result, tuple) else result
            values: NDArray[np.float64] = first.double().numpy().ravel()
            return values

        check_against(network, outputs, shape, eps, "the module's forward pass", program.ending)
    return network


def _checked(shape: int | Sequence[int]) -> tuple[int, ...]:
    try:
        return tuple(map(operator.index, shape if isinstance(shape, Sequence) else (shape,)))
    except TypeError:
        raise InputError(f"input_shape must be integers, not {shape!r}") from None
