"""Where a measurement ran."""

import os
import platform
import re
import subprocess
from pathlib import Path

import numpy as np
import splinex as sx
from splinex import _core

__all__ = ["environment", "peak_rss"]


def environment() -> dict[str, str | int]:
    """Machine, compiler, commit and versions."""
    return {
        "machine": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "compiler": _compiler(),
        "commit": _git("describe", "--always", "--dirty"),
        "splinex": sx.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def peak_rss() -> float:
    """Largest resident memory of this process so far, in MB."""
    # Not getrusage: its maximum starts at that of the process that forked this one.
    status = Path("/proc/self/status").read_text()
    return round(int(status.split("VmHWM:")[1].split()[0]) / 1024, 1)


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _compiler() -> str:
    """What the compiler wrote into the extension module."""
    found = re.search(rb"(GCC: \([^)]*\) [0-9.]+|clang version [0-9.]+)", Path(str(_core.__file__)).read_bytes())
    return found[0].decode() if found else "unknown"


def _git(*arguments: str) -> str:
    result = subprocess.run(["git", *arguments], cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    return result.stdout.strip() or "unknown"
