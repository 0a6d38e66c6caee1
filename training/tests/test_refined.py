from dataclasses import asdict

import pytest
import torch

from p2ikt_live import checkpoint
from p2ikt_live.losses import live
from p2ikt_live.models import registry
from p2ikt_live.models.cost import macs_per_pixel
from p2ikt_live.models.live import LiveNetwork
from p2ikt_live.models.refined import RefinedConfig, RefinedNetwork


def test_cost_stays_within_twelve_thousand_macs_a_pixel():
    assert macs_per_pixel(RefinedNetwork()) <= 12_000


@pytest.mark.parametrize("size", [(1, 1), (17, 33), (64, 64), (90, 122)])
def test_any_size_comes_back_with_maps_rounded_up(size):
    h, w = size
    sharp, radius, coefficients = RefinedNetwork().eval()(torch.rand(1, 3, h, w))
    rows, columns = -(-h // 8), -(-w // 8)
    assert sharp.shape == (1, 3, h, w) and radius.shape == (1, 1, rows, columns) and coefficients.shape == (1, 12, rows, columns)


def test_it_starts_as_the_live_network_that_it_takes_over():
    first_stage, network, x = LiveNetwork(), RefinedNetwork(), torch.rand(1, 3, 70, 50)
    torch.nn.init.normal_(first_stage.backbone.coefficients.weight, std=0.05)  # zero where a network starts by chance
    first_stage.eval()
    network.start_from(first_stage)
    network.eval()
    first, whole = network.both(x)
    assert torch.equal(first[0], first_stage(x)[0]) and torch.equal(whole[0], first_stage(x)[0])
    assert torch.equal(first[1], first_stage(x)[1]) and not torch.equal(whole[1], first[1])    # its own blur head is yet to learn
    for a, b in zip(network.first_stage()(x), first):
        assert torch.equal(a, b)


def test_the_rest_is_in_colour_and_follows_the_local_contrast():
    """A flat picture has no contrast to speak of, so that hardly anything can be added to it, however large the network's answer."""
    network = RefinedNetwork().eval()
    torch.nn.init.normal_(network.residual.out[0].bias)
    added = lambda x: (network(x)[0] - network.both(x)[0][0]).abs()
    noise = torch.rand(1, 3, 64, 64)
    assert added(torch.full((1, 3, 64, 64), 0.5)).max() < 0.05 < added(noise).mean()
    assert not torch.allclose(added(noise)[:, 0], added(noise)[:, 2])


def test_gradients_reach_every_parameter():
    network, x = RefinedNetwork(), torch.rand(2, 3, 64, 64)
    for parameter in network.parameters():      # what is zero at first passes nothing on
        if not parameter.any():
            torch.nn.init.normal_(parameter, std=0.05)
    live.refined_loss(network.both(x), x, torch.rand_like(x), torch.rand(2, 1, 8, 8) * 8)[0].backward()
    assert [name for name, p in network.named_parameters() if p.grad is None or not p.grad.any()] == []


def test_its_loss_is_that_of_both_stages():
    x, sharp, radius = torch.rand(2, 3, 64, 64), torch.rand(2, 3, 64, 64), torch.rand(2, 1, 8, 8)
    first, second = ((torch.rand_like(x), torch.rand(2, 1, 8, 8)) for _ in range(2))
    loss, terms = live.refined_loss((first, second), x, sharp, radius)
    (one, its), (two, others) = (live.live_loss(s, x, sharp, radius) for s in (first, second))
    assert float(loss) == pytest.approx(float(one + two), rel=1e-6)
    assert terms["decibel"] == others["decibel"] and terms["live_blur_loss"] == its["blur_loss"]


def test_the_configuration_survives_a_checkpoint(tmp_path):
    network = RefinedNetwork(RefinedConfig(depth=(1, 1, 1, 1, 1)))
    checkpoint.save(tmp_path / "x.pt", average=network.state_dict(), config=asdict(network.cfg))
    assert registry.load(tmp_path / "x.pt").cfg == network.cfg
