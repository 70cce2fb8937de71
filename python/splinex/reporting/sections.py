"""The sections of a report."""

from collections.abc import Iterator
from html import escape
from math import isfinite
from typing import TYPE_CHECKING

from splinex.errors import InputError
from splinex.info import rounded
from splinex.plotting.titles import where
from splinex.reporting.bars import bars
from splinex.reporting.canvas import canvas_of
from splinex.reporting.drawing import drawing
from splinex.reporting.findings import Findings, LayerRow, Picture
from splinex.reporting.hover import hover_data
from splinex.reporting.page import card, data_script, section, table
from splinex.reporting.palettes import CLASSES, ORDERED

if TYPE_CHECKING:
    from splinex.long_runs.estimate import Estimate

__all__ = ["sections"]

_MANY = 1500
_LAYERS = 60


def sections(found: Findings) -> Iterator[str]:
    """All of them, in order. A picture that cannot be drawn becomes one more thing that was left out."""
    yield _cards(found)
    picture = _picture(found)
    yield picture
    yield _layers(found)
    if found.counts is not None:
        yield _senses(found)
    if found.theorems is not None:
        yield _theorems(found)
    if found.measures is not None:
        yield section("Measures", f'<div class="scroll measures">{found.measures._repr_html_()}</div>')
    yield _network(found)
    yield _how(found)
    if found.omitted:
        yield _omitted(found)


def _cards(found: Findings) -> str:
    network = found.network
    count = found.count
    cards = [card(f"{'at least ' if count.truncated else ''}{count.total:,}", "activation regions")]
    if count.estimate is not None and isfinite(count.estimate.regions):
        cards.append(_estimated(count.estimate))
    cards.append(card(rounded(found.info.upper.best), "upper bound"))
    if found.counts is not None:
        cards.append(card(f"{found.counts.linear_regions:,}", "linear regions"))
        cards.append(card(f"{found.counts.affine_maps:,}", "different affine maps"))
    cards.append(card(f"{sum(network.widths):,}", f"units in {_several(len(network.widths), 'layer')}"))
    return f'<div class="cards">{"".join(cards)}</div>'


def _estimated(estimate: "Estimate") -> str:
    error = f", ± {_two_digits(estimate.spread)}" if isfinite(estimate.spread) else ", which may be far off"
    return card(f"about {_two_digits(estimate.regions)}", f"estimate of their number{error}")


def _two_digits(number: float) -> str:
    return rounded(int(float(f"{number:.2g}"))).removeprefix("about ")


def _layers(found: Findings) -> str:
    if not found.layers:
        return section("Layer by layer", "<p>The network has no units: it is one affine map.</p>")
    rows = [(row.name, f"{row.units:,}", _number(row), rounded(row.bound)) for row in found.layers]
    head = ("layer", "units", "regions after it and all before", "at most")
    key = '<p class="soft"><span class="key count"></span>regions<span class="key bound"></span>upper bound</p>'
    chart = bars(found.layers[:_LAYERS]) + key
    return section("Layer by layer", table(head, rows, "tnnn"), chart)


