import copy
import csv
import dataclasses
import re

import cv2
import numpy as np
import pytest
import torch

from conftest import ROOT
from p2ikt_live import checkpoint, run, schedule, train
from p2ikt_live.data import pairs, photographs, synthesis
from p2ikt_live.data.dataloader import BatchLoader, FreshPairs, stream
from p2ikt_live.evaluation import scores
from p2ikt_live.export.metadata import describe
from p2ikt_live.models import registry
from p2ikt_live.models.family import FamilyNetwork
from p2ikt_live.models.live import LiveConfig, LiveNetwork
from p2ikt_live.models.p2ikt import P2ikt, P2iktDeblur


@pytest.fixture(scope="module")
def dpdd(tmp_path_factory):
    """Three pairs of 16 bits in DPDD's layout, source and target numbered apart, and two of 8 bits to validate on."""
    root, rng = tmp_path_factory.mktemp("dpdd"), np.random.default_rng(2)
    for part, count, kind in (("train_c", 3, np.uint16), ("val_c", 2, np.uint8)):
        for side in ("source", "target"):
            (root / part / side).mkdir(parents=True)
        for i in range(count):
            sharp = cv2.resize(rng.random((12, 14, 3)), (56, 48), interpolation=cv2.INTER_NEAREST) * (0.2 + 0.3 * i)
            soft, full = cv2.GaussianBlur(sharp, (0, 0), 1.5), np.iinfo(kind).max
            cv2.imwrite(str(root / part / "source" / f"1P0A{2 * i:04}.png"), (soft * full).astype(kind))
            cv2.imwrite(str(root / part / "target" / f"1P0A{2 * i + 1:04}.png"), (sharp * full).astype(kind))
    return root


# ---------------------------------------------------------------- pairs of photographs

def test_dpdds_pairs_are_found_whatever_their_numbers_and_read_in_16_bits(dpdd):
    folder = pairs.part(dpdd, "train_c")
    assert folder == dpdd / "train_c" and pairs.part(folder, "train_c") == folder and pairs.part(dpdd, "test_c") is None
    files = pairs.paired(folder)
    assert [(a.name, b.name) for a, b in files] == [(f"1P0A{2 * i:04}.png", f"1P0A{2 * i + 1:04}.png") for i in range(3)]
    for i, (source, target) in enumerate(files):
        sharp = pairs.read(target)
        assert sharp.dtype == np.float32 and sharp.shape == (48, 56, 3) and sharp.max() < 0.2 + 0.3 * i + 1e-3
        assert np.abs(sharp * 255 - np.round(sharp * 255)).max() > 0.1  # finer than 8 bits
        assert np.abs(pairs.read(source) - cv2.GaussianBlur(sharp, (0, 0), 1.5)).max() < 1e-3
    assert [stem for stem, _, _ in scores.pairs_of(dpdd / "val_c")] == ["1P0A0000", "1P0A0002"]


def test_pairs_of_one_name_go_together_and_others_are_refused(tmp_path):
    for side, names in (("source", ("a", "b")), ("target", ("b", "c", "a"))):
        (tmp_path / side).mkdir()
        for name in names:
            cv2.imwrite(str(tmp_path / side / f"{name}.png"), np.zeros((40, 40, 3), np.uint8))
    with pytest.raises(SystemExit, match=r"without a counterpart of the same name: .*target/c\.png; add it, or take them out"):
        pairs.paired(tmp_path)
    (tmp_path / "target" / "c.png").rename(tmp_path / "target" / "d.txt")   # no picture: it counts for nothing
    assert [(a.stem, b.stem) for a, b in pairs.paired(tmp_path)] == [("a", "a"), ("b", "b")]
    (tmp_path / "target" / "d.txt").rename(tmp_path / "target" / "c.png")
    for path in (tmp_path / "target").iterdir():
        path.rename(path.with_name("x" + path.name))
    with pytest.raises(SystemExit, match="2 pictures in source and 3 in target share no name"):
        pairs.paired(tmp_path)
    with pytest.raises(SystemExit, match="no folders source and target"):
        pairs.paired(tmp_path / "source")


