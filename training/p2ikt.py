"""P2IKT: the prior and prediction inverse kernel transformer (AAAI-24), the paper's network of 3,318,735 parameters.

A frame is deblurred at a quarter, a half and its full size, one after the other, with the same weights (Fig. 1). At each scale
    maps = concat(P2IKB(I_S), P2IKB(D_prev))        deconvolutional feature maps of the input and of the result so far
    cm   = SRT(I_S, h)                              coefficient maps: which inverse kernel counts where
    D    = Conv1x1(maps x tile(cm))
Each switch of the configuration takes the paper's word or does what the authors' published weights expect ("release").
"""
from dataclasses import dataclass
from typing import NamedTuple, Optional

import torch
import torch.nn as nn
import torch.nn.functional as F

from inverse_kernels import InverseKernels
from scale_recurrent import AttentionPrediction, Srt


@dataclass(frozen=True)
class P2iktConfig:
    """The paper's configuration. `release()` is the one that the published weights belong to."""
    name: str = "p2ikt"
    variant: str = "p2ikt"
    prior: str = "paper"            # inverse Gaussians: centred and signed | magnitudes of an uncentred transform
    kernel_layout: str = "paper"    # predicted taps: one row a colour | rows interleaved
    outconv: str = "paper"          # the auxiliary output is made of: K_p * I (Eq. 5) | I
    downscale: str = "paper"        # the input at 1/2 and 1/4: area average | every second pixel
    igkm: bool = True               # the ablations of Table 3
    ikpm: bool = True
    backbone: str = "srt"           # srt | sram
    inverses: int = 5               # J, the number of Gaussians
    support: int = 5                # side of their inverses; a larger one undoes a wider blur
    noise: float = 0.01             # n of Eq. (3)

    def __post_init__(self):
        for name, known in {"prior": SOURCES, "kernel_layout": SOURCES, "outconv": SOURCES, "downscale": SOURCES,
                            "backbone": BACKBONES}.items():
            if getattr(self, name) not in known:
                raise ValueError(f"{name} is {getattr(self, name)!r}: choose one of {', '.join(known)}")

    @staticmethod
    def release(**changed):
        return P2iktConfig(**dict.fromkeys(("prior", "kernel_layout", "outconv", "downscale"), "release") | changed)


SOURCES = ("paper", "release")
BACKBONES = {"srt": Srt}


class Result(NamedTuple):
    """All (N,3,.,.) in the range of the input; `auxiliary` is OutConv's mix at full size (None without IKPM)."""
    quarter: torch.Tensor
    half: torch.Tensor
    full: torch.Tensor
    auxiliary: Optional[torch.Tensor]
    coefficients: torch.Tensor      # N, 2(J+1), H, W of the last stage, in (-1, 1)


def twice(x):
    return F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


class P2ikt(nn.Module):
    """An image (N,3,H,W) in [0, 1], of any size, to its three results, the auxiliary picture and the coefficient maps."""

    def __init__(self, cfg: P2iktConfig = P2iktConfig()):
        super().__init__()
        self.cfg = cfg
        maps = 2 * (cfg.inverses + 1)
        self.deconvolve = InverseKernels(cfg)
        self.backbone = BACKBONES[cfg.backbone]()
        self.unit = AttentionPrediction(64, maps)
        self.restore = nn.Conv2d(3 * maps, 3, 1)
        self.mix = nn.Conv2d(6, 3, 1) if cfg.ikpm else None

    def shrink(self, image):
        return image[:, :, ::2, ::2] if self.cfg.downscale == "release" else F.avg_pool2d(image, 2)

    def stage(self, image, previous, state):
        maps, auxiliary = zip(self.deconvolve(image), self.deconvolve(previous))
        coefficients, state = self.unit(self.backbone(image), state)            # N, 12, H, W
        ours, theirs = (c.repeat(1, 3, 1, 1) for c in coefficients.chunk(2, 1))     # of the image, of the previous result
        result = self.restore(torch.cat((maps[0] * ours, maps[1] * theirs), 1))
        return result, self.mix(torch.cat(auxiliary, 1)) if self.mix is not None else None, coefficients, state

    def forward(self, image):
        half = self.shrink(image)
        quarter = self.shrink(half)
        results, previous, state = [], quarter, None
        for scaled in (quarter, half, image):
            result, auxiliary, coefficients, state = self.stage(scaled, previous, state)
            results.append(result)
            if scaled is not image:
                previous, state = twice(result), tuple(map(twice, state))
        return Result(*results, auxiliary, coefficients)
