"""What is told of a region when the pointer is over it, and the colours it can have; ready for JSON."""

import zlib
from math import isfinite
from typing import Any

import numpy as np

from splinex.plotting.colours import face_values
from splinex.plotting.float_rows import output_maps
from splinex.plotting.frame import Frame
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
    few = sum(network.widths) <= _UNITS and all(layer.max(initial=0) < len(_DIGITS) for layer in pieces)
    return {
        "title": stage.title,
        "layers": list(network.names[: len(shown)]),
        "widths": [layer.shape[1] for layer in shown],
        "on": [(layer > 0).sum(axis=1).tolist() for layer in shown],
        "patterns": _digits(shown, len(part)) if few else None,
        "points": [[_short(value) for value in row] for row in part.points[:, frame.free].tolist()],
        "maps": _maps(stage, frame) if last and not stage.decision else None,
        "outputs": network.n_outputs,
        "modes": _modes(stage, frame, last),
    }


def _digits(pieces: list[Any], n: int) -> list[str]:
    words = [["".join(_DIGITS[p] for p in row) for row in layer.tolist()] for layer in pieces]
    return [" ".join(layers) for layers in zip(*words, strict=True)] if words else [""] * n


def _maps(stage: Stage, frame: Frame) -> list[list[list[float | None]]]:
    rows = output_maps(stage.part, frame)[:, :_OUTPUTS]
    return [[[_short(value) for value in row] for row in region] for region in rows.tolist()]


def _short(value: float) -> float | None:
    """Four digits; None for what has overflowed, which JSON has no number for."""
    return float(f"{value:.4g}") if isfinite(value) else None


def _modes(stage: Stage, frame: Frame, last: bool) -> list[dict[str, Any]]:
    part = stage.part
    layers = part.network.widths
    modes: list[dict[str, Any]] = []
    if stage.decision:
        chosen = part.patterns_of(len(layers) - 1).ravel()
        classes = sorted(set(chosen.tolist()))
        places = (chosen % len(CLASSES)).tolist()
        told = {"classes": classes, "of": chosen.tolist()}
        modes.append({"name": "largest output", "kind": "classes", "levels": places, **told})
    for name, color_by in (("pattern", "pattern"), ("active units", "active"), ("norm of the slope", "slope")):
        if color_by == "slope" and (not last or stage.decision):
            continue
        with np.errstate(over="ignore", invalid="ignore"):
            values, (low, high) = face_values(part, frame, color_by)
        ends = None if color_by == "pattern" else [_short(low), _short(high)]
        modes.append({"name": name, "kind": "ordered", "levels": levels(values, low, high), "ends": ends})
    if len(layers) > 1 and not stage.decision:
        codes = [zlib.crc32(row.tobytes()) / 2**32 for row in part.patterns_of(len(layers) - 1)]
        name = f"pattern of layer {len(layers)} alone"
        modes.append({"name": name, "kind": "ordered", "levels": levels(np.array(codes), 0.0, 1.0), "ends": None})
    return modes
