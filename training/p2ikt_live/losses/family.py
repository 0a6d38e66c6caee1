"""Loss of the live family; arguments and result as in live.py.

A teacher's radii stand in for the true ones where these are unknown: in pairs of photographs.
"""
import torch

from p2ikt_live.losses.live import TEACHER_WEIGHT
from p2ikt_live.losses.terms import DB, FLOOR, blur, confidence, decibel, fourier

BANDS_WEIGHT = 0.25     # of the decibels of the picture of the bands alone
CONFIDENCE_WEIGHT = 0.1
BLUR_WEIGHT = 1.0


class FamilyLoss:
    """Decibels of the picture and of the picture of the bands alone, the radius and its confidence.

    `fourier` and `perceptual` are the weights of two further terms, 0 by default: the error of the Fourier transform over that of the
    input, and LPIPS, whose metric is `lpips`.
    """

    def __init__(self, fourier=0.0, lpips=None, perceptual=0.0):
        self.fourier, self.lpips, self.perceptual = fourier, lpips, perceptual

    def __call__(self, outputs, blurred, sharp, radius, taught=None):
        out, predicted, _, logit, banded = outputs
        known = radius if taught is None else torch.where(torch.isfinite(radius), radius, taught[1])
        terms = {"decibel": (1.0, decibel(out, blurred, sharp)), "bands_decibel": (BANDS_WEIGHT, decibel(banded, blurred, sharp)),
                 "blur_loss": (BLUR_WEIGHT, blur(predicted, known, sharp)),
                 "confidence_loss": (CONFIDENCE_WEIGHT, confidence(logit, predicted, radius, sharp))}
        if self.fourier:
            terms["fourier"] = self.fourier, torch.log((fourier(out, sharp) + FLOOR) / (fourier(blurred, sharp) + FLOOR))
        if self.perceptual:
            terms["lpips"] = self.perceptual, self.lpips(out, sharp)
        if taught is not None:
            terms["teacher"] = TEACHER_WEIGHT, decibel(out, blurred, taught[0])
        in_db = lambda name: DB if name in ("decibel", "bands_decibel", "teacher") else 1
        return sum(w * value for w, value in terms.values()), {name: in_db(name) * value.detach() for name, (_, value) in terms.items()}
