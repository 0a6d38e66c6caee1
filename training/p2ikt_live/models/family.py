"""The live family: one network in three sizes, p2ikt-live, p2ikt-live-hq and p2ikt-live-xl.

    sharp = frame + bands(frame, coefficients) + shuffle(residual) / contrast

The first term is the prior of the paper: six bands of the luma pyramid, weighted by coefficient maps at 1/8 (pyramid.py). The second is
what a linear inverse cannot restore: a U-Net at 1/2 to 1/16 sees the detail of the frame divided by its local contrast, in colour.
One pass gives both, the blur radius and its confidence. The picture of the bands alone is part of the loss, so the maps keep their meaning.
"""
from dataclasses import dataclass, field

import torch
import torch.nn as nn
import torch.nn.functional as F

from p2ikt_live.models.cost import macs_per_pixel
from p2ikt_live.models.live import LiveConfig
from p2ikt_live.models.pyramid import LUMA_BGR, apply_bands, contrast, detail, down, gaussians, padded


@dataclass(frozen=True)
class FamilyConfig:
    """A size of the family. Channels are multiples of 8, which fill the vector units in training and in the CPU engine."""
    name: str = "p2ikt-live-xl"
    variant: str = "family-xl"
    channels: tuple = (24, 48, 96, 192)     # at 1/2, 1/4, 1/8, 1/16; doubling gives a convolution the same cost at each level
    encoder: tuple = (1, 2, 4)              # blocks at 1/2, 1/4, 1/8
    middle: int = 6                         # blocks at 1/16, where a 3x3 convolution reaches 16 px further
    decoder: tuple = (1, 2, 2)              # blocks at 1/2, 1/4, 1/8 on the way back
    max_coefficient: float = LiveConfig.max_coefficient
    max_radius: float = 20.0
    limits: tuple = LiveConfig.limits
    contrast_floor: float = LiveConfig.contrast_floor
    reach: int = 176    # px from a cut at which the result changes by at most 1/255; measured: 118 on photographs, 168 on white noise
    stride: int = field(default=8, init=False)
    multiple: int = field(default=16, init=False)


XL = FamilyConfig()
HQ = FamilyConfig("p2ikt-live-hq", "family-hq", (16, 32, 64, 128), (1, 1, 2), 3, (1, 1, 1), reach=144)  # measured: 91 and 128
LIVE = FamilyConfig("p2ikt-live", "family-live", (8, 24, 48, 96), (0, 0, 1), 2, (0, 0, 1), reach=128)


class Block(nn.Module):
    """x + conv(relu(conv(x))), 3x3. The second convolution starts at zero, so that a new network of any depth is the identity."""

    def __init__(self, channels):
        super().__init__()
        self.a, self.b = (nn.Conv2d(channels, channels, 3, padding=1) for _ in range(2))
        _zero(self.b)

    def forward(self, x):
        return x + self.b(F.relu(self.a(x)))


def _single(x):
    """x in single precision. Where it is single already there is no operation, so that none is exported."""
    return x if x.dtype == torch.float32 else x.float()


def _zero(convolution):
    nn.init.zeros_(convolution.weight)
    nn.init.zeros_(convolution.bias)


def _blocks(channels, count):
    return nn.Sequential(*[Block(channels) for _ in range(count)])


class UNet(nn.Module):
    """Blocks (N,12,H/2,W/2) -> residual in the same blocks, and features (N,C,H/8,W/8).

    A block holds 2x2 pixels of three colours. Input and residual are divided by the local contrast.
    """

    def __init__(self, cfg: FamilyConfig):
        super().__init__()
        c = cfg.channels
        self.inp = nn.Conv2d(12, c[0], 3, padding=1)
        self.e = nn.ModuleList(_blocks(c[i], cfg.encoder[i]) for i in range(3))
        self.dn = nn.ModuleList(nn.Conv2d(c[i], c[i + 1], 2, 2) for i in range(3))
        self.mid = _blocks(c[3], cfg.middle)
        self.up = nn.ModuleList(nn.Conv2d(c[i + 1], 4 * c[i], 1) for i in range(3))
        self.d = nn.ModuleList(_blocks(c[i], cfg.decoder[i]) for i in range(3))
        self.out = nn.Conv2d(c[0], 12, 3, padding=1)
        _zero(self.out)

    def forward(self, x):
        x, skips = self.inp(x), []
        for blocks, down_to_next in zip(self.e, self.dn):
            x = blocks(x)
            skips.append(x)
            x = F.relu(down_to_next(x))
        x, eighth = self.mid(x), None
        for level in (2, 1, 0):
            x = self.d[level](skips[level] + F.pixel_shuffle(self.up[level](x), 2))
            eighth = x if level == 2 else eighth
        return self.out(x), eighth


