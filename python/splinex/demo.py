"""``python -m splinex.demo``: count the regions of a small network that ships with the package, and draw them."""

import sys
from importlib.util import find_spec
from itertools import pairwise
from math import sqrt
from pathlib import Path

import numpy as np

from splinex.counting import count_regions
from splinex.errors import InputError
from splinex.formats import load
from splinex.network import Network

__all__ = ["main", "random_network"]

_DATA = Path(__file__).parent / "data"
_PICTURE = "splinex-demo.png"


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


def main() -> int:
    """Count the regions of the classifier of two moons, in the box around its data, and draw them in the current folder."""
    from splinex.domains.json_files import load_domain
    from splinex.plotting.files import save_plot

    network, domain = load(_DATA / "moons.npz"), load_domain(f"{_DATA / 'domains.json'}#moons")
    print(network)
    print(count_regions(network, domain))
    if find_spec("matplotlib") is None:
        print("for its picture install matplotlib: pip install splinex[plot]")
        return 0
    try:
        save_plot(_PICTURE, network, domain)
    except InputError as error:
        print(f"splinex: {error}", file=sys.stderr)
        return 2
    print(f"its picture: {Path(_PICTURE).resolve()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
