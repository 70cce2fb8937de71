"""Searches by the workers of executors: real processes, a real Dask cluster, workers that die."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import splinex as sx
from families.awkward import cell_without_a_float
from families.random_nets import design_net
from listing import network
from splinex.long_runs import executors

NETS = {
    "vertices": network(design_net("d4", (4, 14, 12, 1))),
    "dictionaries": network(design_net("d6", (6, 11, 9, 1))),
    "pooling": sx.Network.sequential([sx.nn.MaxPool2d(2, stride=1)], (1, 3, 3)),
    "nothing": sx.Network.from_layers([([[1.0, 2.0]], [0.0])]),
}


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as processes:
        yield processes


@pytest.fixture
def short_sittings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "_SITTING", 0.02)
    monkeypatch.setattr(executors, "_FIRST_SITTING", 0.0)


@pytest.mark.parametrize("domain", [None, sx.Box(-1, 1)], ids=["space", "box"])
@pytest.mark.parametrize("name", NETS)
def test_processes_count_alike(pool: Executor, short_sittings: None, name: str, domain: sx.Box | None) -> None:
    assert sx.count_regions(NETS[name], domain, executor=pool).layers == sx.count_regions(NETS[name], domain).layers


@pytest.mark.parametrize("name", NETS)
def test_processes_list_the_same_regions_in_the_same_order(pool: Executor, short_sittings: None, name: str) -> None:
    listed, alone = sx.enumerate_regions(NETS[name], executor=pool), sx.enumerate_regions(NETS[name])
    assert listed.patterns.tolist() == alone.patterns.tolist()
    assert listed.points.tolist() == alone.points.tolist()


def test_threads_are_an_executor_too(short_sittings: None) -> None:
    seen: list[sx.Progress] = []
    with ThreadPoolExecutor(3) as threads:
        count = sx.count_regions(NETS["dictionaries"], executor=threads, progress=seen.append)
    assert count.layers == sx.count_regions(NETS["dictionaries"]).layers
    assert seen[-1].fraction == 1.0


class Losing(Executor):
    """Works at once, here; the first task and every fifth after it are lost."""

    def __init__(self) -> None:
        self.tasks = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.tasks += 1
        future: Future[Any] = Future()
        if self.tasks % 5 == 1:
            future.set_exception(RuntimeError("a machine has gone"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_a_failure_is_said_and_nothing_is_lost(tmp_path: Path, short_sittings: None) -> None:
    path = tmp_path / "count.checkpoint"
    whole = sx.count_regions(NETS["dictionaries"])
    failures = 0
    executor = Losing()
    for _ in range(200):
        try:
            count = sx.count_regions(NETS["dictionaries"], checkpoint=path, executor=executor)
        except sx.ExecutorError as error:
            assert "RuntimeError: a machine has gone" in str(error)
            failures += 1
        else:
            break
    assert failures > 0
    assert count.layers == whole.layers


def test_a_broken_pool_leaves_a_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "count.checkpoint"
    net = network(design_net("d6", (6, 14, 12, 1)))
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as processes:
        list(
            processes.map(time.sleep, [0.3, 0.3])
        )  # both are there: Python may wait for ever for one that is just starting
        victim = processes.submit(os.getpid).result()

        def strike(now: sx.Progress) -> None:
            os.kill(victim, signal.SIGKILL)

        with pytest.raises(sx.ExecutorError, match="the executor failed"):
            sx.count_regions(net, checkpoint=path, executor=processes, progress=strike)
    assert sx.count_regions(net, checkpoint=path).layers == sx.count_regions(net).layers


def test_time_is_a_limit_for_workers(pool: Executor) -> None:
    net = network(design_net("d6", (6, 40, 40, 1)))
    count = sx.count_regions(net, executor=pool, max_seconds=0.5)
    assert count.truncated
    assert count.total > 1


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """A cluster of two processes on this machine."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install splinex[dask]")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_dask_counts_alike(client: Any, short_sittings: None) -> None:
    executor = client.get_executor()
    for net in (*NETS.values(), network(cell_without_a_float())):
        assert sx.count_regions(net, executor=executor).layers == sx.count_regions(net).layers


def test_a_killed_dask_worker_is_replaced_and_counts_once(client: Any) -> None:
    net = network(design_net("d6", (6, 16, 14, 1)))
    whole = sx.count_regions(net)
    struck: list[int] = []

    def strike(now: sx.Progress) -> None:
        if not struck and now.fraction < 1:
            pid = next(iter(client.run(os.getpid).values()))
            struck.append(pid)
            os.kill(pid, signal.SIGKILL)

    count = sx.count_regions(net, executor=client.get_executor(), progress=strike)
    assert struck
    assert count.layers == whole.layers
