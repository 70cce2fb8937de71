"""Torch modules and functions that are supported, each against its own forward pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import splinex as sx

pytest.importorskip("torch", reason="torch is not installed")

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn
from torch_agreement import Of, agree, norm


@pytest.fixture(autouse=True)
def _seeded() -> None:
    torch.manual_seed(0)


MODULES: dict[str, tuple[Callable[[], Any], tuple[int, ...]]] = {
    "Linear": (lambda: nn.Linear(3, 4), (3,)),
    "Linear without bias": (lambda: nn.Linear(3, 4, bias=False), (2, 3)),
    "Conv1d": (lambda: nn.Conv1d(2, 3, 3, stride=2, padding=1, dilation=2), (2, 9)),
    "Conv1d same": (lambda: nn.Conv1d(2, 3, 4, padding="same"), (2, 5)),
    "Conv2d": (lambda: nn.Conv2d(4, 6, (2, 3), stride=(1, 2), padding=(0, 1), groups=2), (4, 5, 6)),
    "Conv2d same": (lambda: nn.Conv2d(1, 2, (4, 3), padding="same", dilation=(1, 2)), (1, 5, 5)),
    "Conv2d valid": (lambda: nn.Conv2d(1, 2, 2, padding="valid", bias=False), (1, 3, 3)),
    "depthwise": (lambda: nn.Conv2d(3, 6, 2, groups=3), (3, 3, 3)),
    "BatchNorm1d": (lambda: norm(nn.BatchNorm1d, 3), (3,)),
    "BatchNorm1d of sequences": (lambda: norm(nn.BatchNorm1d, 3, affine=False), (3, 4)),
    "BatchNorm2d": (lambda: norm(nn.BatchNorm2d, 2, eps=0.1), (2, 3, 3)),
    "AvgPool1d": (lambda: nn.AvgPool1d(3, stride=2, padding=1), (2, 7)),
    "AvgPool1d, ceil": (lambda: nn.AvgPool1d(3, stride=2, ceil_mode=True), (2, 6)),
    "AvgPool2d": (lambda: nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False), (1, 4, 4)),
    "AvgPool2d, ceil": (lambda: nn.AvgPool2d(2, padding=1, count_include_pad=False, ceil_mode=True), (1, 5, 5)),
    "AvgPool2d, divisor": (lambda: nn.AvgPool2d(2, divisor_override=3, ceil_mode=True, padding=1), (2, 5, 4)),
    "AdaptiveAvgPool1d": (lambda: nn.AdaptiveAvgPool1d(3), (2, 7)),
    "AdaptiveAvgPool2d": (lambda: nn.AdaptiveAvgPool2d(1), (2, 3, 3)),
    "AdaptiveAvgPool2d, uneven": (lambda: nn.AdaptiveAvgPool2d((None, 3)), (2, 3, 5)),
    "AdaptiveMaxPool2d": (lambda: nn.AdaptiveMaxPool2d((2, 3)), (2, 5, 4)),
    "MaxPool1d": (lambda: nn.MaxPool1d(3, stride=2, padding=1, dilation=2), (2, 8)),
    "MaxPool2d": (lambda: nn.MaxPool2d(2), (2, 4, 4)),
    "MaxPool2d, ceil": (lambda: nn.MaxPool2d((3, 2), stride=2, padding=1, ceil_mode=True), (1, 6, 5)),
    "ReLU": (lambda: nn.ReLU(), (3,)),
    "LeakyReLU": (lambda: nn.LeakyReLU(0.25), (3,)),
    "LeakyReLU, inexact": (lambda: nn.LeakyReLU(), (3,)),
    "PReLU": (lambda: nn.PReLU(), (3,)),
    "PReLU by channel": (lambda: nn.PReLU(2), (2, 3, 3)),
    "ReLU6": (lambda: nn.ReLU6(), (3,)),
    "Hardtanh": (lambda: nn.Hardtanh(-0.5, 2.0), (3,)),
    "Hardsigmoid": (lambda: nn.Hardsigmoid(), (3,)),
    "Softshrink": (lambda: nn.Softshrink(0.75), (3,)),
    "Threshold": (lambda: nn.Threshold(0.0, 0.0), (3,)),
    "Threshold elsewhere": (lambda: nn.Threshold(0.5, 0.5), (3,)),
    "Flatten": (lambda: nn.Sequential(nn.Flatten(), nn.Linear(6, 2)), (2, 3)),
    "Unflatten": (lambda: nn.Sequential(nn.Unflatten(1, (2, 3)), nn.Conv1d(2, 1, 2)), (6,)),
    "PixelShuffle": (lambda: nn.PixelShuffle(2), (4, 2, 2)),
    "Dropouts": (lambda: nn.Sequential(nn.Identity(), nn.Dropout(0.9), nn.Dropout1d(), nn.Linear(3, 2)), (3,)),
    "ZeroPad2d": (lambda: nn.ZeroPad2d((1, 0, 2, 1)), (1, 2, 2)),
    "ConstantPad1d": (lambda: nn.ConstantPad1d((2, 1), 0.5), (1, 3)),
    "ReflectionPad2d": (lambda: nn.ReflectionPad2d(1), (1, 3, 3)),
    "ReplicationPad1d": (lambda: nn.ReplicationPad1d(2), (1, 3)),
    "CircularPad2d": (lambda: nn.CircularPad2d((1, 2, 0, 1)), (1, 3, 3)),
    "Sequentials": (lambda: nn.Sequential(nn.Sequential(nn.Linear(2, 3), nn.ReLU()), nn.Linear(3, 2)), (2,)),
    "RNN": (lambda: nn.RNN(2, 3, nonlinearity="relu", batch_first=True), (4, 2)),
    "RNN, layers": (lambda: nn.RNN(2, 3, 2, nonlinearity="relu", batch_first=True, bias=False), (3, 2)),
    "RNNCell": (lambda: nn.RNNCell(2, 3, nonlinearity="relu"), (2,)),
}


@pytest.mark.parametrize("case", MODULES)
def test_modules(case: str) -> None:
    make, shape = MODULES[case]
    agree(make(), shape)


W = torch.tensor([[1.0, -2.0, 3.0], [0.5, 4.0, -5.0]])
V = torch.tensor([0.5, -1.0, 2.0])
FUNCTIONS: dict[str, tuple[Callable[..., Any], tuple[int, ...]]] = {
    "F.relu": (lambda x: F.relu(x), (3,)),
    "F.relu in place": (lambda x: F.relu(x * 2, inplace=True), (3,)),
    "torch.relu": (lambda x: torch.relu(x), (3,)),
    "x.relu()": (lambda x: x.relu(), (3,)),
    "F.leaky_relu": (lambda x: F.leaky_relu(x, 0.125), (3,)),
    "F.prelu": (lambda m, x: F.prelu(x, m.V), (3,)),
    "F.hardtanh": (lambda x: F.hardtanh(x, min_val=-2.0), (3,)),
    "F.relu6": (lambda x: F.relu6(input=x), (3,)),
    "F.hardsigmoid": (lambda x: F.hardsigmoid(x), (3,)),
    "F.threshold": (lambda x: F.threshold(x, 1.0, 1.0), (3,)),
    "abs": (lambda x: torch.abs(x) + x.abs() + abs(x), (3,)),
    "clamp": (lambda x: torch.clamp(x, -1, 2) + x.clip(min=0.5) + x.clamp(max=1) + x.clamp_min(0), (3,)),
    "clamp by tensors": (lambda m, x: torch.clamp(x, m.V - 2, m.V), (3,)),
    "clamp, bounds crossed": (lambda x: torch.clamp(x, 2, 1), (3,)),
    "maximum and minimum": (lambda m, x: torch.maximum(x, m.V) - torch.minimum(2 * x, x.flip(1)), (3,)),
    "max and min of two": (lambda m, x: torch.max(x, -x) + torch.min(m.V, x), (3,)),
    "max over an axis": (lambda x: torch.max(x, 1)[0] - x.min(dim=-1, keepdim=True).values[:, 0], (2, 3)),
    "amax and amin": (lambda x: torch.cat([x.amax(dim=(1, 2)), torch.amin(x, (1, 2))], 0), (2, 3)),
    "max of all": (lambda x: x.max() + torch.min(x), (2, 3)),
    "cat": (lambda m, x: torch.cat([x, F.relu(x), m.V[None]], dim=1), (3,)),
    "stack": (lambda x: torch.stack((x, -x), dim=-1), (3,)),
    "chunk": (lambda x: torch.cat(torch.chunk(x, 2, dim=1)[::-1], 1), (4,)),
    "split": (lambda x: torch.split(x, [1, 3], 1)[1] + x.split(3, dim=1)[1], (4,)),
    "unbind": (lambda x: x.unbind(1)[0] - x.select(1, 2), (3, 2)),
    "flatten": (lambda x: torch.flatten(x, 1) + x.flatten(start_dim=1), (2, 3)),
    "view": (lambda x: x.view(x.size(0), -1) + x.view(x.shape[0], x.shape[1] * x.shape[2]), (2, 3)),
    "reshape": (lambda x: torch.reshape(x, (-1, 3, 2)) + x.reshape(1, 3, 2), (2, 3)),
    "permute and transpose": (lambda x: x.permute(0, 2, 1) + x.transpose(1, 2) + x.mT, (2, 3)),
    "squeeze": (lambda x: x.unsqueeze(1).squeeze(1) + x[:, None].squeeze(), (3,)),
    "index": (lambda m, x: x[:, [0, 2]] - x[:, 1:] + x[..., -2:] + x[:, m.index], (3,)),
    "expand and repeat": (lambda x: x.repeat(1, 2) + x[:, None, :1].expand(1, 6, 1)[..., 0], (3,)),
    "constants": (lambda m, x: (2 - x * m.V + 3.5) / 4 - (-x), (3,)),
    "alpha": (lambda m, x: torch.add(x, m.V, alpha=0.1) + torch.sub(m.V, x, alpha=3), (3,)),
    "inexact factor": (lambda x: 0.5 * x * 0.1 + x / 0.3 + x / 3 + x.div(-7), (3,)),
    "division by several": (lambda m, x: x / m.V, (3,)),
    "broadcast": (lambda m, x: x[:, :, None] + x[:, None, :] * m.V, (3,)),
    "in place": (lambda x: x.clone().add_(1).mul_(2).relu_(), (3,)),
    "mean": (lambda x: x.mean([1, 2]) + torch.mean(x) + x.mean(dim=1, keepdim=True)[:, 0, 0], (3, 2)),
    "sum": (lambda x: x.sum(-1) - torch.sum(x, dim=2) + x.sum(), (3, 2)),
    "F.linear": (lambda m, x: F.linear(x, m.W, m.W[:, 0]), (3,)),
    "matmul": (lambda m, x: x @ m.W.t() + torch.matmul(m.W, x[0]) + torch.mm(x, m.W.T), (3,)),
    "addmm": (lambda m, x: torch.addmm(m.W[:, 0], x, m.W.t(), beta=0.5, alpha=3), (3,)),
    "F.conv2d": (lambda m, x: F.conv2d(x, m.W[:, None, :, None], padding=1), (1, 3, 3)),
    "F.max_pool2d": (lambda x: F.max_pool2d(x, 2, 1) + torch.max_pool2d(x, [2, 2], [1, 1]), (1, 3, 3)),
    "F.avg_pool2d": (lambda x: F.avg_pool2d(x, kernel_size=2), (1, 4, 4)),
    "F.adaptive_avg_pool2d": (lambda x: F.adaptive_avg_pool2d(x, (1, 1)), (2, 3, 3)),
    "F.pad": (lambda x: F.pad(x, (1, -1, 0, 2), value=0.25) + F.pad(x, (0, 0, 1, 1), "reflect"), (1, 3, 3)),
    "F.batch_norm": (lambda m, x: F.batch_norm(x, m.V, m.V.abs(), m.V + 1, None), (3,)),
    "F.dropout": (lambda x: F.dropout(x, 0.5, training=False), (3,)),
    "shapes and types": (lambda x: x.to(x.dtype).float().contiguous() + torch.zeros(x.shape[0], 3).to(x.device), (3,)),
    "constants alone": (lambda m, x: x * (m.V * m.V).sqrt() + torch.zeros_like(x) + x.new_ones(1, 3), (3,)),
}


@pytest.mark.parametrize("case", FUNCTIONS)
def test_functions(case: str) -> None:
    function, shape = FUNCTIONS[case]
    net = sx.from_torch(Of(function, W=W, V=V, index=torch.tensor([1, 0])), shape)
    rng = np.random.default_rng(1)
    module = Of(function, W=W, V=V, index=torch.tensor([1, 0]))
    for _ in range(12):
        x = rng.integers(-300, 300, shape) / 64.0
        expected = module(torch.from_numpy(x).float()[None]).numpy().ravel()
        np.testing.assert_allclose(net(x.ravel()), expected, rtol=1e-5, atol=1e-5)
