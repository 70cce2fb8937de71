"""How many regions there are after each layer, beside what the theory allows."""

from collections.abc import Sequence
from math import log10
from typing import TYPE_CHECKING, Any

import numpy as np

from splinex.counting import count_regions
from splinex.domains import Domain
from splinex.formats import NetworkLike, as_network
from splinex.info import network_info
from splinex.network import Network
from splinex.plotting.canvas import axes_or_new, open_frame
from splinex.plotting.palette import CLASSES, INK
from splinex.plotting.titles import regions_in
from splinex.progress import ProgressOption
from splinex.results import RegionCount

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_counts"]

_LINES = {
    "trivial": ("every pattern, $2^N$", CLASSES[1], "o", ":"),
    "hyperplanes": ("general position in every cell", CLASSES[2], "s", "--"),
    "montufar_2017": ("Montúfar 2017", CLASSES[3], "s", "--"),
    "serra_2018": ("Serra et al. 2018", CLASSES[2], "D", "-"),
}


def plot_counts(
    net: NetworkLike,
    domain: Domain = None,
    *,
    count: RegionCount | None = None,
    ax: "Axes | None" = None,
    threads: int | None = None,
    progress: ProgressOption = None,
) -> "Axes":
    """Draw the number of regions after each hidden layer as bars, and the upper bounds of the literature as lines.

    The bounds hold for this network on this domain: `splinex info` prints them. The scale is logarithmic.

    Parameters
    ----------
    net, domain
        As for `count_regions`.
    count : RegionCount, optional
        What `count_regions` has found for them, when that is known.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure of pyplot.
    threads, progress
        As for `count_regions`.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> import splinex as sx
    >>> from matplotlib.figure import Figure
    >>> net = sx.zoo.load("deck-toy")
    >>> ax = plot_counts(net, sx.Box(-1, 1), ax=Figure().add_subplot())
    >>> [text.get_text() for text in ax.texts]
    ['949', '991']
    """
    network = as_network(net)
    axes = axes_or_new(ax, size=(6.5, 5.2))
    found = count if count is not None else count_regions(network, domain, threads=threads, progress=progress)
    regions = [layer.regions for layer in found.layers]
    bounds = _bounds(network, domain)
    places = np.arange(len(regions))
    # Bars from 1 upwards, in powers of ten: matplotlib's logarithmic scale ends at 10^308, bounds do not.
    axes.bar(places, list(map(log10, regions)), width=0.55, color=CLASSES[0], alpha=0.85, label="regions", zorder=2)
    for name, (label, color, marker, dash) in _LINES.items():
        if name in bounds:
            powers = list(map(_log10, bounds[name]))
            axes.plot(places, powers, dash, marker=marker, markersize=5, color=color, label=label, zorder=3)
    _label(axes, network, domain, found)
    _write_numbers(axes, regions)
    return axes


def _write_numbers(axes: "Axes", regions: Sequence[int]) -> None:
    """At the foot of every bar, where no line passes."""
    enough = 0.08 * axes.get_ylim()[1]
    for place, number in enumerate(regions):
        inside = log10(number) > enough
        axes.annotate(
            f"{number:,}",
            (place, 0),
            xytext=(0, 5),
            textcoords="offset points",
            ha="center",
            color="white" if inside else INK,
            fontweight="bold",
            zorder=4,
        )


def _bounds(network: Network, domain: Domain) -> dict[str, list[int]]:
    """The bounds that apply after every layer, each after each of them."""
    upper = [network_info(network.up_to(k), domain).upper.to_dict() for k in range(len(network.widths))]
    names = [name for name in _LINES if upper and all(name in found for found in upper)]
    result = {name: [found[name] for found in upper] for name in names}
    if result.get("montufar_2017") == result.get("serra_2018"):
        result.pop("montufar_2017", None)
    return result


def _log10(number: int) -> float:
    """Also of integers that no float holds."""
    shift = max(number.bit_length() - 60, 0)
    return log10(number >> shift) + shift * log10(2)


def _label(axes: "Axes", network: Network, domain: Domain, count: RegionCount) -> None:
    from matplotlib.ticker import MaxNLocator

    def power(value: float, place: Any) -> str:
        return f"$10^{{{value:g}}}$" if value > 0 else "1"

    axes.set_xticks(range(len(network.widths)), [_tick(network, k) for k in range(len(network.widths))])
    axes.yaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.yaxis.set_major_formatter(power)
    axes.set_ylim(bottom=0)
    axes.margins(y=0.12)
    axes.set_ylabel("regions", color=INK)
    open_frame(axes)
    axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=2)
    least = " (at least: the search was stopped)" if count.truncated else ""
    total = count.layers[-1].regions if count.layers else 1
    axes.set_title(regions_in(network, domain, total) + least, fontsize="medium", color=INK)


def _tick(network: Network, layer: int) -> str:
    width = network.widths[layer]
    return f"{network.names[layer]}\n{width:,} unit{'' if width == 1 else 's'}"
