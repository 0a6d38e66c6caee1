"""Training data: sharp photographs, fresh defocus pairs made from them, and a reservoir that feeds the trainer."""
import collections
import itertools
import os
from pathlib import Path

import cv2
import numpy as np
import torch

import lens
import sensor

# Large photographs held out of training; the synthetic hold-out is made from these alone.
HOLDOUT = ("clic_", 10)
MILD_RADIUS = 6.0  # px: what a photographer who tries to focus gets


def photographs(folder, holdout=False, least=256):
    """BGR uint8 photographs of a folder, in name order, of this side at least; the first ten of the CLIC set are the hold-out."""
    if not Path(folder).is_dir():
        raise SystemExit(f"{folder} is no folder: name one of sharp photographs with --photos")
    files = sorted(p for p in Path(folder).iterdir() if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if not files:
        raise SystemExit(f"no photographs in {folder}: put sharp JPEG or PNG files there, or name another folder with --photos")
    held = set([p for p in files if p.name.startswith(HOLDOUT[0])][:HOLDOUT[1]])
    chosen = [p for p in files if (p in held) == holdout]
    images = [cv2.imread(str(p), cv2.IMREAD_COLOR) for p in chosen]
    if broken := [p for p, i in zip(chosen, images) if i is None]:
        raise SystemExit(f"no pictures that can be read: {named(broken)}; mend them or take them out of the folder")
    images = [i for i in images if min(i.shape[:2]) >= least]
    if not images:
        raise SystemExit(f"no photograph in {folder} " + (f"is named {HOLDOUT[0]}*, which make the hold-out: add some, or train with --checks 0"
                                                          if holdout else f"is {least} pixels high and wide, what these crops need: "
                                                          "add larger ones, or name a smaller --side"))
    return images


def named(paths, most=10):
    """The first of some paths, and how many more there are, for an error message."""
    return ", ".join(map(str, paths[:most])) + (f" and {len(paths) - most} more" if len(paths) > most else "")


def _crop(image, side, rng):
    """A side x side crop, scaled down so that it is sharp at the pixel (a large photograph more than a small one), turned, flipped."""
    h, w = image.shape[:2]
    scale = min(rng.uniform(1.3, 2.6) if min(h, w) >= 700 else rng.uniform(1.0, 2.2), h / side, w / side)
    span = min(int(round(side * scale)), h, w)
    y, x = rng.integers(0, h - span + 1), rng.integers(0, w - span + 1)
    crop = cv2.resize(image[y:y + span, x:x + span], (side, side), interpolation=cv2.INTER_AREA)
    crop = np.rot90(crop, rng.integers(4))
    return np.ascontiguousarray(crop[:, ::-1] if rng.random() < 0.5 else crop)


def _textured(image, side, rng):
    """Of three crops the one with the most fine detail: flat walls teach nothing, and what the photographer left soft teaches wrong."""
    crops = [_crop(image, side, rng) for _ in range(3 if rng.random() < 0.8 else 1)]
    return max(crops, key=lambda c: np.std(cv2.Laplacian(c, cv2.CV_16S)))


def _coverage(side, rng):
    """Where the foreground lies: nothing, a half plane with a wavy edge, blobs, twigs, or letters."""
    mask = np.zeros((side, side), np.uint8)
    kind = rng.random()
    if kind < 0.25:
        return mask
    if kind < 0.55:
        t = np.linspace(-1, 1, 64)
        edge = rng.uniform(-0.5, 0.5) + sum(rng.normal(0, 0.25 / f) * np.sin(f * np.pi * t + rng.uniform(0, 6.3)) for f in (1, 2, 4, 7))
        points = np.concatenate((np.stack((t, edge), 1), [(1.5, -3), (-1.5, -3)]))
        angle = rng.uniform(0, 2 * np.pi)
        points = points @ np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * 1.5
        cv2.fillPoly(mask, [np.int32((points + 1) * side / 2 * 16)], 255, cv2.LINE_AA, 4)
    elif kind < 0.8:
        noise = cv2.GaussianBlur(rng.normal(size=(side, side)).astype(np.float32), (0, 0), rng.uniform(5, 20))
        level = np.quantile(noise, rng.uniform(0.3, 0.8))
        mask = np.uint8(np.clip((noise - level) / (noise.std() + 1e-6) * 12 * 255 + 127, 0, 255))
    elif kind < 0.93:
        for _ in range(rng.integers(2, 8)):
            a, b = rng.integers(0, side, 2), rng.integers(0, side, 2)
            cv2.line(mask, tuple(map(int, a)), tuple(map(int, b)), 255, int(rng.integers(2, 16)), cv2.LINE_AA)
    else:
        for row in range(3):
            text = "".join(chr(c) for c in rng.integers(33, 126, 8))
            cv2.putText(mask, text, (int(rng.integers(-10, 20)), 40 + row * 50), cv2.FONT_HERSHEY_SIMPLEX, rng.uniform(1, 2), 255,
                        int(rng.integers(2, 7)), cv2.LINE_AA)
    return mask


def _radii(n, rng, mild_only):
    """Signed background radius at the middle and its slope, foreground radius: mild and heavy, partial and whole."""
    mild, heavy = 9.0 * rng.random((2, n)) ** 1.7, 5.0 + 9.5 * rng.random((2, n))
    back, front = np.where(rng.random((2, n)) < 0.22, heavy, mild)
    if mild_only:
        back, front = mild * (MILD_RADIUS / 9.0)
    scene = rng.random(n)
    focus = 0.6 * rng.random(n)
    back = np.where(scene < 0.25, focus, back)                      # focus on the background
    front = np.where((scene >= 0.25) & (scene < 0.5), focus, front)  # focus on the foreground
    both = scene >= 0.94                                            # all in focus: what must be left alone
    back, front = np.where(both, focus, back), np.where(both, focus, front)
    steep = np.where(rng.random(n) < 0.3, 2.0 if mild_only else 8.0, 2.0)
    slope = rng.uniform(-1, 1, (n, 2)) * steep[:, None] * 0.5
    slope[both] = 0
    room = 15.0 - np.abs(slope).sum(1) / 2
    return np.minimum(back, room) * rng.choice((-1, 1), n), slope, front


def draw_batch(images, n, side, seed, mild_only=False):
    """What chance decides of n fresh pairs, on the CPU: crops, coverage, radii, light, JPEG qualities (0: none), and a seed for the rest."""
    rng = np.random.default_rng(seed)
    noise = int(rng.integers(2 ** 62))
    full = side + 2 * lens.MARGIN
    pick = lambda: images[rng.integers(len(images))]
    crops = np.stack([_textured(pick(), full, rng) for _ in range(2 * n)])
    gain = rng.uniform(0.5, 1.25, (2 * n, 1, 1, 1))
    boost = np.where(rng.random((2 * n, 1, 1, 1)) < 0.25, rng.uniform(0.5, 4, (2 * n, 1, 1, 1)), 0)
    coverage = np.stack([_coverage(full, rng) for _ in range(n)])[:, None]
    radii = _radii(n, rng, mild_only)
    quality = np.zeros(n, int)
    for i in np.flatnonzero(rng.random(n) < 0.5):
        quality[i] = rng.integers(70, 99)
    return crops, gain, boost, coverage, radii, quality, noise


def render_batch(drawn, device="cpu"):
    """The pairs of a draw, rendered in one batch on a device; JPEG after, on the CPU, from the bytes that come back anyway.

    Returns uint8 blurred and sharp (n,side,side,3) BGR, and float16 radius (n,side/8,side/8) in px. The noise comes from the device's
    own generator, so a seed repeats itself on one kind of device only.
    """
    crops, gain, boost, coverage, radii, quality, noise = drawn
    n = len(coverage)
    generator = torch.Generator(device).manual_seed(noise)
    there = lambda x: torch.from_numpy(x).to(device).float()
    light = lens.to_linear(there(crops).permute(0, 3, 1, 2) / 255)
    light = light * there(gain)
    light = light * (1 + there(boost) * (light.mean(1, keepdim=True) - 0.85).clamp(min=0) / 0.15)  # clipped lamps were brighter
    coverage = there(coverage) / 255
    corner, slope, front = map(there, radii)
    apertures = lens.Apertures.draw(n, generator, device)
    limit = apertures.largest()
    corner = torch.minimum(corner.abs(), limit - slope.abs().sum(1) / 2).clamp(min=0) * corner.sign()
    blurred, sharp, radius = lens.render(light[:n], light[n:], coverage, corner, slope, torch.minimum(front, limit), apertures)
    byte = lambda x: (x.clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).contiguous().cpu().numpy()
    source, target = map(byte, sensor.develop(blurred, sharp, generator))
    for i in np.flatnonzero(quality):
        source[i] = cv2.imdecode(cv2.imencode(".jpg", source[i], (cv2.IMWRITE_JPEG_QUALITY, int(quality[i])))[1], cv2.IMREAD_COLOR)
    return source, target, torch.nn.functional.avg_pool2d(radius, 8)[:, 0].half().cpu().numpy()


def make_batch(images, n, side, seed, mild_only=False, device="cpu"):
    """n fresh pairs, of all radii or of mild ones alone, rendered on a device: what render_batch returns."""
    return render_batch(draw_batch(images, n, side, seed, mild_only), device)


def tensors(blurred, sharp, radius):
    """A batch of arrays as the networks take it: blurred, sharp (n,3,S,S) in [0,1]; radius (n,1,S/8,S/8) in px."""
    image = lambda x: torch.from_numpy(x).permute(0, 3, 1, 2).float() / 255
    return image(blurred), image(sharp), torch.from_numpy(radius).float()[:, None]


class FreshPairs(torch.utils.data.IterableDataset):
    """An endless stream of freshly drawn batches from number `first` on, rendered or, for a GPU to render, as they were drawn."""

    def __init__(self, images, batch, side, seed, rendered=True, first=0):
        self.images, self.batch, self.side, self.seed, self.rendered, self.first = images, batch, side, seed, rendered, first

    def __iter__(self):
        for number in numbers(self.first):
            drawn = draw_batch(self.images, self.batch, self.side, (self.seed, 0, number))
            yield render_batch(drawn) if self.rendered else drawn


def numbers(first):
    """The numbers of the batches that this process makes: every worker its share, in turns, as the loader collects them."""
    worker = torch.utils.data.get_worker_info()
    if worker:
        torch.set_num_threads(1)
        os.nice(2)
    return itertools.count(first + (worker.id if worker else 0), worker.num_workers if worker else 1)


class Reservoir:
    """Keeps the last pairs drawn; a training batch is a random draw from them, so each pair is seen a few times, apart."""

    def __init__(self, capacity):
        self.capacity, self.pairs = capacity, collections.deque(maxlen=capacity)

    def add(self, batch):
        self.pairs.extend(zip(*batch))

    def draw(self, n, rng):
        """Tensors: blurred, sharp (n,3,S,S) in [0,1]; radius (n,1,S/8,S/8) in px; flipped and transposed at random."""
        parts = []
        for i in rng.integers(0, len(self.pairs), n):
            flip, turn = rng.random() < 0.5, rng.random() < 0.5
            pair = [np.asarray(x) for x in self.pairs[i]]
            pair = [x[:, ::-1] for x in pair] if flip else pair
            parts.append([x.swapaxes(0, 1) for x in pair] if turn else pair)
        return tensors(*(np.stack(x) for x in zip(*parts)))
