"""Pairs of photographs, out of focus and sharp: DPDD's layout, FOLDER/source and FOLDER/target or FOLDER/train_c/source ..."""
from pathlib import Path

import cv2
import numpy as np
import torch

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")


def part(folder, name):
    """FOLDER/name (train_c, val_c, test_c) where DPDD's layout has it, else FOLDER itself; None when neither holds pairs."""
    for candidate in (Path(folder) / name, Path(folder)):
        if (candidate / "source").is_dir() and (candidate / "target").is_dir():
            return candidate


def paired(folder):
    """[(source, target)] in name order: of the same stem, or, where no stem is shared (DPDD numbers every shot anew), of the same rank."""
    folder = Path(folder)
    if not ((folder / "source").is_dir() and (folder / "target").is_dir()):
        raise SystemExit(f"{folder} has no folders source and target: name one in DPDD's layout")
    sources, targets = (sorted(p for p in (folder / side).iterdir() if p.suffix.lower() in SUFFIXES) for side in ("source", "target"))
    of_stem = {p.stem: p for p in targets}
    shared = [(p, of_stem[p.stem]) for p in sources if p.stem in of_stem]
    if not shared and len(sources) == len(targets):
        shared = list(zip(sources, targets))
    if not shared:
        raise SystemExit(f"{folder}: no pairs; {len(sources)} pictures in source and {len(targets)} in target share no name")
    return shared


def read(path):
    """B, G, R of 8 or 16 bits as float32 in [0, 1], (H,W,3)."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH)
    if picture is None:
        raise ValueError(f"{path} is no picture that OpenCV reads")
    return picture.astype(np.float32) / np.iinfo(picture.dtype).max


class FolderPairs(torch.utils.data.IterableDataset):
    """An endless stream of batches: blurred, sharp (N,3,S,S) and radius (N,1,S/8,S/8), NaN because nobody measured it.

    Every pair once an epoch, in random order: a random crop, flipped and turned by quarters at random. Workers share the pairs out.
    """

    def __init__(self, files, batch, side, seed):
        self.files, self.batch, self.side, self.seed = files, batch, side, seed

    def crop(self, source, target, rng):
        blurred, sharp = read(source), read(target)
        (h, w), side = blurred.shape[:2], self.side
        if blurred.shape != sharp.shape or min(h, w) < side:
            raise ValueError(f"{source} is {w}x{h}, {target} {sharp.shape[1]}x{sharp.shape[0]}: both must be one size, {side}x{side} or more")
        y, x = rng.integers(h - side + 1), rng.integers(w - side + 1)
        turns, flip = rng.integers(4), rng.random() < 0.5
        for picture in (blurred, sharp):
            picture = np.rot90(picture[y:y + side, x:x + side], turns)
            yield torch.from_numpy(np.ascontiguousarray(picture[:, ::-1] if flip else picture)).permute(2, 0, 1)

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        number, workers = (worker.id, worker.num_workers) if worker else (0, 1)
        rng, queue = np.random.default_rng((self.seed, number)), []
        mine = list(range(number, len(self.files), workers)) or list(range(len(self.files)))
        cells = (self.batch, 1, self.side // 8, self.side // 8)
        while True:
            while len(queue) < self.batch:
                queue += list(rng.permutation(mine))
            drawn, queue = queue[:self.batch], queue[self.batch:]
            blurred, sharp = zip(*(self.crop(*self.files[i], rng) for i in drawn))
            yield torch.stack(blurred), torch.stack(sharp), torch.full(cells, float("nan"))
