"""How each network is trained: its loss, the outputs that the loss needs, its default schedule and the columns of its log."""
from dataclasses import dataclass
from typing import Callable

import torch

from p2ikt_live.losses import live
from p2ikt_live.losses.family import FamilyLoss
from p2ikt_live.losses.paper import PaperLoss
from p2ikt_live.losses.perceptual import Lpips
from p2ikt_live.models.registry import NETWORKS

SCORES = ("gain", "in_focus_db", "blur_r", "blur_error", "real_gain")


def _all_parameters(network):
    return [list(network.parameters())]


@dataclass(frozen=True)
class Recipe:
    """Training of one network. `options` are those of the command line (cli.py)."""
    columns: tuple          # of the log; a term that a run does not have stays empty
    loss: Callable          # options -> loss (losses/live.py describes its arguments)
    forward: Callable       # (network, options) -> function of a blurred batch (N,3,S,S), which returns the outputs for the loss
    preset: str = "live"    # the default schedule
    parameter_groups: Callable = _all_parameters    # network -> lists of parameters; the gradient of each list is clipped separately
    memory_format: torch.memory_format = torch.contiguous_format    # the one in which its convolutions are fastest
    best_by: tuple = ("gain", "real_gain")          # the score that selects the best checkpoint, and the one used where that is missing
    takes_teacher: bool = False
    is_family: bool = False     # a size of the live family: further terms of the loss, and half precision on a CPU


def _lpips(options):
    return Lpips(options.lpips).to(options.device)


def _paper_groups(network):
    return [list(network.network.parameters()), list(network.radius.parameters())]


LIVE = Recipe(columns=("minutes", "step", "rate", "decibel", "blur_loss", "teacher", *SCORES),
              loss=lambda options: live.live_loss, forward=lambda network, options: network, takes_teacher=True)

LIVE_HQ = Recipe(columns=("minutes", "step", "rate", "decibel", "blur_loss", "live_decibel", "live_blur_loss", *SCORES),
                 loss=lambda options: live.refined_loss, forward=lambda network, options: network.both)

PAPER = Recipe(columns=("minutes", "step", "epoch", "side", "rate", "loss", "l2", "fourier", "lpips", "gradients", "auxiliary", "decibel",
                        "blur_loss", *SCORES),
               loss=lambda options: PaperLoss(_lpips(options) if options.lpips else None),
               forward=lambda network, options: lambda x: network.with_auxiliary(x, options.blur_share),
               preset="paper", parameter_groups=_paper_groups)

FAMILY = Recipe(columns=("minutes", "step", "rate", "decibel", "bands_decibel", "blur_loss", "confidence_loss", "fourier", "lpips",
                         "teacher", "gflops", *SCORES),
                loss=lambda options: FamilyLoss(options.fourier, _lpips(options) if options.perceptual else None, options.perceptual),
                forward=lambda network, options: network.parts,
                preset="stretch", memory_format=torch.channels_last, best_by=("real_gain", "gain"),     # pictures of real lenses decide
                takes_teacher=True, is_family=True)

RECIPES = {"live": LIVE, "live-hq": LIVE_HQ, "p2ikt": PAPER} | {name: FAMILY for name in NETWORKS if name.startswith("family-")}
