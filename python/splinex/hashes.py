"""What tells networks and domains apart in the files that belong to them."""

import hashlib
import json

from splinex.domains import Domain
from splinex.layer_arrays import network_arrays
from splinex.network import Network

__all__ = ["domain_hash", "network_hash"]


def network_hash(network: Network) -> str:
    """SHA-256 of the network's arrays: weights, biases, what is made of them, names.

    Examples
    --------
    >>> import splinex as sx
    >>> network_hash(sx.arrangement([[1, 0]])) == network_hash(sx.arrangement([[1.0, 0.0]]))
    True
    >>> network_hash(sx.arrangement([[1, 0]])) == network_hash(sx.arrangement([[1, 5e-324]]))
    False
    """
    digest = hashlib.sha256()
    for name, array in sorted(network_arrays(network).items()):
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def domain_hash(domain: Domain) -> str:
    """SHA-256 of the domain's JSON form, in which every float is exact."""
    form = None if domain is None else domain.to_dict()
    return hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()
