"""What a network gains: on a synthetic hold-out whose truth is known to the pixel, and on folders of real pairs.

PSNR is taken on 8-bit values, clamped, over all three channels; a gain is the mean over pictures of the PSNR of the output
minus that of the input. Blur metrics count cells (8x8 pixels) whose sharp picture has texture: a flat wall has no answer.
"""
import argparse

import cv2
import numpy as np
import torch

import data
import pairs

TEXTURE = 8 / 255   # mean gradient of the sharp luma above which a cell counts as textured: well above the noise
HOLDOUT_SEED = 20_261
SHARP_DB = 45        # an input nearer to its target than this is in focus: what counts there is that nothing is lost


def texture(sharp):
    """Mean gradient magnitude of luma in each 8x8 cell: (N,3,H,W) in [0,1] -> (N,1,H/8,W/8)."""
    luma = sharp.mean(1, keepdim=True)
    dx = torch.nn.functional.pad((luma[..., :, 1:] - luma[..., :, :-1]).abs(), (0, 1, 0, 0))
    dy = torch.nn.functional.pad((luma[..., 1:, :] - luma[..., :-1, :]).abs(), (0, 0, 0, 1))
    return torch.nn.functional.avg_pool2d(torch.maximum(dx, dy), 8)


def bytes_of(x):
    return (x.clamp(0, 1) * 255).round()


def psnr(a, b):
    """dB for each picture of a batch in [0, 1], at 8 bits; capped at 60 for identical ones."""
    mse = ((bytes_of(a) - bytes_of(b)) ** 2).mean((1, 2, 3))
    return 10 * torch.log10(255 ** 2 / mse.clamp(min=0.065))


def holdout(photos, mild_only=False, pictures=128, side=192):
    """A fixed synthetic hold-out: (blurred, sharp, radius) tensors, from photographs that training never sees."""
    images = data.photographs(photos, holdout=True)
    parts = [data.make_batch(images, 16, side, (HOLDOUT_SEED, k), mild_only) for k in range(pictures // 16)]
    return data.tensors(*(np.concatenate(x) for x in zip(*parts)))


@torch.no_grad()
def synthetic(network, checks):
    """Mean gain in dB of the pictures out of focus; mean PSNR that those in focus keep; correlation and mean error in px of the
    blur radius on textured cells."""
    network.eval()
    device = next(network.parameters()).device
    blurred, sharp, radius = (x.to(device) for x in checks)
    before, after, said, true = [], [], [], []
    for i in range(0, len(blurred), 16):
        out, blur, _ = network(blurred[i:i + 16])
        before.append(psnr(blurred[i:i + 16], sharp[i:i + 16]))
        after.append(psnr(out, sharp[i:i + 16]))
        where = texture(sharp[i:i + 16]) > TEXTURE
        said.append(blur[where])
        true.append(radius[i:i + 16][where])
    before, after, said, true = (torch.cat(x).cpu().numpy() for x in (before, after, said, true))
    soft = before < SHARP_DB
    return {"gain": float((after - before)[soft].mean()), "in_focus_db": float(after[~soft].mean()) if (~soft).any() else 60.0,
            "blur_r": float(np.corrcoef(said, true)[0, 1]), "blur_error": float(np.abs(said - true).mean())}


def pairs_of(folder):
    """(stem, source, target) of folder/source and folder/target, BGR of 8 bits in [0,1] (1,3,H,W)."""
    for source, target in pairs.paired(folder):
        read = lambda p: torch.from_numpy(cv2.imread(str(p), cv2.IMREAD_COLOR)).permute(2, 0, 1)[None].float() / 255
        yield source.stem, read(source), read(target)


@torch.no_grad()
def real(network, folder):
    """(mean gain in dB, mean PSNR of the input) over a folder of real pairs."""
    network.eval()
    device = next(network.parameters()).device
    rows = [(psnr(network(s.to(device))[0].cpu(), t) - psnr(s, t), psnr(s, t)) for _, s, t in pairs_of(folder)]
    gain, before = (float(torch.cat(x).mean()) for x in zip(*rows))
    return {"gain": gain, "input": before, "pictures": len(rows)}


if __name__ == "__main__":
    from train import load  # only for the command line: train imports this module

    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("checkpoint")
    args.add_argument("--photos", required=True, help="folder of sharp photographs; its hold-out is used")
    args.add_argument("--real", help="folder with source/ and target/")
    args = args.parse_args()
    network = load(args.checkpoint)
    for mild_only in (False, True):
        print("synthetic, " + ("radii to 6 px" if mild_only else "all radii"), synthetic(network, holdout(args.photos, mild_only)))
    if args.real:
        print("real", real(network, args.real))
