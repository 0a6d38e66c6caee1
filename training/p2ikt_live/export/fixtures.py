"""Writes small networks of the live family with random weights, on which the C# tests compare the CPU engine with ONNX Runtime.

    python3 fixtures.py -o ../tests/P2IKT.Live.Tests/Deblur/Parity

NAME.onnx and NAME.coefficients.onnx have 24, 16 or 8 channels at 1/2, as the sizes of the family have, and few, narrow blocks.
"""
import argparse
from dataclasses import replace
from pathlib import Path

import torch

from p2ikt_live.export.contract import export_network
from p2ikt_live.export.metadata import describe
from p2ikt_live.models import family

SIZES = {"family-24": (24, 32, 32, 48), "family-16": (16, 32, 48, 32), "family-8": (8, 24, 48, 32)}


def network(name):
    """The network of a name in SIZES, in evaluation mode. No weight is zero, so that each one influences the result."""
    torch.manual_seed(len(name))
    made = family.FamilyNetwork(replace(family.LIVE, name=name, channels=SIZES[name], encoder=(1, 1, 0), middle=1, decoder=(1, 0, 1)))
    for parameter in made.parameters():
        fan_in = parameter[0].numel() if parameter.dim() > 1 else 100
        torch.nn.init.normal_(parameter, 0, fan_in ** -0.5)
    return made.eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", required=True)
    args = parser.parse_args()
    for name in SIZES:
        made = network(name)
        export_network(made, Path(args.output) / f"{name}.onnx", describe(made, training="nothing: random weights of a test"))
