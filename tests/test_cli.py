"""The command line as its users run it: output, exit codes, one sentence for bad input, a clean end after Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import splinex as sx
from families.random_nets import design_net, he_net
from listing import network

ABS = sx.Network.from_layers([([[1], [-1]], [0, 0]), ([[1, 1]], [0])])
INFINITE = float("inf")
FULL = "there is something in this folder; write to a new or an empty one"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with networks and domains, and one for what commands write."""
    network(design_net("toy", (2, 45, 3, 4))).to_npz(tmp_path / "toy.npz")
    network(he_net(1, (12, 60, 60, 1))).to_npz(tmp_path / "endless.npz")
    ABS.to_npz(tmp_path / "abs.npz")
    domains = {"square": {"low": [-1, -1], "high": [1, 1]}, "cube": {"low": [0, 0, 0], "high": [1, 1, 1]}}
    (tmp_path / "domains.json").write_text(json.dumps(domains))
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "torn.npz").write_bytes((tmp_path / "toy.npz").read_bytes()[:300])
    (tmp_path / "property.vnnlib").write_text(
        "(declare-const X_0 Real)\n(declare-const X_1 Real)\n(declare-const Y_0 Real)\n"
        "(assert (>= X_0 -1))\n(assert (<= X_0 1))\n(assert (>= X_1 -1))\n(assert (<= X_1 1))\n(assert (>= Y_0 0))\n"
    )
    (tmp_path / "out").mkdir()
    return tmp_path


