"""Batches for the training steps: synthetic pairs from a reservoir, pairs of photographs, or both in turns.

The batch of step k depends on the seed and on k alone. So a run that resumes from its checkpoint sees the batches that it would have seen.
"""
import collections

import numpy as np
import torch

from p2ikt_live.data import pairs, synthesis
from p2ikt_live.data.workers import batch_numbers

PHOTOGRAPHS_REUSE = 4   # steps for each fresh batch of photographs, with a teacher
PHOTOGRAPHS_HELD = 32   # batches of photographs to draw from, with a teacher


class FreshPairs(torch.utils.data.IterableDataset):
    """An endless stream of fresh batches from number `first` on: rendered, or as a Draw, which a GPU renders."""

    def __init__(self, images, batch, side, seed, rendered=True, first=0, depths=None, lettering=0.0):
        self.images, self.batch, self.side, self.seed, self.rendered, self.first = images, batch, side, seed, rendered, first
        self.depths, self.lettering = depths, lettering

    def __iter__(self):
        for number in batch_numbers(self.first):
            drawn = synthesis.draw_batch(self.images, self.batch, self.side, (self.seed, 0, number), depths=self.depths,
                                         lettering=self.lettering)
            yield synthesis.render_batch(drawn) if self.rendered else drawn


class Reservoir:
    """The last `capacity` pairs. A training batch is a random draw from them, so that a pair is seen a few times, not in succession."""

    def __init__(self, capacity):
        self.capacity, self.pairs = capacity, collections.deque(maxlen=capacity)

    def add(self, batch):
        """Adds the pairs of a batch of arrays: blurred, sharp (n,S,S,3), radius (n,S/8,S/8), and what a teacher makes of them, if there is
        one; the oldest ones leave."""
        self.pairs.extend(zip(*batch))

    def draw(self, n, rng):
        """n pairs as tensors (`synthesis.to_tensors`), flipped and transposed at random."""
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


class Replay:
    """Random batches from the last ones of a stream. A fresh batch enters every `reuse` steps.

    open_at: first -> the stream's batches of arrays from number `first` on. held: batches that are kept. seed: of the draws, a tuple. turn:
    the first step; what the reservoir would hold by then is drawn again.
    """

    def __init__(self, open_at, batch, held, reuse, seed, turn):
        self.batch, self.held, self.reuse, self.seed = batch, max(1, held), reuse, seed
        self.reservoir = Reservoir(self.held * batch)
        self.added = max(0, self.due(turn) - self.held)
        self.stream = open_at(self.added)

    def due(self, turn):
        """How many fresh batches have entered the reservoir by this step; four before the first."""
        return min(4, self.held) + turn // self.reuse

    def at(self, turn):
        """The batch of a step, as tensors."""
        while self.added < self.due(turn):
            self.reservoir.add(next(self.stream))
            self.added += 1
        return self.reservoir.draw(self.batch, np.random.default_rng((*self.seed, turn)))


class BatchLoader:
    """Batches (blurred, sharp, radius) of crops of one side, on `device`, from step `step` on.

    images: Photographs, or None. files: pairs of paths, or None. share: the part of the steps that takes files, where there are both.
    Workers draw the pairs and, without a GPU, render them. A fresh synthetic batch comes every `reuse` synthetic steps (`Replay`).
    teach: the teacher, blurred -> (picture, radius), or None. With it a batch is (blurred, sharp, radius, picture, radius of the teacher).
    The teacher sees each fresh batch once. So that its time counts little, pairs of photographs come `PHOTOGRAPHS_REUSE` times, too.
    """

    def __init__(self, images, files, batch, side, seed, device="cpu", workers=1, reuse=4, reservoir=1536, share=0.5, step=0, depths=None,
                 teach=None, augment=False, lettering=0.0):
        self.batch, self.device, self.step, self.teach = batch, device, step, teach
        self.share = (share if images else 1.0) if files else 0.0
        rendered = torch.device(device).type == "cpu"
        held = reservoir // batch

        def synthetic(first):
            for drawn in stream(FreshPairs(images, batch, side, seed, rendered, first, depths, lettering), workers):
                yield self._with_teacher(drawn if rendered else synthesis.render_batch(drawn, device))

        def photographs(first):
            for tensors in stream(pairs.FolderPairs(files, batch, side, seed, first, augment), workers):
                if isinstance(tensors, Exception):
                    raise SystemExit(str(tensors))
                yield tensors

        real = self.photographed(step)
        self.fresh = Replay(synthetic, batch, held, reuse, (seed, 2), step - real) if images else None
        if files and teach:
            taught = lambda first: (self._with_teacher(synthesis.to_arrays(*tensors)) for tensors in photographs(first))
            self.real = Replay(taught, batch, min(held, PHOTOGRAPHS_HELD), PHOTOGRAPHS_REUSE, (seed, 4), real).at
        elif files:
            batches = photographs(real)
            self.real = lambda turn: next(batches)

    def _with_teacher(self, arrays):
        """A fresh batch, and what the teacher makes of it."""
        if self.teach is None:
            return arrays
        return [*arrays, *synthesis.to_arrays(*self.teach(synthesis.to_tensors(arrays[0])[0].to(self.device)))]

    def photographed(self, step):
        """How many of the steps before this one took pairs of photographs; they are spread evenly."""
        return int(step * self.share + 1e-9)

    @property
    def drawn(self):
        """Synthetic pairs that were drawn since the first step of the run."""
        return self.fresh.added * self.batch if self.fresh else 0

    def next(self):
        """The batch of the next step."""
        step, self.step = self.step, self.step + 1
        real = self.photographed(step)
        batch = self.real(real) if self.photographed(step + 1) > real else self.fresh.at(step - real)
        return [x.to(self.device) for x in batch]
