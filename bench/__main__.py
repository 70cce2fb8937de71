"""``python -m bench``: one JSON line for each measurement; ``python -m bench compare A.jsonl B.jsonl``: a table."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from bench.cases import CASES
from bench.compare import compare
from bench.measure import OPERATIONS


def main() -> int:
    """Exit code 1 when a count is wrong or a measurement fails."""
    options = _options()
    if options.command == "compare":
        print(compare(options.before, options.after))
        return 0
    failed = 0
    for case in options.case or CASES:
        for where in (where for where in CASES[case].regions if where in options.domain):
            for operation in options.operation:
                for _ in range(options.repeat):
                    failed += _run(case, where, operation, str(options.threads), options.arithmetic)
    return 1 if failed else 0


def _run(*arguments: str) -> bool:
    """Print the measurement of a fresh process; True when it failed."""
    command = [sys.executable, "-m", "bench.measure", *arguments]
    # Idle threads that spin would be charged to the CPU time.
    environment = {"OMP_WAIT_POLICY": "passive", **os.environ}
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=False)
    print(result.stdout, end="", flush=True)
    if result.returncode:
        print(f"bench: {' '.join(arguments)} exited with {result.returncode}", file=sys.stderr)
        return True
    if not json.loads(result.stdout)["correct"]:
        print(f"bench: {' '.join(arguments)} has a wrong count", file=sys.stderr)
        return True
    return False


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--case", action="append", choices=CASES, help="measure this case (repeatable); default all")
    parser.add_argument("--domain", nargs="+", choices=["box", "space"], default=["box", "space"])
    parser.add_argument("--operation", nargs="+", choices=OPERATIONS, default=["count"])
    parser.add_argument("--arithmetic", choices=["auto", "exact"], default="auto")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=1)
    commands = parser.add_subparsers(dest="command")
    table = commands.add_parser("compare", help="a table of two files of JSON lines")
    table.add_argument("before", type=Path)
    table.add_argument("after", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
