import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from p2ikt_live.losses import live, terms
from p2ikt_live.losses.family import FamilyLoss
from p2ikt_live.losses.paper import PaperLoss
from p2ikt_live.losses.perceptual import Lpips


@pytest.fixture(scope="module")
def lpips_file(tmp_path_factory):
    """Random weights of the right layout, with the classifier that torchvision's file has besides."""
    state = {"classifier.6.bias": torch.zeros(1000)}
    for i, (n, cin, cout, kernel) in enumerate(Lpips.LAYERS):
        state[f"features.{n}.weight"] = torch.randn(cout, cin, kernel, kernel) / (cin * kernel * kernel) ** 0.5
        state[f"features.{n}.bias"] = torch.randn(cout) * 0.1
        state[f"lin{i}.model.1.weight"] = torch.rand(1, cout, 1, 1)
    path = tmp_path_factory.mktemp("lpips") / "lpips.pt"
    torch.save(state, path)
    return path


# ---------------------------------------------------------------- the live variant's

def test_decibels_are_the_log_of_what_is_left_of_the_error():
    sharp = torch.full((2, 3, 8, 8), 0.5)
    blurred = sharp + torch.tensor([0.1, 0.02]).reshape(2, 1, 1, 1)
    out = sharp + torch.tensor([0.05, 0.02]).reshape(2, 1, 1, 1)
    first = math.log((0.05 ** 2 + 1e-5) / (0.1 ** 2 + 1e-5))   # the second picture is as it was: log 1 = 0
    assert float(terms.decibel(out, blurred, sharp)) == pytest.approx(first / 2, rel=1e-4)


def test_blur_counts_textured_cells_of_known_radius_alone():
    sharp = torch.zeros(1, 3, 8, 24)
    sharp[..., :8:2, :16] = 1                       # stripes in the first two cells, nothing in the third
    said, radius = torch.tensor([3.0, 9.0, 9.0]).reshape(1, 1, 1, 3), torch.tensor([1.0, math.nan, 1.0]).reshape(1, 1, 1, 3)
    assert float(terms.blur(said, radius, sharp)) == pytest.approx(2 - 0.25)  # smooth L1, beta 0.5
    assert float(terms.blur(said, radius * math.nan, sharp)) == 0


def test_blur_counts_more_near_focus_than_in_bokeh():
    sharp = torch.zeros(1, 3, 8, 16)
    sharp[..., ::2, :] = 1
    radius = torch.tensor([0.0, 9.0]).reshape(1, 1, 1, 2)
    said = radius + torch.tensor([0.0, 1.0]).reshape(1, 1, 1, 2)
    near = radius + torch.tensor([1.0, 0.0]).reshape(1, 1, 1, 2)
    assert float(terms.blur(said, radius, sharp)) == pytest.approx(0.75 / 5)       # weights 1 and 1/4
    assert float(terms.blur(near, radius, sharp)) == pytest.approx(0.75 * 4 / 5)


def test_the_live_loss_adds_its_terms_and_a_teacher_when_there_is_one():
    sharp, blurred, out, taught = torch.rand(4, 2, 3, 16, 16)
    radius, said = torch.rand(2, 2, 1, 2, 2)
    plain, parts = live.live_loss((out, said, None), blurred, sharp, radius)
    wanted = terms.decibel(out, blurred, sharp) + live.BLUR_WEIGHT * terms.blur(said, radius, sharp)
    assert float(plain) == pytest.approx(float(wanted)) and set(parts) == {"decibel", "blur_loss"}
    pulled, parts = live.live_loss((out, said, None), blurred, sharp, radius, (taught, None))
    assert float(pulled - plain) == pytest.approx(0.5 * float(terms.decibel(out, blurred, taught)), abs=1e-5)
    assert set(parts) == {"decibel", "blur_loss", "teacher"}


# ---------------------------------------------------------------- Eq. (6)

def test_fourier_is_zero_for_equal_pictures_and_that_of_a_constant_sits_in_one_place():
    x = torch.rand(2, 3, 16, 16)
    assert float(terms.fourier(x, x)) == 0
    side = 16                                       # a constant 0.25 is one coefficient of 0.25 * side, in side^2 places
    assert float(terms.fourier(x + 0.25, x)) == pytest.approx(0.25 / side, rel=1e-4)


