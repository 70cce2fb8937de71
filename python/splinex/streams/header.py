"""What a Parquet file of regions says of itself: one JSON object among the key-value pairs of its footer."""

import base64
import io
import json
import zipfile
import zlib
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from splinex.documents import finite
from splinex.domains import Domain
from splinex.domains.json_files import domain_from_dict
from splinex.errors import InputError
from splinex.hashes import domain_hash, network_hash
from splinex.layer_arrays import network_arrays, network_of
from splinex.network import Network
from splinex.results import Stats

__all__ = ["KEY", "Header", "Source"]

KEY = b"splinex"
_KIND = "splinex partition"
_FORMAT = 1
_HASHES = ("network_sha256", "domain_sha256")
_DAMAGE = (
    *(OSError, ValueError, TypeError, AttributeError, EOFError, KeyError, OverflowError, MemoryError),
    *(RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error),
)
"""What base64, zipfile, numpy and json raise for text that makes no sense."""
_NO_STATS = Stats(0, 0, 0, 0, 0, 0, 0, 0, seconds=0.0, threads=0, instruction_set="")


@dataclass(frozen=True)
class Source:
    """What regions are regions of, and which columns tell of them: the same in all files that go together.

    Attributes
    ----------
    network : Network
        In the domain's coordinates.
    domain : Box, Polytope, Segment, Slice or None
    maps : bool
        Whether there are columns of affine maps.
    """

    network: Network
    domain: Domain
    maps: bool

    @cached_property
    def fields(self) -> dict[str, Any]:
        """As JSON: the network as base64 of the `.npz` file that `load` reads."""
        stream = io.BytesIO()
        arrays: dict[str, Any] = network_arrays(self.network)
        np.savez_compressed(stream, **arrays)
        return {
            "network": base64.b64encode(stream.getvalue()).decode(),
            "domain": None if self.domain is None else finite(self.domain.to_dict()),
            "network_sha256": network_hash(self.network),
            "domain_sha256": domain_hash(self.domain),
            "maps": self.maps,
        }


@dataclass(frozen=True, slots=True)
class Header:
    """Which regions of which source a file holds.

    Attributes
    ----------
    source : Source
    start, regions : int
        Index of the first region in the whole enumeration, and how many there are.
    truncated : bool
        Whether there are more regions than these.
    stats : Stats
        Zeros where they are not known.
    parts : int or None
        Of a folder that is complete: its number of parts.
    """

    source: Source
    start: int
    regions: int
    truncated: bool
    stats: Stats
    parts: int | None

    @classmethod
    def of(
        cls,
        source: Source,
        regions: range,
        *,
        truncated: bool = True,
        stats: Stats | None = None,
        parts: int | None = None,
    ) -> "Header":
        """The header for regions with these indices."""
        return cls(source, regions.start, len(regions), truncated, stats or _NO_STATS, parts)

    def encode(self) -> bytes:
        """As JSON."""
        fields = {
            "kind": _KIND,
            "format": _FORMAT,
            **self.source.fields,
            "start": self.start,
            "regions": self.regions,
            "truncated": self.truncated,
            "stats": asdict(self.stats),
            "parts": self.parts,
        }
        return json.dumps(fields, allow_nan=False).encode()

    @classmethod
    def decode(cls, text: bytes, known: Source | None = None) -> "Header":
        """From JSON; the source is `known` if it has the same hashes and columns.

        Raises
        ------
        InputError
            For something else, another version, and damage.
        """
        try:
            fields = json.loads(text)
            if fields["kind"] != _KIND:
                raise InputError(f"this holds {fields['kind']!r}, not {_KIND!r}")
            if fields["format"] != _FORMAT:
                raise InputError(
                    f"written in version {fields['format']} of the format, but this splinex reads version {_FORMAT}"
                )
            source = _source(fields, known)
            stats, parts = Stats(**fields["stats"]), fields["parts"]
            start, regions = int(fields["start"]), int(fields["regions"])
            return cls(source, start, regions, bool(fields["truncated"]), stats, None if parts is None else int(parts))
        except InputError:
            raise
        except _DAMAGE as error:
            raise InputError(f"a damaged header ({type(error).__name__}: {error})") from error


def _source(fields: dict[str, Any], known: Source | None) -> Source:
    if known is not None and all(known.fields[key] == fields[key] for key in (*_HASHES, "maps")):
        return known
    stream = io.BytesIO(base64.b64decode(fields["network"], validate=True))
    with np.load(stream, allow_pickle=False) as archive:
        network = network_of({name: archive[name] for name in archive.files})
    domain = None if fields["domain"] is None else domain_from_dict(fields["domain"])
    source = Source(network, domain, bool(fields["maps"]))
    if any(source.fields[key] != fields[key] for key in _HASHES):
        raise InputError("the network or the domain in this file is not the one whose regions it holds")
    return source
