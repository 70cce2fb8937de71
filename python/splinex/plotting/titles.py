"""What stands above a picture: how many regions there are, and where."""

from textwrap import wrap

from splinex.domains import Domain
from splinex.network import Network

__all__ = ["lines", "regions_in", "where"]

_WIDTH = 80


def where(network: Network, domain: Domain) -> str:
    """The domain in words."""
    return f"R^{network.n_inputs}" if domain is None else str(domain)


def regions_in(network: Network, domain: Domain, total: int, layer: int | None = None) -> str:
    """How many regions of the network there are in the domain, after all hidden layers or the given one."""
    after = "" if layer is None else f" after {network.names[layer]}"
    return f"{total:,} activation regions{after} in {where(network, domain)}"


def lines(title: str, note: str = "", width: int = _WIDTH) -> str:
    """A title in lines that are not too long, and a note below it, if there is one."""
    return "\n".join([*wrap(title, width), *filter(None, [note])])
