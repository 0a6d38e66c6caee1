"""Sharp photographs and depth maps, read from folders, and the hold-out of a folder of photographs."""
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

# The first so many photographs of a set are held out of training; the synthetic hold-out is made from these alone.
HOLDOUT = {"clic": 10, "magento": 10, "people": 5}
# How often photographs of a set are drawn, relative to the others: these are studio shots on white, nearly half of all.
RARE = {"magento": 0.35}


class Photograph(NamedTuple):
    """A photograph."""
    pixels: np.ndarray      # uint8 (H,W,3), B, G, R
    weight: float = 1.0     # how often it is drawn, relative to one of weight 1


def read_photographs(folder, holdout=False, least=256):
    """The photographs of a folder, in name order, whose shorter side is `least` px or more.

    The first ones of some sets are the hold-out: with `holdout` these are returned, without it the others.
    """
    if not Path(folder).is_dir():
        raise SystemExit(f"{folder} is not a folder: name one of sharp photographs with --photos")
    files = sorted(p for p in Path(folder).iterdir() if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if not files:
        raise SystemExit(f"no photographs in {folder}: put sharp JPEG or PNG files there, or name another folder with --photos")
    held = {p for name, count in HOLDOUT.items() for p in [f for f in files if f.name.startswith(f"{name}_")][:count]}
    chosen = [p for p in files if (p in held) == holdout]
    images = [cv2.imread(str(p), cv2.IMREAD_COLOR) for p in chosen]
    if broken := [p for p, i in zip(chosen, images) if i is None]:
        raise SystemExit(f"no pictures that can be read: {named(broken)}; repair them or take them out of the folder")
    images = [Photograph(i, RARE.get(p.name.partition("_")[0], 1.0)) for p, i in zip(chosen, images) if min(i.shape[:2]) >= least]
    if not images:
        names = " or ".join(f"{x}_*" for x in HOLDOUT)
        raise SystemExit(f"no photograph in {folder} is " + (
            f"named {names}, which make the hold-out: add some, or train with --checks 0" if holdout
            else f"{least} pixels high and wide, which these crops need: add larger ones, or name a smaller --side"))
    return images


def read_depth_maps(folder):
    """The inverse depth (H,W) float32 of each 16-bit depth map of a folder, in any unit.

    0 in a file means unknown; such pixels take the depth of their farthest neighbour.
    """
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


def named(paths, most=10):
    """The first `most` paths, and how many more there are, for an error message."""
    return ", ".join(map(str, paths[:most])) + (f" and {len(paths) - most} more" if len(paths) > most else "")