def test_crops_of_a_pair_are_cut_flipped_and_turned_alike_and_every_pair_comes_once_an_epoch(dpdd):
    files = [(target, target) for _, target in pairs.paired(dpdd / "train_c")]
    stream, turned = iter(pairs.FolderPairs(files, 3, 32, seed=4)), set()
    for _ in range(4):
        blurred, sharp, radius = next(stream)
        assert blurred.shape == (3, 3, 32, 32) and torch.equal(blurred, sharp)
        assert radius.shape == (3, 1, 4, 4) and torch.isnan(radius).all()
        assert len({round(float(x), 1) for x in blurred.amax((1, 2, 3))}) == 3  # the three pictures differ in brightness
        turned.add(tuple(np.round(blurred[0, 0, :2, :2].flatten().tolist(), 3)))
    assert len(turned) > 1
    assert re.search("56x48.*64x64 or more", str(next(iter(pairs.FolderPairs(files, 3, 64, seed=4)))))
    with pytest.raises(SystemExit, match="56x48.*64x64 or more"):   # out of a worker too, and without its traceback
        BatchLoader(None, files, 3, 64, seed=4, workers=1).next()


def test_a_feed_mixes_both_kinds_by_the_share(dpdd, photos):
    images, files = photographs.read_photographs(photos)[:2], pairs.paired(dpdd / "train_c")
    loader = BatchLoader(images, files, 2, 32, seed=1, workers=0, reservoir=8, share=0.5)
    measured = [bool(torch.isfinite(loader.next()[2]).all()) for _ in range(12)]
    assert measured == [True, False] * 6
    assert loader.drawn == 2 * (4 + 1)    # four batches to begin with, then one at every fourth synthetic step
    only = BatchLoader(None, files, 2, 32, seed=1, workers=0)
    assert all(torch.isnan(only.next()[2]).all() for _ in range(3))


def negative(blurred):
    """A teacher whose picture and radius are easy to check."""
    return 1 - blurred, blurred[:, :1, ::8, ::8]


@pytest.mark.parametrize("share,later,teach", [(0.5, 9, None), (0.3, 20, None), (0.0, 30, None), (0.4, 40, negative)])
def test_a_loader_goes_on_at_any_step_as_if_it_had_never_stopped(dpdd, photos, share, later, teach):
    images, files = photographs.read_photographs(photos)[:2], pairs.paired(dpdd / "train_c")
    loader = lambda step, workers=0: BatchLoader(images, files if share else None, 2, 32, seed=1, workers=workers, reservoir=6, reuse=2,
                                                 share=share, step=step, teach=teach, augment=teach is not None)
    whole = loader(0)
    steps = [whole.next() for _ in range(later + 3)][later:]
    rest = loader(later, workers=2)       # however many processes draw them
    for wanted in steps:
        for a, b in zip(wanted, rest.next()):
            assert torch.equal(torch.nan_to_num(a), torch.nan_to_num(b))
    assert rest.drawn == whole.drawn


def test_a_teacher_sees_each_fresh_batch_once_and_its_answer_stays_with_the_pair(dpdd, photos):
    images, files, shown = photographs.read_photographs(photos)[:2], pairs.paired(dpdd / "train_c"), []

    def teach(blurred):
        shown.append(blurred)
        return negative(blurred)

    loader = BatchLoader(images, files, 2, 32, seed=1, workers=0, reservoir=8, reuse=2, share=0.5, teach=teach)
    for _ in range(16):
        blurred, sharp, radius, picture, said = loader.next()
        assert torch.allclose(picture, 1 - blurred, atol=1e-3)      # flipped and transposed with it
        assert said.shape == radius.shape == (2, 1, 4, 4)
    assert len(shown) == (4 + 3) + (4 + 1)      # four batches of each kind at first, then one at every second synthetic, fourth real step


