import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import onnx
import pytest
import torch
from onnx import TensorProto, helper

from p2ikt_live import checkpoint
from p2ikt_live.export import export
from p2ikt_live.export.metadata import larger_gain
from p2ikt_live.models import registry
from p2ikt_live.models.refined import RefinedNetwork


def model(path, **metadata):
    value = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1])
    graph = helper.make_graph([helper.make_node("Identity", ["a"], ["b"])], "g", [value("a")], [value("b")])
    made = helper.make_model(graph)
    helper.set_model_props(made, {f"p2ikt.{k}": v for k, v in metadata.items()})
    onnx.save(made, str(path))
    return path


@pytest.mark.parametrize("theirs,ours,kept", [
    ({"psnr_gain.real": "0.90"}, {"p2ikt.psnr_gain.real": "0.81"}, 0.90),
    ({"psnr_gain.real": "0.80"}, {"p2ikt.psnr_gain.real": "0.81"}, None),
    ({"psnr_gain.real": "0.81"}, {"p2ikt.psnr_gain.real": "0.81"}, None),
    ({"psnr_gain.synthetic": "0.90"}, {"p2ikt.psnr_gain.real": "0.10", "p2ikt.psnr_gain.synthetic": "0.5"}, 0.90),    # like with like
    ({"name": "of unknown gain"}, {"p2ikt.psnr_gain.real": "0.81"}, None)])
def test_a_better_model_is_known_by_what_it_says_of_itself(tmp_path, theirs, ours, kept):
    assert larger_gain(tmp_path / "absent.onnx", ours) is None
    assert larger_gain(model(tmp_path / "there.onnx", **theirs), ours) == kept


@pytest.fixture()
def refined(tmp_path):
    network = RefinedNetwork()
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.05)  # equal tensors, zeros among them, become one in an exported graph
    path = tmp_path / "hq.pt"
    checkpoint.save(path, average=network.state_dict(), config=asdict(network.cfg), step=1, spent=60.0, pairs_seen=2, blur="trained",
                    scores={})
    return path


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["export.py", *map(str, arguments)])
    monkeypatch.setattr(export.scores, "holdout", lambda photos, of="all", depth=None: None)
    monkeypatch.setattr(export.scores, "synthetic", lambda network, checks: {
        "gain": 0.5, "in_focus_db": 45.0, "blur_r": 0.9, "blur_error": 0.5, "blur_r_plain": 0.95, "blur_error_plain": 0.4})
    export.main()


def test_a_better_model_stays_unless_it_is_forced_away(monkeypatch, refined, tmp_path):
    out = model(tmp_path / "m.onnx", **{"psnr_gain.synthetic": "0.60"})
    before = out.read_bytes()
    with pytest.raises(SystemExit, match=r"m\.onnx gains 0\.6 dB, more than this network: it stays; give --force"):
        run(monkeypatch, refined, "-o", out, "--photos", "x")
    assert out.read_bytes() == before
    run(monkeypatch, refined, "-o", out, "--photos", "x", "--force", "--data", "a test")
    metadata = {p.key: p.value for p in onnx.load(str(out)).metadata_props}
    assert metadata["p2ikt.variant"] == "live-hq" and metadata["p2ikt.psnr_gain"] == "0.50"
    assert metadata["p2ikt.blur_mean_error_plain.mild"] == "0.40"
    assert metadata["p2ikt.training"].startswith("a test; 2 synthetic pairs, 1 steps, 1 min")
    apart = onnx.load(str(out.with_suffix(".coefficients.onnx"))).graph
    assert [v.name for v in apart.input] == ["luma", "planes"] and [v.name for v in apart.output] == ["coefficients", "rest", "blur"]


def test_the_exported_graph_of_live_hq_keeps_the_contract_at_any_size(monkeypatch, refined, tmp_path):
    run(monkeypatch, refined, "-o", tmp_path / "hq.onnx", "--photos", "x")
    graph = onnx.load(str(tmp_path / "hq.onnx")).graph
    shape = lambda v: [d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim]
    assert [shape(v) for v in graph.input] == [[1, "H", "W", 3]]
    assert {v.name: shape(v) for v in graph.output} == {
        "sharp": [1, "H", "W", 3], "blur": [1, 1, "rows", "columns"], "coefficients": [1, 12, "rows", "columns"]}
    weights = {i.name for i in graph.initializer} | {n.output[0] for n in graph.node if n.op_type == "Constant"}
    assert all(n.input[1] in weights for n in graph.node if n.op_type == "Conv")    # none computed: TensorRT refuses it
    assert not {n.op_type for n in graph.node} & {"BatchNormalization", "GlobalAveragePool", "DFT", "If", "Loop"}


def test_the_first_stage_is_exported_as_the_live_network_that_it_is(monkeypatch, refined, tmp_path):
    run(monkeypatch, refined, "--first-stage", "-o", tmp_path / "live.onnx", "--photos", "x")
    metadata = {p.key: p.value for p in onnx.load(str(tmp_path / "live.onnx")).metadata_props}
    assert metadata["p2ikt.name"] == "p2ikt-live" and metadata["p2ikt.variant"] == "live"
    assert (tmp_path / "live.coefficients.onnx").exists()
    live = registry.load(refined).first_stage()
    with torch.no_grad():
        assert torch.equal(live(torch.zeros(1, 3, 8, 8))[0], torch.zeros(1, 3, 8, 8))


def test_gains_at_each_working_size_go_into_the_models_that_the_table_names(tmp_path):
    named, other = model(tmp_path / "a.onnx", name="a", version="2"), model(tmp_path / "b.onnx", name="a", version="1")
    untouched = other.read_bytes()
    table = tmp_path / "sizes.csv"
    table.write_text("model,version,Full,ThreeQuarters,Half,Quarter\na,2,0.8,0.6704,0.5,0.1\n", encoding="utf-8")
    script = Path(__file__).parent.parent / "size_gains.py"
    subprocess.run([sys.executable, script, table, named, other, "--set", "ten pictures"], check=True)
    metadata = {p.key: p.value for p in onnx.load(str(named)).metadata_props}
    assert metadata == {"p2ikt.name": "a", "p2ikt.version": "2",
                        "p2ikt.size_gains": "0.800,0.670,0.500,0.100", "p2ikt.size_gains.set": "ten pictures"}
    assert other.read_bytes() == untouched and not list(tmp_path.glob("*.part"))
