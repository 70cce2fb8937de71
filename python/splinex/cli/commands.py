"""What each command of the command line does."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from splinex.domains import Box, Domain
from splinex.errors import InputError
from splinex.formats import load
from splinex.network import Network
from splinex.partitions.partition import Partition
from splinex.progress import ProgressOption

__all__ = ["check", "count", "enumerate_", "estimate", "info", "measure", "plot", "report", "resume", "verify", "zoo"]

_KIND_OPTIONS: dict[str, set[str]] = {
    "regions": {"layer", "color_by", "output", "boundary"},
    "layers": set(),
    "surface": {"color_by", "output"},
    "cells": {"layer", "color_by", "output", "explode"},
    "counts": set(),
}
"""What each kind of picture can be told."""

_PICTURE_OPTIONS = {
    "layer": "layer",
    "color_by": "color_by",
    "logit": "output",
    "boundary": "boundary",
    "explode": "explode",
}
"""Options of the command line, and what they are called in Python."""


def count(options: argparse.Namespace) -> int:
    """A table of the regions after each layer."""
    from splinex.counting import count_regions
    from splinex.documents import count_document

    network, domain = load(options.net), _domain(options)
    bound = _upper_bound(network, domain, options)
    if options.all:
        return _count_all(network, domain, options)
    search = {**_long_run(options), **_search_options(options)}
    result = count_regions(network, domain, kind=options.kind, **search)
    if options.json:
        document = count_document(result, network, file=options.net)
        print(json.dumps({**document, "upper_bound": bound}, indent=2, allow_nan=False))
    else:
        print(result)
    return 0


def _count_all(network: Network, domain: Domain, options: argparse.Namespace) -> int:
    from splinex.count_all import count_all
    from splinex.documents import finite

    search = _search_options(options)
    counts = count_all(network, domain, threads=search["threads"], progress=search["progress"])
    print(json.dumps(finite(counts.to_dict()), indent=2) if options.json else counts)
    return 0


def measure(options: argparse.Namespace) -> int:
    """What `splinex.measure` finds."""
    from splinex.measures.measure import measure

    search = _search_options(options)
    found = measure(load(options.net), _domain(options), threads=search["threads"], progress=search["progress"])
    if options.json:
        _print_json(found.to_dict())
    else:
        print(found)
    return 0


def resume(options: argparse.Namespace) -> int:
    """The result of a search that goes on from its checkpoint."""
    from splinex.long_runs.checkpoint import read_checkpoint
    from splinex.long_runs.resume import resume

    search = _search_options(options)
    result = resume(
        options.checkpoint,
        threads=search["threads"],
        progress=search["progress"],
        max_seconds=options.max_seconds,
        every=options.every,
    )
    if isinstance(result, Partition):
        _show_regions(result, read_checkpoint(Path(options.checkpoint)).head["written"]["out"], options, {})
    elif options.json:
        _print_json(result.to_dict())
    else:
        print(result)
    return 0


def estimate(options: argparse.Namespace) -> int:
    """The likely number of regions."""
    from dataclasses import asdict

    from splinex.long_runs.estimate import estimate_regions

    found = estimate_regions(
        load(options.net), _domain(options), width=options.width, repeats=options.repeats, seed=options.seed
    )
    if options.json:
        _print_json(asdict(found))
    else:
        print(f"{found} regions")
    return 0


def verify(options: argparse.Namespace) -> int:
    """The statements of the slides, checked on a network."""
    from splinex.documents import finite
    from splinex.theorems import verify_theorems

    search = _search_options(options)
    network, domain = load(options.net), _domain(options)
    report = verify_theorems(network, domain, threads=search["threads"], progress=search["progress"])
    print(json.dumps(finite(report.to_dict()), indent=2) if options.json else report)
    return 0 if report.holds else 1


def enumerate_(options: argparse.Namespace) -> int:
    """All regions in a file, or in a folder."""
    from splinex.cli.output import check_regions
    from splinex.enumeration import enumerate_regions

    network, domain = load(options.net), _domain(options)
    file = check_regions(options.output)
    whole = file.suffix.lower() == ".npz"
    if whole and options.maps:
        raise InputError("--maps goes with .parquet or a folder: an .npz file holds no maps")
    bound = _upper_bound(network, domain, options)
    kept = {"maps": options.maps, "certificate": options.certificate}
    search = {**_long_run(options), **kept, **_search_options(options)}
    part = enumerate_regions(network, domain, out=None if whole else options.output, **search)
    if whole:
        part.to_npz(file)
    _show_regions(part, file, options, {"upper_bound": bound})
    return 0


def _show_regions(part: Partition, file: str | Path, options: argparse.Namespace, more: dict[str, Any]) -> None:
    if options.json:
        stats = {name: getattr(part.stats, name) for name in part.stats.__slots__}
        _print_json({"file": str(file), "total": len(part), "truncated": part.truncated, "stats": stats, **more})
    else:
        print(f"{part}\n{part.stats}\nwritten to {file}")


def check(options: argparse.Namespace) -> int:
    """Whether a certificate proves that its regions are all."""
    from splinex.proofs import check_certificate

    network = None if options.net is None else load(options.net)
    progress = _progress(options)
    found = check_certificate(options.certificate, network, _domain(options), jobs=options.jobs, progress=progress)
    if options.json:
        _print_json(found._asdict())
    else:
        print(f"{options.certificate}: {'proven' if found else 'NOT proven'}: {found.reason}")
    return 0 if found else 1


def info(options: argparse.Namespace) -> int:
    """Layers, domain and bounds."""
    from splinex.info import network_info

    found = network_info(load(options.net), _domain(options))
    if options.json:
        _print_json(found.to_dict())
    else:
        print(found)
    return 0


def plot(options: argparse.Namespace) -> int:
    """A figure in a file."""
    from splinex.plotting.files import save_plot

    search = _search_options(options)
    network, domain = load(options.net), _domain(options)
    title = save_plot(
        options.output,
        network,
        domain,
        kind=options.kind,
        **_picture_options(options),
        threads=search["threads"],
        progress=search["progress"],
    )
    print(f"{title}\nwritten to {options.output}")
    return 0


def report(options: argparse.Namespace) -> int:
    """What is known of a network, in an HTML file."""
    from splinex.reporting.report import report as write

    search = _search_options(options)
    omitted = write(
        options.net,
        _domain(options),
        options.output,
        title=options.title,
        max_regions=options.max_regions,
        seconds=options.seconds,
        threads=search["threads"],
        progress=search["progress"],
    )
    for what, why in omitted:
        print(f"left out: {what} ({why})")
    print(f"written to {options.output}")
    return 0


def _picture_options(options: argparse.Namespace) -> dict[str, Any]:
    """The options of a picture that were given; each must go with the kind of picture."""
    result: dict[str, Any] = {}
    for word, name in _PICTURE_OPTIONS.items():
        value = getattr(options, word)
        if value is None:
            continue
        if name not in _KIND_OPTIONS.get(options.kind, _PICTURE_OPTIONS.values()):
            raise InputError(f"--{word.replace('_', '-')} does not go with --kind {options.kind}")
        result[name] = value
    return result


def zoo(options: argparse.Namespace) -> int:
    """What is in the zoo, or one network of it, in a file if wanted."""
    from splinex.zoo import get, list

    if options.id is None:
        if options.output is not None:
            raise InputError("-o needs the id of a network")
        listing = list(options.group)
        print(json.dumps([entry.to_dict() for entry in listing], indent=2) if options.json else listing)
        return 0
    entry = get(options.id)
    print(json.dumps(entry.to_dict(), indent=2) if options.json else entry)
    if options.output is not None:
        entry.network.to_npz(options.output)
        if not options.json:
            print(f"written to {options.output}")
    return 0


def _upper_bound(network: Network, domain: Domain, options: argparse.Namespace) -> int:
    """The least upper bound that is known before the search; on R^d, where a search may take forever, it is said at once."""
    from splinex.info import network_info, rounded

    upper = network_info(network, domain).upper
    if domain is None and not options.json:
        source = "Serra et al. 2018" if upper.serra_2018 is not None else "each layer in general position"
        print(f"at most {rounded(upper.best)} regions in R^{network.n_inputs} ({source})", file=sys.stderr, flush=True)
    return upper.best


def _search_options(options: argparse.Namespace) -> dict[str, Any]:
    arithmetic = "exact" if getattr(options, "exact", False) else "auto"
    return {"threads": options.threads, "progress": _progress(options), "arithmetic": arithmetic}


def _progress(options: argparse.Namespace) -> ProgressOption:
    return not options.no_progress and sys.stderr is not None and sys.stderr.isatty()


def _long_run(options: argparse.Namespace) -> dict[str, Any]:
    return {name: getattr(options, name) for name in ("max_regions", "max_seconds", "checkpoint", "every")}


def _print_json(value: dict[str, Any]) -> None:
    from splinex.documents import finite

    print(json.dumps(finite(value), indent=2, allow_nan=False))


def _domain(options: argparse.Namespace) -> Domain:
    """The domain that the options name; None is R^d."""
    if options.box is not None:
        return Box(*options.box)
    if options.domain is not None:
        from splinex.domains.json_files import load_domain

        return load_domain(options.domain)
    if options.vnnlib is not None:
        from splinex.domains.vnnlib_files import load_vnnlib

        return load_vnnlib(options.vnnlib)
    return None
