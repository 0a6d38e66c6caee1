"""A training run: the network, its optimiser, the average of its weights, and their checkpoint."""
import contextlib
import copy
import math
from dataclasses import asdict

import torch

from p2ikt_live import checkpoint
from p2ikt_live.evaluation.scores import Ensemble
from p2ikt_live.models.cost import macs_per_pixel
from p2ikt_live.models.registry import build, config_of, load, load_start_weights, read_checkpoint
from p2ikt_live.recipes import RECIPES

CLIP = 1.0          # norm of the gradient of each group of parameters


@torch.no_grad()
def average_into(average, network, decay):
    """average = decay * average + (1 - decay) * network; integers are copied."""
    for a, b in zip(average.state_dict().values(), network.state_dict().values()):
        if a.dtype.is_floating_point:
            a.lerp_(b, 1 - decay)
        else:
            a.copy_(b)


def gradient_scaler(enabled):
    """The scaler that keeps half-precision gradients in range. Its class moved in PyTorch 2.3."""
    moved = getattr(torch.amp, "GradScaler", None) if hasattr(torch, "amp") else None
    return moved("cuda", enabled=enabled) if moved else torch.cuda.amp.GradScaler(enabled=enabled)


def to_single_precision(outputs):
    """The outputs of a network, nested as they are, in single precision."""
    return None if outputs is None else outputs.float() if torch.is_tensor(outputs) else [to_single_precision(x) for x in outputs]


class Run:
    """A training run. It resumes from the checkpoint at `args.out`, if there is one; `args` are the options of cli.py."""

    def __init__(self, args):
        self.args, self.plan, self.recipe = args, args.plan, RECIPES[args.variant]
        self.network = build(args.config).to(args.device)
        if args.start and not checkpoint.exists(args.out):
            load_start_weights(self.network, load(args.start, args.device), args.start)
        self.groups = self.recipe.parameter_groups(self.network)
        self.optimiser = torch.optim.AdamW([{"params": g} for g in self.groups], lr=self.plan.rate, weight_decay=self.plan.decay)
        self.network.to(memory_format=self.recipe.memory_format)
        self.macs = macs_per_pixel(self.network) if "gflops" in self.recipe.columns else 0.0   # multiply-accumulates a pixel
        self.scale, self.average = gradient_scaler(args.amp and args.device.startswith("cuda")), copy.deepcopy(self.network)
        self.step, self.spent, self.pairs_seen = 0, 0.0, 0      # steps, seconds, synthetic pairs drawn
        self.shown, self.evenly = 0, 0                          # pictures trained on; steps averaged evenly
        self.best, self.scores = -math.inf, {}
        # The average begins as the mean of all steps where the weights were good from the first, else of the last tenth.
        self.ramp = 1 if args.start else 10
        if checkpoint.exists(args.out):
            self.resume(read_checkpoint(args.out, args.device))
        self.teacher = load(args.teacher, args.device) if args.teacher else None
        if args.teacher_ensemble:
            self.teacher = Ensemble(self.teacher)
        self.criterion, self.forward = self.recipe.loss(args), self.recipe.forward(self.network, args)

    def resume(self, state):
        """Continues from a saved state of the same configuration."""
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
        """Writes the checkpoint from which the run can resume."""
        checkpoint.save(self.args.out, network=self.network.state_dict(), optimiser=self.optimiser.state_dict(),
                        scale=self.scale.state_dict(), evenly=self.evenly, shown=self.shown, best=self.best, **self.result())

    def result(self):
        """The averaged weights and their origin, without the state that a resumed run needs."""
        return dict(average=self.average.state_dict(), config=asdict(self.args.config), step=self.step, spent=self.spent,
                    scores=self.scores, pairs_seen=self.pairs_seen, blur="trained" if self.pairs_seen else "untrained")

    def keep_best(self):
        """Writes NAME.best.pt, if the scores are the best so far."""
        first, second = self.recipe.best_by
        gain = self.scores.get(first, self.scores.get(second))
        if gain is not None and gain > self.best:
            self.best = gain
            checkpoint.save(self.args.out.with_suffix(".best.pt"), **self.result())

    def mixed_precision(self):
        """The context in which convolutions use half precision, with --amp."""
        kind = torch.device(self.args.device).type
        return torch.autocast(kind, dtype=torch.bfloat16 if kind == "cpu" else torch.float16) if self.args.amp else contextlib.nullcontext()

    @torch.no_grad()
    def taught(self, blurred):
        """The teacher's picture of a batch, and its radii."""
        with self.mixed_precision():
            picture, radius = to_single_precision(self.teacher(blurred)[:2])
        return picture.clamp(0, 1), radius

    def learn(self, progress, blurred, sharp, radius, *taught):
        """One step on a batch: blurred, sharp (N,3,S,S), radius (N,1,S/8,S/8), and a teacher's picture and radius, if there is one.

        Returns its learning rate and the terms of its loss.
        """
        rate = self.plan.rate_at(progress, self.step)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.network.train()
        blurred = blurred.contiguous(memory_format=self.recipe.memory_format)
        with self.mixed_precision():
            outputs = self.forward(blurred)
        loss, terms = self.criterion(to_single_precision(outputs), blurred, sharp, radius, taught or None)
        self.optimiser.zero_grad(set_to_none=True)
        self.scale.scale(loss).backward()
        self.scale.unscale_(self.optimiser)
        for group in self.groups:
            torch.nn.utils.clip_grad_norm_(group, CLIP)
        self.scale.step(self.optimiser)
        self.scale.update()
        self.step, self.shown = self.step + 1, self.shown + len(blurred)
        self.evenly = self.evenly + 1 if progress >= self.plan.average_from else 0
        decay = 1 - 1 / self.evenly if self.evenly else min(self.args.ema, self.step / (self.step + self.ramp))
        average_into(self.average, self.network, decay)
        return rate, terms
