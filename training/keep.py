"""Keeps the averaged weights of a run, in half precision, in one file that a repository takes: to ship from, and to begin the next stretch from.

    python3 keep.py runs/xl.pt -o weights/p2ikt-live-xl.pt

The optimiser's state stays behind: `train.py --start` warms up anew, which costs some 200 steps.
"""
import argparse

import torch

import checkpoint
from networks import load


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("-o", "--output", required=True)
    args = parser.parse_args()
    try:
        load(args.checkpoint)   # complete, and of a network that there is
        state = checkpoint.load(args.checkpoint)
    except (checkpoint.Broken, OSError) as error:
        raise SystemExit(str(error)) from error
    state = {k: v for k, v in state.items() if k not in ("network", "optimiser", "scale", "evenly", "shown", "best")}
    state["average"] = {k: v.half() if torch.is_floating_point(v) else v for k, v in state["average"].items()}
    checkpoint.save(args.output, **state)
    print(f"{args.output}: {state['step']} steps, {state['spent'] / 60:.0f} min, {state.get('scores', {})}")


if __name__ == "__main__":
    main()
