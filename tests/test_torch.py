"""Torch networks: their regions, names and exact parameters; the module is left as it was."""

from __future__ import annotations

import copy
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


class Residual(nn.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, 2, 3, padding=1)
        self.second = nn.Conv2d(2, 2, 3, padding=1)
        self.norm = norm(nn.BatchNorm2d, 2)
        self.relu = nn.ReLU(inplace=True)
        self.last = nn.Linear(8, 3)

    def forward(self, x: Any) -> Any:
        x = self.relu(self.first(x))
        x = F.relu(self.norm(self.second(x)) + x)
        x = torch.flatten(F.avg_pool2d(x, 2), 1)
        return self.last(F.dropout(x, 0.5, self.training))


def test_residual_net_and_the_names_of_its_layers() -> None:
    net = agree(Residual(), (1, 4, 4))
    assert net.names == ("relu", "relu call 2")
    assert repr(net).startswith("Network(16 -> 32 relu -> ")


def test_names_are_paths_and_later_calls_are_numbered() -> None:
    relu = nn.ReLU()
    features = nn.Sequential(nn.Linear(2, 3), relu, nn.Linear(3, 3), relu)
    net = sx.from_torch(nn.Sequential(nn.Identity(), features, nn.Linear(3, 1)))
    assert net.names == ("1.1", "1.1 call 2")
    assert sx.from_torch(nn.MaxPool1d(2), (1, 4)).names == ("maxpool1d",)


def test_recurrent_nets() -> None:
    module = nn.RNN(2, 3, 2, nonlinearity="relu", batch_first=False)
    net = agree(module, (4, 2), batch_axis=1)
    assert net.names[0] == "rnn layer 0 step 0"
    assert len(net.widths) == 8

    class Last(nn.Module):  # type: ignore[misc]
        def __init__(self, batch_first: bool) -> None:
            super().__init__()
            self.rnn = nn.RNN(2, 3, 2, nonlinearity="relu", batch_first=batch_first)
            self.batch_first = batch_first

        def forward(self, x: Any) -> Any:
            start = torch.ones(2, 1, 3, dtype=x.dtype)
            outputs, last = self.rnn(x, start)
            return torch.cat([outputs[:, -1] if self.batch_first else outputs[-1], last[0]], 1)

    agree(Last(True), (3, 2))
    agree(Last(False), (3, 2), batch_axis=1)


def test_one_time_step_is_the_feed_forward_net() -> None:
    module = nn.RNN(2, 5, nonlinearity="relu").double()
    W, b = (getattr(module, f"{name}_ih_l0").detach().numpy() for name in ("weight", "bias"))
    own = sx.Network((sx.Layer(W, b), sx.Layer(np.eye(5), module.bias_hh_l0.detach().numpy(), True)))
    assert sx.count_regions(sx.from_torch(module, (1, 2))).total == sx.count_regions(own).total


def test_counts_take_a_module_as_it_is() -> None:
    module = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 6), nn.ReLU(), nn.Linear(6, 1))
    parameters = [p.detach().numpy() for p in module.parameters()]
    net = sx.Network.from_layers(list(zip(parameters[::2], parameters[1::2], strict=True)))
    assert sx.from_torch(module) == net
    assert sx.count_regions(module, sx.Box(-1, 1)).total == sx.count_regions(net, sx.Box(-1, 1)).total
    assert len(sx.enumerate_regions(module)) == sx.count_regions(net).total


def test_known_counts() -> None:
    linear = nn.Linear(2, 3, bias=False)
    with torch.no_grad():
        linear.weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))
    assert sx.count_regions(nn.Sequential(linear, nn.ReLU())).total == 6
    assert sx.count_regions(nn.Sequential(linear, nn.LeakyReLU())).total == 6
    assert sx.count_regions(sx.from_torch(nn.MaxPool1d(3), (1, 3))).total == 3
    assert sx.count_regions(sx.from_torch(nn.Hardtanh(), (2,))).total == 9


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
def test_parameters_keep_their_value(dtype: str) -> None:
    module = nn.Sequential(nn.Linear(3, 4), nn.LeakyReLU(0.1), nn.Linear(4, 2)).to(getattr(torch, dtype))
    net = sx.from_torch(module)
    assert np.array_equal(net.layers[0].weight[:4], module[0].weight.detach().double().numpy())
    slope = float(torch.tensor(0.1, dtype=getattr(torch, dtype)))
    assert -slope in net.layers[1].weight  # As torch rounds what is written in Python.


