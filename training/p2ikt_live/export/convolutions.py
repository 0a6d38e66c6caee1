"""The convolutions of a network alone, for the CPU engine, which does everything at full resolution itself.

To add a network, write a function that exports its convolutions and add it to CONVOLUTIONS. The names of inputs and outputs are part of the
file format: the engine finds them by name.
"""
import torch
import torch.nn as nn

from p2ikt_live.export.onnx_file import write_onnx
from p2ikt_live.models.family import FamilyNetwork
from p2ikt_live.models.live import LiveNetwork
from p2ikt_live.models.refined import RefinedNetwork

# Outputs: name -> dimensions; a text is a symbolic size.
COEFFICIENTS, BLUR = {"coefficients": [1, 12, "rows", "columns"]}, {"blur": [1, 1, "rows", "columns"]}
CONFIDENCE, RESIDUAL = {"confidence": [1, 1, "rows", "columns"]}, {"rest": [1, 12, "half_rows", "half_columns"]}


def _live(network, path, metadata):
    """Normalised luma (1,1,H,W) -> coefficients (1,12,H/8,W/8), blur radius (1,1,H/8,W/8)."""
    write_onnx(network.backbone, torch.randn(1, 1, 96, 128), path, {"luma": [1, 1, "H", "W"]}, COEFFICIENTS | BLUR, metadata)


class BothStages(nn.Module):
    """Normalised luma (1,1,H,W) and planes (1,4,H,W) -> coefficients (1,12,H/8,W/8), residual (1,12,H/2,W/2), blur radius (1,1,H/8,W/8).

    Planes and residual are as in models/refined.py. The planes depend on the coefficients, so the engine stops between the stages.
    """

    def __init__(self, network: RefinedNetwork):
        super().__init__()
        self.network = network

    def forward(self, luma, planes):
        features, coefficients = self.network.backbone.maps(luma)
        guidance = torch.cat((features, coefficients), 1)
        residual, eighth = self.network.residual.blocks(planes, guidance)
        return coefficients, residual, self.network.read(self.network.radius, torch.cat((guidance, eighth), 1))


def _refined(network, path, metadata):
    write_onnx(BothStages(network), (torch.randn(1, 1, 96, 128), torch.randn(1, 4, 96, 128)), path,
               {"luma": [1, 1, "H", "W"], "planes": [1, 4, "H", "W"]}, COEFFICIENTS | RESIDUAL | BLUR, metadata)


class FamilyConvolutions(nn.Module):
    """Blocks (1,12,H/2,W/2) -> coefficients (1,12,H/8,W/8), residual (1,12,H/2,W/2), blur radius and confidence (1,1,H/8,W/8).

    Blocks and residual are as in models/family.py.
    """

    def __init__(self, network: FamilyNetwork):
        super().__init__()
        self.network = network

    def forward(self, blocks):
        residual, coefficients, radius, confidence = self.network.convolutions(blocks)
        return coefficients, residual, radius, torch.sigmoid(confidence)


def _family(network, path, metadata):
    write_onnx(FamilyConvolutions(network), torch.randn(1, 12, 48, 64), path, {"blocks": [1, 12, "half_rows", "half_columns"]},
               COEFFICIENTS | RESIDUAL | BLUR | CONFIDENCE, metadata, packed=network.packs_weights)


# Network -> function (folded network, path, metadata). Networks of other types run as a whole in ONNX Runtime.
CONVOLUTIONS = {LiveNetwork: _live, RefinedNetwork: _refined, FamilyNetwork: _family}
