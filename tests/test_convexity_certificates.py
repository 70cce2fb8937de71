"""Certificates of convexity: the checker accepts what is proven, and nothing that was tampered with."""

from __future__ import annotations

import ast
import copy
import json
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx
from splinex.convexity import check, plain_domain, plain_network

Certificate = dict[str, Any]


def difference_of_ramps() -> sx.Network:
    """[x]_+ - [x - 1]_+"""
    return sx.Network.from_layers([([[1], [1]], [0, -1]), ([[1, -1]], [0])])


def masked_kink() -> sx.Network:
    """[3 [x]_+ - [x + 1]_+ - 1/2]_+, which is convex although a weight is negative."""
    return sx.Network.from_layers([([[1], [1]], [0, 1]), ([[3, -1]], [-0.5]), ([[1]], [0])])


def random_net(rng: np.random.Generator) -> sx.Network:
    dims = (2, *rng.integers(1, 4, 2), 2)
    return sx.Network.from_layers([(rng.integers(-2, 3, (n, m)), rng.integers(-2, 3, n)) for m, n in pairwise(dims)])


def test_every_verdict_has_a_certificate_that_holds() -> None:
    rng = np.random.default_rng(7)
    claims = set()
    domains = (None, sx.Box(-2, 1), sx.Polytope([[1, 1], [-1, 0]], [1, 2]), sx.Segment([-2.0, 1.0], [1.0, 0.5]))
    for i in range(40):
        net = random_net(rng)
        verdict = sx.verify_convexity(net, domains[i % len(domains)], threads=1)
        for output in verdict:
            for concave in (False, True):
                for by in ("facets", None):
                    certificate = verdict.certificate(output.output, concave=concave, by=by)
                    outcome = check(json.loads(json.dumps(certificate)), plain_network(verdict.partition.network))
                    assert outcome, outcome.reason
                    claims.add(certificate["claim"])
    assert claims == {f"{claim}{by}" for claim in ("convex", "concave") for by in (" by signs", " by facets")} | {
        "not convex",
        "not concave",
    }


TAMPERED_TRIPLES: dict[str, tuple[Certificate, str]] = {
    "another gap": ({"gap": "1/3"}, "the gap is 1/8, not 1/3"),
    "no gap": ({"x": ["-2"], "y": ["-1"]}, "the gap is 0, which is not positive"),
    "a negative gap": ({"x": ["-1"], "y": ["1/2"]}, "the gap is -1/4, which is not positive"),
    "t = 0": ({"t": "0"}, "t is 0, which is not between 0 and 1"),
    "t = 1": ({"t": 1}, "t is 1, which is not between 0 and 1"),
    "t > 1": ({"t": "3/2"}, "t is 3/2"),
    "outside the domain": ({"y": ["4"]}, "y lies outside row 0 of the domain"),
    "another output": ({"output": 1}, "malformed"),
    "an output from the end": ({"output": -1}, "there is no output -1"),
    "infinity": ({"x": [float("inf")]}, "malformed"),
    "another claim": ({"claim": "concave"}, "there is no claim 'concave'"),
    "another dimension": ({"x": ["3/4", "0"]}, "malformed"),
    "no number": ({"t": None}, "None is not a number"),
    "a truth value": ({"t": True}, "True is not a number"),
    "no fraction": ({"t": "1/0"}, "malformed"),
}


@pytest.mark.parametrize("name", TAMPERED_TRIPLES)
def test_tampered_triples_are_rejected(name: str) -> None:
    change, reason = TAMPERED_TRIPLES[name]
    certificate = sx.verify_convexity(difference_of_ramps(), sx.Box(-3, 3)).certificate(0)
    assert check(certificate)
    assert (certificate["x"], certificate["y"]) == (["3/4"], ["5/4"])
    outcome = check(certificate | change)
    assert not outcome and reason in outcome.reason, outcome.reason


def test_the_network_and_the_domain_of_the_claim_are_what_counts() -> None:
    certificate = sx.verify_convexity(difference_of_ramps()).certificate(0)
    other = sx.Network.from_layers([([[1], [1]], [0, -1]), ([[1, 1]], [0])])
    assert check(certificate, plain_network(difference_of_ramps()))
    assert not check(certificate, plain_network(other))
    assert not check(certificate, domain=plain_domain(sx.Box(-1, 1), 1))
    assert check(certificate, domain=plain_domain(sx.Box(-2, 2), 1))


