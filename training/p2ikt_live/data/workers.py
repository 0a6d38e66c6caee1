"""The share of a worker process in an endless stream of numbered batches."""
import itertools
import os

import torch


def batch_numbers(first):
    """The numbers of the batches that this process makes, from `first` on.

    Workers take them in turns, in the order in which PyTorch's loader collects their batches. A worker uses one thread at a lower priority.
    """
    worker = torch.utils.data.get_worker_info()
    if worker:
        torch.set_num_threads(1)
        os.nice(2)
    return itertools.count(first + (worker.id if worker else 0), worker.num_workers if worker else 1)
