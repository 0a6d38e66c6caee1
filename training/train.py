"""Trains one of the live variants, or the paper's network, on fresh synthetic defocus, on pairs of photographs, or on both.

    python3 train.py --photos FOLDER --out runs/live.pt --minutes 100 [--real FOLDER]
    python3 train.py --variant live-hq --photos FOLDER --out runs/hq.pt --start weights/p2ikt-live.pt
    python3 train.py --variant family-xl --photos FOLDER --pairs STACKS --held-scenes 3 --share 0.06 --real LYTRO --amp --out runs/xl.pt
    python3 train.py --variant family-xl --preset anneal --start runs/xl.pt --minutes 20 --out runs/xl-shipped.pt ...
    python3 train.py --variant p2ikt --pairs DPDD --epochs 1600 --amp --out runs/p2ikt.pt

Resumes from --out when it exists. A checkpoint is written every minute, at the end, and when the run is stopped (Ctrl-C, SIGTERM); the
best one by the validation's gain stays beside it as NAME.best.pt. What is kept and judged is an average of the weights, exponential at
first, even (SWA) where the schedule says so: single checkpoints differ by a tenth of a dB on real pictures from one minute to the next.
"""
import contextlib
import copy
import csv
import json
import math
import signal
import time
from dataclasses import asdict
from pathlib import Path

import cv2
import torch

import checkpoint
import data
import evaluate
import lens
import losses
import pairs
from feed import Feed
from model import macs_per_pixel
from networks import FAMILY, begin, build, config_of, load
from options import arguments
from perceptual import Lpips

EPOCH = 350         # pairs, where only the synthesiser feeds: as many as DPDD's training set has
CLIP = 1.0          # norm of the gradient; the blur head of p2ikt is clipped by itself
SAVE = 60           # seconds between checkpoints: the most that a crash costs
RESERVOIR = 64      # batches
SCORES = ["gain", "in_focus_db", "blur_r", "blur_error", "real_gain"]
FIELDS = {          # of the log; a term that a run has not stays empty
    "live": ["minutes", "step", "rate", "decibel", "blur_loss", "teacher", *SCORES],
    "live-hq": ["minutes", "step", "rate", "decibel", "blur_loss", "live_decibel", "live_blur_loss", *SCORES],
    "family": ["minutes", "step", "rate", "decibel", "bands_decibel", "blur_loss", "confidence_loss", "fourier", "lpips", "teacher", "gflops", *SCORES],
    "p2ikt": ["minutes", "step", "epoch", "side", "rate", "loss", "l2", "fourier", "lpips", "gradients", "auxiliary", "decibel", "blur_loss",
              *SCORES],
}


@torch.no_grad()
def average_into(average, network, decay):
    for a, b in zip(average.state_dict().values(), network.state_dict().values()):
        if a.dtype.is_floating_point:
            a.lerp_(b, 1 - decay)
        else:
            a.copy_(b)


def scaler(enabled):
    """Keeps half-precision gradients in range; the class moved in PyTorch 2.3."""
    moved = getattr(torch.amp, "GradScaler", None) if hasattr(torch, "amp") else None
    return moved("cuda", enabled=enabled) if moved else torch.cuda.amp.GradScaler(enabled=enabled)


def single(outputs):
    """Whatever a network put out, in single precision."""
    return None if outputs is None else outputs.float() if torch.is_tensor(outputs) else [single(x) for x in outputs]


