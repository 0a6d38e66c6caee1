import dataclasses
import os
import pickle
import sys
import tarfile

import numpy as np
import onnx
import pytest
import torch
import torch.nn.functional as F
from onnx import numpy_helper

from conftest import ROOT
from p2ikt_live.export import half_precision, import_release
from p2ikt_live.models import inverse_kernels, strip_attention
from p2ikt_live.models.p2ikt import P2ikt, P2iktConfig, P2iktDeblur, macs_per_pixel, reflect

PARITY = ROOT.parent / "shared" / "parity" / "release_parity.npz"


def parameters(network):
    return sum(p.numel() for p in network.parameters())


# ---------------------------------------------------------------- the network

def test_the_papers_configuration_has_its_3_318_735_parameters():
    assert parameters(P2ikt()) == 3_318_735
    assert parameters(P2ikt(P2iktConfig.release())) == 3_318_735


@pytest.mark.parametrize("backbone,igkm,ikpm,millions", [
    ("sram", False, False, 3.58), ("sram", True, True, 3.64), ("srt", False, False, 3.26), ("srt", True, False, 3.26),
    ("srt", False, True, 3.32), ("srt", True, True, 3.32)])
def test_every_row_of_table_3_has_its_size_and_runs(backbone, igkm, ikpm, millions):
    network = P2ikt(P2iktConfig(backbone=backbone, igkm=igkm, ikpm=ikpm)).eval()
    assert round(parameters(network) / 1e6, 2) == millions
    with torch.no_grad():
        result = network(torch.rand(1, 3, 32, 33))
    assert result.full.shape == (1, 3, 32, 33) and (result.auxiliary is not None) == ikpm


