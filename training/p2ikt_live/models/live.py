"""p2ikt-live: a small backbone weights the bands of a luma pyramid.

A radially symmetric inverse kernel is a weighted sum of differences of Gaussians. So the bands of a pyramid are the inverse kernels of the
prior. Defocus varies slowly over a picture, so coefficient maps at 1/8 suffice. They give the missing share of each band at each place:

    sharp = frame + sum_j c_j * band_j + sum_j c_(6+j) * limit(band_j)

The limited bands are clipped to a few grey levels. They let the network treat noise and ringing differently from structure, which a linear
inverse cannot do. Six bands, plain and limited, make the twelve coefficient maps of the contract.
"""
from dataclasses import dataclass, field

import torch
import torch.nn as nn
import torch.nn.functional as F

from p2ikt_live.models.cost import macs_per_pixel
from p2ikt_live.models.pyramid import LUMA_BGR, apply_bands, gaussians, normalise, padded


@dataclass(frozen=True)
class LiveConfig:
    """Configuration of p2ikt-live: channels, block counts, and grey values in [0, 1]."""
    name: str = "p2ikt-live"
    variant: str = "live"
    stem: int = 16                    # channels at 1/2: one NCHWc block of ONNX Runtime on AVX-512
    quarter: int = 32
    eighth: int = 48                  # channels at 1/8, the resolution of the coefficient maps
    sixteenth: int = 96               # channels at 1/16: two residual blocks cover 64 px around a pixel
    blocks: int = 2
    eighth_blocks: int = 1
    max_coefficient: float = 4.0      # bound of the tanh: a Wiener inverse of useful noise gain stays below it
    max_radius: float = 16.0          # px
    limits: tuple = (3 / 255, 4 / 255, 6 / 255, 8 / 255, 10 / 255, 12 / 255)  # one for each band, fine to coarse
    contrast_floor: float = 1.5 / 255  # a region of smaller deviation counts as flat, so that its noise is not amplified
    stride: int = field(default=8, init=False)
    multiple: int = field(default=16, init=False)


class ConvBn(nn.Sequential):
    """Convolution, batch normalisation (folded at export), ReLU."""

    def __init__(self, cin, cout, kernel=3, stride=1, act=True):
        super().__init__(nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(cout),
                         nn.ReLU(inplace=True) if act else nn.Identity())


class ResidualBlock(nn.Module):
    """relu(x + body(x)), the body being two convolutions of 3x3."""

    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(ConvBn(channels, channels), ConvBn(channels, channels, act=False))

    def forward(self, x):
        return F.relu(x + self.body(x))


class Backbone(nn.Module):
    """Normalised luma (N,1,H,W) -> coefficient maps (N,12,H/8,W/8) and blur radius in pixels (N,1,H/8,W/8)."""

    def __init__(self, cfg: LiveConfig):
        super().__init__()
        self.cfg = cfg
        self.to_eighth = nn.Sequential(ConvBn(1, cfg.stem, 5, 2), ConvBn(cfg.stem, cfg.quarter, 3, 2),
                                       ConvBn(cfg.quarter, cfg.eighth, 3, 2))
        self.context = nn.Sequential(ConvBn(cfg.eighth, cfg.sixteenth, 3, 2),
                                     *[ResidualBlock(cfg.sixteenth) for _ in range(cfg.blocks)],
                                     nn.Conv2d(cfg.sixteenth, 4 * cfg.eighth, 1), nn.PixelShuffle(2))
        self.refine = nn.Sequential(*[ResidualBlock(cfg.eighth) for _ in range(cfg.eighth_blocks)])
        self.coefficients = nn.Conv2d(cfg.eighth, 12, 3, padding=1)
        self.radius = nn.Conv2d(cfg.eighth + 12, 1, 1)  # reads the coefficient maps and the features behind them
        nn.init.zeros_(self.coefficients.weight)        # a new network is the identity
        nn.init.zeros_(self.coefficients.bias)
        nn.init.constant_(self.radius.bias, 2.0)

    def maps(self, x):
        """Normalised luma (N,1,H,W) -> features (N,48,H/8,W/8) and coefficient maps (N,12,H/8,W/8)."""
        eighth = self.to_eighth(x)
        features = self.refine(F.relu(eighth + self.context(eighth)))
        bound = self.cfg.max_coefficient
        return features, bound * torch.tanh(self.coefficients(features) / bound)

    def forward(self, x):
        features, coefficients = self.maps(x)
        radius = F.softplus(self.radius(torch.cat((features, coefficients), 1))).clamp(max=self.cfg.max_radius)
        return coefficients, radius


class LiveNetwork(nn.Module):
    """BGR in [0, 1] of any size (N,3,H,W) -> sharp (N,3,H,W), blur radius in px and coefficient maps at 1/8, rounded up."""

    outputs = ("sharp", "blur", "coefficients")     # of the contract, in this order
    packs_weights = False                           # whether large weights are exported in half precision

    def __init__(self, cfg: LiveConfig = LiveConfig()):
        super().__init__()
        self.cfg = cfg
        self.backbone = Backbone(cfg)
        self.register_buffer("luma", torch.tensor(LUMA_BGR).reshape(1, 3, 1, 1), persistent=False)

    def forward(self, frame):
        h, w = frame.shape[2:]
        levels = gaussians(padded(F.conv2d(frame, self.luma), self.cfg.multiple))
        coefficients, radius = self.backbone(normalise(levels, self.cfg.contrast_floor))
        residual = apply_bands(levels, coefficients, self.cfg.limits)[:, :, :h, :w]
        s = self.cfg.stride
        rows, columns = (h + s - 1) // s, (w + s - 1) // s
        return frame + residual, radius[:, :, :rows, :columns], coefficients[:, :, :rows, :columns]

    def facts(self):
        """Metadata of an exported model beside the common part: its cost, and the constants that the CPU engine needs."""
        return {"macs_per_pixel": f"{macs_per_pixel(self):.0f}", "band_limits": ",".join(f"{x * 255:g}" for x in self.cfg.limits),
                "contrast_floor": f"{self.cfg.contrast_floor * 255:g}"}
