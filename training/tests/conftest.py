import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Small tensors are slower on two threads than on one, and a seed makes every module repeatable."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def photos(tmp_path_factory):
    """Sixteen synthetic photographs, two-thirds texture; twelve carry the hold-out's prefix, so ten of them are held out."""
    folder = tmp_path_factory.mktemp("photos")
    rng = np.random.default_rng(3)
    for i in range(16):
        base = cv2.resize(rng.integers(0, 256, (40, 40, 3), np.uint8), (320, 320), interpolation=cv2.INTER_CUBIC)
        fine = rng.normal(0, 25, (320, 320, 1))
        name = f"clic_{i:02}.png" if i < 12 else f"other_{i:02}.png"
        cv2.imwrite(str(folder / name), np.uint8(np.clip(base + fine, 0, 255)))
    return folder
