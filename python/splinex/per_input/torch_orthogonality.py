"""The orthogonality penalty as a torch function that a training loop can differentiate."""

from typing import Any

from splinex.errors import InputError
from splinex.per_input.orthogonality import check_variant

__all__ = ["orthogonality_penalty", "torch_templates"]


def torch_templates(model: Any, x: Any) -> Any:
    """A_Q(x) of a torch module at each input, in the module's own floats; gradients of its parameters flow through.

    One backward pass for each output. The model must treat the inputs of a batch one by one: batch normalisation belongs in
    evaluation mode. Where units switch, torch's choice of a subgradient counts.

    Parameters
    ----------
    model : torch.nn.Module, or a callable
        From (N, ...) to (N, ...).
    x : Tensor, (N, ...)

    Returns
    -------
    Tensor, (N, n_outputs, ...)
        Row c in the shape of the input.

    Raises
    ------
    InputError
        When torch is missing, when x is no batch of floats, or when the output is no batch that depends on it.

    Examples
    --------
    >>> import torch
    >>> torch_templates(torch.nn.ReLU(), torch.tensor([[1.0, -2.0]])).tolist()
    [[[1.0, 0.0], [0.0, 0.0]]]
    """
    torch = _torch()
    if not isinstance(x, torch.Tensor) or not x.is_floating_point() or x.ndim < 2 or not len(x):
        raise InputError("x must be a tensor of floats with a batch axis and at least one input")
    differentiate = torch.is_grad_enabled()
    with torch.enable_grad():
        leaf = x.detach().requires_grad_()
        output = model(leaf.clone())  # A copy: modules may work in place.
        if not isinstance(output, torch.Tensor) or output.ndim < 1 or len(output) != len(x):
            raise InputError("the model must give one tensor with the batch axis of its input")
        if not output.requires_grad:
            raise InputError("the model's output does not depend on x by anything that torch differentiates")
        scores = output.reshape(len(x), -1)
        rows = [_row(torch, scores[:, c], leaf, differentiate) for c in range(scores.shape[1])]
    return torch.stack(rows, dim=1)


def orthogonality_penalty(model: Any, x: Any = None, *, variant: str = "templates", coefficient: float = 1.0) -> Any:
    """What to add to a loss so that templates of different classes become orthogonal (slide 35).

    The same two variants as `orthogonality` has, of a torch module and in its own floats: ``"templates"`` is the mean over
    (C, C, N) of <A_c(x_n), A_c'(x_n)>^2 with zeros for c = c', ``"last_layer"`` the sum over c != c' of <W_c, W_c'>^2.

    Parameters
    ----------
    model : torch.nn.Module
    x : Tensor, (N, ...)
        For the templates; as for `torch_templates`.
    variant : {"templates", "last_layer"}
        The last layer is the last `torch.nn.Linear` among ``model.modules()``.
    coefficient : float
        Multiplies the penalty.

    Returns
    -------
    Tensor, ()

    Raises
    ------
    InputError
        As for `torch_templates`, for another variant, and for a module without a Linear layer.

    Examples
    --------
    >>> import torch
    >>> model = torch.nn.Linear(2, 2, bias=False)
    >>> _ = model.weight.data.copy_(torch.tensor([[1.0, 0.0], [1.0, 2.0]]))
    >>> orthogonality_penalty(model, torch.ones(1, 2)).item(), orthogonality_penalty(model, variant="last_layer").item()
    (0.5, 2.0)
    """
    torch = _torch()
    check_variant(variant)
    if variant == "last_layer":
        return coefficient * _off_diagonal(torch, _last_weight(torch, model)).square().sum()
    if x is None:
        raise InputError("templates belong to inputs: give x, or ask for variant='last_layer'")
    rows = torch_templates(model, x)
    return coefficient * _off_diagonal(torch, rows.flatten(2)).square().mean()


def _torch() -> Any:
    try:
        import torch
    except ImportError:
        raise InputError("penalties for training need torch: pip install splinex[torch]") from None
    return torch


def _row(torch: Any, scores: Any, leaf: Any, differentiate: bool) -> Any:
    """The gradient of one output at every input; zeros where it does not depend on it."""
    (found,) = torch.autograd.grad(scores.sum(), leaf, retain_graph=True, create_graph=differentiate, allow_unused=True)
    return torch.zeros_like(leaf) if found is None else found


def _off_diagonal(torch: Any, rows: Any) -> Any:
    """Gram matrices (..., C, C) of rows (..., C, D), with zeros on the diagonal."""
    gram = rows @ rows.transpose(-1, -2)
    return gram.masked_fill(torch.eye(gram.shape[-1], dtype=torch.bool, device=gram.device), 0.0)


def _last_weight(torch: Any, model: Any) -> Any:
    layers = [module for module in model.modules() if isinstance(module, torch.nn.Linear)]
    if not layers:
        raise InputError("the model has no torch.nn.Linear whose rows could be orthogonal")
    return layers[-1].weight
