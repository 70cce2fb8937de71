"""``python -m splinex``: the command line."""

from splinex.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
