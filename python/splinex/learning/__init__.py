"""The partition while a network learns."""

from splinex.learning.record import Track
from splinex.learning.tracker import Tracker, track

__all__ = ["Track", "Tracker", "track"]
