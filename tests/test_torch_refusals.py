"""What cannot be imported from torch, and what is said of it."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest
import splinex as sx

pytest.importorskip("torch", reason="torch is not installed")

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn
from torch_agreement import Of


@pytest.fixture(autouse=True)
def _seeded() -> None:
    torch.manual_seed(0)


class Branching(nn.Module):  # type: ignore[misc]
    def forward(self, x: Any) -> Any:
        return x if x.sum() > 0 else -x


def script() -> Any:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="`torch.jit.trace")
        return torch.jit.trace(nn.ReLU(), torch.ones(1, 2))


def hooked() -> Any:
    module = nn.Linear(2, 2)
    module.register_forward_hook(lambda *given: None)
    return module


V = torch.tensor([0.5, -1.0, 2.0])
REFUSED: dict[str, tuple[Callable[[], Any], tuple[int, ...], str]] = {
    "GELU": (lambda: nn.Sequential(nn.Linear(2, 2), nn.GELU()), (2,), r"the module '1' \(GELU\) is not supported"),
    "alone": (lambda: nn.GELU(), (2,), r"the module \(GELU\) is not supported"),
    "tanh": (lambda: Of(lambda x: torch.tanh(x)), (2,), r"the function torch.tanh \(node tanh\) is not supported"),
    "method": (lambda: Of(lambda x: x.exp()), (2,), r"the method exp \(node exp\) is not supported"),
    "item": (lambda: Of(lambda x: x.cumsum(1)), (2,), r"the method cumsum \(node cumsum\) is not supported"),
    "softmax inside": (
        lambda: nn.Sequential(nn.Softmax(dim=1), nn.Linear(2, 2)),
        (2,),
        r"the module '0' \(Softmax\) is not supported",
    ),
    "product": (lambda: Of(lambda x: x * x), (2,), r"operator.mul \(node mul\): a product of two tensors"),
    "quotient": (lambda: Of(lambda x: 1 / x), (2,), r"quotient is piecewise linear only when"),
    "batch statistics": (
        lambda: nn.BatchNorm1d(2, track_running_stats=False),
        (2,),
        r"\(BatchNorm1d\): .*track_running_stats=False",
    ),
    "indices": (lambda: nn.MaxPool1d(2, return_indices=True), (1, 4), r"return_indices=True is not supported"),
    "padding": (lambda: nn.Conv1d(1, 1, 3, padding=1, padding_mode="circular"), (1, 4), r"padding_mode='circular'"),
    "ceil": (lambda: nn.AvgPool1d(2, padding=1, ceil_mode=True), (1, 5), r"ceil_mode=True with padding"),
    "threshold": (lambda: nn.Threshold(1.0, 0.0), (2,), r"threshold 1.0 with value 0.0 is not continuous"),
    "RNN": (lambda: nn.RNN(2, 2), (3, 2), r"nonlinearity='tanh' is not piecewise linear"),
    "two directions": (
        lambda: nn.RNN(2, 2, nonlinearity="relu", bidirectional=True),
        (3, 2),
        r"bidirectional=True is not supported",
    ),
    "LSTM": (lambda: nn.LSTM(2, 2), (3, 2), r"the module \(LSTM\) is not supported"),
    "dropout": (lambda: Of(lambda x: F.dropout(x)), (2,), r"dropout with training=True is random"),
    "branch": (Branching, (2,), r"torch.fx cannot trace Branching"),
    "TorchScript": (script, (2,), r"is TorchScript, which is not supported"),
    "hook": (hooked, (2,), r"\(Linear\) has forward hooks"),
    "lazy": (lambda: nn.LazyLinear(2), (2,), r"\(LazyLinear\) has no parameters yet"),
    "several": (lambda: Of(lambda x: (x, x)), (2,), r"the module returns tuple; one tensor"),
    "constant": (lambda: Of(lambda m, x: m.V, V=V), (2,), r"the module returns a constant"),
    "cast": (lambda: Of(lambda x: x.double()), (2,), r"a cast to torch.float64 is not supported"),
    "shape": (lambda: nn.Linear(3, 2), (2,), r"cannot be multiplied"),
    "not finite": (lambda: Of(lambda m, x: x + m.V, V=V / 0), (3,), r"must be finite"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals(case: str) -> None:
    make, shape, message = REFUSED[case]
    with pytest.raises(sx.InputError, match=message):
        sx.from_torch(make(), shape)


def test_what_is_no_module_is_refused() -> None:
    with pytest.raises(sx.InputError, match=r"a torch.nn.Module is needed, not dict"):
        sx.from_torch({})
    with pytest.raises(sx.InputError, match=r"input_shape must be integers, not \(1.5,\)"):
        sx.from_torch(nn.ReLU(), (1.5,))  # type: ignore[arg-type]
    with pytest.raises(sx.InputError, match=r"input_shape is \(0,\)"):
        sx.from_torch(nn.ReLU(), 0)


def test_the_check_notices_another_network() -> None:
    class Odd(nn.Module):  # type: ignore[misc]
        """Writes into its operand behind torch.fx's back."""

        def forward(self, x: Any) -> Any:
            y = x + 0
            y += 1
            z = y[:, :1]
            z += y[:, 1:]
            return y

    with pytest.raises(sx.InputError, match=r"disagrees with the module's forward pass .* report this model"):
        sx.from_torch(Odd(), 2)
