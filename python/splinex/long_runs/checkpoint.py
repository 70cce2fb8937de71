"""The file that a search goes on from when its process is gone."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from io import BytesIO
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from splinex._core import __version__
from splinex.domains.json_files import domain_from_dict
from splinex.errors import InputError
from splinex.layer_arrays import network_arrays, network_of
from splinex.long_runs.job import Job
from splinex.reading import reading
from splinex.replacing import replacing

__all__ = ["Checkpoint", "CheckpointFile", "read_checkpoint"]

_MAGIC = b"splinex checkpoint\n"
_FORMAT = 1
_DIGEST = hashlib.sha256().digest_size


class CheckpointFile:
    """What a checkpoint says.

    Attributes
    ----------
    head : dict
        Names the format and version, the hashes of network and domain, the arithmetic, the operation, the counts and seconds
        so far, and what its writer wants to know again (`written`).
    network : bytes
        The network as a `.npz` file holds it.
    state : bytes
        The search, as the core saved it.
    """

    def __init__(self, head: dict[str, Any], network: bytes, state: bytes) -> None:
        self.head = head
        self.network = network
        self.state = state

    def job(self) -> Job:
        """The job that was being done."""
        with np.load(BytesIO(self.network), allow_pickle=False) as arrays:
            network = network_of(dict(arrays))
        form = self.head["domain"]
        domain = None if form is None else domain_from_dict(form)
        return Job(network, domain, self.head["operation"] != "count", self.head["arithmetic"], resumable=True)


class Checkpoint:
    """Keeps the state of one job in a file, and the file for this process alone.

    It locks the file ``PATH.lock`` until `close`, and reads the checkpoint if there is one.

    Parameters
    ----------
    path : str or path
        Replaced by a new file in one step each time, so that a process that is killed leaves the last whole one.
    every : float
        Seconds between two of them.
    job : Job
        A file of another job is refused.
    """

    def __init__(self, path: str | PathLike[str], every: float, job: Job) -> None:
        self.path = Path(path)
        self.every = every
        self.found: CheckpointFile | None = None
        self.written: Callable[[], Mapping[str, Any]] = dict
        """Called before each checkpoint: makes sure that what was handed over lasts, and says what to find again."""
        self._job = job
        self._next = time.monotonic() + self.every
        buffer = BytesIO()
        np.savez(buffer, allow_pickle=False, **network_arrays(job.network))
        self._network = buffer.getvalue()
        self._lock = _locked(self.path)
        try:
            if self.path.exists():
                self.found = read_checkpoint(self.path)
                self._check(self.found)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let others work on it."""
        self._lock.close()

    @property
    def state(self) -> bytes:
        """What the search starts from; empty when there was no checkpoint."""
        return b"" if self.found is None else self.found.state

    @property
    def seconds(self) -> float:
        """Spent before."""
        return 0.0 if self.found is None else float(self.found.head["seconds"])

    def due(self) -> float:
        """Seconds until the next one; negative when it is late."""
        return self._next - time.monotonic()

    def save(self, state: bytes, counts: list[int], seconds: float) -> None:
        """Write everything, whole or not at all.

        Raises
        ------
        InputError
            When the file cannot be written, for one because the disk is full: the checkpoint before is then still there.
        """
        head = self._claim() | {"counts": counts, "seconds": seconds, "written": dict(self.written())}
        head["domain"] = None if self._job.domain is None else self._job.domain.to_dict()
        text = json.dumps(head).encode()
        sizes = np.array([len(text), len(self._network), len(state)], dtype="<u8").tobytes()
        digest = hashlib.sha256()
        with replacing(self.path) as stream:
            for part in (_MAGIC, sizes, text, self._network, state):
                digest.update(part)
                stream.write(part)
            stream.write(digest.digest())
            stream.flush()
            os.fsync(stream.fileno())
        self._next = time.monotonic() + self.every

    def _claim(self) -> dict[str, Any]:
        """What must be the same for a search to go on."""
        job = self._job
        return {
            "format": _FORMAT,
            "splinex": __version__,
            "network_sha256": job.network_hash(),
            "domain_sha256": job.domain_hash(),
            "operation": "enumerate" if job.store else "count",
            "arithmetic": job.arithmetic,
        }

    def _check(self, found: CheckpointFile) -> None:
        for key, value in self._claim().items():
            if found.head.get(key) != value:
                what = _WORDS[key]
                said = "" if key.endswith("sha256") else f" ({found.head.get(key)!r}, not {value!r})"
                raise InputError(
                    f"{self.path}: is the checkpoint of another {what}{said}: give another path, or delete it"
                )


_WORDS = {
    "format": "format",
    "splinex": "version of splinex",
    "network_sha256": "network",
    "domain_sha256": "domain",
    "operation": "operation",
    "arithmetic": "arithmetic",
}


def read_checkpoint(path: Path) -> CheckpointFile:
    """Read a checkpoint, and check that it is whole.

    Raises
    ------
    InputError
        When there is no such file, or it is damaged, or something else.
    """
    with reading(path), path.open("rb") as stream:
        content = stream.read()
    body = content[:-_DIGEST]
    if not content.startswith(_MAGIC):
        raise InputError(f"{path}: is not a checkpoint of splinex")
    if hashlib.sha256(body).digest() != content[-_DIGEST:]:
        raise InputError(f"{path}: the checkpoint is damaged: its digest does not match")
    start = len(_MAGIC)
    sizes = np.frombuffer(body, "<u8", 3, start).tolist()
    ends = np.cumsum([start + 24, *sizes]).tolist()
    text, network, state = (body[a:b] for a, b in pairwise(ends))
    return CheckpointFile(json.loads(text), network, state)


def _locked(path: Path) -> Any:
    """An open file that no other process has locked; closing it, or the end of the process, gives it free."""
    lock = path.with_name(f"{path.name}.lock")
    try:
        stream = lock.open("ab")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error})") from error
    try:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # Windows has no flock, and we do not build there
        pass
    except OSError:
        stream.close()
        raise InputError(
            f"{path}: another process is working on this checkpoint: wait for it, or give another path"
        ) from None
    return stream
