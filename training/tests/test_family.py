import csv
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
import torch

from conftest import ROOT
from p2ikt_live import checkpoint, metrics
from p2ikt_live.data import lens, pairs, photographs, scenes, synthesis
from p2ikt_live.evaluation import scores
from p2ikt_live.export import fixtures, onnx_file
from p2ikt_live.export.contract import export_network
from p2ikt_live.export.metadata import describe
from p2ikt_live.losses import terms
from p2ikt_live.models import family
from p2ikt_live.models.cost import macs_per_pixel
from p2ikt_live.models.registry import NETWORKS, build, load
from test_lens import apertures

FAMILY = {name: entry.config for name, entry in NETWORKS.items() if name.startswith("family-")}

TINY = replace(family.LIVE, channels=(8, 16, 16, 16), encoder=(0, 0, 0), middle=1, decoder=(0, 0, 0))


@pytest.mark.parametrize("size,most", [(family.LIVE, 3_600), (family.HQ, 13_500), (family.XL, 50_000)])
def test_each_size_costs_what_its_name_promises(size, most):
    assert 0.9 * most < macs_per_pixel(family.FamilyNetwork(size), side=64) <= most


@pytest.mark.parametrize("height,width", [(64, 48), (37, 51), (1, 1)])
def test_a_new_network_is_the_identity_at_any_size(height, width):
    frame = torch.rand(2, 3, height, width)
    sharp, radius, coefficients, confidence = family.FamilyNetwork(TINY)(frame)
    rows, columns = -(-height // 8), -(-width // 8)
    assert torch.allclose(sharp, frame, atol=1e-6)
    assert radius.shape == confidence.shape == (2, 1, rows, columns) and coefficients.shape == (2, 12, rows, columns)
    assert torch.all(confidence == 0.5) and torch.all(radius > 0)


def test_the_bands_are_a_picture_of_their_own_and_learn_from_it():
    network, frame = fixtures.network("family-8"), torch.rand(1, 3, 64, 64)
    sharp, _, coefficients, _, banded = network.parts(frame)
    assert (banded - frame).abs().mean() > 1e-3 and (sharp - banded).abs().mean() > 1e-3
    terms.decibel(banded, frame, torch.rand(1, 3, 64, 64)).backward()
    assert network.coefficients.weight.grad.abs().sum() > 0
    assert network.unet.out.weight.grad is None     # what the U-Net adds has no part in it
    assert float(coefficients.abs().max()) <= network.cfg.max_coefficient


def test_confidence_counts_what_is_right_and_textured():
    """A place whose radius is right and has texture pulls the logit up; a wrong one, or a flat one, down."""
    sharp = torch.zeros(1, 3, 64, 64)
    sharp[..., :32, 1::2] = 1                                           # texture in the upper half only
    radius = torch.full((1, 1, 8, 8), 4.0)
    said = radius.clone()
    said[..., 4:] = 7.0                                                 # wrong in the right half
    logit = torch.zeros(1, 1, 8, 8, requires_grad=True)
    terms.confidence(logit, said, radius, sharp).backward()
    pull = -logit.grad[0, 0]
    assert (pull[:4, :4] > 0).all() and (pull[:4, 4:] < 0).all() and (pull[6:] < 0).all()
    assert float(pull[0, 7] / pull[0, 0]) == pytest.approx(-1)


def test_an_unknown_radius_teaches_no_confidence():
    logit = torch.zeros(1, 1, 8, 8, requires_grad=True)
    unknown = torch.full((1, 1, 8, 8), float("nan"))
    terms.confidence(logit, torch.ones(1, 1, 8, 8), unknown, torch.rand(1, 3, 64, 64)).backward()
    assert torch.all(logit.grad == 0)


def test_what_is_tolerated_is_a_quarter_or_half_a_pixel():
    true = torch.tensor([1.0, 1.0, 8.0, 8.0])
    assert metrics.tolerated(torch.tensor([1.5, 1.6, 10.0, 10.1]), true).tolist() == [True, False, True, False]


@pytest.mark.parametrize("name", fixtures.SIZES)
def test_the_exported_graph_keeps_the_contract_with_confidence_and_packs_its_weights(name, tmp_path):
    export_network(fixtures.network(name), tmp_path / "m.onnx", describe(fixtures.network(name), training="a test"))
    graph, convolutions = (onnx.load(str(tmp_path / f)) for f in ("m.onnx", "m.coefficients.onnx"))
    shape = lambda v: [d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim]
    assert {v.name: shape(v) for v in graph.graph.output} == {
        "sharp": [1, "H", "W", 3], "blur": [1, 1, "rows", "columns"], "coefficients": [1, 12, "rows", "columns"],
        "confidence": [1, 1, "rows", "columns"]}
    assert {v.name for v in convolutions.graph.output} == {"coefficients", "rest", "blur", "confidence"}
    metadata = {p.key: p.value for p in graph.metadata_props}
    assert metadata["p2ikt.architecture"] == "live-family" and metadata["p2ikt.variant"] == "live"
    assert max(t.data_type for t in convolutions.graph.initializer if np.prod(t.dims) >= onnx_file.PACKED) == onnx.TensorProto.FLOAT16
    assert not {n.op_type for n in convolutions.graph.node} - {
        "Conv", "Relu", "Add", "DepthToSpace", "Concat", "Constant", "Cast", "Div", "Mul", "Tanh", "Softplus", "Clip", "Sigmoid"}


@pytest.mark.parametrize("variant", FAMILY)
def test_a_checkpoint_becomes_the_same_size_again(variant, tmp_path):
    from dataclasses import asdict
    network = build(FAMILY[variant])
    checkpoint.save(tmp_path / "c.pt", average=network.state_dict(), config=asdict(network.cfg))
    assert load(tmp_path / "c.pt").cfg == FAMILY[variant]


def test_an_ensemble_is_the_mean_over_the_mirror_images():
    network, frame = fixtures.network("family-8"), torch.rand(1, 3, 48, 64)
    sharp, radius, *_ = scores.Ensemble(network)(frame)
    mirrored = [metrics.to_bytes(network(frame.flip(axes))[0]).flip(axes) for axes in ((3,), (2,), (2, 3))]
    mirrored.append(metrics.to_bytes(network(frame)[0]))
    assert torch.allclose(sharp, sum(mirrored) / 4 / 255, atol=1e-6)
    assert torch.equal(radius, network(frame)[1])


# ---------------------------------------------------------------- scenes with a depth map

def test_a_depth_map_of_one_distance_is_the_plain_blur():
    picture = torch.rand(1, 3, 96, 96)
    flat = lens.render(picture, picture, torch.zeros(1, 1, 96, 96), torch.tensor([5.0]), torch.zeros(1, 2), torch.tensor([0.0]),
                       apertures())
    deep = lens.render_depth(picture, torch.full((1, 1, 96, 96), 5.0), apertures())
    for a, b in zip(flat, deep):
        assert torch.allclose(a, b, atol=1e-3)


def test_a_depth_map_conserves_energy():
    grey = torch.full((1, 3, 96, 96), 0.4)
    radius = torch.linspace(-12, 12, 96).expand(1, 1, 96, 96)
    blurred, sharp, said = lens.render_depth(grey, radius, apertures())
    assert torch.allclose(blurred, sharp, atol=2e-3)
    assert float(said.min()) < 0.2 and float(said[0, 0, 0, 0]) == pytest.approx(12 * (47.5 - lens.MARGIN) / 47.5, rel=0.01)


def step(left, right):
    radius = torch.full((1, 1, 128, 128), float(right))
    radius[..., :64] = left
    return radius


def test_at_a_depth_edge_a_sharp_near_object_cuts_and_a_blurred_one_bleeds():
    picture = torch.rand(1, 3, 128, 128)
    picture[..., :64] *= 0.2        # the left half is dark, the right one bright
    edge = 64 - lens.MARGIN
    cut, sharp, _ = lens.render_depth(picture, step(0, -8), apertures())        # near and sharp at the left, far and blurred at the right
    assert torch.allclose(cut[..., :edge - 1], sharp[..., :edge - 1], atol=2e-2)
    bled, sharp, _ = lens.render_depth(picture, step(8, 0), apertures())        # near and blurred at the left, in focus behind it
    assert (bled[..., edge + 3] - sharp[..., edge + 3]).abs().mean() > 0.02
    assert torch.allclose(bled[..., edge + 11:], sharp[..., edge + 11:], atol=2e-2)


def test_an_unknown_depth_takes_the_farthest_neighbour(tmp_path):
    depth = np.full((20, 30), 1000, np.uint16)
    depth[:, 15:] = 2000
    depth[5:9, 13:17] = 0
    cv2.imwrite(str(tmp_path / "a.png"), depth)
    inverse, = photographs.read_depth_maps(tmp_path)
    assert inverse.shape == (20, 30) and np.isfinite(inverse).all()
    assert inverse[6, 14] == pytest.approx(1 / 2000) and inverse[0, 0] == pytest.approx(1 / 1000)


def test_a_folder_without_depth_maps_is_named(tmp_path):
    with pytest.raises(SystemExit, match="no depth maps"):
        photographs.read_depth_maps(tmp_path)


@pytest.mark.parametrize("of,least,most", [("mild", 0, scenes.MILD_RADIUS + 0.1), ("heavy", scenes.HEAVY_RADIUS - 4, scenes.LARGEST)])
def test_the_holdout_keeps_mild_and_heavy_apart(of, least, most, photos):
    images, depths = photographs.read_photographs(photos), [1 / np.linspace(1, 3, 90 * 80, dtype=np.float32).reshape(90, 80)]
    drawn = synthesis.draw_batch(images, 8, 64, 5, of, depths)
    corner, slope, front = drawn.radii
    assert len(drawn.coverage) + len(drawn.distances) == 8 and len(drawn.distances) > 0
    assert np.concatenate((np.abs(corner), front, np.abs(drawn.distances).max((1, 2, 3)))).max() <= most + 0.01
    assert of == "mild" or np.abs(drawn.distances).max((1, 2, 3)).min() >= scenes.HEAVY_RADIUS
    _, _, radius = synthesis.render_batch(drawn)
    assert least < float(np.median(radius.max((1, 2))))


def test_soft_photographs_are_known():
    sharp = np.random.default_rng(1).integers(0, 2, (30, 30), np.uint8).repeat(8, 0).repeat(8, 1)[..., None].repeat(3, 2) * 255
    assert scenes.sharpness(sharp) > 0.95
    assert scenes.sharpness(cv2.GaussianBlur(sharp, (0, 0), 3)) < scenes.SOFT


# ---------------------------------------------------------------- focus stacks and the run

def stack(folder, scenes=3, shots=2, side=320):
    rng = np.random.default_rng(2)
    for part in ("source", "target"):
        (folder / part).mkdir(parents=True)
    for s in range(scenes):
        sharp = np.uint8(rng.integers(0, 256, (side, side, 3)))
        cv2.imwrite(str(folder / "target" / f"scene{s}.png"), sharp)
        for k in range(shots):
            cv2.imwrite(str(folder / "source" / f"scene{s}_f{k}.png"), cv2.GaussianBlur(sharp, (0, 0), 1 + k))
    return folder


def test_shots_of_a_stack_are_paired_with_their_scene_and_split_by_it(tmp_path):
    files = pairs.paired(stack(tmp_path / "stack"))
    assert [(s.stem, t.stem) for s, t in files][:3] == [("scene0_f0", "scene0"), ("scene0_f1", "scene0"), ("scene1_f0", "scene1")]
    used, held = pairs.split(files, 1)
    assert {t.stem for _, t in held} == {"scene2"} and {t.stem for _, t in used} == {"scene0", "scene1"}
    with pytest.raises(SystemExit, match="3 of 3 scenes"):
        pairs.split(files, 3)


def test_a_family_run_stretches_resumes_and_anneals_in_a_branch(photos, tmp_path):
    real = stack(tmp_path / "stack")
    out = tmp_path / "live.pt"
    command = [sys.executable, str(ROOT / "training" / "train.py"), "--variant", "family-live", "--photos", str(photos),
               "--pairs", str(real), "--held-scenes", "1", "--share", "0.25", "--batch", "2", "--side", "64", "--reservoir", "8",
               "--every", "0.05", "--checks", "16", "--threads", "1", "--amp"]
    subprocess.run([*command, "--out", str(out), "--minutes", "0.2"], check=True, capture_output=True, timeout=600)
    first = checkpoint.load(out)
    subprocess.run([*command, "--out", str(out), "--minutes", str(first["spent"] / 60 + 0.1)], check=True, capture_output=True, timeout=600)
    second = checkpoint.load(out)
    assert second["step"] > first["step"] > 0
    rows = list(csv.DictReader(out.with_suffix(".csv").open()))
    assert float(rows[-1]["gflops"]) > 0 and np.isfinite(float(rows[-1]["gain_held"]))
    assert {float(r["rate"]) for r in rows if int(r["step"]) > 200} <= {8e-4}      # constant after warm-up
    before = Path(out).read_bytes()
    branch = tmp_path / "shipped.pt"
    subprocess.run([*command, "--out", str(branch), "--start", str(out), "--preset", "anneal", "--minutes", "0.2"], check=True,
                   capture_output=True, timeout=600)
    assert Path(out).read_bytes() == before
    assert float(list(csv.DictReader(branch.with_suffix(".csv").open()))[-1]["rate"]) < 2e-4


def test_weights_are_kept_in_half_the_bytes_and_begin_a_run(tmp_path, monkeypatch):
    from dataclasses import asdict
    from p2ikt_live.export import keep
    network = fixtures.network("family-8")
    copy = {k: v.clone() for k, v in network.state_dict().items()}
    checkpoint.save(tmp_path / "run.pt", average=network.state_dict(), network=copy, optimiser={}, config=asdict(network.cfg), step=7,
                    spent=60.0, scores={"gain": 1.0}, pairs_seen=3, blur="trained")
    monkeypatch.setattr(sys, "argv", ["keep.py", str(tmp_path / "run.pt"), "-o", str(tmp_path / "kept.pt")])
    keep.main()
    kept, frame = load(tmp_path / "kept.pt"), torch.rand(1, 3, 48, 48)
    assert (tmp_path / "kept.pt").stat().st_size < 0.3 * (tmp_path / "run.pt").stat().st_size
    assert torch.allclose(kept(frame)[0], network(frame)[0], atol=5e-3)
    assert next(kept.parameters()).dtype == torch.float32
