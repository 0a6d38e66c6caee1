"""Strip attention (Tsai et al., Stripformer, ECCV 2022): half of the channels attends along rows, the other half along columns.

Intra-strip attention relates the pixels of one row (or column) to each other, inter-strip attention whole rows (or columns):
    Attention(q, k, v) = softmax(q k^T / sqrt(d)) v
with d the size of a head's token. For whole rows d grows with the frame, and a product of two tokens leaves the range of half
precision; so q is scaled before the product, never the product after it.
"""
import torch
import torch.nn as nn


class Attention(nn.Module):
    """softmax(q k^T / sqrt(d)) v over the last two dimensions (tokens, d) of q, k and v."""

    def forward(self, q, k, v):
        d = torch.as_tensor(q.shape[-1], dtype=torch.float32)  # a scalar tensor takes the precision and device of q
        return torch.softmax((q / d.sqrt()) @ k.transpose(-1, -2), -1) @ v


class StripAttention(nn.Module):
    """What both kinds share: norm, projection, attention on two halves, projection, MLP and conditional position encoding."""

    def __init__(self, channels=160, heads=4):
        super().__init__()
        self.heads, self.head = heads, channels // 2 // heads
        self.attention_norm = nn.LayerNorm(channels)
        self.project_in = nn.Conv2d(channels, channels, 1)
        self.qkv_rows = nn.Conv2d(channels // 2, channels // 2 * 3, 1)
        self.qkv_columns = nn.Conv2d(channels // 2, channels // 2 * 3, 1)
        self.attention = Attention()
        self.project_out = nn.Conv2d(channels, channels, 1)
        self.mlp_norm = nn.LayerNorm(channels)
        self.mlp = nn.Sequential(nn.Conv2d(channels, 4 * channels, 1), nn.GELU(), nn.Conv2d(4 * channels, channels, 1))
        self.position = nn.Conv2d(channels, channels, 3, padding=1, groups=channels)

    @staticmethod
    def over_channels(norm, x):
        return norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)

    def split(self, x):
        """(N,240,H,W) -> q, k, v, each (N,4,20,H,W): 4 heads of 20 channels."""
        n, _, h, w = x.shape
        return x.reshape(n, 3, self.heads, self.head, h, w).unbind(1)

    def forward(self, x):                                              # N, 160, H, W
        rows, columns = self.project_in(self.over_channels(self.attention_norm, x)).chunk(2, 1)
        rows = self.along_rows(self.qkv_rows(rows))                     # N, 80, H, W
        columns = self.along_rows(self.qkv_columns(columns).transpose(2, 3)).transpose(2, 3)
        x = x + self.project_out(torch.cat((rows, columns), 1))
        x = x + self.mlp(self.over_channels(self.mlp_norm, x))
        return x + self.position(x)


class IntraStripAttention(StripAttention):
    """The pixels of a row attend to each other: W tokens of 20 channels a head, in each of H rows."""

    def along_rows(self, qkv):
        q, k, v = (t.permute(0, 1, 3, 4, 2) for t in self.split(qkv))   # N, 4, H, W, 20
        return self.attention(q, k, v).permute(0, 1, 4, 2, 3).flatten(1, 2)


class InterStripAttention(StripAttention):
    """Rows attend to rows: H tokens, each the 20 channels of a head along a whole row."""

    def along_rows(self, qkv):
        q, k, v = (t.transpose(2, 3).flatten(3) for t in self.split(qkv))   # N, 4, H, 20 W
        n, _, h, w = qkv.shape
        return self.attention(q, k, v).reshape(n, self.heads, h, self.head, w).transpose(2, 3).flatten(1, 2)
