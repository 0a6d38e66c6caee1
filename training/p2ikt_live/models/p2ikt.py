"""P2IKT: the prior and prediction inverse kernel transformer (AAAI-24), the paper's network of 3,318,735 parameters.

A frame is deblurred at a quarter, a half and its full size, one after the other, with the same weights (Fig. 1). At each scale
    maps = concat(P2IKB(I_S), P2IKB(D_prev))        deconvolutional feature maps of the input and of the result so far
    cm   = SRT(I_S, h)                              coefficient maps: the weight of each inverse kernel at each place
    D    = Conv1x1(maps x tile(cm))

Each switch of the configuration follows the paper ("paper") or the published weights of its authors ("release").
"""
import copy
from dataclasses import dataclass
from typing import NamedTuple, Optional

import torch
import torch.nn as nn
import torch.nn.functional as F

from p2ikt_live.models.inverse_kernels import InverseKernels
from p2ikt_live.models.scale_recurrent import AttentionPrediction, Sram, Srt
from p2ikt_live.models.strip_attention import Attention


@dataclass(frozen=True)
class P2iktConfig:
    """The configuration of the paper. `release()` is that of the published weights."""
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
    stride: int = 8                 # px a cell of the contract's maps: defocus varies slowly over a picture
    max_radius: float = 16.0        # px, the largest that the blur head reports

    def __post_init__(self):
        for name, known in {"prior": SOURCES, "kernel_layout": SOURCES, "outconv": SOURCES, "downscale": SOURCES,
                            "backbone": BACKBONES}.items():
            if getattr(self, name) not in known:
                raise ValueError(f"{name} is {getattr(self, name)!r}: choose one of {', '.join(known)}")

    @staticmethod
    def release(**changed):
        return P2iktConfig(**dict.fromkeys(("prior", "kernel_layout", "outconv", "downscale"), "release") | changed)


SOURCES = ("paper", "release")
BACKBONES = {"srt": Srt, "sram": Sram}


class Result(NamedTuple):
    """All (N,3,.,.) in the range of the input; `auxiliary` is OutConv's mix at full size (None without IKPM)."""
    quarter: torch.Tensor
    half: torch.Tensor
    full: torch.Tensor
    auxiliary: Optional[torch.Tensor]
    coefficients: torch.Tensor      # N, 2(J+1), H, W of the last stage, in (-1, 1)


def reflect(x, dim, multiple, least=32):
    """x, mirrored beyond its end up to a multiple of `multiple`, and at least to `least` samples.

    The 11x11 convolution needs the least size at the quarter scale. The mirror image repeats as often as necessary, so that a single pixel
    works too; F.pad refuses a picture smaller than its padding. A gather by computed indices follows a symbolic size in an exported graph.
    """
    size = torch.as_tensor(x.shape[dim])
    whole = torch.clamp((size + multiple - 1).div(multiple, rounding_mode="trunc") * multiple, min=least)
    place = torch.arange(whole) % torch.clamp(2 * size - 2, min=1)
    return x.index_select(dim, (size - 1 - (size - 1 - place).abs()).to(x.device))


def twice(x):
    """Twice the size, bilinear."""
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
        ours, theirs = (torch.cat([c] * 3, 1) for c in coefficients.chunk(2, 1))     # of the image, of the previous result
        result = self.restore(torch.cat((maps[0] * ours, maps[1] * theirs), 1))
        return result, self.mix(torch.cat(auxiliary, 1)) if self.mix is not None else None, coefficients, state

    def forward(self, image):
        h, w = image.shape[2:]
        image = reflect(reflect(image, 2, self.backbone.multiple), 3, self.backbone.multiple)
        half = self.shrink(image)
        quarter = self.shrink(half)
        results, previous, state = [], quarter, None
        for scaled in (quarter, half, image):
            result, auxiliary, coefficients, state = self.stage(scaled, previous, state)
            results.append(result)
            if scaled is not image:
                previous, state = twice(result), tuple(map(twice, state))
        crop = lambda x, s=1: x[:, :, :(h + s - 1) // s, :(w + s - 1) // s]
        return Result(crop(results[0], 4), crop(results[1], 2), crop(results[2]), auxiliary if auxiliary is None else crop(auxiliary),
                      crop(coefficients))


class P2iktDeblur(nn.Module):
    """P2IKT to the model contract: BGR (N,3,H,W) in [0, 1] to sharp, blur radius in px and coefficient maps at 1/8, rounded up.

    A 1x1 convolution reads the radius from the coefficient maps alone; both are means over cells of 8x8 pixels. `rgb` swaps colours for
    weights that were trained on R, G, B. `blur` is "trained" or "untrained", for the metadata.
    """

    outputs = ("sharp", "blur", "coefficients")     # of the contract, in this order
    packs_weights = False

    def __init__(self, network: P2ikt, rgb=False, blur="untrained"):
        super().__init__()
        self.network, self.cfg, self.rgb, self.blur = network, network.cfg, rgb, blur
        self.radius = nn.Conv2d(2 * (network.cfg.inverses + 1), 1, 1)
        nn.init.constant_(self.radius.bias, 2.0)

    def swap(self, frame):
        return frame[:, [2, 1, 0]] if self.rgb else frame

    def with_auxiliary(self, frame, share=0.0):
        """sharp, radius, coefficient maps and the auxiliary picture (None without IKPM), for training.

        `share` of the gradient of the radius reaches the maps. With 0, the default, the head does not influence them.
        """
        result, s = self.network(self.swap(frame)), self.cfg.stride
        h, w = frame.shape[2:]
        coefficients = F.avg_pool2d(F.pad(result.coefficients, (0, (s - w % s) % s, 0, (s - h % s) % s), mode="replicate"), s)
        read = coefficients * share + coefficients.detach() * (1 - share) if self.training else coefficients
        radius = F.softplus(self.radius(read)).clamp(max=self.cfg.max_radius)
        auxiliary = None if result.auxiliary is None else self.swap(result.auxiliary)
        return self.swap(result.full), radius, coefficients, auxiliary

    def forward(self, frame):
        return self.with_auxiliary(frame)[:3]

    def facts(self):
        """Metadata of an exported model beside the common part."""
        return {"macs_per_pixel": f"{macs_per_pixel(self.network):.0f}", "blur": self.blur}


def macs_per_pixel(network: P2ikt, side=256):
    """Multiply-accumulates for one pixel of a frame of this side; attention's share grows with the side."""
    network, total = copy.deepcopy(network).to("meta").eval(), [0]

    def count(module, inputs, output):
        if isinstance(module, Attention):
            q, k, _ = inputs
            total[0] += 2 * q.numel() * k.shape[-2]
        elif isinstance(module, nn.ConvTranspose2d):
            total[0] += inputs[0].numel() * module.weight[0].numel()
        else:
            total[0] += output.numel() * module.weight[0].numel()

    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, Attention)):
            module.register_forward_hook(count)
    network(torch.empty(1, 3, side, side, device="meta"))
    return total[0] / side / side
