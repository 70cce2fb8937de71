"""`RegionWriter`: what was committed survives anything; what was not leaves no trace."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import splinex as sx
from families.random_nets import he_net
from listing import network
from splinex.search import Chunk
from splinex.streams import RegionWriter, draft, region_writer

pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

NET = network(he_net(1, (2, 7, 5, 1)))
PART = sx.enumerate_regions(NET)
BATCHES = [batch.chunks[0] for batch in sx.iter_regions(NET, batch_size=7)]
CHUNKS = [chunk for chunk in BATCHES if isinstance(chunk, Chunk)]
NOISE = np.random.default_rng(0).normal(size=(20000, 2))
HERE = Path(__file__).parent


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def _is_prefix(folder: Path, regions: int, *, truncated: bool = True) -> None:
    found = sx.open_partition(folder)
    assert (len(found), found.truncated) == (regions, truncated)
    assert found.points.tobytes() == PART[:regions].points.tobytes()
    assert found.patterns.tobytes() == PART[:regions].patterns.tobytes()


def test_a_folder_is_a_partition_at_every_moment(tmp_path: Path) -> None:
    folder = tmp_path / "regions"
    writer = RegionWriter(folder, NET, None)
    _is_prefix(folder, 0)
    assert writer.commit() == (0, 0)
    writer.append(CHUNKS[0])
    _is_prefix(folder, 0)
    assert writer.commit(PART.stats) == (1, 7)
    assert writer.commit() == (1, 7)
    _is_prefix(folder, 7)
    assert sx.open_partition(folder).stats == PART.stats
    for chunk in CHUNKS[1:]:
        writer.append(chunk)
    writer.close(PART.stats)
    _is_prefix(folder, len(PART), truncated=False)
    assert sx.open_partition(folder).stats == PART.stats
    assert _names(folder) == ["_partition.parquet", "part-000000.parquet", "part-000001.parquet"]


def test_a_part_is_committed_when_it_is_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft, "_GROUP_BYTES", 100)
    monkeypatch.setattr(region_writer, "_PART_BYTES", 1)
    part = sx.enumerate_regions(NET, out=tmp_path / "regions")
    assert len(_names(tmp_path / "regions")) == 2
    folder = tmp_path / "by hand"
    with RegionWriter(folder, NET, None) as writer:
        for chunk in CHUNKS:
            writer.append(chunk)
        _is_prefix(folder, sum(map(len, CHUNKS)))
        writer.close(truncated=True)
    assert len(_names(folder)) == len(CHUNKS) + 1
    _is_prefix(folder, len(part))


def test_closed_writers_take_nothing_more(tmp_path: Path) -> None:
    closed = RegionWriter(tmp_path / "closed", NET, None)
    closed.close()
    left = RegionWriter(tmp_path / "left", NET, None)
    left.append(CHUNKS[0])
    left.discard()
    for writer in (closed, left):
        with pytest.raises(sx.InputError, match=r"this writer is closed; RegionWriter\.resume goes on"):
            writer.append(CHUNKS[0])
        with pytest.raises(sx.InputError, match="this writer is closed"):
            writer.close()
    _is_prefix(tmp_path / "closed", 0, truncated=False)
    _is_prefix(tmp_path / "left", 0)


def test_an_exception_leaves_what_was_committed(tmp_path: Path) -> None:
    for error, kept in ((RuntimeError, 7), (KeyboardInterrupt, 14)):
        folder = tmp_path / error.__name__
        with pytest.raises(error), RegionWriter(folder, NET, None) as writer:
            writer.append(CHUNKS[0])
            writer.commit()
            writer.append(CHUNKS[1])
            raise error
        _is_prefix(folder, kept)
        assert all(file.endswith(".parquet") for file in _names(folder))


@pytest.mark.parametrize("parts", [0, 1, 2, 3])
@pytest.mark.parametrize("closed", [False, True])
def test_resume(parts: int, closed: bool, tmp_path: Path) -> None:
    folder = tmp_path / "regions"
    writer = RegionWriter(folder, NET, sx.Box(-9, 9), maps=True)
    commits = [(0, 0)]
    for chunk in CHUNKS[:3]:
        writer.append(chunk)
        commits.append(writer.commit())
    if closed:
        writer.close()
    else:
        # As a crash leaves it: with an unfinished part.
        (folder / ".part-000003.parquet.draft").write_bytes(b"PAR1")
        (folder / "._partition.parquet.draft").write_bytes(b"PAR1")
    assert commits[parts] == (parts, 7 * parts)
    again = RegionWriter.resume(folder, *commits[parts])
    assert _names(folder) == ["_partition.parquet", *(f"part-{k:06d}.parquet" for k in range(parts))]
    found = sx.open_partition(folder)
    assert (len(found), found.truncated, found.domain) == (7 * parts, True, sx.Box(-9, 9))
    for chunk in CHUNKS[parts:]:
        again.append(chunk)
    again.close(PART.stats)
    whole = sx.open_partition(folder)
    assert not whole.truncated
    assert whole.points.tobytes() == PART.points.tobytes()
    assert pq.read_table(folder)["A"].to_pylist() == [region.affine_map().A.ravel().tolist() for region in whole]


def test_resume_of_what_is_not_there(tmp_path: Path) -> None:
    folder = tmp_path / "regions"
    writer = RegionWriter(folder, NET, None)
    writer.append(CHUNKS[0])
    writer.commit()
    for parts, regions, message in (
        (1, 8, "1 parts hold 7 regions, not 8"),
        (2, 14, "part-000001.parquet: no such file"),
    ):
        with pytest.raises(sx.InputError, match=message):
            RegionWriter.resume(folder, parts, regions)
    with pytest.raises(sx.InputError, match="no such file"):
        RegionWriter.resume(tmp_path, 0, 0)
    writer.append(CHUNKS[1])
    writer.close(truncated=True)
    _is_prefix(folder, 14)


def test_a_folder_with_something_in_it(tmp_path: Path) -> None:
    RegionWriter(tmp_path / "regions", NET, None).close()
    with pytest.raises(sx.InputError, match="there is something in this folder"):
        RegionWriter(tmp_path / "regions", NET, None)
    (tmp_path / "killed").mkdir()
    (tmp_path / "killed" / "._partition.parquet.draft").write_bytes(b"PAR1")
    RegionWriter(tmp_path / "killed", NET, None).close()
    _is_prefix(tmp_path / "killed", 0, truncated=False)


def _folder(tmp_path: Path) -> Path:
    """Three parts, complete."""
    folder = tmp_path / "regions"
    with RegionWriter(folder, NET, None) as writer:
        for chunk in CHUNKS[:3]:
            writer.append(chunk)
            writer.commit()
        writer.close(truncated=True)
    return folder


def test_folders_that_are_not_whole(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    other = tmp_path / "other"
    with RegionWriter(other, NET, sx.Box(-9, 9)) as writer:
        writer.append(CHUNKS[1])
        writer.close()

    def refused(message: str) -> None:
        with pytest.raises(sx.InputError, match=message) as caught:
            sx.open_partition(folder)
        assert "regions" in str(caught.value)
        shutil.rmtree(folder)
        _folder(tmp_path)

    (folder / "part-000001.parquet").unlink()
    refused("part-000001.parquet is missing")
    (folder / "part-000002.parquet").unlink()
    refused("2 of 3 parts are there")
    shutil.copy(folder / "part-000002.parquet", folder / "part-000003.parquet")
    refused("this is not part 3 of the partition")
    shutil.copy(other / "part-000000.parquet", folder / "part-000001.parquet")
    refused("this is not part 1 of the partition")
    (folder / "part-000001.parquet").write_bytes(b"PAR1")
    refused(r"part-000001\.parquet: not a Parquet file, or a damaged one")
    (folder / "_partition.parquet").unlink()
    refused("this folder holds no partition")
    (folder / "_partition.parquet").write_bytes(b"PAR1")
    refused(r"_partition\.parquet: not a Parquet file, or a damaged one")
    _is_prefix(folder, 21)


def test_one_part_is_a_partition_of_its_own(tmp_path: Path) -> None:
    part = sx.open_partition(_folder(tmp_path) / "part-000001.parquet")
    assert (part.start, len(part), part.truncated) == (7, 7, True)
    assert part.points.tobytes() == PART[7:14].points.tobytes()
    assert [region.index for region in part] == list(range(7, 14))


ENDLESS = """
import resource, sys
sys.path.insert(0, {tests!r})
import splinex as sx
from families.random_nets import he_net
from listing import network
from splinex.streams import draft, region_writer, streaming