class Run:
    """A training run: the network, its optimiser, its average, and how far they have come."""

    def __init__(self, args):
        self.args, self.plan = args, args.plan
        self.network = build(args.config).to(args.device)
        if args.start and not checkpoint.exists(args.out):
            begin(self.network, load(args.start, args.device), args.start)
        paper = args.variant == "p2ikt"
        self.groups = ([list(self.network.network.parameters()), list(self.network.radius.parameters())] if paper
                       else [list(self.network.parameters())])
        self.optimiser = torch.optim.AdamW([{"params": g} for g in self.groups], lr=self.plan.rate, weight_decay=self.plan.decay)
        self.layout = torch.channels_last if args.variant in FAMILY else torch.contiguous_format     # what its convolutions are fastest in
        self.network.to(memory_format=self.layout)
        self.macs = macs_per_pixel(self.network) if args.variant in FAMILY else 0.0
        self.scale, self.average = scaler(args.amp and args.device.startswith("cuda")), copy.deepcopy(self.network)
        self.step, self.spent, self.pairs_seen = 0, 0.0, 0
        self.shown, self.evenly = 0, 0          # pictures trained on; steps averaged evenly
        self.best, self.scores = -math.inf, {}
        if checkpoint.exists(args.out):
            self.resume(checkpoint.load(args.out, args.device))
        self.teacher = load(args.teacher, args.device) if args.teacher else None
        of_family = lambda: (losses.Family(args.fourier, Lpips(args.lpips).to(args.device) if args.perceptual else None, args.perceptual),
                             self.network.parts)
        self.criterion, self.forward = of_family() if args.variant in FAMILY else {
            "live": lambda: (losses.live, self.network),
            "live-hq": lambda: (losses.refined, self.network.both),
            "p2ikt": lambda: (losses.Paper(Lpips(args.lpips).to(args.device) if args.lpips else None),
                              lambda x: self.network.with_auxiliary(x, args.blur_share)),
        }[args.variant]()

    def resume(self, state):
        was = config_of(state)
        if was.variant != self.args.variant:
            raise SystemExit(f"{self.args.out} is a checkpoint of {was.variant}: name another --out for {self.args.variant}")
        if was != self.args.config:
            raise SystemExit(f"{self.args.out} is a checkpoint of another configuration: give the same switches, or name another --out")
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        if state.get("scale") and self.args.amp:
            self.scale.load_state_dict(state["scale"])
        self.step, self.spent, self.pairs_seen = state["step"], state["spent"], state["pairs_seen"]
        self.shown, self.evenly = state.get("shown", self.step * self.plan.batch), state.get("evenly", 0)
        self.best, self.scores = state.get("best", -math.inf), state.get("scores", {})

    def save(self):
        checkpoint.save(self.args.out, network=self.network.state_dict(), optimiser=self.optimiser.state_dict(), scale=self.scale.state_dict(),
                        evenly=self.evenly, shown=self.shown, best=self.best, **self.result())

    def result(self):
        """What is worth keeping of a run that will not go on."""
        return dict(average=self.average.state_dict(), config=asdict(self.args.config), step=self.step, spent=self.spent, scores=self.scores,
                    pairs_seen=self.pairs_seen, blur="trained" if self.pairs_seen else "untrained")

    def keep_best(self):
        first, second = ("real_gain", "gain") if self.args.variant in FAMILY else ("gain", "real_gain")     # pictures of real lenses decide
        gain = self.scores.get(first, self.scores.get(second))
        if gain is not None and gain > self.best:
            self.best = gain
            checkpoint.save(self.args.out.with_suffix(".best.pt"), **self.result())

    def half(self):
        """The context in which convolutions take half precision, where that was asked for."""
        kind = torch.device(self.args.device).type
        return torch.autocast(kind, dtype=torch.bfloat16 if kind == "cpu" else torch.float16) if self.args.amp else contextlib.nullcontext()

    def learn(self, blurred, sharp, radius, progress):
        """One step; returns its learning rate and the terms of its loss."""
        rate = self.plan.rate_at(progress, self.step)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.network.train()
        blurred = blurred.contiguous(memory_format=self.layout)
        with self.half():
            outputs = self.forward(blurred)
            with torch.no_grad():
                taught = self.teacher(blurred)[0].float().clamp(0, 1) if self.teacher else None
        loss, terms = self.criterion(single(outputs), blurred, sharp, radius, taught)
        self.optimiser.zero_grad(set_to_none=True)
        self.scale.scale(loss).backward()
        self.scale.unscale_(self.optimiser)
        for group in self.groups:
            torch.nn.utils.clip_grad_norm_(group, CLIP)
        self.scale.step(self.optimiser)
        self.scale.update()
        self.step, self.shown = self.step + 1, self.shown + len(blurred)
        self.evenly = self.evenly + 1 if progress >= self.plan.average_from else 0
        average_into(self.average, self.network, 1 - 1 / self.evenly if self.evenly else min(self.args.ema, self.step / (self.step + 10)))
        return rate, terms


