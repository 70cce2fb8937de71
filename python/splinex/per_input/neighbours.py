"""Nearest neighbours by the partition: the data that a network handles most alike (slides 37-38)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splinex.errors import InputError
from splinex.formats import NetworkLike
from splinex.options import positive_integer
from splinex.per_input.partition_distance import PartitionMetric, differences

__all__ = ["PartitionNeighbours", "nearest_by_partition"]


class PartitionNeighbours(NamedTuple):
    """For each query its nearest data, the nearest first; of equal distances the lowest index is first.

    Attributes
    ----------
    indices : ndarray of int64, (queries, k)
        Rows of the data.
    distances : ndarray of float64, (queries, k)
        Partition distances, see `PartitionMetric`.
    """

    indices: NDArray[np.int64]
    distances: NDArray[np.float64]


def nearest_by_partition(
    net: NetworkLike, queries: ArrayLike, data: ArrayLike, k: int = 5, *, layer: int | None = None
) -> PartitionNeighbours:
    """The nearest data of each query by the partition distance, exactly: integers are compared.

    A query that is among the data finds itself, and whatever shares its cell, at distance 0.

    Parameters
    ----------
    net : Network, path, torch module, ...
    queries, data : array_like of float
        One input or a batch each, as for `partition_distance`.
    k : int
        At most the number of data.
    layer : int, optional
        Index of the one hidden layer whose units count; by default those of all.

    Returns
    -------
    PartitionNeighbours
        For a single query without the first axis.

    Raises
    ------
    InputError
        As for `partition_distance`, and for a `k` that is no integer from 1 to the number of data.

    Examples
    --------
    >>> import splinex as sx
    >>> sx.nearest_by_partition(sx.arrangement([[1, 0], [0, 1]]), [3, 4], [[-1, -1], [1, -1], [2, 1]], k=2)
    PartitionNeighbours(indices=array([2, 1]), distances=array([0. , 0.5]))
    """
    metric = PartitionMetric(net, layer=layer)
    asked = metric.codes(queries)
    left, right = np.atleast_2d(asked), np.atleast_2d(metric.codes(data))
    if positive_integer("k", k) > len(right):
        raise InputError(f"k is {k}, but there are {len(right)} data")
    n, units = len(right), max(len(metric.units), 1)
    indices, distances = np.empty((len(left), k), np.int64), np.empty((len(left), k))
    for rows, differing in differences(left, right):
        # One integer holds the distance and, as a tie breaker, the index.
        keys = np.sort(np.partition(differing * n + np.arange(n), k - 1, axis=1)[:, :k], axis=1)
        indices[rows], distances[rows] = keys % n, keys // n / units
    return PartitionNeighbours(indices[0], distances[0]) if asked.ndim == 1 else PartitionNeighbours(indices, distances)