def _start(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "splinex", *words],
        cwd=folder,
        # The folder of the package under test, which may be given relative to another one.
        env={**os.environ, "PYTHONPATH": str(Path(sx.__file__).parents[1])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _run(folder: Path, *words: str) -> tuple[int, str, str]:
    process = _start(folder, *words)
    output, errors = process.communicate(timeout=120)
    return process.returncode, output, errors


@pytest.mark.parametrize(
    "domain",
    [("--box", "-1", "1"), ("--domain", "domains.json#square"), ("--vnnlib", "property.vnnlib")],
    ids=["box", "json", "vnnlib"],
)
def test_count_prints_a_table(folder: Path, domain: tuple[str, ...]) -> None:
    code, output, errors = _run(folder, "count", "toy.npz", *domain)
    assert (code, errors) == (0, "")
    assert [line.split() for line in output.splitlines()[:3]] == [
        ["layer", "units", "regions"],
        ["layer", "0", "45", "949"],
        ["layer", "1", "3", "991"],
    ]


def test_count_on_the_whole_plane_names_a_bound_first(folder: Path) -> None:
    code, output, errors = _run(folder, "count", "toy.npz", "--threads", "1")
    assert code == 0
    assert "1,084 activation regions" in output
    assert errors == "at most 7,252 regions in R^2 (Serra et al. 2018)\n"


@pytest.mark.parametrize("options", [(), ("--exact",), ("--no-progress", "--threads", "2")])
def test_count_as_json(folder: Path, options: tuple[str, ...]) -> None:
    code, output, errors = _run(folder, "count", "toy.npz", "--json", *options)
    assert (code, errors) == (0, "")
    result = json.loads(output)
    assert [layer["regions"] for layer in result["layers"]] == [1036, 1084]
    assert (result["total"], result["upper_bound"], result["truncated"]) == (1084, 7252, False)
    assert result["domain"] is None


def test_count_stops_at_max_regions(folder: Path) -> None:
    code, output, _ = _run(folder, "count", "toy.npz", "--max-regions", "10", "--json")
    assert code == 0
    assert (json.loads(output)["total"], json.loads(output)["truncated"]) == (10, True)


@pytest.mark.parametrize(
    ("low", "high", "box"),
    [("-1e-3", "inf", (-0.001, INFINITE)), ("-inf", "-.5", (-INFINITE, -0.5)), ("-Infinity", "2", (-INFINITE, 2))],
)
def test_box_takes_negative_and_infinite_numbers(folder: Path, low: str, high: str, box: tuple[float, float]) -> None:
    code, output, errors = _run(folder, "count", "abs.npz", "--box", low, high, "--json")
    assert (code, errors) == (0, "")
    result = json.loads(output, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
    assert (float(result["domain"]["low"]), float(result["domain"]["high"])) == box
    assert result["total"] == sx.count_regions(ABS, sx.Box(*box)).total


def test_printed_domain_can_be_read_back(folder: Path) -> None:
    _, output, _ = _run(folder, "info", "abs.npz", "--box", "-inf", "1", "--json")
    (folder / "again.json").write_text(output)
    code, output, errors = _run(folder, "info", "abs.npz", "--domain", "again.json#domain", "--json")
    assert (code, errors) == (0, "")
    assert json.loads(output)["domain"] == {"low": "-inf", "high": 1.0}


def test_enumerate_writes_a_file_that_opens(folder: Path) -> None:
    code, output, errors = _run(folder, "enumerate", "toy.npz", "--box", "-1", "1", "-o", "out/regions.npz")
    assert (code, errors) == (0, "")
    assert output.splitlines()[-1] == f"written to {Path('out', 'regions.npz')}"
    found = sx.open_partition(folder / "out" / "regions.npz")
    expected = sx.enumerate_regions(folder / "toy.npz", sx.Box(-1, 1))
    assert np.array_equal(found.patterns, expected.patterns)
    assert np.array_equal(found.points, expected.points)
    assert [file.name for file in (folder / "out").iterdir()] == ["regions.npz"]


@pytest.mark.parametrize("out", ["regions.parquet", "regions"])
def test_enumerate_streams(folder: Path, out: str) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    code, output, errors = _run(folder, "enumerate", "toy.npz", "--box", "-1", "1", "--maps", "-o", f"out/{out}")
    assert (code, errors) == (0, "")
    assert output.splitlines()[-1] == f"written to {Path('out', out)}"
    expected = sx.enumerate_regions(folder / "toy.npz", sx.Box(-1, 1))
    assert sx.open_partition(folder / "out" / out).points.tobytes() == expected.points.tobytes()
    code, output, errors = _run(folder, "enumerate", "toy.npz", "--box", "-1", "1", "-o", f"out/{out}")
    assert code == (0 if out == "regions.parquet" else 2)
    assert errors == ("" if out == "regions.parquet" else f"splinex: {Path('out', out)}: {FULL}\n")


def test_enumerate_as_json(folder: Path) -> None:
    code, output, errors = _run(
        folder, "enumerate", "toy.npz", "--box", "-1", "1", "--max-regions", "5", "--json", "-o", "out/regions.npz"
    )
    assert (code, errors) == (0, "")
    result = json.loads(output)
    assert (result["total"], result["truncated"]) == (5, True)
    assert len(sx.open_partition(folder / result["file"])) == 5


def test_info(folder: Path) -> None:
    code, output, errors = _run(folder, "info", "toy.npz", "--domain", "domains.json#square")
    assert (code, errors) == (0, "")
    shape = "Network(2 -> 45 relu -> 3 relu -> 4)"
    for words in (shape, "48 units in 2 hidden layers", "7,252", "281,474,976,710,656", "3,388"):
        assert words in output
    code, output, _ = _run(folder, "info", "toy.npz", "--json")
    result = json.loads(output)
    assert (code, result["units"], result["dimension"]) == (0, 48, 2)
    assert [layer["relu"] for layer in result["layers"]] == [True, True, False]
    assert result["upper_bounds"] == {"trivial": 2**48, "montufar_2017": 7252, "serra_2018": 7252}
    assert result["lower_bounds_on_the_maximum"]["montufar_2014"] == 3388


def test_info_of_a_wide_network_has_numbers_of_many_digits(folder: Path) -> None:
    sx.arrangement(np.ones((20_000, 1))).to_npz(folder / "wide.npz")
    code, output, errors = _run(folder, "info", "wide.npz", "--json")
    assert (code, errors) == (0, "")
    assert '"serra_2018": 20001' in output


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
@pytest.mark.parametrize("net", ["abs.npz", "toy.npz"])
def test_plot_writes_a_picture(folder: Path, net: str, suffix: str) -> None:
    code, output, errors = _run(folder, "plot", net, "--box", "-1", "1", "-o", f"out/figure{suffix}")
    assert (code, errors) == (0, "")
    assert output.startswith(
        f"{sx.count_regions(folder / net, sx.Box(-1, 1)).total} activation regions in Box(-1, 1)\n"
    )
    assert [file.name for file in (folder / "out").iterdir()] == [f"figure{suffix}"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--kind", "layers"), "layer 1 alone: "),
        (("--kind", "surface", "--logit", "3"), "output 3 on "),
        (("--kind", "counts"), " activation regions in "),
        (("--color-by", "value", "--logit", "1", "--boundary"), " activation regions in "),
    ],
)
def test_plot_of_every_kind(folder: Path, words: tuple[str, ...], sentence: str) -> None:
    code, output, errors = _run(folder, "plot", "toy.npz", "--box", "-1", "1", "-o", "out/figure.png", *words)
    assert (code, errors) == (0, "")
    assert sentence in output
    assert [file.name for file in (folder / "out").iterdir()] == ["figure.png"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "the following arguments are required: COMMAND"),
        (("conut", "toy.npz"), "invalid choice: 'conut'"),
        (("count",), "the following arguments are required: NET"),
        (("count", "toy.npz", "--bogus"), "unrecognized arguments: --bogus"),
        (("count", "toy.npz", "--box", "-1", "1", "--domain", "domains.json"), "not allowed with argument --box"),
        (("count", "toy.npz", "--box", "-1"), "argument --box: expected 2 arguments"),
        (("count", "toy.npz", "--box", "-1", "one"), "argument --box: invalid float value: 'one'"),
        (("count", "toy.npz", "--box", "1", "-1"), "the box is empty"),
        (("count", "toy.npz", "--box", "nan", "1"), "low is nan"),
        (("count", "toy.npz", "--threads", "-1"), "argument --threads: must be a positive integer, not '-1'"),
        (("count", "toy.npz", "--threads", "4096"), "threads must be a positive integer of at most 1024"),
        (("count", "toy.npz", "--max-regions", "many"), "argument --max-regions: must be a positive integer"),
        (("count", "missing.npz"), "missing.npz: no such file"),
        (("count", "domains.json"), "domains.json: the extension must be"),
        (("count", "torn.npz"), "torn.npz: not an npz archive, or only a part of one"),
        (("count", "out"), "out: the extension must be"),
        (("count", "toy.npz", "--domain", "missing.json"), "missing.json: no such file"),
        (("count", "toy.npz", "--domain", "broken.json"), "broken.json: not JSON"),
        (("count", "toy.npz", "--domain", "domains.json#circle"), "domains.json: there is no key 'circle'"),
        (("count", "toy.npz", "--domain", "domains.json#cube"), "the domain has dimension 3, but the network has 2"),
        (("count", "toy.npz", "--vnnlib", "broken.json"), "broken.json: not VNN-LIB"),
        (("enumerate", "toy.npz"), "the following arguments are required: -o/--output"),
        (("enumerate", "toy.npz", "-o", "out/regions.txt"), "the extension must be .parquet, or none for a folder"),
        (("enumerate", "toy.npz", "-o", "missing/regions.npz"), "there is no folder missing"),
        (("enumerate", "toy.npz", "-o", "missing/regions.parquet"), "there is no folder missing"),
        (("enumerate", "toy.npz", "-o", "out/regions.npz", "--maps"), "--maps goes with .parquet or a folder"),
        (("plot", "toy.npz", "-o", "out/figure.gif"), "the extension must be .png or .pdf or .svg"),
        (("plot", "toy.npz", "-o", "out/figure.png", "--color-by", "mood"), "color_by must be one of"),
        (("plot", "toy.npz", "-o", "out/figure.png", "--kind", "mood"), "kind must be one of 'regions', 'layers'"),
        (
            ("plot", "toy.npz", "-o", "out/figure.html", "--kind", "layers"),
            "the extension must be .png or .pdf or .svg",
        ),
        (
            ("plot", "toy.npz", "-o", "out/figure.png", "--kind", "counts", "--layer", "1"),
            "--layer does not go with --kind",
        ),
        (
            ("plot", "toy.npz", "-o", "out/figure.png", "--kind", "cells"),
            "shows three coordinates, but the domain has 2",
        ),
        (("plot", "toy.npz", "-o", "out/figure.png", "--layer", "-1"), "argument --layer: must be an integer from 0"),
        (("plot", "toy.npz", "-o", "out/figure.png", "--layer", "2"), "an index of the 2 hidden layers, not 2"),
        (("plot", "endless.npz", "-o", "out/figure.png"), "the domain has 12: give a Slice"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(folder: Path, words: tuple[str, ...], sentence: str) -> None:
    code, output, errors = _run(folder, *words)
    assert (code, output) == (2, ""), errors
    lines = [line for line in errors.splitlines() if not line.startswith("at most ")]
    assert len(lines) == 1
    assert lines[0].startswith("splinex: ")
    assert sentence in lines[0]
    assert not list((folder / "out").iterdir())


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("words", [("enumerate", "-o", "out/regions.npz"), ("plot", "-o", "out/figure.png")])
def test_no_permission_to_write(folder: Path, words: tuple[str, ...]) -> None:
    (folder / "out").chmod(0o500)
    code, output, errors = _run(folder, words[0], "toy.npz", "--box", "-1", "1", *words[1:])
    assert (code, output, len(errors.splitlines())) == (2, "", 1)
    assert "no permission to write" in errors


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_output_that_cannot_be_written(folder: Path) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "splinex", "info", "toy.npz"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(sx.__file__).parents[1])},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.returncode == 2
    assert result.stderr == "splinex: standard output: No space left on device\n"


