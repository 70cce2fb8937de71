"""Certificates as files."""

import hashlib
import json
import mmap
import pickle
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from itertools import starmap
from multiprocessing import get_context
from typing import Any

from .answers import Checked, Refused, Unreadable
from .claim import Claim
from .layers import natural
from .walk import Walk

__all__ = ["KIND", "VERSION", "check"]

KIND, VERSION = "splinex enumeration certificate", 1

Shard = tuple[int, bytes]
Found = tuple[list[int], int, list[Shard]]
Report = Callable[[float, int], object]


def _walk(claim: Claim, state: Any, data: bytes) -> Found:
    walk = Walk(claim, *state)
    walk.run(data)
    return walk.counts, walk.proofs, walk.shards


def _walk_shard(claim: Claim, path: str, begin: int, end: int, state: bytes) -> Found:
    with open(path, "rb") as file:
        file.seek(begin)
        return _walk(claim, pickle.loads(state), file.read(end - begin))


def _check_tree(path: str, claim: Claim, ends: list[int], jobs: int, report: Report | None) -> tuple[list[int], int]:
    """All sections, each referred to once; by several processes if wanted."""
    with open(path, "rb") as file:
        file.seek(ends[0])
        state = (claim.first(), list(claim.walls), list(claim.walls))
        counts, proofs, todo = _walk(claim, state, file.read(ends[1] - ends[0]))
    done = {0}
    while todo:
        for k, _ in todo:
            if k in done or k >= len(ends) - 1:
                raise Refused(f"section {k} is missing, or referred to twice")
            done.add(k)
        tasks = [(claim, path, ends[k], ends[k + 1], state) for k, state in todo]
        todo, checked = [], ends[1] - ends[0]
        with closing(_each(tasks, jobs)) as results:
            for task, (more, proven, shards) in zip(tasks, results, strict=True):
                counts = [a + b for a, b in zip(counts, more, strict=True)]
                proofs += proven
                todo += shards
                checked += task[3] - task[2]
                if report is not None:
                    report(checked / (ends[-1] - ends[0]), counts[-1])
    if len(done) < len(ends) - 1:
        raise Refused("a section is never referred to")
    return counts, proofs


def _each(tasks: list[tuple[Any, ...]], jobs: int) -> Generator[Found]:
    """What comes of the tasks, in order."""
    if jobs == 1 or len(tasks) == 1:
        yield from starmap(_walk_shard, tasks)
        return
    pool = ProcessPoolExecutor(min(jobs, len(tasks)), get_context("spawn"))
    try:
        yield from pool.map(_walk_shard, *zip(*tasks, strict=True))
    except BaseException:
        # What is running may take long, and nobody wants it: an executor would wait.
        for worker in list((getattr(pool, "_processes", None) or {}).values()):
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _open(path: str) -> tuple[dict[str, Any], list[int]]:
    """The header, and where the sections begin and end."""
    try:
        with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            end = data.find(b"\n") + 1
            header = json.loads(data[:end])
            if not isinstance(header, dict) or header.get("kind") != KIND:
                raise Unreadable("it is no certificate of an enumeration")
            if header.get("version") != VERSION:
                raise Unreadable(f"it has version {header.get('version')!r}; this checks version {VERSION}")
            with memoryview(data) as view, view[:-32] as rest:
                if hashlib.sha256(rest).digest() != data[-32:]:
                    raise Unreadable("it is damaged: the digest does not fit")
            sections = header["sections"]
            ends = [end]
            for size in sections:
                ends.append(ends[-1] + natural(size))
            if len(ends) < 2 or ends[-1] != len(data) - 32:
                raise Unreadable("it is damaged: its sections do not fill it")
            return header, ends
    except (OSError, ValueError, LookupError, TypeError, RecursionError, Refused) as broken:
        raise Unreadable(f"it cannot be read ({broken})") from None


def check(
    path: str,
    *,
    expected: dict[str, Any] | None = None,
    jobs: int = 1,
    report: Report | None = None,
) -> Checked:
    """Check a certificate.

    Parameters
    ----------
    path : str
    expected : dict, optional
        "network" and "domain" in the form that the header has, where it must be about those.
    jobs : int
        Processes to use.
    report : callable, optional
        Called with the share of the file and the number of regions that are done, after each section.

    Raises
    ------
    Unreadable
        When the file is not a certificate, or damaged.
    """
    header, ends = _open(path)
    try:
        for key in expected or ():
            if header.get(key) != (expected or {})[key]:
                raise Refused(f"it is about another {key}")
        try:
            claim = Claim(header)
        except (LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as broken:
            raise Refused(f"the header is malformed ({broken!r})") from None
        counts, proofs = _check_tree(path, claim, ends, jobs, report)
        if counts != claim.counts:
            raise Refused(f"{claim.counts} cells are claimed after the layers, but there are {counts}")
    except Refused as no:
        return Checked(False, str(no))
    regions = counts[-1] if counts else 1
    if report is not None:
        report(1.0, regions)
    reason = f"these {regions:,} regions are all, each of them once; {proofs:,} times a piece was proven to be nowhere"
    return Checked(True, reason, tuple(counts), proofs)
