"""Which networks there are, and how a checkpoint becomes one of them again."""
from dataclasses import fields

import checkpoint
import family
from model import LiveConfig, LiveNetwork
from p2ikt import P2ikt, P2iktConfig, P2iktDeblur
from refined import RefinedConfig, RefinedNetwork

CONFIGS = {"live": LiveConfig, "live-hq": RefinedConfig, "p2ikt": P2iktConfig}    # variant -> its dataclass, which has defaults
FAMILY = {size.variant: size for size in (family.LIVE, family.HQ, family.XL)}      # one dataclass, three sizes


def config(variant):
    """The configuration that a variant starts with."""
    return FAMILY.get(variant) or CONFIGS[variant]()


def build(config, blur="untrained"):
    """The network of a configuration: BGR in [0, 1] to sharp, blur radius, coefficient maps."""
    if isinstance(config, family.FamilyConfig):
        return family.FamilyNetwork(config)
    live = {"live": LiveNetwork, "live-hq": RefinedNetwork}.get(config.variant)
    return live(config) if live else P2iktDeblur(P2ikt(config), blur=blur)


def config_of(state):
    """The configuration that a checkpoint's network was built with."""
    variant = state["config"].get("variant", "live")
    kind = family.FamilyConfig if variant in FAMILY else CONFIGS[variant]
    given = [f.name for f in fields(kind) if f.init]
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in state["config"].items() if k in given})


def load(path, device="cpu"):
    """The averaged network of a checkpoint of any variant, in evaluation mode."""
    state = checkpoint.load(path, device)
    if not isinstance(state, dict) or not {"config", "average"} <= state.keys():
        raise checkpoint.Broken(f"{path} holds no configuration and averaged weights: it is no checkpoint that train.py wrote")
    network = build(config_of(state), state.get("blur", "untrained"))
    try:
        network.load_state_dict(state["average"])
    except RuntimeError as error:
        raise checkpoint.Broken(f"{path} holds weights of another layout than its configuration says: {str(error).splitlines()[0]}") from error
    return network.to(device).eval()


def begin(network, start, name):
    """Takes over the weights of a network of the same kind, or of the kind that this one's first stage is."""
    if type(start) is type(network) and start.cfg == network.cfg:
        network.load_state_dict(start.state_dict())
    elif isinstance(network, RefinedNetwork) and type(start) is LiveNetwork:
        network.start_from(start)
    else:
        raise SystemExit(f"--start {name} is a checkpoint of {start.cfg.variant}, from which this {network.cfg.variant} cannot begin")
