"""Metrics of pictures and of the blur radius. Pictures are (N,3,H,W), B, G, R in [0, 1]; radii are (N,1,H/8,W/8) in px."""
import torch
import torch.nn.functional as F

DEPTH_EDGE = 1.0    # px of radius between neighbouring cells


def texture(sharp):
    """Mean gradient magnitude of the luma in each cell of 8x8 pixels: (N,1,H/8,W/8) in [0, 1]."""
    luma = sharp.mean(1, keepdim=True)
    dx = F.pad((luma[..., :, 1:] - luma[..., :, :-1]).abs(), (0, 1, 0, 0))
    dy = F.pad((luma[..., 1:, :] - luma[..., :-1, :]).abs(), (0, 0, 0, 1))
    return F.avg_pool2d(torch.maximum(dx, dy), 8)


def tolerated(predicted, radius):
    """True where a predicted radius is within 25 % or 0.5 px of the true one, the tolerance of a confident reading."""
    return (predicted - radius).abs() <= (radius / 4).clamp(min=0.5)


def depth_edges(radius):
    """True at cells that have a neighbour whose radius differs by more than DEPTH_EDGE."""
    near = lambda x: F.max_pool2d(x, 3, 1, 1)
    return near(radius) + near(-radius) > DEPTH_EDGE


def to_bytes(x):
    """x in [0, 1] as whole grey levels 0 to 255, still floating-point."""
    return (x.clamp(0, 1) * 255).round()


def psnr(a, b):
    """PSNR of each picture in dB, on 8-bit values: (N,); 60 at most, which is that of identical pictures."""
    mse = ((to_bytes(a) - to_bytes(b)) ** 2).mean((1, 2, 3))
    return 10 * torch.log10(255 ** 2 / mse.clamp(min=0.065))
