"""The layers that networks are made of: exact affine maps, piecewise-linear units, and what combines branches.

Each layer is a callable from a symbolic `Tensor` to another one, for `Network.trace` and `Network.sequential`. Tensors have
no batch axis: an image is (channels, height, width). docs/layers has the max-affine spline form of each family.
"""

from splinex.graphs.tensor import Tensor, concatenate, pad, stack
from splinex.graphs.units import maximum, minimum
from splinex.nn.activations import (
    Abs,
    Clip,
    HardSigmoid,
    HardTanh,
    LeakyReLU,
    PiecewiseLinear,
    PReLU,
    ReLU,
    ReLU6,
)
from splinex.nn.linear import BatchNorm, Conv1d, Conv2d, Dropout, Flatten, Linear
from splinex.nn.maxima import ArgMax, ChannelPool, Maxout, MaxPool1d, MaxPool2d
from splinex.nn.means import AvgPool1d, AvgPool2d, GlobalAvgPool
from splinex.nn.recurrent import RNN

__all__ = [
    "RNN",
    "Abs",
    "ArgMax",
    "AvgPool1d",
    "AvgPool2d",
    "BatchNorm",
    "ChannelPool",
    "Clip",
    "Conv1d",
    "Conv2d",
    "Dropout",
    "Flatten",
    "GlobalAvgPool",
    "HardSigmoid",
    "HardTanh",
    "LeakyReLU",
    "Linear",
    "MaxPool1d",
    "MaxPool2d",
    "Maxout",
    "PReLU",
    "PiecewiseLinear",
    "ReLU",
    "ReLU6",
    "Tensor",
    "concatenate",
    "maximum",
    "minimum",
    "pad",
    "stack",
]
