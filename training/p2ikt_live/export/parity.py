"""Writes the results of PyTorch with which the C# tests compare the results of the program.

    python3 parity.py weights/*.pt -o ../tests/P2IKT.Live.Tests/Deblur/Parity

frame.png is the input. NAME.png and NAME.f32 (the blur radius, float32, row after row) are the results of each network. The frame has an
odd size, so that padding is tested, too.
"""
import argparse
from pathlib import Path

import cv2
import numpy as np
import torch

from p2ikt_live.models.registry import load

SIZE = (203, 141)   # px, width and height


def frame():
    """A test card, uint8 (H,W,3): a Siemens star, a checkerboard, stripes and noise, out of focus to the right."""
    w, h = SIZE
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    star = 127 + 110 * np.sign(np.sin(24 * np.arctan2(y - 70, x - 60)))
    board = 127 + 90 * np.sign(np.sin(x / 4) * np.sin(y / 4))
    card = np.where(x < 110, star, board)
    card = np.stack((card, 0.8 * card + 20, 255 - 0.7 * card), 2)
    soft = cv2.GaussianBlur(card, (0, 0), 2.0)
    mix = np.clip(x / w * 1.5 - 0.25, 0, 1)[..., None]
    noise = np.random.default_rng(7).normal(0, 2, card.shape)
    return np.uint8(np.clip(card * (1 - mix) + soft * mix + noise, 0, 255))


@torch.no_grad()
def run_network(network, picture):
    """sharp uint8 (H,W,3) and blur float32 (H/8,W/8) of a picture uint8 (H,W,3), B, G, R, as the contract defines them."""
    sharp, blur, *_ = network(torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 255)
    return (sharp * 255).round().clamp(0, 255).byte()[0].permute(1, 2, 0).numpy(), blur[0, 0].numpy()


def write_results(network, folder):
    """Writes the results of a network on the test card into a folder: NAME.png and NAME.f32, where NAME is that of its configuration."""
    sharp, blur = run_network(network, frame())
    cv2.imwrite(str(Path(folder) / f"{network.cfg.name}.png"), sharp)
    blur.astype("<f4").tofile(Path(folder) / f"{network.cfg.name}.f32")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoints", nargs="+")
    parser.add_argument("-o", "--output", required=True)
    args = parser.parse_args()
    folder = Path(args.output)
    folder.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(folder / "frame.png"), frame())
    for path in args.checkpoints:
        write_results(load(path), folder)
