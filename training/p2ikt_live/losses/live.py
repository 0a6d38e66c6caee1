"""Losses of p2ikt-live and of the refined network: decibels and blur radius.

A loss takes (outputs, blurred, sharp, radius, taught) and returns the scalar to differentiate and a dictionary of its terms, for the log.
`taught` are the picture (N,3,H,W) and the radii (N,1,H/8,W/8) of a teacher, or None.
"""
from p2ikt_live.losses.terms import DB, blur, decibel

BLUR_WEIGHT = 2.0
TEACHER_WEIGHT = 0.5    # of the distance to the teacher's picture, in the same decibels as the distance to the truth


def live_loss(outputs, blurred, sharp, radius, taught=None):
    """Decibels + 2 blur + 0.5 decibels towards the picture of a teacher, if there is one."""
    out, predicted = outputs[:2]
    gain, wrong = decibel(out, blurred, sharp), blur(predicted, radius, sharp)
    loss, terms = gain + BLUR_WEIGHT * wrong, {"decibel": DB * gain.detach(), "blur_loss": wrong.detach()}
    if taught is not None:
        distance = decibel(out, blurred, taught[0])
        loss, terms["teacher"] = loss + TEACHER_WEIGHT * distance, DB * distance.detach()
    return loss, terms


def refined_loss(outputs, blurred, sharp, radius, taught=None):
    """The sum of the live loss of both stages of live-hq; it ignores a teacher."""
    (first, one), (second, two) = (live_loss(x, blurred, sharp, radius) for x in outputs)
    return first + second, two | {f"live_{name}": value for name, value in one.items()}
