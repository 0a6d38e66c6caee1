from pathlib import Path

import numpy as np
import pytest
import torch

from p2ikt_live import checkpoint
from p2ikt_live.schedule import PRESETS, at


# ---------------------------------------------------------------- schedule

@pytest.mark.parametrize("epoch,rate,side,evenly", [
    (0, 2e-4, 384, False), (999, 2e-4, 384, False), (1000, 1e-4, 384, False), (1499, 1e-4, 384, False), (1500, 2.5e-5, 512, True),
    (1599, 2.5e-5, 512, True), (1600, 2.5e-5, 512, True)])
def test_the_papers_preset_is_its_1600_epochs_as_fractions(epoch, rate, side, evenly):
    plan = PRESETS["paper"]
    assert plan.batch == 4
    assert plan.rate_at(epoch / 1600, step=epoch * 87) == pytest.approx(rate)
    assert plan.side_at(epoch / 1600) == side
    assert (epoch / 1600 >= plan.average_from) == evenly


def test_the_live_preset_warms_up_and_falls_as_a_cosine():
    plan = PRESETS["live"]
    assert plan.rate_at(0, step=99) == pytest.approx(1e-3)
    assert plan.rate_at(0.5, step=5000) == pytest.approx(2e-3 * 0.51)
    assert plan.rate_at(1, step=5000) == pytest.approx(2e-3 * 0.02)
    assert (plan.batch, plan.side_at(0.99)) == (24, 128)


def test_a_table_holds_from_its_start_on():
    assert [at(((0, "a"), (0.5, "b")), p) for p in (0, 0.49, 0.5, 1)] == ["a", "a", "b", "b"]


# ---------------------------------------------------------------- checkpoints

def state(seed, kilobytes=40):
    return {"weights": torch.from_numpy(np.random.default_rng(seed).integers(0, 256, kilobytes * 1024, np.uint8)), "step": seed}


def assert_holds(path, seed, **size):
    loaded, wanted = checkpoint.load(path), state(seed, **size)
    assert loaded["step"] == seed and torch.equal(loaded["weights"], wanted["weights"])


def test_a_small_checkpoint_is_one_plain_file(tmp_path):
    path = tmp_path / "run.pt"
    assert not checkpoint.exists(path)
    checkpoint.save(path, **state(1))
    assert [p.name for p in tmp_path.iterdir()] == ["run.pt"] and checkpoint.exists(path)
    assert checkpoint.load(path)["step"] == 1
    assert_holds(path, 1)


def test_a_large_one_is_saved_in_parts_that_are_the_file_in_slices(tmp_path):
    path = tmp_path / "run.pt"
    checkpoint.save(path, part=16_384, **state(1))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["run.pt.0", "run.pt.1", "run.pt.2", "run.pt.parts"]
    assert all(p.stat().st_size <= 16_384 for p in tmp_path.iterdir())
    assert_holds(path, 1)
    (tmp_path / "whole.pt").write_bytes(b"".join((tmp_path / f"run.pt.{k}").read_bytes() for k in range(3)))
    assert checkpoint.load(tmp_path / "whole.pt")["step"] == 1
    assert checkpoint.PART < 16 * 2 ** 20


def test_size_may_change_from_save_to_save(tmp_path):
    path = tmp_path / "run.pt"
    for seed, kilobytes in ((1, 8), (2, 60), (3, 30), (4, 8)):
        checkpoint.save(path, part=16_384, **state(seed, kilobytes))
        assert_holds(path, seed, kilobytes=kilobytes)
    assert [p.name for p in tmp_path.iterdir()] == ["run.pt"]  # nothing stale is left


def test_a_missing_or_changed_part_is_named(tmp_path):
    path = tmp_path / "run.pt"
    checkpoint.save(path, part=16_384, **state(1))
    part = tmp_path / "run.pt.1"
    content = part.read_bytes()
    part.write_bytes(content[:-1] + b"?")
    with pytest.raises(checkpoint.CheckpointError, match=r"run\.pt\.1 is not the part that .*run\.pt\.parts lists"):
        checkpoint.load(path)
    part.unlink()
    with pytest.raises(checkpoint.CheckpointError, match=r"run\.pt\.1 is missing: copy every part"):
        checkpoint.load(path)
    part.write_bytes(content)
    (tmp_path / "run.pt.parts").unlink()
    assert checkpoint.exists(path)  # a run must not start anew over what is left
    with pytest.raises(checkpoint.CheckpointError, match=r"run\.pt\.parts is missing"):
        checkpoint.load(path)


def test_a_save_that_is_killed_anywhere_leaves_one_whole_checkpoint(tmp_path, monkeypatch):
    """Every write and rename in turn is the last that happens; what is loaded is the old state or the new one, and saving goes on."""
    outcomes = []
    for last in range(8):
        path = tmp_path / str(last) / "run.pt"
        path.parent.mkdir()
        checkpoint.save(path, part=16_384, **state(1))
        left, really = [last], {"replace": Path.replace, "write_bytes": Path.write_bytes}

        def limited(name):
            def act(self, argument):
                if left[0] == 0:
                    raise KeyboardInterrupt
                left[0] -= 1
                return really[name](self, argument)
            return act

        with monkeypatch.context() as patch:
            for name in really:
                patch.setattr(Path, name, limited(name))
            with pytest.raises(KeyboardInterrupt):
                checkpoint.save(path, part=16_384, **state(2))
        seed = checkpoint.load(path)["step"]
        assert_holds(path, seed)
        outcomes.append(seed)
        left = [2]                                  # killed again while the parts are written
        with monkeypatch.context() as patch:
            for name in really:
                patch.setattr(Path, name, limited(name))
            with pytest.raises(KeyboardInterrupt):
                checkpoint.save(path, part=16_384, **state(3))
        assert_holds(path, seed)
        checkpoint.save(path, part=16_384, **state(4))
        assert_holds(path, 4)
    assert outcomes == [1] * 5 + [2] * 3            # three parts and the list are written, the list takes its place: then it counts


def test_a_checkpoint_cannot_run_what_its_maker_chose(tmp_path):
    class Hostile:
        def __reduce__(self):
            return Path.touch, (tmp_path / "touched",)

    torch.save({"average": Hostile(), "rate": 0.5}, tmp_path / "run.pt")
    with pytest.raises(checkpoint.CheckpointError, match="cannot be read as a checkpoint"):
        checkpoint.load(tmp_path / "run.pt")
    assert not (tmp_path / "touched").exists()
