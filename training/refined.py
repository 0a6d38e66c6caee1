"""p2ikt-live-hq: what weighed bands cannot restore, a small network at half resolution does.

    sharp = live(frame) + rest(frame, live(frame))

A band weighed by a coefficient that varies slowly is nearly a linear inverse, and no linear inverse knows what an edge looks like. So
the live network comes first, whole, and a residual network sees the frame and what the bands added to it, both over the local
contrast, and the live network's features; it adds the rest, in colour, and reads the blur radius again from more than the first did.
The first stage is trained beside it, and is a live network of its own.
"""
from dataclasses import dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F

from model import Backbone, LiveConfig, LiveNetwork, apply_bands, contrast, detail, gaussians, padded, down


@dataclass(frozen=True)
class RefinedConfig(LiveConfig):
    """p2ikt-live-hq. A level has twice the channels of the one above, so that a convolution costs the same at each."""
    name: str = "p2ikt-live-hq"
    variant: str = "live-hq"
    half: int = 16
    fourth: int = 32
    eighth_rest: int = 64
    depth: tuple = (1, 2, 1, 1, 1)      # residual blocks at 1/2, 1/4, 1/8, then at 1/4 and 1/2 again


class Plain(nn.Module):
    """Residual block without normalisation, which would forget how much is missing; it starts as the identity."""

    def __init__(self, channels):
        super().__init__()
        self.first, self.second = (nn.Conv2d(channels, channels, 3, padding=1) for _ in range(2))
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x):
        return x + self.second(F.relu(self.first(x)))


class Rest(nn.Module):
    """Four planes over the local contrast (N,4,H,W) and features at 1/8 -> what is missing (N,3,H,W), features at 1/8 (N,64,H/8,W/8)."""

    def __init__(self, cfg: RefinedConfig):
        super().__init__()
        a, b, c = cfg.half, cfg.fourth, cfg.eighth_rest
        blocks = lambda channels, n: nn.Sequential(*[Plain(channels) for _ in range(n)])
        self.at_half = nn.Sequential(nn.Conv2d(4, a, 6, 2, 2), nn.ReLU(inplace=True), blocks(a, cfg.depth[0]))
        self.at_fourth = nn.Sequential(nn.Conv2d(a, b, 3, 2, 1), nn.ReLU(inplace=True), blocks(b, cfg.depth[1]))
        self.at_eighth = nn.Conv2d(b, c, 3, 2, 1)
        self.told = nn.Conv2d(cfg.eighth + 12, c, 1)    # by the first stage
        self.deep = blocks(c, cfg.depth[2])
        self.to_fourth = nn.Sequential(nn.Conv2d(c, 4 * b, 1), nn.PixelShuffle(2))
        self.fourth_again = blocks(b, cfg.depth[3])
        self.to_half = nn.Sequential(nn.Conv2d(b, 4 * a, 1), nn.PixelShuffle(2))
        self.half_again = blocks(a, cfg.depth[4])
        self.out = nn.Sequential(nn.Conv2d(a, 12, 3, padding=1), nn.PixelShuffle(2))
        nn.init.zeros_(self.out[0].weight)
        nn.init.zeros_(self.out[0].bias)

    def forward(self, planes, features):
        rest, eighth = self.blocks(planes, features)
        return self.out[1](rest), eighth

    def blocks(self, planes, features):
        """What is missing as blocks of 2x2 pixels: (N,12,H/2,W/2), channel 4c + 2i + j being colour c of row i, column j; features at 1/8."""
        half = self.at_half(planes)
        fourth = self.at_fourth(half)
        eighth = self.deep(F.relu(self.at_eighth(fourth) + self.told(features)))
        fourth = self.fourth_again(fourth + self.to_fourth(eighth))
        return self.out[0](self.half_again(half + self.to_half(fourth))), eighth


class RefinedNetwork(LiveNetwork):
    """BGR in [0, 1], any size (N,3,H,W) -> sharp (N,3,H,W), blur radius and coefficient maps at 1/8, rounded up."""

    def __init__(self, cfg: RefinedConfig = RefinedConfig()):
        super().__init__(cfg)
        self.rest = Rest(cfg)
        self.radius = nn.Conv2d(cfg.eighth + 12 + cfg.eighth_rest, 1, 1)
        nn.init.constant_(self.radius.bias, 2.0)

    def both(self, frame):
        """The two stages' (sharp, radius, coefficients): the live network's, then the whole's."""
        h, w = frame.shape[2:]
        s, cfg = self.cfg.stride, self.cfg
        cut = lambda x: x[:, :, :(h + s - 1) // s, :(w + s - 1) // s]
        whole = padded(frame, cfg.multiple)
        levels = gaussians(F.conv2d(whole, self.luma))
        fine = detail(levels)
        scale = contrast(fine, cfg.contrast_floor)
        features, coefficients = self.backbone.maps(fine * scale)
        told = torch.cat((features, coefficients), 1)
        residual = apply_bands(levels, coefficients, cfg.limits)
        colour = detail((whole, None, down(down(whole))))
        rest, eighth = self.rest(torch.cat((colour, residual), 1) * scale, told)
        read = lambda head, x: cut(self.read(head, x))
        live = frame + residual[:, :, :h, :w]
        sharp = live + (rest / scale)[:, :, :h, :w]
        coefficients = cut(coefficients)
        return ((live, read(self.backbone.radius, told), coefficients),
                (sharp, read(self.radius, torch.cat((told, eighth), 1)), coefficients))

    def read(self, head, x):
        """A blur radius in pixels."""
        return F.softplus(head(x)).clamp(max=self.cfg.max_radius)

    def forward(self, frame):
        return self.both(frame)[1]

    def first_stage(self):
        """The live network within, sharing its weights."""
        live = LiveNetwork(LiveConfig(**{f: getattr(self.cfg, f) for f in LiveConfig.__dataclass_fields__
                                         if f not in ("name", "variant", "stride", "multiple")}))
        live.backbone = self.backbone
        return live.train(self.training)

    def start_from(self, live: LiveNetwork):
        """Takes over a trained live network as the first stage; the second adds nothing yet."""
        self.backbone.load_state_dict(live.backbone.state_dict())
