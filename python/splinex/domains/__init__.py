"""Where regions are looked for."""

from splinex.domains.box import Box
from splinex.domains.coordinates import Coordinates, Domain, coordinates
from splinex.domains.polytope import Polytope
from splinex.domains.slices import Segment, Slice

__all__ = ["Box", "Coordinates", "Domain", "Polytope", "Segment", "Slice", "coordinates"]
