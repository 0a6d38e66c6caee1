"""How a run changes as it goes: learning rate, size of the crops, averaging of the weights, as fractions of the whole.

The whole is a time box or a number of epochs; a slow machine still anneals fully.
"""
import math
from dataclasses import dataclass


def at(table, progress):
    """The value of a table ((start, value), ...) that holds at this progress in 0..1."""
    return [value for start, value in table if start <= progress][-1]


@dataclass(frozen=True)
class Schedule:
    rate: float = 2e-4                                      # Adam's, at the start
    factors: tuple = ((0, 1), (0.625, 0.5), (0.9375, 0.125))    # of it; empty: a cosine down to 2 %
    sides: tuple = ((0, 384), (0.9375, 512))                # of the square crops, in pixels
    batch: int = 4
    average_from: float = 0.9375                            # from here on weights are averaged evenly (SWA); before, exponentially
    warm_up: int = 0                                        # steps
    decay: float = 0.0                                      # Adam's decoupled weight decay

    def rate_at(self, progress, step):
        factor = at(self.factors, progress) if self.factors else 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress))
        return self.rate * (min(1, (step + 1) / self.warm_up) if self.warm_up else 1) * factor

    def side_at(self, progress):
        return at(self.sides, progress)


PRESETS = {
    # 1600 epochs as published: 2e-4, from epoch 1000 1e-4, from 1500 2.5e-5; SWA and the larger crops over the last 100.
    "paper": Schedule(),
    # The family trains in many short stretches: a constant rate, so that a stop at any time costs nothing, and an exponential average.
    # What ships is annealed in a branch of its own ("anneal"), which begins from such a run and leaves it as it is.
    "stretch": Schedule(rate=8e-4, factors=((0, 1),), sides=((0, 192),), batch=10, average_from=math.inf, warm_up=200, decay=1e-4),
    "anneal": Schedule(rate=8e-4, factors=(), sides=((0, 192),), batch=10, average_from=math.inf, warm_up=20, decay=1e-4),
    "live": Schedule(rate=2e-3, factors=(), sides=((0, 128),), batch=24, average_from=math.inf, warm_up=200),
}
