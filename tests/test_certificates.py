"""Proof-carrying enumerations: the checker accepts every family, and agrees with the counts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import splinex as sx
import splinex.checker
from all_kinds import KINDS
from families import awkward
from families.net import Net
from families.random_nets import he_net
from hypothesis import given, settings
from hypothesis import strategies as st
from listing import network
from small_domains import polytope, solid_rows
from small_nets import box_ends, small_nets
from splinex.cli import main
from splinex.domains import Domain
from splinex.errors import InputError

ANGLE = sx.Polytope([[1, 1, 0], [-1, 0, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], [0, 0, 0, 1, 1])
"""x, y >= 0 and x + y <= 0: only the third coordinate is free, which no pair of opposite sides says."""


def three(seed: int = 3) -> sx.Network:
    return network(he_net(seed, (3, 6, 5, 1)))


CASES: dict[str, Callable[[], tuple[sx.Network, Domain]]] = {
    "generic in a box": lambda: (network(he_net(1, (2, 9, 5, 1))), sx.Box(-1, 1)),
    "generic on R^d": lambda: (three(), None),
    "deep": lambda: (network(he_net(5, (2, 6, 6, 6, 6, 1))), sx.Box(-1, 1)),
    "half-open box": lambda: (three(), sx.Box([0, -np.inf, -1], [np.inf, 0, 1])),
    "zero-width sides": lambda: (three(), sx.Box([0, 0.25, -1], [0, 0.25, 1])),
    "one point": lambda: (three(), sx.Box(0.25, 0.25)),
    "polytope": lambda: (three(), sx.Polytope([[1, 1, 1], [1, 1, 1], [2, 2, 2]], [1, 1, 2])),
    "flat polytope": lambda: (three(), sx.Polytope([[1, 1, 1], [-1, -1, -1], [1, 0, 0], [-1, 0, 0]], [1, -1, 1, 1])),
    "polytope that nothing says is flat": lambda: (three(), ANGLE),
    "segment": lambda: (three(), sx.Segment([0.1, 0.2, 0.3], [1, -1, 2])),
    "slice": lambda: (three(), sx.Slice.through([0.1, 0.2, 0.3], [1, 0, 0], [0, 1, 0.5], within=sx.Box(-1, 1))),
    "braid": lambda: (sx.zoo.get("braid-4").network, None),
    "resonance": lambda: (sx.zoo.get("resonance-3").network, None),
    "no units": lambda: (sx.Network.from_layers([([[1.0, 2.0]], [3.0])]), sx.Box(-1, 1)),
    "dead, copied, negated and parallel units": lambda: (
        sx.arrangement([[0, 0], [0, 0], [1, 2], [2, 4], [-1, -2], [1, 2], [0, 0]], [0, 1, 1, 2, -1, 5, -1]),
        None,
    ),
    **{
        f"awkward: {make.__name__}": lambda make=make: (network(make()), None)  # type: ignore[misc]
        for make in (
            awkward.bias_free,
            awkward.doubled_line,
            awkward.cell_without_a_float,
            awkward.huge_weights,
            awkward.tiny_weights,
            awkward.mixed_magnitudes,
            awkward.decimal_rank_deficient,
        )
    },
    "near copy": lambda: (network(awkward.with_near_copy(he_net(1, (2, 6, 4, 1)))), sx.Box(-1, 1)),
    **{
        f"kind: {name}": lambda name=name: (KINDS[name](), sx.Box(-1, 1))  # type: ignore[misc]
        for name in KINDS
        if name != "convolutional"
    },
    "kind: convolutional": lambda: (KINDS["convolutional"](), sx.Box(0.2, 0.5)),
    "iris": lambda: (sx.load(Path(sx.__file__).parent / "data" / "iris.onnx"), sx.Box(4, 4.5)),
    "moons": lambda: (sx.load(Path(sx.__file__).parent / "data" / "moons.onnx"), None),
    "maxout on R^d": lambda: (KINDS["maxout"](), None),
    "recurrent on R^d": lambda: (KINDS["recurrent"](), None),
}


def certified(net: sx.Network, domain: Domain, path: Path, arithmetic: str = "auto") -> sx.Partition:
    """All regions, once the certificate is accepted and says what the counts say."""
    part = sx.enumerate_regions(net, domain, certificate=path, arithmetic=arithmetic)
    found = sx.check_certificate(path, net, domain)
    assert found, found.reason
    assert list(found.layers) == [layer.regions for layer in sx.count_regions(net, domain).layers]
    return part


@pytest.mark.parametrize("name", CASES)
def test_every_family_is_accepted(name: str, tmp_path: Path) -> None:
    net, domain = CASES[name]()
    part = certified(net, domain, tmp_path / "proof")
    assert part.inexact.any() or name != "awkward: cell_without_a_float"


@settings(max_examples=25)
@given(data=st.data())
def test_small_networks(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    net = data.draw(small_nets())
    if data.draw(st.booleans()):
        domain: Domain = sx.Box(*box_ends_of(data, net))
    else:
        domain = polytope(data.draw(solid_rows(net.n_inputs)))
    certified(network(net), domain, tmp_path_factory.getbasetemp() / "small.proof")


def box_ends_of(data: st.DataObject, net: Net) -> tuple[list[float], list[float]]:
    return data.draw(box_ends(net.n_inputs))


@pytest.mark.parametrize("arithmetic", ["auto", "exact", "dictionary"])
def test_the_engine_does_not_matter(arithmetic: str, tmp_path: Path) -> None:
    certified(three(), sx.Box(-1, 1), tmp_path / "proof", arithmetic=arithmetic)


def test_sections_are_checked_by_several_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("splinex.proofs._SECTION", 10)
    net, path = three(), tmp_path / "proof"
    part = sx.enumerate_regions(net, sx.Box(-1, 1), certificate=path)
    with path.open("rb") as file:
        assert len(json.loads(file.readline())["sections"]) > 3
    alone, together = sx.check_certificate(path), sx.check_certificate(path, jobs=2)
    heard: list[int] = []
    assert sx.check_certificate(path, progress=lambda now: heard.append(now.regions)) == alone
    assert heard == sorted(heard)
    assert heard[-1] == len(part)
    assert alone == together

    def stop(now: sx.Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sx.check_certificate(path, jobs=2, progress=stop)
    assert alone.layers[-1] == len(part)


def test_a_copy_of_the_checker_needs_nothing_of_splinex(tmp_path: Path) -> None:
    sx.enumerate_regions(three(), sx.Box(-1, 1), certificate=tmp_path / "proof")
    shutil.copytree(Path(splinex.checker.__file__).parent, tmp_path / "alone")
    command = [sys.executable, "-I", "-S", str(tmp_path / "alone"), str(tmp_path / "proof"), "--jobs", "2"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert run.returncode == 0, run.stderr
    assert "proven" in run.stdout


def test_flint_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flint = pytest.importorskip("flint", reason="python-flint is not installed")
    path = tmp_path / "proof"
    sx.enumerate_regions(network(he_net(1, (6, 8, 4, 1))), sx.Box(-1, 1), certificate=path)
    found = []
    for matrix, few in ((None, 5), (flint.fmpz_mat, 5), (flint.fmpz_mat, 2)):
        monkeypatch.setattr("splinex.checker.motzkin._flint_matrix", matrix)
        monkeypatch.setattr("splinex.checker.motzkin._FEW", few)
        found.append(sx.check_certificate(path))
    assert found[0]
    assert found[0] == found[1] == found[2]


def test_the_network_and_the_domain_must_be_those(tmp_path: Path) -> None:
    net, path = three(), tmp_path / "proof"
    sx.enumerate_regions(net, sx.Box(-1, 1), certificate=path)
    assert sx.check_certificate(path, net, sx.Box(-1, 1))
    assert "another domain" in sx.check_certificate(path, net, sx.Box(-1, 2)).reason
    assert "another network" in sx.check_certificate(path, three(4), sx.Box(-1, 1)).reason
    with pytest.raises(InputError, match="give both"):
        sx.check_certificate(path, domain=sx.Box(-1, 1))


def test_what_is_not_complete_has_no_certificate(tmp_path: Path) -> None:
    part = sx.enumerate_regions(three(), sx.Box(-1, 1))
    path = tmp_path / "proof"
    for missing in (0, len(part) // 2, len(part) - 1):
        with pytest.raises(InputError, match="missing"):
            sx.write_certificate(part[np.arange(len(part)) != missing], path)
    with pytest.raises(InputError, match="twice"):
        sx.write_certificate(part[[*range(len(part)), 3]], path)
    with pytest.raises(InputError, match="no regions"):
        sx.write_certificate(part[:0], path)
    with pytest.raises(InputError, match="truncated"):
        sx.write_certificate(sx.enumerate_regions(three(), sx.Box(-1, 1), max_regions=3), path)
    with pytest.raises(InputError, match="leave out"):
        sx.enumerate_regions(three(), sx.Box(-1, 1), max_regions=3, certificate=path)
    with pytest.raises(InputError, match="no folder"):
        sx.enumerate_regions(three(), sx.Box(-1, 1), certificate=tmp_path / "nowhere" / "proof")
    assert not list(tmp_path.iterdir())


def test_progress_and_interrupts(tmp_path: Path) -> None:
    part = sx.enumerate_regions(network(he_net(3, (3, 9, 9, 1))), sx.Box(-1, 1))
    heard: list[float] = []
    sx.write_certificate(part, tmp_path / "proof", progress=lambda now: heard.append(now.fraction))
    assert heard[-1] == 1.0

    def stop(now: sx.Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sx.write_certificate(part, tmp_path / "other", progress=stop)
    assert not (tmp_path / "other").exists()


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    net, proof = tmp_path / "net.npz", tmp_path / "proof"
    three().to_npz(net)
    box = ["--box", "-1", "1"]
    assert main(["enumerate", str(net), *box, "-o", str(tmp_path / "r.npz"), "--certificate", str(proof)]) == 0
    assert main(["check", str(proof), "--net", str(net), *box]) == 0
    assert "regions are all" in capsys.readouterr().out
    assert main(["check", str(proof), "--net", str(net), "--json"]) == 1
    assert "another domain" in json.loads(capsys.readouterr().out)["reason"]
    proof.write_bytes(proof.read_bytes()[:-1])
    assert main(["check", str(proof)]) == 2
    assert main(["check", str(net)]) == 2
    assert main(["check", str(tmp_path / "missing")]) == 2
    assert "cannot be read" in capsys.readouterr().err