def test_fourier_is_the_l1_of_the_two_transforms_and_ignores_shifts_of_both():
    a, b = torch.rand(2, 1, 3, 16, 24)
    wanted = (torch.fft.fft2(a, norm="ortho") - torch.fft.fft2(b, norm="ortho")).abs().mean()
    assert float(terms.fourier(a, b)) == pytest.approx(float(wanted), rel=1e-5)
    moved = terms.fourier(a.roll((3, 5), (2, 3)), b.roll((3, 5), (2, 3)))
    assert float(moved) == pytest.approx(float(wanted), rel=1e-5)
    assert not float(terms.fourier(a.roll(3, 2), b)) == pytest.approx(float(wanted), rel=1e-3)


def test_gradients_of_a_ramp_are_its_slope_at_each_scale():
    ramp = torch.arange(16.0).expand(1, 3, 16, 16) / 100       # 0.01 a pixel to the right; 0.02 and 0.04 at half and quarter size
    assert float(terms.gradients(ramp, torch.zeros_like(ramp))) == pytest.approx((0.01 + 0.02 + 0.04) / 6, rel=1e-4)
    assert float(terms.gradients(ramp + 0.3, ramp)) == pytest.approx(0, abs=1e-6)


def test_lpips_is_zero_for_equal_pictures_and_positive_and_symmetric_otherwise(lpips_file):
    metric, (a, b) = Lpips(lpips_file), torch.rand(2, 2, 3, 64, 64)
    assert float(metric(a, a)) == 0
    assert float(metric(a, b)) > 0.01 and float(metric(a, b)) == pytest.approx(float(metric(b, a)), rel=1e-4)


def test_lpips_is_the_weighted_mean_of_squared_differences_of_unit_features(lpips_file):
    metric, (a, b) = Lpips(lpips_file), torch.rand(2, 1, 3, 64, 64)
    state, total = torch.load(lpips_file), 0
    net = [torch.nn.Conv2d(3, 64, 11, 4, 2), torch.nn.ReLU(), torch.nn.MaxPool2d(3, 2), torch.nn.Conv2d(64, 192, 5, padding=2),
           torch.nn.ReLU(), torch.nn.MaxPool2d(3, 2), torch.nn.Conv2d(192, 384, 3, padding=1), torch.nn.ReLU(),
           torch.nn.Conv2d(384, 256, 3, padding=1), torch.nn.ReLU(), torch.nn.Conv2d(256, 256, 3, padding=1), torch.nn.ReLU()]
    net = torch.nn.Sequential(*net)
    net.load_state_dict({k.removeprefix("features."): v for k, v in state.items() if k.startswith("features.")})
    rgb = [(torch.stack([x[:, 2 - c] for c in range(3)], 1) - torch.tensor([0.485, 0.456, 0.406]).reshape(3, 1, 1))
           / torch.tensor([0.229, 0.224, 0.225]).reshape(3, 1, 1) for x in (a, b)]
    for i, end in enumerate((2, 5, 8, 10, 12)):     # after each ReLU
        f, g = (F.normalize(net[:end](x), dim=1) for x in rgb)
        total += float(((f - g) ** 2 * state[f"lin{i}.model.1.weight"]).sum(1).mean())
    assert float(metric(a, b)) == pytest.approx(total, rel=1e-4)


def test_a_wrong_lpips_file_says_what_is_wrong(lpips_file, tmp_path):
    state = torch.load(lpips_file)
    state["features.3.weight"] = state["features.3.weight"][:, :5]
    del state["lin4.model.1.weight"]
    torch.save(state, tmp_path / "wrong.pt")
    with pytest.raises(SystemExit, match=r"features\.3\.weight \(192, 64, 5, 5\), lin4\.model\.1\.weight \(1, 256, 1, 1\)"):
        Lpips(tmp_path / "wrong.pt")
    (tmp_path / "text.pt").write_text("no weights at all")
    with pytest.raises(SystemExit, match="not a readable file of LPIPS weights"):
        Lpips(tmp_path / "text.pt")
    torch.save([torch.zeros(1)], tmp_path / "list.pt")
    with pytest.raises(SystemExit, match="a state dictionary is wanted, not a list"):
        Lpips(tmp_path / "list.pt")


