"""Export of a network to the model contract of P2IKT.Live (docs/models.md): the whole graph, and the convolutions for the CPU engine."""
from pathlib import Path

import torch
import torch.nn as nn

from p2ikt_live.export.convolutions import BLUR, COEFFICIENTS, CONFIDENCE, CONVOLUTIONS
from p2ikt_live.export.onnx_file import fold, write_onnx

OUTPUTS = {"sharp": [1, "H", "W", 3]} | COEFFICIENTS | BLUR | CONFIDENCE    # name -> dimensions; a text is a symbolic size


class Contract(nn.Module):
    """uint8 B, G, R (1,H,W,3) -> sharp, the same, and the maps of the network at 1/8.

    For any network that turns B, G, R (N,3,H,W) in [0, 1] into sharp and maps: radius, coefficients and, if it has one, confidence.
    """

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network

    def forward(self, frame):
        sharp, *maps = self.network(frame.permute(0, 3, 1, 2).float() / 255)
        sharp = (sharp * 255).round().clamp(0, 255).to(torch.uint8)
        return sharp.permute(0, 2, 3, 1), *maps


def export_contract(network, path, metadata):
    """Writes the whole contract of any network to `path`, and makes its folder. Sizes stay symbolic; a session fixes them."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    outputs = {name: OUTPUTS[name] for name in network.outputs}
    example = torch.randint(0, 256, (1, 90, 122, 3), dtype=torch.uint8)
    write_onnx(Contract(fold(network)), example, path, {"frame": [1, "H", "W", 3]}, outputs, metadata, packed=network.packs_weights)


def export_network(network, path, metadata):
    """Writes the whole contract to `path` (NAME.onnx), and the convolutions, where there are any, to NAME.coefficients.onnx."""
    export_contract(network, path, metadata)
    if convolutions := CONVOLUTIONS.get(type(network)):
        convolutions(fold(network), Path(path).with_suffix(".coefficients.onnx"), metadata)
