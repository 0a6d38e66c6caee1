"""Writes small networks of the live family with random weights, by which the C# program proves that its kernels compute the graph.

    python3 fixtures.py -o ../tests/P2IKT.Live.Tests/Deblur/Parity

NAME.onnx and NAME.coefficients.onnx: channels as the sizes of the family have them at 1/2 (24, 16, 8), few and narrow blocks.
"""
import argparse
from dataclasses import replace
from pathlib import Path

import torch

import export
import family

SIZES = {"family-24": (24, 32, 32, 48), "family-16": (16, 32, 48, 32), "family-8": (8, 24, 48, 32)}


def network(name):
    """A network of the family whose every weight counts: nothing starts at zero."""
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
        export.export(made, Path(args.output) / f"{name}.onnx", export.describe(made, training="nothing: random weights of a test"))


if __name__ == "__main__":
    main()