@pytest.mark.parametrize("with_lpips", [False, True])
def test_eq_6_weights_its_terms_as_published_and_gradients_flow(with_lpips, lpips_file):
    sharp, blurred, out, auxiliary = torch.rand(4, 1, 3, 64, 64)
    said, radius = torch.rand(2, 1, 1, 8, 8)
    leaves = [x.requires_grad_() for x in (out, said, auxiliary)]
    metric = Lpips(lpips_file) if with_lpips else terms.gradients
    loss, parts = PaperLoss(metric if with_lpips else None)((out, said, None, auxiliary), blurred, sharp, radius)
    l2, auxiliary_l2 = (float(((x - sharp) ** 2).mean()) for x in (out, auxiliary))
    eq6 = l2 + 0.2 * float(terms.fourier(out, sharp)) + 0.2 * float(metric(out, sharp)) + 0.05 * auxiliary_l2
    assert float(parts["loss"]) == pytest.approx(eq6, rel=1e-5)
    assert float(loss) == pytest.approx(eq6 + live.BLUR_WEIGHT * float(terms.blur(said, radius, sharp)), rel=1e-5)
    assert ("lpips" in parts) == with_lpips and ("gradients" in parts) != with_lpips
    loss.backward()
    for leaf in leaves:
        assert torch.isfinite(leaf.grad).all() and leaf.grad.abs().max() > 0


def test_lpips_reads_its_weights_from_arrays_too(lpips_file, tmp_path):
    state = torch.load(lpips_file)
    arrays = {f"lin{k}.weight": state[f"lin{k}.model.1.weight"].flatten().numpy() for k in range(5)}
    for k, (n, *_) in enumerate(Lpips.LAYERS):
        arrays |= {f"conv{k + 1}.{part}": state[f"features.{n}.{part}"].numpy() for part in ("weight", "bias")}
    np.savez(tmp_path / "lpips.npz", **arrays)
    a, b = torch.rand(2, 1, 3, 64, 64)
    assert torch.equal(Lpips(lpips_file)(a, b), Lpips(tmp_path / "lpips.npz")(a, b))


def test_the_family_learns_a_teachers_radii_only_where_the_true_ones_are_unknown():
    sharp, blurred, out, taught, banded = torch.rand(5, 2, 3, 16, 16)
    said, radius, teachers = torch.rand(3, 2, 1, 2, 2)
    radius[0] = math.nan                            # a pair of photographs
    _, parts = FamilyLoss()((out, said, None, said, banded), blurred, sharp, radius, (taught, teachers))
    wanted = terms.blur(said, torch.stack((teachers[0], radius[1])), sharp)
    assert float(parts["blur_loss"]) == pytest.approx(float(wanted))
    assert float(parts["teacher"]) == pytest.approx(terms.DB * float(terms.decibel(out, blurred, taught)))


def test_the_family_loss_has_its_further_terms_only_where_they_weigh_something(lpips_file):
    blurred, sharp, radius = torch.rand(1, 3, 64, 64), torch.rand(1, 3, 64, 64), torch.ones(1, 1, 8, 8)
    outputs = ((0.5 * blurred + 0.5 * sharp).requires_grad_(), torch.ones(1, 1, 8, 8), None, torch.zeros(1, 1, 8, 8), blurred)
    plain, parts = FamilyLoss()(outputs, blurred, sharp, radius)
    assert "fourier" not in parts and "lpips" not in parts
    more, parts = FamilyLoss(fourier=0.5, lpips=Lpips(lpips_file), perceptual=2.0)(outputs, blurred, sharp, radius)
    assert float(parts["fourier"]) == pytest.approx(math.log(0.5), abs=1e-3)     # half of the input's error is left
    assert float(more) == pytest.approx(float(plain) + 0.5 * float(parts["fourier"]) + 2 * float(parts["lpips"]), abs=1e-5)
    more.backward()
    assert outputs[0].grad.abs().sum() > 0
