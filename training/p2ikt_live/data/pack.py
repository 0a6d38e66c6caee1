"""Packs photographs, depth maps and focus stacks into one folder of a bounded size, to be carried to a machine with a GPU.

    python3 pack.py --photos FOLDER --depth FOLDER --pairs STACKS --real LYTRO DSLR -o cache/pack [--mebibytes 60]
    python3 train.py --photos cache/pack/photos --depth cache/pack/depth --pairs cache/pack/pairs --real cache/pack/lytro ...

Validation sets and depth maps are copied unchanged. Of sets that training draws seldom, the hold-out and a share of the photographs stay.
Photographs are scaled down as training would scale them, and encoded at the best JPEG quality at which everything fits.
"""
import argparse
import shutil
from pathlib import Path

import cv2

from p2ikt_live.data import pairs, photographs

SHORT = 560     # px: the shorter side is scaled down to this; crops of 240 px can then still be scaled down by 2.3
QUALITIES = (95, 92, 90, 87, 84, 80, 75)


def bytes_in(folder):
    """The size of all files in a folder, in bytes."""
    return sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file())


def copied(folder, to):
    """Copies a folder of pairs or of depth maps, and returns its size in bytes."""
    shutil.copytree(folder, to, dirs_exist_ok=True)
    return bytes_in(to)


def scaled(path):
    """The picture, scaled down so that its shorter side is at most SHORT."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise SystemExit(f"{path} is not a picture that can be read: take it out of the folder")
    factor = SHORT / min(picture.shape[:2])
    return cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else picture


def thinned(files):
    """The files; of a set in photographs.RARE only the hold-out and every n-th of the others."""
    kept, seen = [], {}
    for path in files:
        name = path.name.partition("_")[0]
        number = seen[name] = seen.get(name, -1) + 1
        every = round(1 / photographs.RARE.get(name, 1.0))
        if number < photographs.HOLDOUT.get(name, 0) or number % every == 0:
            kept.append(path)
    return kept


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", required=True)
    parser.add_argument("--depth")
    parser.add_argument("--pairs")
    parser.add_argument("--real", nargs="*", default=[])
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--mebibytes", type=float, default=60, help="the most that the whole folder may take; default 60")
    args = parser.parse_args()
    output, budget = Path(args.output), int(args.mebibytes * 2 ** 20)
    if output.exists() and any(output.iterdir()):
        raise SystemExit(f"{output} is not empty: remove it, or name another folder")
    for name, folder in (("depth", args.depth), ("pairs", args.pairs), *((Path(f).name, f) for f in args.real)):
        if folder:
            budget -= copied(folder, output / name)
    files = sorted(p for p in Path(args.photos).iterdir() if p.suffix.lower() in pairs.SUFFIXES)
    files = thinned(files)
    if not files:
        raise SystemExit(f"no photographs in {args.photos}")
    pictures = [scaled(p) for p in files]
    for quality in QUALITIES:
        encoded = [cv2.imencode(".jpg", p, (cv2.IMWRITE_JPEG_QUALITY, quality))[1] for p in pictures]
        if sum(map(len, encoded)) <= budget:
            break
    else:
        raise SystemExit(f"{len(files)} photographs do not fit {args.mebibytes:g} MiB beside the rest: leave sets out, or give --mebibytes")
    (output / "photos").mkdir(parents=True, exist_ok=True)
    for path, content in zip(files, encoded):
        (output / "photos" / f"{path.stem}.jpg").write_bytes(content.tobytes())
    photographs.read_photographs(output / "photos")
    print(f"{bytes_in(output) / 2 ** 20:.1f} MiB in {output}: {len(files)} photographs at JPEG quality {quality}")
