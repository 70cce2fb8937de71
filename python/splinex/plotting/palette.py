"""Colours that colour-blind readers can tell apart, in one place."""

__all__ = ["CLASSES", "CYCLIC", "DIVERGING", "GRID", "INK", "MISSING", "SEQUENTIAL"]

SEQUENTIAL = "viridis"
"""Perceptually uniform, and still ordered in grey."""
DIVERGING = "RdBu_r"
"""Two sides of zero."""
CYCLIC = "twilight"
"""Angles."""
CLASSES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#000000")
"""Okabe and Ito's palette."""
INK = "#1b1d2a"
"""Lines and words on a picture."""
GRID = "#e3e4ea"
"""Lines that only help the eye."""
MISSING = "#d9d9d9"
"""Regions without a number."""