def test_varied_pairs_change_alike_but_for_noise_and_compression(dpdd):
    rng, noisy = np.random.default_rng(3), 0
    picture = np.full((32, 32, 3), 0.5, np.float32)
    for _ in range(40):
        blurred, sharp = pairs.vary(picture, picture, rng)
        assert sharp.dtype == blurred.dtype == np.float32 and float(np.ptp(sharp, (0, 1)).max()) == 0
        assert 0.25 < sharp.min() and sharp.max() < 0.8
        assert np.abs(blurred.mean((0, 1)) - sharp[0, 0]).max() < 1.5 / 255
        noisy += bool(blurred.std((0, 1)).max() > 0.5 / 255)
    assert 4 < noisy < 24
    _, target = pairs.paired(dpdd / "train_c")[0]
    crops = [list(pairs.FolderPairs([], 1, 32, 0, augment=True).crop(target, target, np.random.default_rng(k)))[1] for k in range(12)]
    assert all(crop.shape == (3, 32, 32) for crop in crops)
    detail = [float((crop.diff(dim=2) != 0).float().mean()) for crop in crops]  # the picture consists of blocks of 4x4 pixels
    assert min(detail) < 0.26 and max(detail) > 0.26    # reduced ones have smaller blocks


def test_what_a_worker_draws_for_a_gpu_renders_to_the_batch_of_its_seed(photos):
    images = photographs.read_photographs(photos)[:2]
    drawn = next(stream(FreshPairs(images, 2, 32, seed=7, rendered=False), workers=1))
    for ours, wanted in zip(synthesis.render_batch(drawn), synthesis.make_batch(images, 2, 32, (7, 0, 0))):
        assert np.array_equal(ours, wanted)


def test_photographs_smaller_than_the_crops_are_refused(photos):
    assert len(photographs.read_photographs(photos, least=320)) == 6
    with pytest.raises(SystemExit, match="no photograph in .* is 544 pixels high and wide"):
        photographs.read_photographs(photos, least=544)


# ---------------------------------------------------------------- the blur head

def test_the_blur_heads_gradient_reaches_the_coefficient_maps_by_its_share_only():
    network, x = P2iktDeblur(P2ikt()), torch.rand(1, 3, 32, 32)
    network.with_auxiliary(x)[1].mean().backward()
    assert network.radius.weight.grad.abs().max() > 0
    assert all(p.grad is None or not p.grad.any() for p in network.network.parameters())
    network.with_auxiliary(x, share=0.5)[1].mean().backward()
    assert network.network.unit.lstm.gates.weight.grad.abs().max() > 0
    plain, shared = (network.with_auxiliary(x, share)[1] for share in (0, 0.5))
    assert torch.allclose(plain, shared, atol=1e-5)


# ---------------------------------------------------------------- whole runs

@pytest.fixture(scope="module")
def trained(photos, tmp_path_factory):
    """A p2ikt after twelve steps on synthetic pairs of 32x32, and the log's rows."""
    out = tmp_path_factory.mktemp("run") / "p2ikt.pt"
    common = ["--variant", "p2ikt", "--photos", str(photos), "--out", str(out), "--batch", "2", "--side", "32", "--rate", "1e-3",
              "--workers", "0", "--threads", "1", "--reservoir", "8", "--checks", "0", "--every", "0"]
    train.main([*common, "--epochs", str(16 / train.EPOCH)])
    first = checkpoint.load(out)["step"]
    train.main([*common, "--epochs", str(24 / train.EPOCH)])
    return out, first, list(csv.DictReader(out.with_suffix(".csv").open()))


def test_p2ikt_learns_from_synthetic_pairs_and_goes_on_from_its_checkpoint(trained):
    out, first, rows = trained
    assert first == 8 and [int(r["step"]) for r in rows] == list(range(1, 13))
    loss = [float(r["loss"]) for r in rows]
    assert sum(loss[-4:]) < 0.6 * sum(loss[:4])
    assert all(float(r["blur_loss"]) >= 0 and float(r["gradients"]) > 0 and not r["lpips"] for r in rows)
    assert float(rows[0]["rate"]) == 1e-3 and float(rows[-1]["rate"]) == pytest.approx(5e-4)  # step 12 begins at 11/12 of the schedule
    assert not out.exists() and max(p.stat().st_size for p in out.parent.iterdir()) < 16 * 2 ** 20


def test_its_checkpoint_becomes_a_network_that_describes_itself(trained):
    network = registry.load(trained[0])
    assert isinstance(network, P2iktDeblur) and not network.training
    metadata = describe(network, training="a test")
    assert metadata["p2ikt.blur"] == "trained" and metadata["p2ikt.variant"] == "p2ikt"


