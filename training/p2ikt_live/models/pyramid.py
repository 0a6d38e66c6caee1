"""The prior of the live networks: a luma pyramid and its bands.

Samples are cell-centred: sample i of level k covers pixels i*2^k to (i+1)*2^k - 1. All levels and the coefficient maps share this geometry.
All tensors are (N,C,H,W). The C# engine computes the same; this file is its reference.
"""
import torch
import torch.nn.functional as F

LUMA_BGR = (29 / 256, 150 / 256, 77 / 256)  # BT.601 in 1/256, so that integer code gets the same luma


def _filter(x, taps, stride=1, pad=None):
    """Separable filter of each channel of x, with replicated borders. `pad` is (before, after) in samples; by default it is centred."""
    taps = torch.tensor(taps, dtype=x.dtype, device=x.device)
    n, channels = taps.numel(), int(x.shape[1])     # a plain number, because an exported graph has a fixed count of filters
    before, after = pad or ((n - 1) // 2, n // 2)
    x = F.pad(x, (before, after, before, after), mode="replicate")
    return F.conv2d(x, torch.outer(taps, taps).repeat(channels, 1, 1, 1), stride=stride, groups=channels)


def down(x):
    """Half the size, rounded down: a binomial filter of four taps at every second sample."""
    return _filter(x, (1 / 8, 3 / 8, 3 / 8, 1 / 8), stride=2, pad=(1, 1))


def up(x, scale=2):
    """`scale` times the size, bilinear."""
    return F.interpolate(x, scale_factor=float(scale), mode="bilinear", align_corners=False)


def smooth3(x):
    """Binomial filter of three taps in each direction."""
    return _filter(x, (1 / 4, 1 / 2, 1 / 4))


def smooth5(x):
    """Binomial filter of five taps in each direction."""
    return _filter(x, (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16))


def gaussians(luma):
    """Levels 0..4 of the pyramid of a luma (N,1,H,W); H and W are multiples of 16."""
    levels = [luma]
    for _ in range(4):
        levels.append(down(levels[-1]))
    return levels


def detail(levels):
    """A picture minus its local mean, from levels 0 and 2 of its pyramid."""
    return levels[0] - up(up(levels[2]))


def contrast(fine, floor):
    """The reciprocal of the local deviation of the luma's detail (N,1,H,W), at every pixel; `floor` as in `normalise`."""
    return up(torch.rsqrt(smooth5(F.avg_pool2d(fine * fine, 8)) + floor * floor), 8)


def normalise(levels, floor):
    """Detail divided by its local deviation, the input of the backbone. Blur changes the spectrum, not brightness or contrast.

    `floor` is the deviation below which a region counts as flat, in [0, 1].
    """
    fine = detail(levels)
    return fine * contrast(fine, floor)


def bands(levels):
    """Six bands as (level, values), fine to coarse. Their upsampled sum is the luma minus its local mean."""
    g0, g1, g2, g3, g4 = levels
    fine = smooth3(g0)
    return [(0, g0 - fine), (0, fine - up(g1)), (1, g1 - up(g2)), (2, g2 - up(g3)), (3, g3 - up(g4)), (4, g4 - smooth5(g4))]


def resize(maps, level):
    """Maps at 1/8 (N,C,H/8,W/8), resized to a level of the pyramid."""
    return up(maps, 2 ** (3 - level)) if level < 3 else maps if level == 3 else F.avg_pool2d(maps, 2)


def apply_bands(levels, coefficients, limits):
    """The residual of luma (N,1,H,W): the sum of c_j band_j + c_(6+j) limit(band_j), weighted at the band's level, then upsampled.

    `coefficients` are (N,12,H/8,W/8); `limits` are six values in [0, 1], fine to coarse.
    """
    residual = [0.0] * 5
    for j, (level, band) in enumerate(bands(levels)):
        c = resize(torch.cat((coefficients[:, j:j + 1], coefficients[:, 6 + j:7 + j]), 1), level)
        residual[level] = residual[level] + c[:, :1] * band + c[:, 1:] * band.clamp(-limits[j], limits[j])
    total = residual[4]
    for level in (3, 2, 1, 0):
        total = up(total) + residual[level]
    return total


def padded(x, multiple):
    """x with border pixels repeated to the right and below, until both sides are multiples of `multiple`."""
    h, w = x.shape[2:]
    return F.pad(x, (0, (multiple - w % multiple) % multiple, 0, (multiple - h % multiple) % multiple), mode="replicate")
