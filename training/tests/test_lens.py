import math

import pytest
import torch

from p2ikt_live.data import lens
from p2ikt_live.data.lens import Apertures


def apertures(n=1, **changed):
    zero = torch.zeros(n)
    values = dict(blades=zero, rotation=zero, hole=zero, vignette=zero, direction=zero, edge=torch.ones(n), gaussian=zero, softness=zero,
                  stretch=zero)
    return Apertures(**{**values, **{k: torch.full((n,), float(v)) for k, v in changed.items()}})


@pytest.mark.parametrize("shape", [{}, {"blades": 6}, {"hole": 0.4}, {"vignette": 0.5}, {"gaussian": 1}, {"edge": 1.5}, {"softness": 0.2},
                                   {"stretch": 0.3, "rotation": 0.5}])
def test_every_aperture_passes_all_light(shape):
    psf = lens.kernels(torch.tensor([[0.0, 1.0, 4.0, 8.0]]), apertures(**shape))
    assert torch.allclose(psf.sum((2, 3)), torch.ones(1, 4), atol=1e-5)
    assert (psf >= 0).all()


@pytest.mark.parametrize("radius", [2.0, 5.0, 12.0])
@pytest.mark.parametrize("shape,ratio", [({}, 0.5), ({"gaussian": 1}, 0.5), ({"blades": 8}, 0.5), ({"softness": 0.1}, 0.5),
                                         ({"softness": 0.3}, 0.5), ({"blades": 6, "softness": 0.15}, 0.5),
                                         ({"stretch": 0.2, "rotation": 1}, 0.5)])
def test_a_kernel_is_as_wide_as_its_radius_says(radius, shape, ratio):
    """The mean squared distance is r^2/2 for a disc, and for a Gaussian of sigma r/2; a pixel's own extent adds 1/6."""
    if radius > float(apertures(**shape).largest()):
        pytest.skip("a kernel of this radius does not fit the grid, and is never drawn")
    psf = lens.kernels(torch.tensor([[radius]]), apertures(**shape))[0, 0]
    axis = torch.arange(lens.GRID) - lens.GRID // 2
    spread = (psf * (axis[None, :] ** 2 + axis[:, None] ** 2)).sum()
    assert math.sqrt(float(spread)) == pytest.approx(math.sqrt(radius ** 2 * ratio + 1 / 6), rel=0.06)


def scene(front, back, coverage=None, side=96):
    generator = torch.Generator().manual_seed(1)
    far, near = torch.rand(2, 1, 3, side, side, generator=generator)
    coverage = torch.zeros(1, 1, side, side) if coverage is None else coverage
    return lens.render(far, near, coverage, torch.tensor([back]), torch.zeros(1, 2), torch.tensor([front]), apertures())


def test_in_focus_nothing_changes():
    blurred, sharp, radius = scene(front=0.0, back=0.0)
    assert torch.allclose(blurred, sharp, atol=1e-4)
    assert float(radius.max()) == 0


def test_a_sharp_foreground_cuts_cleanly_through_a_blurred_background():
    coverage = torch.zeros(1, 1, 96, 96)
    coverage[..., :48] = 1
    blurred, sharp, radius = scene(front=0.0, back=8.0, coverage=coverage)
    inside = slice(0, 48 - lens.MARGIN - 1)
    assert torch.allclose(blurred[..., inside], sharp[..., inside], atol=1e-4)
    assert float(radius[..., inside].max()) == 0 and float(radius[..., -1].min()) == pytest.approx(8)


def test_a_blurred_foreground_bleeds_over_a_sharp_background():
    coverage = torch.zeros(1, 1, 96, 96)
    coverage[..., :48] = 1
    blurred, sharp, _ = scene(front=8.0, back=0.0, coverage=coverage)
    edge = 48 - lens.MARGIN
    assert (blurred[..., edge + 3] - sharp[..., edge + 3]).abs().mean() > 0.02   # within the circle of confusion
    assert torch.allclose(blurred[..., edge + 11:], sharp[..., edge + 11:], atol=1e-4)  # beyond it


def test_a_slanted_background_has_the_radius_of_its_place():
    side = 96
    far = torch.rand(1, 3, side, side)
    _, _, radius = lens.render(far, far, torch.zeros(1, 1, side, side), torch.tensor([0.0]), torch.tensor([[6.0, 0.0]]),
                               torch.tensor([0.0]), apertures())
    row = radius[0, 0, 10]
    assert float(row.min()) < 0.1 and float(row[0]) == pytest.approx(6 * (47.5 - lens.MARGIN) / 95, abs=0.05)


def test_srgb_and_linear_light_are_inverse():
    x = torch.linspace(0, 1, 256)
    assert torch.allclose(lens.to_srgb(lens.to_linear(x)), x, atol=1e-5)


@pytest.mark.parametrize("radius", [1.0, 2.5, 6.0, 12.0])
@pytest.mark.parametrize("shape", [{}, {"gaussian": 1}])
def test_an_edge_is_as_wide_as_the_radius_says(radius, shape):
    """The spread of the derivative across a blurred straight edge. In one direction a disc of radius r has the variance r^2/4, and a
    Gaussian of sigma r/2 has it, too; the pixel grid adds 1/12."""
    if shape and radius > 8:
        pytest.skip("a Gaussian of this radius does not fit the grid, and is never drawn")
    edge = torch.zeros(1, 3, 128, 128)
    edge[..., 64:] = 1
    blurred, _, said = lens.render(edge, edge, torch.zeros(1, 1, 128, 128), torch.tensor([radius]), torch.zeros(1, 2), torch.tensor([0.0]),
                                   apertures(**shape))
    reach = int(2 * radius) + 3
    spread = blurred[0, 1].mean(0).diff()[64 - lens.MARGIN - 1 - reach:64 - lens.MARGIN + reach]      # the line spread function
    spread = spread / spread.sum()
    place = torch.arange(len(spread), dtype=torch.float32)
    variance = (spread * (place - (spread * place).sum()) ** 2).sum()
    assert 2 * math.sqrt(float(variance) - 1 / 12) == pytest.approx(radius, rel=0.06, abs=0.1)  # the grid is coarse for a pixel
    assert float(said.median()) == radius
