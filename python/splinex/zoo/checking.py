"""Counts of another tool against those of the zoo."""

import operator
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from splinex.documents import KIND, count_document
from splinex.errors import InputError
from splinex.zoo.catalogue import get
from splinex.zoo.entry import DOMAINS
from splinex.zoo.table import aligned

__all__ = ["Check", "Checks", "check", "document"]


@dataclass(frozen=True, slots=True)
class Check:
    """One count: what the zoo knows, and what the tool found."""

    id: str
    domain: str
    known: tuple[int, ...]
    found: tuple[int, ...]

    @property
    def right(self) -> bool:
        """Whether they agree: after every layer, or in total when only a total was found."""
        return self.found == (self.known[-1:] if len(self.found) == 1 else self.known)


class Checks(tuple[Check, ...]):
    """The outcome of `check`; prints as a table."""

    __slots__ = ()

    @property
    def ok(self) -> bool:
        """Whether every count is right."""
        return all(check.right for check in self)

    @property
    def wrong(self) -> list[Check]:
        """Those that are not."""
        return [check for check in self if not check.right]

    def __repr__(self) -> str:
        summary = f"{len(self) - len(self.wrong)} of {len(self)} right"
        return f"{aligned([_HEAD, *self._rows()], numbers=(2, 3))}\n{summary}"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"

    def _rows(self) -> Iterator[tuple[str, ...]]:
        for check in self:
            known = check.known[-1:] if len(check.found) == 1 else check.known
            yield check.id, check.domain, _listed(known), _listed(check.found), "right" if check.right else "WRONG"


_HEAD = ("id", "domain", "known", "found", "")


def check(results: Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> Checks:
    """Compare counts with those of the zoo.

    Parameters
    ----------
    results : mapping of str to int or sequence of int; or iterable of documents
        Ids, on R^d, or "id#domain" for another domain of the zoo, with the total, or the regions after each hidden
        layer. Or what `json.load` made of documents in the JSON form of counts; they may be the values of the mapping
        too. A single document is fine.

    Raises
    ------
    InputError
        For ids that are not in the zoo, domains on which it knows no count, and documents of another form.

    Examples
    --------
    >>> import splinex as sx
    >>> sx.zoo.check({"braid-4": 24, "sawtooth-3#unit": [2, 4, 7]})
    id          domain    known    found
    braid-4     space        24       24  right
    sawtooth-3  unit    2, 4, 8  2, 4, 7  WRONG
    1 of 2 right
    """
    if isinstance(results, Mapping) and results.get("kind") == KIND:
        results = [results]
    if isinstance(results, Mapping):
        return Checks(
            _from_document(value) if isinstance(value, Mapping) else _from_counts(key, value)
            for key, value in results.items()
        )
    return Checks(_from_document(item) for item in results)


def document(id: str, domain: str = "space", **options: Any) -> dict[str, Any]:
    """Count the regions of a network of the zoo; the result in the JSON form of counts.

    Parameters
    ----------
    id : str
    domain : str
        One of the entry's domains.
    **options
        Of `count_regions`.

    Examples
    --------
    >>> import splinex as sx
    >>> sx.zoo.document("serra-fig2")["total"]
    5
    """
    from splinex.counting import count_regions

    entry = get(id)
    entry.regions(domain)
    return count_document(count_regions(entry.network, DOMAINS[domain], **options), entry.network, zoo=id)


def _from_counts(key: str, value: Any) -> Check:
    id, _, domain = key.partition("#")
    try:
        found = tuple(map(operator.index, value if isinstance(value, Iterable) else [value]))
    except TypeError:
        raise InputError(f"{key}: a result is a count or one for each layer, not {value!r}") from None
    return _compared(id, domain or "space", found)


def _from_document(item: Any) -> Check:
    if not isinstance(item, Mapping) or item.get("kind") != KIND:
        raise InputError(f"not a document of kind {KIND!r}: {item!r:.60}")
    try:
        id, domain = item["network"]["zoo"], item["domain"]
        found = tuple(operator.index(layer["regions"]) for layer in item["layers"])
    except (KeyError, TypeError) as error:
        raise InputError(
            f"a document of a network of the zoo needs network.zoo, domain and layers ({error})"
        ) from error
    if item.get("truncated"):
        raise InputError(f"{id}: the search was stopped; its counts cannot be checked")
    return _compared(id, _name(domain), found)


def _compared(id: str, domain: str, found: tuple[int, ...]) -> Check:
    known = get(id).regions(domain)
    if len(found) not in (1, len(known)):
        raise InputError(f"{id}: {len(found)} counts, but the network has {len(known)} hidden layers")
    return Check(id, domain, known, found)


def _name(domain: Mapping[str, Any] | None) -> str:
    """The domain's name in the zoo."""
    if domain is None:
        return "space"
    for name, box in DOMAINS.items():
        if box is not None and _ends(box.to_dict()) == _ends(domain):
            return name
    raise InputError(f"{domain} is not a domain of the zoo")


def _ends(domain: Mapping[str, Any]) -> set[tuple[Any, Any]]:
    """Bounds of a box, whether written once or for every input."""
    low, high = domain.get("low"), domain.get("high")
    lows, highs = low if isinstance(low, list) else [low], high if isinstance(high, list) else [high]
    return set(zip(lows, highs, strict=True))


def _listed(counts: tuple[int, ...]) -> str:
    return ", ".join(f"{count:,}" for count in counts)
