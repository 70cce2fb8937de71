"""A small residual convolutional net trained with torch on scikit-learn's 8 x 8 digits, for tests and examples."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from torch import nn

__all__ = ["DigitsNet", "digits", "three_digits", "trained"]


class DigitsNet(nn.Module):  # type: ignore[misc]
    """1 x 8 x 8 -> 10: a strided convolution, a residual block with a ReLU after its sum, a mean over places, a linear map."""

    def __init__(self, channels: int = 4) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, channels, 3, stride=2, padding=1)
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.head = nn.Linear(4 * channels, 10)

    def forward(self, x: Any) -> Any:
        x = F.relu(self.stem(x))
        x = F.relu(self.second(F.relu(self.first(x))) + x)
        return self.head(torch.flatten(F.avg_pool2d(x, 2), 1))


def digits() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Images (n, 1, 8, 8) with entries in [0, 1], multiples of 1/16, and their classes (n,)."""
    images, classes = load_digits(return_X_y=True)
    return images.reshape(-1, 1, 8, 8) / 16.0, classes.astype(np.int64)


def three_digits() -> NDArray[np.float64]:
    """Three images of different classes, (3, 64)."""
    images, classes = digits()
    return np.stack([images[np.flatnonzero(classes == k)[0]].ravel() for k in (0, 1, 7)])


def trained(dtype: Any = torch.float32, steps: int = 300) -> Any:
    """The net after some steps of Adam, in evaluation mode; the same every time on one machine."""
    return copy.deepcopy(_trained(steps)).to(dtype)


@cache
def _trained(steps: int) -> Any:
    images, classes = digits()
    x, y = torch.from_numpy(images).float(), torch.from_numpy(classes)
    torch.set_num_threads(1)  # The net is tiny; idle threads would only spin.
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(20261123)
        net = DigitsNet()
        optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
        for _ in range(steps):
            batch = torch.randint(len(x), (128,))
            optimizer.zero_grad()
            F.cross_entropy(net(x[batch]), y[batch]).backward()
            optimizer.step()
    return net.eval()
