"""Pictures of neighbours and templates: which images are drawn where, and what stands above them."""

from __future__ import annotations

import numpy as np
import pytest
import splinex as sx
from matplotlib.figure import Figure
from numpy.typing import NDArray
from splinex import nn

RNG = np.random.default_rng(0)
NET = sx.Network.from_layers(
    [(RNG.normal(size=(5, 6)), RNG.normal(size=5)), (RNG.normal(size=(3, 5)), RNG.normal(size=3))]
)
DATA = RNG.normal(size=(8, 6))


def images(figure: Figure) -> list[NDArray[np.float64]]:
    return [np.asarray(ax.images[0].get_array()) for ax in figure.axes]


def test_neighbours_stand_beside_their_queries() -> None:
    figure = sx.plot_nearest(NET, DATA[:2], DATA, k=3, labels=list("abcdefgh"), shape=(2, 3), figure=Figure())
    found = sx.nearest_by_partition(NET, DATA[:2], DATA, 3)
    titles = [ax.get_title() for ax in figure.axes]
    for i in range(2):
        drawn = images(figure)[4 * i : 4 * i + 4]
        for image, vector in zip(drawn, [DATA[i], *DATA[found.indices[i]]], strict=True):
            np.testing.assert_array_equal(image, vector.reshape(2, 3))
        assert titles[4 * i] == "query"
        for title, j, distance in zip(titles[4 * i + 1 :], found.indices[i], found.distances[i], strict=False):
            assert title == f"{distance:.2g}  ({'abcdefgh'[j]})"
    limits = {ax.images[0].get_clim() for ax in figure.axes}
    assert limits == {(DATA.min(), DATA.max())}


def test_templates_stand_beside_their_inputs() -> None:
    figure = sx.plot_templates(NET, DATA[:2], names=["p", "q", "r"], shape=(3, 2), figure=Figure())
    found = sx.templates(NET, DATA[:2])
    for i in range(2):
        row = figure.axes[4 * i : 4 * i + 4]
        np.testing.assert_array_equal(images(figure)[4 * i], DATA[i].reshape(3, 2))
        largest = abs(found.templates[i]).max() or 1.0
        for c, ax in enumerate(row[1:]):
            np.testing.assert_array_equal(ax.images[0].get_array(), found.templates[i, c].reshape(3, 2))
            assert ax.images[0].get_clim() == (-largest, largest)
            bias = found.biases[i, c]
            assert (
                ax.get_title()
                == f"{'pqr'[c]}: {found.inner_products[i, c]:.3g} {'-' if bias < 0 else '+'} {abs(bias):.3g}"
            )
            assert (ax.spines["top"].get_linewidth() > 1) == (found.labels[i] == c)


@pytest.mark.parametrize(
    ("input_shape", "drawn"),
    [((9,), (3, 3)), ((6,), (1, 6)), ((2, 3), (2, 3)), ((1, 2, 3), (2, 3)), ((3, 2, 2), (2, 2, 3)), ((1,), (1, 1))],
)
def test_how_inputs_are_drawn(input_shape: tuple[int, ...], drawn: tuple[int, ...]) -> None:
    net = sx.Network.trace(lambda x: nn.ReLU()(x).flatten()[:1], input_shape)
    x = RNG.normal(size=input_shape)
    figure = sx.plot_templates(net, x, figure=Figure())
    found = images(figure)
    assert found[0].shape == drawn
    assert found[1].shape == drawn[:2]


def test_constant_images_and_zero_templates() -> None:
    net = sx.Network.from_layers([(np.zeros((2, 4)), [0, -1])])
    figure = sx.plot_templates(net, np.zeros((1, 4)), figure=Figure())
    assert [ax.get_title() for ax in figure.axes] == ["input", "0: 0 + 0", "1: 0 - 1"]
    figure.canvas.draw()


def test_a_new_figure_of_pyplot() -> None:
    pyplot = pytest.importorskip("matplotlib.pyplot", reason="matplotlib is not installed")
    import matplotlib

    with matplotlib.rc_context(), pytest.MonkeyPatch.context():
        matplotlib.use("agg")
        before = set(pyplot.get_fignums())
        figure = sx.plot_nearest(NET, DATA[:1], DATA, k=1)
        assert set(pyplot.get_fignums()) - before == {figure.number}
        pyplot.close(figure)


def test_bad_arguments() -> None:
    with pytest.raises(sx.InputError, match="there are 2 labels, but 8 data"):
        sx.plot_nearest(NET, DATA[0], DATA, labels=["a", "b"], figure=Figure())
    with pytest.raises(sx.InputError, match="there are 1 names, but 3 outputs"):
        sx.plot_templates(NET, DATA[0], names=["a"], figure=Figure())
    for shape in ((2, 2), (6,), (2, 3, 1)):
        with pytest.raises(sx.InputError, match=r"\(height, width\) or \(3, height, width\) with 6 entries is needed"):
            sx.plot_templates(NET, DATA[0], shape=shape, figure=Figure())
    net = sx.Network.trace(lambda x: x.flatten(), (2, 2, 2))
    with pytest.raises(sx.InputError, match=r"inputs of shape \(2, 2, 2\) are no images: give shape"):
        sx.plot_templates(net, np.zeros(8), figure=Figure())
    with pytest.raises(sx.InputError, match="0 rows of 4 images"):
        sx.plot_templates(NET, DATA[:0], figure=Figure())
    with pytest.raises(sx.InputError, match="200 rows of 4 images"):
        sx.plot_templates(NET, np.zeros((200, 6)), figure=Figure())
