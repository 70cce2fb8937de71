"""The partition while a network learns."""

from splinex.learning.record import Track
from splinex.learning.tracker import Tracker
from splinex.learning.tracking import track

__all__ = ["Track", "Tracker", "track"]
