"""Writes the averaged weights of a run in half precision to one small file, for the repository and for the next stretch.

    python3 keep.py runs/xl.pt -o weights/p2ikt-live-xl.pt

The state of the optimiser is left out. `train.py --start` warms up again, which costs some 200 steps.
"""
import argparse

import torch

from p2ikt_live import checkpoint
from p2ikt_live.models.registry import network_of, read_checkpoint


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("-o", "--output", required=True)
    args = parser.parse_args()
    try:
        state = read_checkpoint(args.checkpoint)
        network_of(state, args.checkpoint)  # refuses an incomplete checkpoint
    except (checkpoint.CheckpointError, OSError) as error:
        raise SystemExit(str(error)) from error
    state = {k: v for k, v in state.items() if k not in ("network", "optimiser", "scale", "evenly", "shown", "best")}
    state["average"] = {k: v.half() if torch.is_floating_point(v) else v for k, v in state["average"].items()}
    checkpoint.save(args.output, **state)
    print(f"{args.output}: {state['step']} steps, {state['spent'] / 60:.0f} min, {state.get('scores', {})}")