def test_nothing_happens_to_the_module() -> None:
    module = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(), nn.ReLU(), nn.Linear(4, 2)).train()
    module[2].eval()
    module(torch.randn(5, 3)).sum().backward()
    before = copy.deepcopy(module.state_dict())
    gradient = module[0].weight.grad
    flags, state = [part.training for part in module.modules()], torch.get_rng_state()
    attributes = set(vars(module[0]))
    sx.from_torch(module)
    assert [part.training for part in module.modules()] == flags
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    assert module[0].weight.grad is gradient
    assert set(vars(module[0])) == attributes
    assert torch.is_grad_enabled()


def test_evaluation_semantics_in_training_mode() -> None:
    module = nn.Sequential(nn.Linear(3, 4), norm(nn.BatchNorm1d, 4), nn.Dropout(), nn.ReLU())
    assert sx.from_torch(module.train()) == sx.from_torch(copy.deepcopy(module).eval())


def test_subclasses_and_parametrizations() -> None:
    class Doubled(nn.Linear):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            return 2 * super().forward(x)

    class Plain(nn.BatchNorm1d):  # type: ignore[misc]
        pass

    agree(nn.Sequential(Doubled(3, 2), norm(Plain, 2), nn.ReLU()), (3,))
    agree(nn.utils.parametrizations.weight_norm(nn.Linear(3, 2)), (3,))


def test_operations_in_place_change_other_names_too() -> None:
    class Shared(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.first, self.relu = nn.Linear(3, 3), nn.ReLU(inplace=True)

        def forward(self, x: Any) -> Any:
            y = self.first(x)
            return self.relu(y) + 2 * y

    agree(Shared(), (3,))


@pytest.mark.parametrize("ending", [nn.Softmax(dim=1), nn.LogSoftmax(dim=-1), nn.Sigmoid()])
def test_a_last_softmax_is_ignored(ending: Any) -> None:
    body = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 3))
    assert sx.from_torch(nn.Sequential(body, ending)) == sx.from_torch(body)


@pytest.mark.parametrize(
    "ending", [lambda x: x.softmax(1), lambda x: F.log_softmax(x, dim=1), lambda x: torch.sigmoid(x)]
)
def test_a_last_softmax_as_a_function_is_ignored(ending: Any) -> None:
    body = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 3))
    assert sx.from_torch(nn.Sequential(body, Of(ending))) == sx.from_torch(body)


def test_the_first_layer_fixes_the_shape_or_it_is_needed() -> None:
    assert sx.from_torch(nn.Sequential(nn.Flatten(), nn.Dropout(), nn.Linear(6, 2))).input_shape == (6,)
    assert sx.from_torch(nn.ReLU(), 2).input_shape == (2,)
    for module in (nn.Conv2d(1, 1, 1), nn.Sequential(nn.Unflatten(1, (1, 2)), nn.Conv1d(1, 1, 1)), nn.ReLU()):
        with pytest.raises(sx.InputError, match=r"does not fix the shape of an input; .*input_shape="):
            sx.count_regions(module)


class Loops(nn.Module):  # type: ignore[misc]
    """An Elman network that a user wrote: sizes decide how it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.inner, self.outer = nn.Linear(2, 3), nn.Linear(3, 3)

    def forward(self, x: Any) -> Any:
        assert x.dim() == 3
        state = torch.zeros(x.size(0), 3, dtype=x.dtype, device=x.device)
        for t in range(x.shape[1]):
            state = torch.relu(self.inner(x[:, t]) + self.outer(state))
        for row in x.unbind(1):
            state = state + row.sum()
        return state if len(x) < 2 else x


def test_sizes_may_decide_what_runs() -> None:
    assert len(agree(Loops(), (3, 2)).widths) == 3


class Mixed(nn.Module):  # type: ignore[misc]
    """Leaky units, bounded ones, a maximum of two branches and absolute values."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second, self.last = nn.Linear(2, 6), nn.Linear(6, 6), nn.Linear(9, 2)

    def forward(self, x: Any) -> Any:
        h = F.leaky_relu(self.first(x), 0.2)
        g = F.hardtanh(self.second(h)) + h
        return self.last(torch.cat([torch.maximum(g[:, :3], g[:, 3:]), g], 1)).abs()


def test_every_region_has_the_jacobian_of_autograd() -> None:
    module = Mixed().double()
    part = sx.enumerate_regions(module, sx.Box(-2, 2))
    assert len(part) > 20
    for region in part:
        x = torch.tensor([float(value) for value in region.witness()], dtype=torch.float64)
        jacobian = torch.autograd.functional.jacobian(lambda point: module(point[None])[0], x).numpy()
        np.testing.assert_allclose(region.affine_map().A, jacobian, rtol=1e-9, atol=1e-12)
