"""Soft nonlinearities as torch modules: fixed or learnable beta, with the exact limits."""

import copy
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from splinex.errors import InputError
from splinex.soft_vq.assignments import scalar

__all__ = ["SoftAbs", "SoftLeakyReLU", "SoftMaxAffine", "SoftMaxPool1d", "SoftMaxPool2d", "SoftReLU", "hardened"]

_STEEPEST = 30.0
"""eta is kept between exp(-30) and exp(30): within what float32 holds."""


class _Soft(nn.Module):  # type: ignore[misc]
    """Holds beta: a number, or a parameter whose sigmoid it is; eta is then the parameter's exponential."""

    def __init__(self, beta: float, learnable: bool) -> None:
        super().__init__()
        eta = scalar(beta)
        if learnable and not 0 < beta < 1:
            raise InputError(f"a learnable beta must start strictly between 0 and 1, not at {beta:g}")
        self.fixed_beta = None if learnable else float(beta)
        self.fixed_eta = eta
        self.logit = nn.Parameter(torch.tensor(eta).log()) if learnable else None

    @property
    def beta(self) -> Any:
        """beta as it is now: a float, or a tensor that depends on the parameter."""
        return self.fixed_beta if self.logit is None else torch.sigmoid(self.logit)

    def slope(self) -> Any:
        """eta of a beta that is neither 0 nor 1."""
        if self.logit is not None:
            return self.logit.clamp(-_STEEPEST, _STEEPEST).exp()
        return self.fixed_eta

    def extra_repr(self) -> str:
        beta = self.beta if self.logit is None else self.beta.item()
        return f"beta={beta:g}, learnable={self.logit is not None}"


class SoftLeakyReLU(_Soft):
    """The soft version of max(nu x, x): x (nu + (1 - nu) s((1 - nu) eta x)), see `splinex.soft_vq.leaky_relu`.

    Parameters
    ----------
    negative_slope : float
        nu, at most 1.
    beta : float
        From 0 to 1; eta = beta / (1 - beta).
    learnable : bool
        Make beta the sigmoid of a parameter.

    Raises
    ------
    InputError
        For a beta outside [0, 1], one of 0 or 1 that should be learnable, and a slope above 1.
    """

    def __init__(self, negative_slope: float = 0.01, beta: float = 0.5, learnable: bool = False) -> None:
        super().__init__(beta, learnable)
        if not negative_slope <= 1:
            raise InputError(f"negative_slope is {negative_slope:g}; above 1 a leaky ReLU is a minimum")
        self.negative_slope = float(negative_slope)

    def forward(self, x: Any) -> Any:
        nu = self.negative_slope
        if self.fixed_beta == 1:
            return F.relu(x) if nu == 0 else F.leaky_relu(x, nu)
        if self.fixed_beta == 0:
            return x * ((1 + nu) / 2)
        return x * (nu + (1 - nu) * torch.sigmoid((1 - nu) * self.slope() * x))


class SoftReLU(SoftLeakyReLU):
    """The sigmoid-gated ReLU x s(eta x): ReLU for beta = 1, SiLU for 1/2, swish in between, x / 2 for 0.

    Parameters
    ----------
    beta, learnable
        As for `SoftLeakyReLU`.

    Examples
    --------
    >>> import torch
    >>> x = torch.tensor([-1.0, 2.0])
    >>> torch.allclose(SoftReLU(beta=0.5)(x), torch.nn.SiLU()(x))
    True
    """

    def __init__(self, beta: float = 0.5, learnable: bool = False) -> None:
        super().__init__(0.0, beta, learnable)


class SoftAbs(_Soft):
    """The soft absolute value x tanh(eta x): the hard one for beta = 1, 0 for beta = 0.

    Parameters
    ----------
    beta, learnable
        As for `SoftLeakyReLU`.
    """

    def __init__(self, beta: float = 0.5, learnable: bool = False) -> None:
        super().__init__(beta, learnable)

    def forward(self, x: Any) -> Any:
        if self.fixed_beta == 1:
            return torch.abs(x)
        if self.fixed_beta == 0:
            return x * 0.0
        return x * torch.tanh(self.slope() * x)


