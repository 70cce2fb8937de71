"""Torch modules compared with what `from_torch` makes of them."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import splinex as sx
import torch
from torch import nn

torch.set_num_threads(1)  # These nets are tiny; idle threads would only spin.


class Of(nn.Module):  # type: ignore[misc]
    """A function as a module, with parameters of its own."""

    def __init__(self, function: Callable[..., Any], **parameters: Any) -> None:
        super().__init__()
        self.function = function
        for name, value in parameters.items():
            self.register_buffer(name, torch.as_tensor(value))

    def forward(self, x: Any) -> Any:
        return self.function(self, x) if self.function.__code__.co_argcount == 2 else self.function(x)


def agree(module: Any, shape: tuple[int, ...], points: int = 12, batch_axis: int = 0) -> sx.Network:
    """Import a module, and compare it with its own forward pass in float64."""
    net = sx.from_torch(module, shape)
    rng = np.random.default_rng(1)
    double = copy.deepcopy(module).double().eval()
    assert net.input_shape == shape
    for _ in range(points):
        x = rng.integers(-300, 300, shape) / 64.0
        with torch.no_grad(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Using padding='same' with even kernel lengths")
            result = double(torch.from_numpy(np.expand_dims(x, batch_axis)))
        expected = (result[0] if isinstance(result, tuple) else result).numpy().ravel()
        np.testing.assert_allclose(net(x.ravel()), expected, rtol=1e-6, atol=1e-6)
    return net


def norm(kind: Any, channels: int, **options: Any) -> Any:
    """Batch normalisation with statistics and parameters that are not the initial ones."""
    layer = kind(channels, **options)
    layer.running_mean.copy_(torch.randn(channels))
    layer.running_var.copy_(torch.rand(channels) + 0.5)
    if layer.affine:
        nn.init.normal_(layer.weight)
        nn.init.normal_(layer.bias)
    return layer
