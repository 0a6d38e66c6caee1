"""What a training step is fed: synthetic pairs from the reservoir, pairs of photographs, or now the one, now the other."""
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
    """Batches (blurred, sharp, radius) of one size of crop, on the device. Workers draw and, without a GPU, render."""

    def __init__(self, images, files, batch, side, seed, device="cpu", workers=1, reuse=4, reservoir=6000, share=0.5):
        self.batch, self.device, self.reuse, self.drawn, self.steps = batch, device, reuse, 0, 0
        self.share = (share if images else 1.0) if files else 0.0
        self.rendered = torch.device(device).type == "cpu"
        self.coin, self.reservoir = np.random.default_rng(seed), data.Reservoir(reservoir, seed)
        self.fresh = stream(data.FreshPairs(images, batch, side, seed, self.rendered), workers) if images else None
        self.real = stream(pairs.FolderPairs(files, batch, side, seed), workers) if files else None

    def next(self):
        if self.coin.random() < self.share:
            return [x.to(self.device) for x in next(self.real)]
        if self.steps % self.reuse == 0 or len(self.reservoir.pairs) < min(4 * self.batch, self.reservoir.capacity):
            batch = next(self.fresh)
            self.reservoir.add(batch if self.rendered else data.render_batch(batch, self.device))
            self.drawn += self.batch
        self.steps += 1
        return [x.to(self.device) for x in self.reservoir.draw(self.batch)]
