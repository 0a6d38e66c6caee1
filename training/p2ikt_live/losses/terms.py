"""Terms of the losses: decibels, blur radius, confidence, Fourier transform, gradients.

Pictures are (N,3,H,W), B, G, R in [0, 1]; radii are (N,1,H/8,W/8) in px. An unknown radius (a pair of photographs has none) is NaN and does
not count. Every term is a scalar to differentiate.
"""
import math

import torch
import torch.nn.functional as F

from p2ikt_live import metrics

FLOOR = 1e-5            # mean squared error of 50 dB: below it a picture counts as sharp, so that no ratio explodes
DB = -10 / math.log(10)
ANSWERABLE = 3 / 255    # mean gradient in a neighbourhood below which a cell has no answer: the confidence there should be 0


def mse(a, b):
    """Mean squared error of each picture: (N,)."""
    return ((a - b) ** 2).mean((1, 2, 3))


def decibel(out, blurred, sharp):
    """log(mse(out) / mse(in)), the mean over pictures. Mild and heavy blur have the same weight."""
    return torch.log((mse(out, sharp) + FLOOR) / (mse(blurred, sharp) + FLOOR)).mean()


def blur(predicted, radius, sharp):
    """Error of the predicted radius `predicted`, where the true one is known.

    An error of a tenth of a pixel matters near focus and does not in bokeh, so a large radius has less weight. A flat cell has no answer,
    so its weight is 0.
    """
    known = torch.nan_to_num(radius)
    weight = metrics.texture(sharp).clamp(max=0.1) / 0.1 * 2 / (1 + known / 3) * torch.isfinite(radius)
    wrong = F.smooth_l1_loss(predicted, known, reduction="none", beta=0.5)
    return (wrong * weight).sum() / weight.sum().clamp(min=1e-3)


def confidence(logit, predicted, radius, sharp):
    """Cross entropy of the confidence (a logit) with "the radius `predicted` is right, and there is texture to read it from".

    Its gradient does not reach the radius. All cells count alike, so the confidence is the probability that the radius is right.
    """
    known = torch.isfinite(radius)
    answerable = F.max_pool2d(metrics.texture(sharp), 3, 1, 1) > ANSWERABLE
    right = (metrics.tolerated(predicted.detach(), torch.nan_to_num(radius)) & answerable).float()
    return (F.binary_cross_entropy_with_logits(logit, right, reduction="none") * known).sum() / known.sum().clamp(min=1)


def fourier(out, sharp):
    """Mean modulus of FFT2(out) - FFT2(sharp).

    The paper names neither the norm of a complex number nor the scale of the transform. The modulus does not change when both pictures are
    shifted. The orthonormal transform gives the term the size of the pictures' difference, for any size of crop.
    """
    return torch.fft.fft2(out - sharp, norm="ortho").abs().mean()  # the transform is linear, so one is enough


def gradients(out, sharp, scales=3):
    """Mean absolute error of the two gradients, over the full, half and quarter size; used where there are no weights of LPIPS."""
    total, difference = 0.0, out - sharp
    for scale in range(scales):
        difference = F.avg_pool2d(difference, 2) if scale else difference
        total = total + sum((difference.diff(dim=d)).abs().mean() for d in (2, 3))
    return total / (2 * scales)
