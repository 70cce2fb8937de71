"""What a search is of: enough to start it, or to go on with it, in any process."""

from dataclasses import dataclass, field

from splinex import _core
from splinex.domains import Domain
from splinex.hashes import domain_hash, network_hash
from splinex.network import Network
from splinex.options import check_arithmetic
from splinex.restriction import core_domain, restrict

__all__ = ["Job"]


@dataclass(frozen=True, slots=True)
class Job:
    """A network on a domain, and how it is searched.

    Attributes
    ----------
    network : Network
    domain : Box, Polytope, Segment, Slice or None
    store : bool
        Whether regions are listed, not only counted.
    arithmetic : {"auto", "dictionary", "exact"}
    resumable : bool
        Whether the search may be saved, or parts of it lent.
    restricted : Network
        The network in the domain's coordinates.
    """

    network: Network
    domain: Domain
    store: bool
    arithmetic: str
    resumable: bool
    restricted: Network = field(init=False)

    def __post_init__(self) -> None:
        check_arithmetic(self.arithmetic)
        object.__setattr__(self, "restricted", restrict(self.network, self.domain))

    def start(self, threads: int, state: bytes = b"") -> _core.Search:
        """A search from the beginning, or from a saved state of the same job.

        Raises
        ------
        InputError
            When the domain is empty or of another dimension than the network's inputs.
        """
        network = self.restricted
        low, high, constraints = core_domain(self.domain, network.n_inputs)
        return _core.Search(
            network._exact,
            low,
            high,
            constraints,
            threads=threads,
            store=self.store,
            exact=self.arithmetic == "exact",
            dictionary=self.arithmetic == "dictionary",
            resumable=self.resumable,
            state=state,
        )

    def network_hash(self) -> str:
        """SHA-256 of the network's arrays: weights, biases, what is made of them, names."""
        return network_hash(self.network)

    def domain_hash(self) -> str:
        """SHA-256 of the domain's JSON form, in which every float is exact."""
        return domain_hash(self.domain)
