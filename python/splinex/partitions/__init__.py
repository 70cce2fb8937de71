"""Listed regions: their columns, looking points up, selecting, files."""

from splinex.partitions.facets import Facets
from splinex.partitions.npz_files import open_partition
from splinex.partitions.partition import Partition

__all__ = ["Facets", "Partition", "open_partition"]
