"""``python -m splinex.demo``: count the regions of a small random network."""

from itertools import pairwise
from math import sqrt

import numpy as np

from splinex.counting import count_regions
from splinex.domains import Box
from splinex.network import Network

__all__ = ["main", "random_network"]


def random_network(name: str, dims: tuple[int, ...], *, relu_last: bool = False) -> Network:
    """A He-initialised network that depends only on its sizes and the length of its name.

    Parameters
    ----------
    name : str
        The bare name of a study case, such as "toy": the seed is 20261123 plus its length.
    dims : tuple of int
        Inputs, hidden widths, outputs.
    relu_last : bool
        Put a ReLU after the last layer too.

    Examples
    --------
    >>> random_network("toy", (2, 45, 3, 4))
    Network(2 -> 45 relu -> 3 relu -> 4)
    """
    rng = np.random.default_rng(20261123 + len(name))
    layers = []
    for fan_in, units in pairwise(dims):
        W = rng.normal(0, sqrt(2 / fan_in), (units, fan_in))
        layers.append((W, rng.normal(0, 0.1, units)))
    return Network.from_layers(layers, relu_last=relu_last)


def main() -> None:
    """Print the counts of the toy network in a box and on the whole plane."""
    network = random_network("toy", (2, 45, 3, 4))
    print(network)
    for domain in (Box(-1, 1), None):
        print()
        print(count_regions(network, domain))


if __name__ == "__main__":
    main()
