"""Certificates of false claims, with digests that fit: the checker refuses each."""

from __future__ import annotations

import copy
import hashlib
import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx
from certificate_parts import Certificate, Node, read_certificate, varint
from families import awkward
from families.random_nets import he_net
from listing import network
from splinex.checker import Unreadable, check
from splinex.checker.command import main
from splinex.domains import Domain

FAMILIES: dict[str, Callable[[], tuple[sx.Network, Domain]]] = {
    "generic": lambda: (network(he_net(1, (2, 6, 4, 1))), sx.Box(-1, 1)),
    "R^d": lambda: (network(he_net(3, (3, 5, 3, 1))), None),
    "degenerate": lambda: (sx.zoo.get("braid-4").network, None),
    "copies": lambda: (sx.arrangement([[1, 2], [2, 4], [-1, -2], [1, -1], [0, 0]], [1, 2, -1, 0, 1]), sx.Box(-3, 3)),
    "deep": lambda: (network(he_net(5, (2, 4, 4, 4, 1))), sx.Box(-1, 1)),
    "maxout": lambda: (
        sx.Network.sequential(
            [sx.nn.Maxout(np.array([[[2.0, 0], [-2, 0], [0, 2], [0, -2], [0, 0]]]), np.array([[-1.0, -1, -1, -1, 0]]))],
            (2,),
        ),
        None,
    ),
    "slice": lambda: (
        network(he_net(3, (3, 6, 4, 1))),
        sx.Slice.through([0.1, 0.2, 0.3], [1, 0, 0], [0, 1, 0.5], within=sx.Box(-1, 1)),
    ),
    "flat": lambda: (network(he_net(3, (3, 6, 4, 1))), sx.Polytope([[1, 1, 1], [-1, -1, -1]], [1, -1])),
    "rational witnesses": lambda: (network(awkward.mixed_magnitudes()), sx.Box(-1, 1)),
}


@pytest.fixture(params=FAMILIES)
def certificate(request: pytest.FixtureRequest, tmp_path: Path) -> Certificate:
    net, domain = FAMILIES[request.param]()
    path = tmp_path / "proof"
    sx.enumerate_regions(net, domain, certificate=path)
    whole = read_certificate(path)
    assert whole.write(tmp_path / "again").read_bytes() == path.read_bytes()
    return whole


def refused(mutant: Certificate, path: Path) -> str:
    """Why the mutant is refused."""
    found = check(str(mutant.write(path)))
    assert not found, found.reason
    return found.reason


def leaves(c: Certificate) -> list[int]:
    return [place for place, node in enumerate(c.nodes) if node.gate is None]


