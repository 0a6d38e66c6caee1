"""What a network gains: on a synthetic hold-out whose truth is known to the pixel, and on folders of real pairs.

PSNR is taken on 8-bit values, clamped, over all three channels; a gain is the mean over pictures of the PSNR of the output
minus that of the input. Blur metrics count cells (8x8 pixels) whose sharp picture has texture: a flat wall has no answer. They are
given for all of these, and without those at a depth edge, where the cell or its neighbour belongs to two distances.

    python3 evaluate.py runs/live.pt [more.pt ...] --photos FOLDER [--real FOLDER] [--lpips FILE]

A folder of real pairs whose names end in A and B, two shots of a scene with the focus at two distances, is asked one thing more: at
each pixel, does the smaller radius name the shot that is in focus there? (focus.py)
"""
import argparse

import cv2
import numpy as np
import torch

import data
import pairs

TEXTURE = 8 / 255   # mean gradient of the sharp luma above which a cell counts as textured: well above the noise
HOLDOUT_SEED = 20_261
DEPTH_EDGE = 1.0    # px of radius between neighbouring cells
SHARP_DB = 45        # an input nearer to its target than this is in focus: what counts there is that nothing is lost


def texture(sharp):
    """Mean gradient magnitude of luma in each 8x8 cell: (N,3,H,W) in [0,1] -> (N,1,H/8,W/8)."""
    luma = sharp.mean(1, keepdim=True)
    dx = torch.nn.functional.pad((luma[..., :, 1:] - luma[..., :, :-1]).abs(), (0, 1, 0, 0))
    dy = torch.nn.functional.pad((luma[..., 1:, :] - luma[..., :-1, :]).abs(), (0, 0, 0, 1))
    return torch.nn.functional.avg_pool2d(torch.maximum(dx, dy), 8)


def tolerated(said, radius):
    """True where a radius is within 25 % or 0.5 px of the truth: what a confident reading must keep."""
    return (said - radius).abs() <= (radius / 4).clamp(min=0.5)


def depth_edges(radius):
    """Cells with a neighbour whose radius differs by more than DEPTH_EDGE: (N,1,h,w) px -> the same, true at an edge."""
    near = lambda x: torch.nn.functional.max_pool2d(x, 3, 1, 1)
    return near(radius) + near(-radius) > DEPTH_EDGE


def bytes_of(x):
    return (x.clamp(0, 1) * 255).round()


def psnr(a, b):
    """dB for each picture of a batch in [0, 1], at 8 bits; capped at 60 for identical ones."""
    mse = ((bytes_of(a) - bytes_of(b)) ** 2).mean((1, 2, 3))
    return 10 * torch.log10(255 ** 2 / mse.clamp(min=0.065))