@pytest.mark.parametrize("words", [("count",), ("enumerate", "-o", "out/regions.npz")])
def test_interrupt_is_exit_code_130(folder: Path, words: tuple[str, ...]) -> None:
    """The line about the bound says that the search is about to begin; the search itself would take years."""
    with _start(folder, words[0], "endless.npz", *words[1:]) as process:
        try:
            assert process.stderr is not None
            assert process.stderr.readline().startswith("at most about ")
            process.send_signal(signal.SIGINT)
            output, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (process.returncode, output, errors) == (130, "", "splinex: interrupted\n")
    assert not list((folder / "out").iterdir())


def test_reader_that_stops_early_is_no_error(folder: Path) -> None:
    with _start(folder, "count", "toy.npz", "--box", "-1", "1", "--json") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert process.wait(timeout=60) == 0


@pytest.mark.parametrize("words", [("--help",), ("count", "--help"), ("--version",)])
def test_help_and_version(folder: Path, words: tuple[str, ...]) -> None:
    code, output, errors = _run(folder, *words)
    assert (code, errors) == (0, "")
    assert (sx.__version__ if words == ("--version",) else "usage: splinex") in output


@pytest.mark.skipif(find_spec("pty") is None or sys.platform == "win32", reason="needs a pseudo-terminal")
def test_progress_bar_is_drawn_on_a_terminal_only(folder: Path) -> None:
    import fcntl
    import pty
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-m", "splinex", "count", "toy.npz", "--box", "-1", "1"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(sx.__file__).parents[1])},
        stdout=subprocess.PIPE,
        stderr=slave,
    ) as process:
        assert process.wait(timeout=60) == 0
    drawn = os.read(master, 100_000).decode()
    os.close(master)
    os.close(slave)
    assert "100%|" in drawn
    assert "991 regions" in drawn
    assert drawn.endswith("\n")
