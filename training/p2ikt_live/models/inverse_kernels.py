"""P2IKB: the prior and prediction inverse kernel block of P2IKT, an image to its deconvolutional feature maps.

A blur is Ip = k * Is (Eq. 1). Fixed Wiener inverses of J Gaussians undo a nearly Gaussian blur (Eq. 3, IGKM). A small network predicts a
kernel for each image, which undoes an irregular one (Eq. 4, IKPM). A convolution fuses the results of both.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

GRID = 33  # side of the window on which the paper's inverses are computed before the crop: wide enough for them to decay


# ---------------------------------------------------------------- IGKM: kernels that are known beforehand

def gaussian(sigma, support):
    """A Gaussian of sigma pixels, sampled at integer offsets, of sum 1: (support, support)."""
    axis = torch.arange(support, dtype=torch.float64) - support // 2
    line = torch.exp(-axis ** 2 / (2 * sigma ** 2))
    return torch.outer(line, line) / line.sum() ** 2


def wiener_inverse(kernel, noise):
    """Eq. (3): F^-1(conj(F(g)) / (|F(g)|^2 + n)), by a DFT of the window; complex."""
    spectrum = torch.fft.fft2(kernel)
    return torch.fft.ifft2(spectrum.conj() / (spectrum.abs() ** 2 + noise))


def multi_size_gaussians(count):
    """Gaussian j = 1..J: sigma j/4 pixels, support 3, 3, 3, 5, 5."""
    return [gaussian(j / 4, 3 if j <= 3 else 5) for j in range(1, count + 1)]


def inverse_gaussian_kernels(count=5, support=5, noise=0.01, prior="paper"):
    """The identity and J inverse Gaussians: (J+1, support, support).

    paper: centred and signed, as an inverse of a blur is, computed on a wide grid and cropped.
    release: the transform of the uncentred window and its magnitude, one pixel off centre and without negative lobes.
    """
    kernels = torch.zeros(count + 1, support, support, dtype=torch.float64)
    kernels[0, support // 2, support // 2] = 1
    for kernel, blur in zip(kernels[1:], multi_size_gaussians(count)):
        side = len(blur)
        if prior == "release":
            edge = (support - side) // 2
            kernel[edge:edge + side, edge:edge + side] = wiener_inverse(blur, noise).abs()
        else:
            wide = F.pad(blur, (0, GRID - side, 0, GRID - side)).roll((-(side // 2),) * 2, (0, 1))  # its centre at the origin
            inverse = wiener_inverse(wide, noise).real.roll((support // 2,) * 2, (0, 1))
            kernel.copy_(inverse[:support, :support])
    return kernels.float()


class InverseGaussians(nn.Module):
    """IGKM: every colour (N,3,H,W) through the identity and J inverse Gaussians: (N, 3(J+1), H, W), colour by colour.

    release: its list repeats each kernel three times before the next. So the first colour is convolved with the identity and the first
    inverse, three times each, the second colour with the next two and the third with the last two.
    """

    def __init__(self, count, support, noise, prior):
        super().__init__()
        self.support = support
        kernels = inverse_gaussian_kernels(count, support, noise, prior)
        self.register_buffer("weight", (kernels.repeat_interleave(3, 0) if prior == "release" else kernels.repeat(3, 1, 1))[:, None],
                             persistent=False)

    def forward(self, image):
        return F.conv2d(image, self.weight, padding=self.support // 2, groups=3)


# ---------------------------------------------------------------- IKPM: a kernel that is predicted for each image

def pooling_matrix(size, cells, like):
    """(cells, size): row i averages the samples floor(i size / cells) .. ceil((i+1) size / cells) - 1.

    Adaptive average pooling as a product of matrices follows a symbolic size in an exported graph, and every runtime supports it.
    """
    cell, place = torch.arange(cells, device=like.device)[:, None], torch.arange(size, device=like.device)[None]
    first = torch.div(cell * size, cells, rounding_mode="trunc")
    end = torch.div((cell + 1) * size + cells - 1, cells, rounding_mode="trunc")
    return ((place >= first) & (place < end)).to(like.dtype) / (end - first).to(like.dtype)


def pool(x, rows, columns):
    """F.adaptive_avg_pool2d(x, (rows, columns)) for (N,C,H,W) of any size."""
    across = x @ pooling_matrix(x.shape[3], columns, x).t()
    return pooling_matrix(x.shape[2], rows, x) @ across


def convolve(image, kernels, side=5):
    """K * I: (N,3,H,W) with each image's own kernels (N,3,side,side), summed over the colours: (N,1,H,W), zeros outside.

    25 shifted slices times 25 numbers a colour, because few backends run a convolution whose weight is computed in the graph.
    """
    padded, total = F.pad(image, (side // 2,) * 4), 0
    taps = iter(kernels.reshape(-1, 3, side * side, 1).split(1, 2))     # each N, 3, 1, 1
    shifts = [slice(i, i + 1 - side or None) for i in range(side)]  # negative ends are constants in an exported graph
    for rows in shifts:
        strip = padded[:, :, rows]
        for columns in shifts:
            total = total + strip[:, :, :, columns] * next(taps)
    return total.sum(1, keepdim=True)


class KernelPrediction(nn.Module):
    """KPN: an image (N,3,H,W) to one kernel (N,3,5,5) for each of its colours, each of sum 1."""

    def __init__(self, side=5, layout="paper"):
        super().__init__()
        self.side, self.layout = side, layout
        self.features = nn.Conv2d(3, 128, 11, padding=2)
        self.taps = nn.Conv2d(128, side * side, 1, bias=False)
        self.refine = nn.Conv2d(side * side, side * side, 1, bias=False)

    def forward(self, image):
        x = pool(F.leaky_relu(self.features(image), 0.2), 3, 3)     # N, 128, 3, 3
        x = pool(F.leaky_relu(self.taps(x), 0.2), 3, 1)             # N, 25, 3, 1: a row is a colour
        x = torch.softmax(self.refine(x), 1)[..., 0]                # N, 25, 3
        if self.layout == "paper":
            x = x.transpose(1, 2)                                   # the release reads its 25 x 3 numbers as 3 x 5 x 5
        return x.reshape(-1, 3, self.side, self.side)


# ---------------------------------------------------------------- both

class InverseKernels(nn.Module):
    """P2IKB: an image (N,3,H,W) to its deconvolutional feature maps (N,18,H,W), and OutConv's auxiliary picture (N,3,H,W) or None.

    With one module alone the fusion sees its 18 maps only; without both the maps are a convolution of the image.
    """

    def __init__(self, cfg):
        super().__init__()
        maps = 3 * (cfg.inverses + 1)
        self.outconv = cfg.outconv
        self.prior = InverseGaussians(cfg.inverses, cfg.support, cfg.noise, cfg.prior) if cfg.igkm else None
        self.prediction = KernelPrediction(layout=cfg.kernel_layout) if cfg.ikpm else None
        self.transform = nn.Conv2d(3, maps, 3, padding=1) if cfg.ikpm or not cfg.igkm else None
        self.fuse = nn.Conv2d(maps * (cfg.igkm + cfg.ikpm), maps, 3, padding=1) if cfg.igkm or cfg.ikpm else None
        self.auxiliary = nn.Conv2d(3, 3, 3, padding=1) if cfg.ikpm else None

    def forward(self, image):
        maps, picture = [], None
        if self.prior is not None:
            maps.append(self.prior(image))
        if self.prediction is not None:
            inverse = torch.cat([convolve(image, self.prediction(image))] * 3, 1)
            maps.append(self.transform(inverse))
            picture = self.auxiliary(image if self.outconv == "release" else inverse)  # Eq. (5): OutConv(K_p * I)
        return (self.fuse(torch.cat(maps, 1)) if maps else self.transform(image)), picture
