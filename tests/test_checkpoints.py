"""Searches that are stopped, killed and continued: the same counts, whenever that happens."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import splinex as sx
from families.random_nets import design_net, he_net
from listing import network
from splinex.cli.entry import main

NET = network(design_net("d5", (5, 14, 12, 1)))
BOX = sx.Box(-1, 1)

DAMAGE = r"damaged|not a checkpoint"
WORK = """
import sys
sys.path.insert(0, {tests!r})
import splinex as sx
from test_checkpoints import BOX, NET

{call}
"""


def resumed(path: Path, **options: float) -> sx.RegionCount:
    result = sx.resume(path, **options)  # type: ignore[arg-type]
    assert isinstance(result, sx.RegionCount)
    return result


def start(call: str) -> subprocess.Popen[str]:
    code = WORK.format(tests=str(Path(__file__).parent), call=call)
    return subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("arithmetic", ["auto", "dictionary"])
@pytest.mark.parametrize("domain", [None, BOX], ids=["space", "box"])
def test_count_in_many_sittings(tmp_path: Path, domain: sx.Box | None, arithmetic: str) -> None:
    path = tmp_path / "count.checkpoint"
    whole = sx.count_regions(NET, domain, arithmetic=arithmetic)
    lower = [0]
    for _ in range(1000):
        part = sx.count_regions(NET, domain, checkpoint=path, every=0.002, max_seconds=0.001, arithmetic=arithmetic)
        assert part.total >= lower[-1]
        lower.append(part.total)
        if not part.truncated:
            break
        assert part.total <= whole.total
        assert part.estimate is not None
        assert part.estimate.lower == part.total
        assert part.estimate.upper >= whole.total
    assert len(lower) > 2
    assert part.layers == whole.layers
    again = resumed(path)  # of what is done
    assert again.layers == whole.layers
    assert again.stats.seconds >= part.stats.seconds


def test_killed_counts_go_on(tmp_path: Path) -> None:
    whole = sx.count_regions(NET)
    path = tmp_path / "count.checkpoint"
    moments = random.Random(1)
    for _ in range(4):
        with start(f"sx.count_regions(NET, checkpoint={str(path)!r}, every=0.01, threads=1)") as process:
            limit = time.monotonic() + 60
            while not path.exists() and process.poll() is None and time.monotonic() < limit:
                time.sleep(0.005)
            time.sleep(moments.uniform(0, 0.2))
            process.kill()
    assert sx.count_regions(NET, checkpoint=path).layers == whole.layers


def test_interrupted_count_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "count.checkpoint"
    large = (
        f"network(he_net(1, (12, 60, 60, 1))), checkpoint={str(path)!r}, progress=lambda now: print('on', flush=True)"
    )
    call = f"from families.random_nets import he_net\nfrom listing import network\nsx.count_regions({large})"
    with start(call) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "on\n"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert "KeyboardInterrupt" in errors
    first = resumed(path, max_seconds=0)
    assert first.truncated
    assert first.total > 1
    more = resumed(path, max_seconds=0.1)
    assert more.total > first.total


def test_other_jobs_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "count.checkpoint"
    sx.count_regions(NET, BOX, checkpoint=path, max_seconds=0)
    other = network(he_net(3, (5, 14, 12, 1)))
    for words, net, domain, arithmetic in (
        ("network", other, BOX, "auto"),
        ("domain", NET, None, "auto"),
        ("arithmetic", NET, BOX, "exact"),
    ):
        with pytest.raises(sx.InputError, match=f"of another {words}"):
            sx.count_regions(net, domain, checkpoint=path, arithmetic=arithmetic)
    assert not sx.count_regions(NET, BOX, checkpoint=path).truncated


@pytest.mark.parametrize("place", [0, 30, 200, -40, -1])
def test_damaged_files_are_refused(tmp_path: Path, place: int) -> None:
    path = tmp_path / "count.checkpoint"
    sx.count_regions(NET, BOX, checkpoint=path, max_seconds=0)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(sx.InputError, match=DAMAGE):
        sx.resume(path)
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(sx.InputError, match=DAMAGE):
        sx.resume(path)
    with pytest.raises(sx.InputError, match="missing"):
        sx.resume(tmp_path / "missing")


def test_two_processes_on_one_checkpoint_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "count.checkpoint"
    call = (
        f"sx.count_regions(NET, BOX, checkpoint={str(path)!r}, progress=lambda now: (print('on', flush=True), input()))"
    )
    with start(call) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "on\n"
        with pytest.raises(sx.InputError, match="another process"):
            sx.count_regions(NET, BOX, checkpoint=path)
        process.kill()
    assert not sx.count_regions(NET, BOX, checkpoint=path).truncated


def test_a_full_disk_is_said_and_leaves_the_last_checkpoint(tmp_path: Path) -> None:
    """A limit on the size of files stands for a full disk: the writes of the process fail in the same way."""
    path = tmp_path / "count.checkpoint"
    sx.count_regions(NET, checkpoint=path, max_seconds=0)
    before = path.read_bytes()
    limit = [
        "import resource, signal",
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)",
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))",
    ]
    with start("\n".join([*limit, ""]) + f"sx.count_regions(NET, checkpoint={str(path)!r}, every=0)") as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "InputError" in errors
    assert "cannot be written" in errors
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))
    assert resumed(path).layers == sx.count_regions(NET).layers


def test_options_that_make_no_sense() -> None:
    for options in ({"max_seconds": -1}, {"max_seconds": float("nan")}, {"every": "soon"}, {"executor": 4}):
        with pytest.raises(sx.InputError, match=next(iter(options))):
            sx.count_regions(NET, BOX, **options)
    with pytest.raises(sx.InputError, match="max_regions does not go with"):
        sx.count_regions(NET, BOX, max_regions=5, checkpoint="nowhere")
    with pytest.raises(sx.InputError, match="kind='linear'"):
        sx.count_regions(NET, BOX, kind="linear", max_seconds=1)
    with pytest.raises(sx.InputError, match="cannot be written"):
        sx.count_regions(NET, BOX, checkpoint=os.path.join("no", "such", "folder"))


@pytest.mark.parametrize("net", [sx.arrangement([[1, 2], [2, 1]]), sx.Network.from_layers([([[1]], [0])])])
def test_small_searches_are_done_at_once(tmp_path: Path, net: sx.Network) -> None:
    path = tmp_path / "count.checkpoint"
    total = sx.count_regions(net).total
    assert sx.count_regions(net, checkpoint=path).total == total
    assert sx.count_regions(net, checkpoint=path).total == total


def test_time_is_a_limit_for_counts_that_visit_nothing() -> None:
    resonance = sx.zoo.get("resonance-7").network
    stopped = sx.count_regions(resonance, max_seconds=0.05)
    assert stopped.truncated
    assert stopped.total == 1


def test_time_is_a_limit_for_lists() -> None:
    part = sx.enumerate_regions(network(he_net(1, (12, 60, 60, 1))), max_seconds=0.1)
    assert part.truncated
    assert len(part) > 10
    batches = list(sx.iter_regions(network(he_net(1, (12, 60, 60, 1))), max_seconds=0.1, batch_size=100))
    assert batches[-1].truncated
    assert not any(batch.truncated for batch in batches[:-1])


def test_a_long_step_is_left_undone_when_the_time_is_over(tmp_path: Path) -> None:
    """In integers, the first step alone takes minutes, as a sample for an estimate would; nothing of it is found or lost."""
    wide, path = network(he_net(1, (200, 64, 32, 10))), tmp_path / "wide.checkpoint"
    for _ in range(2):
        count = sx.count_regions(wide, sx.Box(0, 1), arithmetic="exact", max_seconds=0.1, checkpoint=path)
        assert count.truncated and count.total == 1 and count.estimate is None
        assert "there are more" in str(count)


def test_estimates_are_between_the_bounds_and_reproducible() -> None:
    found = sx.estimate_regions(NET, BOX, width=20, repeats=50, seed=5)
    regions = sx.count_regions(NET, BOX).total
    assert abs(found.regions - regions) < 6 * found.spread
    assert 0 < found.spread < regions / 10
    assert found.lower <= regions <= found.upper
    assert found == sx.estimate_regions(NET, BOX, width=20, repeats=50, seed=5)
    whole = sx.estimate_regions(NET, BOX, width=10**6)
    assert (whole.regions, whole.spread) == (regions, 0)
    one = sx.estimate_regions(sx.Network.from_layers([(np.eye(2), np.zeros(2))]))
    assert (one.regions, one.spread, one.lower, one.upper) == (1, 0, 1, 1)


def test_estimates_take_fewer_samples_where_each_is_slow() -> None:
    """With 784 inputs, all of them after a limit of a second take minutes."""
    found = sx.count_regions(network(he_net(1, (784, 64, 32, 10))).up_to(0), sx.Box(0, 1), max_seconds=0.1).estimate
    assert found is None or 1 <= found.width < 64


def test_progress_says_how_many_there_are_likely_to_be() -> None:
    seen: list[sx.Progress] = []
    sx.count_regions(network(he_net(1, (12, 60, 60, 1))), progress=seen.append, max_seconds=0.3)
    estimate = seen[0].estimate
    assert estimate is not None
    assert estimate.regions > estimate.lower > 1
    assert estimate.upper > estimate.regions


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    NET.to_npz(tmp_path / "net.npz")
    path = str(tmp_path / "count.checkpoint")
    count = ["count", str(tmp_path / "net.npz"), "--box", "-1", "1"]
    assert main([*count, "--checkpoint", path, "--max-seconds", "0"]) == 0
    assert "truncated: about" in capsys.readouterr().out
    assert main(["resume", path]) == 0
    assert f"{sx.count_regions(NET, BOX).total:,} activation regions" in capsys.readouterr().out
    assert main(["resume", path, "--json"]) == 0
    assert '"truncated": false' in capsys.readouterr().out
    assert main(["estimate", str(tmp_path / "net.npz"), "--box", "-1", "1", "--width", "5", "--repeats", "3"]) == 0
    assert capsys.readouterr().out.startswith("about ")
    assert main(["resume", str(tmp_path / "nothing")]) == 2
    assert main([*count, "--every", "often"]) == 2


def same_regions(a: sx.Partition, b: sx.Partition) -> None:
    assert a.patterns.tolist() == b.patterns.tolist()
    assert a.points.tolist() == b.points.tolist()


def test_enumeration_in_many_sittings(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install splinex[arrow]")
    path, out = tmp_path / "regions.checkpoint", tmp_path / "regions"
    whole = sx.enumerate_regions(NET, BOX)
    part = sx.enumerate_regions(NET, BOX, out=out, checkpoint=path, max_regions=1000)
    assert part.truncated
    same_regions(part, whole[:1000])
    for _ in range(1000):
        assert len(sx.open_partition(out)) == len(part)
        part = sx.enumerate_regions(NET, BOX, out=out, checkpoint=path, max_seconds=0.01, every=0.003)
        if not part.truncated:
            break
    same_regions(part, whole)
    again = sx.resume(path)
    assert isinstance(again, sx.Partition)
    same_regions(again, whole)


def test_killed_enumerations_go_on(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install splinex[arrow]")
    path, out = tmp_path / "regions.checkpoint", tmp_path / "regions"
    call = f"sx.enumerate_regions(NET, out={str(out)!r}, checkpoint={str(path)!r}, every=0.01, threads=1)"
    moments = random.Random(2)
    for _ in range(4):
        with start(call) as process:
            limit = time.monotonic() + 60
            while not path.exists() and process.poll() is None and time.monotonic() < limit:
                time.sleep(0.005)
            time.sleep(moments.uniform(0, 0.4))
            process.kill()
    part = sx.resume(path)
    assert isinstance(part, sx.Partition)
    same_regions(part, sx.enumerate_regions(NET))


def test_folders_that_do_not_go_with_the_checkpoint(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install splinex[arrow]")
    path = tmp_path / "regions.checkpoint"
    for out in (None, tmp_path / "regions.parquet"):
        with pytest.raises(sx.InputError, match="out=FOLDER"):
            sx.enumerate_regions(NET, BOX, out=out, checkpoint=path)
    sx.enumerate_regions(NET, BOX, out=tmp_path / "regions", checkpoint=path, max_regions=50)
    sx.enumerate_regions(NET, out=tmp_path / "others", max_regions=50)
    with pytest.raises(sx.InputError, match="another network or domain"):
        sx.enumerate_regions(NET, BOX, out=tmp_path / "others", checkpoint=path)
    with pytest.raises(sx.InputError, match=r"missing|no such|cannot"):
        sx.enumerate_regions(NET, BOX, out=tmp_path / "nothing", checkpoint=path)
    with pytest.raises(sx.InputError, match="another operation"):
        sx.count_regions(NET, BOX, checkpoint=path)
