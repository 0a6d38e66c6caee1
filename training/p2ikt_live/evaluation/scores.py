"""Scores of a network: on a synthetic hold-out, whose truth is known at each pixel, and on folders of real pairs.

PSNR is taken on 8-bit values, clamped, over all three channels. A gain is the mean over pictures of the PSNR of the output minus that of
the input. Blur scores count cells of 8x8 pixels whose sharp picture has texture, because a flat wall has no answer. They are given for all
of these, and (`_plain`) without those at a depth edge, where a cell or its neighbour belongs to two distances.
"""
import cv2
import numpy as np
import torch

from p2ikt_live.data import pairs, photographs, synthesis
from p2ikt_live.metrics import depth_edges, psnr, texture, to_bytes, tolerated

TEXTURE = 8 / 255   # mean gradient of the sharp luma above which a cell counts as textured: well above the noise
HOLDOUT_SEED = 20_261
BATCH = 16          # pictures
COARSE = 30         # px, standard deviation of a Gaussian: what differs more coarsely is exposure or vignetting, and not blur
SHARP_DB = 45       # an input of a higher PSNR than this is in focus: its score is what it keeps, not what it gains


def holdout(photos, of="all", pictures=128, side=192, depth=None):
    """A fixed synthetic hold-out of `pictures`, a multiple of 16, from photographs that training never sees.

    photos, depth: folders. of: the radii, as for synthesis.draw_batch. Returns tensors: blurred, sharp (N,3,S,S) in [0, 1]; radius
    (N,1,S/8,S/8) in px.
    """
    images, depths = photographs.read_photographs(photos, holdout=True), photographs.read_depth_maps(depth) if depth else None
    parts = [synthesis.make_batch(images, BATCH, side, (HOLDOUT_SEED, k), of, depths=depths) for k in range(pictures // BATCH)]
    return synthesis.to_tensors(*(np.concatenate(x) for x in zip(*parts)))


class Ensemble(torch.nn.Module):
    """The mean of a network's 8-bit pictures of a frame and of its three mirror images, as `deblur --ensemble` computes it.

    The maps are those of the frame.
    """

    def __init__(self, network):
        super().__init__()
        self.network, self.cfg = network, network.cfg

    def forward(self, frame):
        sharp, *maps = self.network(frame)
        total = to_bytes(sharp)
        for axes in ((3,), (2,), (2, 3)):
            total = total + to_bytes(self.network(frame.flip(axes))[0]).flip(axes)
        return total / (4 * 255), *maps


@torch.no_grad()
def synthetic(network, checks):
    """Scores on a hold-out, `checks` as `holdout` returns it: a dictionary.

    gain: mean gain in dB of the pictures out of focus. in_focus_db: mean PSNR of the others.
    blur_r, blur_error: correlation and mean error in px of the radius on textured cells.
    blur_r_plain, blur_error_plain: the same away from depth edges.
    confident, confident_right, if the network has a confidence: the share of cells above 1/2, and the share of those within the tolerance.
    """
    network.eval()
    device = next(network.parameters()).device
    blurred, sharp, radius = (x.to(device) for x in checks)
    before, after, predicted, true, plain, sure = [], [], [], [], [], []
    for i in range(0, len(blurred), BATCH):
        batch = slice(i, i + BATCH)
        out, blur, _, *confidence = network(blurred[batch])
        if confidence:  # 1: confident and right, 0: confident and wrong, NaN: not confident
            right = tolerated(blur, radius[batch])
            sure.append(torch.where(confidence[0] > 0.5, right.float(), torch.full_like(blur, float("nan"))).flatten())
        before.append(psnr(blurred[batch], sharp[batch]))
        after.append(psnr(out, sharp[batch]))
        where = texture(sharp[batch]) > TEXTURE
        predicted.append(blur[where])
        true.append(radius[batch][where])
        plain.append(~depth_edges(radius[batch])[where])
    before, after, predicted, true, plain = (torch.cat(x).cpu().numpy() for x in (before, after, predicted, true, plain))
    soft = before < SHARP_DB
    agreement = lambda where: (float(np.corrcoef(predicted[where], true[where])[0, 1]), float(np.abs(predicted - true)[where].mean()))
    r, error = agreement(slice(None))
    r_plain, error_plain = agreement(plain)
    scores = {}
    if sure:
        right = torch.cat(sure)
        scores = {"confident": float(right.isfinite().float().mean()), "confident_right": float(right[right.isfinite()].mean())}
    return scores | {"gain": float((after - before)[soft].mean()), "in_focus_db": float(after[~soft].mean()) if (~soft).any() else 60.0,
                     "blur_r": r, "blur_error": error, "blur_r_plain": r_plain, "blur_error_plain": error_plain}


def pairs_of(folder):
    """(stem, source, target) of each pair of a folder, or of a list of pairs of paths: pictures of 8 bits (1,3,H,W) in [0, 1]."""
    for source, target in folder if isinstance(folder, list) else pairs.paired(folder):
        try:
            a, b = (torch.from_numpy(np.round(pairs.read(p) * 255)).permute(2, 0, 1)[None] / 255 for p in (source, target))
        except pairs.PairError as error:
            raise SystemExit(str(error)) from error
        if a.shape != b.shape:
            raise SystemExit(f"{source} is {a.shape[3]}x{a.shape[2]}, {target} {b.shape[3]}x{b.shape[2]}: both must be one size")
        yield source.stem, a, b


def fine(difference):
    """A difference of two pictures (1,3,H,W) without its coarse part: as an array (H,W,3)."""
    values = difference[0].permute(1, 2, 0).numpy()
    height, width = values.shape[:2]
    small = cv2.resize(values, (max(width // 8, 1), max(height // 8, 1)), interpolation=cv2.INTER_AREA)
    coarse = cv2.GaussianBlur(small, (0, 0), COARSE / 8, borderType=cv2.BORDER_REFLECT)
    return values - cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)


@torch.no_grad()
def real(network, folder, lpips=None):
    """Means over a folder, or a list, of real pairs: gain in dB, PSNR of the input, and their number.

    fine_share: the share of the input's squared error that is not coarse (`fine`), which is all that deblurring can take away.
    fine_gain: the gain in dB on that part alone.

    With the metric `lpips` also the LPIPS of the input and of the output.
    """
    network.eval()
    device = next(network.parameters()).device
    rows = []
    for _, source, target in pairs_of(folder):
        out = to_bytes(network(source.to(device))[0].cpu()) / 255
        before = psnr(source, target)
        error, left = ((fine(x - target) ** 2).mean() for x in (source, out))
        share = error / max(float(((source - target) ** 2).mean()), 1e-12)
        row = {"gain": float(psnr(out, target) - before), "input": float(before), "fine_share": float(share),
               "fine_gain": float(10 * np.log10(max(error, 1e-12) / max(left, 1e-12)))}
        rows.append(row | ({"lpips_input": float(lpips(source, target)), "lpips": float(lpips(out, target))} if lpips else {}))
    return {k: sum(r[k] for r in rows) / len(rows) for k in rows[0]} | {"pictures": len(rows)}
