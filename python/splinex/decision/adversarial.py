"""A point of another class not far away, found in floats and checked exactly: it only says how far to look."""

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from splinex.decision.cell_rows import Origin
from splinex.decision.nearest.norms import Norm, measure, root, rounded
from splinex.restriction import core_domain

__all__ = ["reach_of_another_class"]

Floats = NDArray[np.float64]
_STEPS = 30
_HALVINGS = 20
_BEYOND = 1.02


def reach_of_another_class(origin: Origin, label: int, norm: Norm) -> float | None:
    """A distance within which a point of another class lies, for sure; None when none was found."""
    with np.errstate(all="ignore"):
        found = _walked(origin, label, norm)
        tried = () if found is None else (_halved(origin, label, found), found)
    for y in tried:
        if np.isfinite(y).all() and _decides_otherwise(Origin(origin.network, origin.domain, y), label):
            change = tuple(Fraction(float(v)) - Fraction(float(w)) for v, w in zip(y, origin.x, strict=True))
            size = measure(change, norm)
            reach = (root(size) if norm == "2" else rounded(size)) * (1 + 1e-9)
            return math.nextafter(math.nextafter(reach, math.inf), math.inf)  # of subnormal numbers, too
    return None


def _walked(origin: Origin, label: int, norm: Norm) -> Floats | None:
    """Steps to the nearest boundary of the affine map at each point, as in DeepFool (Moosavi-Dezfooli et al. 2016)."""
    low, high, _ = core_domain(origin.domain, origin.x.size)
    x = origin.x.copy()
    for _ in range(_STEPS):
        if _floats_decide_otherwise(origin, label, x):
            return x
        if not np.isfinite(x).all():
            return None
        A, b = origin.network.affine_map(x)
        slopes = np.delete(A - A[label], label, axis=0)
        margins = np.delete((A[label] - A) @ x + b[label] - b, label)
        slopes[((x >= high) & (slopes > 0)) | ((x <= low) & (slopes < 0))] = 0.0  # the domain's sides are in the way
        sizes = np.linalg.norm(slopes, ord={"1": np.inf, "2": 2, "inf": 1}[norm], axis=1)
        if not (sizes > 0).any():
            return None
        ways = np.where(sizes > 0, margins / sizes, np.inf)
        nearest = int(ways.argmin())
        step = ways[nearest] * _BEYOND * _steepest(slopes[nearest], sizes[nearest], norm)
        x = np.clip(x + step, low, high)
    return None


def _steepest(slope: Floats, size: float, norm: Norm) -> Floats:
    """The direction of length 1 along which a function with that slope grows fastest."""
    if norm == "2":
        return slope / size
    if norm == "inf":
        return np.sign(slope)
    largest = int(np.abs(slope).argmax())
    return np.asarray(np.sign(slope[largest]) * np.eye(len(slope))[largest])


def _halved(origin: Origin, label: int, y: Floats) -> Floats:
    """Back towards the origin as long as floats decide otherwise."""
    near, far = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        if _floats_decide_otherwise(origin, label, origin.x + middle * (y - origin.x)):
            far = middle
        else:
            near = middle
    return np.asarray(origin.x + far * (y - origin.x))


def _floats_decide_otherwise(origin: Origin, label: int, x: Floats) -> bool:
    if not np.isfinite(x).all():
        return False
    outputs = origin.network(x)
    return bool(np.delete(outputs, label).max() > outputs[label])


def _decides_otherwise(there: Origin, label: int) -> bool:
    if not there.inside():
        return False
    values = [row[-1] for row in there.outputs(there.network._exact.patterns(there.x[None, :])[0])]
    return any(value >= values[label] for c, value in enumerate(values) if c != label)
