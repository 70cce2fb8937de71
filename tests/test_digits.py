"""A trained residual convolutional net: imported, its regions on a slice through three images counted and drawn."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
import splinex as sx
from matplotlib.figure import Figure

pytest.importorskip("torch", reason="torch is not installed")

import torch
from digits_net import digits, three_digits, trained


def test_the_import_classifies_as_the_module_does() -> None:
    module = trained()
    net = sx.from_torch(module, (1, 8, 8))
    images, classes = digits()
    with torch.no_grad():
        own = module(torch.from_numpy(images).float()).numpy()
    values = net(images.reshape(len(images), -1))
    np.testing.assert_allclose(values, own, rtol=1e-4, atol=1e-4)
    assert (values.argmax(axis=1) == classes).mean() > 0.9
    assert net.names == ("relu", "relu_1", "relu_2")
    assert net.widths == (64, 64, 64)


def test_regions_on_a_slice_through_three_images(tmp_path: Path) -> None:
    module = trained()
    net = sx.from_torch(module, (1, 8, 8))
    images = three_digits()
    origin = images[0]
    domain = sx.Slice.through(*images, domain=sx.Box([-0.5, -0.5], [1.5, 1.5]))
    part = sx.enumerate_regions(net, domain)
    assert len(part) == sx.count_regions(net, domain).total > 100
    double = trained(torch.float64)
    for i in range(0, len(part), 20):
        region = part[i]
        A, b = region.affine_map().A, region.affine_map().b
        t = np.array([float(v) for v in region.witness()])
        x = origin + t @ (images[1:] - origin)
        with torch.no_grad():
            own = double(torch.from_numpy(x.reshape(1, 1, 8, 8))).numpy().ravel()
        np.testing.assert_allclose(A @ t + b, own, rtol=1e-9, atol=1e-9)
    figure = Figure()
    axes = sx.plot(net, corner := sx.Slice.through(*images, domain=sx.Box(0, 0.25)), ax=figure.subplots())
    figure.savefig(tmp_path / "digits.png")
    assert f"{sx.count_regions(net, corner).total:,}" in axes.get_title()


def test_both_imports_agree_region_by_region(tmp_path: Path) -> None:
    module = trained()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(module, torch.zeros(1, 1, 8, 8), tmp_path / "digits.onnx", dynamo=False, verbose=False)
    domain = sx.Slice.through(*three_digits(), domain=sx.Box([-0.5, -0.5], [1.5, 1.5]))
    direct, exported = sx.from_torch(module, (1, 8, 8)), sx.load(tmp_path / "digits.onnx")
    parts = [sx.enumerate_regions(net, domain) for net in (direct, exported)]
    counts = [[layer.regions for layer in sx.count_regions(net, domain).layers] for net in (direct, exported)]
    assert counts[0] == counts[1] and counts[0][-1] == len(parts[0]) == len(parts[1])
    theirs = {region.pattern.tobytes(): region for region in parts[1]}
    for region in parts[0]:
        other = theirs[region.pattern.tobytes()]
        assert region.affine_map().exact() == other.affine_map().exact()


def test_decisions_cut_regions_further() -> None:
    net = sx.from_torch(trained(), (1, 8, 8))
    domain = sx.Slice.through(*three_digits(), domain=sx.Box(0, 1))
    before, after = sx.count_regions(net, domain), sx.count_regions(net.with_argmax(), domain)
    assert after.layers[-2].regions == before.total < after.total
    assert {region.pattern[-1] for region in sx.enumerate_regions(net.with_argmax(), domain)} >= {0, 1, 7}
