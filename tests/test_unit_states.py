"""Units that never switch, and units that are constant."""

from __future__ import annotations

import numpy as np
import pytest
import splinex as sx
from all_kinds import KINDS
from families.net import Net
from hypothesis import given
from hypothesis import strategies as st
from listing import ends, exact, network
from oracles.exact_net import rows_on
from oracles.exact_splitting import split_patterns
from small_nets import box_ends, small_nets
from splinex.domains import Domain


@given(small_nets(), st.data())
def test_the_oracles_patterns_and_rows(net: Net, data: st.DataObject) -> None:
    low, high = data.draw(box_ends(net.n_inputs))
    box = sx.Box(low, high)
    wide = [i for i in range(net.n_inputs) if low[i] < high[i]]
    patterns = sorted(split_patterns(exact(net), ends(net, box))[-1])
    states = sx.unit_states(network(net), box)
    never = [len(set(pieces)) == 1 for pieces in zip(*patterns, strict=True)]
    units = [rows_on(exact(net), pattern)[0] for pattern in patterns]
    for unit, pieces in enumerate(zip(*patterns, strict=True)):
        varies = any(on and any(rows[unit][0][i] for i in wide) for on, rows in zip(pieces, units, strict=True))
        assert states.constant[unit] == (not varies)
        assert states.dead[unit] == (never[unit] and not pieces[0])
        assert states.always_on[unit] == (never[unit] and bool(pieces[0]))
    assert states.regions == len(patterns)
    assert (states.dead.astype(int) + states.always_on + states.switching == 1).all()


UNITS = (np.array([[1, 0], [1, 1], [-1, 0], [0, 0], [1e-200, 0]]), [2, 0, -3, 1, 0])
SECOND = (np.array([[1, 1, 1, 1, 1e-200], [1, -1, 0, 0, 0]]), [5, 0])


@pytest.mark.parametrize(
    ("domain", "dead", "always_on", "constant"),
    [
        (None, [], [3, 5], [3]),
        (sx.Box(-1, 1), [2], [0, 3, 5, 6], [2, 3]),
        (sx.Box([0.5, -1], [0.5, 1]), [2], [0, 3, 4, 5, 6], [0, 2, 3, 4]),
        (sx.Box(1, 1), [2], [0, 1, 3, 4, 5, 6], [0, 1, 2, 3, 4, 5, 6]),
        # x + y is identically zero: off by the rule for ties.
        (sx.Slice([0, 0], [[1, -1]]), [1], [3, 5], [1, 3]),
        (sx.Polytope([[1, 1], [-1, -1]], [0, 0]), [1], [3, 5], [1, 3]),
        (sx.Polytope([[3, 3], [-3, -3]], [1, -1]), [], [1, 3, 5], [1, 3]),
    ],
    ids=str,
)
def test_domains_without_an_interior(
    domain: Domain, dead: list[int], always_on: list[int], constant: list[int]
) -> None:
    """1e-200 times 1e-200 is no float, but no constant either."""
    states = sx.unit_states(sx.Network.from_layers([UNITS, SECOND, ([[1, 1]], [0])]), domain)
    assert np.flatnonzero(states.dead).tolist() == dead
    assert np.flatnonzero(states.always_on).tolist() == always_on
    assert np.flatnonzero(states.constant).tolist() == constant


def test_a_slope_below_the_floats_is_no_constant() -> None:
    """2^-1100 x + 1, and the same with slope zero."""
    net = sx.Network.from_layers(
        [
            ([[2.0**-550]], [1]),
            ([[2.0**-550], [0.0]], [1.0, 1.0]),
            ([[1, 1]], [0]),
        ]
    )
    states = sx.unit_states(net, sx.Box(0, 1))
    assert states.constant.tolist() == [False, False, True]


def test_units_of_other_kinds() -> None:
    """A leaky ReLU in its lower piece is not dead, a saturated clip is; a maximum always passes something on."""
    net = sx.Network.sequential([sx.nn.LeakyReLU(0.5), sx.nn.Clip(0, 1), sx.nn.MaxPool1d(2)], (1, 2))
    states = sx.unit_states(net, sx.Box([-3, -1], [-2, 2]))
    assert states.dead.tolist() == [False, False, True, False, False]
    assert states.constant.tolist() == [False, False, True, False, False]
    assert states.switching.tolist() == [False, True, False, True, True]
    assert states.always_on.tolist() == [True, False, False, False, False]


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_layer(name: str) -> None:
    net = KINDS[name]()
    states = sx.unit_states(net, sx.Box(-1, 1))
    patterns = sx.enumerate_regions(net, sx.Box(-1, 1)).patterns
    assert (states.lowest == patterns.min(axis=0)).all() and (states.highest == patterns.max(axis=0)).all()
    assert len(states.constant) == sum(net.widths)


def test_the_table() -> None:
    states = sx.unit_states(sx.Network.from_layers([UNITS, SECOND, ([[1, 1]], [0])], names=["a", "<b>"]), sx.Box(-1, 1))
    assert repr(states).splitlines()[-1].split() == ["all", "7", "1", "4", "2", "2"]
    assert "&lt;b&gt;" in states._repr_html_()
    assert states.to_dict()["dead"] == [2]
    assert states.dead[states.layer(0)].sum() == 1
    with pytest.raises(sx.InputError, match="layer must be an index"):
        states.layer(2)
    few = sx.unit_states(sx.Network.from_layers([UNITS]), max_regions=1)
    assert few.regions == 1
