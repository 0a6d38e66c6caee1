"""The backbones of P2IKT: an image and the previous scale's hidden state to coefficient maps and the next hidden state.

SRT, the scale recurrent transformer, is an encoder-decoder of three levels with strip attention at the lowest. SRAM, the
scale recurrent attention model that the ablation (Table 3) puts in its place, has squeeze attention at every level instead.
Both end in the attention prediction unit (APU), whose convolutional LSTM carries its state from one scale to the next.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from p2ikt_live.models.strip_attention import InterStripAttention, IntraStripAttention


def activation():
    return nn.LeakyReLU(0.2)


def convolution(cin, cout, stride=1):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, stride, 1), activation())


def merge(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 1), activation())


def enlarge(cin, cout):
    return nn.Sequential(nn.ConvTranspose2d(cin, cout, 4, 2, 1), activation())


class ResidualBlock(nn.Module):
    """x = a(Conv(a(Conv(x))) + x)"""

    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(channels, channels, 3, 1, 1), activation(), nn.Conv2d(channels, channels, 3, 1, 1))

    def forward(self, x):
        return F.leaky_relu(self.body(x) + x, 0.2)


def residuals(channels, count):
    return nn.Sequential(*[ResidualBlock(channels) for _ in range(count)])


class SqueezeAttention(nn.Module):
    """a(u r + u): r two convolutions of x, u two of x at half its size, upscaled (Zhong et al., CVPR 2020)."""

    def __init__(self, channels):
        super().__init__()
        self.residue = nn.Sequential(*convolution(channels, channels), nn.Conv2d(channels, channels, 3, 1, 1))
        self.squeeze = nn.Sequential(nn.AvgPool2d(2), *convolution(channels, channels), nn.Conv2d(channels, channels, 3, 1, 1))

    def forward(self, x):
        up = F.interpolate(self.squeeze(x), scale_factor=2.0, mode="nearest")
        return F.leaky_relu(up * self.residue(x) + up, 0.2)


class EncoderDecoder(nn.Module):
    """Three levels with skips: an image (N,3,H,W) to features (N,64,H,W). The backbones differ in their blocks."""

    def __init__(self, low, encode0, encode1, lowest, decode1, decode0, channels=64):
        super().__init__()
        c = channels
        self.encode0 = nn.Sequential(convolution(3, c), encode0)
        self.encode1 = nn.Sequential(convolution(c, c, 2), encode1)
        self.encode2 = convolution(c, low, 2)
        self.lowest = lowest
        self.enlarge1 = enlarge(low, c)
        self.merge1 = merge(2 * c, c)
        self.decode1 = decode1
        self.enlarge0 = enlarge(c, c)
        self.merge0 = nn.Sequential(*merge(2 * c, c), nn.Conv2d(c, c, 3, 1, 1))
        self.decode0 = decode0

    def forward(self, image):
        r0 = self.encode0(image)                                # N, 64, H, W
        r1 = self.encode1(r0)                                   # N, 64, H/2, W/2
        up = self.enlarge1(self.lowest(self.encode2(r1)))       # N, 160, H/4, W/4 at the lowest
        up = self.enlarge0(self.decode1(self.merge1(torch.cat((up, r1), 1))))
        return self.decode0(F.leaky_relu(self.merge0(torch.cat((up, r0), 1)) + up, 0.2))


class Srt(EncoderDecoder):
    multiple = 16   # of the full frame: the quarter scale halves twice

    def __init__(self):
        strips = [kind(160) for _ in range(3) for kind in (IntraStripAttention, InterStripAttention)]
        super().__init__(160, residuals(64, 3), residuals(64, 3), nn.Sequential(*strips), residuals(64, 4), residuals(64, 3))


class Sram(EncoderDecoder):
    """The squeeze attention of GKMNet on SRT's skeleton, three blocks at the lowest level, no batch normalisation.

    The paper names its parts and its size (3.58 to 3.64 M parameters). The widths and the arrangement are ours, chosen to fit: a block is
    a residual block, the one that the ablation adds, and squeeze attention.
    """
    multiple = 32   # squeeze attention halves once more

    def __init__(self):
        block = lambda c: nn.Sequential(residuals(c, 2), SqueezeAttention(c))
        super().__init__(96, block(64), block(64), nn.Sequential(*[block(96) for _ in range(3)]), block(64), block(64))


class ConvLstm(nn.Module):
    """i, f, o = sigmoid(.), g = tanh(.) of Conv5x5(x, h);  c' = f c + i g;  h' = o tanh(c')"""

    def __init__(self, cin, channels):
        super().__init__()
        self.gates = nn.Conv2d(cin + channels, 4 * channels, 5, padding=2)

    def forward(self, x, h, c):
        i, f, o, g = self.gates(torch.cat((x, h), 1)).chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


class AttentionPrediction(nn.Module):
    """APU: features (N,64,H,W) and the state of the scale before to coefficient maps (N,12,H,W) in (-1, 1) and the next state.

    cm = 2 sigmoid(u res + u) - 1, where u is the hidden state at twice its size.
    """

    def __init__(self, channels, maps):
        super().__init__()
        self.maps = maps
        self.residue = nn.Sequential(nn.Conv2d(channels, maps, 3, 1, 1), nn.BatchNorm2d(maps), nn.ReLU())
        self.lstm = ConvLstm(channels, maps)

    def forward(self, features, state):
        low = F.avg_pool2d(features, 2)
        h, c = state or (low.new_zeros(low.shape[0], self.maps, low.shape[2], low.shape[3]),) * 2
        h, c = self.lstm(low, h, c)                             # N, 12, H/2, W/2
        up = F.interpolate(h, scale_factor=2.0, mode="nearest")
        return 2 * torch.sigmoid(up * self.residue(features) + up) - 1, (h, c)
