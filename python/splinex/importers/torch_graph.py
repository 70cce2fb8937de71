"""What the graph of a torch module computes, as a function of symbolic tensors."""

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import fx

from splinex.errors import InputError
from splinex.graphs.tensor import Tensor
from splinex.importers.endings import ENDINGS, Ending
from splinex.importers.torch_functions import called, name_of
from splinex.importers.torch_modules import applied, ending_of, kind_of
from splinex.importers.torch_place import Place
from splinex.importers.torch_tracing import ROOT, Traced, method

__all__ = ["Program"]


@dataclass(slots=True)
class Program:
    """What a graph computes, on symbolic tensors with a batch axis of 1.

    Attributes
    ----------
    traced : Traced
    dtype : torch.dtype
        Of the module's numbers.
    eps : float
    ending : Ending, optional
        The last function that was left out, once the program has run.
    """

    traced: Traced
    dtype: Any
    eps: float
    ending: Ending | None = None
    _input: Tensor | None = None
    _values: dict[Any, Any] = field(default_factory=dict)
    _calls: dict[str, int] = field(default_factory=dict)

    def __call__(self, x: Tensor) -> Tensor:
        """Run all operations in their order."""
        self._input = x
        for node in self.traced.graph.nodes:
            if node.op == "placeholder":
                self._values[node] = x
            elif node.op == "output":
                return self._result(self._operands(node.args[0]))
            else:
                self._values[node] = self._value(node)
        raise InputError("the module returns nothing")

    def _value(self, node: Any) -> Any:
        args, kwargs = self._operands(node.args), self._operands(node.kwargs)
        if node.op == "get_attr":
            return self.traced.attribute(node)
        try:
            if self._is_ending(node) and isinstance(args[0], Tensor):
                return self._ended(node, args, kwargs)
            value = self._run(node, args, kwargs)
        except InputError as error:
            what = self._described(node)
            text = f"{what} {error}" if str(error) == "is not supported" else f"{what}: {error}"
            raise InputError(text) from error
        # What the functions of torch raise for arguments that they, or symbolic tensors, do not take.
        except (TypeError, ValueError, IndexError, RuntimeError, AttributeError, NotImplementedError) as error:
            reason = str(error).strip().split("\n", 1)[0]
            raise InputError(f"{self._described(node)} is not supported as it is called here ({reason})") from error
        self._overwrite(node, args, kwargs, value)
        return value

    def _run(self, node: Any, args: Any, kwargs: Any) -> Any:
        if node.op == "call_module":
            path, module = _path(node.target), self.traced.module(node)
            place = Place(self._name(path or kind_of(module).lower()), self.dtype)
            return applied(place, module, args, kwargs, self._input)
        place = Place(self._name(node.name), self.dtype)
        if node.op == "call_method":
            return called(place, node.target, method(node.target), args, kwargs)
        name = name_of(node.target)
        if name is None:
            raise InputError("is not supported")
        return called(place, name, node.target, args, kwargs)

    def _overwrite(self, node: Any, args: Any, kwargs: Any, value: Any) -> None:
        """An operation in place changes what every other name of its operand stands for."""
        module = self.traced.module(node) if node.op == "call_module" else None
        name = node.target if isinstance(node.target, str) else getattr(node.target, "__name__", "")
        marked = getattr(module, "inplace", False) is True and value is not args[0]
        if marked or kwargs.get("inplace") or (module is None and name.endswith("_") and not name.endswith("__")):
            for other, held in self._values.items():
                if held is args[0]:
                    self._values[other] = value

    def _is_ending(self, node: Any) -> bool:
        last = len(node.users) == 1 and all(user.op == "output" and user.args[0] is node for user in node.users)
        return last and self._ending_kind(node) is not None

    def _ending_kind(self, node: Any) -> str | None:
        if node.op == "call_module":
            return ending_of(self.traced.module(node))
        name = node.target if node.op == "call_method" else name_of(node.target)
        return name if name in ENDINGS else None

    def _ended(self, node: Any, args: Any, kwargs: Any) -> Tensor:
        """The operand of the last function, which is noted and left out."""
        data: Tensor = args[0]
        kind = self._ending_kind(node) or ""
        dim = (
            self.traced.module(node).dim
            if node.op == "call_module" and kind != "sigmoid"
            else kwargs.get("dim", (*args, None)[1])
        )
        if kind != "sigmoid" and not isinstance(dim, int):
            raise InputError("dim must be given")
        self.ending = Ending(kind, data.shape, dim or 0, self.eps)
        return data

    def _result(self, value: Any) -> Tensor:
        whole = self.traced.root.get_submodule(ROOT)
        if kind_of(whole) == "RNN" and isinstance(value, tuple):
            value = value[0]  # All outputs; the last states are among them.
        if not isinstance(value, Tensor):
            raise InputError(
                f"the module returns {type(value).__name__ if not isinstance(value, torch.Tensor) else 'a constant'}; "
                "one tensor that depends on the input is needed"
            )
        return value

    def _operands(self, args: Any) -> Any:
        return fx.node.map_arg(args, lambda node: self._values[node])

    def _name(self, name: str) -> str:
        """A name for a hidden layer: later calls of the same module are numbered."""
        self._calls[name] = self._calls.get(name, 0) + 1
        return name if self._calls[name] == 1 else f"{name} call {self._calls[name]}"

    def _described(self, node: Any) -> str:
        if node.op == "call_module":
            path = _path(node.target)
            return f"the module {f'{path!r} ' if path else ''}({type(self.traced.module(node)).__name__})"
        if node.op == "call_method":
            return f"the method {node.target} (node {node.name})"
        target = node.target
        owner = getattr(target, "__module__", None) or "torch"
        return f"the function {owner.lstrip('_')}.{getattr(target, '__name__', target)} (node {node.name})"


def _path(target: str) -> str:
    """A module's path below the user's own one."""
    return target.removeprefix(ROOT).removeprefix(".")
