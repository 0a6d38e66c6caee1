"""Training data: sharp photographs, fresh defocus pairs made from them, and a reservoir that feeds the trainer."""
import collections
import itertools
import os
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import torch

import lens
import sensor

# The first so many photographs of a set are held out of training; the synthetic hold-out is made from these alone.
HOLDOUT = {"clic": 10, "magento": 10, "people": 5}
RARE = {"magento": 0.35}    # how often a set's photographs are drawn, beside others': studio shots on white, nearly half of all
MILD_RADIUS = 6.0   # px: what a photographer who tries to focus gets
HEAVY_RADIUS = 8.0  # px: from here on nothing fine is left
LARGEST = 20.0      # px
DEEP = 0.4          # share of the pairs whose distances come from a measured depth map, where there are any
SOFT = 0.6          # edge sharpness (see `sharpness`) below which a crop is not sharp enough to be the truth


def photographs(folder, holdout=False, least=256):
    """BGR uint8 photographs of a folder, in name order, of this side at least; the first ones of some sets are the hold-out."""
    if not Path(folder).is_dir():
        raise SystemExit(f"{folder} is no folder: name one of sharp photographs with --photos")
    files = sorted(p for p in Path(folder).iterdir() if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if not files:
        raise SystemExit(f"no photographs in {folder}: put sharp JPEG or PNG files there, or name another folder with --photos")
    held = {p for name, count in HOLDOUT.items() for p in [f for f in files if f.name.startswith(f"{name}_")][:count]}
    chosen = [p for p in files if (p in held) == holdout]
    images = [cv2.imread(str(p), cv2.IMREAD_COLOR) for p in chosen]
    if broken := [p for p, i in zip(chosen, images) if i is None]:
        raise SystemExit(f"no pictures that can be read: {named(broken)}; mend them or take them out of the folder")
    images = [Photograph(i, RARE.get(p.name.partition("_")[0], 1.0)) for p, i in zip(chosen, images) if min(i.shape[:2]) >= least]
    if not images:
        raise SystemExit(f"no photograph in {folder} " + (f"is named {' or '.join(f'{x}_*' for x in HOLDOUT)}, which make the hold-out: add some, or train with --checks 0"
                                                          if holdout else f"is {least} pixels high and wide, what these crops need: "
                                                          "add larger ones, or name a smaller --side"))
    return images


class Photograph(NamedTuple):
    """BGR uint8 pixels, and how often it is drawn beside one of weight 1."""
    pixels: np.ndarray
    weight: float = 1.0


def depth_maps(folder):
    """Inverse depth (H,W) float32 of each 16-bit depth map of a folder, any unit; 0 is unknown there, and is filled with the farthest neighbour."""
    maps = []
    for path in sorted(Path(folder).glob("*.png")):
        depth = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        if depth is None or depth.ndim != 2 or not depth.any():
            raise SystemExit(f"{path} is not a depth map of one channel: take it out of the folder")
        depth = depth.astype(np.float32)
        while not depth.all():
            depth = np.where(depth > 0, depth, cv2.dilate(depth, np.ones((5, 5), np.uint8)))
        maps.append(1 / depth)
    if not maps:
        raise SystemExit(f"no depth maps in {folder}: put 16-bit PNG files there, or train without --depth")
    return maps


def sharpness(crop):
    """How sharp the edges of a BGR crop are: 1 for steps between neighbouring pixels, 1/2 for ramps of several.

    The steepest gradients at full size over the steepest at half size: a step is as high at both, a ramp twice as high at half.
    """
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY).astype(np.float32)
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    steep = lambda x: np.quantile(np.maximum(np.abs(np.diff(x, axis=0))[:, 1:], np.abs(np.diff(x, axis=1))[1:]), 0.98)
    return float(steep(grey) / max(steep(half), 1.0))


def named(paths, most=10):
    """The first of some paths, and how many more there are, for an error message."""
    return ", ".join(map(str, paths[:most])) + (f" and {len(paths) - most} more" if len(paths) > most else "")


def _crop(image, side, rng):
    """A side x side crop, scaled down so that it is sharp at the pixel (a large photograph more than a small one), turned, flipped."""
    h, w = image.shape[:2]
    scale = min(rng.uniform(1.1, 2.4) if min(h, w) >= 700 else rng.uniform(1.0, 1.8), h / side, w / side)
    span = min(int(round(side * scale)), h, w)
    y, x = rng.integers(0, h - span + 1), rng.integers(0, w - span + 1)
    crop = cv2.resize(image[y:y + span, x:x + span], (side, side), interpolation=cv2.INTER_AREA)
    crop = np.rot90(crop, rng.integers(4))
    return np.ascontiguousarray(crop[:, ::-1] if rng.random() < 0.5 else crop)


