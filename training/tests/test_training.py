import csv
import subprocess
import sys

import cv2
import numpy as np
import onnx
import pytest
import torch

from conftest import ROOT
from p2ikt_live import checkpoint, metrics, train
from p2ikt_live.data import photographs, scenes, synthesis
from p2ikt_live.data.dataloader import Reservoir
from p2ikt_live.evaluation import scores
from p2ikt_live.export import fixtures, onnx_file, parity
from p2ikt_live.export.contract import export_network
from p2ikt_live.export.metadata import describe
from p2ikt_live.models.live import LiveNetwork
from p2ikt_live.models.registry import load

WEIGHTS = ROOT / "training" / "weights" / "p2ikt-live.pt"
MODEL = ROOT / "models" / "p2ikt-live.onnx"


def test_holdout_and_training_share_no_photograph(photos):
    held, used = photographs.read_photographs(photos, holdout=True), photographs.read_photographs(photos)
    assert (len(held), len(used)) == (10, 6)
    assert not any(np.array_equal(a, b) for a in held for b in used)


def test_pairs_are_drawn_afresh_and_repeat_with_their_seed(photos):
    images = photographs.read_photographs(photos)
    a, b, c = (synthesis.make_batch(images, 2, 64, seed)[0] for seed in ((1, 1), (1, 1), (1, 2)))
    assert np.array_equal(a, b) and not np.array_equal(a, c)


def test_lettering_is_drawn_on_a_crop_and_only_where_it_is_asked_for(photos):
    images, flat = photographs.read_photographs(photos), np.full((128, 128, 3), 90, np.uint8)
    for seed in range(6):
        crop = scenes.lettered(flat, np.random.default_rng(seed))
        assert crop.shape == flat.shape and crop.dtype == np.uint8
        assert np.ptp(crop.astype(int), (0, 1)).max() > 60      # ink differs from its ground
    plain, none, some = (synthesis.draw_batch(images, 2, 64, 3, lettering=share).crops for share in (0.0, 0.0, 1.0))
    assert np.array_equal(plain, none) and not np.array_equal(plain, some)


def test_reservoir_keeps_the_newest_and_flips_all_parts_alike():
    reservoir = Reservoir(4)
    ramp = np.tile(np.arange(16, dtype=np.uint8)[None, :, None], (16, 1, 3))
    for value in range(6):
        reservoir.add((ramp[None] + value, ramp[None] + value, (ramp[None, ::8, ::8, 0] + value).astype(np.float16)))
    assert sorted(int(p[0].min()) for p in reservoir.pairs) == [2, 3, 4, 5]
    blurred, sharp, radius = reservoir.draw(8, np.random.default_rng(0))
    assert torch.equal(blurred, sharp)
    assert torch.allclose(radius, blurred[:, :1, ::8, ::8] * 255, atol=7.01)  # the same flips: ramps run the same way
    assert torch.equal((radius[..., -1, :] > radius[..., 0, :]), (blurred[:, :1, -1, ::8] > blurred[:, :1, 0, ::8]))


def test_psnr_is_taken_on_eight_bits():
    a = torch.full((1, 3, 8, 8), 100 / 255)
    assert float(metrics.psnr(a, a + 1 / 255)) == pytest.approx(48.13, abs=0.01)
    assert float(metrics.psnr(a, a + 0.3 / 255)) == pytest.approx(60, abs=0.1)  # the same byte


def test_a_short_run_learns_logs_resumes_and_exports(photos, tmp_path):
    out = tmp_path / "run.pt"
    command = [sys.executable, str(ROOT / "training" / "train.py"), "--photos", str(photos), "--out", str(out), "--batch", "4",
               "--side", "64", "--reservoir", "32", "--reuse", "4", "--every", "0.1", "--workers", "1"]
    subprocess.run([*command, "--minutes", "0.15"], check=True, capture_output=True, timeout=300)
    first = checkpoint.load(out)
    longer = first["spent"] / 60 + 0.1  # not a fixed time: on a busy machine validation alone may take it
    subprocess.run([*command, "--minutes", str(longer)], check=True, capture_output=True, timeout=300)
    second = checkpoint.load(out)
    assert second["step"] > first["step"] > 0
    rows = list(csv.DictReader(out.with_suffix(".csv").open()))
    assert len(rows) >= 2 and float(rows[-1]["blur_loss"]) < 3
    assert any(not torch.equal(a, b) for a, b in zip(LiveNetwork().state_dict().values(), second["average"].values()))

    network = load(out)
    export_network(network, tmp_path / "short.onnx", describe(network, training="a test"))
    graph = onnx.load(str(tmp_path / "short.onnx"))
    shape = lambda v: [d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim]
    assert [shape(v) for v in graph.graph.input] == [[1, "H", "W", 3]]
    assert {v.name: shape(v) for v in graph.graph.output} == {
        "sharp": [1, "H", "W", 3], "blur": [1, 1, "rows", "columns"], "coefficients": [1, 12, "rows", "columns"]}
    assert not {n.op_type for n in graph.graph.node} & {"BatchNormalization", "GlobalAveragePool", "DFT"}
    assert (tmp_path / "short.coefficients.onnx").exists()


