"""One short text for a network on a domain: files that go together have the same."""

import hashlib
import json

import numpy as np

from splinex.documents import finite
from splinex.domains import Domain
from splinex.layer_arrays import network_arrays
from splinex.network import Network

__all__ = ["fingerprint"]


def fingerprint(network: Network, domain: Domain) -> str:
    """SHA-256 of all stored numbers of a network, in the domain's coordinates, and of the domain, in hexadecimal.

    Examples
    --------
    >>> import splinex as sx
    >>> net = sx.arrangement([[1, 0], [0, 1]])
    >>> fingerprint(net, None) == fingerprint(sx.arrangement([[1, 0], [0, 1]]), None)
    True
    >>> fingerprint(net, None) == fingerprint(net, sx.Box(-1, 1))
    False
    """
    digest = hashlib.sha256()
    for name, array in sorted(network_arrays(network).items()):
        plain = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False))
        digest.update(json.dumps([name, plain.dtype.str, array.shape]).encode())
        digest.update(plain.tobytes())
    place = None if domain is None else finite(domain.to_dict())
    digest.update(json.dumps(place, sort_keys=True, allow_nan=False).encode())
    return digest.hexdigest()
