"""Measures checkpoints on a synthetic hold-out and on folders of real pairs.

    python3 evaluate.py runs/live.pt [more.pt ...] --photos FOLDER [--real FOLDER] [--lpips FILE]

The scores are those of evaluation/scores.py. On a folder of real pairs whose names end in A and B (two shots of a scene, focused near and
far) the focus decision is measured, too: at each pixel, does the smaller radius name the shot that is in focus? (evaluation/focus.py)
"""
import argparse

from p2ikt_live.evaluation import focus, scores
from p2ikt_live.losses.perceptual import Lpips
from p2ikt_live.models.registry import load

HOLDOUTS = (("all radii", "all"), ("radii to 6 px", "mild"), ("radii from 8 px", "heavy"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoints", nargs="+")
    parser.add_argument("--photos", help="folder of sharp photographs; its hold-out is used")
    parser.add_argument("--depth", help="folder of depth maps, as in training")
    parser.add_argument("--real", nargs="+", default=[], help="folders with source/ and target/")
    parser.add_argument("--ensemble", action="store_true", help="the mean over a picture and its mirror images, as deblur --ensemble")
    parser.add_argument("--lpips", metavar="FILE", help="weights of the LPIPS metric (losses/perceptual.py describes the file)")
    args = parser.parse_args()
    if not (args.photos or args.real):
        parser.error("name --photos, --real or both: nothing to evaluate on")
    lpips = Lpips(args.lpips) if args.lpips else None
    sets = {name: scores.holdout(args.photos, of, depth=args.depth) for name, of in HOLDOUTS} if args.photos else {}
    for path in args.checkpoints:
        network = scores.Ensemble(load(path)).eval() if args.ensemble else load(path)
        print(path)
        for name, checks in sets.items():
            print(f"  synthetic, {name:14}", listed(scores.synthetic(network, checks)))
        for folder in args.real:
            print(f"  {folder:25}", listed(scores.real(network, folder, lpips)))
            if decisions := focus.decisions(network, folder):
                print("  focus decision           ", listed(decisions))


def listed(values):
    return "  ".join(f"{name} {value:.3f}" if isinstance(value, float) else f"{name} {value}" for name, value in values.items())
