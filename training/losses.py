"""What is minimised: decibels and blur radius for the live variant, Eq. (6) for the paper's network.

Pictures are (N,3,H,W), B, G, R in [0, 1]. Every loss returns the scalar to differentiate and a dictionary of its terms, for the log.
A radius that is not known (a pair of photographs has none) is NaN and does not count.
"""
import math

import torch
import torch.nn.functional as F

import evaluate

BLUR_WEIGHT = 2.0
TEACHER_WEIGHT = 0.5    # of the distance to the teacher's picture, in the same decibels as that to the truth
FLOOR = 1e-5            # mse of 50 dB: below it a picture counts as sharp, and no ratio explodes
DB = -10 / math.log(10)


def mse(a, b):
    return ((a - b) ** 2).mean((1, 2, 3))


def decibel(out, blurred, sharp):
    """log(mse(out) / mse(in)), the mean over pictures, so that mild and heavy blur count alike."""
    return torch.log((mse(out, sharp) + FLOOR) / (mse(blurred, sharp) + FLOOR)).mean()


def blur(said, radius, sharp):
    """Error of the radius (N,1,H/8,W/8) in pixels, where it is known.

    A tenth of a pixel matters near focus and not at all in bokeh; and a flat wall has no answer.
    """
    known = torch.nan_to_num(radius)
    weight = evaluate.texture(sharp).clamp(max=0.1) / 0.1 * 2 / (1 + known / 3) * torch.isfinite(radius)
    wrong = F.smooth_l1_loss(said, known, reduction="none", beta=0.5)
    return (wrong * weight).sum() / weight.sum().clamp(min=1e-3)


def live(outputs, blurred, sharp, radius, taught=None):
    """The live variant's: decibels + 2 blur + 0.5 decibels towards the teacher's picture, where there is a teacher."""
    out, said = outputs[:2]
    gain, wrong = decibel(out, blurred, sharp), blur(said, radius, sharp)
    loss, terms = gain + BLUR_WEIGHT * wrong, {"decibel": DB * gain.detach(), "blur_loss": wrong.detach()}
    if taught is not None:
        distance = decibel(out, blurred, taught)
        loss, terms["teacher"] = loss + TEACHER_WEIGHT * distance, DB * distance.detach()
    return loss, terms


def refined(outputs, blurred, sharp, radius, taught=None):
    """The two stages of live-hq, each by what the live variant is judged by."""
    (first, one), (second, two) = (live(x, blurred, sharp, radius) for x in outputs)
    return first + second, two | {f"live_{name}": value for name, value in one.items()}


# ---------------------------------------------------------------- the live family

BANDS_WEIGHT = 0.25         # of the decibels of the picture that the bands alone make
CONFIDENCE_WEIGHT = 0.1
FAMILY_BLUR_WEIGHT = 0.5
WRONG_COUNTS = 3.0          # a confidence above 1/2 then says: more than three times as likely right as wrong
ANSWERABLE = 3 / 255        # mean gradient in a neighbourhood below which a cell has no answer: its confidence is 0


def confidence(logit, said, radius, sharp):
    """Cross entropy of the confidence with "the radius is right, and there is texture to read it from"; the radius is not pulled by it.

    Wrong cells count WRONG_COUNTS times, so that the error is on the side of doubt.
    """
    known = torch.isfinite(radius)
    answerable = F.max_pool2d(evaluate.texture(sharp), 3, 1, 1) > ANSWERABLE
    right = (evaluate.tolerated(said.detach(), torch.nan_to_num(radius)) & answerable).float()
    weight = known * (right + WRONG_COUNTS * (1 - right))
    return (F.binary_cross_entropy_with_logits(logit, right, reduction="none") * weight).sum() / weight.sum().clamp(min=1e-3)


class Family:
    """Decibels of the picture and of the one that the bands alone make, the radius and its confidence; and, where their weights are not 0,
    the Fourier transform's error, over that of the input, and LPIPS. `taught` as in `live`."""

    def __init__(self, fourier=0.0, lpips=None, perceptual=0.0):
        self.fourier, self.lpips, self.perceptual = fourier, lpips, perceptual

    def __call__(self, outputs, blurred, sharp, radius, taught=None):
        out, said, _, logit, banded = outputs
        terms = {"decibel": (1.0, decibel(out, blurred, sharp)), "bands_decibel": (BANDS_WEIGHT, decibel(banded, blurred, sharp)),
                 "blur_loss": (FAMILY_BLUR_WEIGHT, blur(said, radius, sharp)),
                 "confidence_loss": (CONFIDENCE_WEIGHT, confidence(logit, said, radius, sharp))}
        if self.fourier:
            terms["fourier"] = self.fourier, torch.log((fourier(out, sharp) + FLOOR) / (fourier(blurred, sharp) + FLOOR))
        if self.perceptual:
            terms["lpips"] = self.perceptual, self.lpips(out, sharp)
        if taught is not None:
            terms["teacher"] = TEACHER_WEIGHT, decibel(out, blurred, taught)
        in_db = lambda name: DB if name in ("decibel", "bands_decibel", "teacher") else 1
        return sum(w * value for w, value in terms.values()), {name: in_db(name) * value.detach() for name, (_, value) in terms.items()}


# ---------------------------------------------------------------- Eq. (6)

def fourier(out, sharp):
    """Mean modulus of FFT2(out) - FFT2(sharp).

    The paper names neither the norm of a complex number nor the transform's scale: the modulus does not change when both pictures
    are shifted, and the orthonormal transform makes the term's size that of the pictures' difference, whatever the crop.
    """
    return torch.fft.fft2(out - sharp, norm="ortho").abs().mean()  # the transform is linear: one instead of two


def gradients(out, sharp, scales=3):
    """Stands in for LPIPS: mean absolute error of the two gradients, over the full, half and quarter size."""
    total, difference = 0.0, out - sharp
    for scale in range(scales):
        difference = F.avg_pool2d(difference, 2) if scale else difference
        total = total + sum((difference.diff(dim=d)).abs().mean() for d in (2, 3))
    return total / (2 * scales)


class Paper:
    """Eq. (6) on the full-scale result: L2(out, sharp) + 0.2 fourier + 0.2 perceptual + 0.05 L2(auxiliary, sharp).

    Beside it the error of the blur radius: the head's alone, since the coefficient maps it reads come to it detached unless the
    caller lets a share of its gradient through. Perceptual is LPIPS, or `gradients` where no weights are named.
    """
    FOURIER, PERCEPTUAL, AUXILIARY = 0.2, 0.2, 0.05

    def __init__(self, lpips=None):
        self.perceptual, self.name = lpips or gradients, "lpips" if lpips else "gradients"

    def __call__(self, outputs, blurred, sharp, radius, taught=None):
        out, said, _, auxiliary = outputs
        terms = {"l2": F.mse_loss(out, sharp), "fourier": fourier(out, sharp), self.name: self.perceptual(out, sharp)}
        loss = terms["l2"] + self.FOURIER * terms["fourier"] + self.PERCEPTUAL * terms[self.name]
        if auxiliary is not None:
            terms["auxiliary"] = F.mse_loss(auxiliary, sharp)
            loss = loss + self.AUXILIARY * terms["auxiliary"]
        wrong = blur(said, radius, sharp)
        terms = {"loss": loss, **terms, "decibel": DB * decibel(out, blurred, sharp), "blur_loss": wrong}
        return loss + BLUR_WEIGHT * wrong, {name: value.detach() for name, value in terms.items()}
