"""The geometry of regions: half-spaces, vertices, volumes, balls and boxes, of all regions of a partition at once."""

from splinex.geometry.columns import Generators, RegionHalfSpaces
from splinex.geometry.exact_cells import ExactCell
from splinex.geometry.geometry import Geometry
from splinex.ragged import Ragged

__all__ = ["ExactCell", "Generators", "Geometry", "Ragged", "RegionHalfSpaces"]
