"""One region as a partition of its own."""

import numpy as np

from splinex import _core
from splinex.geometry.geometry import Geometry
from splinex.partitions.partition import Partition
from splinex.region import Region
from splinex.results import Stats
from splinex.search import Chunk

__all__ = ["geometry_alone"]


def geometry_alone(region: Region) -> Geometry:
    """The geometry of one region, found for it alone; see `Region.geometry`."""
    packed = np.packbits(region.bits[None], axis=1, bitorder="little")
    chunk = Chunk(packed, region.point[None].copy(), np.array([region.inexact]))
    stats = Stats(0, 0, 0, 0, 0, 0, 0, 0, 0.0, 1, _core.instruction_set())
    return Partition(region.network, region.domain, (chunk,), stats, True, region.index).geometry(threads=1)
