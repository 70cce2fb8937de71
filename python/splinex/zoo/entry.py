"""Networks of the zoo, one at a time and in families, with what is known about them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

from splinex.domains import Box, Domain
from splinex.errors import InputError
from splinex.network import Network

__all__ = ["DOMAINS", "Entry", "Family", "Known"]

DOMAINS: Mapping[str, Domain] = {"space": None, "unit": Box(0, 1), "box": Box(-1, 1)}
"""The domains of the zoo by name: R^d, [0, 1]^d and [-1, 1]^d."""

_NUMBER = "(?:0|[1-9][0-9]*)"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about a network on one domain.

    Attributes
    ----------
    regions : tuple of int
        Activation regions after each hidden layer.
    facts : mapping of str to int
        Other counts: "linear regions" (connected), "affine maps" (distinct), "bounded regions". Where all cells contain
        lines, bounded ones are those of the space modulo these lines.
    """

    regions: tuple[int, ...]
    facts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """A network with its exact counts.

    Attributes
    ----------
    id : str
        Such as "braid-4". Stable: it will always mean this network.
    group : str
        "arrangement", "deep", "maximum" or "reference".
    title : str
        What the network is.
    known : mapping of str to Known
        By the name of the domain: "space" (R^d), "unit" ([0, 1]^d), "box" ([-1, 1]^d).
    how : str
        The formula of the count, or how it was found.
    reference : str
        Where the network or its count is published.
    """

    id: str
    group: str
    title: str
    known: Mapping[str, Known]
    how: str
    reference: str
    build: Callable[[], Network] = field(repr=False, compare=False)

    @cached_property
    def network(self) -> Network:
        """The network, built when it is first asked for."""
        return self.build()

    @property
    def domains(self) -> dict[str, Domain]:
        """Where counts are known: names and domains."""
        return {name: DOMAINS[name] for name in self.known}

    def regions(self, domain: str = "space") -> tuple[int, ...]:
        """Activation regions after each hidden layer.

        Parameters
        ----------
        domain : str
            One of the names in `domains`.

        Raises
        ------
        InputError
            When no count is known there.
        """
        if domain not in self.known:
            raise InputError(f"{self.id}: no count is known on {domain!r}, only on {', '.join(map(repr, self.known))}")
        return self.known[domain].regions

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain dicts, lists and numbers."""
        return {
            "id": self.id,
            "group": self.group,
            "title": self.title,
            "network": str(self.network),
            "inputs": self.network.n_inputs,
            "units": [*self.network.widths],
            "known": {name: {"regions": [*known.regions], **known.facts} for name, known in self.known.items()},
            "how": self.how,
            "reference": self.reference,
        }

    def __repr__(self) -> str:
        lines = [f"{self.id}: {self.title}", f"{self.network}"]
        for name, known in self.known.items():
            facts = "".join(f"; {value:,} {what}" for what, value in known.facts.items())
            lines.append(f"{name}: {', '.join(f'{count:,}' for count in known.regions)} regions{facts}")
        return "\n".join([*lines, f"count: {self.how}", f"reference: {self.reference}"])

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"


@dataclass(frozen=True, kw_only=True)
class Family:
    """Networks that differ by integer parameters, which stand in their ids.

    Attributes
    ----------
    name : str
        How ids begin.
    form : str
        How they go on: "-{n}", "-{p}x{q}", "-{folds...}" for one or more numbers joined by "-", or nothing.
    build : callable
        From the parameters to the network.
    known : callable
        From the parameters to what is known, by domain; empty when there is no network or no known count.
    listed : sequence of tuple of int
        The parameters that `list` shows.
    allowed : str
        In words, which parameters have a known count.
    group, title, how, reference : str
        As in `Entry`; the title may name parameters in braces.
    """

    name: str
    group: str
    title: str
    build: Callable[..., Network]
    known: Callable[..., Mapping[str, Known]]
    listed: Sequence[tuple[int, ...]]
    how: str
    reference: str
    form: str = "-{n}"
    allowed: str = ""

    @property
    def pattern(self) -> str:
        """The form of ids, for people."""
        return self.name + re.sub(r"\{(\w+?)s?\.\.\.\}", r"{\1}-{\1}-...", self.form)

    def id(self, parameters: Sequence[int]) -> str:
        """The id of these parameters."""
        if "..." in self.form:
            return "-".join([self.name, *map(str, parameters)])
        values = iter(parameters)
        return self.name + re.sub(r"\{\w+\}", lambda _: str(next(values)), self.form)

    def parameters(self, id: str) -> tuple[int, ...] | None:
        """The parameters in an id; None when it is not of this family."""
        expression = re.sub(r"\{\w+\}", _NUMBER, re.sub(r"\{\w+\.\.\.\}", f"{_NUMBER}(?:-{_NUMBER})*", self.form))
        if not re.fullmatch(re.escape(self.name) + expression, id):
            return None
        return tuple(int(word) for word in re.findall(r"\d+", id[len(self.name) :]))

    def entry(self, parameters: Sequence[int]) -> Entry:
        """The network of these parameters.

        Raises
        ------
        InputError
            When no count is known for them.
        """
        id = self.id(parameters)
        known = self.known(*parameters)
        if not known:
            raise InputError(f"{id}: a count is known for {self.allowed} only")
        names = re.findall(r"\{(\w+)(?:\.\.\.)?\}", self.form)
        values = [", ".join(map(str, parameters))] if "..." in self.form else parameters
        title = self.title.format(**dict(zip(names, values, strict=True)))
        return Entry(id, self.group, title, known, self.how, self.reference, lambda: self.build(*parameters))
