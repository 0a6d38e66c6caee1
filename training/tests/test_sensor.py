import torch

from p2ikt_live.data import sensor


def ramp(side=32):
    """Linear in both directions, B, G and R of different slopes, within [0, 1]."""
    y, x = torch.meshgrid(torch.linspace(0, 1, side), torch.linspace(0, 1, side), indexing="ij")
    return torch.stack((0.2 + 0.5 * x, 0.1 + 0.3 * y + 0.3 * x, 0.8 - 0.5 * y))[None]


def test_the_interpolation_of_a_mosaic_keeps_what_is_linear():
    inner = (..., slice(4, -4), slice(4, -4))
    assert torch.allclose(sensor.demosaic(ramp())[inner], ramp()[inner], atol=1e-5)


def test_a_mosaic_softens_the_finest_detail_and_colours_it():
    stripes = torch.zeros(1, 3, 32, 32)
    stripes[..., ::2] = 1
    seen = sensor.demosaic(stripes)[..., 4:-4, 4:-4]
    assert (seen - stripes[..., 4:-4, 4:-4]).abs().mean() > 0.1
    assert (seen[:, 0] - seen[:, 2]).abs().mean() > 0.1


def test_a_measured_value_is_never_replaced():
    picture = torch.rand(1, 3, 16, 16)
    seen = sensor.demosaic(picture)
    assert torch.equal(seen[:, 2, ::2, ::2], picture[:, 2, ::2, ::2])       # red
    assert torch.equal(seen[:, 0, 1::2, 1::2], picture[:, 0, 1::2, 1::2])   # blue
    assert torch.equal(seen[:, 1, ::2, 1::2], picture[:, 1, ::2, 1::2])     # green


def test_a_picture_in_focus_differs_from_its_truth_by_noise_alone():
    """Mosaic, tone and sharpening are the camera's, not the blur's: both pictures of a pair have them."""
    light = torch.rand(64, 3, 1, 1).expand(64, 3, 48, 48).clone()
    light[..., 24:] *= 0.5
    source, target = sensor.develop(light, light.clone(), torch.Generator().manual_seed(1))
    difference = source - target
    assert 0 < difference.std() < 0.06
    assert difference.mean((0, 2)).abs().max() < 0.01       # no row of columns, not the edge either, is systematically off
    assert ((target >= 0) & (target <= 1)).all()


def test_the_same_seed_is_the_same_film():
    light = torch.rand(4, 3, 32, 32)
    a, b, c = (sensor.develop(light, light, torch.Generator().manual_seed(s))[0] for s in (1, 1, 2))
    assert torch.equal(a, b) and not torch.equal(a, c)