def test_p2ikt_trains_on_pairs_with_larger_crops_and_even_averaging_at_the_end(dpdd, tmp_path, monkeypatch):
    plan = dataclasses.replace(schedule.PRESETS["paper"], sides=((0, 32), (0.75, 48)), average_from=0.75, batch=1)
    monkeypatch.setitem(schedule.PRESETS, "paper", plan)
    out, kept = tmp_path / "pairs.pt", []
    keep = lambda path, **state: kept.append({k: copy.deepcopy(v) for k, v in state.items()}) if path == out else None    # not the best one
    monkeypatch.setattr(checkpoint, "save", keep)
    train.main(["--variant", "p2ikt", "--pairs", str(dpdd), "--out", str(out), "--epochs", "1.3333333", "--workers", "0", "--threads", "1",
                "--every", "0"])
    rows = list(csv.DictReader(out.with_suffix(".csv").open()))
    assert [int(r["side"]) for r in rows] == [32, 32, 32, 48] and float(rows[-1]["epoch"]) == pytest.approx(4 / 3, abs=0.01)
    assert all(r["real_gain"] for r in rows)                                    # val_c is found by itself
    assert kept[-1]["evenly"] == 1 and kept[-1]["blur"] == "untrained"
    name = "network.restore.weight"
    assert torch.equal(kept[-1]["average"][name], kept[-1]["network"][name])    # the even average begins with the first of its steps
    assert not torch.equal(kept[-2]["average"][name], kept[-2]["network"][name])


@pytest.mark.parametrize("more", [[], ["--teacher-ensemble"]])
def test_a_teacher_pulls_the_live_variant(dpdd, tmp_path, capsys, more):
    teacher, config = tmp_path / "teacher.pt", {"config": dataclasses.asdict(LiveConfig())}
    checkpoint.save(teacher, average=LiveNetwork().state_dict(), **config)
    train.main(["--pairs", str(dpdd / "train_c"), "--teacher", str(teacher), "--out", str(tmp_path / "live.pt"), "--epochs", "4",
                "--batch", "3", "--side", "32", "--workers", "0", "--threads", "1", *more])
    row = list(csv.DictReader((tmp_path / "live.csv").open()))[-1]
    assert int(row["step"]) == 4 and float(row["teacher"]) == pytest.approx(0, abs=0.5)  # it starts as the identity, as its teacher does
    assert float(row["decibel"]) < 1


def test_averaging_evenly_is_the_mean_of_the_weights():
    average, networks = torch.nn.Linear(2, 2), [torch.nn.Linear(2, 2) for _ in range(3)]
    for k, network in enumerate(networks, 1):
        run.average_into(average, network, 1 - 1 / k)
    assert torch.allclose(average.weight, sum(n.weight for n in networks) / 3, atol=1e-6)


@pytest.mark.parametrize("arguments,message", [
    ([], "name --photos, --pairs or both"), (["--photos", "x", "--lpips", "f"], "--lpips is a term of Eq. (6)"),
    (["--variant", "p2ikt", "--photos", "x", "--teacher", "f"], "--teacher is for --variant live"),
    (["--photos", "x", "--teacher-ensemble"], "--teacher-ensemble is about --teacher"),
    (["--photos", "x", "--augment"], "--augment varies --pairs"), (["--photos", "x", "--amp", "--device", "cpu"], "--amp needs CUDA")])
def test_arguments_that_contradict_each_other_are_refused(arguments, message, capsys):
    with pytest.raises(SystemExit):
        train.main(arguments)
    assert message in capsys.readouterr().err


def test_a_checkpoint_of_the_other_variant_is_not_written_over(dpdd, tmp_path):
    checkpoint.save(tmp_path / "x.pt", config=dataclasses.asdict(LiveConfig()))
    with pytest.raises(SystemExit, match="is a checkpoint of live: name another --out for p2ikt"):
        train.main(["--variant", "p2ikt", "--pairs", str(dpdd), "--out", str(tmp_path / "x.pt")])


def test_the_shipped_checkpoint_still_loads():
    assert isinstance(registry.load(ROOT / "training" / "weights" / "p2ikt-live.pt"), FamilyNetwork)
