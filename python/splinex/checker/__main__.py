"""``python -m splinex.checker PATH``, or ``python FOLDER PATH`` for a copy of this folder."""

import sys
from importlib import import_module
from pathlib import Path

if not __package__:
    folder = Path(__file__).resolve().parent
    sys.path.insert(0, str(folder.parent))
    __package__ = folder.name

if __name__ == "__main__":
    sys.exit(import_module(".command", __package__).main())
