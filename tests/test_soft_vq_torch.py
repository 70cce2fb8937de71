"""Soft nonlinearities as torch modules: the numpy functions' values, exact limits, a beta that learns, the hard network."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import splinex as sx
from splinex import soft_vq

pytest.importorskip("torch", reason="torch is not installed")

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

torch.set_num_threads(1)  # These nets are tiny; idle threads would only spin.
X = torch.linspace(-7, 7, 57, dtype=torch.float64)
RNG = np.random.default_rng(0)
A, B = RNG.normal(size=(3, 4, 2)), RNG.normal(size=(3, 4))

ELEMENTWISE: dict[str, tuple[Callable[..., Any], Callable[..., Any], Callable[[Any], Any]]] = {
    "relu": (soft_vq.SoftReLU, soft_vq.relu, F.relu),
    "leaky": (
        lambda **options: soft_vq.SoftLeakyReLU(0.2, **options),
        lambda x, beta: soft_vq.leaky_relu(x, beta, negative_slope=0.2),
        lambda x: F.leaky_relu(x, 0.2),
    ),
    "abs": (soft_vq.SoftAbs, soft_vq.absolute, torch.abs),
}


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("beta", [0.0, 0.1, 0.5, 0.95, 1.0])
def test_elementwise_modules(name: str, beta: float) -> None:
    module, function, hard = ELEMENTWISE[name]
    found = module(beta=beta)(X)
    np.testing.assert_allclose(found, function(X.numpy(), beta), rtol=1e-12, atol=1e-15)
    if beta == 1:
        assert torch.equal(found, hard(X))
    elif beta:
        np.testing.assert_allclose(module(beta=beta, learnable=True)(X).detach(), found, rtol=1e-6)


def test_half_is_torchs_silu() -> None:
    np.testing.assert_allclose(soft_vq.SoftReLU()(X), nn.SiLU()(X), rtol=1e-14)


@pytest.mark.parametrize("beta", [0.0, 0.4, 1.0])
def test_pooling(beta: float) -> None:
    image = torch.from_numpy(RNG.normal(size=(2, 3, 7, 6)))
    found = soft_vq.SoftMaxPool2d(3, 2, beta=beta)(image)
    windows = image.unfold(2, 3, 2).unfold(3, 3, 2).reshape(2, 3, 3, 2, 9)
    np.testing.assert_allclose(found, soft_vq.softmax_pool(windows.numpy(), beta), rtol=1e-12, atol=1e-15)
    line = image[0]
    found = soft_vq.SoftMaxPool1d(2, beta=beta)(line)
    np.testing.assert_allclose(found, soft_vq.softmax_pool(line.numpy().reshape(3, 7, 3, 2), beta), rtol=1e-12)
    if beta == 1:
        assert torch.equal(soft_vq.SoftMaxPool2d(2, beta=1)(image), F.max_pool2d(image, 2))
    if beta == 0:
        assert torch.equal(soft_vq.SoftMaxPool2d(2, beta=0)(image), F.avg_pool2d(image, 2))


@pytest.mark.parametrize("beta", [0.0, 0.4, 1.0])
def test_max_affine_modules_are_soft_operators(beta: float) -> None:
    x = RNG.normal(size=(5, 2))
    found = soft_vq.SoftMaxAffine(A, B, beta=beta)(torch.from_numpy(x)).detach()
    np.testing.assert_allclose(found, soft_vq.soft_spline(sx.MASO(A, B), x, beta), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    "make",
    [
        lambda: soft_vq.SoftReLU(0.3, learnable=True),
        lambda: soft_vq.SoftAbs(0.3, learnable=True),
        lambda: soft_vq.SoftMaxPool1d(3, beta=0.3, learnable=True),
    ],
    ids=["relu", "abs", "pool"],
)
def test_beta_learns(make: Callable[[], Any]) -> None:
    """A module of another beta is found again by gradient steps."""
    module = make().double()
    x = torch.linspace(-3, 3, 30, dtype=torch.float64)[None]
    target_of = make()
    target_of.fixed_beta, target_of.logit, target_of.fixed_eta = 0.7, None, 0.7 / (1 - 0.7)
    target = target_of(x)
    optimizer = torch.optim.Adam(module.parameters(), lr=0.1)
    assert len(list(module.parameters())) == 1
    for _ in range(150):
        optimizer.zero_grad()
        (module(x) - target).square().mean().backward()
        optimizer.step()
    assert module.beta.item() == pytest.approx(0.7, abs=1e-2)


def test_a_parameter_that_runs_away_stays_finite() -> None:
    module: Any = soft_vq.SoftReLU(learnable=True)
    for logit in (1e6, -1e6):
        with torch.no_grad():
            module.logit.fill_(logit)
        assert torch.isfinite(module(X.float())).all()
        np.testing.assert_allclose(module(X.float()).detach(), soft_vq.relu(X.numpy(), float(logit > 0)), atol=1e-6)


def test_modules_are_pickled_and_have_state() -> None:
    module = soft_vq.SoftReLU(0.3, learnable=True)
    other = soft_vq.SoftReLU(0.6, learnable=True)
    other.load_state_dict(module.state_dict())
    assert torch.equal(other(X), module(X))
    assert torch.equal(pickle.loads(pickle.dumps(module))(X), module(X))
    assert repr(module) == "SoftReLU(beta=0.3, learnable=True)"


def test_the_hard_network_of_a_soft_model() -> None:
    """Its regions are those of the model with ReLUs; the soft model itself has none and is refused."""
    soft = nn.Sequential(
        nn.Linear(2, 6),
        soft_vq.SoftReLU(learnable=True),
        nn.Linear(6, 4),
        soft_vq.SoftLeakyReLU(0.1, 0.8),
        nn.Linear(4, 2),
    )
    hard = nn.Sequential(soft[0], nn.ReLU(), soft[2], nn.LeakyReLU(0.1), soft[4])
    found = soft_vq.hardened(soft)
    box = sx.Box(-1, 1)
    assert sx.count_regions(found, box).total == sx.count_regions(hard, box).total
    assert sx.from_torch(found) == sx.from_torch(hard)
    assert soft[1].beta.item() == pytest.approx(0.5)
    assert found[1].beta == 1.0
    assert len(list(found.parameters())) == len(list(soft.parameters())) - 1
    with pytest.raises(sx.InputError):
        sx.from_torch(soft)
    pooled = nn.Sequential(nn.Conv1d(1, 2, 2), soft_vq.SoftMaxPool1d(2), soft_vq.SoftAbs())
    same = nn.Sequential(pooled[0], nn.MaxPool1d(2), sx_abs())
    assert sx.from_torch(soft_vq.hardened(pooled), (1, 5)) == sx.from_torch(same, (1, 5))


def sx_abs() -> Any:
    """torch has no module for the absolute value."""

    class Absolute(nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            return torch.abs(x)

    return Absolute()


def test_soft_models_approach_their_hard_network() -> None:
    model = nn.Sequential(nn.Linear(2, 6), soft_vq.SoftReLU(1 - 1e-9), nn.Linear(6, 2)).double()
    x = torch.from_numpy(RNG.normal(size=(20, 2)))
    net = sx.from_torch(soft_vq.hardened(model))
    np.testing.assert_allclose(model(x).detach(), net(x.numpy()), atol=1e-6)
    np.testing.assert_allclose(model(x).detach(), soft_vq.SoftNetwork(net, 1 - 1e-9)(x.numpy()), rtol=1e-9)


def test_bad_arguments() -> None:
    for beta in (0, 1):
        with pytest.raises(sx.InputError, match="a learnable beta must start strictly between 0 and 1"):
            soft_vq.SoftReLU(beta, learnable=True)
    with pytest.raises(sx.InputError, match="beta is 2; it must be from 0"):
        soft_vq.SoftAbs(2)
    for slope in (1.5, float("nan")):
        with pytest.raises(sx.InputError, match="above 1 a leaky ReLU is a minimum"):
            soft_vq.SoftLeakyReLU(slope)
    with pytest.raises(sx.InputError, match=r"A has shape \(3, 4, 2\) and B \(3,\)"):
        soft_vq.SoftMaxAffine(A, B[:, 0])