def some(places: list[int], wanted: int = 8) -> list[int]:
    return places[:: max(1, len(places) // wanted)]


def proofs(c: Certificate) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Where: the node, the entry, and the rows."""
    for place, node in enumerate(c.nodes):
        for which, entry in enumerate(node.entries):
            if entry is not None:
                yield place, which, entry


def splits(c: Certificate) -> list[int]:
    return [place for place, node in enumerate(c.nodes) if node.n_children > 1]


def with_entry(node: Node, which: int, entry: tuple[int, ...] | None) -> Node:
    return replace(node, entries=(*node.entries[:which], entry, *node.entries[which + 1 :]))


def test_a_leaf_is_dropped(certificate: Certificate, tmp_path: Path) -> None:
    for place in some(leaves(certificate)):
        fewer = replace(certificate, nodes=certificate.nodes[:place] + certificate.nodes[place + 1 :])
        refused(fewer, tmp_path / "mutant")


def test_a_subtree_is_dropped_and_called_empty(certificate: Certificate, tmp_path: Path) -> None:
    """The counts are put right too; no rows make a proof of it."""
    known = [entry for *_, entry in proofs(certificate)] or [(0, 1)]
    for place in some(splits(certificate), 3):
        node = certificate.nodes[place]
        last = max(which for which, entry in enumerate(node.entries) if entry is None)
        begin = place + 1
        for _ in range(node.n_children - 1):
            begin = certificate.subtree_end(begin)
        end = certificate.subtree_end(begin)
        kept = certificate.nodes[:begin] + certificate.nodes[end:]
        gone = sum(node.gate is None for node in certificate.nodes[begin:end])
        header = copy.deepcopy(certificate.header)
        header["regions"][-1] -= gone
        for entry in [*known[:6], (0,), (0, 0), (0, 1, 2)]:
            mutant = Certificate(header, kept).with_node(place, with_entry(node, last, entry))
            assert "cells are claimed" not in refused(mutant, tmp_path / "mutant")


def test_a_leaf_is_doubled(certificate: Certificate, tmp_path: Path) -> None:
    for place in some(leaves(certificate)):
        header = copy.deepcopy(certificate.header)
        header["regions"][-1] += 1
        more = certificate.nodes[: place + 1] + certificate.nodes[place:]
        refused(Certificate(header, more), tmp_path / "mutant")


def test_the_children_of_a_split_change_places(certificate: Certificate, tmp_path: Path) -> None:
    for place in some(splits(certificate)):
        first, second = place + 1, certificate.subtree_end(place + 1)
        end, nodes = certificate.subtree_end(second), certificate.nodes
        flipped = nodes[:first] + nodes[second:end] + nodes[first:second] + nodes[end:]
        refused(replace(certificate, nodes=flipped), tmp_path / "mutant")


def test_a_split_is_about_another_gate(certificate: Certificate, tmp_path: Path) -> None:
    for place in some(splits(certificate)):
        node = certificate.nodes[place]
        assert node.gate is not None
        refused(certificate.with_node(place, replace(node, gate=node.gate + 1)), tmp_path / "mutant")


def test_a_proof_uses_another_row(certificate: Certificate, tmp_path: Path) -> None:
    """Some other rows prove it as well; then the claims have to be the same."""
    tried = accepted = 0
    for place, which, entry in list(proofs(certificate))[:12]:
        for i, row in enumerate(entry):
            for other in (row - 1, row + 1, 0):
                if other < 0 or other in entry:
                    continue
                support = (*entry[:i], other, *entry[i + 1 :])
                mutant = certificate.with_node(place, with_entry(certificate.nodes[place], which, support))
                found = check(str(mutant.write(tmp_path / "mutant")))
                tried += 1
                accepted += found.valid
                assert not found or list(found.layers) == certificate.header["regions"]
    assert accepted <= tried / 2


def test_a_proof_loses_a_row(certificate: Certificate, tmp_path: Path) -> None:
    for place, which, entry in some_proofs(certificate):
        node = certificate.nodes[place]
        refused(certificate.with_node(place, with_entry(node, which, entry[:-1])), tmp_path / "mutant")


def test_a_proof_is_left_out(certificate: Certificate, tmp_path: Path) -> None:
    """The piece would have a child, which is not there."""
    for place, which, _ in some_proofs(certificate):
        refused(certificate.with_node(place, with_entry(certificate.nodes[place], which, None)), tmp_path / "mutant")


def some_proofs(c: Certificate) -> list[tuple[int, int, tuple[int, ...]]]:
    found = list(proofs(c))
    return found[:: max(1, len(found) // 6)]


def test_a_witness_is_moved(certificate: Certificate, tmp_path: Path) -> None:
    """To the witness of another region, to a wall, out of the domain, and to what is no point."""
    places = leaves(certificate)
    points = [certificate.nodes[place].leaf for place in places]
    n = len(certificate.header["domain"]["low"])
    others = [varint(0) + struct.pack(f"<{n}d", *[value] * n) for value in (np.inf, np.nan, 1e300)]
    for k in some(list(range(len(places)))):
        for point in [*(p for p in points[:3] if p != points[k]), *others]:
            mutant = certificate.with_node(places[k], Node(None, leaf=point))
            refused(mutant, tmp_path / "mutant")


def test_a_count_is_another(certificate: Certificate, tmp_path: Path) -> None:
    for layer in range(len(certificate.header["regions"])):
        for change in (-1, 1):
            header = copy.deepcopy(certificate.header)
            header["regions"][layer] += change
            assert "are claimed" in refused(replace(certificate, header=header), tmp_path / "mutant")


def test_a_layer_is_missing(certificate: Certificate, tmp_path: Path) -> None:
    header = copy.deepcopy(certificate.header)
    header["regions"] = header["regions"][:-1]
    refused(replace(certificate, header=header), tmp_path / "mutant")


def test_the_network_is_another(certificate: Certificate, tmp_path: Path) -> None:
    """A hidden unit negated, or one more unit of which nothing is said."""
    for layer in certificate.header["network"][: len(certificate.header["regions"])]:
        for row in range(len(layer["weight"])):
            if not any(layer["weight"][row]):
                continue
            header = copy.deepcopy(certificate.header)
            place = certificate.header["network"].index(layer)
            stored = header["network"][place]
            stored["weight"][row] = [-v for v in stored["weight"][row]]
            stored["bias"][row] = -stored["bias"][row]
            if any(size == 1 for size in stored["gates"]):
                continue
            refused(replace(certificate, header=header), tmp_path / "mutant")


def test_the_domain_is_another(certificate: Certificate, tmp_path: Path) -> None:
    """All of the witnesses cannot be above the mean, nor can a region be nowhere."""
    header = copy.deepcopy(certificate.header)
    n = len(header["domain"]["low"])
    header["domain"]["low"] = [5.0e10] * n
    refused(replace(certificate, header=header), tmp_path / "mutant")
    header["domain"] = {"low": [1.0] * n, "high": [0.0] * n, "constraints": []}
    refused(replace(certificate, header=header), tmp_path / "mutant")


def test_the_domain_is_said_to_be_flat(certificate: Certificate, tmp_path: Path) -> None:
    all_rounds: list[Any] = [[[0]], [[0, 1]], [[0, 1, 2]], [[-1]], [[99]], [[]], [[True]], [["0"]], 3]
    for rounds in all_rounds:
        header = copy.deepcopy(certificate.header)
        header["flat"] = rounds
        if header != certificate.header:
            refused(replace(certificate, header=header), tmp_path / "mutant")


BROKEN: list[tuple[str, Any]] = [
    ("network", []),
    ("network", None),
    ("network", [{}]),
    ("domain", {"low": [], "high": [], "constraints": []}),
    ("domain", {"low": [0.0], "high": [0.0, 1.0], "constraints": []}),
    ("regions", ["5"]),
    ("regions", [True]),
    ("regions", {}),
    ("flat", None),
]


@pytest.mark.parametrize(("key", "value"), BROKEN)
def test_broken_headers(key: str, value: Any, tmp_path: Path) -> None:
    path = tmp_path / "proof"
    sx.enumerate_regions(sx.arrangement([[1, 0], [1, 1]]), sx.Box(-1, 1), certificate=path)
    whole = read_certificate(path)
    refused(replace(whole, header={**whole.header, key: value}), path)


@pytest.mark.parametrize("change", ["weight", "bias", "denominator", "gates", "counted"])
@pytest.mark.parametrize("value", [None, "1", [], [[]], -1, 0, True, {}, [[None]], 10**400, [[10**400, 1], [1, 1]]])
def test_broken_networks(change: str, value: Any, tmp_path: Path) -> None:
    path = tmp_path / "proof"
    sx.enumerate_regions(sx.arrangement([[1, 0], [1, 1]]), sx.Box(-1, 1), certificate=path)
    whole = read_certificate(path)
    header = copy.deepcopy(whole.header)
    header["network"][0][change] = value
    if (change, value) == ("denominator", True):
        return
    found = check(str(replace(whole, header=header).write(path)))
    # A common denominator, however large, changes nothing.
    assert bool(found) == ((change, value) == ("denominator", 10**400)), found.reason


def test_trees_that_are_not(tmp_path: Path) -> None:
    path = tmp_path / "proof"
    sx.enumerate_regions(sx.arrangement([[1, 0], [1, 1]]), sx.Box(-1, 1), certificate=path)
    whole = read_certificate(path)
    numbers = [
        varint(2) + varint(1),
        varint(2) + varint(0),
        varint(3) * 9,
        varint(4) + varint(2**62),
        b"\xff" * 30,
        b"",
    ]
    leaf = [varint(1) + varint(2 * 10**9), varint(1) + varint(0) * 3, varint(0), varint(1)]
    for junk in [*numbers, *leaf]:
        refused(replace(whole, nodes=(Node(None, leaf=junk),)), path)
        refused(replace(whole, nodes=(*whole.nodes, Node(None, leaf=junk or b"\0"))), path)


def test_sections_are_referred_to_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("splinex.proofs._SECTION", 3)
    path = tmp_path / "proof"
    sx.enumerate_regions(network(he_net(1, (2, 6, 1))), sx.Box(-1, 1), certificate=path)
    head, _, rest = path.read_bytes().partition(b"\n")
    header = json.loads(head)
    sizes = header["sections"]
    parts, at = [], 0
    for size in sizes:
        parts.append(rest[at : at + size])
        at += size
    assert len(parts) > 3

    def said(sections: list[bytes]) -> str:
        content = json.dumps({**header, "sections": list(map(len, sections))}).encode() + b"\n" + b"".join(sections)
        path.write_bytes(content + hashlib.sha256(content).digest())
        return check(str(path)).reason

    shard = varint(2)
    assert "regions are all" in said(parts)
    assert "regions are all" not in said([parts[0], parts[2], parts[1], *parts[3:]])
    assert "twice" in said([parts[0].replace(shard + varint(2), shard + varint(1)), *parts[1:]])
    assert "missing" in said(parts[:-1])
    assert "never referred to" in said([*parts, parts[-1]])
    assert "twice" in said([shard + varint(0)])
    assert "twice" in said([shard + varint(1), shard + varint(1)])


def test_damage_is_told_from_a_false_claim(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "proof"
    sx.enumerate_regions(network(he_net(1, (2, 6, 4, 1))), sx.Box(-1, 1), certificate=path)
    good = path.read_bytes()
    assert main([str(path)]) == 0
    for place in range(0, len(good), len(good) // 40):
        path.write_bytes(good[:place] + bytes([good[place] ^ 16]) + good[place + 1 :])
        assert main([str(path)]) == 2
    deep = b"[" * 10**6 + b"\n"
    for bad in (b"", b"\n", good[:-1], good[:50], deep + hashlib.sha256(deep).digest(), b"{}\n" + good, b"\xff" * 99):
        path.write_bytes(bad)
        with pytest.raises(Unreadable):
            check(str(path))
    assert main([str(tmp_path)]) == 2
    whole = good.replace(b'"version": 1', b'"version": 9', 1)[:-32]
    path.write_bytes(whole + hashlib.sha256(whole).digest())
    assert main([str(path)]) == 2
    assert "version 9" in capsys.readouterr().err


@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_are_never_a_false_proof(seed: int, tmp_path: Path) -> None:
    """Whatever the tree is, the claim of the header is one more region than there are."""
    path = tmp_path / "proof"
    sx.enumerate_regions(network(he_net(1, (2, 5, 3, 1))), sx.Box(-1, 1), certificate=path)
    head, _, rest = path.read_bytes().partition(b"\n")
    header, random = json.loads(head), np.random.default_rng(seed)
    header["regions"][-1] += 1
    for _ in range(100):
        tree = bytearray(rest[:-32])
        for _ in range(random.integers(1, 4)):
            tree[random.integers(len(tree))] = random.integers(256)
        content = json.dumps(header).encode() + b"\n" + bytes(tree)
        path.write_bytes(content + hashlib.sha256(content).digest())
        assert not check(str(path))
