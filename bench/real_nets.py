"""Trained networks and their domains, read where they lie: ../shared/nets beside the project, or SPLINEX_NETS."""

import json
import os
from importlib.util import find_spec
from pathlib import Path

import splinex as sx

__all__ = ["box", "missing", "network"]


def missing(file: str) -> str | None:
    """Why this file cannot be measured here; None when it can."""
    if not (_folder() / file).is_file():
        return "the folder of trained networks is absent"
    if file.endswith(".onnx") and find_spec("onnx") is None:
        return "onnx is not installed"
    return None


def network(file: str) -> sx.Network:
    """The network of a file."""
    return sx.load(_folder() / file)


def box(file: str, name: str) -> sx.Box:
    """One of the named boxes that the folder gives for the file."""
    ends = json.loads((_folder() / "domains.json").read_text())[file][name]
    return sx.Box(ends["low"], ends["high"])


def _folder() -> Path:
    return Path(os.environ.get("SPLINEX_NETS", Path(__file__).parents[2] / "shared" / "nets"))
