import pytest
import torch

from p2ikt_live.models import pyramid
from p2ikt_live.models.cost import macs_per_pixel
from p2ikt_live.models.live import LiveConfig, LiveNetwork
from p2ikt_live.models.pyramid import apply_bands, bands, gaussians, up


def test_cost_stays_within_four_thousand_macs_a_pixel():
    assert macs_per_pixel(LiveNetwork()) <= 4000


@pytest.mark.parametrize("size", [(1, 1), (7, 3), (16, 16), (90, 122), (141, 203)])
def test_any_size_comes_back_with_maps_rounded_up(size):
    h, w = size
    sharp, radius, coefficients = LiveNetwork().eval()(torch.rand(1, 3, h, w))
    assert sharp.shape == (1, 3, h, w)
    assert radius.shape == (1, 1, -(-h // 8), -(-w // 8))
    assert coefficients.shape == (1, 12, -(-h // 8), -(-w // 8))


def test_an_untrained_network_is_the_identity():
    frame = torch.rand(1, 3, 64, 48)
    assert torch.equal(LiveNetwork().eval()(frame)[0], frame)


def test_bands_add_up_to_luma_without_its_coarsest_mean():
    luma = torch.rand(1, 1, 64, 64)
    levels = gaussians(luma)
    total = 0
    for level, band in reversed(bands(levels)[:5]):
        for _ in range(level):
            band = up(band)
        total = total + band
    coarse = levels[4]
    for _ in range(4):
        coarse = up(coarse)
    assert torch.allclose(total, luma - coarse, atol=1e-5)


def test_a_constant_coefficient_amplifies_its_band_alone():
    levels = gaussians(torch.rand(1, 1, 64, 64))
    coefficients = torch.zeros(1, 12, 8, 8)
    coefficients[:, 1] = 0.7
    assert torch.allclose(apply_bands(levels, coefficients, LiveConfig().limits), 0.7 * bands(levels)[1][1], atol=1e-6)


def test_limited_bands_never_exceed_their_limit():
    levels = gaussians(torch.rand(1, 1, 64, 64))
    coefficients = torch.zeros(1, 12, 8, 8)
    coefficients[:, 6] = 1
    assert apply_bands(levels, coefficients, LiveConfig().limits).abs().max() <= LiveConfig().limits[0] + 1e-6


def test_what_the_backbone_sees_does_not_depend_on_exposure():
    luma = 0.2 + 0.3 * torch.rand(1, 1, 64, 64)
    seen = [pyramid.normalise(gaussians(x), LiveConfig().contrast_floor) for x in (luma, luma * 1.5 + 0.1)]
    assert (seen[0] - seen[1]).abs().max() < 0.02
