"""A sheet of results on real pairs: of each pair the source, what each network makes of it, and the target, with their PSNR.

    python3 results_sheet.py weights/p2ikt-live.pt weights/p2ikt-live-hq.pt --pairs FOLDER [FOLDER ...] -o results.jpg

A crop shows where the source differs most from its target. The PSNR in a corner is that of the crop.
"""
import argparse

import cv2
import numpy as np
import torch

from p2ikt_live.evaluation.scores import pairs_of
from p2ikt_live.metrics import psnr, to_bytes
from p2ikt_live.models.registry import load

WIDTH, HEIGHT = 320, 200    # px, of a crop
TITLE = 22                  # px, of the line above the sheet


def worst_crop(source, target, width=WIDTH, height=HEIGHT):
    """(top, left) of the crop in which two pictures (1,3,H,W) differ most; no part of it lies outside."""
    error = ((source - target) ** 2).mean(1)[0].numpy()
    h, w = error.shape
    sums = cv2.integral(error)
    height, width = min(height, h), min(width, w)
    crops = sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width] + sums[:-height, :-width]
    return np.unravel_index(crops.argmax(), crops.shape)


def cell(crop, text=""):
    """A crop (1,3,H,W) as bytes (HEIGHT,WIDTH,3), black where it is smaller, with a text in its lower left corner."""
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    h, w = crop.shape[2:]
    picture[:h, :w] = to_bytes(crop)[0].permute(1, 2, 0).byte().numpy()
    for colour, thickness in (((0, 0, 0), 3), ((255, 255, 255), 1)):
        cv2.putText(picture, text, (6, picture.shape[0] - 8), cv2.FONT_HERSHEY_SIMPLEX, 0.5, colour, thickness, cv2.LINE_AA)
    return picture


@torch.no_grad()
def row(networks, source, target):
    """The crops of one pair side by side: source, one for each network, target."""
    top, left = worst_crop(source, target)
    where = (..., slice(top, top + HEIGHT), slice(left, left + WIDTH))
    goal = target[where]
    made = [source, *(to_bytes(network(source)[0]) / 255 for network in networks)]
    cells = [cell(x[where], f"{float(psnr(x[where], goal)):.1f} dB") for x in made]
    return np.concatenate([*cells, cell(goal)], 1)


def titles(names, width=WIDTH):
    """A line with a name above each column."""
    line = np.full((TITLE, width * len(names), 3), 255, np.uint8)
    for column, name in enumerate(names):
        cv2.putText(line, name, (column * width + 6, TITLE - 7), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0, 0, 0), 1, cv2.LINE_AA)
    return line


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoints", nargs="+")
    parser.add_argument("--pairs", nargs="+", required=True, help="folders with source/ and target/")
    parser.add_argument("--most", type=int, default=6, help="pairs that are shown")
    parser.add_argument("-o", "--output", required=True)
    args = parser.parse_args()
    networks = [load(checkpoint).eval() for checkpoint in args.checkpoints]
    shown = [pair[1:] for folder in args.pairs for pair in pairs_of(folder)][:args.most]
    names = ["source", *(network.cfg.name for network in networks), "target"]
    sheet = np.concatenate([titles(names), *(row(networks, *pair) for pair in shown)])
    cv2.imwrite(args.output, sheet, (cv2.IMWRITE_JPEG_QUALITY, 90))
