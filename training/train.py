"""Trains the live variant on freshly synthesised defocus.

    python3 train.py --photos FOLDER --out runs/live.pt --minutes 100 [--real FOLDER]

Resumes from --out when it exists. The loss is in decibels, log(mse(out) / mse(in)) for each picture, so that mild and heavy blur
count alike; beside it the blur radius, where the sharp picture has texture. What is kept and judged is an exponential
moving average of the weights: single checkpoints differ by a tenth of a dB on real pictures from one minute to the next.
"""
import argparse
import copy
import csv
import json
import math
import time
from dataclasses import asdict
from pathlib import Path

import cv2
import torch
import torch.nn.functional as F

import data
import evaluate
from model import LiveConfig, LiveNetwork, macs_per_pixel

BLUR_WEIGHT = 2.0
FLOOR = 1e-5  # mse of 50 dB: below it a picture counts as sharp, and no ratio explodes


def loss_of(network, blurred, sharp, radius):
    out, blur, _ = network(blurred)
    mse = lambda x: ((x - sharp) ** 2).mean((1, 2, 3))
    decibel = torch.log((mse(out) + FLOOR) / (mse(blurred) + FLOOR)).mean()
    # A tenth of a pixel matters near focus and not at all in bokeh; and a flat wall has no answer.
    weight = evaluate.texture(sharp).clamp(max=0.1) / 0.1 * 2 / (1 + radius / 3)
    wrong = F.smooth_l1_loss(blur, radius, reduction="none", beta=0.5)
    blur_loss = (wrong * weight).sum() / weight.sum().clamp(min=1e-3)
    return decibel + BLUR_WEIGHT * blur_loss, decibel.detach(), blur_loss.detach()


def save(path, **state):
    temporary = Path(f"{path}.new")  # a run that is killed while writing keeps its last checkpoint
    torch.save(state, temporary)
    temporary.replace(path)


def load(path, device="cpu"):
    """The averaged network of a checkpoint, in evaluation mode."""
    state = torch.load(path, map_location=device)
    network = LiveNetwork(LiveConfig(**{k: v for k, v in state["config"].items() if k not in ("stride", "multiple")}))
    network.load_state_dict(state["average"])
    return network.to(device).eval()


@torch.no_grad()
def average_into(average, network, decay):
    for a, b in zip(average.state_dict().values(), network.state_dict().values()):
        if a.dtype.is_floating_point:
            a.lerp_(b, 1 - decay)
        else:
            a.copy_(b)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", required=True, help="folder of sharp photographs")
    parser.add_argument("--real", help="folder with source/ and target/, evaluated beside the hold-out, never trained on")
    parser.add_argument("--out", default="runs/live.pt")
    parser.add_argument("--minutes", type=float, default=100, help="of this whole schedule, earlier runs counted in")
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--side", type=int, default=128)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--reuse", type=int, default=4, help="times that a drawn pair is trained on, at most")
    parser.add_argument("--reservoir", type=int, default=6000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--every", type=float, default=6, help="minutes between validations")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()

    cv2.setNumThreads(1)
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    out = Path(args.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    config = LiveConfig()
    network = LiveNetwork(config).to(args.device)
    optimiser = torch.optim.Adam(network.parameters(), lr=args.rate)
    average, step, spent, pairs_seen = copy.deepcopy(network), 0, 0.0, 0
    if out.exists():
        state = torch.load(out, map_location=args.device)
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        step, spent, pairs_seen = state["step"], state["spent"], state["pairs_seen"]
    print(f"seed {args.seed}, {macs_per_pixel(config):.0f} MACs a pixel, from step {step} at {spent / 60:.1f} min", flush=True)

    checks = evaluate.holdout(args.photos)
    images = data.photographs(args.photos)
    loader = torch.utils.data.DataLoader(data.FreshPairs(images, args.batch, args.side, args.seed + step), batch_size=None,
                                         num_workers=args.workers, prefetch_factor=4)
    fresh, reservoir = iter(loader), data.Reservoir(args.reservoir, args.seed + step)
    log = out.with_suffix(".csv")
    fields = ["minutes", "step", "rate", "decibel", "blur_loss", "gain", "in_focus_db", "blur_r", "blur_error", "real_gain"]
    if not log.exists():
        log.write_text(",".join(fields) + "\n")

    def check():
        scores = {k: round(v, 4) for k, v in evaluate.synthetic(average, checks).items()}
        if args.real:
            scores["real_gain"] = round(evaluate.real(average, args.real)["gain"], 4)
        return scores

    total, start, last, sums = args.minutes * 60, time.monotonic() - spent, time.monotonic(), [0.0, 0.0, 0]
    while spent < total:
        if step % args.reuse == 0 or len(reservoir.pairs) < 4 * args.batch:
            batch = next(fresh)
            reservoir.add(batch)
            pairs_seen += len(batch[0])
        progress = spent / total  # the schedule follows the clock: a slow machine still anneals fully
        rate = args.rate * min(1, (step + 1) / 200) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        network.train()
        loss, decibel, blur_loss = loss_of(network, *(x.to(args.device) for x in reservoir.draw(args.batch)))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        step += 1
        average_into(average, network, min(0.999, step / (step + 10)))
        sums = [sums[0] + float(decibel), sums[1] + float(blur_loss), sums[2] + 1]
        spent = time.monotonic() - start
        if time.monotonic() - last > args.every * 60 or spent >= total:
            row = {"minutes": round(spent / 60, 1), "step": step, "rate": f"{rate:.2e}",
                   "decibel": round(-10 / math.log(10) * sums[0] / sums[2], 4), "blur_loss": round(sums[1] / sums[2], 4), **check()}
            print(json.dumps(row), flush=True)
            with log.open("a", newline="") as f:
                csv.DictWriter(f, fields).writerow(row)
            save(out, network=network.state_dict(), average=average.state_dict(), optimiser=optimiser.state_dict(), step=step,
                 spent=spent, pairs_seen=pairs_seen, config=asdict(config), scores=row)
            last, sums = time.monotonic(), [0.0, 0.0, 0]


if __name__ == "__main__":
    main()
