"""Trains one of the live variants, or the paper's network, on fresh synthetic defocus, on pairs of photographs, or on both.

    python3 train.py --photos FOLDER --out runs/live.pt --minutes 100 [--real FOLDER]
    python3 train.py --variant live-hq --photos FOLDER --out runs/hq.pt --start weights/p2ikt-live.pt
    python3 train.py --variant family-xl --photos FOLDER --pairs STACKS --held-scenes 3 --share 0.06 --real LYTRO --amp --out runs/xl.pt
    python3 train.py --variant family-xl --preset anneal --start runs/xl.pt --minutes 20 --out runs/xl-shipped.pt ...
    python3 train.py --variant p2ikt --pairs DPDD --epochs 1600 --amp --out runs/p2ikt.pt

Resumes from --out when it exists. A checkpoint is written every minute, at the end, and when the run is stopped (Ctrl-C, SIGTERM). The best
one by the validation's gain stays beside it as NAME.best.pt. The weights that are kept and validated are an average: exponential at first,
even (SWA) where the schedule says so. Without it, checkpoints one minute apart differ by a tenth of a dB on real pictures.
"""
import csv
import json
import math
import signal
import time
from pathlib import Path
from typing import NamedTuple, Optional

import cv2
import torch

from p2ikt_live import checkpoint
from p2ikt_live.cli import parse_options
from p2ikt_live.data import lens, pairs, photographs
from p2ikt_live.data.dataloader import BatchLoader
from p2ikt_live.evaluation import scores
from p2ikt_live.run import Run

EPOCH = 350         # pictures, where there are no pairs of photographs: as many as DPDD's training set has
SAVE = 60           # seconds between checkpoints: the most that a crash costs
RESERVOIR = 64      # batches
MEMORY = 600_000_000    # bytes of the reservoir at most


