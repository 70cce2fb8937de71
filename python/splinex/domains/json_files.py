"""Domains as JSON: plain dictionaries and back, and objects inside a file."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from splinex.domains import Box, Polytope, Segment, Slice
from splinex.errors import InputError
from splinex.reading import reading

__all__ = ["domain_from_dict", "load_domain"]

_MOST_KEYS = 12
_INFINITIES = {"inf": float("inf"), "+inf": float("inf"), "-inf": float("-inf")}


def load_domain(spec: str | Path) -> Box | Polytope | Segment | Slice:
    """Read a domain from a JSON file.

    Parameters
    ----------
    spec : str or path
        ``FILE.json`` or ``FILE.json#key``, where ``key`` leads from object to object with ``/`` between names. A name may
        contain ``/`` itself: of the names that fit, the longest is taken at each level. The object there is
        ``{"low", "high"}`` for a box, ``{"A", "b"}`` for a polytope, ``{"a", "b"}`` for a segment, ``{"origin",
        "directions"}`` or ``{"points"}`` for a slice, the last two optionally with ``"domain"`` and ``"within"``. Numbers
        are read as the nearest float64; infinities are written ``"inf"``, ``"-inf"`` or ``Infinity``.

    Raises
    ------
    InputError
        When the file cannot be read or is not JSON, when there is no such key, or when the object is no domain.
    """
    file, key = _file_and_key(str(spec))
    found = _descend(_read(file), key, file)
    if isinstance(found, dict) and found and all(isinstance(value, dict) for value in found.values()):
        prefix = f"{file}#{key}/" if key else f"{file}#"
        raise InputError(f"{spec}: this is no domain but holds {_listed(found)}; choose one as {prefix}NAME")
    try:
        return domain_from_dict(found)
    except InputError as error:
        raise InputError(f"{spec}: {error}") from error


def domain_from_dict(form: Mapping[str, Any]) -> Box | Polytope | Segment | Slice:
    """The domain that `to_dict` wrote; the round trip is exact.

    Parameters
    ----------
    form : mapping
        One of the forms that `load_domain` lists, in plain lists and numbers.

    Raises
    ------
    InputError
        For another set of keys, or for values that the domain's class rejects.
    """
    if not isinstance(form, Mapping):
        raise InputError(f"a domain is an object with keys, not {type(form).__name__}")
    for required, optional, build in _FORMS:
        if set(required) <= form.keys() <= {*required, *optional}:
            return build(**{key: _value(key, value) for key, value in form.items()})
    forms = ", ".join("{" + ", ".join(required) + "}" for required, _, _ in _FORMS)
    raise InputError(f"no domain has the keys {_listed(form)}; the forms are {forms}")


def _file_and_key(spec: str) -> tuple[Path, str]:
    head, separator, key = spec.partition(".json#")
    file = Path(f"{head}.json" if separator else spec)
    if file.suffix.lower() != ".json":
        raise InputError(f"{file}: the extension must be .json")
    return file, key


def _read(file: Path) -> Any:
    with reading(file):
        try:
            return json.loads(file.read_text(encoding="utf-8"))
        except (ValueError, RecursionError) as error:
            raise InputError(f"not JSON ({error})") from error


def _descend(value: Any, key: str, file: Path) -> Any:
    """Follow the key, by the longest name that fits at each level."""
    rest = key
    while rest:
        names = value if isinstance(value, dict) else {}
        fitting = [name for name in names if rest == name or (name and rest.startswith(f"{name}/"))]
        if not fitting:
            raise InputError(f"{file}: there is no key {rest!r}, only {_listed(names)}")
        name = max(fitting, key=len)
        value, rest = value[name], rest[len(name) + 1 :]
    return value


def _value(key: str, value: Any) -> Any:
    """A field of a form: a nested domain, or numbers with infinities as words."""
    if key not in _BOUNDS:
        return _numbers(value)
    if value is None:
        return None
    try:
        return domain_from_dict(value)
    except InputError as error:
        raise InputError(f"{key}: {error}") from error


def _numbers(value: Any) -> Any:
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    return _INFINITIES.get(value.lower(), value) if isinstance(value, str) else value


def _through(points: Any, domain: Box | Polytope | None = None, within: Box | Polytope | None = None) -> Slice:
    if not isinstance(points, list) or len(points) < 3:
        raise InputError("points must list at least three points")
    return Slice.through(*points, domain=domain, within=within)


def _listed(names: Mapping[str, Any]) -> str:
    shown = [repr(name) for name in names][:_MOST_KEYS]
    if not shown:
        return "(none)"
    return ", ".join(shown) + (f" and {len(names) - len(shown)} more" if len(names) > len(shown) else "")


_BOUNDS = ("domain", "within")
_FORMS: list[tuple[tuple[str, ...], tuple[str, ...], Callable[..., Box | Polytope | Segment | Slice]]] = [
    (("low", "high"), (), Box),
    (("A", "b"), (), Polytope),
    (("a", "b"), (), Segment),
    (("origin", "directions"), _BOUNDS, Slice),
    (("points",), _BOUNDS, _through),
]
"""Keys that a form must have, keys that it may have, and what they are given to."""
