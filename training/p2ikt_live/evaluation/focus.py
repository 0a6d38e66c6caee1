"""The focus decision, measured on real photographs: which of two shots is in focus at a pixel?

A scene is photographed twice, focused on its near and on its far part (names that end in A and B), and one reference is sharp everywhere.
Where the two shots differ visibly, the one closer to the reference is in focus. The blur map decides by the smaller radius, the classical
rule by the larger variance of the Laplacian.
"""
import cv2
import numpy as np
import torch
import torch.nn.functional as F

from p2ikt_live.evaluation import scores

VISIBLE = 8 / 255   # root mean square difference of the two shots, over WINDOW: a smaller difference is not visible
WINDOW = 9          # px, side of the square around a pixel over which shots are compared


def scenes(folder):
    """(stem, shot A, shot B, reference) of each scene of a folder: B, G, R (1,3,H,W) in [0, 1]."""
    shots = {}
    for stem, source, target in scores.pairs_of(folder):
        if stem[-1:] in "AB" and stem[:-1]:
            shots.setdefault(stem[:-1], {})[stem[-1]] = (source, target)
    for stem, both in shots.items():
        if len(both) == 2 and both["A"][0].shape == both["B"][0].shape:
            yield stem, both["A"][0], both["B"][0], both["A"][1]


def around(x):
    """Mean square over channels and over the window around each pixel: (1,C,H,W) -> (1,1,H,W)."""
    return F.avg_pool2d((x * x).mean(1, keepdim=True), WINDOW, 1, WINDOW // 2, count_include_pad=False)


def variance_of_laplacian(picture):
    """The variance of the Laplacian of the luma over the window around each pixel: (1,3,H,W) -> (1,1,H,W)."""
    response = cv2.Laplacian(picture.mean(1)[0].numpy() * 255, cv2.CV_32F)
    mean = cv2.boxFilter(response, -1, (WINDOW, WINDOW))
    return torch.from_numpy(cv2.boxFilter(response * response, -1, (WINDOW, WINDOW)) - mean * mean)[None, None]


@torch.no_grad()
def decisions(network, folder):
    """Scores of a folder: the share of the deciding pixels at which the smaller radius is right, its mean over scenes and its minimum.

    The variance of the Laplacian has the same two scores. Empty where the folder has no scene of two shots.
    """
    network.eval()
    device, stride = next(network.parameters()).device, network.cfg.stride
    ours, classical = [], []
    for _, a, b, reference in scenes(folder):
        h, w = a.shape[2:]
        radius = lambda shot: F.interpolate(network(shot.to(device))[1].cpu(), scale_factor=float(stride), mode="bilinear")[:, :, :h, :w]
        deciding = around(a - b).sqrt() > VISIBLE
        truth = around(a - reference) < around(b - reference)
        share = lambda decision: float((decision == truth)[deciding].float().mean())
        if deciding.any():
            ours.append(share(radius(a) < radius(b)))
            classical.append(share(variance_of_laplacian(a) > variance_of_laplacian(b)))
    if not ours:
        return {}
    return {"right": float(np.mean(ours)), "right_worst_scene": min(ours), "variance_of_laplacian": float(np.mean(classical)),
            "variance_of_laplacian_worst_scene": min(classical), "scenes": len(ours)}
