"""Times a network in PyTorch, one frame for each line that comes in: the other side of the C# comparison, which asks turn by turn.

    python3 speed.py weights/p2ikt-live.pt 1280x720

Prints "ready", and then for each line read the milliseconds that a frame took: bytes in, bytes out, as in the live view.
"""
import sys
import time

import torch

import networks

if __name__ == "__main__":
    width, height = map(int, sys.argv[2].split("x"))
    network = networks.load(sys.argv[1]).eval()
    generator = torch.Generator().manual_seed(1)
    frame = torch.randint(0, 256, (1, height, width, 3), generator=generator, dtype=torch.uint8)
    print("ready", flush=True)
    with torch.inference_mode():
        for _ in sys.stdin:
            began = time.perf_counter()
            sharp = network(frame.permute(0, 3, 1, 2).float() / 255)[0]
            (sharp.clamp(0, 1) * 255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous()
            print(f"{(time.perf_counter() - began) * 1000:.3f}", flush=True)
