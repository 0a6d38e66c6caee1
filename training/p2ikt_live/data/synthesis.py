"""Fresh defocus pairs from sharp photographs: drawn on the CPU, then rendered in batches on the CPU or a GPU."""
from typing import NamedTuple

import cv2
import numpy as np
import torch

from p2ikt_live.data import lens, scenes, sensor

DEEP = 0.4          # share of the pairs whose distances come from a measured depth map, where there are any


class Draw(NamedTuple):
    """The random choices of n fresh pairs, made on the CPU.

    The first m pairs have two layers; the distances of the others are measured ones.
    """
    crops: np.ndarray       # uint8 (n+m,S,S,3): n scenes, of which the first m are backgrounds, then their m foregrounds
    gain: np.ndarray        # (n+m,1,1,1): exposure
    boost: np.ndarray       # (n+m,1,1,1): how much brighter clipped lamps were
    coverage: np.ndarray    # uint8 (m,1,S,S): of the foreground
    radii: tuple            # signed background radius (m,), its slope (m,2), foreground radius (m,)
    distances: np.ndarray   # float32 (n-m,1,S,S): signed radius
    quality: np.ndarray     # (n,): quality of the JPEG; 0: none
    noise: int              # seed of the apertures, the noise and the sensor


def draw_batch(images, n, side, seed, of="all", depths=None, lettering=0.0):
    """A Draw of n pairs of side x side px.

    images: Photographs. depths: inverse depth maps, or None. seed: whatever numpy's default_rng takes. of: "all", "mild" or "heavy" radii.
    lettering: share of the crops that get lines of words.
    """
    rng = np.random.default_rng(seed)
    noise = int(rng.integers(2 ** 62))
    full = side + 2 * lens.MARGIN
    chances = np.array([image.weight for image in images])
    chances /= chances.sum()
    m = n - int(rng.binomial(n, DEEP)) if depths else n
    crops = np.stack([scenes.textured_crop(images, chances, full, rng) for _ in range(n + m)])
    if lettering:
        crops = np.stack([scenes.lettered(crop, rng) if rng.random() < lettering else crop for crop in crops])
    gain = rng.uniform(0.5, 1.25, (n + m, 1, 1, 1))
    boost = np.where(rng.random((n + m, 1, 1, 1)) < 0.25, rng.uniform(0.5, 4, (n + m, 1, 1, 1)), 0)
    coverage = np.stack([scenes.random_coverage(full, rng) for _ in range(m)])[:, None] if m else np.zeros((0, 1, full, full), np.uint8)
    radii = scenes.random_radii(m, rng, of)
    low, high = {"all": (2.0, scenes.LARGEST), "mild": (1.0, scenes.MILD_RADIUS), "heavy": (scenes.HEAVY_RADIUS, scenes.LARGEST)}[of]
    distances = np.zeros((n - m, 1, full, full), np.float32)
    for i in range(n - m):
        distances[i, 0] = scenes.random_distances(depths, full, rng, low + (high - low) * rng.random() ** 1.3)
    quality = np.where(rng.random(n) < 0.4, rng.integers(75, 98, n), 0)
    return Draw(crops, gain, boost, coverage, radii, distances, quality, noise)


def render_batch(drawn, device="cpu"):
    """The pairs of a draw, rendered in one batch on `device`. JPEG follows on the CPU, to which the bytes return in any case.

    Returns uint8 blurred and sharp (n,side,side,3) B, G, R, and float16 radius (n,side/8,side/8) in px. The noise comes from the generator
    of the device, so a seed gives the same pairs on one kind of device only.
    """
    n, m = len(drawn.quality), len(drawn.coverage)
    generator = torch.Generator(device).manual_seed(drawn.noise)
    to_device = lambda x: torch.from_numpy(x).to(device).float()
    light = lens.to_linear(to_device(drawn.crops).permute(0, 3, 1, 2) / 255)
    light = light * to_device(drawn.gain)
    # Clipped lamps were brighter than their photograph.
    light = light * (1 + to_device(drawn.boost) * (light.mean(1, keepdim=True) - 0.85).clamp(min=0) / 0.15)
    apertures = lens.Apertures.draw(n, generator, device)
    limit, made = apertures.largest(), []
    if m:
        corner, slope, front = map(to_device, drawn.radii)
        corner = torch.minimum(corner.abs(), limit[:m] - slope.abs().sum(1) / 2).clamp(min=0) * corner.sign()
        made.append(lens.render(light[:m], light[n:], to_device(drawn.coverage) / 255, corner, slope, torch.minimum(front, limit[:m]),
                                apertures.part(slice(m))))
    if m < n:
        distances = to_device(drawn.distances)
        distances = distances * (limit[m:] / distances.abs().amax((1, 2, 3)).clamp(min=1e-6)).clamp(max=1)[:, None, None, None]
        made.append(lens.render_depth(light[m:n], distances, apertures.part(slice(m, n))))
    blurred, sharp, radius = (torch.cat(parts) for parts in zip(*made))
    to_uint8 = lambda x: (x.clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).contiguous().cpu().numpy()
    source, target = map(to_uint8, sensor.develop(blurred, sharp, generator))
    for i in np.flatnonzero(drawn.quality):
        source[i] = cv2.imdecode(cv2.imencode(".jpg", source[i], (cv2.IMWRITE_JPEG_QUALITY, int(drawn.quality[i])))[1], cv2.IMREAD_COLOR)
    return source, target, torch.nn.functional.avg_pool2d(radius, 8)[:, 0].half().cpu().numpy()


def make_batch(images, n, side, seed, of="all", device="cpu", depths=None):
    """n fresh pairs, drawn and rendered; arguments of draw_batch, result of render_batch."""
    return render_batch(draw_batch(images, n, side, seed, of, depths), device)


def to_tensors(*arrays):
    """A batch of arrays as tensors for a network: pictures (n,S,S,3), uint8 or in [0, 1], become (n,3,S,S) in [0, 1]; maps (n,s,s) become
    (n,1,s,s)."""
    def tensor(array):
        values = torch.from_numpy(array).float() / (255 if array.dtype == np.uint8 else 1)
        return values[:, None] if array.ndim == 3 else values.permute(0, 3, 1, 2)
    return [tensor(array) for array in arrays]


def to_arrays(*tensors):
    """The reverse of `to_tensors`, in half precision."""
    return [(x[:, 0] if x.shape[1] == 1 else x.permute(0, 2, 3, 1)).half().contiguous().cpu().numpy() for x in tensors]
