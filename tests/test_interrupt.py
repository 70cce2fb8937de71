"""Ctrl-C, progress and exceptions of the caller's callback."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import splinex as sx
from families.random_nets import design_net, he_net
from listing import network

ENDLESS = """
import sys
sys.path.insert(0, {tests!r})
import numpy as np
import splinex as sx
from families.random_nets import he_net
from listing import network

net = network(he_net(1, (12, 60, 60, 1)))
wide = network(he_net(1, (784, 64, 32, 10)))
tied = sx.arrangement(np.random.default_rng(1).integers(-3, 4, (120, 64)))
def started(now):
    print("started", flush=True)
try:
    {call}
except KeyboardInterrupt:
    print("interrupted", flush=True)
    {after}
print("survived", flush=True)
"""
CALLS = {
    "count": "sx.count_regions(net, progress=started, threads={threads})",
    "exact count": "sx.count_regions(net, progress=started, threads={threads}, arithmetic='exact')",
    "enumerate": "sx.enumerate_regions(net, progress=started, threads={threads})",
    "iterate": "list(map(len, sx.iter_regions(net, progress=started, threads={threads})))",
}


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("what", CALLS)
def test_interrupt_ends_with_keyboard_interrupt(what: str, threads: int) -> None:
    """The search would take years: that the process ends at all shows that the signal was heard."""
    with _Running(CALLS[what].format(threads=threads), after="raise") as process:
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=10)
    assert output.split()[-1] == "interrupted"
    assert "KeyboardInterrupt" in errors
    assert process.returncode in (-signal.SIGINT, 130)


LONG_STEPS = {
    "search": "started(0); sx.count_regions(wide, sx.Box(0, 1), threads={threads}, arithmetic='exact')",
    "facets": "part = sx.enumerate_regions(tied, max_regions=2); started(0); part.facets(threads={threads})",
}


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("what", LONG_STEPS)
def test_interrupt_is_heard_within_a_step_of_minutes(what: str, threads: int) -> None:
    with _Running(LONG_STEPS[what].format(threads=threads), after="raise") as process:
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=10)
    assert output.split()[-1] == "interrupted"


def test_search_works_again_after_an_interrupt() -> None:
    again = "print('total', sx.count_regions(sx.arrangement([[1, 0], [0, 1]])).total)"
    with _Running(CALLS["count"].format(threads=2), after=again) as process:
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=10)
    assert output.split()[-4:] == ["interrupted", "total", "4", "survived"]
    assert process.returncode == 0


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("domain", [None, sx.Box(-1, 1)], ids=["space", "box"])
def test_progress_grows_to_one(domain: sx.Box | None, threads: int) -> None:
    seen: list[sx.Progress] = []
    count = sx.count_regions(network(design_net("d4", (4, 24, 24, 1))), domain, progress=seen.append, threads=threads)
    assert seen
    fractions, regions = [now.fraction for now in seen], [now.regions for now in seen]
    assert fractions == sorted(fractions)
    assert regions == sorted(regions)
    assert fractions[0] >= 0
    assert fractions[-1] == 1.0
    assert seen[-1].regions == count.total


def test_progress_of_small_and_of_listed_searches() -> None:
    for call in (sx.count_regions, sx.enumerate_regions):
        seen: list[sx.Progress] = []
        call(network(he_net(1, (2, 5, 1))), progress=seen.append)
        assert seen[-1].fraction == 1.0


class _StopError(Exception):
    """Raised by a callback."""


@pytest.mark.parametrize("threads", [1, 2])
def test_exception_of_the_callback_comes_out(threads: int) -> None:
    def stop(now: sx.Progress) -> None:
        raise _StopError(now.regions)

    endless = network(he_net(1, (12, 60, 60, 1)))
    with pytest.raises(_StopError):
        sx.count_regions(endless, progress=stop, threads=threads)
    with pytest.raises(_StopError):
        sx.enumerate_regions(endless, progress=stop, threads=threads)


class _Running:
    """A child that has begun an endless search; killed on the way out if it still lives."""

    def __init__(self, call: str, after: str) -> None:
        source = ENDLESS.format(tests=str(Path(__file__).parent), call=call, after=after)
        self._process = subprocess.Popen(
            [sys.executable, "-c", source], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def __enter__(self) -> subprocess.Popen[str]:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "started\n"
        return self._process

    def __exit__(self, *exception: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
