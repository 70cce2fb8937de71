"""The caller's rounding mode and flush-to-zero must not change a result, and must still be there afterwards."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest
import splinex as sx
from families.cancelling import lattice_net
from families.random_nets import design_net, he_net
from listing import counted

X86_LINUX = platform.machine() == "x86_64" and sys.platform == "linux" and platform.libc_ver()[0] == "glibc"
SCRIPT = """
import ctypes, ctypes.util, sys
sys.path.insert(0, {tests!r})
import splinex as sx
from families.cancelling import lattice_net
from families.random_nets import design_net, he_net
from listing import counted

libm = ctypes.CDLL(ctypes.util.find_library("m"))
nets = [design_net("d3", (3, 32, 32, 1)), lattice_net(3, 2, 5, scale=0.1), he_net(6, (4, 12, 1))]
environment = (ctypes.c_uint32 * 8)()
libm.fegetenv(environment)
environment[7] = {control}
libm.fesetenv(environment)
runs = [(net, domain, threads) for net in nets for domain in (None, sx.Box(-1, 1)) for threads in (1, 2)]
counts = [counted(net, domain, threads=threads) for net, domain, threads in runs]
tiny = sx.Network.from_layers([([[-1e300], [5e-324]], [1e-30, 0.0])], relu_last=True)
counts.append(tiny.pattern([[5e-324], [1e300]]).tolist())
libm.fegetenv(environment)
after = environment[7] & ~0x3F
sys.stdout.write(repr((counts, after)))
"""
EXCEPTIONS_MASKED = 0x1F80
CONTROLS = {
    "nearest": 0x0000,
    "downward": 0x2000,
    "upward": 0x4000,
    "toward zero": 0x6000,
    "flush to zero": 0x8040,
    "upward and flush": 0xC040,
}


@pytest.mark.skipif(not X86_LINUX, reason="the MXCSR register is set through glibc's fenv_t on x86-64")
@pytest.mark.parametrize("name", CONTROLS)
def test_counts_do_not_depend_on_the_environment(name: str) -> None:
    control = EXCEPTIONS_MASKED | CONTROLS[name]
    script = SCRIPT.format(tests=str(Path(__file__).parent), control=control)
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    nets = [design_net("d3", (3, 32, 32, 1)), lattice_net(3, 2, 5, scale=0.1), he_net(6, (4, 12, 1))]
    expected = [counted(net, domain) for net in nets for domain in (None, sx.Box(-1, 1)) for _ in (1, 2)]
    assert expected[0] == [5489, 45188]
    denormals = [[0, 1], [0, 1]]
    assert answer.stdout == repr(([*expected, denormals], control))
