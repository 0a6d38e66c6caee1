"""Writes small networks with random weights, on which the C# tests compare the CPU engine with ONNX Runtime and with PyTorch.

    python3 fixtures.py -o ../tests/P2IKT.Live.Tests/Deblur/Parity

NAME.onnx and NAME.coefficients.onnx. The networks of the live family have 24, 16 or 8 channels at 1/2, as its sizes have, and few, narrow
blocks. `bands` and `refined` are narrow networks of models/live.py and models/refined.py; NAME.png and NAME.f32 are their results in
PyTorch on parity.py's frame.
"""
import argparse
from dataclasses import replace
from pathlib import Path

import torch

from p2ikt_live.export import parity
from p2ikt_live.export.contract import export_network
from p2ikt_live.export.metadata import describe
from p2ikt_live.models import family
from p2ikt_live.models.live import LiveConfig, LiveNetwork
from p2ikt_live.models.refined import RefinedConfig, RefinedNetwork

SIZES = {"family-24": (24, 32, 32, 48), "family-16": (16, 32, 48, 32), "family-8": (8, 24, 48, 32)}
BANDS = LiveConfig(name="bands", stem=16, quarter=16, eighth=32, sixteenth=48, blocks=1)
REFINED = RefinedConfig(name="refined", stem=16, quarter=16, eighth=16, sixteenth=32, blocks=1, half=16, fourth=16, eighth_residual=16,
                        depth=(1, 1, 1, 1, 1))


def network(name):
    """The network of a name in SIZES, `bands` or `refined`, in evaluation mode. No weight is zero, so each influences the result."""
    torch.manual_seed(len(name))
    if name == BANDS.name:
        made = LiveNetwork(BANDS)
    elif name == REFINED.name:
        made = RefinedNetwork(REFINED)
    else:
        made = family.FamilyNetwork(replace(family.LIVE, name=name, channels=SIZES[name], encoder=(1, 1, 0), middle=1, decoder=(1, 0, 1)))
    for parameter in made.parameters():
        fan_in = parameter[0].numel() if parameter.dim() > 1 else 100
        torch.nn.init.normal_(parameter, 0, fan_in ** -0.5)
    for layer in made.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):     # of size 1, so that the signal reaches the end
            torch.nn.init.uniform_(layer.weight, 0.5, 1.5)
            torch.nn.init.normal_(layer.running_mean, 0, 0.1)
    if name == REFINED.name:
        with torch.no_grad():                           # a residual that clips few pixels at black and white
            made.residual.out[0].weight.mul_(0.2)
    return made.eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", required=True)
    args = parser.parse_args()
    for name in (*SIZES, BANDS.name, REFINED.name):
        made = network(name)
        export_network(made, Path(args.output) / f"{name}.onnx", describe(made, training="nothing: random weights of a test"))
        if name not in SIZES:
            parity.write_results(made, args.output)
