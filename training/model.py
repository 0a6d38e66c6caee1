"""The networks of P2IKT.Live: today the live variant, in which a small backbone weighs the bands of a luma pyramid.

A radially symmetric inverse kernel is a weighed sum of differences of Gaussians. So the prior's inverse kernels are the
bands of a pyramid, and the coefficient maps, predicted at 1/8 because defocus varies slowly over a picture, say how much
of each band is missing at each place:

    sharp = frame + sum_j c_j * band_j + sum_j c_(6+j) * limit(band_j)

The limited bands (clipped to a few grey levels) let noise and ringing be treated unlike structure, which no linear
inverse can. Six bands twice make the contract's twelve coefficient maps.
"""
import copy
from dataclasses import dataclass, field

import torch
import torch.nn as nn
import torch.nn.functional as F

LUMA_BGR = (29 / 256, 150 / 256, 77 / 256)  # BT.601 in 1/256, so that integer code gets the same luma


@dataclass(frozen=True)
class LiveConfig:
    """p2ikt-live. The numbers are channels, levels and grey values; the comments say why they are so."""
    name: str = "p2ikt-live"
    variant: str = "live"
    stem: int = 16                    # at 1/2: one ORT NCHWc block of AVX-512
    quarter: int = 32
    eighth: int = 48                  # coefficient maps live here
    sixteenth: int = 96               # context: two residual blocks see 64 px around
    blocks: int = 2
    eighth_blocks: int = 1
    max_coefficient: float = 4.0      # tanh-bounded: a Wiener inverse of useful noise gain stays below
    max_radius: float = 16.0
    limits: tuple = (3 / 255, 4 / 255, 6 / 255, 8 / 255, 10 / 255, 12 / 255)  # one a band, fine to coarse
    contrast_floor: float = 1.5 / 255  # below this deviation a region counts as flat: noise is not amplified
    stride: int = field(default=8, init=False)
    multiple: int = field(default=16, init=False)


# ---------------------------------------------------------------- the pyramid: cell-centred, so that every level and the
# coefficient maps share one geometry (sample i of level k covers pixels i*2^k .. (i+1)*2^k - 1)

