"""Soft vector quantisation: what nonlinearities become when a choice of pieces is softened (slide 40).

The hard code of a max-affine spline picks the largest piece v_r. The soft one weighs pieces by softmax(eta v) with
eta = beta / (1 - beta): beta = 1 is the hard spline, beta = 1/2 makes the ReLU a SiLU, beta = 0 the mean of all pieces.
Functions of numpy arrays are here, and torch modules with the same limits, which are imported when they are first used.
"""

from typing import TYPE_CHECKING, Any

from splinex.errors import InputError
from splinex.soft_vq.assignments import assignments, entropy, soft_maximum
from splinex.soft_vq.nonlinearities import absolute, leaky_relu, relu, softmax_pool
from splinex.soft_vq.soft_network import SoftNetwork
from splinex.soft_vq.splines import soft_spline, spline_assignments
from splinex.soft_vq.temperature import eta

if TYPE_CHECKING:
    from splinex.soft_vq.torch_modules import (
        SoftAbs,
        SoftLeakyReLU,
        SoftMaxAffine,
        SoftMaxPool1d,
        SoftMaxPool2d,
        SoftReLU,
        hardened,
    )

__all__ = [
    "SoftAbs",
    "SoftLeakyReLU",
    "SoftMaxAffine",
    "SoftMaxPool1d",
    "SoftMaxPool2d",
    "SoftNetwork",
    "SoftReLU",
    "absolute",
    "assignments",
    "entropy",
    "eta",
    "hardened",
    "leaky_relu",
    "relu",
    "soft_maximum",
    "soft_spline",
    "softmax_pool",
    "spline_assignments",
]

_TORCH = ("SoftAbs", "SoftLeakyReLU", "SoftMaxAffine", "SoftMaxPool1d", "SoftMaxPool2d", "SoftReLU", "hardened")


def __getattr__(name: str) -> Any:
    if name not in _TORCH:
        raise AttributeError(f"module 'splinex.soft_vq' has no attribute {name!r}")
    from importlib import import_module

    try:
        return getattr(import_module("splinex.soft_vq.torch_modules"), name)
    except ModuleNotFoundError as error:
        raise InputError(f"{name} is a torch module: pip install splinex[torch]") from error


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
