"""What torch exports is read again, by both of its exporters: shapes that it computes, skips, poolings, and ends left out."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx

torch: Any = pytest.importorskip("torch", reason="torch is not installed")
nn = torch.nn
EXPORTERS = [False, True]
"""Whether by torch.export, which needs onnxscript, or by tracing."""


def exported(module: Any, shape: tuple[int, ...], dynamo: bool, file: Path) -> Path:
    if dynamo:
        pytest.importorskip("onnxscript", reason="torch's newer ONNX exporter needs onnxscript, which is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(module.eval(), torch.zeros(shape), file, dynamo=dynamo, verbose=False)
    return file


class Residual(nn.Module):  # type: ignore[misc, name-defined]
    """Convolutions with a skip, pooled."""

    def __init__(self, unit: Any) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 3, 3, padding=1), nn.Conv2d(3, 3, 3, padding=1)
        self.unit, self.pool, self.last = unit, nn.MaxPool2d(2), nn.Linear(12, 3)

    def forward(self, x: Any) -> Any:
        x = torch.relu(self.first(x))
        x = self.pool(self.unit(self.second(x)) + x)
        return self.last(torch.flatten(x, 1))


class Shapes(nn.Module):  # type: ignore[misc, name-defined]
    """Views, reductions and selections, which exporters write with shapes that are computed."""

    def forward(self, x: Any) -> Any:
        h = x.view(x.shape[0], 2, -1)
        y = torch.cat([h.amax(1), h.mean(1)], 1)
        z = y[:, :3].unsqueeze(1).expand(-1, 2, 3).reshape(x.shape[0], -1)
        return torch.max(z, x[:, [1, 2]].repeat(1, 3)).clamp(-1, 1).abs()


MODULES: dict[str, tuple[Callable[[], Any], tuple[int, ...]]] = {
    "ReLU": (lambda: Residual(nn.ReLU()), (1, 1, 4, 4)),
    "PReLU": (lambda: Residual(nn.PReLU(3)), (1, 1, 4, 4)),
    "Hardsigmoid": (lambda: Residual(nn.Hardsigmoid()), (1, 1, 4, 4)),
    "Shapes": (Shapes, (1, 8)),
    "means": (
        lambda: nn.Sequential(
            nn.Conv2d(2, 4, 3, stride=2, padding=1, groups=2),
            nn.ReLU6(),
            nn.AvgPool2d(2, padding=1, ceil_mode=True),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(4, 2),
        ),
        (1, 2, 6, 6),
    ),
    "pixels": (
        lambda: nn.Sequential(
            nn.PixelShuffle(2),
            nn.ReflectionPad2d(1),
            nn.Conv2d(1, 1, 2, dilation=2),
            nn.MaxPool2d(3, stride=2, padding=1, ceil_mode=True),
        ),
        (1, 4, 3, 3),
    ),
}


@pytest.mark.parametrize("dynamo", EXPORTERS)
@pytest.mark.parametrize("name", MODULES)
def test_exported_modules(name: str, dynamo: bool, tmp_path: Path) -> None:
    make, shape = MODULES[name]
    torch.manual_seed(3)
    module = make()
    net = sx.load(exported(module, shape, dynamo, tmp_path / "net.onnx"))
    points = torch.randn(20, *shape[1:])
    with torch.no_grad():
        expected = np.array([module(x[None]).numpy().ravel() for x in points])
    np.testing.assert_allclose(net(points.numpy().reshape(20, -1)), expected, rtol=1e-4, atol=1e-5)
    assert net.input_shape == shape[1:]


@pytest.mark.parametrize("dynamo", EXPORTERS)
def test_softmax_is_left_out(dynamo: bool, tmp_path: Path) -> None:
    torch.manual_seed(4)
    inner = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 3))
    first, second = (
        sx.load(exported(module, (1, 2), dynamo, tmp_path / f"{i}.onnx"))
        for i, module in enumerate([inner, nn.Sequential(*inner, nn.Softmax(1))])
    )
    assert first == second


def test_hardswish_is_refused(tmp_path: Path) -> None:
    file = exported(nn.Sequential(nn.Linear(2, 2), nn.Hardswish()), (1, 2), False, tmp_path / "net.onnx")
    with pytest.raises(sx.InputError, match="is a HardSwish, which is not supported"):
        sx.load(file)
