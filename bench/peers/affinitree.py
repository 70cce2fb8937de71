"""affinitree: distils the network into a decision tree, a linear program for each branch (Rust)."""

import affinitree

from bench.peers.answer import Answer, Layers

__all__ = ["count"]


def count(layers: Layers, box: float | None) -> Answer:
    """Leaves of the tree."""
    inputs = layers[0][0].shape[1]
    architecture = affinitree.Architecture(inputs)
    for weights, biases in layers[:-1]:
        architecture.linear(affinitree.AffFunc.from_mats(weights, biases))
        architecture.relu()
    if box is None:
        return Answer([affinitree.builder.from_layers(architecture).num_terminals()])
    cube = affinitree.Polytope.hyperrectangle(inputs, [(-box, box)] * inputs)
    within = affinitree.AffTree.from_poly(cube, affinitree.AffFunc.identity(inputs))
    return Answer([affinitree.builder.from_layers(architecture, within).num_terminals()])
