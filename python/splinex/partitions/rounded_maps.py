"""The affine maps of all regions as one array, correctly rounded."""

import time
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from splinex import _core
from splinex.memory import MemoryBudget
from splinex.network import Network
from splinex.partitions.merging import first_bits
from splinex.progress import Progress, ProgressOption, check_progress, reporting

if TYPE_CHECKING:
    from splinex.partitions.partition import Partition

__all__ = ["rounded_maps"]

Maps = tuple[NDArray[np.float64], NDArray[np.float64]]

_INSTEAD = "the maps: take those of some regions at a time, as part[:1000].affine_maps()"


def rounded_maps(part: "Partition", layer: int | None, progress: ProgressOption = None) -> Maps:
    """A (n, outputs, n_inputs) and b (n, outputs); see `Partition.affine_maps`."""
    network: Network = part.network if layer is None else part.network.up_to(layer)
    MemoryBudget().spend(8 * len(part) * network.n_outputs * (network.n_inputs + 1), _INSTEAD)
    begun = time.perf_counter()
    with reporting(check_progress(progress)) as report:

        def heard(fraction: float, regions: int) -> None:
            assert report is not None
            report(Progress(fraction, regions, time.perf_counter() - begun))

        found = _core.rounded_maps(
            network._exact, first_bits(part, network), len(network.widths), heard if report else None
        )
        if report:
            report(Progress(1.0, len(part), time.perf_counter() - begun))
    table = found.reshape(len(part), network.n_outputs, network.n_inputs + 1)
    return table[:, :, :-1], table[:, :, -1]
