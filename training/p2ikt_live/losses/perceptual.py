"""LPIPS: the perceptual distance of two pictures, measured on the features of a network that classifies objects."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


def _of_arrays(file):
    """The state dictionary of an .npz of the metric's weights."""
    with np.load(file, allow_pickle=False) as arrays:
        arrays = {name: torch.from_numpy(values) for name, values in arrays.items()}
    state = {f"lin{k}.model.1.weight": arrays[f"lin{k}.weight"].reshape(1, -1, 1, 1) for k in range(5)}
    for k, (n, *_) in enumerate(Lpips.LAYERS):
        state |= {f"features.{n}.{part}": arrays[f"conv{k + 1}.{part}"] for part in ("weight", "bias")}
    return state


class Lpips(nn.Module):
    """Learned perceptual distance (Zhang et al. 2018) on AlexNet: (N,3,H,W) twice, B, G, R in [0, 1] -> a scalar, 0 for equal pictures.

    At five layers the features of both pictures are scaled to unit length at each place, subtracted, squared, weighted channel by channel
    with learned weights, and averaged over the picture.

    The file is one state dictionary: `features.N.weight` and `features.N.bias` for N = 0, 3, 6, 8, 10, as torchvision names AlexNet's
    convolutions, and `linK.model.1.weight` (1,C,1,1) for K = 0..4, as the metric's authors name its weights. Other entries are ignored.
    Or it is an .npz of `conv1` to `conv5` (`.weight`, `.bias`) and `lin0.weight` to `lin4.weight` (C,).
    """
    LAYERS = ((0, 3, 64, 11), (3, 64, 192, 5), (6, 192, 384, 3), (8, 384, 256, 3), (10, 256, 256, 3))  # N, channels in, out, kernel
    GEOMETRY = {0: (4, 2), 3: (1, 2)}       # stride and padding; else 1, 1
    POOLED = (3, 6)                         # maximum of 3x3 at every second place before these
    MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet, R, G, B

    def __init__(self, file):
        super().__init__()
        try:
            state = _of_arrays(file) if str(file).endswith(".npz") else torch.load(file, map_location="cpu", weights_only=True)
        except Exception as error:  # the reader raises anything for a file of another kind
            raise SystemExit(f"{file} is not a readable file of LPIPS weights: {error}") from error
        shapes = {f"features.{n}.weight": (b, a, k, k) for n, a, b, k in self.LAYERS}
        shapes |= {f"features.{n}.bias": (b,) for n, _, b, _ in self.LAYERS}
        shapes |= {f"lin{i}.model.1.weight": (1, b, 1, 1) for i, (_, _, b, _) in enumerate(self.LAYERS)}
        if not isinstance(state, dict):
            raise SystemExit(f"{file} holds no LPIPS weights: a state dictionary is wanted, not a {type(state).__name__}")
        wrong = [f"{name} {wanted}" for name, wanted in shapes.items() if tuple(getattr(state.get(name), "shape", ())) != wanted]
        if wrong:
            raise SystemExit(f"{file} holds no LPIPS weights: missing or of another shape are {', '.join(wrong)}; it needs torchvision's "
                             "AlexNet (features.N.*) and the linear weights (linK.model.1.weight) in one state dictionary")
        for name in shapes:
            self.register_buffer(name.replace(".", "_"), state[name].float(), persistent=False)
        channelwise = lambda x: torch.tensor(x).reshape(1, 3, 1, 1)
        self.register_buffer("mean", channelwise(self.MEAN), persistent=False)
        self.register_buffer("deviation", channelwise(self.DEVIATION), persistent=False)

    def features(self, picture):
        """The features of five layers, of unit length at each place."""
        x = (picture.flip(1) - self.mean) / self.deviation      # B, G, R to R, G, B
        for n, *_ in self.LAYERS:
            x = F.max_pool2d(x, 3, 2) if n in self.POOLED else x
            stride, padding = self.GEOMETRY.get(n, (1, 1))
            x = F.relu(F.conv2d(x, getattr(self, f"features_{n}_weight"), getattr(self, f"features_{n}_bias"), stride, padding))
            yield x / (x.square().sum(1, keepdim=True) + 1e-20).sqrt()

    def forward(self, out, sharp):
        layers = zip(self.features(out), self.features(sharp))
        return sum(F.conv2d((a - b) ** 2, getattr(self, f"lin{i}_model_1_weight")).mean() for i, (a, b) in enumerate(layers))
