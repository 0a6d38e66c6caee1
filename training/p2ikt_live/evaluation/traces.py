"""Statistics of real pairs beside synthetic ones: noise, spectra and the sharpness of the truth.

    python3 traces.py --photos FOLDER --real LYTRO STACKS DSLR

Prints one row for each set. Where a column of the synthetic set is far from the real ones, a network learns to restore pictures that do not
come from a camera.
"""
import argparse
from pathlib import Path

import cv2
import numpy as np

from p2ikt_live.evaluation import scores
from p2ikt_live.metrics import psnr

OCTAVES = ((0.25, 0.5), (0.125, 0.25), (0.0625, 0.125), (0.03125, 0.0625))     # cycles a pixel
BLOCK = 64      # px: side of the windows of the spectra
FLAT = 0.1      # share of the 8x8 blocks, those of the least deviation, on which noise is measured


def luma(picture):
    """(1,3,H,W) in [0,1] -> (H,W) in grey levels of 255."""
    return picture[0].mean(0).numpy() * 255


def noise(grey):
    """Deviation of the second difference in the flattest blocks, in grey levels; a slope does not contribute to it."""
    h, w = (s // 8 * 8 for s in grey.shape)
    second = cv2.filter2D(grey, cv2.CV_32F, np.float32([[1, -2, 1], [-2, 4, -2], [1, -2, 1]]) / 6)[:h, :w]
    blocks = second.reshape(h // 8, 8, w // 8, 8).std((1, 3)).ravel()
    return float(np.quantile(blocks, FLAT))


def spectrum(grey):
    """Mean power in each octave over windowed blocks, (octaves,)."""
    window = np.outer(np.hanning(BLOCK), np.hanning(BLOCK))
    f = np.hypot(np.fft.fftfreq(BLOCK)[:, None], np.fft.fftfreq(BLOCK)[None])
    total, count = np.zeros((BLOCK, BLOCK)), 0
    for y in range(0, grey.shape[0] - BLOCK + 1, BLOCK):
        for x in range(0, grey.shape[1] - BLOCK + 1, BLOCK):
            block = grey[y:y + BLOCK, x:x + BLOCK]
            total += np.abs(np.fft.fft2((block - block.mean()) * window)) ** 2
            count += 1
    return np.array([total[(f >= a) & (f < b)].mean() for a, b in OCTAVES]) / max(count, 1)


def measure(pairs):
    """Means over (source, target) pictures, in the columns that main prints, and the number of pairs."""
    rows = []
    for source, target in pairs:
        a, b = luma(source), luma(target)
        sa, sb = spectrum(a), spectrum(b)
        rows.append([float(psnr(source, target)), noise(a), noise(b), *(10 * np.log10(sb / sa)), *(10 * np.log10(sb[:-1] / sb[1:])),
                     100 * float((b >= 254).mean())])
    return np.mean(rows, 0), len(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", required=True)
    parser.add_argument("--depth")
    parser.add_argument("--real", nargs="+", default=[])
    args = parser.parse_args()
    print("| set | pairs | input dB | noise of source, target | attenuation by defocus, dB, by octave (fine to coarse) "
          "| fall of the truth's spectrum, dB an octave | clipped % |\n| --- | --- | --- | --- | --- | --- | --- |")
    sets = {"synthetic": zip(*(x.split(1) for x in scores.holdout(args.photos, depth=args.depth)[:2]))}
    sets |= {Path(folder).name: ((a, b) for _, a, b in scores.pairs_of(folder)) for folder in args.real}
    for name, pairs in sets.items():
        m, n = measure(pairs)
        print(f"| {name} | {n} | {m[0]:.1f} | {m[1]:.2f}, {m[2]:.2f} | {', '.join(f'{x:.1f}' for x in m[3:7])} | "
              f"{', '.join(f'{x:.1f}' for x in m[7:10])} | {m[10]:.1f} |", flush=True)