def _textured(images, chances, side, rng):
    """Of three crops of a photograph the one with the most fine detail: flat walls teach nothing. One that the photographer left soft, or
    that was enlarged, would teach wrong: then another photograph is drawn."""
    for _ in range(4):
        image = images[rng.choice(len(images), p=chances)].pixels
        crops = [_crop(image, side, rng) for _ in range(3 if rng.random() < 0.8 else 1)]
        best = max(crops, key=lambda c: np.std(cv2.Laplacian(c, cv2.CV_16S)))
        if sharpness(best) >= SOFT:
            break
    return best


def _distances(maps, side, rng, largest):
    """Signed radius (side,side) of a piece of a real scene, focused on one of its places, or before or behind it."""
    inverse = maps[rng.integers(len(maps))]
    span = int(rng.uniform(0.35, 1.0) * min(inverse.shape))
    y, x = (rng.integers(0, s - span + 1) for s in inverse.shape)
    piece = cv2.resize(inverse[y:y + span, x:x + span], (side, side), interpolation=cv2.INTER_LINEAR)
    piece = piece[:, ::-1] if rng.random() < 0.5 else piece
    low, high = np.quantile(piece, (0.01, 0.99))
    piece = np.clip((piece - low) / max(high - low, 1e-9), 0, 1)        # 0 the farthest, 1 the nearest
    focus = piece[tuple(rng.integers(lens.MARGIN, side - lens.MARGIN, 2))] if rng.random() < 0.75 else rng.uniform(-0.5, 1.5)
    return (piece - focus) / max(np.abs(piece - focus).max(), 1e-6) * largest


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


def _radii(n, rng, of):
    """Signed background radius at the middle and its slope, foreground radius: mild and heavy, partial and whole."""
    mild, heavy = 9.0 * rng.random((2, n)) ** 1.4, 5.0 + (LARGEST - 5.0) * rng.random((2, n)) ** 1.4
    back, front = np.where(rng.random((2, n)) < 0.3, heavy, mild)
    if of == "mild":
        back, front = mild * (MILD_RADIUS / 9.0)
    if of == "heavy":
        back, front = HEAVY_RADIUS + (LARGEST - 2 - HEAVY_RADIUS) * rng.random((2, n))
    scene = rng.random(n)
    focus = 0.6 * rng.random(n)
    back = np.where(scene < 0.25, focus, back)                      # focus on the background
    front = np.where((scene >= 0.25) & (scene < 0.5), focus, front)  # focus on the foreground
    both = (scene >= 0.94) & (of != "heavy")                        # all in focus: what must be left alone
    back, front = np.where(both, focus, back), np.where(both, focus, front)
    steep = np.where(rng.random(n) < 0.3, 2.0 if of == "mild" else 8.0, 2.0)
    slope = rng.uniform(-1, 1, (n, 2)) * steep[:, None] * 0.5
    slope[both] = 0
    room = LARGEST - np.abs(slope).sum(1) / 2
    return np.minimum(back, room) * rng.choice((-1, 1), n), slope, front


class Draw(NamedTuple):
    """What chance decides of n fresh pairs, on the CPU. The first m of them have two layers, the others' distances are measured ones."""
    crops: np.ndarray       # uint8 (n+m,S,S,3): the scenes, of which the first m lie behind a foreground; then these foregrounds
    gain: np.ndarray        # (n+m,1,1,1): exposure
    boost: np.ndarray       # (n+m,1,1,1): how much brighter clipped lamps were
    coverage: np.ndarray    # uint8 (m,1,S,S): of the foreground
    radii: tuple            # signed background radius (m,), its slope (m,2), foreground radius (m,)
    distances: np.ndarray   # float32 (n-m,1,S,S): signed radius
    quality: np.ndarray     # (n,): of the JPEG; 0: none
    noise: int              # seed of everything else


