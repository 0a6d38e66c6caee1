"""Trains the live variant, or the paper's network, on fresh synthetic defocus, on pairs of photographs, or on both.

    python3 train.py --photos FOLDER --out runs/live.pt --minutes 100 [--real FOLDER]
    python3 train.py --variant p2ikt --pairs DPDD --epochs 1600 --amp --out runs/p2ikt.pt

Resumes from --out when it exists. What is kept and judged is an average of the weights, exponential at first, even (SWA) where
the schedule says so: single checkpoints differ by a tenth of a dB on real pictures from one minute to the next.
"""
import argparse
import contextlib
import copy
import csv
import json
import math
import time
from dataclasses import asdict, replace
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
from model import LiveConfig, LiveNetwork, macs_per_pixel
from p2ikt import P2ikt, P2iktConfig, P2iktDeblur
from schedule import PRESETS

EPOCH = 350         # pairs, where only the synthesiser feeds: as many as DPDD's training set has
CLIP = 1.0          # norm of the gradient; the blur head of p2ikt is clipped by itself
FIELDS = {          # of the log; a term that a run has not stays empty
    "live": ["minutes", "step", "rate", "decibel", "blur_loss", "gain", "in_focus_db", "blur_r", "blur_error", "real_gain"],
    "p2ikt": ["minutes", "step", "epoch", "side", "rate", "loss", "l2", "fourier", "lpips", "gradients", "auxiliary", "decibel", "blur_loss",
              "gain", "in_focus_db", "blur_r", "blur_error", "real_gain"],
}


def build(config, blur="untrained"):
    """The network of a configuration: BGR in [0, 1] to sharp, blur radius, coefficient maps."""
    return LiveNetwork(config) if config.variant == "live" else P2iktDeblur(P2ikt(config), blur=blur)


def load(path, device="cpu"):
    """The averaged network of a checkpoint of either variant, in evaluation mode."""
    state = checkpoint.load(path, device)
    kind = LiveConfig if state["config"].get("variant", "live") == "live" else P2iktConfig
    unset = ("stride", "multiple") if kind is LiveConfig else ()
    network = build(kind(**{k: v for k, v in state["config"].items() if k not in unset}), state.get("blur", "untrained"))
    network.load_state_dict(state["average"])
    return network.to(device).eval()


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


