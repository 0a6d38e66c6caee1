"""A contact sheet of synthetic pairs: defocused, sharp, and the blur radius (0 to 20 px, dark to bright).

    python3 contact_sheet.py --photos FOLDER [--depth FOLDER] -o pairs.jpg
"""
import argparse

import cv2
import numpy as np

from p2ikt_live.data import photographs, scenes, synthesis

ROWS, COLUMNS, SIDE = 5, 4, 128


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", required=True, help="folder of sharp photographs")
    parser.add_argument("--depth", help="folder of depth maps, as in training")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    images, depths = photographs.read_photographs(args.photos), photographs.read_depth_maps(args.depth) if args.depth else None
    source, target, radius = synthesis.make_batch(images, ROWS * COLUMNS, SIDE, args.seed, depths=depths)
    heat = [cv2.applyColorMap(np.uint8(np.clip(np.float32(r) * 255 / scenes.LARGEST, 0, 255)), cv2.COLORMAP_INFERNO) for r in radius]
    heat = [cv2.resize(h, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST) for h in heat]
    cells = [np.concatenate(x, 1) for x in zip(source, target, heat)]
    rows = [np.concatenate(cells[i:i + COLUMNS], 1) for i in range(0, len(cells), COLUMNS)]
    cv2.imwrite(args.output, np.concatenate(rows), (cv2.IMWRITE_JPEG_QUALITY, 88))
