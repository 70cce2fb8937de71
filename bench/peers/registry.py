"""Which peers there are, and what each can be asked."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from bench.peers.answer import Answer, Layers

__all__ = ["PEERS", "Peer"]


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool behind ``count(layers, box)`` of the module of its name; `box` is the half-width of a cube, None is R^d.

    `package` is what must be installed. `domains` and `inputs` say what it can be asked; no inputs means any number.
    A `sampler` looks at points, so that nothing of its time is the fixed cost of a call.
    """

    name: str
    package: str
    domains: tuple[str, ...] = ("box", "space")
    inputs: tuple[int, ...] = ()
    sampler: bool = False

    @property
    def installed(self) -> bool:
        return find_spec(self.package) is not None

    def refuses(self, inputs: int, domain: str) -> str | None:
        """Why it cannot be asked this; None when it can."""
        if domain not in self.domains:
            return "bounded domains only"
        if self.inputs and inputs not in self.inputs:
            return f"{' or '.join(map(str, self.inputs))} inputs only"
        return None

    def count(self, layers: Layers, box: float | None) -> Answer:
        function: Callable[[Layers, float | None], Answer] = import_module(f"bench.peers.{self.name}").count
        return function(layers, box)


PEERS = {
    peer.name: peer
    for peer in [
        Peer("regioncam", "regioncam", domains=("box",), inputs=(2,)),
        Peer("affinitree", "affinitree"),
        Peer("relucent", "relucent"),
        Peer("highs_signs", "scipy"),
        Peer("grid_patterns", "numpy", domains=("box",), sampler=True),
        Peer("sampled_patterns", "numpy", domains=("box",), sampler=True),
    ]
}
