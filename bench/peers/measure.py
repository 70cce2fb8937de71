"""One peer on one case in a process of its own: ``python -m bench.peers.measure CASE DOMAIN PEER SECONDS``."""

import json
import os
import sys
from typing import Any

import numpy as np
import splinex as sx

from bench.calibration import calibration_ns
from bench.cases import find
from bench.clock import cpu_with_children_ns, least
from bench.environment import environment
from bench.measure import figures
from bench.peers.answer import Answer, Layers
from bench.peers.registry import PEERS

__all__ = ["measure"]


def measure(name: str, where: str, tool: str, seconds: float) -> dict[str, Any]:
    """Ask the peer, again and again if it is quick; the cost of a call is subtracted as it is from ours."""
    layers = _layers(find(name).make())
    box = None if where == "space" else 1.0
    peer = PEERS[tool]
    kernel = [calibration_ns()]
    call_cpu = call_wall = 0
    if not peer.sampler:
        # The first call of a process imports the tool.
        peer.count(_trivial(layers), box)
        call = least(lambda: peer.count(_trivial(layers), box), min(seconds, 0.1), cpu_with_children_ns)
        call_cpu, call_wall = call.cpu_ns, call.wall_ns
    timing = least(lambda: peer.count(layers, box), seconds, cpu_with_children_ns)
    kernel.append(calibration_ns())
    answer: Answer = timing.answer
    regions = [int(count) for count in answer.regions]
    return {
        "tool": tool,
        "regions": regions[-1],
        "layers": regions,
        "note": answer.note,
        **figures(regions[-1], timing.cpu_ns, timing.wall_ns, call_cpu, call_wall, min(kernel)),
        "repeats": timing.repeats,
        "calibration_ns": kernel,
        **environment(),
    }


def _layers(network: sx.Network) -> Layers:
    """All of them, and where a ReLU follows the last one, the sum of its units."""
    layers = [(layer.weight, layer.bias) for layer in network.layers]
    if network.layers[-1].relu:
        layers.append((np.ones((1, len(layers[-1][1]))), np.zeros(1)))
    return layers


def _trivial(layers: Layers) -> Layers:
    """The same number of inputs and one unit."""
    weights, biases = layers[0]
    return [(weights[:1], biases[:1]), (layers[-1][0][:, :1], layers[-1][1])]


if __name__ == "__main__":
    # Some peers print while they work, from compiled code: only the result may reach our standard output.
    output = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    name, where, tool, seconds = sys.argv[1:]
    print(json.dumps(measure(name, where, tool, float(seconds))), file=output)
