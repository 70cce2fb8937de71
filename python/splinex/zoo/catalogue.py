"""All families of the zoo, and how an id is found."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from html import escape

from splinex.errors import InputError
from splinex.network import Network
from splinex.zoo import (
    cyclic,
    deep,
    deformations,
    graphs,
    maxima,
    reference_nets,
    reflections,
    separability,
    zero_one,
)
from splinex.zoo.entry import Entry, Family
from splinex.zoo.table import aligned

__all__ = ["Listing", "entries", "get", "load"]

_MODULES = (zero_one, reflections, deformations, graphs, cyclic, separability, deep, maxima, reference_nets)
_FAMILIES: tuple[Family, ...] = tuple(family for module in _MODULES for family in module.FAMILIES)
_GROUPS = tuple(dict.fromkeys(family.group for family in _FAMILIES))


class Listing(tuple[Entry, ...]):
    """Entries of the zoo; prints as a table with a line for each network and domain."""

    __slots__ = ()

    @property
    def ids(self) -> list[str]:
        """Their ids."""
        return [entry.id for entry in self]

    def __repr__(self) -> str:
        head = ("id", "inputs", "units", "domain", "regions", "count")
        return aligned([head, *self._rows()], numbers=(1, 2, 4))

    def _repr_html_(self) -> str:
        cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in self._rows())
        head = "".join(f"<th>{word}</th>" for word in ("id", "inputs", "units", "domain", "regions", "count"))
        return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"

    def _rows(self) -> Iterator[tuple[str, ...]]:
        for entry in self:
            network = entry.network
            for name, known in entry.known.items():
                yield (
                    entry.id,
                    str(network.n_inputs),
                    "+".join(map(str, network.widths)),
                    name,
                    f"{known.regions[-1]:,}",
                    entry.how,
                )


def entries(group: str | None = None, *, max_regions: int | None = None) -> Listing:
    """What is in the zoo; families go on beyond what is listed.

    Parameters
    ----------
    group : {"arrangement", "deep", "maximum", "reference"}, optional
        Only these.
    max_regions : int, optional
        Only networks with at most that many regions on each of their domains.

    Examples
    --------
    >>> import splinex as sx
    >>> sx.zoo.list("reference").ids
    ['integers-2-4-3-2', 'integers-2-5-4-3', 'integers-2-45-3-4', 'deck-toy']
    """
    if group is not None and group not in _GROUPS:
        raise InputError(f"group must be one of {', '.join(map(repr, _GROUPS))}, not {group!r}")
    found = (entry for entry in _listed() if group is None or entry.group == group)
    if max_regions is None:
        return Listing(found)
    return Listing(entry for entry in found if all(known.regions[-1] <= max_regions for known in entry.known.values()))


def get(id: str) -> Entry:
    """What is known about a network, listed or not.

    Parameters
    ----------
    id : str
        Such as "braid-4"; "braid-12" too, for a formula counts it.

    Raises
    ------
    InputError
        When there is no such id, or no known count for its parameters.

    Examples
    --------
    >>> import splinex as sx
    >>> sx.zoo.get("shi-4").regions()
    (125,)
    """
    if not isinstance(id, str):
        raise InputError(f"an id of the zoo is a str, not {type(id).__name__}")
    for family in _FAMILIES:
        parameters = family.parameters(id)
        if parameters is not None:
            return family.entry(parameters)
    raise InputError(f"{id!r} is not in the zoo{_did_you_mean(id)}")


def load(id: str) -> Network:
    """The network of an id.

    Raises
    ------
    InputError
        As `get` does.

    Examples
    --------
    >>> import splinex as sx
    >>> sx.count_regions(sx.zoo.load("braid-5")).total
    120
    """
    return get(id).network


@cache
def _listed() -> tuple[Entry, ...]:
    return tuple(family.entry(parameters) for family in _FAMILIES for parameters in family.listed)


def _did_you_mean(id: str) -> str:
    stem = re.sub("[-x0-9]*$", "", id)
    families = {family.name: family for family in _FAMILIES}
    close = [families[name] for name in get_close_matches(stem, families, 3)]
    if not close:
        return "; sx.zoo.list() shows what is"
    return f"; close are {', or '.join(f'{family.pattern}, such as {family.id(family.listed[0])}' for family in close)}"
