"""Batches for the training steps: synthetic pairs from a reservoir, pairs of photographs, or both in turns.

The batch of step k depends on the seed and on k alone. So a run that resumes from its checkpoint sees the batches that it would have seen.
"""
import collections

import numpy as np
import torch

from p2ikt_live.data import pairs, synthesis
from p2ikt_live.data.workers import batch_numbers


class FreshPairs(torch.utils.data.IterableDataset):
    """An endless stream of fresh batches from number `first` on: rendered, or as a Draw, which a GPU renders."""

    def __init__(self, images, batch, side, seed, rendered=True, first=0, depths=None):
        self.images, self.batch, self.side, self.seed, self.rendered, self.first = images, batch, side, seed, rendered, first
        self.depths = depths

    def __iter__(self):
        for number in batch_numbers(self.first):
            drawn = synthesis.draw_batch(self.images, self.batch, self.side, (self.seed, 0, number), depths=self.depths)
            yield synthesis.render_batch(drawn) if self.rendered else drawn


class Reservoir:
    """The last `capacity` pairs. A training batch is a random draw from them, so that a pair is seen a few times, not in succession."""

    def __init__(self, capacity):
        self.capacity, self.pairs = capacity, collections.deque(maxlen=capacity)

    def add(self, batch):
        """Adds the pairs of a batch as render_batch returns it; the oldest ones leave."""
        self.pairs.extend(zip(*batch))

    def draw(self, n, rng):
        """n pairs as tensors: blurred, sharp (n,3,S,S) in [0, 1]; radius (n,1,S/8,S/8) in px; flipped and transposed at random."""
        parts = []
        for i in rng.integers(0, len(self.pairs), n):
            flip, turn = rng.random() < 0.5, rng.random() < 0.5
            pair = [np.asarray(x) for x in self.pairs[i]]
            pair = [x[:, ::-1] for x in pair] if flip else pair
            parts.append([x.swapaxes(0, 1) for x in pair] if turn else pair)
        return synthesis.to_tensors(*(np.stack(x) for x in zip(*parts)))


def unchanged(batch):
    """The batch, without the conversion to tensors: the reservoir keeps arrays, and a Draw is more than arrays."""
    return batch


def stream(source, workers):
    """The batches of a dataset, loaded by this many worker processes; 0: in this one."""
    prefetch = {"prefetch_factor": 4} if workers else {}
    return iter(torch.utils.data.DataLoader(source, batch_size=None, collate_fn=unchanged, num_workers=workers, **prefetch))


class BatchLoader:
    """Batches (blurred, sharp, radius) of crops of one side, on `device`, from step `step` on.

    images: Photographs, or None. files: pairs of paths, or None. share: the part of the steps that takes files, where there are both.
    Workers draw the pairs and, without a GPU, render them. A fresh batch enters the reservoir every `reuse` synthetic steps. A run that
    resumes first draws the batches again that the reservoir would hold by then.
    """

    def __init__(self, images, files, batch, side, seed, device="cpu", workers=1, reuse=4, reservoir=1536, share=0.5, step=0, depths=None):
        self.batch, self.seed, self.device, self.reuse, self.step = batch, seed, device, reuse, step
        self.share = (share if images else 1.0) if files else 0.0
        self.rendered = torch.device(device).type == "cpu"
        self.held = max(1, reservoir // batch)              # batches that the reservoir holds
        self.reservoir = Reservoir(self.held * batch)
        self.added = max(0, self.due(self.synthetic(step)) - self.held)
        self.fresh = stream(FreshPairs(images, batch, side, seed, self.rendered, self.added, depths), workers) if images else None
        self.real = stream(pairs.FolderPairs(files, batch, side, seed, self.photographed(step)), workers) if files else None

    def photographed(self, step):
        """How many of the steps before this one took pairs of photographs; they are spread evenly."""
        return int(step * self.share + 1e-9)

    def synthetic(self, step):
        """How many of the steps before this one took synthetic pairs."""
        return step - self.photographed(step)

    def due(self, synthetic_step):
        """How many fresh batches have entered the reservoir by this synthetic step; four before the first."""
        return min(4, self.held) + synthetic_step // self.reuse

    @property
    def drawn(self):
        """Synthetic pairs that were drawn since the first step of the run."""
        return self.added * self.batch

    def _next(self, source):
        batch = next(source)
        if isinstance(batch, Exception):
            raise SystemExit(str(batch))
        return batch

    def next(self):
        """The batch of the next step."""
        step, self.step = self.step, self.step + 1
        if self.photographed(step + 1) > self.photographed(step):
            return [x.to(self.device) for x in self._next(self.real)]
        turn = self.synthetic(step)
        while self.added < self.due(turn):
            batch = self._next(self.fresh)
            self.reservoir.add(batch if self.rendered else synthesis.render_batch(batch, self.device))
            self.added += 1
        return [x.to(self.device) for x in self.reservoir.draw(self.batch, np.random.default_rng((self.seed, 2, turn)))]
