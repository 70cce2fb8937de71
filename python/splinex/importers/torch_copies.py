"""A copy of a torch module that may be run and traced, so that nothing happens to the module itself."""

import copy
from typing import Any

import torch

from splinex.errors import InputError

__all__ = ["evaluation_copy", "forward_pass", "number_type"]


def evaluation_copy(module: Any) -> Any:
    """A copy in evaluation mode, on the CPU."""
    module = getattr(module, "_orig_mod", module)  # What torch.compile made it of.
    if isinstance(module, torch.jit.ScriptModule):
        raise InputError(
            f"{type(module).__name__} is TorchScript, which is not supported; give the module it was made of"
        )
    for path, part in module.named_modules():
        what = f"the module {f'{path!r} ' if path else ''}({type(part).__name__})"
        if any(isinstance(p, torch.nn.parameter.UninitializedParameter) for p in part.parameters(recurse=False)):
            raise InputError(f"{what} has no parameters yet; run the module once")
        if part._forward_hooks or part._forward_pre_hooks:
            raise InputError(f"{what} has forward hooks, which are not supported")
    try:
        return copy.deepcopy(module).to("cpu").eval()
    except Exception as error:  # Attributes of the module may be anything.
        reason = str(error).strip().split("\n", 1)[0]
        raise InputError(f"{type(module).__name__} cannot be copied ({reason})") from error


def number_type(module: Any) -> tuple[Any, float]:
    """The float type of the module's parameters, or buffers, and the coarsest eps among all of them.

    Without any of them it is torch's default type.
    """
    types = [p.dtype for p in (*module.parameters(), *module.buffers()) if p.is_floating_point()]
    dtype = types[0] if types else torch.get_default_dtype()
    return dtype, max(float(torch.finfo(t).eps) for t in (dtype, *types))


def forward_pass(module: Any, x: Any) -> Any:
    """What the module computes in plain sums of products, which those of oneDNN need not be."""
    flags = torch.backends.mkldnn
    enabled = flags.enabled
    flags.enabled = False
    try:
        return module(x)
    finally:
        flags.enabled = enabled
