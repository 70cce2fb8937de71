"""``python -m bench``: measurements of splinex and its peers, one JSON line each, and tables and plots of them."""

import argparse
import json
import sys
from pathlib import Path

from bench import commands
from bench.cases import CASES
from bench.compare import compare
from bench.measure import OPERATIONS
from bench.peers.registry import PEERS
from bench.sweeps import SWEEPS

__all__ = ["main"]


def main() -> int:
    """Exit code 1 when a count of ours is wrong or a measurement of ours fails; a peer's error is a result."""
    arguments = sys.argv[1:]
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        arguments = ["run", *arguments]
    options = _parser().parse_args(arguments)
    if options.command == "compare":
        print(compare(options.before, options.after))
        return 0
    if options.command == "table":
        print(commands.tables([line for file in options.files for line in _lines(file)]))
        return 0
    if options.command == "plot":
        from bench.plots import draw

        draw([line for file in options.files for line in _lines(file)], options.output)
        return 0
    return {"run": commands.run, "sweep": commands.sweep, "threads": commands.threads, "peers": commands.peers}[
        options.command
    ](options)


def _lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_subparsers(dest="command", required=True, metavar="COMMAND").add_parser

    run = add("run", help="measure cases (the default command)")
    _add_cases(run, "measure this case, or a random network of sizes such as 3-20-20-1 (repeatable); default all")
    run.add_argument("--domain", nargs="+", help="only these: box, space, or a named box of a trained network")
    run.add_argument("--operation", nargs="+", choices=OPERATIONS, default=["count"])
    run.add_argument("--arithmetic", choices=["auto", "dictionary", "exact"], default="auto")
    run.add_argument("--threads", type=int, default=1)
    run.add_argument("--repeat", type=int, default=1, help="processes for each measurement")

    sweep = add("sweep", help="random networks of growing width or depth, in the box")
    sweep.add_argument("--only", choices=SWEEPS, help="this sweep; default all")

    threads = add("threads", help="wall time by number of threads")
    _add_cases(threads, "default: " + ", ".join(commands.SCALING_CASES))
    threads.add_argument("--most", type=int, help="threads; default all cores")

    peers = add("peers", help="other tools beside ours: a table")
    _add_cases(peers, "only the questions about this case (repeatable)")
    peers.add_argument("--tool", nargs="+", choices=PEERS, default=[*PEERS])
    peers.add_argument("-o", "--output", type=Path, help="also write JSON lines there")

    for command in (run, sweep, threads, peers):
        command.add_argument("--seconds", type=float, default=0.5, help="repeat short calls in a process for that long")
    table = add("table", help="tables of JSON lines")
    table.add_argument("files", nargs="+", type=Path)
    plot = add("plot", help="figures of JSON lines")
    plot.add_argument("files", nargs="+", type=Path)
    plot.add_argument("-o", "--output", type=Path, required=True, help="folder of the figures")
    both = add("compare", help="two files of JSON lines side by side")
    both.add_argument("before", type=Path)
    both.add_argument("after", type=Path)
    return parser


def _add_cases(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--case", action="append", type=_case, metavar="CASE", help=text)


def _case(name: str) -> str:
    if name not in CASES and not all(size.isdigit() for size in name.split("-")):
        raise argparse.ArgumentTypeError(f"no case {name!r}; there are {', '.join(CASES)}")
    return name


if __name__ == "__main__":
    sys.exit(main())
