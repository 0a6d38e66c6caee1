"""Pairs of photographs, out of focus and sharp: DPDD's layout, FOLDER/source and FOLDER/target or FOLDER/train_c/source ..."""
from pathlib import Path

import cv2
import numpy as np
import torch

from p2ikt_live.data.photographs import named
from p2ikt_live.data.workers import batch_numbers

MAX_REDUCTION = 2   # of the crops that are varied
SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")


def part(folder, name):
    """FOLDER/name (train_c, val_c, test_c) where DPDD's layout has it, else FOLDER itself; None when neither holds pairs."""
    for candidate in (Path(folder) / name, Path(folder)):
        if (candidate / "source").is_dir() and (candidate / "target").is_dir():
            return candidate


def paired(folder):
    """[(source, target)] of a folder in name order, paired by the first rule that finds a pair.

    The same stem; SCENE_SHOT of source and SCENE of target (focus stacks); the same rank (DPDD numbers every shot anew).
    """
    folder = Path(folder)
    if not ((folder / "source").is_dir() and (folder / "target").is_dir()):
        raise SystemExit(f"{folder} has no folders source and target: name one in DPDD's layout")
    sources, targets = (sorted(p for p in (folder / side).iterdir() if p.suffix.lower() in SUFFIXES) for side in ("source", "target"))
    of_stem = {p.stem: p for p in targets}
    shared = [(p, of_stem[p.stem]) for p in sources if p.stem in of_stem]
    if not shared:
        shared = [(p, of_stem[scene(p)]) for p in sources if scene(p) in of_stem]
    if not shared and len(sources) == len(targets):
        shared = list(zip(sources, targets))
    if not shared:
        raise SystemExit(f"{folder}: no pairs; {len(sources)} pictures in source and {len(targets)} in target share no name")
    if alone := sorted({*sources, *targets} - {p for pair in shared for p in pair}):
        raise SystemExit(f"without a counterpart of the same name: {named(alone)}; add it, or take them out")
    return shared


def scene(path):
    """The part of a file's name before the last _: the shots of a focus stack are SCENE_SHOT."""
    return path.stem.rpartition("_")[0]


def split(files, held):
    """The pairs of all scenes but the last `held` in name order, and the pairs of those."""
    scenes = sorted({scene(source) for source, _ in files})
    if not 0 < held < len(scenes):
        raise SystemExit(f"{held} of {len(scenes)} scenes cannot be held out: give 1 to {len(scenes) - 1}")
    of = lambda kept: [pair for pair in files if (scene(pair[0]) in scenes[-held:]) == kept]
    return of(False), of(True)


class PairError(Exception):
    """A picture or a pair that cannot be used; the message names it."""


def read(path):
    """B, G, R of 8 or 16 bits as float32 in [0, 1], (H,W,3)."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH)
    if picture is None:
        raise PairError(f"{path} is not a picture that OpenCV reads")
    return picture.astype(np.float32) / np.iinfo(picture.dtype).max


def vary(blurred, sharp, rng):
    """A pair (S,S,3) in [0, 1] as another camera might have taken it.

    Exposure, contrast and colours of both pictures change alike. Noise and JPEG come to the blurred one only, each in a third of the pairs.
    """
    colours = rng.uniform(0.8, 1.2) * rng.uniform(0.9, 1.1, 3).astype(np.float32)
    exponent, order = rng.uniform(0.8, 1.25), rng.permutation(3) if rng.random() < 0.2 else np.arange(3)
    blurred, sharp = (np.clip(picture[..., order] ** exponent * colours, 0, 1).astype(np.float32) for picture in (blurred, sharp))
    if rng.random() < 1 / 3:
        blurred = blurred + rng.uniform(0, 4 / 255) * rng.standard_normal(blurred.shape, np.float32)
    blurred = np.round(np.clip(blurred, 0, 1) * 255).astype(np.uint8)
    if rng.random() < 1 / 3:
        code = cv2.imencode(".jpg", blurred, (cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(75, 98))))[1]
        blurred = cv2.imdecode(code, cv2.IMREAD_COLOR)
    return blurred.astype(np.float32) / 255, sharp


class FolderPairs(torch.utils.data.IterableDataset):
    """An endless stream of batches: blurred, sharp (N,3,S,S) in [0, 1] and radius (N,1,S/8,S/8), which is unknown: NaN.

    Every pair comes once an epoch, in random order, as a random crop, flipped and turned by quarters at random. With `augment`, half of the
    crops are reduced from up to twice their size, where the picture is large enough, and all are varied (`vary`). A pair that cannot be
    used ends the stream with a PairError as its last value, because an exception in a worker would show a traceback.
    """

    def __init__(self, files, batch, side, seed, first=0, augment=False):
        self.files, self.batch, self.side, self.seed, self.first, self.augment = files, batch, side, seed, first, augment

    def crop(self, source, target, rng):
        """The same random crop of both pictures: (3,S,S) each."""
        blurred, sharp = read(source), read(target)
        (h, w), side = blurred.shape[:2], self.side
        if blurred.shape != sharp.shape or min(h, w) < side:
            raise PairError(f"{source} is {w}x{h}, {target} {sharp.shape[1]}x{sharp.shape[0]}: "
                            f"both must be one size, {side}x{side} or more")
        if self.augment and rng.random() < 0.5:
            side = min(int(side * rng.uniform(1, MAX_REDUCTION)), h, w)
        y, x = rng.integers(h - side + 1), rng.integers(w - side + 1)
        turns, flip = rng.integers(4), rng.random() < 0.5
        cut = [picture[y:y + side, x:x + side] for picture in (blurred, sharp)]
        if side != self.side:
            cut = [cv2.resize(picture, (self.side, self.side), interpolation=cv2.INTER_AREA) for picture in cut]
        for picture in vary(*cut, rng) if self.augment else cut:
            picture = np.rot90(picture, turns)
            yield torch.from_numpy(np.ascontiguousarray(picture[:, ::-1] if flip else picture)).permute(2, 0, 1)

    def pair(self, place):
        """The pair at a place in the endless sequence of shuffled epochs."""
        epoch, index = divmod(place, len(self.files))
        return self.files[np.random.default_rng((self.seed, 3, epoch)).permutation(len(self.files))[index]]

    def __iter__(self):
        cells = (self.batch, 1, self.side // 8, self.side // 8)
        for number in batch_numbers(self.first):
            rng = np.random.default_rng((self.seed, 1, number))
            try:
                blurred, sharp = zip(*(self.crop(*self.pair(number * self.batch + i), rng) for i in range(self.batch)))
            except PairError as error:
                yield error
                return
            yield torch.stack(blurred), torch.stack(sharp), torch.full(cells, float("nan"))
