"""What the command line accepts."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from splinex import __version__
from splinex.cli import commands as run
from splinex.errors import InputError

__all__ = ["parse"]


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, as the rest of splinex does."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message} (see {self.prog} --help)")


def parse(arguments: Sequence[str]) -> argparse.Namespace | None:
    """The options of one command, with the function to call as `command`; None when help or the version was printed.

    Raises
    ------
    InputError
        For an unknown command or option, and for values of the wrong form.
    """
    # argparse takes "-inf" and "-1e-3" for options, but nothing that begins with a space.
    words = [f" {word}" if _is_negative(word) else word for word in arguments]
    try:
        return _parser().parse_args(words)
    except SystemExit:
        return None


def _positive(word: str) -> int:
    return _integer(word, 1, "a positive integer")


def _index(word: str) -> int:
    return _integer(word, 0, "an integer from 0")


def _seconds(word: str) -> float:
    try:
        seconds = float(word)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"must be a number of seconds, 0 or more, not {word.strip()!r}")
    return seconds


def _integer(word: str, least: int, what: str) -> int:
    try:
        number = int(word)
    except ValueError:
        number = least - 1
    if number < least:
        raise argparse.ArgumentTypeError(f"must be {what}, not {word.strip()!r}")
    return number


def _is_negative(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return word.startswith("-")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="splinex", description="All linear regions of a piecewise-linear network, exactly.")
    parser.add_argument("--version", action="version", version=f"splinex {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    count = _command(commands, "count", "count the regions after each layer", run.count)
    count.add_argument("--kind", default="activation", metavar="WHAT", help="activation (default), linear or maps")
    count.add_argument("--all", action="store_true", help="count in every sense of the word")
    _add_search(count)
    _add_limits(count)
    _add_checkpoint(count)

    resume = commands.add_parser(
        "resume", help="go on with a search from its checkpoint", description="Go on with a search from its checkpoint."
    )
    resume.set_defaults(command=run.resume)
    resume.add_argument("checkpoint", metavar="FILE", help="what --checkpoint has written")
    resume.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    _add_search(resume)
    _add_time(resume)

    estimate = _command(commands, "estimate", "estimate the number of regions from samples", run.estimate)
    estimate.add_argument(
        "--width", type=_positive, default=250, metavar="N", help="subtrees of a kind that are kept; by default 250"
    )
    estimate.add_argument("--repeats", type=_positive, default=8, metavar="N", help="independent ones; by default 8")
    estimate.add_argument("--seed", type=_index, default=0, metavar="N", help="of the random numbers; by default 0")

    enumerate_ = _command(commands, "enumerate", "write all regions to a file or a folder", run.enumerate_)
    enumerate_.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help="FILE.npz; FILE.parquet, in constant memory; or a new folder for .parquet files, which can be read at any time",
    )
    enumerate_.add_argument("--maps", action="store_true", help="write affine maps, too (.parquet only)")
    enumerate_.add_argument("--certificate", metavar="PATH", help="also write a proof that these are all: see check")
    _add_search(enumerate_)
    _add_limits(enumerate_)
    _add_checkpoint(enumerate_)

    check = commands.add_parser("check", help="check a proof of an enumeration", description="Check a certificate.")
    check.set_defaults(command=run.check)
    check.add_argument("certificate", metavar="PATH", help="what enumerate --certificate wrote")
    check.add_argument("--net", metavar="NET", help="the network that it must be about")
    _add_domain(check)
    check.add_argument("--jobs", type=_positive, default=1, metavar="N", help="processes to use (default 1)")
    _add_quiet(check)
    check.add_argument("--json", action="store_true", help="print one JSON object instead of text")

    verify = _command(commands, "verify", "check the statements of the theory on a network", run.verify)
    _add_search(verify)

    measure = _command(
        commands,
        "measure",
        "show sizes of regions, dead units, Lipschitz constants, output ranges and means",
        run.measure,
    )
    _add_search(measure)

    _command(commands, "info", "show layers, domain, and bounds on the number of regions", run.info)

    plot = _command(commands, "plot", "draw the regions in one, two or three dimensions", run.plot, json=False)
    plot.add_argument("-o", "--output", required=True, metavar="FILE", help="the figure: .png, .pdf, .svg, or .html")
    plot.add_argument(
        "--kind",
        default="regions",
        metavar="WHAT",
        help="regions (default), layers (each alone and together), surface (an output's graph), cells (3 inputs) or counts",
    )
    plot.add_argument("--layer", type=_index, metavar="K", help="draw the regions after hidden layer K (from 0)")
    plot.add_argument(
        "--color-by", metavar="WHAT", help="pattern, active (units), slope (its norm), angle, value (mean) or volume"
    )
    plot.add_argument("--logit", type=_index, metavar="K", help="the output that a colour or surface shows (from 0)")
    plot.add_argument(
        "--boundary", action="store_true", default=None, help="draw also where the largest output (or the sign) changes"
    )
    plot.add_argument("--explode", type=float, metavar="SHARE", help="move cells apart by that share")
    _add_search(plot)

    report = _command(commands, "report", "write what is known of the network to an HTML file", run.report, json=False)
    report.add_argument("-o", "--output", required=True, metavar="FILE.html", help="the file to write")
    report.add_argument("--title", help="by default the name of the network's file")
    report.add_argument(
        "--max-regions", type=_positive, default=10_000, metavar="N", help="list and draw up to N regions (10000)"
    )
    report.add_argument(
        "--seconds", type=float, default=60.0, metavar="S", help="leave out what takes longer (60, for all searches)"
    )
    _add_search(report)

    zoo = commands.add_parser("zoo", help="show networks whose counts are known", description="Show the zoo.")
    zoo.set_defaults(command=run.zoo)
    zoo.add_argument("id", nargs="?", metavar="ID", help="show one network, such as braid-4")
    zoo.add_argument("--group", help="list only arrangement, deep, maximum or reference")
    zoo.add_argument("-o", "--output", metavar="FILE.npz", help="write the network to a file")
    zoo.add_argument("--json", action="store_true", help="print JSON instead of text")
    return parser


def _command(
    commands: "argparse._SubParsersAction[_Parser]", name: str, text: str, function: object, *, json: bool = True
) -> argparse.ArgumentParser:
    """A command on a network and a domain."""
    parser = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    parser.set_defaults(command=function)
    parser.add_argument("net", metavar="NET", help="the network: .onnx, .nnet or .npz")
    _add_domain(parser)
    if json:
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    return parser


def _add_domain(parser: argparse.ArgumentParser) -> None:
    where = parser.add_argument_group("domain", "by default the whole space").add_mutually_exclusive_group()
    where.add_argument(
        "--box", nargs=2, type=float, metavar=("LOW", "HIGH"), help="the same bounds for every input; inf is allowed"
    )
    where.add_argument("--domain", metavar="FILE.json[#KEY]", help="a box, polytope, segment or slice in JSON")
    where.add_argument("--vnnlib", metavar="FILE", help="the input box of a VNN-LIB property")


def _add_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--threads", type=_positive, metavar="N", help="threads to use; by default all cores")
    _add_quiet(parser)


def _add_quiet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-progress", action="store_true", help="no progress bar, even on a terminal")


def _add_checkpoint(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--checkpoint", metavar="FILE", help="keep the search in a file, and go on from it if it is there"
    )
    _add_time(parser)


def _add_time(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--every", type=_seconds, default=60.0, metavar="S", help="seconds between two checkpoints; 60")
    parser.add_argument("--max-seconds", type=_seconds, metavar="S", help="stop after that time")


def _add_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--max-regions", type=_positive, metavar="N", help="stop after the first N regions")
    parser.add_argument("--exact", action="store_true", help="let integers decide everything; slower, the same result")
