"""The command line of train.py, and the combinations of options that it refuses."""
import argparse
from dataclasses import replace
from pathlib import Path

import torch

from p2ikt_live.losses.live import TEACHER_WEIGHT
from p2ikt_live.models.registry import NETWORKS
from p2ikt_live.recipes import RECIPES
from p2ikt_live.schedule import PRESETS


def parse_options(description, epoch, argv=None):
    """The parsed options. `config` is the configuration of the network, `plan` its Schedule, `out` a Path.

    description: of the program. epoch: pictures of an epoch without pairs of photographs. argv: by default that of the process.
    """
    parser = _parser(description, epoch)
    args = parser.parse_args(argv)
    _refuse_contradictions(parser, args, RECIPES[args.variant])
    args.config = NETWORKS[args.variant].config
    if args.variant == "p2ikt":
        args.config = replace(args.config, **dict.fromkeys(args.without, False), backbone=args.backbone or args.config.backbone)
    args.preset = args.preset or RECIPES[args.variant].preset
    plan = PRESETS[args.preset]
    args.plan = replace(plan, rate=args.rate or plan.rate, batch=args.batch or plan.batch,
                        sides=((0, args.side),) if args.side else plan.sides)
    args.out = Path(args.out or f"runs/{args.variant}.pt")
    return args


def _parser(description, epoch):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--variant", choices=tuple(RECIPES), default="live")
    parser.add_argument("--without", choices=("igkm", "ikpm"), nargs="*", default=[], help="p2ikt: the ablations of Table 3")
    parser.add_argument("--backbone", choices=("srt", "sram"), help="p2ikt: the scale recurrent transformer (default), "
                        "or the model that it replaced")
    parser.add_argument("--preset", choices=tuple(PRESETS), help="the schedule; default: paper for p2ikt, stretch for the family, "
                        "else live")
    parser.add_argument("--photos", help="folder of sharp photographs, to be blurred")
    parser.add_argument("--depth", help="folder of 16-bit depth maps, for the distances of a part of the pairs")
    parser.add_argument("--pairs", help="folder in the layout of DPDD: source/ and target/, or train_c/source/ ..., of 8 or 16 bits")
    parser.add_argument("--share", type=float, default=0.5, help="of the steps that take --pairs, where there are --photos, too")
    parser.add_argument("--held-scenes", type=int, default=0, metavar="N", help="of --pairs, the last N scenes (SCENE_SHOT.jpg) are "
                        "validated on and never trained on")
    parser.add_argument("--lettering", type=float, default=0.0, help="share of the crops of --photos that get lines of words")
    parser.add_argument("--augment", action="store_true", help="vary the size, exposure, colours, noise and compression of --pairs")
    parser.add_argument("--real", nargs="+", help="folders with source/ and target/, evaluated beside the hold-out, never trained "
                        "on; default: val_c of --pairs, where it has one")
    parser.add_argument("--start", metavar="CHECKPOINT", help="where --out does not exist yet: begin from the averaged weights of this "
                        "one, not from random ones; live-hq also takes a live one, as its first stage")
    parser.add_argument("--out", help="the checkpoint; default runs/VARIANT.pt")
    parser.add_argument("--minutes", type=float, help="of the whole schedule, earlier runs included; default 100; with --epochs, "
                        "when to stop")
    parser.add_argument("--epochs", type=float, help=f"the schedule's length in passes over --pairs, or over {epoch} pictures without")
    parser.add_argument("--batch", type=int, help="default: the preset's")
    parser.add_argument("--side", type=int, help="of the crops, throughout; default: the preset's")
    parser.add_argument("--rate", type=float, help="default: the preset's")
    parser.add_argument("--ema", type=float, default=0.999, help="decay of the averaged weights")
    parser.add_argument("--lpips", metavar="FILE", help="weights of the LPIPS term of Eq. (6) (p2ikt); without, errors of gradients "
                        "replace it")
    parser.add_argument("--fourier", type=float, default=0.0, help="family: weight of the error of the Fourier transform")
    parser.add_argument("--perceptual", type=float, default=0.0, help="family: weight of LPIPS, whose weights --lpips names")
    parser.add_argument("--blur-share", type=float, default=0.0, help="of the gradient of the blur head that reaches the coefficient "
                        "maps of p2ikt")
    parser.add_argument("--teacher", metavar="CHECKPOINT", help=f"live, family: pulled towards the pictures of this network, weight "
                        f"{TEACHER_WEIGHT}")
    parser.add_argument("--teacher-ensemble", action="store_true", help="the teacher's picture is the mean over the mirror images, as that "
                        "of deblur --ensemble; 4 times its time")
    parser.add_argument("--reuse", type=int, default=4, help="times that a drawn pair is trained on, on average")
    parser.add_argument("--reservoir", type=int, help="pairs kept to draw from; default: 64 batches, or as many as take 0.6 GB; a run that "
                        "resumes draws them again first")
    parser.add_argument("--workers", type=int, default=1, help="processes that draw the pairs; 0: none")
    parser.add_argument("--threads", type=int, default=2, help="of PyTorch")
    parser.add_argument("--every", type=float, default=6, help="minutes between validations")
    parser.add_argument("--checks", type=int, default=128, help="synthetic pictures of a validation, a multiple of 16; 0: none")
    parser.add_argument("--amp", action="store_true", help="half precision where it is safe: float16 on CUDA; bfloat16 on a CPU, "
                        "which is faster only where lscpu shows avx512_bf16 or amx_bf16")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser


def _refuse_contradictions(parser, args, recipe):
    if not (args.photos or args.pairs):
        parser.error("name --photos, --pairs or both: nothing to train on")
    if args.teacher and not recipe.takes_teacher:
        parser.error(f"--teacher is for --variant {', '.join(name for name, r in RECIPES.items() if r.takes_teacher)}")
    if args.teacher_ensemble and not args.teacher:
        parser.error("--teacher-ensemble is about --teacher: name one")
    if (args.without or args.backbone) and args.variant != "p2ikt":
        parser.error("--without and --backbone are switches of --variant p2ikt")
    if args.augment and not args.pairs:
        parser.error("--augment varies --pairs: name both")
    if args.depth and not args.photos:
        parser.error("--depth gives distances to --photos: name both")
    if args.lpips and args.variant != "p2ikt" and not args.perceptual:
        parser.error("--lpips is a term of Eq. (6), and of the family with --perceptual: use it with one of them")
    if args.perceptual and not (args.lpips and recipe.is_family):
        parser.error("--perceptual is a term of the family's loss, and needs --lpips FILE")
    if args.fourier and not recipe.is_family:
        parser.error("--fourier is a term of the family's loss")
    if args.amp and not args.device.startswith("cuda") and not recipe.is_family:
        parser.error(f"--amp needs CUDA for {args.variant}, not {args.device}")