def arguments(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--variant", choices=("live", "p2ikt"), default="live")
    parser.add_argument("--preset", choices=tuple(PRESETS), help="the schedule; default: paper for p2ikt, live for live")
    parser.add_argument("--photos", help="folder of sharp photographs, to be put out of focus")
    parser.add_argument("--pairs", help="folder in DPDD's layout: source/ and target/, or train_c/source/ ..., of 8 or 16 bits")
    parser.add_argument("--share", type=float, default=0.5, help="of the steps that pairs feed where there are photographs too")
    parser.add_argument("--real", help="folder with source/ and target/, evaluated beside the hold-out, never trained on; default: "
                        "val_c of --pairs, where it has one")
    parser.add_argument("--start", metavar="CHECKPOINT", help="where --out does not exist yet: begin from this one's averaged weights, not from chance")
    parser.add_argument("--out", help="the checkpoint; default runs/VARIANT.pt")
    parser.add_argument("--minutes", type=float, help="of this whole schedule, earlier runs counted in; default 100; with --epochs, when to stop")
    parser.add_argument("--epochs", type=float, help=f"the schedule's length in passes over --pairs, or over {EPOCH} pictures without")
    parser.add_argument("--batch", type=int, help="default: the preset's")
    parser.add_argument("--side", type=int, help="of the crops, throughout; default: the preset's")
    parser.add_argument("--rate", type=float, help="default: the preset's")
    parser.add_argument("--ema", type=float, default=0.999, help="decay of the averaged weights")
    parser.add_argument("--lpips", metavar="FILE", help="weights of Eq. (6)'s LPIPS term (p2ikt); without, errors of gradients stand in")
    parser.add_argument("--blur-share", type=float, default=0.0, help="of the blur head's gradient that reaches p2ikt's coefficient maps")
    parser.add_argument("--teacher", metavar="CHECKPOINT", help=f"live: pulled towards this network's pictures, weight {losses.TEACHER_WEIGHT}")
    parser.add_argument("--reuse", type=int, default=4, help="times that a drawn pair is trained on, at most")
    parser.add_argument("--reservoir", type=int, help="pairs kept to draw from; default: as many as take 0.6 GB, at most 6000")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--every", type=float, default=6, help="minutes between validations")
    parser.add_argument("--checks", type=int, default=128, help="synthetic pictures of a validation, a multiple of 16; 0: none")
    parser.add_argument("--amp", action="store_true", help="half precision where it is safe; CUDA only")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args(argv)
    if not (args.photos or args.pairs):
        parser.error("name --photos, --pairs or both: nothing to train on")
    if args.teacher and args.variant != "live":
        parser.error("--teacher is for --variant live: p2ikt is what teaches")
    if args.lpips and args.variant != "p2ikt":
        parser.error("--lpips is a term of Eq. (6): use it with --variant p2ikt")
    if args.amp and not args.device.startswith("cuda"):
        parser.error(f"--amp needs CUDA, not {args.device}")
    args.preset = args.preset or {"live": "live", "p2ikt": "paper"}[args.variant]
    args.out = Path(args.out or f"runs/{args.variant}.pt")
    return args


def main(argv=None):
    args = arguments(argv)
    cv2.setNumThreads(1)
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    torch.backends.cudnn.benchmark = True  # crops keep their size
    args.out.parent.mkdir(parents=True, exist_ok=True)
    plan = PRESETS[args.preset]
    plan = replace(plan, rate=args.rate or plan.rate, batch=args.batch or plan.batch, sides=((0, args.side),) if args.side else plan.sides)

    # ---- the network, its optimiser, and where an earlier run left them
    live = args.variant == "live"
    config = LiveConfig() if live else P2iktConfig()
    network = build(config).to(args.device)
    if args.start and not checkpoint.exists(args.out):
        network.load_state_dict(load(args.start, args.device).state_dict())
    groups = [list(network.parameters())] if live else [list(network.network.parameters()), list(network.radius.parameters())]
    optimiser = torch.optim.Adam([{"params": g} for g in groups], lr=plan.rate)
    scale = scaler(args.amp)
    average, step, spent, pairs_seen, evenly, shown = copy.deepcopy(network), 0, 0.0, 0, 0, 0
    if checkpoint.exists(args.out):
        state = checkpoint.load(args.out, args.device)
        if state["config"].get("variant", "live") != args.variant:
            raise SystemExit(f"{args.out} is a checkpoint of {state['config']['variant']}: name another --out for {args.variant}")
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        scale.load_state_dict(state["scale"]) if state.get("scale") and args.amp else None
        step, spent, pairs_seen = state["step"], state["spent"], state["pairs_seen"]
        evenly, shown = state.get("evenly", 0), state.get("shown", step * plan.batch)   # steps averaged evenly, pictures trained on
    cost = f", {macs_per_pixel(config):.0f} MACs a pixel" if live else ""
    print(f"seed {args.seed}, {args.variant}, schedule {args.preset}{cost}, from step {step} at {spent / 60:.1f} min", flush=True)

    # ---- what it is to minimise
    teacher = load(args.teacher, args.device) if args.teacher else None
    criterion = losses.live if live else losses.Paper(losses.Lpips(args.lpips).to(args.device) if args.lpips else None)
    forward = network if live else lambda x: network.with_auxiliary(x, args.blur_share)
    if not live and not args.lpips:
        print("no --lpips: Eq. (6) without its LPIPS term; errors of gradients at three scales stand in, with the same weight", flush=True)

    # ---- what it learns from and what it is judged by
    images = data.photographs(args.photos, least=max(256, max(s for _, s in plan.sides) + 2 * lens.MARGIN)) if args.photos else None
    files = pairs.paired(pairs.part(args.pairs, "train_c") or args.pairs) if args.pairs else None
    checks = evaluate.holdout(args.photos, pictures=args.checks) if args.photos and args.checks else None
    validation = Path(args.pairs, "val_c") if args.pairs else None
    real = args.real or (validation if validation and validation.is_dir() else None)
    epoch = len(files) if files else EPOCH
    log = args.out.with_suffix(".csv")
    if not log.exists():
        log.write_text(",".join(FIELDS[args.variant] + ["teacher"] * bool(teacher)) + "\n")
    fields = log.read_text().split("\n", 1)[0].split(",")

    def check():
        scores = {k: round(v, 4) for k, v in evaluate.synthetic(average, checks).items()} if checks else {}
        if real:
            scores["real_gain"] = round(evaluate.real(average, real)["gain"], 4)
        return scores

    def feeds(side):
        reservoir = args.reservoir or min(6000, max(4 * plan.batch, 600_000_000 // (6 * side * side)))
        return Feed(images, files, plan.batch, side, args.seed + step, args.device, args.workers, args.reuse, reservoir, args.share)

    # ---- the loop; the schedule follows the clock, or the epochs
    box = math.inf if args.epochs and not args.minutes else (args.minutes or 100) * 60
    start, last, sums, counted, side, feed = time.monotonic() - spent, time.monotonic(), {}, 0, None, None
    progress = lambda: shown / (args.epochs * epoch) if args.epochs else spent / box
    while progress() < 1 and spent < box:
        now = min(progress(), 1)
        if plan.side_at(now) != side:
            feed = None  # its workers go before the next ones come
            side = plan.side_at(now)
            feed = feeds(side)
        drawn = feed.drawn
        blurred, sharp, radius = feed.next()
        pairs_seen, shown = pairs_seen + feed.drawn - drawn, shown + plan.batch
        rate = plan.rate_at(now, step)
        for group in optimiser.param_groups:
            group["lr"] = rate
        network.train()
        with torch.autocast("cuda", dtype=torch.float16) if args.amp else contextlib.nullcontext():
            outputs = forward(blurred)
            with torch.no_grad():
                taught = teacher(blurred)[0].float().clamp(0, 1) if teacher else None
        loss, terms = criterion([x if x is None else x.float() for x in outputs], blurred, sharp, radius, taught)
        optimiser.zero_grad(set_to_none=True)
        scale.scale(loss).backward()
        scale.unscale_(optimiser)
        for group in groups:
            torch.nn.utils.clip_grad_norm_(group, CLIP)
        scale.step(optimiser)
        scale.update()
        step += 1
        evenly = evenly + 1 if now >= plan.average_from else 0
        average_into(average, network, 1 - 1 / evenly if evenly else min(args.ema, step / (step + 10)))
        sums, counted = {k: sums.get(k, 0.0) + v for k, v in terms.items()}, counted + 1
        spent = time.monotonic() - start
        if time.monotonic() - last > args.every * 60 or progress() >= 1 or spent >= box:
            means = {k: round(float(v) / counted, 6 if k in ("l2", "auxiliary") else 4) for k, v in sums.items()}
            if not all(map(math.isfinite, means.values())):
                raise SystemExit(f"step {step}: the loss is not finite {means}; the last checkpoint stays, resume with a lower --rate")
            row = {"minutes": round(spent / 60, 1), "step": step, "epoch": round(shown / epoch, 2), "side": side, "rate": f"{rate:.2e}", **means,
                   **check()}
            print(json.dumps(row), flush=True)
            with log.open("a", newline="") as f:
                csv.DictWriter(f, fields, extrasaction="ignore").writerow(row)
            checkpoint.save(args.out, network=network.state_dict(), average=average.state_dict(), optimiser=optimiser.state_dict(), step=step,
                            spent=spent, pairs_seen=pairs_seen, config=asdict(config), scores=row, evenly=evenly, shown=shown,
                            blur="trained" if pairs_seen else "untrained", scale=scale.state_dict())
            last, sums, counted = time.monotonic(), {}, 0


if __name__ == "__main__":
    try:
        main()
    except checkpoint.Broken as error:
        raise SystemExit(str(error)) from error
