"""The partition while a network learns: counts against sets of patterns, codes of points against `pattern`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import splinex as sx
from families.random_nets import he_net
from hypothesis import given
from hypothesis import strategies as st
from listing import network
from matplotlib.figure import Figure
from small_nets import TIES, matrices

BOX = sx.Box(-1, 1)
POINTS = np.random.default_rng(0).uniform(-1, 1, (30, 2))


def _nets(number: int, dims: tuple[int, ...] = (2, 5, 4, 1)) -> list[sx.Network]:
    return [network(he_net(seed, dims)) for seed in range(number)]


def _prefixes(net: sx.Network, domain: Any, layer: int) -> set[tuple[int, ...]]:
    """Straight from the rows of patterns."""
    end = sum(net.widths[: layer + 1])
    return {tuple(row[:end].tolist()) for row in sx.enumerate_regions(net, domain).patterns}


def _check(record: sx.Track, nets: list[sx.Network], domain: Any, points: np.ndarray | None = None) -> None:
    for i, net in enumerate(nets):
        for k in range(len(net.widths)):
            now = _prefixes(net, domain, k)
            assert record.regions[i, k] == len(now)
            before = _prefixes(nets[i - 1], domain, k) if i else now
            assert record.births[i, k] == len(now - before)
            assert record.deaths[i, k] == len(before - now)
            if points is not None and i:
                first, last = sum(net.widths[:k]), sum(net.widths[: k + 1])
                differ = net.pattern(points) != nets[i - 1].pattern(points)
                assert record.flips[i, k] == differ[:, first:last].sum()
                assert record.moves[i, k] == differ[:, :last].any(axis=1).sum()


def test_counts_births_deaths_and_codes() -> None:
    nets = _nets(6)
    record = sx.track(nets, BOX, points=POINTS)
    _check(record, nets, BOX, POINTS)
    for i, net in enumerate(nets):
        assert record.regions[i].tolist() == [layer.regions for layer in sx.count_regions(net, BOX).layers]
    assert record.total.tolist() == record.regions[:, -1].tolist()
    assert record.hamming[1].tolist() == (record.flips[1] / (30 * np.array([5, 4]))).tolist()
    assert (record.flips[0] == 0).all() and (record.flips[1:] > 0).all()


@given(st.data())
def test_births_minus_deaths_is_the_difference_of_the_counts(data: st.DataObject) -> None:
    """Ties: duplicate, dead and parallel units. Backwards in time births are deaths."""

    def net() -> sx.Network:
        W, b = data.draw(matrices(4, 2, TIES)), data.draw(matrices(1, 4, TIES))[0]
        V, c = data.draw(matrices(2, 4, TIES)), data.draw(matrices(1, 2, TIES))[0]
        return sx.Network.from_layers([(W, b), (V, c), ([[1, 1]], [0])])

    nets = [net() for _ in range(3)]
    record, back = sx.track(nets), sx.track(nets[::-1])
    _check(record, nets, None)
    assert (np.diff(record.regions, axis=0) == (record.births - record.deaths)[1:]).all()
    assert (record.births[1:] == back.deaths[:0:-1]).all()


def _hard_tanh(rng: np.random.Generator) -> list[Any]:
    affine = [sx.nn.Linear(rng.normal(size=shape)) for shape in ((3, 2), (3, 3))]
    return [affine[0], sx.nn.HardTanh(), affine[1], sx.nn.LeakyReLU()]


def _maxout(rng: np.random.Generator) -> list[Any]:
    return [sx.nn.Maxout(rng.normal(size=(2, 3, 2)), rng.normal(size=(2, 3))), sx.nn.Abs()]


@pytest.mark.parametrize("layers", [_hard_tanh, _maxout])
def test_units_with_more_pieces(layers: Callable[[np.random.Generator], list[Any]]) -> None:
    rng = np.random.default_rng(3)
    nets = [sx.Network.sequential(layers(rng), (2,)) for _ in range(4)]
    _check(sx.track(nets, BOX, points=POINTS), nets, BOX, POINTS)


@pytest.mark.parametrize(
    ("nets", "domain", "regions"),
    [
        (_nets(3, (1, 6, 3, 1)), None, None),
        (_nets(2), sx.Segment([-1, 0], [1, 0.5]), None),
        (_nets(2, (3, 4, 1)), sx.Slice.through([0, 0, 0], [1, 0, 0], [0, 1, 1]), None),
        (_nets(2), sx.Box(0.25, 0.25), [1, 1]),
        ([sx.Network.from_layers([([[0, 0], [0, 0]], [0, k]), ([[1, 1]], [0])]) for k in (-1, 0)], BOX, [1, 1]),
        ([sx.Network.from_layers([([[1, 0]], [k])]) for k in (0, 1)], BOX, [1, 1]),
    ],
    ids=["1-D", "segment", "slice", "a point", "zero units", "no units"],
)
def test_other_domains_and_degenerate_nets(nets: list[sx.Network], domain: Any, regions: list[int] | None) -> None:
    record = sx.track(nets, domain)
    _check(record, nets, domain)
    assert record.total.tolist() == [sx.count_regions(net, domain).total for net in nets]
    assert regions is None or record.total.tolist() == regions
    assert str(record).startswith("2 snapshots in " if len(nets) == 2 else "3 snapshots in R^d")


def test_regions_born_of_a_unit_that_comes_in_and_dies_where_it_leaves() -> None:
    nets = {
        step: sx.arrangement([[1, 0], [0, 1]], [0, shift]) for step, shift in [(0, 5), (10, 0), (20, 0.5), (30, -2)]
    }
    record = sx.track(nets, BOX, points=[[0.5, -0.25], [0.5, 0.75]])
    assert record.steps == (0, 10, 20, 30)
    assert record.regions.ravel().tolist() == [2, 4, 4, 2]
    assert record.births.ravel().tolist() == [0, 2, 0, 0]
    assert record.deaths.ravel().tolist() == [0, 0, 0, 2]
    assert record.flips.ravel().tolist() == [0, 1, 1, 2]


def test_each_snapshot_is_taken_when_it_is_yielded() -> None:
    events: list[str] = []

    def training() -> Iterator[tuple[str, sx.Network]]:
        for i, net in enumerate(_nets(3)):
            events.append(f"train {i}")
            yield f"epoch {i}", net

    record = sx.track(training(), BOX, progress=lambda now: events.append("search"))
    assert record.steps == ("epoch 0", "epoch 1", "epoch 2")
    assert [now for now in events if now != "search"] == ["train 0", "train 1", "train 2"]
    assert events[-1] == "search" and events[1] == "search"
    assert record.networks == ()


def test_progress_of_all_snapshots() -> None:
    heard: list[sx.Progress] = []
    record = sx.track(_nets(3), BOX, progress=heard.append)
    fractions = [now.fraction for now in heard]
    assert fractions == sorted(fractions) and fractions[-1] == 1
    assert heard[-1].regions == record.total.sum()
    assert [now.regions for now in heard] == sorted(now.regions for now in heard)


def test_interrupted_training_keeps_what_was_tracked() -> None:
    tracker = sx.Tracker(BOX)
    nets = _nets(2)
    tracker.add(nets[0])

    def stop(now: sx.Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tracker.add(nets[1], progress=stop)
    assert len(tracker.result()) == 1
    with pytest.raises(sx.InputError, match="the hidden layers must stay the same"):
        tracker.add(network(he_net(1, (2, 5, 5, 1))))
    tracker.add(nets[1])
    _check(tracker.result(), nets, BOX)


def test_torch_models_train_on() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed")
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
    copies: list[sx.Network] = []

    def training() -> Iterator[Any]:
        for _ in range(3):
            copies.append(sx.from_torch(model))
            yield model
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter.add_(0.5 * torch.randn(parameter.shape))

    record = sx.track(training(), BOX, points=POINTS, keep=True)
    assert record.networks == tuple(copies)
    _check(record, copies, BOX, POINTS)
    with pytest.raises(sx.InputError, match="has only its last state"):
        sx.track([model, model], BOX)
    with pytest.raises(sx.InputError, match="has only its last state"):
        sx.track({0: model, 1: model}, BOX)


def test_checkpoints_in_files(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="onnx is not installed")
    nets = _nets(2)
    nets[0].to_npz(tmp_path / "0.npz")
    nets[1].to_onnx(tmp_path / "1.onnx")
    files = {file.stem: file for file in sorted(tmp_path.iterdir())}
    record = sx.track(files, BOX)
    assert record.steps == ("0", "1")
    _check(record, nets, BOX)
    assert sx.track([files["0"], files["0"]], BOX).births.sum() == 0


@pytest.mark.parametrize(
    ("snapshots", "options", "message"),
    [
        ([], {}, "there are no snapshots"),
        ([*_nets(1), network(he_net(0, (2, 5, 3, 1)))], {}, "step 1 is Network.* but the first is Network.*must stay"),
        ([*_nets(1), sx.Network.sequential([sx.nn.Linear(np.ones((5, 2))), sx.nn.HardTanh()], (2,))], {}, "stay"),
        (_nets(2), {"steps": [1]}, "steps has 1 entries, but there are more snapshots"),
        (_nets(2), {"steps": [1, 2, 3]}, "steps has 3 entries, but there are 2 snapshots"),
        (_nets(1), {"steps": [None]}, None),
        (_nets(1), {"steps": [(1, 2)]}, "a step must be a number or a string"),
        (_nets(1), {"points": [[1, 2, 3]]}, r"points has shape \(1, 3\)"),
        (_nets(1), {"points": [[1, np.nan]]}, r"points\[0, 1\] is nan"),
        (_nets(1), {"progress": 3}, "progress must be"),
        (_nets(1), {"threads": 0}, "threads must be"),
        ("net.npz", {}, "an iterable of networks or a dict of them, not str"),
        (_nets(1)[0], {}, "an iterable of networks or a dict of them, not Network"),
        ([3], {}, "a network is a Network"),
    ],
)
def test_what_cannot_be_tracked(snapshots: Any, options: dict[str, Any], message: str | None) -> None:
    if message is None:
        assert sx.track(snapshots, BOX, **options).steps == (0,)
        return
    with pytest.raises(sx.InputError, match=message):
        sx.track(snapshots, BOX, **options)


def test_a_domain_of_another_dimension() -> None:
    with pytest.raises(sx.InputError, match="dimension"):
        sx.track(_nets(1), sx.Box([0, 0, 0], [1, 1, 1]))


def test_tables() -> None:
    record = sx.track(_nets(20), BOX, points=POINTS)
    lines = str(record).splitlines()
    assert lines[0] == "20 snapshots in Box(-1, 1), 30 points"
    assert len(lines) == 2 + 13 and lines[8].split() == ["..."] * 7
    assert lines[-1].split()[0] == "19"
    assert record._repr_html_().count("<tr>") == 14
    columns = record.columns()
    assert set(columns) == {"step"} | {
        f"{kind} {k}" for kind in ("regions", "births", "deaths", "flips", "moves") for k in (0, 1)
    }
    assert all(len(column) == 20 for column in columns.values())
    assert columns["regions 1"].tolist() == record.total.tolist()
    assert "flips 0" not in sx.track(_nets(1), BOX).columns()


@pytest.mark.parametrize("points", [None, POINTS])
def test_curves(points: np.ndarray | None) -> None:
    record = sx.track(_nets(5), BOX, points=points, steps=[0, 1, 2, 4, 8])
    axes = record.plot(Figure()).axes
    assert len(axes) == (2 if points is None else 3)
    for k, line in enumerate(axes[0].lines):
        assert np.asarray(line.get_xdata()).tolist() == [0, 1, 2, 4, 8]
        assert np.asarray(line.get_ydata()).tolist() == record.regions[:, k].tolist()


def test_curves_of_named_steps_and_of_nets_without_units() -> None:
    record = sx.track([sx.Network.from_layers([([[1, 0]], [0])])] * 2, BOX, steps=["<start>", "end"])
    (axes,) = record.plot(Figure()).axes
    assert axes.get_xlabel() == "snapshot"
    assert np.asarray(axes.lines[0].get_xdata()).tolist() == [0, 1]
    assert np.asarray(axes.lines[0].get_ydata()).tolist() == [1, 1]


def test_layers_of_one_name_are_told_apart() -> None:
    net = sx.Network(_nets(1)[0].layers, ("a", "a"))
    record = sx.track([net, net], BOX, points=POINTS)
    assert record.titles == ("a (0)", "a (1)")
    assert [len(axes.lines) for axes in record.plot(Figure()).axes] == [2, 2, 2]