def holdout(photos, of="all", pictures=128, side=192, depth=None):
    """A fixed synthetic hold-out: (blurred, sharp, radius) tensors, from photographs that training never sees; `of` as data.draw_batch's."""
    images, depths = data.photographs(photos, holdout=True), data.depth_maps(depth) if depth else None
    parts = [data.make_batch(images, 16, side, (HOLDOUT_SEED, k), of, depths=depths) for k in range(pictures // 16)]
    return data.tensors(*(np.concatenate(x) for x in zip(*parts)))


class Ensemble(torch.nn.Module):
    """The mean of a network's 8-bit pictures of a frame and of its three mirror images, as `deblur --ensemble` makes it; the maps are the frame's."""

    def __init__(self, network):
        super().__init__()
        self.network, self.cfg = network, network.cfg

    def forward(self, frame):
        sharp, *maps = self.network(frame)
        total = bytes_of(sharp)
        for axes in ((3,), (2,), (2, 3)):
            total = total + bytes_of(self.network(frame.flip(axes))[0]).flip(axes)
        return total / (4 * 255), *maps


@torch.no_grad()
def synthetic(network, checks):
    """Of a network with a confidence: the share of cells above 1/2, and of those the share within 25 % or 0.5 px of the truth.
    Mean gain in dB of the pictures out of focus; mean PSNR that those in focus keep; correlation and mean error in px of the
    blur radius on textured cells, and (_plain) on those of them that lie away from depth edges."""
    network.eval()
    device = next(network.parameters()).device
    blurred, sharp, radius = (x.to(device) for x in checks)
    before, after, said, true, plain, sure = [], [], [], [], [], []
    for i in range(0, len(blurred), 16):
        out, blur, _, *confidence = network(blurred[i:i + 16])
        if confidence:  # 1 where the network is confident and right, 0 where it is confident and wrong, of all cells
            right = tolerated(blur, radius[i:i + 16])
            sure.append(torch.where(confidence[0] > 0.5, right.float(), torch.full_like(blur, float("nan"))).flatten())
        before.append(psnr(blurred[i:i + 16], sharp[i:i + 16]))
        after.append(psnr(out, sharp[i:i + 16]))
        where = texture(sharp[i:i + 16]) > TEXTURE
        said.append(blur[where])
        true.append(radius[i:i + 16][where])
        plain.append(~depth_edges(radius[i:i + 16])[where])
    before, after, said, true, plain = (torch.cat(x).cpu().numpy() for x in (before, after, said, true, plain))
    soft = before < SHARP_DB
    agreement = lambda where: (float(np.corrcoef(said[where], true[where])[0, 1]), float(np.abs(said - true)[where].mean()))
    r, error = agreement(slice(None))
    r_plain, error_plain = agreement(plain)
    told = torch.cat(sure) if sure else None
    trust = {"confident": float(told.isfinite().float().mean()), "confident_right": float(told[told.isfinite()].mean())} if sure else {}
    return trust | {"gain": float((after - before)[soft].mean()), "in_focus_db": float(after[~soft].mean()) if (~soft).any() else 60.0,
            "blur_r": r, "blur_error": error, "blur_r_plain": r_plain, "blur_error_plain": error_plain}


def pairs_of(folder):
    """(stem, source, target) of folder/source and folder/target, or of a list of such pairs: BGR of 8 bits in [0,1] (1,3,H,W)."""
    for source, target in folder if isinstance(folder, list) else pairs.paired(folder):
        try:
            a, b = (torch.from_numpy(np.round(pairs.read(p) * 255)).permute(2, 0, 1)[None] / 255 for p in (source, target))
        except pairs.Unusable as error:
            raise SystemExit(str(error)) from error
        if a.shape != b.shape:
            raise SystemExit(f"{source} is {a.shape[3]}x{a.shape[2]}, {target} {b.shape[3]}x{b.shape[2]}: both must be one size")
        yield source.stem, a, b


@torch.no_grad()
def real(network, folder, lpips=None):
    """Means over a folder, or a list, of real pairs: gain in dB, PSNR of the input, and, given that metric, LPIPS of the input and of the output."""
    network.eval()
    device = next(network.parameters()).device
    rows = []
    for _, source, target in pairs_of(folder):
        out = bytes_of(network(source.to(device))[0].cpu()) / 255
        before = psnr(source, target)
        row = {"gain": float(psnr(out, target) - before), "input": float(before)}
        rows.append(row | ({"lpips_input": float(lpips(source, target)), "lpips": float(lpips(out, target))} if lpips else {}))
    return {k: sum(r[k] for r in rows) / len(rows) for k in rows[0]} | {"pictures": len(rows)}


def main():
    import focus  # both import this module
    from networks import load

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoints", nargs="+")
    parser.add_argument("--photos", help="folder of sharp photographs; its hold-out is used")
    parser.add_argument("--depth", help="folder of depth maps, as in training")
    parser.add_argument("--real", nargs="+", default=[], help="folders with source/ and target/")
    parser.add_argument("--ensemble", action="store_true", help="the mean over a picture and its mirror images, as deblur --ensemble")
    parser.add_argument("--lpips", metavar="FILE", help="weights of the LPIPS metric (losses.Lpips says which)")
    args = parser.parse_args()
    if not (args.photos or args.real):
        parser.error("name --photos, --real or both: nothing to evaluate on")
    from perceptual import Lpips
    lpips = Lpips(args.lpips) if args.lpips else None
    sets = {name: holdout(args.photos, of, depth=args.depth) for name, of in (("all radii", "all"), ("radii to 6 px", "mild"), ("radii from 8 px", "heavy"))} if args.photos else {}
    for path in args.checkpoints:
        network = Ensemble(load(path)).eval() if args.ensemble else load(path)
        print(path)
        for name, checks in sets.items():
            print(f"  synthetic, {name:14}", listed(synthetic(network, checks)))
        for folder in args.real:
            print(f"  {folder:25}", listed(real(network, folder, lpips)))
            if decided := focus.decisions(network, folder):
                print("  focus decision           ", listed(decided))


def listed(scores):
    return "  ".join(f"{name} {value:.3f}" if isinstance(value, float) else f"{name} {value}" for name, value in scores.items())


if __name__ == "__main__":
    main()
