"""The classical bound on a Lipschitz constant: the product of the norms of the layers."""

import math

import numpy as np
from numpy.typing import NDArray

from splinex.layer import Layer
from splinex.network import Network

__all__ = ["layer_norm_product"]

Floats = NDArray[np.float64]


def layer_norm_product(network: Network, p: float, q: float, output: int | None) -> float:
    """Norms of the affine maps from p to p, and of the last from p to q, multiplied, in float64.

    ReLUs are 1-Lipschitz in every norm. Of the rows of a maximum the largest entries count: its change is at most that of
    the row that changes most.
    """
    product = 1.0
    pending: Floats | None = None
    with np.errstate(all="ignore"):
        for layer in network.layers:
            weight = _bounding(layer)
            if pending is not None:
                weight = weight @ pending
            if layer.affine and layer is not network.layers[-1]:
                pending = weight  # affine maps in a row are one
                continue
            pending = None
            last = layer is network.layers[-1]
            if last and output is not None:
                weight = weight[[output]]
            product *= _norm(weight, p, q if last and output is None else p if not last else math.inf)
    return product


def _bounding(layer: Layer) -> Floats:
    weight = layer.weight / layer.denominator
    sizes = np.maximum(layer.gates, 1)
    if (sizes == 1).all():
        return weight
    ends = np.cumsum(sizes)
    largest = np.maximum.reduceat(np.abs(weight), ends - sizes, axis=0)
    largest[sizes == 1] = weight[(ends - sizes)[sizes == 1]]
    return largest


def _norm(W: Floats, p: float, q: float) -> float:
    """The operator norm, or a simple bound on one that takes an enumeration of signs."""
    if p == q:
        return float(np.linalg.norm(W, ord=p)) if np.isfinite(W).all() else math.inf
    if p == 1:
        return float(np.linalg.norm(W, ord=q, axis=0).max())
    dual = np.linalg.norm(W, ord=2 if p == 2 else 1, axis=1)
    return float(np.linalg.norm(dual, ord=q))
