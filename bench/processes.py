"""A measurement in a fresh process: one JSON line on its standard output."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from typing import Any

__all__ = ["NoAnswerError", "fresh"]

# One thread for every library that is not asked otherwise; idle threads that spin would be charged to the CPU time.
_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS")
_ENVIRONMENT = {"OMP_WAIT_POLICY": "passive", **dict.fromkeys(_THREADS, "1")}


class NoAnswerError(Exception):
    """The process had no answer; the text says why."""


def fresh(module: str, *arguments: str, limit: float | None = None) -> dict[str, Any]:
    """What ``python -m module arguments`` prints; NoAnswerError when it fails or is not done after `limit` seconds."""
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**_ENVIRONMENT, **os.environ},
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(timeout=limit)
    except BaseException as error:
        # The session is the process's own: its workers end with it.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if isinstance(error, subprocess.TimeoutExpired):
            raise NoAnswerError(f"no answer in {limit:g} s") from None
        raise
    if process.returncode:
        raise NoAnswerError(_reason(errors) or f"exited with {process.returncode}")
    result: dict[str, Any] = json.loads(output)
    return result


def _reason(errors: str) -> str:
    """The error at the end of a traceback, without its module; long ones are cut."""
    kind, colon, text = errors.strip().splitlines()[-1].partition(":") if errors.strip() else ("", "", "")
    return textwrap.shorten(kind.rsplit(".", 1)[-1] + colon + text, 90, placeholder=" ...")
