"""The networks by name, and the way from a checkpoint back to a network.

    python3 -m p2ikt_live.models.registry       # names, descriptions, parameters and cost

To add a network, write its configuration (a frozen dataclass with `name` and `variant`) and its module, and add one line to NETWORKS. Its
loss and schedule go into recipes.py, its convolutions for the CPU engine, if it has any, into export/convolutions.py.
"""
from dataclasses import dataclass, fields
from typing import Any, Callable

from p2ikt_live import checkpoint
from p2ikt_live.models import family
from p2ikt_live.models.live import LiveConfig, LiveNetwork
from p2ikt_live.models.p2ikt import P2ikt, P2iktConfig, P2iktDeblur
from p2ikt_live.models.refined import RefinedConfig, RefinedNetwork


@dataclass(frozen=True)
class Entry:
    """A network that can be trained."""
    config: Any             # its default configuration
    build: Callable         # (configuration, blur) -> network; blur is "trained" or "untrained"
    description: str


def _family(size, description):
    return Entry(size, lambda config, _: family.FamilyNetwork(config), description)


NETWORKS = {
    "live": Entry(LiveConfig(), lambda config, _: LiveNetwork(config), "weighted bands of a luma pyramid"),
    "live-hq": Entry(RefinedConfig(), lambda config, _: RefinedNetwork(config), "the live network and a residual one at half resolution"),
    "p2ikt": Entry(P2iktConfig(), lambda config, blur: P2iktDeblur(P2ikt(config), blur=blur), "the network of the paper"),
    "family-live": _family(family.LIVE, "the live family, small: bands and a U-Net in one pass"),
    "family-hq": _family(family.HQ, "the live family, medium"),
    "family-xl": _family(family.XL, "the live family, large"),
}

# Names in older checkpoints, and what they are called now: attributes of modules, and fields of configurations.
RENAMED_MODULES = {"rest.": "residual.", "residual.told.": "residual.guidance."}
RENAMED_FIELDS = {"eighth_rest": "eighth_residual"}


def build(config, blur="untrained"):
    """The network of a configuration: BGR in [0, 1] to sharp, blur radius, coefficient maps, and for the family confidence."""
    return NETWORKS[config.variant].build(config, blur)


def read_checkpoint(path, device="cpu"):
    """The state that a run saved, with today's names of modules and fields, its tensors on `device`."""
    state = checkpoint.load(path, device)
    if not isinstance(state, dict):
        return state
    for part in {"average", "network"} & state.keys():
        state[part] = {_current(name): value for name, value in state[part].items()}
    if "config" in state:
        state["config"] = {RENAMED_FIELDS.get(name, name): value for name, value in state["config"].items()}
    return state


def _current(name):
    for old, new in RENAMED_MODULES.items():
        name = new + name[len(old):] if name.startswith(old) else name
    return name


def config_of(state):
    """The configuration of a checkpoint's network. The first checkpoints have no variant and are of `live`."""
    variant = state["config"].get("variant", "live")
    if variant not in NETWORKS:
        raise checkpoint.CheckpointError(f"the checkpoint holds a network {variant}, which is not one of {', '.join(NETWORKS)}")
    kind = type(NETWORKS[variant].config)
    given = [f.name for f in fields(kind) if f.init]
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in state["config"].items() if k in given})


def network_of(state, path, device="cpu"):
    """The averaged network of the state that was read from `path`, in evaluation mode on `device`."""
    if not isinstance(state, dict) or not {"config", "average"} <= state.keys():
        raise checkpoint.CheckpointError(f"{path} is not a checkpoint of train.py: it holds no configuration and averaged weights")
    network = build(config_of(state), state.get("blur", "untrained"))
    try:
        network.load_state_dict(state["average"])
    except RuntimeError as error:
        reason = str(error).splitlines()[0]
        raise checkpoint.CheckpointError(f"{path} holds weights of another layout than its configuration says: {reason}") from error
    return network.to(device).eval()


def load(path, device="cpu"):
    """The averaged network of a checkpoint of any variant, in evaluation mode on `device`."""
    return network_of(read_checkpoint(path, device), path, device)


def load_start_weights(network, start, name):
    """Copies the weights of `start` into a network of the same configuration, or into a network whose first stage is of that kind.

    `name` is the checkpoint of `start`, for the error message.
    """
    if type(start) is type(network) and start.cfg == network.cfg:
        network.load_state_dict(start.state_dict())
    elif isinstance(network, RefinedNetwork) and type(start) is LiveNetwork:
        network.start_from(start)
    else:
        raise SystemExit(f"--start {name} is a checkpoint of {start.cfg.variant}, from which this {network.cfg.variant} cannot begin")


def main():
    for name, entry in NETWORKS.items():
        network = build(entry.config)
        count = sum(p.numel() for p in network.parameters())
        print(f"{name:12} {count:>9,} parameters {float(network.facts()['macs_per_pixel']):>11,.0f} MACs a pixel   {entry.description}")


if __name__ == "__main__":
    main()
