"""Listed regions: their columns, looking points up, selecting, files."""

from splinex.partitions.npz_files import open_partition
from splinex.partitions.partition import Partition

__all__ = ["Partition", "open_partition"]
