"""The orthogonality penalty in torch: its value, its gradients, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import splinex as sx

pytest.importorskip("torch", reason="torch is not installed")

import torch
from splinex.per_input import torch_templates
from torch import nn

torch.set_num_threads(1)  # These nets are tiny; idle threads would only spin.


def seeded(*layers: Any) -> Any:
    """A float64 module with the same weights every time."""
    module = nn.Sequential(*layers).double()
    generator = torch.Generator().manual_seed(5)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator, dtype=torch.float64) / 2)
    return module


def points(*shape: int) -> Any:
    return torch.randn(shape, generator=torch.Generator().manual_seed(6), dtype=torch.float64)


MODELS: dict[str, tuple[Callable[[], Any], tuple[int, ...]]] = {
    "perceptron": (lambda: seeded(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 3)), (4,)),
    "in place": (lambda: seeded(nn.Linear(4, 6), nn.ReLU(inplace=True), nn.Linear(6, 3)), (4,)),
    "in place first": (lambda: seeded(nn.ReLU(inplace=True), nn.Linear(4, 3)), (4,)),
    "leaky": (lambda: seeded(nn.Linear(4, 5), nn.LeakyReLU(0.5), nn.Linear(5, 2)), (4,)),
    "convolution and max-pool": (
        lambda: seeded(nn.Conv2d(1, 2, 2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 3)),
        (1, 5, 5),
    ),
    "more classes than inputs": (lambda: seeded(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 5)), (2,)),
    "one output": (lambda: seeded(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1)), (2,)),
}


@pytest.mark.parametrize("name", MODELS)
def test_templates_and_penalties_are_those_of_the_network(name: str) -> None:
    make, shape = MODELS[name]
    model, x = make(), points(6, *shape)
    net = sx.from_torch(model, shape)
    given = x.numpy().copy()
    np.testing.assert_allclose(torch_templates(model, x).detach(), sx.templates(net, given).templates, atol=1e-12)
    found = sx.orthogonality_penalty(model, x, coefficient=2.0).item()
    assert found == pytest.approx(2 * sx.orthogonality(net, given).value, rel=1e-10, abs=1e-300)
    rows = sx.orthogonality_penalty(model, variant="last_layer").item()
    assert rows == pytest.approx(sx.orthogonality(net, variant="last_layer").value, rel=1e-10, abs=1e-300)
    np.testing.assert_array_equal(x.numpy(), given)
    assert x.grad is None
    assert not x.requires_grad


@pytest.mark.parametrize("variant", ["templates", "last_layer"])
@pytest.mark.parametrize("name", ["perceptron", "convolution and max-pool"])
def test_gradients_are_those_of_differences(name: str, variant: str) -> None:
    make, shape = MODELS[name]
    model, x = make(), points(3, *shape)
    given = x if variant == "templates" else None
    sx.orthogonality_penalty(model, given, variant=variant).backward()
    for parameter in model.parameters():
        for place in ((0,) * parameter.ndim, (-1,) * parameter.ndim):
            values = []
            for step in (1e-5, -1e-5):
                with torch.no_grad():
                    parameter[place] += step
                    values.append(sx.orthogonality_penalty(model, given, variant=variant).item())
                    parameter[place] -= step
            expected = 0.0 if parameter.grad is None else parameter.grad[place].item()
            assert (values[0] - values[1]) / 2e-5 == pytest.approx(expected, rel=1e-4, abs=1e-6)


def test_without_gradients_nothing_is_recorded() -> None:
    model = MODELS["perceptron"][0]()
    with torch.no_grad():
        assert not sx.orthogonality_penalty(model, points(2, 4)).requires_grad
    assert sx.orthogonality_penalty(model, points(2, 4)).requires_grad
    assert all(parameter.grad is None for parameter in model.parameters())


@pytest.mark.parametrize("variant", ["templates", "last_layer"])
def test_steps_against_the_penalty_make_rows_orthogonal(variant: str) -> None:
    model, x = MODELS["perceptron"][0](), points(5, 4)
    given = x if variant == "templates" else None
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    before = sx.orthogonality(model, x.numpy()) if variant == "templates" else sx.orthogonality(model, variant=variant)
    for _ in range(60):
        optimizer.zero_grad()
        sx.orthogonality_penalty(model, given, variant=variant).backward()
        optimizer.step()
    after = sx.orthogonality(model, x.numpy()) if variant == "templates" else sx.orthogonality(model, variant=variant)
    assert after.value < 0.05 * before.value


def test_outputs_that_ignore_the_input_have_zero_templates() -> None:
    class Half(nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            return torch.cat([x.sum(dim=1, keepdim=True), torch.ones(len(x), 1)], dim=1)

    assert torch_templates(Half(), torch.ones(2, 3)).tolist() == [[[1.0] * 3, [0.0] * 3]] * 2


def test_bad_arguments() -> None:
    model = MODELS["perceptron"][0]()
    for x in (np.ones((2, 4)), torch.ones(2, 4, dtype=torch.int64), torch.ones(4), torch.ones(0, 4)):
        with pytest.raises(sx.InputError, match="x must be a tensor of floats with a batch axis"):
            sx.orthogonality_penalty(model, x)
    with pytest.raises(sx.InputError, match="templates belong to inputs"):
        sx.orthogonality_penalty(model)
    with pytest.raises(sx.InputError, match="variant must be"):
        sx.orthogonality_penalty(model, points(2, 4), variant="rows")
    with pytest.raises(sx.InputError, match=r"no torch\.nn\.Linear"):
        sx.orthogonality_penalty(nn.ReLU(), variant="last_layer")
    with pytest.raises(sx.InputError, match="does not depend on x"):
        torch_templates(lambda x: torch.ones(len(x), 2), torch.ones(2, 3))
    with pytest.raises(sx.InputError, match="one tensor with the batch axis"):
        torch_templates(lambda x: x.sum(), torch.ones(2, 3))
    with pytest.raises(sx.InputError, match="one tensor with the batch axis"):
        torch_templates(lambda x: (x, x), torch.ones(2, 3))
