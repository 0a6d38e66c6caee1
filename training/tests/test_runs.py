"""What happens to a run that is stopped, that diverges, or that is given what it cannot use."""
import csv
import os
import signal
import subprocess
import sys

import numpy as np
import pytest
import torch

from conftest import ROOT
from p2ikt_live import checkpoint, train
from p2ikt_live.data.dataloader import BatchLoader
from p2ikt_live.losses import live as live_losses
from p2ikt_live.models import registry
from p2ikt_live.models.live import LiveNetwork


def options(photos, out, *more, variant="live"):
    return ["--variant", variant, "--photos", str(photos), "--out", str(out), "--batch", "2", "--side", "32", "--workers", "0",
            "--threads", "1", "--reservoir", "8", "--checks", "0", "--rate", "1e-3", *more]


def assert_same(a, b):
    assert a.keys() == b.keys()
    for key in a:
        if torch.is_tensor(a[key]):
            assert torch.equal(a[key], b[key]), key
        elif isinstance(a[key], dict):
            assert_same(a[key], b[key])


@pytest.mark.parametrize("variant", ["live", "live-hq"])
def test_a_run_that_is_stopped_and_goes_on_ends_where_an_uninterrupted_one_does(photos, tmp_path, monkeypatch, variant):
    steps, epochs = 12, str(24 / train.EPOCH)
    train.main(options(photos, tmp_path / "whole.pt", "--epochs", epochs, variant=variant))
    really = BatchLoader.next

    def stopped(self):
        if self.step == 6:
            os.kill(os.getpid(), signal.SIGTERM)
        return really(self)

    with monkeypatch.context() as patch:
        patch.setattr(BatchLoader, "next", stopped)
        train.main(options(photos, tmp_path / "parts.pt", "--epochs", epochs, variant=variant))
    assert checkpoint.load(tmp_path / "parts.pt")["step"] == 7      # the current step was finished
    train.main(options(photos, tmp_path / "parts.pt", "--epochs", epochs, variant=variant))
    whole, parts = (checkpoint.load(tmp_path / name) for name in ("whole.pt", "parts.pt"))
    assert whole["step"] == parts["step"] == steps and whole["pairs_seen"] == parts["pairs_seen"]
    for part in ("network", "average", "optimiser"):
        assert_same(whole[part], parts[part])


def test_a_checkpoint_is_written_whenever_a_minute_has_passed(photos, tmp_path, monkeypatch):
    assert train.SAVE <= 60
    monkeypatch.setattr(train, "SAVE", 0)
    steps = []
    monkeypatch.setattr(checkpoint, "save", lambda path, **state: steps.append(state["step"]))
    train.main(options(photos, tmp_path / "run.pt", "--epochs", str(8 / train.EPOCH), "--every", "1000"))
    assert steps == [1, 2, 3, 4]


def test_a_loss_that_is_not_finite_ends_the_run_and_leaves_the_last_checkpoint(photos, tmp_path, monkeypatch):
    out = tmp_path / "run.pt"
    train.main(options(photos, out, "--epochs", str(4 / train.EPOCH)))
    before = out.read_bytes()
    diverged = lambda outputs, *_: (outputs[0].sum() * float("nan"), {"decibel": torch.tensor(float("nan"))})
    monkeypatch.setattr(live_losses, "live_loss", diverged)
    with pytest.raises(SystemExit, match=r"step 3: the loss is not finite .*run\.pt stays as it was"):
        train.main(options(photos, out, "--epochs", str(8 / train.EPOCH), "--every", "0"))
    assert out.read_bytes() == before


def test_the_best_of_a_run_stays_when_it_gets_worse(photos, tmp_path, monkeypatch):
    gains = iter([0.1, 0.3, 0.2])
    monkeypatch.setattr(train.scores, "holdout", lambda *_, **__: "checks")
    monkeypatch.setattr(train.scores, "synthetic", lambda *_: {"gain": next(gains)})
    out = tmp_path / "run.pt"
    for pictures in (2, 4, 6):      # every run goes on from the last one
        train.main(options(photos, out, "--epochs", str(pictures / train.EPOCH), "--checks", "16"))
    best, last = checkpoint.load(tmp_path / "run.best.pt"), checkpoint.load(out)
    assert best["scores"]["gain"] == 0.3 and best["step"] == 2
    assert last["scores"]["gain"] == 0.2 and last["step"] == 3
    assert isinstance(registry.load(tmp_path / "run.best.pt"), LiveNetwork)


@pytest.mark.parametrize("switches,count", [
    (["--without", "igkm", "ikpm", "--backbone", "sram"], 3.58), (["--backbone", "sram"], 3.64), (["--without", "igkm", "ikpm"], 3.26),
    (["--without", "ikpm"], 3.26), (["--without", "igkm"], 3.32), ([], 3.32)])
def test_every_row_of_table_3_trains_a_step(photos, tmp_path, switches, count):
    out = tmp_path / "row.pt"
    train.main(options(photos, out, "--epochs", str(2 / train.EPOCH), *switches, variant="p2ikt"))
    row = list(csv.DictReader(out.with_suffix(".csv").open()))[-1]
    assert int(row["step"]) == 1 and np.isfinite(float(row["loss"]))
    network = registry.load(out).network
    assert sum(p.numel() for p in network.parameters()) / 1e6 == pytest.approx(count, abs=0.006)
    with pytest.raises(SystemExit, match="is a checkpoint of another configuration"):
        other = [] if switches else ["--without", "igkm"]
        train.main(options(photos, out, "--epochs", "1", *other, variant="p2ikt"))


def test_an_unreadable_photograph_is_named(photos, tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "torn.jpg").write_bytes(b"\xff\xd8\xff\xe0 no more than this")
    with pytest.raises(SystemExit, match=r"no pictures that can be read: .*torn\.jpg"):
        train.main(options(folder, tmp_path / "run.pt"))
    (folder / "torn.jpg").unlink()
    with pytest.raises(SystemExit, match="no photographs in"):
        train.main(options(folder, tmp_path / "run.pt"))
    with pytest.raises(SystemExit, match="is not a folder"):
        train.main(options(tmp_path / "absent", tmp_path / "run.pt"))


@pytest.mark.parametrize("content", [b"", b"no checkpoint", b"PK\x03\x04 torn"])
def test_a_file_that_is_no_checkpoint_is_named_in_one_sentence(photos, tmp_path, content):
    out = tmp_path / "run.pt"
    out.write_bytes(content)
    command = [sys.executable, str(ROOT / "training" / "train.py"), *options(photos, out)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert result.returncode == 1 and str(out) in result.stderr and "Traceback" not in result.stderr
    assert out.read_bytes() == content


def test_a_network_begins_from_its_own_kind_or_from_its_first_stage_only(photos, tmp_path):
    live, refined = tmp_path / "live.pt", tmp_path / "hq.pt"
    train.main(options(photos, live, "--epochs", str(2 / train.EPOCH)))
    train.main(options(photos, refined, "--epochs", str(2 / train.EPOCH), "--start", str(live), variant="live-hq"))
    with pytest.raises(SystemExit, match="is a checkpoint of live-hq, from which this live cannot begin"):
        train.main(options(photos, tmp_path / "x.pt", "--start", str(refined)))
