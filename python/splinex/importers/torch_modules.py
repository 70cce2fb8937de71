"""Modules of torch.nn, by class."""

from collections.abc import Callable
from typing import Any

from splinex.errors import InputError
from splinex.graphs.tensor import Tensor, constant_like
from splinex.importers.torch_functions import FUNCTIONS
from splinex.importers.torch_moves import moved, padded
from splinex.importers.torch_place import Place
from splinex.importers.torch_recurrent import recurrent, recurrent_cell

__all__ = ["applied", "ending_of", "kind_of"]


def applied(place: Place, module: Any, args: Any, kwargs: Any, data: Tensor | None) -> Any:
    """The value of a leaf module.

    Parameters
    ----------
    data : Tensor
        Any one that depends on the input.
    """
    kind = kind_of(module)
    if not any(isinstance(value, Tensor) for value in (*args, *kwargs.values())):
        if kind not in _AFFINE or data is None:
            return module(*args, **kwargs)
        args = (constant_like(data, place.constant(args[0])),)  # The initial state of a loop, say: nothing is rounded.
    if kind in _RECURRENT:
        return _RECURRENT[kind](place, module, *args, **kwargs)
    if len(args) != 1 or kwargs or not isinstance(args[0], Tensor):
        raise InputError("one argument that depends on the input is needed")
    if kind in _SAME:
        return args[0]
    if kind in _MOVES:
        return moved(module, args, {})
    if kind in _PADS:
        return padded(place, args[0], module.padding, _PADS[kind], getattr(module, "value", None))
    if kind not in _MODULES:
        raise InputError("is not supported")
    function, names = _MODULES[kind]
    options = {name: getattr(module, name) for name in names}
    if getattr(module, "padding_mode", "zeros") != "zeros":
        raise InputError(f"padding_mode={module.padding_mode!r} is not supported; 'zeros' is needed")
    return FUNCTIONS[function](place, args[0], **options)


def kind_of(module: Any) -> str:
    """The name of torch's class that the module is an instance of, the nearest that is supported or else its own."""
    known = (_RECURRENT, _SAME, _MOVES, _PADS, _MODULES, _ENDINGS)
    names = [base.__name__ for base in type(module).__mro__ if base.__module__.startswith("torch.nn.")]
    return next((name for name in names if any(name in table for table in known)), type(module).__name__)


def ending_of(module: Any) -> str | None:
    """Which ignored last function a module is."""
    return _ENDINGS.get(kind_of(module))


_ENDINGS = {"LogSoftmax": "log_softmax", "Sigmoid": "sigmoid", "Softmax": "softmax"}
_RECURRENT: dict[str, Callable[..., Any]] = {"RNN": recurrent, "RNNCell": recurrent_cell}
_SAME = frozenset({"AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "FeatureAlphaDropout", "Identity"})
_MOVES = frozenset({"ChannelShuffle", "Flatten", "PixelShuffle", "PixelUnshuffle", "Unflatten"})
_PADS = {
    f"{kind}Pad{axes}d": mode
    for axes in (1, 2)
    for kind, mode in (
        ("Circular", "circular"),
        ("Constant", "constant"),
        ("Reflection", "reflect"),
        ("Replication", "replicate"),
        ("Zero", "constant"),
    )
}
_AFFINE = frozenset({"Conv1d", "Conv2d", "Linear"})
_CONV = ("weight", "bias", "stride", "padding", "dilation", "groups")
_NORM = ("running_mean", "running_var", "weight", "bias", "eps")
_AVERAGE = ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad")
_MAX = ("kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices")
_MODULES: dict[str, tuple[str, tuple[str, ...]]] = {
    "AdaptiveAvgPool1d": ("adaptive_avg_pool1d", ("output_size",)),
    "AdaptiveAvgPool2d": ("adaptive_avg_pool2d", ("output_size",)),
    "AdaptiveMaxPool1d": ("adaptive_max_pool1d", ("output_size", "return_indices")),
    "AdaptiveMaxPool2d": ("adaptive_max_pool2d", ("output_size", "return_indices")),
    "AvgPool1d": ("avg_pool1d", _AVERAGE),
    "AvgPool2d": ("avg_pool2d", (*_AVERAGE, "divisor_override")),
    "BatchNorm1d": ("batch_norm", _NORM),
    "BatchNorm2d": ("batch_norm", _NORM),
    "Conv1d": ("conv1d", _CONV),
    "Conv2d": ("conv2d", _CONV),
    "Hardsigmoid": ("hardsigmoid", ()),
    "Hardtanh": ("hardtanh", ("min_val", "max_val")),
    "LeakyReLU": ("leaky_relu", ("negative_slope",)),
    "Linear": ("linear", ("weight", "bias")),
    "MaxPool1d": ("max_pool1d", _MAX),
    "MaxPool2d": ("max_pool2d", _MAX),
    "PReLU": ("prelu", ("weight",)),
    "ReLU": ("relu", ()),
    "ReLU6": ("relu6", ()),
    "Softshrink": ("softshrink", ("lambd",)),
    "Threshold": ("threshold", ("threshold", "value")),
}
"""The function that a module calls, and the attributes that are its keywords."""
