"""Learning rate, size of the crops and averaging of the weights, as functions of the progress of a run in 0..1.

Progress 1 is the end of the time or of the epochs that the command names, so that a slow machine anneals fully, too.
"""
import math
from dataclasses import dataclass


def at(table, progress):
    """The value of a table ((start, value), ...) at this progress in 0..1."""
    return [value for start, value in table if start <= progress][-1]


@dataclass(frozen=True)
class Schedule:
    """A schedule; the defaults are those of the paper."""
    rate: float = 2e-4                                      # learning rate of Adam at the start
    factors: tuple = ((0, 1), (0.625, 0.5), (0.9375, 0.125))    # factors of the rate; empty: a cosine down to 2 %
    sides: tuple = ((0, 384), (0.9375, 512))                # px, of the square crops
    batch: int = 4                                          # crops a step
    average_from: float = 0.9375                            # progress from which weights are averaged evenly (SWA); before, exponentially
    warm_up: int = 0                                        # steps over which the rate rises from 0
    decay: float = 0.0                                      # decoupled weight decay of Adam

    def rate_at(self, progress, step):
        """The learning rate of a step, counted from 0."""
        factor = at(self.factors, progress) if self.factors else 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress))
        return self.rate * (min(1, (step + 1) / self.warm_up) if self.warm_up else 1) * factor

    def side_at(self, progress):
        """The side of the crops in px."""
        return at(self.sides, progress)


PRESETS = {
    # 1600 epochs as published: 2e-4, from epoch 1000 1e-4, from 1500 2.5e-5; SWA and the larger crops over the last 100.
    "paper": Schedule(),
    # The family trains in many short stretches: a constant rate, so that a stop at any time costs nothing, and an exponential average.
    # "anneal" is for a separate run that starts from the weights of a stretch and gives the weights that ship.
    "stretch": Schedule(rate=8e-4, factors=((0, 1),), sides=((0, 192),), batch=10, average_from=math.inf, warm_up=200, decay=1e-4),
    "anneal": Schedule(rate=8e-4, factors=(), sides=((0, 192),), batch=10, average_from=math.inf, warm_up=20, decay=1e-4),
    "live": Schedule(rate=2e-3, factors=(), sides=((0, 128),), batch=24, average_from=math.inf, warm_up=200),
}
