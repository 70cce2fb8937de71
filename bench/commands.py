"""What the subcommands do."""

import json
import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from typing import Any

from bench import cases
from bench.peers.comparison import QUESTIONS, Question, compare_peers
from bench.peers.registry import PEERS
from bench.processes import NoAnswerError, fresh
from bench.sweeps import SWEEPS
from bench.tables import measurement_table, peers_table, scaling_table

__all__ = ["SCALING_CASES", "peers", "run", "sweep", "tables", "threads"]

SCALING_CASES = ("toy", "d3", "d2wide", "d6", "d8", "acas200", "acas300")


def run(options: Namespace) -> int:
    """Measure cases."""
    failed = 0
    for name in options.case or cases.CASES:
        for where in _domains(name, options.domain):
            for operation in options.operation:
                for _ in range(options.repeat):
                    arguments = (name, where, operation, str(options.threads), options.arithmetic, str(options.seconds))
                    failed += _measure(arguments, {"kind": "case"})
    return 1 if failed else 0


def sweep(options: Namespace) -> int:
    """Measure the networks of one sweep or of all."""
    failed = 0
    for kind in [options.only] if options.only else SWEEPS:
        for family, sizes in SWEEPS[kind].items():
            for name in sizes:
                arguments = (name, "box", "count", "1", "auto", str(options.seconds))
                failed += _measure(arguments, {"kind": "sweep", "sweep": kind, "family": family})
    return 1 if failed else 0


def threads(options: Namespace) -> int:
    """Measure with 1, 2, 4, ... threads and with all."""
    most = options.most or len(os.sched_getaffinity(0))
    numbers = sorted({most, *(2**k for k in range(most.bit_length()) if 2**k <= most)})
    failed = 0
    for name in options.case or SCALING_CASES:
        for where in _domains(name, None)[:1]:
            for number in numbers:
                arguments = (name, where, "count", str(number), "auto", str(options.seconds))
                failed += _measure(arguments, {"kind": "threads"})
    return 1 if failed else 0


def peers(options: Namespace) -> int:
    """Ask everybody, print the table; a question of one's own is a case that the list does not have, in the box."""
    questions: Sequence[Question] = QUESTIONS
    if options.case:
        questions = [question for question in QUESTIONS if question.case in options.case]
        known = {question.case for question in questions}
        questions += [Question(name, "box", tuple(PEERS)) for name in options.case if name not in known]
    rows = list(compare_peers(questions, options.tool, options.seconds))
    if options.output:
        options.output.write_text("".join(json.dumps(row) + "\n" for row in rows))
    print(peers_table(rows))
    return 0 if all(row.get("correct") is not False for row in rows) else 1


def tables(lines: Iterable[dict[str, Any]]) -> str:
    """One table for each kind of line."""
    lines = list(lines)
    shown = [
        table([line for line in lines if line["kind"] in kinds])
        for table, kinds in (
            (measurement_table, ("case", "sweep")),
            (scaling_table, ("threads",)),
            (peers_table, ("peer",)),
        )
        if any(line["kind"] in kinds for line in lines)
    ]
    return "\n\n".join(shown)


def _domains(name: str, wanted: Sequence[str] | None) -> list[str]:
    """Domains of a case, or none with a line that says why."""
    reason = cases.missing(name)
    if reason is not None:
        print(f"bench: {name} is skipped: {reason}", file=sys.stderr)
        return []
    return [where for where in cases.find(name).regions if wanted is None or where in wanted]


def _measure(arguments: Sequence[str], marks: dict[str, str]) -> bool:
    """Print the measurement of a fresh process; True when it failed."""
    try:
        result = fresh("bench.measure", *arguments)
    except NoAnswerError as failure:
        print(f"bench: {' '.join(arguments)} failed: {failure}", file=sys.stderr)
        return True
    print(json.dumps({**marks, **result}), flush=True)
    if result["threads"] == 1 and result["wall_ns"] > 1.1 * result["cpu_ns"]:
        print(f"bench: {' '.join(arguments)}: this core was shared; wall times mean little", file=sys.stderr)
    if result["correct"] is False:
        print(f"bench: {' '.join(arguments)} has a wrong count", file=sys.stderr)
        return True
    return False
