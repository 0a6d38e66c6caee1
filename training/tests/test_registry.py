"""The registry of networks, and checkpoints that carry older names."""
from dataclasses import asdict

import pytest
import torch

from conftest import ROOT
from p2ikt_live import checkpoint
from p2ikt_live.models import registry
from p2ikt_live.models.refined import RefinedConfig, RefinedNetwork
from p2ikt_live.recipes import RECIPES
from p2ikt_live.schedule import PRESETS


@pytest.mark.parametrize("name", registry.NETWORKS)
def test_every_network_has_a_configuration_a_description_and_a_recipe(name):
    entry = registry.NETWORKS[name]
    assert entry.config.variant == name and entry.description
    assert RECIPES[name].preset in PRESETS and {"step", "rate"} <= set(RECIPES[name].columns)
    network = registry.build(entry.config)
    assert network.cfg == entry.config and network.outputs[:3] == ("sharp", "blur", "coefficients")


@pytest.mark.parametrize("path", sorted((ROOT / "training" / "weights").glob("*.pt")), ids=lambda p: p.stem)
def test_shipped_weights_load_and_run(path):
    network = registry.load(path)
    assert network.cfg.name == path.stem
    with torch.no_grad():
        outputs = network(torch.rand(1, 3, 40, 56))
    assert len(outputs) == len(network.outputs) and outputs[0].shape == (1, 3, 40, 56)


def test_old_names_in_a_checkpoint_are_read_as_the_new_ones(tmp_path):
    network = RefinedNetwork(RefinedConfig(eighth_residual=48))
    old = {name.replace("residual.guidance.", "rest.told.").replace("residual.", "rest."): value
           for name, value in network.state_dict().items()}
    assert any(name.startswith("rest.told.") for name in old) and not any("residual" in name for name in old)
    config = asdict(network.cfg)
    config["eighth_rest"] = config.pop("eighth_residual")
    checkpoint.save(tmp_path / "old.pt", average=old, network=old, config=config, optimiser={})
    loaded, state = registry.load(tmp_path / "old.pt"), registry.read_checkpoint(tmp_path / "old.pt")
    assert loaded.cfg == network.cfg and state["network"].keys() == network.state_dict().keys()
    for name, value in loaded.state_dict().items():
        assert torch.equal(value, network.state_dict()[name]), name


def test_a_network_that_is_not_registered_is_named(tmp_path):
    checkpoint.save(tmp_path / "x.pt", average={}, config={"variant": "live-ultra"})
    with pytest.raises(checkpoint.CheckpointError, match="live-ultra, which is not one of live, live-hq"):
        registry.load(tmp_path / "x.pt")