def main(argv=None):
    args = arguments(__doc__, EPOCH, argv)
    cv2.setNumThreads(1)
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    torch.backends.cudnn.benchmark = True  # crops keep their size
    args.out.parent.mkdir(parents=True, exist_ok=True)
    run = Run(args)
    print(f"seed {args.seed}, {args.variant}, schedule {args.preset}, from step {run.step} at {run.spent / 60:.1f} min", flush=True)
    if args.variant == "p2ikt" and not args.lpips:
        print("no --lpips: Eq. (6) without its LPIPS term; errors of gradients at three scales stand in, with the same weight", flush=True)

    # ---- what it learns from and what it is judged by
    images = data.photographs(args.photos, least=max(256, max(s for _, s in run.plan.sides) + 2 * lens.MARGIN)) if args.photos else None
    depths = data.depth_maps(args.depth) if args.depth else None
    files = pairs.paired(pairs.part(args.pairs, "train_c") or args.pairs) if args.pairs else None
    files, held = pairs.split(files, args.held_scenes) if args.held_scenes else (files, None)
    checks = evaluate.holdout(args.photos, pictures=args.checks, depth=args.depth) if args.photos and args.checks else None
    validation = Path(args.pairs, "val_c") if args.pairs else None
    real = args.real or ([validation] if validation and validation.is_dir() else [])
    sets = {Path(folder).name: pairs.paired(folder) for folder in real} | ({"held": held} if held else {})
    epoch = len(files) if files else EPOCH
    log = args.out.with_suffix(".csv")
    if not log.exists():
        log.write_text(",".join(FIELDS["family" if args.variant in FAMILY else args.variant] + [f"gain_{name}" for name in sets]) + "\n")
    columns = log.read_text().split("\n", 1)[0].split(",")

    def feeds(side):
        reservoir = args.reservoir or min(RESERVOIR * run.plan.batch, 600_000_000 // (6 * side * side))
        return Feed(images, files, run.plan.batch, side, args.seed, args.device, args.workers, args.reuse, reservoir, args.share, run.step, depths)

    stopped = []
    for number in (signal.SIGINT, signal.SIGTERM):      # the step in hand is finished first
        signal.signal(number, lambda *_: stopped.append(True))

    # ---- the loop; the schedule follows the clock, or the epochs
    box = math.inf if args.epochs and not args.minutes else (args.minutes or 100) * 60
    start, judged, saved = time.monotonic() - run.spent, time.monotonic(), time.monotonic()
    sums, counted, side, feed, busy = {}, 0, None, None, 0.0
    progress = lambda: run.shown / (args.epochs * epoch) if args.epochs else run.spent / box
    while progress() < 1 and run.spent < box and not stopped:
        now = progress()
        if run.plan.side_at(now) != side:
            feed = None  # its workers go before the next ones come
            side = run.plan.side_at(now)
            feed = feeds(side)
        batch = feed.next()
        run.pairs_seen = max(run.pairs_seen, feed.drawn)
        began = time.monotonic()
        rate, terms = run.learn(*batch, now)
        busy += time.monotonic() - began
        sums, counted = {k: sums.get(k, 0.0) + v for k, v in terms.items()}, counted + 1
        run.spent = time.monotonic() - start
        due = time.monotonic() - judged > args.every * 60 or progress() >= 1 or run.spent >= box
        if not (due or stopped or time.monotonic() - saved > SAVE):
            continue
        means = {k: round(float(v) / counted, 6 if k in ("l2", "auxiliary") else 4) for k, v in sums.items()}
        if not all(map(math.isfinite, means.values())):
            raise SystemExit(f"step {run.step}: the loss is not finite {means}; {args.out} stays as it was a minute ago, go on with a lower --rate")
        if due:
            run.scores = {k: round(v, 4) for k, v in evaluate.synthetic(run.average, checks).items()} if checks else {}
            for name, shots in sets.items():
                run.scores[f"gain_{name}"] = round(evaluate.real(run.average, shots)["gain"], 4)
            if sets:    # each set counts once, however many pictures it has
                run.scores["real_gain"] = round(sum(run.scores[f"gain_{name}"] for name in sets) / len(sets), 4)
            row = {"minutes": round(run.spent / 60, 1), "step": run.step, "epoch": round(run.shown / epoch, 2), "side": side,
                   "rate": f"{rate:.2e}",
                   "gflops": round(6e-9 * run.macs * side * side * run.plan.batch * counted / busy, 1), **means, **run.scores}
            print(json.dumps(row), flush=True)
            with log.open("a", newline="") as f:
                csv.DictWriter(f, columns, extrasaction="ignore").writerow(row)
            run.keep_best()
            judged, sums, counted, busy = time.monotonic(), {}, 0, 0.0
        run.save()
        saved = time.monotonic()
    if stopped:
        print(f"stopped at step {run.step}; the same command goes on from {args.out}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except checkpoint.Broken as error:
        raise SystemExit(str(error)) from error
