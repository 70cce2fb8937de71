"""Pictures of regions, with matplotlib (the extra ``plot``)."""

from splinex.plotting.plot import plot

__all__ = ["plot"]