def test_cost_of_a_256_frame_is_the_published_78_gmacs():
    assert macs_per_pixel(P2ikt(), 256) * 256 ** 2 / 1e9 == pytest.approx(78, abs=0.5)


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (7, 40), (33, 50), (48, 32)])
def test_any_size_comes_back(size):
    (h, w), x = size, torch.rand(1, 3, *size)
    with torch.no_grad():
        result = P2ikt().eval()(x)
        sharp, radius, coefficients = P2iktDeblur(P2ikt()).eval()(x)
    for scale, out in ((4, result.quarter), (2, result.half), (1, result.full), (1, result.auxiliary)):
        assert out.shape == (1, 3, -(-h // scale), -(-w // scale)) and torch.isfinite(out).all()
    assert result.coefficients.shape == (1, 12, h, w) and result.coefficients.abs().max() < 1
    assert sharp.shape == x.shape
    assert radius.shape == (1, 1, -(-h // 8), -(-w // 8)) and coefficients.shape == (1, 12, -(-h // 8), -(-w // 8))


def test_padding_is_reflection_and_copes_with_less_than_it_needs():
    x = torch.rand(1, 3, 4, 41)
    assert torch.equal(reflect(x, 3, 16), F.pad(x, (0, 7, 0, 0), mode="reflect"))
    assert reflect(x, 2, 16)[0, 0, :, 0].tolist() == [x[0, 0, i, 0] for i in [0, 1, 2, 3, 2, 1] * 5 + [0, 1]]
    assert torch.equal(reflect(x[:, :, :1], 2, 16), x[:, :, :1].expand(-1, -1, 32, -1))


def test_pictures_of_a_batch_do_not_touch_each_other():
    network, x = P2ikt().eval(), torch.rand(2, 3, 32, 32)
    with torch.no_grad():
        assert torch.allclose(network(x).full[1:], network(x[1:]).full, atol=1e-5)


def test_switches_take_known_values_only():
    with pytest.raises(ValueError, match="prior is 'papr': choose one of paper, release"):
        P2iktConfig(prior="papr")


@pytest.mark.parametrize("switch", ["prior", "kernel_layout", "outconv", "downscale"])
def test_every_switch_changes_something(switch):
    a, b = P2ikt(), P2ikt(P2iktConfig(**{switch: "release"}))
    b.load_state_dict(a.state_dict())
    x = torch.rand(1, 3, 32, 48)
    with torch.no_grad():
        a, b = a.eval()(x), b.eval()(x)
    assert not torch.allclose(a.auxiliary if switch == "outconv" else a.full, b.auxiliary if switch == "outconv" else b.full, atol=1e-7)


@pytest.mark.parametrize("backbone", ["srt", "sram"])
def test_gradients_reach_every_parameter(backbone):
    network = P2iktDeblur(P2ikt(P2iktConfig(backbone=backbone)))
    x = torch.rand(2, 3, 32, 48)
    result = network.network(x)
    sharp, radius, _ = network(x)
    sum(out.square().mean() for out in (result.full, result.auxiliary, radius)).backward()
    assert [n for n, p in network.named_parameters() if p.grad is None or not p.grad.abs().max() > 0] == []


def test_a_few_steps_on_one_batch_bring_the_loss_down():
    network = P2ikt().train()
    sharp = torch.rand(2, 3, 32, 32)
    blurred = F.avg_pool2d(F.pad(sharp, (1, 1, 1, 1), mode="reflect"), 3, 1)
    optimiser, losses = torch.optim.Adam(network.parameters(), lr=1e-3), []
    for _ in range(8):
        loss = F.mse_loss(network(blurred).full, sharp)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.6 * losses[0]


# ---------------------------------------------------------------- inverse kernels

@pytest.mark.parametrize("support", [5, 15])
@pytest.mark.parametrize("j", [1, 2, 3, 4, 5])
def test_the_papers_inverse_undoes_its_gaussian(j, support):
    blur = F.pad(inverse_kernels.gaussian(j / 4, 3 if j <= 3 else 5), (12,) * 4)[None, None].float()
    kernel = inverse_kernels.inverse_gaussian_kernels(support=support)[j]
    undone = F.conv2d(blur, kernel[None, None], padding=support // 2)
    delta = torch.zeros_like(blur)
    delta[..., blur.shape[2] // 2, blur.shape[3] // 2] = 1
    before, after = (blur - delta).norm(), (undone - delta).norm()
    assert after < before or (j == 1 and after < 0.011)  # the first is a delta to 0.15 %, less than n takes


def test_the_papers_inverses_are_centred_and_signed_and_the_releases_are_neither():
    paper, release = (inverse_kernels.inverse_gaussian_kernels(prior=p) for p in ("paper", "release"))
    middle = torch.zeros(5, 5)
    middle[2, 2] = 1
    assert torch.equal(paper[0], middle) and torch.equal(release[0], middle)
    for ours, theirs in zip(paper[1:], release[1:]):
        assert ours.argmax() == 12 and theirs.argmax() == 18        # (2, 2) and (3, 3) of 5x5
        assert ours.min() < 0 and theirs.min() >= 0
        for turned in (ours.t(), ours.flip(0), ours.flip(1)):
            assert torch.allclose(ours, turned, atol=1e-6)


def test_on_the_whole_grid_the_inverse_is_eq_3():
    blur = inverse_kernels.gaussian(1.0, 5)
    inverse = inverse_kernels.inverse_gaussian_kernels(support=33)[4].double()
    wide = F.pad(blur, (14,) * 4)
    g, k = (torch.fft.fft2(torch.fft.ifftshift(x)) for x in (wide, inverse))
    assert torch.allclose(k, g.conj() / (g.abs() ** 2 + 0.01), atol=1e-5)


def test_fixed_pooling_is_adaptive_pooling():
    for h in (*range(1, 20), 26, 90, 101):
        for w in (1, 2, 3, 5, 16, 77):
            x = torch.rand(2, 3, h, w)
            assert torch.allclose(inverse_kernels.pool(x, 3, 3), F.adaptive_avg_pool2d(x, 3), atol=1e-6), (h, w)
            assert torch.allclose(inverse_kernels.pool(x, 3, 1), F.adaptive_avg_pool2d(x, (3, 1)), atol=1e-6), (h, w)


def test_shifted_slices_are_a_convolution():
    image, kernels = torch.rand(2, 3, 17, 23), torch.randn(2, 3, 5, 5)
    wanted = torch.cat([F.conv2d(i[None], k[None], padding=2) for i, k in zip(image, kernels)])
    assert torch.allclose(inverse_kernels.convolve(image, kernels), wanted, atol=1e-5)


def test_predicted_kernels_sum_to_one_in_each_colour_and_the_release_interleaves_them():
    ours, theirs = inverse_kernels.KernelPrediction(), inverse_kernels.KernelPrediction(layout="release")
    theirs.load_state_dict(ours.state_dict())
    image = torch.rand(2, 3, 32, 32)
    with torch.no_grad():
        a, b = ours(image), theirs(image)
    assert torch.allclose(a.sum((2, 3)), torch.ones(2, 3), atol=1e-5)
    assert torch.equal(b.reshape(2, 25, 3).transpose(1, 2).reshape(a.shape), a)


# ---------------------------------------------------------------- strip attention

def test_intra_strip_attention_stays_in_its_row_and_inter_strip_attention_permutes_with_rows():
    qkv = torch.randn(1, 240, 6, 7)
    changed = qkv.clone()
    changed[:, :, 2] += 1
    intra, inter = strip_attention.IntraStripAttention().along_rows, strip_attention.InterStripAttention().along_rows
    untouched = [0, 1, 3, 4, 5]
    assert torch.equal(intra(qkv)[:, :, untouched], intra(changed)[:, :, untouched])
    assert not torch.allclose(inter(qkv)[:, :, untouched], inter(changed)[:, :, untouched], atol=1e-3)
    assert torch.allclose(inter(qkv.flip(2)), inter(qkv).flip(2), atol=1e-5)


def test_scores_of_whole_rows_stay_in_the_range_of_half_precision(monkeypatch):
    largest, product = [], torch.Tensor.__matmul__

    def spy(a, b):
        largest.append(product(a, b).abs().max().item())
        return product(a, b)

    monkeypatch.setattr(torch.Tensor, "__matmul__", spy)
    rows = torch.full((1, 4, 2, 20 * 320), 10.0)    # 720p at a quarter: 20 channels x 320; unscaled 640,000
    strip_attention.Attention()(rows, rows, rows)
    assert max(largest) < 65_504


# ---------------------------------------------------------------- import

def checkpoint(path, network=None, **changes):
    """What the authors publish, of random weights; `changes` replaces or, with None, removes."""
    network = network or P2ikt(P2iktConfig.release())
    state = {import_release.release_name(k): v for k, v in network.state_dict().items()}
    state = {k: v for k, v in (state | changes).items() if v is not None}
    torch.save({"model": state, "epoch": 1600}, path)
    return state


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["import_release.py", *map(str, arguments)])
    return import_release.main()


@pytest.mark.skipif(not PARITY.is_file(), reason="the release's recorded results are not beside the repository")
def test_imported_weights_give_the_releases_results(monkeypatch, capsys):
    assert run(monkeypatch, "--check", PARITY) == 0
    assert max(float(line.split()[1]) for line in capsys.readouterr().out.splitlines()) < 2e-6


def test_check_passes_on_its_own_results_and_fails_on_others(monkeypatch, tmp_path, capsys):
    network, x = P2ikt(P2iktConfig.release()).eval(), torch.rand(1, 3, 32, 48)
    network.load_state_dict({k: v.half() for k, v in network.state_dict().items()})
    with torch.no_grad():
        results = dict(zip(("out_quarter", "out_half", "out_full"), (r.numpy() for r in network(x))))
    weights = {"w/" + import_release.release_name(k): v.numpy().astype(np.float16) for k, v in network.state_dict().items()}
    np.savez(tmp_path / "right.npz", input=x.numpy(), **weights, **results)
    assert run(monkeypatch, "--check", tmp_path / "right.npz") == 0
    results["out_half"] = results["out_half"] + 2e-4
    np.savez(tmp_path / "wrong.npz", input=x.numpy(), **weights, **results)
    assert run(monkeypatch, "--check", tmp_path / "wrong.npz") == 1
    assert "2.00e-04 is above 0.0001" in capsys.readouterr().err
    np.savez(tmp_path / "objects.npz", input=np.array([{}], dtype=object))
    assert run(monkeypatch, "--check", tmp_path / "objects.npz") == 2


def test_every_difference_from_the_published_layout_is_listed(monkeypatch, tmp_path, capsys):
    checkpoint(tmp_path / "a.pkl", **{"SumLayer1.bias": None, "SumLayer.conv.weight": torch.zeros(3, 30, 1, 1), "extra": torch.zeros(1),
                                      "APU.conv.conv.0.bias": 3, "GCM.fuse_conv.main.0.bias": torch.full((18,), float("nan"))})
    assert run(monkeypatch, tmp_path / "a.pkl", "-o", tmp_path / "a.onnx") == 2
    error = capsys.readouterr().err
    for line in ("missing: SumLayer1.bias (3,)", "unexpected: extra",
                 "wrong shape: SumLayer.conv.weight is (3, 30, 1, 1), must be (3, 36, 1, 1)",
                 "no tensor: APU.conv.conv.0.bias is of type int", "not finite: GCM.fuse_conv.main.0.bias"):
        assert f"  {line}\n" in error
    assert not (tmp_path / "a.onnx").exists()


class Hostile:
    def __reduce__(self):
        return os.mkdir, ("owned",)


def test_hostile_and_foreign_files_are_refused_in_one_sentence(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    torch.save({"model": Hostile()}, "zip.pkl")
    torch.save({"model": Hostile()}, "legacy.pkl", _use_new_zipfile_serialization=False)
    (tmp_path / "plain.pkl").write_bytes(pickle.dumps({"model": Hostile()}))
    (tmp_path / "text.pkl").write_text("not a checkpoint")
    (tmp_path / "empty.pkl").write_bytes(b"")
    (tmp_path / "pickle").write_bytes(pickle.dumps(Hostile()))
    with tarfile.open("tar.pkl", "w") as archive:
        archive.add("pickle")
    with open("tar.pkl", "ab") as file:  # a zip to whoever reads from the end, a tar to PyTorch
        file.write((tmp_path / "zip.pkl").read_bytes())
    torch.jit.save(torch.jit.script(torch.nn.Identity()), "script.pkl")
    torch.save({"weights": {}}, "other.pkl")
    torch.save([1], "list.pkl")
    for name in ("zip", "legacy", "plain", "text", "empty", "tar", "script", "other", "list", "absent"):
        assert run(monkeypatch, f"{name}.pkl", "-o", "out.onnx") == 2, name
        error = capsys.readouterr().err
        assert error.startswith(f"{name}.pkl ") and error.count("\n") == 1
    assert not (tmp_path / "owned").exists() and not (tmp_path / "out.onnx").exists()


@pytest.mark.parametrize("arguments", [[], ["a.pkl"], ["-o", "a.onnx"], ["a.pkl", "-o", "a.pb"]])
def test_wrong_usage_exits_with_2(monkeypatch, arguments):
    with pytest.raises(SystemExit) as stop:
        run(monkeypatch, *arguments)
    assert stop.value.code == 2


def test_weights_of_several_gpus_are_the_same_weights(tmp_path):
    state = checkpoint(tmp_path / "a.pkl")
    torch.save({"model": {f"module.{k}": v for k, v in state.items()}}, tmp_path / "b.pkl")
    assert import_release.read_checkpoint(tmp_path / "b.pkl").keys() == state.keys()


# ---------------------------------------------------------------- export

@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The importer's whole way, from a checkpoint to the model and its twin in half precision."""
    folder = tmp_path_factory.mktemp("export")
    checkpoint(folder / "a.pkl")
    with pytest.MonkeyPatch.context() as patch:
        assert run(patch, folder / "a.pkl", "-o", folder / "p2ikt.onnx", "--half") == 0
    return onnx.load(str(folder / "p2ikt.onnx")), onnx.load(str(folder / "p2ikt.fp16.onnx"))


def test_the_exported_model_keeps_the_contract(exported):
    shape = lambda v: (v.type.tensor_type.elem_type, [d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim])
    for model in exported:
        frame, (byte, single) = [1, "H", "W", 3], (onnx.TensorProto.UINT8, onnx.TensorProto.FLOAT)
        assert {v.name: shape(v) for v in model.graph.input} == {"frame": (byte, frame)}
        assert {v.name: shape(v) for v in model.graph.output} == {
            "sharp": (byte, frame), "blur": (single, [1, 1, "rows", "columns"]), "coefficients": (single, [1, 12, "rows", "columns"])}


def test_the_exported_metadata_say_whose_weights_these_are_and_what_is_untrained(exported):
    metadata = {p.key: p.value for p in exported[0].metadata_props}
    assert metadata["p2ikt.blur"] == "untrained" and metadata["p2ikt.name"] == "p2ikt" and metadata["p2ikt.blur_stride"] == "8"
    assert "non-commercial" in metadata["p2ikt.license"] and "published by the authors" in metadata["p2ikt.training"]
    assert float(metadata["p2ikt.macs_per_pixel"]) == pytest.approx(1.19e6, rel=0.01)
    assert {p.key: p.value for p in exported[1].metadata_props}["p2ikt.name"] == "p2ikt-fp16"


def test_the_exported_graph_holds_nothing_that_tensorrt_refuses(exported):
    refused = {"Loop", "If", "Scan", "NonZero", "Unique", "SequenceConstruct", "SequenceAt", "SplitToSequence", "ConcatFromSequence",
               "Optional", "Col2Im", "DFT", "Bernoulli", "Dropout", "BatchNormalization", "GlobalAveragePool", "MaxRoiPool", "Einsum"}
    for model in exported:
        nodes = list(model.graph.node)
        assert [o.version for o in model.opset_import] == [17]
        assert not {n.op_type for n in nodes} & refused and not {n.domain for n in nodes} - {"", "ai.onnx"}
        constant = {t.name for t in model.graph.initializer}
        for node in nodes:
            if node.op_type == "Constant" or (node.op_type == "Identity" and node.input[0] in constant):
                constant.add(node.output[0])
            if "Conv" in node.op_type:  # predicted kernels are not a convolution's weight
                assert set(node.input[1:]) <= constant


def test_half_precision_leaves_no_single_precision_but_the_scales_of_resize(exported):
    whole, halved = exported
    floats = [t for t in halved.graph.initializer if t.data_type == onnx.TensorProto.FLOAT]
    scales = {name for n in halved.graph.node if n.op_type == "Resize" for name in n.input[1:]}
    assert {t.name for t in floats} <= scales
    for a, b in zip(whole.graph.initializer, halved.graph.initializer):
        if b.data_type == onnx.TensorProto.FLOAT16:
            assert np.allclose(numpy_helper.to_array(a), numpy_helper.to_array(b), rtol=1e-3, atol=1e-6)
    assert halved.ByteSize() < 0.6 * whole.ByteSize()
    with pytest.raises(ValueError, match="exceeds the range"):
        large = numpy_helper.from_array(np.float32([1e5]), "w")
        half_precision.halve(onnx.helper.make_model(onnx.helper.make_graph([], "g", [], [], [large])))


def test_colours_are_swapped_on_both_sides_for_weights_of_the_other_order():
    network, frame = P2ikt().eval(), torch.rand(1, 3, 32, 32)
    with torch.no_grad():
        sharp = P2iktDeblur(network, rgb=True).eval()(frame)[0]
        assert torch.allclose(sharp.flip(1), network(frame.flip(1)).full, atol=1e-6)


def test_the_configuration_survives_a_checkpoint():
    config = P2iktConfig.release(backbone="sram")
    assert P2iktConfig(**dataclasses.asdict(config)) == config
