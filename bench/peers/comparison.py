"""Which peer is asked what; every row is measured in a fresh process, ours beside theirs."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.cases import find
from bench.peers.registry import PEERS
from bench.processes import NoAnswerError, fresh

__all__ = ["QUESTIONS", "Question", "compare_peers"]

LIMIT = 45.0
"""Seconds of wall time that a peer has for a question, unless the question says otherwise."""

ALL = tuple(PEERS)


@dataclass(frozen=True, slots=True)
class Question:
    """A case in a domain, and who is asked."""

    case: str
    domain: str
    tools: tuple[str, ...]
    limit: float = LIMIT


LISTING = "splinex, listing"
"""The other tools are asked for a count; ours is given with and without a point and a pattern for each region."""

QUESTIONS = [
    Question("2-8-8-1", "box", ALL),
    Question("2-8-8-1", "space", ("affinitree", "relucent", "highs_signs")),
    Question("toy", "box", ("regioncam", "affinitree", "highs_signs", "grid_patterns", "sampled_patterns")),
    Question("toy", "space", ("affinitree", "relucent")),
    Question("d2deep", "box", ("regioncam", "grid_patterns", "sampled_patterns")),
    Question("d2wide", "box", ("regioncam", "grid_patterns", "sampled_patterns")),
    Question("3-6-6-1", "box", ALL[1:]),
    Question("3-16-16-1", "box", ("affinitree", "grid_patterns", "sampled_patterns")),
    Question("d3", "box", ("affinitree", "grid_patterns", "sampled_patterns"), 120.0),
    Question("5-6-6-1", "box", ("affinitree", "highs_signs", "grid_patterns", "sampled_patterns")),
    Question("ties2", "box", ALL),
    Question("folds3", "box", ALL),
    Question("strips2", "box", ALL),
    Question("lattice3", "space", ("affinitree", "relucent"), 10.0),
]
"""Generic networks first, where the tools differ in time; then ties and near ties, where they differ in the count."""


def compare_peers(
    questions: Sequence[Question], tools: Sequence[str] = ALL, seconds: float = 1.0
) -> Iterator[dict[str, Any]]:
    """Our row of each question, then one row for each peer: its figures, or an `error`."""
    for question in questions:
        ours, listed = (
            fresh("bench.measure", question.case, question.domain, operation, "1", "auto", str(seconds))
            for operation in ("count", "enumerate")
        )
        yield {"kind": "peer", "tool": "splinex", **ours, "ours": ours["regions"], "difference": 0}
        yield {
            "kind": "peer",
            "tool": LISTING,
            **listed,
            "ours": ours["regions"],
            "difference": 0,
            **_ratio(listed, ours),
        }
        for tool in (tool for tool in question.tools if tool in tools):
            print(f"bench: {question.case} in {question.domain}: {tool}", file=sys.stderr)
            yield {
                "kind": "peer",
                "case": question.case,
                "domain": question.domain,
                "tool": tool,
                "ours": ours["regions"],
                "ours_layers": ours["layers"],
                **_row(question, tool, ours, seconds),
            }


def _row(question: Question, tool: str, ours: dict[str, Any], seconds: float) -> dict[str, Any]:
    peer = PEERS[tool]
    if not peer.installed:
        return {"error": "not installed"}
    inputs = find(question.case).make().n_inputs
    refusal = peer.refuses(inputs, question.domain)
    if refusal is not None:
        return {"error": refusal}
    try:
        theirs = fresh("bench.peers.measure", question.case, question.domain, tool, str(seconds), limit=question.limit)
    except NoAnswerError as failure:
        return {"error": str(failure)}
    return {**theirs, "difference": theirs["regions"] - ours["regions"], **_ratio(theirs, ours)}


def _ratio(theirs: dict[str, Any], ours: dict[str, Any]) -> dict[str, float]:
    """How often ours fits into theirs; nothing where ours is too short to be told from the fixed cost of a call."""
    least = ours["calibrated_ns_per_region"]
    return {"ratio": round(theirs["calibrated_ns_per_region"] / least, 2)} if least else {}
