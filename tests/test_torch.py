"""Torch modules: every supported layer and function against its own forward pass, and what is refused."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import splinex as sx

pytest.importorskip("torch", reason="torch is not installed")

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

torch.set_num_threads(1)  # These nets are tiny; idle threads would only spin.


class Of(nn.Module):  # type: ignore[misc]
    """A function as a module, with parameters of its own."""

    def __init__(self, function: Callable[..., Any], **parameters: Any) -> None:
        super().__init__()
        self.function = function
        for name, value in parameters.items():
            self.register_buffer(name, torch.as_tensor(value))

    def forward(self, x: Any) -> Any:
        return self.function(self, x) if self.function.__code__.co_argcount == 2 else self.function(x)


def agree(module: Any, shape: tuple[int, ...], points: int = 12, batch_axis: int = 0) -> sx.Network:
    """Import a module, and compare it with its own forward pass in float64."""
    net = sx.from_torch(module, shape)
    rng = np.random.default_rng(1)
    double = copy.deepcopy(module).double().eval()
    assert net.input_shape == shape
    for _ in range(points):
        x = rng.integers(-300, 300, shape) / 64.0
        with torch.no_grad(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Using padding='same' with even kernel lengths")
            result = double(torch.from_numpy(np.expand_dims(x, batch_axis)))
        expected = (result[0] if isinstance(result, tuple) else result).numpy().ravel()
        np.testing.assert_allclose(net(x.ravel()), expected, rtol=1e-6, atol=1e-6)
    return net


def norm(kind: Any, channels: int, **options: Any) -> Any:
    """Batch normalisation with statistics and parameters that are not the initial ones."""
    layer = kind(channels, **options)
    layer.running_mean.copy_(torch.randn(channels))
    layer.running_var.copy_(torch.rand(channels) + 0.5)
    if layer.affine:
        nn.init.normal_(layer.weight)
        nn.init.normal_(layer.bias)
    return layer


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


class Branching(nn.Module):  # type: ignore[misc]
    def forward(self, x: Any) -> Any:
        return x if x.sum() > 0 else -x


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


def script() -> Any:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="`torch.jit.trace")
        return torch.jit.trace(nn.ReLU(), torch.ones(1, 2))


def hooked() -> Any:
    module = nn.Linear(2, 2)
    module.register_forward_hook(lambda *given: None)
    return module


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
