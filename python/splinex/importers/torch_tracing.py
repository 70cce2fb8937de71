"""From a torch module to the graph of its operations, by torch.fx."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import fx

from splinex.errors import InputError

__all__ = ["ROOT", "Traced", "method", "traced"]

ROOT = "module"
"""Where the user's module is below the traced one."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A graph, and the module that its targets are in.

    Attributes
    ----------
    root : torch.nn.Module
        Has the user's module as its attribute `ROOT`.
    graph : fx.Graph
    """

    root: Any
    graph: Any

    def module(self, node: Any) -> Any:
        """The module that a node calls."""
        return self.root.get_submodule(node.target)

    def attribute(self, node: Any) -> Any:
        """The parameter or constant that a node names."""
        return _attribute(self.root, node.target)


def traced(module: Any, example: Any = None) -> Traced:
    """The operations of a module that is called with one argument; modules of torch.nn are kept whole.

    Parameters
    ----------
    module : torch.nn.Module
    example : torch.Tensor, optional
        An input. With it, sizes are numbers while the module runs, so that its loops and branches may depend on them.
    """
    root = _Root(module)
    try:
        return Traced(root, _Tracer(example).trace(root))
    except Exception as error:  # The module's own code runs, on torch.fx's proxies.
        reason = str(error).strip().split("\n", 1)[0]
        raise InputError(
            f"torch.fx cannot trace {type(module).__name__} ({reason}); its forward must not depend on values of tensors"
        ) from error


def method(name: str) -> Callable[..., Any]:
    """A method as a function of the object."""
    return lambda value, *args, **kwargs: getattr(value, name)(*args, **kwargs)


class _Root(torch.nn.Module):  # type: ignore[misc]
    """Calls the module with its first argument alone, so that others keep their defaults, and it may itself be a leaf."""

    def __init__(self, module: Any) -> None:
        super().__init__()
        self.module = module

    def forward(self, x: Any) -> Any:
        return self.module(x)


class _Sized(fx.Proxy):  # type: ignore[misc]
    """A proxy that knows its size, or everything that torch.fx's own does not if nothing is known of it."""

    def __getattr__(self, name: str) -> Any:
        known = self.tracer.examples.get(self.node)
        if isinstance(known, torch.Tensor) and name in ("shape", "ndim", "dtype", "device", "size", "dim", "numel"):
            return getattr(known, name)
        return super().__getattr__(name)

    def __len__(self) -> int:
        known = self.tracer.examples.get(self.node)
        return len(known) if known is not None else int(super().__len__())

    def __iter__(self) -> Iterator[Any]:
        known = self.tracer.examples.get(self.node)
        return super().__iter__() if known is None else (self[i] for i in range(len(known)))


class _Tracer(fx.Tracer):  # type: ignore[misc]
    """Runs every operation on an example too, as soon as it is known."""

    def __init__(self, example: Any) -> None:
        super().__init__()
        self.examples: dict[Any, Any] = {}
        self._example = example
        self._running = False

    def is_leaf_module(self, m: Any, module_qualified_name: str) -> bool:
        """Whether the code that runs is torch's own: a subclass with another `forward` is traced."""
        owner = next(base for base in type(m).__mro__ if "forward" in base.__dict__)
        return owner.__module__.startswith("torch.nn.") and owner is not torch.nn.Sequential

    def call_module(self, m: Any, forward: Any, args: Any, kwargs: Any) -> Any:
        """What a call of a module is: on an example, nothing to note."""
        return forward(*args, **kwargs) if self._running else super().call_module(m, forward, args, kwargs)

    def getattr(self, attr: str, attr_val: Any, parameter_proxy_cache: dict[str, Any]) -> Any:
        """What an attribute of a module is: on an example, itself."""
        return attr_val if self._running else super().getattr(attr, attr_val, parameter_proxy_cache)

    def proxy(self, node: Any) -> Any:
        """What the module's code sees."""
        return _Sized(node, self)

    def create_proxy(self, kind: str, target: Any, *args: Any, **kwargs: Any) -> Any:
        """A proxy for a new operation."""
        made = super().create_proxy(kind, target, *args, **kwargs)
        self.examples[made.node] = self._value(made.node)
        return made

    def _value(self, node: Any) -> Any:
        """The operation on examples; None when one of them is unknown, or when it fails: the node is refused later."""
        if node.op == "placeholder":
            return self._example
        for source in node.all_input_nodes:
            if source.op == "get_attr" and source not in self.examples:  # A constant, which is no proxy.
                self.examples[source] = _attribute(self.root, source.target)
            if self.examples.get(source) is None:
                return None
        args, kwargs = fx.node.map_arg((node.args, node.kwargs), lambda source: self.examples[source])
        runs: dict[str, Callable[[], Any]] = {
            "call_function": lambda: node.target(*args, **kwargs),
            "call_method": lambda: method(node.target)(*args, **kwargs),
            "call_module": lambda: self.root.get_submodule(node.target)(*args, **kwargs),
            "get_attr": lambda: _attribute(self.root, node.target),
        }
        self._running = True
        try:
            return runs[node.op]()
        except Exception:  # Whatever torch raises.
            return None
        finally:
            self._running = False


def _attribute(root: Any, path: str) -> Any:
    value = root
    for name in path.split("."):
        value = getattr(value, name)
    return value
