"""Loss of the paper's network, Eq. (6); arguments and result as in live.py."""
import torch.nn.functional as F

from p2ikt_live.losses.live import BLUR_WEIGHT
from p2ikt_live.losses.terms import DB, blur, decibel, fourier, gradients


class PaperLoss:
    """Eq. (6) on the full-scale result: L2(out, sharp) + 0.2 fourier + 0.2 perceptual + 0.05 L2(auxiliary, sharp).

    The error of the blur radius is added. By default it trains the blur head alone, because the network detaches the coefficient maps that
    the head reads. Perceptual is the metric `lpips`, or `gradients` without one.
    """
    FOURIER, PERCEPTUAL, AUXILIARY = 0.2, 0.2, 0.05

    def __init__(self, lpips=None):
        self.perceptual, self.name = lpips or gradients, "lpips" if lpips else "gradients"

    def __call__(self, outputs, blurred, sharp, radius, taught=None):
        out, predicted, _, auxiliary = outputs
        terms = {"l2": F.mse_loss(out, sharp), "fourier": fourier(out, sharp), self.name: self.perceptual(out, sharp)}
        loss = terms["l2"] + self.FOURIER * terms["fourier"] + self.PERCEPTUAL * terms[self.name]
        if auxiliary is not None:
            terms["auxiliary"] = F.mse_loss(auxiliary, sharp)
            loss = loss + self.AUXILIARY * terms["auxiliary"]
        wrong = blur(predicted, radius, sharp)
        terms = {"loss": loss, **terms, "decibel": DB * decibel(out, blurred, sharp), "blur_loss": wrong}
        return loss + BLUR_WEIGHT * wrong, {name: value.detach() for name, value in terms.items()}