class FamilyNetwork(nn.Module):
    """BGR in [0, 1] of any size (N,3,H,W) -> sharp (N,3,H,W), and at 1/8, rounded up: blur radius in px, coefficient maps, confidence."""

    outputs = ("sharp", "blur", "coefficients", "confidence")   # of the contract, in this order
    packs_weights = True    # large weights are exported in half precision

    def __init__(self, cfg: FamilyConfig = XL):
        super().__init__()
        self.cfg = cfg
        self.unet = UNet(cfg)
        eighth = cfg.channels[2]
        self.coefficients = nn.Conv2d(eighth, 12, 3, padding=1)
        self.radius = nn.Conv2d(eighth + 12, 1, 1)          # reads the coefficient maps and the features behind them
        self.confidence = nn.Conv2d(eighth + 12, 1, 1)
        _zero(self.coefficients)
        _zero(self.confidence)
        nn.init.constant_(self.radius.bias, 2.0)
        self.register_buffer("luma", torch.tensor(LUMA_BGR).reshape(1, 3, 1, 1), persistent=False)

    def convolutions(self, blocks):
        """The learned part: blocks (N,12,H/2,W/2) -> residual in the same blocks, and at 1/8 coefficient maps, blur radius in px and the
        logit of the confidence. Blocks and residual are as in `UNet`."""
        residual, eighth = self.unet(blocks.contiguous(memory_format=torch.channels_last))
        bound, c = self.cfg.max_coefficient, _single(self.coefficients(eighth))
        coefficients = bound * torch.tanh(c / bound)
        with torch.autocast(blocks.device.type, enabled=False):
            features = torch.cat((_single(eighth), coefficients), 1)
            radius = F.softplus(self.radius(features)).clamp(max=self.cfg.max_radius)
            return _single(residual).contiguous(), coefficients, radius, self.confidence(features)

    def parts(self, frame):
        """sharp, radius, coefficients, the logit of the confidence, and the picture of the bands alone (N,3,H,W)."""
        (h, w), s, cfg = frame.shape[2:], self.cfg.stride, self.cfg
        whole = padded(frame, cfg.multiple)
        with torch.autocast(frame.device.type, enabled=False):      # half precision would lose differences of nearly equal values
            levels = gaussians(F.conv2d(whole, self.luma))
            scale = contrast(detail(levels), cfg.contrast_floor)
            planes = F.pixel_unshuffle(detail((whole, None, down(down(whole)))) * scale, 2)
        residual, coefficients, radius, confidence = self.convolutions(planes)
        with torch.autocast(frame.device.type, enabled=False):
            banded = frame + apply_bands(levels, coefficients, cfg.limits)[:, :, :h, :w]
            sharp = banded + (F.pixel_shuffle(residual, 2) / scale)[:, :, :h, :w]
        cut = lambda x: x[:, :, :(h + s - 1) // s, :(w + s - 1) // s]
        return sharp, cut(radius), cut(coefficients), cut(confidence), banded

    def forward(self, frame):
        sharp, radius, coefficients, confidence, _ = self.parts(frame)
        return sharp, radius, coefficients, torch.sigmoid(confidence)

    def facts(self):
        """Metadata of an exported model beside the common part."""
        return {"architecture": "live-family", "reach": str(self.cfg.reach), "macs_per_pixel": f"{macs_per_pixel(self):.0f}",
                "band_limits": ",".join(f"{x * 255:g}" for x in self.cfg.limits), "contrast_floor": f"{self.cfg.contrast_floor * 255:g}"}
