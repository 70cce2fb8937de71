"""The table of statements on networks of all kinds, and the command that prints it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx
from splinex import nn
from splinex.cli import main

RNG = np.random.default_rng(3)
NETWORKS = {
    "integers": (sx.zoo.load("integers-2-4-3-2"), None),
    "folding": (sx.zoo.load("folding-2"), sx.Box(0, 1)),
    "maxima": (
        sx.Network.sequential([nn.MaxPool1d(2, stride=1), nn.Linear([[1.0, -2.0]]), nn.HardTanh()], (1, 3)),
        None,
    ),
    "recurrent": (
        sx.Network.sequential([nn.RNN(RNG.normal(size=(2, 1)), RNG.normal(size=(2, 2)))], (2, 1)),
        sx.Box(-1, 1),
    ),
    "skip": (sx.Network.trace(lambda x: nn.LeakyReLU(0.5)(x - 1) + x, (2,)), sx.Polytope([[1, 1]], [3])),
    "affine": (sx.Network.from_layers([([[1, 2]], [3])]), None),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_no_statement_fails(name: str) -> None:
    net, domain = NETWORKS[name]
    report = sx.verify_theorems(net, domain)
    assert report.holds and "FAILS" not in repr(report)
    assert [statement.slides for statement in report.statements] == [
        "14-18", "18, 29-30", "20-27", "20, 39", "21-27", "19", "21-27",
    ]  # fmt: skip


def test_what_the_rows_say() -> None:
    report = sx.verify_theorems(sx.zoo.load("serra-fig2"))
    verdicts = {statement.text: (statement.verdict, statement.evidence) for statement in report.statements}
    assert all(verdict == "holds" for verdict, _ in verdicts.values())
    alone = next(evidence for text, (_, evidence) in verdicts.items() if "deeper layer" in text)
    assert "2 codes in 3 connected sets" in alone
    single = sx.verify_theorems(sx.arrangement([[1, 0], [0, 1]]))
    assert [s.verdict for s in single.statements].count("not shown") == 1


@pytest.mark.parametrize("activation", [None, nn.LeakyReLU(0.25), nn.Abs()])
@pytest.mark.parametrize("sequence", [False, True])
def test_closed_form_of_recurrent_networks(activation: Any, sequence: bool) -> None:
    weight, recurrent = RNG.integers(-3, 4, (2, 1)) / 2.0, RNG.integers(-3, 4, (2, 2)) / 2.0
    rnn = nn.RNN(weight, recurrent, [0.5, -1], [1, 0.25], activation, sequence)
    net = sx.Network.sequential([rnn], (3, 1))
    report = sx.verify_theorems(net, rnn=rnn)
    assert report.holds and report.statements[-1].verdict == "holds" and report.statements[-1].slides == "39"
    other = nn.RNN(weight, recurrent + 1, [0.5, -1], [1, 0.25], activation, sequence)
    assert not sx.verify_theorems(net, rnn=other).holds


def test_closed_form_of_something_else() -> None:
    net = sx.zoo.load("serra-fig2")
    with pytest.raises(sx.InputError, match="no region of that recurrent network"):
        sx.verify_theorems(net, rnn=nn.RNN([[1.0]], [[1.0]]))
    with pytest.raises(sx.InputError, match="not HardTanh"):
        sx.verify_theorems(net, rnn=nn.RNN([[1.0]], [[1.0]], activation=nn.HardTanh()))


def test_a_discontinuity_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network has one: the regions of a broken enumeration would."""

    def broken(part: sx.Partition) -> None:
        raise AssertionError("two regions do not agree on the facet that they share")

    monkeypatch.setattr("splinex.theorems.convexity_of", broken)
    report = sx.verify_theorems(sx.zoo.load("serra-fig2"))
    assert not report.holds and "FAILS" in repr(report) and "do not agree" in repr(report)


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "net.npz")
    sx.zoo.load("serra-fig2").to_npz(file)
    assert main(["verify", file]) == 0
    assert "composition of max-affine spline operators" in capsys.readouterr().out
    assert main(["verify", file, "--box", "-1", "2", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["holds"] and len(document["statements"]) == 7
    assert main(["verify", file, "--box", "1", "1"]) == 2