def _filter(x, taps, stride=1, pad=None):
    """Separable filter of each channel of x with replicated borders."""
    taps = torch.tensor(taps, dtype=x.dtype, device=x.device)
    n, channels = taps.numel(), int(x.shape[1])     # a number: an exported graph has as many filters
    before, after = pad or ((n - 1) // 2, n // 2)
    x = F.pad(x, (before, after, before, after), mode="replicate")
    return F.conv2d(x, torch.outer(taps, taps).repeat(channels, 1, 1, 1), stride=stride, groups=channels)


def down(x):
    return _filter(x, (1 / 8, 3 / 8, 3 / 8, 1 / 8), stride=2, pad=(1, 1))


def up(x, scale=2):
    return F.interpolate(x, scale_factor=float(scale), mode="bilinear", align_corners=False)


def smooth3(x):
    return _filter(x, (1 / 4, 1 / 2, 1 / 4))


def smooth5(x):
    return _filter(x, (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16))


def gaussians(luma):
    """Levels 0..4 of the pyramid; luma 1,H,W with H and W multiples of 16."""
    levels = [luma]
    for _ in range(4):
        levels.append(down(levels[-1]))
    return levels


def detail(levels):
    """A picture without its local mean, from levels 0 and 2 of its pyramid."""
    return levels[0] - up(up(levels[2]))


def contrast(fine, floor):
    """One over the local deviation of the luma's detail, at every pixel."""
    return up(torch.rsqrt(smooth5(F.avg_pool2d(fine * fine, 8)) + floor * floor), 8)


def normalise(levels, floor):
    """Detail over its local deviation: what the backbone sees. Blur is a matter of spectrum, not of brightness or contrast."""
    fine = detail(levels)
    return fine * contrast(fine, floor)


def bands(levels):
    """The prior: six bands as (level, values), fine to coarse. Their sum, upsampled, is the luma without its local mean."""
    g0, g1, g2, g3, g4 = levels
    fine = smooth3(g0)
    return [(0, g0 - fine), (0, fine - up(g1)), (1, g1 - up(g2)), (2, g2 - up(g3)), (3, g3 - up(g4)), (4, g4 - smooth5(g4))]


def resize(maps, level):
    """Maps at 1/8 as seen from a level of the pyramid."""
    return up(maps, 2 ** (3 - level)) if level < 3 else maps if level == 3 else F.avg_pool2d(maps, 2)


def apply_bands(levels, coefficients, limits):
    """The residual of luma: sum of c_j band_j + c_(6+j) limit(band_j), each weighed at its own level, then upsampled."""
    residual = [0.0] * 5
    for j, (level, band) in enumerate(bands(levels)):
        c = resize(torch.cat((coefficients[:, j:j + 1], coefficients[:, 6 + j:7 + j]), 1), level)
        residual[level] = residual[level] + c[:, :1] * band + c[:, 1:] * band.clamp(-limits[j], limits[j])
    total = residual[4]
    for level in (3, 2, 1, 0):
        total = up(total) + residual[level]
    return total


def padded(x, multiple):
    """Border pixels repeated to the right and below until both sides are multiples."""
    h, w = x.shape[2:]
    return F.pad(x, (0, (multiple - w % multiple) % multiple, 0, (multiple - h % multiple) % multiple), mode="replicate")


# ---------------------------------------------------------------- the backbone

class ConvBn(nn.Sequential):
    """Convolution, batch normalisation (folded at export), ReLU."""

    def __init__(self, cin, cout, kernel=3, stride=1, act=True):
        super().__init__(nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(cout),
                         nn.ReLU(inplace=True) if act else nn.Identity())


class Residual(nn.Module):
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
                                     *[Residual(cfg.sixteenth) for _ in range(cfg.blocks)],
                                     nn.Conv2d(cfg.sixteenth, 4 * cfg.eighth, 1), nn.PixelShuffle(2))
        self.refine = nn.Sequential(*[Residual(cfg.eighth) for _ in range(cfg.eighth_blocks)])
        self.coefficients = nn.Conv2d(cfg.eighth, 12, 3, padding=1)
        self.radius = nn.Conv2d(cfg.eighth + 12, 1, 1)  # reads the coefficient maps and what they were made of
        nn.init.zeros_(self.coefficients.weight)        # the network starts as the identity
        nn.init.zeros_(self.coefficients.bias)
        nn.init.constant_(self.radius.bias, 2.0)

    def maps(self, x):
        """Features and coefficient maps, at 1/8."""
        eighth = self.to_eighth(x)
        features = self.refine(F.relu(eighth + self.context(eighth)))
        bound = self.cfg.max_coefficient
        return features, bound * torch.tanh(self.coefficients(features) / bound)

    def forward(self, x):
        features, coefficients = self.maps(x)
        radius = F.softplus(self.radius(torch.cat((features, coefficients), 1))).clamp(max=self.cfg.max_radius)
        return coefficients, radius


class LiveNetwork(nn.Module):
    """BGR in [0, 1], any size (N,3,H,W) -> sharp (N,3,H,W), blur radius and coefficient maps at 1/8, rounded up."""

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
        """What the metadata of an exported model say beside the common part: its cost, and what the fused CPU path must know."""
        return {"macs_per_pixel": f"{macs_per_pixel(self):.0f}", "band_limits": ",".join(f"{x * 255:g}" for x in self.cfg.limits),
                "contrast_floor": f"{self.cfg.contrast_floor * 255:g}"}


def macs_per_pixel(network, side=256):
    """Multiply-accumulates of the convolutions with learned weights, for one pixel of the frame."""
    network, total = copy.deepcopy(network).eval(), [0]

    def count(module, _, output):
        total[0] += output.numel() * module.weight[0].numel()

    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            module.register_forward_hook(count)
    with torch.no_grad():
        network(torch.rand(1, 3, side, side))
    return total[0] / side / side


if __name__ == "__main__":
    print(f"{macs_per_pixel(LiveNetwork()):.0f} MACs a pixel, {sum(p.numel() for p in LiveNetwork().parameters())} parameters")
