"""Pairs of photographs, out of focus and sharp: DPDD's layout, FOLDER/source and FOLDER/target or FOLDER/train_c/source ..."""
from pathlib import Path

import cv2
import numpy as np
import torch

from p2ikt_live.data.photographs import named
from p2ikt_live.data.workers import batch_numbers

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


class FolderPairs(torch.utils.data.IterableDataset):
    """An endless stream of batches: blurred, sharp (N,3,S,S) in [0, 1] and radius (N,1,S/8,S/8), which is unknown: NaN.

    Every pair comes once an epoch, in random order, as a random crop, flipped and turned by quarters at random. A pair that cannot be used
    ends the stream with a PairError as its last value, because an exception in a worker would show a traceback.
    """

    def __init__(self, files, batch, side, seed, first=0):
        self.files, self.batch, self.side, self.seed, self.first = files, batch, side, seed, first

    def crop(self, source, target, rng):
        """The same random crop of both pictures: (3,S,S) each."""
        blurred, sharp = read(source), read(target)
        (h, w), side = blurred.shape[:2], self.side
        if blurred.shape != sharp.shape or min(h, w) < side:
            raise PairError(f"{source} is {w}x{h}, {target} {sharp.shape[1]}x{sharp.shape[0]}: "
                            f"both must be one size, {side}x{side} or more")
        y, x = rng.integers(h - side + 1), rng.integers(w - side + 1)
        turns, flip = rng.integers(4), rng.random() < 0.5
        for picture in (blurred, sharp):
            picture = np.rot90(picture[y:y + side, x:x + side], turns)
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
