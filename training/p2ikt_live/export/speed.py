"""Times a network in PyTorch, one frame for each line on stdin, for the C# benchmark that runs both in turns.

    python3 speed.py weights/p2ikt-live.pt 1280x720

Prints "ready", then for each line the milliseconds of a frame, from bytes to bytes, as in the live view.
"""
import sys
import time

import torch

from p2ikt_live.models.registry import load


def main():
    width, height = map(int, sys.argv[2].split("x"))
    network = load(sys.argv[1]).eval()
    generator = torch.Generator().manual_seed(1)
    frame = torch.randint(0, 256, (1, height, width, 3), generator=generator, dtype=torch.uint8)
    print("ready", flush=True)
    with torch.inference_mode():
        for _ in sys.stdin:
            began = time.perf_counter()
            sharp = network(frame.permute(0, 3, 1, 2).float() / 255)[0]
            (sharp.clamp(0, 1) * 255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous()
            print(f"{(time.perf_counter() - began) * 1000:.3f}", flush=True)