class _SoftMaximum(_Soft):
    """sum_r T_r v_r over the last axis."""

    def _combined(self, values: Any) -> Any:
        if self.fixed_beta == 1:
            return values.amax(dim=-1)
        if self.fixed_beta == 0:
            return values.mean(dim=-1)
        return (values * torch.softmax(self.slope() * values, dim=-1)).sum(dim=-1)


class SoftMaxAffine(_SoftMaximum):
    """K soft max-affine splines of R pieces each on D inputs, as a layer: the soft maxout.

    Parameters
    ----------
    A : Tensor or array_like, (K, R, D)
        Slopes; parameters of the module, like `B`.
    B : Tensor or array_like, (K, R)
    beta, learnable
        As for `SoftLeakyReLU`.

    Raises
    ------
    InputError
        As for `SoftLeakyReLU`, and for shapes that do not fit.

    Examples
    --------
    >>> import torch
    >>> SoftMaxAffine([[[-1.0], [1.0]]], [[0.0, 0.0]], beta=1)(torch.tensor([[-3.0]])).tolist()
    [[3.0]]
    """

    def __init__(self, A: Any, B: Any, beta: float = 0.5, learnable: bool = False) -> None:
        super().__init__(beta, learnable)
        slopes, offsets = torch.as_tensor(A), torch.as_tensor(B)
        if slopes.ndim != 3 or offsets.shape != slopes.shape[:2]:
            raise InputError(
                f"A has shape {tuple(slopes.shape)} and B {tuple(offsets.shape)}; (K, R, D) and (K, R) are needed"
            )
        self.A, self.B = nn.Parameter(slopes.detach().clone()), nn.Parameter(offsets.detach().clone())

    def forward(self, x: Any) -> Any:
        K, R, D = self.A.shape
        return self._combined(F.linear(x, self.A.reshape(K * R, D), self.B.reshape(K * R)).unflatten(-1, (K, R)))


class SoftMaxPool1d(_SoftMaximum):
    """Softmax pooling over windows of the last axis: max-pool for beta = 1, mean-pool for beta = 0.

    Parameters
    ----------
    kernel_size : int
    stride : int, optional
        The kernel's size by default.
    beta, learnable
        As for `SoftLeakyReLU`.
    """

    def __init__(self, kernel_size: int, stride: int | None = None, beta: float = 0.5, learnable: bool = False) -> None:
        super().__init__(beta, learnable)
        self.kernel_size, self.stride = kernel_size, stride or kernel_size

    def forward(self, x: Any) -> Any:
        if self.fixed_beta == 1:
            return F.max_pool1d(x, self.kernel_size, self.stride)
        if self.fixed_beta == 0:
            return F.avg_pool1d(x, self.kernel_size, self.stride)
        return self._combined(x.unfold(-1, self.kernel_size, self.stride))


class SoftMaxPool2d(_SoftMaximum):
    """Softmax pooling over square windows of the last two axes: max-pool for beta = 1, mean-pool for beta = 0.

    Parameters
    ----------
    kernel_size, stride, beta, learnable
        As for `SoftMaxPool1d`.
    """

    def __init__(self, kernel_size: int, stride: int | None = None, beta: float = 0.5, learnable: bool = False) -> None:
        super().__init__(beta, learnable)
        self.kernel_size, self.stride = kernel_size, stride or kernel_size

    def forward(self, x: Any) -> Any:
        if self.fixed_beta == 1:
            return F.max_pool2d(x, self.kernel_size, self.stride)
        if self.fixed_beta == 0:
            return F.avg_pool2d(x, self.kernel_size, self.stride)
        k, s = self.kernel_size, self.stride
        return self._combined(x.unfold(-2, k, s).unfold(-2, k, s).flatten(-2))


def hardened(module: Any) -> Any:
    """A copy of a torch module in which every soft nonlinearity of this package is hard: beta is 1.

    Soft networks have no exact regions; those of their hard network are found with it.

    Examples
    --------
    >>> import splinex as sx
    >>> from torch import nn
    >>> model = nn.Sequential(nn.Linear(2, 3), SoftReLU(learnable=True), nn.Linear(3, 1))
    >>> sx.from_torch(hardened(model))
    Network(2 -> 3 relu -> 1)
    """
    result = copy.deepcopy(module)
    for part in result.modules():
        if isinstance(part, _Soft):
            part.fixed_beta, part.logit = 1.0, None
    return result
