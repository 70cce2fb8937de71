"""Every compiled set of kernels gives the same regions, to the bit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import splinex as sx
from splinex import _core

SCRIPT = """
import hashlib, sys
sys.path.insert(0, {tests!r})
import splinex as sx
from families.cancelling import lattice_net
from families.random_nets import design_net, integer_net
from listing import network
from splinex import _core

digest = hashlib.sha256()
deep = design_net("d4", (4, 12, 10, 1))
flats = design_net("flats", (4, 30, 1))
for net in (deep, flats, lattice_net(3, 2, 5, scale=0.1), integer_net(2, (4, 10, 6, 1))):
    for domain in (None, sx.Box(-1, 1)):
        part = sx.enumerate_regions(network(net), domain)
        digest.update(part.patterns.tobytes() + part.points.tobytes())
print(_core.instruction_set(), digest.hexdigest())
"""


def _run(wish: str) -> list[str]:
    script = SCRIPT.format(tests=str(Path(__file__).parent))
    environment = {**os.environ, "SPLINEX_ISA": wish}
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    return answer.stdout.split()


@pytest.mark.skipif(_core.instruction_set() == "portable", reason="only x86-64 has more than one set of kernels")
@pytest.mark.parametrize("wish", ["v2", "v3"])
def test_older_instruction_sets_find_the_same_regions(wish: str) -> None:
    best, older = _run(""), _run(wish)
    assert best[0] == sx.count_regions(sx.arrangement([[1.0]])).stats.instruction_set
    assert older[0] <= f"x86-64-{wish}"
    assert older[1] == best[1]
