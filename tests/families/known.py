"""Networks of the zoo with their counts, as far as tests can afford, and in the oracles' plain form."""

from __future__ import annotations

import splinex as sx

from .net import Net


def zoo_net(id: str) -> Net:
    """A network of ReLUs of the zoo."""
    layers = sx.zoo.load(id).layers
    assert all(layer.denominator == 1 for layer in layers)
    return Net(tuple((layer.weight, layer.bias) for layer in layers), relu_last=not layers[-1].affine)


def arrangements(most: int, least: int = 0) -> list[sx.zoo.Entry]:
    """Those with that many regions."""
    return [entry for entry in sx.zoo.list("arrangement") if least <= entry.regions()[0] <= most]
