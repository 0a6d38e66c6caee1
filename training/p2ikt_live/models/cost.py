"""What a network costs."""
import copy

import torch
import torch.nn as nn


def macs_per_pixel(network, side=256):
    """Multiply-accumulates of the learned convolutions for one pixel of the frame, measured on a frame of `side` x `side` pixels."""
    network, total = copy.deepcopy(network).eval(), [0]

    def count(module, _, output):
        total[0] += output.numel() * module.weight[0].numel()

    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            module.register_forward_hook(count)
    with torch.no_grad():
        network(torch.rand(1, 3, side, side))
    return total[0] / side / side
