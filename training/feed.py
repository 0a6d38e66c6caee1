"""What a training step is fed: synthetic pairs from the reservoir, pairs of photographs, or now the one, now the other.

Step k's batch depends on the seed and on k alone, so that a run that goes on from its checkpoint sees what it would have seen.
"""
import numpy as np
import torch

import data
import pairs


def as_is(batch):
    """Instead of the loader's conversion to tensors: a draw is arrays, numbers and a seed, and the reservoir keeps arrays."""
    return batch


def stream(source, workers):
    prefetch = {"prefetch_factor": 4} if workers else {}
    return iter(torch.utils.data.DataLoader(source, batch_size=None, collate_fn=as_is, num_workers=workers, **prefetch))


class Feed:
    """Batches (blurred, sharp, radius) of one size of crop, on the device, from step `step` on. Workers draw and, without a GPU, render.

    A fresh batch enters the reservoir every `reuse` synthetic steps. Going on from a later step, the batches that the reservoir would
    hold by then are drawn again first.
    """

    def __init__(self, images, files, batch, side, seed, device="cpu", workers=1, reuse=4, reservoir=1536, share=0.5, step=0, depths=None):
        self.batch, self.seed, self.device, self.reuse, self.step = batch, seed, device, reuse, step
        self.share = (share if images else 1.0) if files else 0.0
        self.rendered = torch.device(device).type == "cpu"
        self.held = max(1, reservoir // batch)              # batches that the reservoir holds
        self.reservoir = data.Reservoir(self.held * batch)
        self.added = max(0, self.due(self.synthetic(step)) - self.held)
        self.fresh = stream(data.FreshPairs(images, batch, side, seed, self.rendered, self.added, depths), workers) if images else None
        self.real = stream(pairs.FolderPairs(files, batch, side, seed, self.photographed(step)), workers) if files else None

    def photographed(self, step):
        """How many of the steps before this one were fed with photographs; they are spread evenly."""
        return int(step * self.share + 1e-9)

    def synthetic(self, step):
        return step - self.photographed(step)

    def due(self, synthetic_step):
        """Fresh batches that must have entered the reservoir for this synthetic step; four before the first."""
        return min(4, self.held) + synthetic_step // self.reuse

    @property
    def drawn(self):
        """Synthetic pairs that this run and the ones before it have drawn."""
        return self.added * self.batch

    def _next(self, source):
        batch = next(source)
        if isinstance(batch, Exception):
            raise SystemExit(str(batch))
        return batch

    def next(self):
        step, self.step = self.step, self.step + 1
        if self.photographed(step + 1) > self.photographed(step):
            return [x.to(self.device) for x in self._next(self.real)]
        turn = self.synthetic(step)
        while self.added < self.due(turn):
            batch = self._next(self.fresh)
            self.reservoir.add(batch if self.rendered else data.render_batch(batch, self.device))
            self.added += 1
        return [x.to(self.device) for x in self.reservoir.draw(self.batch, np.random.default_rng((self.seed, 2, turn)))]