draft._GROUP_BYTES = region_writer._PART_BYTES = 1 << 17
streaming._BATCH = 4096
{before}
print("begins", flush=True)
try:
    sx.enumerate_regions(network(he_net(1, (8, 40, 40, 1))), out={out!r}{options})
except sx.StorageError as error:
    print(error)
"""


def _endless(out: Path, before: str = "", options: str = "") -> subprocess.Popen[str]:
    """A process that writes until it is stopped."""
    code = textwrap.dedent(ENDLESS).format(tests=str(HERE), out=str(out), before=before, options=options)
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(Path(sx.__file__).parents[1])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _expected(regions: int) -> sx.Partition:
    return sx.enumerate_regions(network(he_net(1, (8, 40, 40, 1))), max_regions=regions)


def _until(process: subprocess.Popen[str], folder: Path, parts: int) -> None:
    """Wait for that many parts."""
    assert process.stdout is not None
    assert process.stdout.readline() == "begins\n"
    while len(list(folder.glob("part-*.parquet"))) < parts:
        assert process.poll() is None, process.communicate()[1]


@pytest.fixture
def running() -> Iterator[list[subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
def test_a_process_that_ends_early(
    number: signal.Signals, tmp_path: Path, running: list[subprocess.Popen[str]]
) -> None:
    """Killed in the middle, a part is lost; after Ctrl-C nothing is."""
    folder = tmp_path / "regions"
    running.append(process := _endless(folder))
    _until(process, folder, 2)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == -number
    found = sx.open_partition(folder)
    assert found.truncated
    assert len(found) >= 2 * 1024
    expected = _expected(len(found))
    assert found.points.tobytes() == expected.points.tobytes()
    assert found.patterns.tobytes() == expected.patterns.tobytes()
    if number == signal.SIGINT:
        assert not list(folder.glob(".*"))
    again = RegionWriter.resume(folder, 1, len(sx.open_partition(folder / "part-000000.parquet")))
    again.discard()
    assert _names(folder) == ["_partition.parquet", "part-000000.parquet"]


def test_ctrl_c_leaves_no_single_file(tmp_path: Path, running: list[subprocess.Popen[str]]) -> None:
    file = tmp_path / "regions.parquet"
    running.append(process := _endless(file))
    assert process.stdout is not None
    assert process.stdout.readline() == "begins\n"
    while not list(tmp_path.glob(".*")):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert not _names(tmp_path)


def test_a_file_that_may_not_grow(tmp_path: Path, running: list[subprocess.Popen[str]]) -> None:
    """As on a full disk: one sentence, the parts that were committed, no draft."""
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))"
    running.append(process := _endless(tmp_path / "regions.parquet", limit))
    output, errors = process.communicate(timeout=60)
    assert errors == ""
    assert output.splitlines()[1:] == [
        f"{tmp_path / 'regions.parquet'}: cannot be written (File too large); nothing is kept"
    ]
    assert not _names(tmp_path)


@pytest.mark.parametrize("where", ["in a part", "at its end", "in the index"])
def test_a_disk_that_is_full(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it happens, what was committed stays, and the same writer goes on nowhere."""
    folder = tmp_path / "regions"
    monkeypatch.setattr(draft, "_GROUP_BYTES", 100)
    writer = RegionWriter(folder, NET, None)
    writer.append(CHUNKS[0])
    writer.commit()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    many = Chunk(*(np.resize(column, (20000, *column.shape[1:])) for column in (PART.packed[0], NOISE, PART.inexact)))
    message = r"regions: cannot be written \(File too large\); 7 regions in 1 parts are kept"
    try:
        with pytest.raises(sx.StorageError, match=message):
            if where == "at its end":
                writer.append(CHUNKS[1])
            resource.setrlimit(resource.RLIMIT_FSIZE, (10_000 if where == "in a part" else 100, hard))
            if where == "in a part":
                writer.append(many)
            writer.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert _names(folder) == ["_partition.parquet", "part-000000.parquet"]
    _is_prefix(folder, 7)
    with pytest.raises(sx.InputError, match="closed"):
        writer.append(CHUNKS[1])
    again = RegionWriter.resume(folder, 1, 7)
    for chunk in CHUNKS[1:]:
        again.append(chunk)
    again.close()
    _is_prefix(folder, len(PART), truncated=False)


def test_a_small_tmpfs(tmp_path: Path, running: list[subprocess.Popen[str]]) -> None:
    """A disk that is really full."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "splinex", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no tmpfs may be mounted here")
    try:
        running.append(process := _endless(disk / "regions"))
        output, errors = process.communicate(timeout=60)
        assert errors == ""
        found = sx.open_partition(disk / "regions")
        parts = len(list((disk / "regions").glob("part-*.parquet")))
        assert parts > 0
        assert output.splitlines()[1:] == [
            f"{disk / 'regions'}: cannot be written (No space left on device); {len(found)} regions in {parts} parts are kept"
        ]
        assert not list((disk / "regions").glob(".*"))
        assert found.truncated
        assert found.points.tobytes() == _expected(len(found)).points.tobytes()
    finally:
        subprocess.run(["umount", str(disk)], check=True)