class Sources(NamedTuple):
    """What a run learns from."""
    images: Optional[list]  # Photographs
    depths: Optional[list]  # inverse depth maps
    files: Optional[list]   # pairs of paths
    held: Optional[list]    # pairs of paths that are validated on and never trained on

    @staticmethod
    def open(args):
        """Reads the photographs and depth maps that the options name, and lists the pairs."""
        least = max(256, max(side for _, side in args.plan.sides) + 2 * lens.MARGIN)
        images = photographs.read_photographs(args.photos, least=least) if args.photos else None
        depths = photographs.read_depth_maps(args.depth) if args.depth else None
        files = pairs.paired(pairs.part(args.pairs, "train_c") or args.pairs) if args.pairs else None
        files, held = pairs.split(files, args.held_scenes) if args.held_scenes else (files, None)
        return Sources(images, depths, files, held)

    def loader(self, run, side):
        """The batches of `side` px for a run, from its next step on."""
        args, batch = run.args, run.plan.batch
        reservoir = args.reservoir or min(RESERVOIR * batch, MEMORY // (6 * side * side))
        return BatchLoader(self.images, self.files, batch, side, args.seed, args.device, args.workers, args.reuse, reservoir, args.share,
                           run.step, self.depths, run.taught if run.teacher else None, args.augment,
                           args.lettering)


class Validation:
    """The scores of a network on the synthetic hold-out and on sets of real pairs."""

    def __init__(self, args, held):
        self.checks = scores.holdout(args.photos, pictures=args.checks, depth=args.depth) if args.photos and args.checks else None
        default = Path(args.pairs, "val_c") if args.pairs else None
        real = args.real or ([default] if default and default.is_dir() else [])
        self.sets = {Path(folder).name: pairs.paired(folder) for folder in real} | ({"held": held} if held else {})

    def measure(self, network):
        """Score -> value; `real_gain` is the mean over the sets, however many pictures each has."""
        result = {k: round(v, 4) for k, v in scores.synthetic(network, self.checks).items()} if self.checks else {}
        gains = {f"gain_{name}": round(scores.real(network, shots)["gain"], 4) for name, shots in self.sets.items()}
        result |= gains
        if gains:
            result["real_gain"] = round(sum(gains.values()) / len(gains), 4)
        return result


class Log:
    """NAME.csv beside the checkpoint: one row for each validation. A run that resumes keeps its columns."""

    def __init__(self, path, columns):
        self.path = path
        if not path.exists():
            path.write_text(",".join(columns) + "\n")
        self.columns = path.read_text().split("\n", 1)[0].split(",")

    def write(self, row):
        print(json.dumps(row), flush=True)
        with self.path.open("a", newline="") as file:
            csv.DictWriter(file, self.columns, extrasaction="ignore").writerow(row)


def train(args):
    """Runs the training that the options describe, until its end or a signal."""
    cv2.setNumThreads(1)
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    torch.backends.cudnn.benchmark = True  # crops keep their size
    args.out.parent.mkdir(parents=True, exist_ok=True)
    run = Run(args)
    print(f"seed {args.seed}, {args.variant}, schedule {args.preset}, from step {run.step} at {run.spent / 60:.1f} min", flush=True)
    if args.variant == "p2ikt" and not args.lpips:
        print("no --lpips: errors of gradients at three scales replace the LPIPS term of Eq. (6), with the same weight", flush=True)
    sources = Sources.open(args)
    validation = Validation(args, sources.held)
    log = Log(args.out.with_suffix(".csv"), [*run.recipe.columns, *(f"gain_{name}" for name in validation.sets)])
    epoch = len(sources.files) if sources.files else EPOCH

    stopped = []
    for number in (signal.SIGINT, signal.SIGTERM):      # the current step is finished first
        signal.signal(number, lambda *_: stopped.append(True))

    # The schedule follows the clock, or the epochs.
    limit = math.inf if args.epochs and not args.minutes else (args.minutes or 100) * 60    # seconds
    start, judged, saved = time.monotonic() - run.spent, time.monotonic(), time.monotonic()
    sums, counted, side, loader, busy = {}, 0, None, None, 0.0
    progress = lambda: run.shown / (args.epochs * epoch) if args.epochs else run.spent / limit
    while progress() < 1 and run.spent < limit and not stopped:
        now = progress()
        if run.plan.side_at(now) != side:
            loader = None  # its workers end before the next ones start
            side = run.plan.side_at(now)
            loader = sources.loader(run, side)
        batch = loader.next()
        run.pairs_seen = max(run.pairs_seen, loader.drawn)
        began = time.monotonic()
        rate, terms = run.learn(now, *batch)
        busy += time.monotonic() - began
        sums, counted = {k: sums.get(k, 0.0) + v for k, v in terms.items()}, counted + 1
        run.spent = time.monotonic() - start
        due = time.monotonic() - judged > args.every * 60 or progress() >= 1 or run.spent >= limit
        if not (due or stopped or time.monotonic() - saved > SAVE):
            continue
        means = {k: round(float(v) / counted, 6 if k in ("l2", "auxiliary") else 4) for k, v in sums.items()}
        if not all(map(math.isfinite, means.values())):
            raise SystemExit(f"step {run.step}: the loss is not finite {means}; {args.out} stays as it was a minute ago, "
                             "go on with a lower --rate")
        if due:
            run.scores = validation.measure(run.average)
            gflops = 6e-9 * run.macs * side * side * run.plan.batch * counted / busy    # forward and backward, 2 operations each
            log.write({"minutes": round(run.spent / 60, 1), "step": run.step, "epoch": round(run.shown / epoch, 2), "side": side,
                       "rate": f"{rate:.2e}", "gflops": round(gflops, 1), **means, **run.scores})
            run.keep_best()
            judged, sums, counted, busy = time.monotonic(), {}, 0, 0.0
        run.save()
        saved = time.monotonic()
    if stopped:
        print(f"stopped at step {run.step}; the same command goes on from {args.out}", flush=True)


def main(argv=None):
    try:
        train(parse_options(__doc__, EPOCH, argv))
    except checkpoint.CheckpointError as error:
        raise SystemExit(str(error)) from error