def test_a_run_that_starts_from_weights_stays_near_them(photos, tmp_path):
    out = tmp_path / "tuned.pt"
    train.main(["--variant", "family-live", "--photos", str(photos), "--start", str(WEIGHTS), "--out", str(out), "--minutes", "0.02",
                "--batch", "2", "--side", "64", "--checks", "0", "--rate", "1e-5", "--threads", "1", "--workers", "0"])
    shipped, tuned = (load(path).state_dict() for path in (WEIGHTS, out))
    name = next(name for name in shipped if name.endswith("coefficients.weight"))  # zero where a network starts by chance
    assert torch.allclose(tuned[name], shipped[name], atol=1e-2) and not torch.equal(tuned[name], shipped[name])


def test_folding_batch_normalisation_changes_nothing():
    network = LiveNetwork()
    network.train()(torch.rand(4, 3, 64, 64))  # running statistics that are not the identity
    network.eval()
    torch.nn.init.normal_(network.backbone.coefficients.weight, std=0.05)
    x = torch.rand(1, 3, 50, 70)
    for a, b in zip(network(x), onnx_file.fold(network)(x)):
        assert torch.allclose(a, b, atol=1e-4)


@pytest.mark.parametrize("name,most", [("p2ikt-live", 4000), ("p2ikt-live-hq", 14_000)])
def test_a_shipped_model_states_what_it_is_and_gains(name, most):
    metadata = {p.key: p.value for p in onnx.load(str(MODEL.with_name(f"{name}.onnx"))).metadata_props}
    for key in ("name", "version", "variant", "training", "license"):
        assert metadata[f"p2ikt.{key}"]
    for key in ("macs_per_pixel", "blur_stride", "max_blur_radius", "psnr_gain", "psnr_gain.real", "psnr_gain.synthetic"):
        float(metadata[f"p2ikt.{key}"])
    assert float(metadata["p2ikt.macs_per_pixel"]) <= most


@pytest.mark.parametrize("name", ["p2ikt-live", "p2ikt-live-hq"])
def test_the_parity_pictures_are_what_the_shipped_weights_make(name):
    folder = ROOT / "tests" / "P2IKT.Live.Tests" / "Deblur" / "Parity"
    frame = cv2.imread(str(folder / "frame.png"))
    sharp, blur = parity.run_network(load(WEIGHTS.with_name(f"{name}.pt")), frame)
    assert np.abs(sharp.astype(int) - cv2.imread(str(folder / f"{name}.png")).astype(int)).max() <= 1
    assert np.abs(blur.ravel() - np.fromfile(folder / f"{name}.f32", "<f4")).max() < 1e-3


def test_the_refined_fixture_is_what_fixtures_makes():
    folder = ROOT / "tests" / "P2IKT.Live.Tests" / "Deblur" / "Parity"
    sharp, blur = parity.run_network(fixtures.network("refined"), parity.frame())
    assert np.abs(sharp.astype(int) - cv2.imread(str(folder / "refined.png")).astype(int)).max() <= 1
    assert np.abs(blur.ravel() - np.fromfile(folder / "refined.f32", "<f4")).max() < 1e-3


def dead_leaves(side=320):
    """Discs over discs, sizes by a power law: the simplest picture with the statistics of photographs."""
    rng = np.random.default_rng(4)
    picture = np.full((2 * side, 2 * side, 3), 120, np.uint8)
    for _ in range(6000):
        radius = min(120, int(4 / np.sqrt(1 - 0.999 * rng.random())))
        centre, colour = tuple(map(int, rng.integers(0, 2 * side, 2))), tuple(map(int, rng.integers(20, 236, 3)))
        cv2.circle(picture, centre, radius, colour, -1, cv2.LINE_AA)
    return cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize("radius,gain", [(1, 0.1), (2, 0.1), (3, 0.1), (6, 0.0)])
def test_the_shipped_weights_measure_and_deblur_a_picture_unlike_their_training(radius, gain):
    """Independent of the synthesiser: dead leaves under a plain disc."""
    card = dead_leaves()
    y, x = np.mgrid[-8:9, -8:9]
    disc = np.float32(x * x + y * y <= (radius + 0.3) ** 2)
    true = np.sqrt(2 * (disc * (x * x + y * y)).sum() / disc.sum())  # the radius of the smooth disc with this spread
    noise = np.random.default_rng(1).normal(0, 1, card.shape)
    light = cv2.filter2D((card / 255) ** 2.2, -1, disc / disc.sum())  # a lens blurs light, not grey levels
    blurry = np.uint8(np.clip(255 * light ** (1 / 2.2) + noise, 0, 255))
    sharp, blur = parity.run_network(load(WEIGHTS), blurry)
    error = lambda a: float(np.mean((a[16:-16, 16:-16].astype(float) - card[16:-16, 16:-16]) ** 2))
    assert 10 * np.log10(error(blurry) / error(sharp)) > gain
    assert float(np.median(blur)) == pytest.approx(true, abs=0.45 + 0.2 * true)  # near focus the small network reads too little


@pytest.mark.skipif(not (ROOT.parent / "shared" / "data" / "lytro").is_dir(), reason="the Lytro pairs are not beside the repository")
@pytest.mark.parametrize("name,least", [("p2ikt-live", 0.8), ("p2ikt-live-hq", 1.15)])
def test_a_shipped_model_gains_on_real_defocus_what_it_claims(name, least):
    metadata = {p.key: p.value for p in onnx.load(str(MODEL.with_name(f"{name}.onnx"))).metadata_props}
    measured = scores.real(load(WEIGHTS.with_name(f"{name}.pt")), ROOT.parent / "shared" / "data" / "lytro")
    assert measured["pictures"] == 40
    assert measured["gain"] == pytest.approx(float(metadata["p2ikt.psnr_gain.real"]), abs=0.02)
    assert measured["gain"] >= least