def draw_batch(images, n, side, seed, of="all", depths=None):
    """A Draw of n pairs of side x side; `of` radii that are "all", "mild" (to MILD_RADIUS) or "heavy" (from HEAVY_RADIUS)."""
    rng = np.random.default_rng(seed)
    noise = int(rng.integers(2 ** 62))
    full = side + 2 * lens.MARGIN
    chances = np.array([image.weight for image in images])
    chances /= chances.sum()
    m = n - int(rng.binomial(n, DEEP)) if depths else n
    crops = np.stack([_textured(images, chances, full, rng) for _ in range(n + m)])
    gain = rng.uniform(0.5, 1.25, (n + m, 1, 1, 1))
    boost = np.where(rng.random((n + m, 1, 1, 1)) < 0.25, rng.uniform(0.5, 4, (n + m, 1, 1, 1)), 0)
    coverage = np.stack([_coverage(full, rng) for _ in range(m)])[:, None] if m else np.zeros((0, 1, full, full), np.uint8)
    radii = _radii(m, rng, of)
    low, high = {"all": (2.0, LARGEST), "mild": (1.0, MILD_RADIUS), "heavy": (HEAVY_RADIUS, LARGEST)}[of]
    distances = np.zeros((n - m, 1, full, full), np.float32)
    for i in range(n - m):
        distances[i, 0] = _distances(depths, full, rng, low + (high - low) * rng.random() ** 1.3)
    quality = np.where(rng.random(n) < 0.4, rng.integers(75, 98, n), 0)
    return Draw(crops, gain, boost, coverage, radii, distances, quality, noise)


def render_batch(drawn, device="cpu"):
    """The pairs of a draw, rendered in one batch on a device; JPEG after, on the CPU, from the bytes that come back anyway.

    Returns uint8 blurred and sharp (n,side,side,3) BGR, and float16 radius (n,side/8,side/8) in px. The noise comes from the device's
    own generator, so a seed repeats itself on one kind of device only.
    """
    n, m = len(drawn.quality), len(drawn.coverage)
    generator = torch.Generator(device).manual_seed(drawn.noise)
    there = lambda x: torch.from_numpy(x).to(device).float()
    light = lens.to_linear(there(drawn.crops).permute(0, 3, 1, 2) / 255)
    light = light * there(drawn.gain)
    light = light * (1 + there(drawn.boost) * (light.mean(1, keepdim=True) - 0.85).clamp(min=0) / 0.15)  # clipped lamps were brighter
    apertures = lens.Apertures.draw(n, generator, device)
    limit, made = apertures.largest(), []
    if m:
        corner, slope, front = map(there, drawn.radii)
        corner = torch.minimum(corner.abs(), limit[:m] - slope.abs().sum(1) / 2).clamp(min=0) * corner.sign()
        made.append(lens.render(light[:m], light[n:], there(drawn.coverage) / 255, corner, slope, torch.minimum(front, limit[:m]),
                                apertures.part(slice(m))))
    if m < n:
        distances = there(drawn.distances)
        distances = distances * (limit[m:] / distances.abs().amax((1, 2, 3)).clamp(min=1e-6)).clamp(max=1)[:, None, None, None]
        made.append(lens.render_depth(light[m:n], distances, apertures.part(slice(m, n))))
    blurred, sharp, radius = (torch.cat(parts) for parts in zip(*made))
    byte = lambda x: (x.clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).contiguous().cpu().numpy()
    source, target = map(byte, sensor.develop(blurred, sharp, generator))
    for i in np.flatnonzero(drawn.quality):
        source[i] = cv2.imdecode(cv2.imencode(".jpg", source[i], (cv2.IMWRITE_JPEG_QUALITY, int(drawn.quality[i])))[1], cv2.IMREAD_COLOR)
    return source, target, torch.nn.functional.avg_pool2d(radius, 8)[:, 0].half().cpu().numpy()


def make_batch(images, n, side, seed, of="all", device="cpu", depths=None):
    """n fresh pairs rendered on a device: what render_batch returns of what draw_batch draws."""
    return render_batch(draw_batch(images, n, side, seed, of, depths), device)


def tensors(blurred, sharp, radius):
    """A batch of arrays as the networks take it: blurred, sharp (n,3,S,S) in [0,1]; radius (n,1,S/8,S/8) in px."""
    image = lambda x: torch.from_numpy(x).permute(0, 3, 1, 2).float() / 255
    return image(blurred), image(sharp), torch.from_numpy(radius).float()[:, None]


class FreshPairs(torch.utils.data.IterableDataset):
    """An endless stream of freshly drawn batches from number `first` on, rendered or, for a GPU to render, as they were drawn."""

    def __init__(self, images, batch, side, seed, rendered=True, first=0, depths=None):
        self.images, self.batch, self.side, self.seed, self.rendered, self.first = images, batch, side, seed, rendered, first
        self.depths = depths

    def __iter__(self):
        for number in numbers(self.first):
            drawn = draw_batch(self.images, self.batch, self.side, (self.seed, 0, number), depths=self.depths)
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