def _several(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _number(row: LayerRow) -> str:
    return f"at least {row.regions:,}" if row.more else f"{row.regions:,}"


def _senses(found: Findings) -> str:
    counts = found.counts
    assert counts is not None
    totals = [
        ("activation regions", counts.activation_regions, "sets of inputs with one pattern, with interior"),
        ("bounded", counts.bounded, "of these"),
        ("unbounded", counts.unbounded, "of these"),
        (
            "linear regions",
            counts.linear_regions,
            "joined across facets where the affine map of the outputs is the same",
        ),
        ("affine maps", counts.affine_maps, "different ones, of all outputs together"),
    ]
    rows = [(name, f"{number:,}", text) for name, number, text in totals]
    layers = [
        (row.name, f"{row.units:,}", str(row.own), f"{row.codes:,}", f"{row.components:,}", f"{row.cells:,}")
        for row in counts.layers
    ]
    head = (
        "layer",
        "units",
        "cells of its own input space",
        "codes of it alone",
        "in connected sets",
        "cells up to it",
    )
    parts = [table(("sense", "number", ""), rows, "tnt")]
    if layers:
        parts.append(table(head, layers, "tnnnnn"))
    return section("Counts in every sense", *parts)


def _theorems(found: Findings) -> str:
    report = found.theorems
    assert report is not None
    rows = []
    for s in report.statements:
        kind = {"holds": "holds", "FAILS": "fails"}.get(s.verdict, "open")
        cells = (
            f'<span class="{kind}">{escape(s.verdict)}</span>',
            escape(s.text),
            escape(s.evidence),
            escape(s.slides),
        )
        rows.append("<tr>" + "".join(f'<td class="text">{cell}</td>' for cell in cells) + "</tr>\n")
    head = "".join(f"<th>{name}</th>" for name in ("", "statement", "what shows it", "slides"))
    note = "Statements of the slides “Mad Max: Affine Spline Insights into Deep Learning”, checked exactly on this network."
    intro = f'<p class="soft">{note}</p>'
    return section(
        "The theory, checked", intro, f'<div class="scroll"><table><tr>{head}</tr>\n{"".join(rows)}</table></div>'
    )


def _network(found: Findings) -> str:
    rows = [
        (f"W{i}", f"{layer.n_inputs:,}", f"{layer.n_outputs:,}", "none" if layer.affine else layer.described())
        for i, layer in enumerate(found.network.layers[:_LAYERS])
    ]
    more = len(found.network.layers) - len(rows)
    note = f"<p>and {more:,} more maps</p>" if more > 0 else ""
    shape = " x ".join(map(str, found.network.input_shape))
    outputs = _several(found.network.n_outputs, "output")
    facts = (
        f"<p>Inputs of shape {shape}, {outputs}. "
        f"Domain: <code>{escape(where(found.network, found.domain))}</code>, of dimension {found.info.dimension:,}.</p>"
    )
    return section("The network", facts, table(("map", "inputs", "outputs", "units"), rows, "tnnt"), note)


def _how(found: Findings) -> str:
    stats = found.count.stats
    decisions = [
        (f"{stats.cuts:,}", "cuts: a crossing of a cell was proven"),
        (f"{stats.free:,}", "exclusions by the signs of one row"),
        (f"{stats.float64:,}", "exclusions by a certified float64 bound"),
        (f"{stats.exact:,}", "decisions in exact arithmetic"),
        (f"{stats.exact_lps:,}", "linear programs solved exactly"),
    ]
    return section("How the count was reached", table(("number", "of what"), decisions, "nt"))


def _omitted(found: Findings) -> str:
    rows = [(what, why) for what, why in found.omitted]
    return section("What was left out, and why", table(("what", "why"), rows, "tt"))


def _picture(found: Findings) -> str:
    picture = found.picture
    if picture is None:
        return ""
    try:
        return section("The partition", *_partition(found, picture))
    except InputError as error:
        found.omitted.append(("The picture", str(error)))
        return ""


def _partition(found: Findings, picture: Picture) -> Iterator[str]:
    canvas = canvas_of(picture, found.network)
    last = len(found.network.widths) - 1
    data = [hover_data(stage, canvas.frame, k >= last) for k, stage in enumerate(picture.stages)]
    seen = sum(len(polygon) > 0 for polygon in canvas.polygons[picture.main])
    total = len(picture.stages[picture.main].part)
    note = f" {seen:,} of {total:,} regions are in this window." if canvas.partial else ""
    yield f"<p>{escape(_sentence(picture, found))}{note}</p>"
    yield '<div class="controls">'
    for k, stage in enumerate(picture.stages):
        shown = "true" if k == picture.main else "false"
        count = f"{len(stage.part):,}"
        yield f'<button type="button" class="stage" aria-pressed="{shown}">{escape(stage.title)} ({count})</button>'
    yield '<label>colour <select id="mode"></select></label>'
    yield '<label>region <input id="find" type="number" min="0" aria-label="number of a region"></label>'
    yield '<span class="scale" id="scale"></span></div>'
    kind = "line" if canvas.graphs else "plane"
    many = " many" if total > _MANY else ""
    title = f"{total:,} regions of {picture.caption}"
    yield f'<div class="picture {kind}{many}">{drawing(canvas, data, picture.main, title)}'
    yield '<aside class="told" id="told"></aside></div>'
    if canvas.graphs:
        keys = (f'<span><i class="key c{k}"></i>output {k}</span>' for k in range(len(canvas.graphs)))
        yield f'<p class="soft keys">{"".join(keys)}</p>'
    yield "<noscript><p>Without scripts nothing is told of the regions.</p></noscript>"
    yield data_script(
        "regions",
        {
            "stages": data,
            "main": picture.main,
            "palettes": {"ordered": ORDERED, "classes": CLASSES},
            "box": [canvas.low.tolist(), canvas.high.tolist()],
            "labels": list(canvas.labels if not canvas.graphs else canvas.labels[:1]),
        },
    )


def _sentence(picture: Picture, found: Findings) -> str:
    whole = picture.domain is found.domain
    words = "Every region of " if whole else "A plane in the domain: "
    return f"{words}{picture.caption}. Black lines are the edges of earlier layers, the first layer's the thickest."
