"""Sensor and development: from linear light behind the lens to the picture, as batches of B, G, R (N,3,H,W).

A camera treats a picture in focus and one out of focus alike. So both pictures of a pair have the Bayer mosaic and its interpolation, the
tone curve and the sharpening, but not the noise. If only the blurred picture had them, a network would learn to undo the camera.
"""
import torch
import torch.nn.functional as F

from p2ikt_live.data.lens import to_srgb

# Linear interpolation of a Bayer mosaic (Malvar, He and Cutler 2004, figure 2), in eighths.
GREEN = ((0, 0, -1, 0, 0), (0, 0, 2, 0, 0), (-1, 2, 4, 2, -1), (0, 0, 2, 0, 0), (0, 0, -1, 0, 0))          # at red and blue
BESIDE = ((0, 0, .5, 0, 0), (0, -1, 0, -1, 0), (-1, 4, 5, 4, -1), (0, -1, 0, -1, 0), (0, 0, .5, 0, 0))  # at green, the colour of this row
ACROSS = ((0, 0, -1.5, 0, 0), (0, 2, 0, 2, 0), (-1.5, 0, 6, 0, -1.5), (0, 2, 0, 2, 0), (0, 0, -1.5, 0, 0))  # red at blue, blue at red


def demosaic(light):
    """Linear B, G, R (N,3,H,W) after a Bayer sensor, red at even rows and columns, and its interpolation."""
    h, w = light.shape[2:]
    odd_row = (torch.arange(h, device=light.device) % 2 == 1)[:, None]
    odd_column = (torch.arange(w, device=light.device) % 2 == 1)[None, :]
    red, blue = ~odd_row & ~odd_column, odd_row & odd_column
    blue_light, green_light, red_light = light.split(1, 1)
    mosaic = torch.where(red, red_light, torch.where(blue, blue_light, green_light))
    taps = torch.tensor((GREEN, BESIDE, ACROSS), device=light.device) / 8
    taps = torch.cat((taps, taps[1:2].transpose(1, 2)))[:, None]
    green, beside, across, above = F.conv2d(F.pad(mosaic, (2, 2, 2, 2), mode="reflect"), taps).split(1, 1)
    of_red = torch.where(red, mosaic, torch.where(blue, across, torch.where(odd_row, above, beside)))
    of_blue = torch.where(blue, mosaic, torch.where(red, across, torch.where(odd_row, beside, above)))
    return torch.cat((of_blue, torch.where(red | blue, green, mosaic), of_red), 1)


def _tone(x, contrast):
    """An S-shaped tone curve; a contrast of 0 changes nothing."""
    return x + contrast * (x * x * (3 - 2 * x) - x)


def _sharpen(x, amount, width):
    """Unsharp mask of a 3x3 binomial filter or, where width is 1, of a 5x5 one; a negative amount softens."""
    taps = torch.tensor((1.0, 2.0, 1.0), device=x.device) / 4
    once = lambda y: F.conv2d(F.pad(y, (1, 1, 1, 1), mode="replicate"), torch.outer(taps, taps).repeat(3, 1, 1, 1), groups=3)
    soft = once(x)
    return (x + amount * (x - torch.where(width > 0, once(soft), soft))).clamp(0, 1)


def _finish(chance):
    """Amount of the unsharp mask, from a uniform chance in [0, 1].

    A third of the pictures are sharpened. Half are softened, as most real references are (lens, low-pass filter, noise reduction).
    """
    softened = torch.where(chance < 0.83, -0.9 * (chance - 0.33) / 0.5, torch.zeros_like(chance))
    return torch.where(chance < 0.33, 0.8 * chance / 0.33, softened)


def develop(blurred, sharp, generator):
    """Both pictures as the same camera delivers them, the sharp one free of noise: (N,3,H,W) in [0, 1].

    The noise of photons and of the read-out is added before the mosaic. Without a mosaic it is smoothed in half of the pictures, as other
    interpolations do. White balance amplifies the noise of blue and red more than that of green.
    """
    n, device = len(blurred), blurred.device
    u = lambda: torch.rand(n, 1, 1, 1, generator=generator, device=generator.device).to(device)
    kind = u()      # most live views and developed pictures are clean; the rest has noise up to that of ISO 12,800
    strength = torch.where(kind < 0.45, 0.03 * u(), torch.where(kind < 0.85, 0.5 * u() ** 2, 0.4 + 0.6 * u()))
    gain = torch.cat((1 + u(), torch.ones(n, 1, 1, 1, device=device), 1 + 0.6 * u()), 1)
    blurred, sharp = blurred.clamp(0, 1), sharp.clamp(0, 1)     # a full well is full
    variance = strength * 0.0006 * u() * blurred * gain + (strength * 0.004 * gain ** 0.5) ** 2
    noise = torch.randn(blurred.shape, generator=generator, device=generator.device).to(device)
    soft = F.avg_pool2d(F.pad(noise, (0, 1, 0, 1), mode="replicate"), 2, 1) * 1.6
    bayer = u() < 0.4
    noisy = blurred + torch.where((u() < 0.5) & ~bayer, soft, noise) * variance.sqrt()
    some = lambda chance, values: torch.where(u() < chance, values, torch.zeros_like(values))
    contrast, amount, width = some(0.5, 0.9 * u() - 0.3), _finish(u()), (u() < 0.5).float()
    finish = lambda x: _sharpen(_tone(to_srgb(torch.where(bayer, demosaic(x), x)), contrast), amount, width)
    return finish(noisy), finish(sharp)
