"""Changes of a network that must not change its regions, or change them in a known way."""

from __future__ import annotations

import numpy as np
import splinex as sx
from families.net import Matrix, Net
from hypothesis import given
from hypothesis import strategies as st
from listing import counted, listed_patterns
from small_nets import box_ends, small_nets

Layers = list[tuple[Matrix, Matrix]]


def _draw_unit_layer(data: st.DataObject, net: Net) -> int:
    return data.draw(st.integers(0, len(net.layers) - 2), label="layer")


def _with_layers(net: Net, changed: dict[int, tuple[Matrix, Matrix]]) -> Net:
    return Net(tuple(changed.get(k, layer) for k, layer in enumerate(net.layers)), net.relu_last)


def _units(net: Net, layer: int) -> tuple[int, int]:
    """First unit of a layer in a pattern, and one past its last."""
    start = sum(len(b) for _, b in net.layers[:layer])
    return start, start + len(net.layers[layer][1])


@given(st.data())
def test_permuting_units_permutes_patterns(data: st.DataObject) -> None:
    net = data.draw(small_nets())
    domain = sx.Box(*data.draw(box_ends(net.n_inputs)))
    layer = _draw_unit_layer(data, net)
    (weights, biases), (after, offsets) = net.layers[layer : layer + 2]
    order = data.draw(st.permutations(range(len(biases))))
    permuted = _with_layers(net, {layer: (weights[order], biases[order]), layer + 1: (after[:, order], offsets)})
    start, stop = _units(net, layer)
    expected = {
        (*row[:start], *(row[start + i] for i in order), *row[stop:]) for row in listed_patterns(net, domain)[-1]
    }
    assert listed_patterns(permuted, domain)[-1] == expected


@given(st.data())
def test_scaling_units_by_powers_of_two_changes_nothing(data: st.DataObject) -> None:
    net = data.draw(small_nets())
    domain = sx.Box(*data.draw(box_ends(net.n_inputs)))
    layer = _draw_unit_layer(data, net)
    (weights, biases), (after, offsets) = net.layers[layer : layer + 2]
    width = len(biases)
    exponents = data.draw(st.lists(st.integers(-300, 300), min_size=width, max_size=width))
    factors = 2.0 ** np.array(exponents)
    scaled = _with_layers(
        net, {layer: (weights * factors[:, None], biases * factors), layer + 1: (after / factors, offsets)}
    )
    assert listed_patterns(scaled, domain) == listed_patterns(net, domain)


@given(st.data())
def test_duplicated_unit_follows_its_original(data: st.DataObject) -> None:
    net = data.draw(small_nets())
    domain = sx.Box(*data.draw(box_ends(net.n_inputs)))
    layer = _draw_unit_layer(data, net)
    (weights, biases), (after, offsets) = net.layers[layer : layer + 2]
    unit = data.draw(st.integers(0, len(biases) - 1))
    silent = np.hstack([after, np.zeros((len(after), 1))])
    copy = (np.vstack([weights, weights[unit]]), np.append(biases, biases[unit]))
    duplicated = _with_layers(net, {layer: copy, layer + 1: (silent, offsets)})
    start, stop = _units(net, layer)
    expected = {(*row[:stop], row[start + unit], *row[stop:]) for row in listed_patterns(net, domain)[-1]}
    assert listed_patterns(duplicated, domain)[-1] == expected


@given(st.data())
def test_negating_a_unit_of_the_last_hidden_layer_keeps_the_counts(data: st.DataObject) -> None:
    net = data.draw(small_nets())
    domain = sx.Box(*data.draw(box_ends(net.n_inputs)))
    layer = len(net.layers) - 2
    weights, biases = net.layers[layer]
    signs = np.array(data.draw(st.lists(st.sampled_from([1.0, -1.0]), min_size=len(biases), max_size=len(biases))))
    negated = _with_layers(net, {layer: (weights * signs[:, None], biases * signs)})
    assert counted(negated, domain) == counted(net, domain)


@given(st.data())
def test_unimodular_input_maps_change_nothing_on_the_whole_space(data: st.DataObject) -> None:
    net = data.draw(small_nets(ties_only=True))
    dimension = net.n_inputs
    steps = st.tuples(st.integers(0, dimension - 1), st.integers(0, dimension - 1), st.integers(-3, 3))
    unimodular = np.eye(dimension)
    for i, j, multiple in data.draw(st.lists(steps, max_size=4)):
        unimodular[i] += 0 if i == j else multiple * unimodular[j]
    weights, biases = net.layers[0]
    mapped = _with_layers(net, {0: (weights @ unimodular, biases)})
    assert listed_patterns(mapped) == listed_patterns(net)


@given(st.data())
def test_direct_sums_multiply(data: st.DataObject) -> None:
    depth = data.draw(st.integers(1, 2))
    left, right = (data.draw(small_nets(inputs=inputs, depth=depth)) for inputs in (1, 2))
    low_left, high_left = data.draw(box_ends(1))
    low_right, high_right = data.draw(box_ends(2))
    both = Net(tuple(_block(a, b) for a, b in zip(left.layers, right.layers, strict=True)))
    product = zip(
        counted(left, sx.Box(low_left, high_left)), counted(right, sx.Box(low_right, high_right)), strict=True
    )
    assert counted(both, sx.Box(low_left + low_right, high_left + high_right)) == [a * b for a, b in product]


@given(st.data())
def test_dead_unit_is_off_and_cuts_nothing(data: st.DataObject) -> None:
    net = data.draw(small_nets())
    domain = sx.Box(*data.draw(box_ends(net.n_inputs)))
    layer = _draw_unit_layer(data, net)
    (weights, biases), (after, offsets) = net.layers[layer : layer + 2]
    bias = data.draw(st.sampled_from([0.0, -1.0, -1e-300]))
    outgoing = data.draw(st.lists(st.integers(-2, 2), min_size=len(after), max_size=len(after)))
    dead = (np.vstack([weights, np.zeros((1, weights.shape[1]))]), np.append(biases, bias))
    wider = np.hstack([after, np.array(outgoing, dtype=np.float64)[:, None]])
    _, stop = _units(net, layer)
    expected = {(*row[:stop], 0, *row[stop:]) for row in listed_patterns(net, domain)[-1]}
    assert listed_patterns(_with_layers(net, {layer: dead, layer + 1: (wider, offsets)}), domain)[-1] == expected


def _block(left: tuple[Matrix, Matrix], right: tuple[Matrix, Matrix]) -> tuple[Matrix, Matrix]:
    (a, b), (c, d) = left, right
    weights = np.zeros((len(b) + len(d), a.shape[1] + c.shape[1]))
    weights[: len(b), : a.shape[1]] = a
    weights[len(b) :, a.shape[1] :] = c
    return weights, np.concatenate([b, d])