def _no_walls(c: Certificate) -> None:
    c["cells"][0]["walls"] = []


def _one_cell_less(c: Certificate) -> None:
    c["cells"].pop()


def _lonely_wall(c: Certificate) -> None:
    c["cells"][0]["walls"][0]["cell"] = None


def _point_off_the_wall(c: Certificate) -> None:
    c["cells"][0]["walls"][0]["point"] = ["7"]


def _point_on_a_bend(c: Certificate) -> None:
    c["cells"][0]["point"] = ["0"]


def _own_neighbour(c: Certificate) -> None:
    c["cells"][0]["walls"][0]["cell"] = 0


def _negative_multiplier(c: Certificate) -> None:
    item = next(item for cell in c["cells"] for item in cell["redundant"])
    item["multipliers"][0][1] = "-1"


def _wrong_multiplier(c: Certificate) -> None:
    item = next(item for cell in c["cells"] for item in cell["redundant"])
    item["multipliers"][0][1] = "17/3"


def _bends_down(c: Certificate) -> None:
    c["network"]["layers"][-1]["weight"] = [[-1]]


TAMPERED_FACETS: dict[Callable[[Certificate], None], str] = {
    _no_walls: "neither walls nor redundant",
    _one_cell_less: "is not listed",
    _lonely_wall: "leads nowhere is not the domain's",
    _point_off_the_wall: "is not in a facet of cell",
    _point_on_a_bend: "a cell's point is not inside",
    _own_neighbour: "is not inside a facet of both",
    _negative_multiplier: "a multiplier of cell",
    _wrong_multiplier: "does not follow from its walls",
    _bends_down: "the gradient jumps by",
}


@pytest.mark.parametrize("change", TAMPERED_FACETS)
def test_tampered_lists_of_facets_are_rejected(change: Callable[[Certificate], None]) -> None:
    certificate = sx.verify_convexity(masked_kink()).certificate(0)
    assert certificate["claim"] == "convex by facets" and check(certificate)
    tampered = copy.deepcopy(certificate)
    change(tampered)
    outcome = check(tampered)
    assert not outcome and TAMPERED_FACETS[change] in outcome.reason, outcome.reason


def test_signs_that_do_not_prove_convexity_are_rejected() -> None:
    certificate = sx.verify_convexity(masked_kink()).certificate(0)
    outcome = check(certificate | {"claim": "convex by signs"})
    assert not outcome and "a weight on a hidden signal is -1" in outcome.reason
    with pytest.raises(sx.InputError, match="there is no proof by signs: output 0: sharp premises fail"):
        sx.verify_convexity(masked_kink()).certificate(0, by="signs")
    with pytest.raises(sx.InputError, match="by must be 'signs' or 'facets', not 'hope'"):
        sx.verify_convexity(masked_kink()).certificate(0, by="hope")


def test_a_wall_may_lead_to_a_cell_only_if_both_agree_there() -> None:
    """A cell of one network beside a cell of another is no continuous function."""
    certificate = sx.verify_convexity(difference_of_ramps(), sx.Box(-3, 1)).certificate(0, by="facets")
    assert check(certificate)
    for cell in certificate["cells"]:
        cell["walls"] = [wall | {"row": len(cell["walls"]) - 1 - i} for i, wall in enumerate(cell["walls"])]
    assert not check(certificate)


def test_the_checker_needs_nothing_but_the_standard_library(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    certificate = sx.verify_convexity(difference_of_ramps()).certificate(0)
    good.write_text(json.dumps(certificate))
    bad.write_text(json.dumps(certificate | {"gap": "1/9"}))
    script = Path(sx.__file__).parent / "convexity" / "checker.py"
    for paths, code in (([good], 0), ([bad], 1), ([good, bad], 1), ([], 1)):
        command = [sys.executable, "-I", "-S", str(script), *map(str, paths)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.returncode == code and not run.stderr
    imported = {node.names[0].name if isinstance(node, ast.Import) else node.module for node in _imports(script)}
    assert imported <= set(sys.stdlib_module_names) | {"collections.abc"}


def _imports(script: Path) -> list[ast.Import | ast.ImportFrom]:
    return [node for node in ast.walk(ast.parse(script.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)]
