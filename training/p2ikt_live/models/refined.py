"""p2ikt-live-hq: a small network at half resolution restores what weighted bands cannot.

    sharp = live(frame) + residual(frame, live(frame))

A band weighted by a slowly varying coefficient is nearly a linear inverse, and a linear inverse does not know what an edge looks like.
So the whole live network comes first. A residual network then sees the frame, the contribution of the bands, both divided by the local
contrast, and the features of the live network. It adds a residual in colour and reads the blur radius again, from more features.
The first stage is trained together with the second, and is a live network that can be exported alone.
"""
from dataclasses import dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F

from p2ikt_live.models.live import LiveConfig, LiveNetwork
from p2ikt_live.models.pyramid import apply_bands, contrast, detail, down, gaussians, padded


@dataclass(frozen=True)
class RefinedConfig(LiveConfig):
    """Configuration of p2ikt-live-hq. Each level has twice the channels of the finer one, so that a convolution costs the same at each."""
    name: str = "p2ikt-live-hq"
    variant: str = "live-hq"
    half: int = 16                      # channels of the second stage at 1/2
    fourth: int = 32                    # at 1/4
    eighth_residual: int = 64           # at 1/8
    depth: tuple = (1, 2, 1, 1, 1)      # residual blocks at 1/2, 1/4, 1/8, then at 1/4 and 1/2 again


class ConvBlock(nn.Module):
    """x + conv(relu(conv(x))), 3x3, the identity at first. It has no normalisation, which would discard the size of the residual."""

    def __init__(self, channels):
        super().__init__()
        self.first, self.second = (nn.Conv2d(channels, channels, 3, padding=1) for _ in range(2))
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x):
        return x + self.second(F.relu(self.first(x)))


class Residual(nn.Module):
    """The second stage: planes (N,4,H,W) and guidance (N,60,H/8,W/8) -> residual (N,3,H,W) and features (N,64,H/8,W/8).

    The planes are colour detail and the contribution of the bands, both divided by the local contrast, as the residual is. The guidance is
    the features and coefficient maps of the first stage.
    """

    def __init__(self, cfg: RefinedConfig):
        super().__init__()
        a, b, c = cfg.half, cfg.fourth, cfg.eighth_residual
        blocks = lambda channels, n: nn.Sequential(*[ConvBlock(channels) for _ in range(n)])
        self.at_half = nn.Sequential(nn.Conv2d(4, a, 6, 2, 2), nn.ReLU(inplace=True), blocks(a, cfg.depth[0]))
        self.at_fourth = nn.Sequential(nn.Conv2d(a, b, 3, 2, 1), nn.ReLU(inplace=True), blocks(b, cfg.depth[1]))
        self.at_eighth = nn.Conv2d(b, c, 3, 2, 1)
        self.guidance = nn.Conv2d(cfg.eighth + 12, c, 1)
        self.deep = blocks(c, cfg.depth[2])
        self.to_fourth = nn.Sequential(nn.Conv2d(c, 4 * b, 1), nn.PixelShuffle(2))
        self.fourth_again = blocks(b, cfg.depth[3])
        self.to_half = nn.Sequential(nn.Conv2d(b, 4 * a, 1), nn.PixelShuffle(2))
        self.half_again = blocks(a, cfg.depth[4])
        self.out = nn.Sequential(nn.Conv2d(a, 12, 3, padding=1), nn.PixelShuffle(2))
        nn.init.zeros_(self.out[0].weight)
        nn.init.zeros_(self.out[0].bias)

    def forward(self, planes, guidance):
        residual, eighth = self.blocks(planes, guidance)
        return self.out[1](residual), eighth

    def blocks(self, planes, guidance):
        """The residual as blocks of 2x2 pixels (N,12,H/2,W/2), and features at 1/8.

        Channel 4c + 2i + j is colour c of row i and column j of the block.
        """
        half = self.at_half(planes)
        fourth = self.at_fourth(half)
        eighth = self.deep(F.relu(self.at_eighth(fourth) + self.guidance(guidance)))
        fourth = self.fourth_again(fourth + self.to_fourth(eighth))
        return self.out[0](self.half_again(half + self.to_half(fourth))), eighth


class RefinedNetwork(LiveNetwork):
    """BGR in [0, 1] of any size (N,3,H,W) -> sharp (N,3,H,W), blur radius in px and coefficient maps at 1/8, rounded up."""

    def __init__(self, cfg: RefinedConfig = RefinedConfig()):
        super().__init__(cfg)
        self.residual = Residual(cfg)
        self.radius = nn.Conv2d(cfg.eighth + 12 + cfg.eighth_residual, 1, 1)
        nn.init.constant_(self.radius.bias, 2.0)

    def both(self, frame):
        """(sharp, radius, coefficients) of the first stage, and the same of the whole network."""
        h, w = frame.shape[2:]
        s, cfg = self.cfg.stride, self.cfg
        cut = lambda x: x[:, :, :(h + s - 1) // s, :(w + s - 1) // s]
        whole = padded(frame, cfg.multiple)
        levels = gaussians(F.conv2d(whole, self.luma))
        fine = detail(levels)
        scale = contrast(fine, cfg.contrast_floor)
        features, coefficients = self.backbone.maps(fine * scale)
        guidance = torch.cat((features, coefficients), 1)
        banded = apply_bands(levels, coefficients, cfg.limits)
        colour = detail((whole, None, down(down(whole))))
        residual, eighth = self.residual(torch.cat((colour, banded), 1) * scale, guidance)
        read = lambda head, x: cut(self.read(head, x))
        live = frame + banded[:, :, :h, :w]
        sharp = live + (residual / scale)[:, :, :h, :w]
        coefficients = cut(coefficients)
        return ((live, read(self.backbone.radius, guidance), coefficients),
                (sharp, read(self.radius, torch.cat((guidance, eighth), 1)), coefficients))

    def read(self, head, x):
        """The blur radius in px that a head reads from features."""
        return F.softplus(head(x)).clamp(max=self.cfg.max_radius)

    def forward(self, frame):
        return self.both(frame)[1]

    def first_stage(self):
        """The live network of the first stage; it shares its weights with this network."""
        live = LiveNetwork(LiveConfig(**{f: getattr(self.cfg, f) for f in LiveConfig.__dataclass_fields__
                                         if f not in ("name", "variant", "stride", "multiple")}))
        live.backbone = self.backbone
        return live.train(self.training)

    def start_from(self, live: LiveNetwork):
        """Copies a trained live network into the first stage; a new second stage adds nothing."""
        self.backbone.load_state_dict(live.backbone.state_dict())
