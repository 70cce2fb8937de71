"""What is told of a region when the pointer is over it, and the colours it can have; ready for JSON."""

import zlib
from math import isfinite
from typing import Any

import numpy as np

from splinex.partitions.partition import Partition
from splinex.plotting.frame import Frame
from splinex.plotting.polygons import Floats
from splinex.plotting.region_values import pattern_numbers
from splinex.reporting.findings import Stage
from splinex.reporting.palettes import CLASSES, levels

__all__ = ["hover_data"]

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_UNITS = 128
_OUTPUTS = 4


def hover_data(stage: Stage, frame: Frame, last: bool) -> dict[str, Any]:
    """Columns over the regions of a stage.

    Returns
    -------
    dict
        "layers": names; "on": per layer the number of units that are not at piece 0; "patterns": digits, or None for wide
        networks; "points": in the drawn coordinates; "maps": rows of [A | b] of the first outputs, rounded, or None but for
        the last stages; "modes": what colours can mean, the first being shown.
    """
    part, network = stage.part, stage.part.network
    pieces = [part.patterns_of(k) for k in range(len(network.widths))]
    shown = pieces[:-1] if stage.decision else pieces
    rows = _rows(part, frame) if last and not stage.decision else None
    few = sum(len(layer.T) for layer in shown) <= _UNITS and all(layer.max(initial=0) < len(_DIGITS) for layer in shown)
    return {
        "title": stage.title,
        "layers": list(network.names[: len(shown)]),
        "widths": [layer.shape[1] for layer in shown],
        "on": [(layer > 0).sum(axis=1).tolist() for layer in shown],
        "patterns": _digits(shown, len(part)) if few else None,
        "points": [[_short(value) for value in row] for row in part.points[:, frame.free].tolist()],
        "maps": None if rows is None else _maps(rows),
        "outputs": network.n_outputs,
        "modes": _modes(stage, rows),
    }


def _digits(pieces: list[Any], n: int) -> list[str]:
    words = [["".join(_DIGITS[p] for p in row) for row in layer.tolist()] for layer in pieces]
    return [" ".join(layers) for layers in zip(*words, strict=True)] if words else [""] * n


def _maps(rows: Floats) -> list[list[list[float | None]]]:
    return [[[_short(value) for value in row] for row in region] for region in rows[:, :_OUTPUTS].tolist()]


def _rows(part: Partition, frame: Frame) -> Floats:
    """[A | b] of the outputs in the drawn coordinates, (n, outputs, drawn + 1): rounded from the exact maps."""
    A, b = part.affine_maps()
    with np.errstate(over="ignore", invalid="ignore"):
        constant = b + A[:, :, frame.fixed] @ frame.values
        return np.concatenate([A[:, :, frame.free], constant[:, :, None]], axis=2)


def _short(value: float) -> float | None:
    """Four digits; None for what has overflowed, which JSON has no number for."""
    return float(f"{value:.4g}") if isfinite(value) else None


def _modes(stage: Stage, rows: Floats | None) -> list[dict[str, Any]]:
    part = stage.part
    layers = part.network.widths
    modes: list[dict[str, Any]] = []
    if stage.decision:
        chosen = part.patterns_of(len(layers) - 1).ravel()
        classes = sorted(set(chosen.tolist()))
        places = (chosen % len(CLASSES)).tolist()
        told = {"classes": classes, "of": chosen.tolist()}
        modes.append({"name": "largest output", "kind": "classes", "levels": places, **told})
    modes.append(_ordered("pattern", pattern_numbers(part.patterns), (0.0, 1.0)))
    modes.append(_ordered("active units", part.patterns.sum(axis=1, dtype=np.float64)))
    if rows is not None:
        with np.errstate(over="ignore", invalid="ignore"):
            modes.append(_ordered("norm of the slope", np.linalg.norm(rows[:, :, :-1], axis=(1, 2))))
    if len(layers) > 1 and not stage.decision:
        codes = [zlib.crc32(row.tobytes()) / 2**32 for row in part.patterns_of(len(layers) - 1)]
        modes.append(_ordered(f"pattern of layer {len(layers)} alone", np.array(codes), (0.0, 1.0)))
    return modes


def _ordered(name: str, values: Floats, ends: tuple[float, float] | None = None) -> dict[str, Any]:
    """Colours from low to high; `ends` is the range of values that mean nothing by themselves."""
    low, high = ends or (float(values.min()), float(values.max()))
    told = [_short(low), _short(high)] if ends is None else None
    return {"name": name, "kind": "ordered", "levels": levels(values, low, high), "ends": told}
