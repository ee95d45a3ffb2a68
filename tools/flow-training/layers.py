"""The layers of the flow network."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Conv(nn.Sequential):
    def __init__(self, i, o, k=3, s=1, d=1, act=True):
        layers = [nn.Conv2d(i, o, k, s, d * (k // 2), d, bias=False), nn.BatchNorm2d(o)]
        super().__init__(*(layers + ([nn.ReLU(inplace=True)] if act else [])))


class PairConv(Conv):
    """
    A Conv that, outside training, takes `share` of its statistics from the pair itself (of both views: items i and i + N of
    2 N): real pictures are softer and flatter than generated ones, and training's averages do not fit them.
    """

    def __init__(self, i, o, share):
        super().__init__(i, o)
        self.share = share

    def forward(self, x):
        if self.training:
            return super().forward(x)
        conv, norm, relu = self
        z = norm(conv(x))
        b = z.shape[0] // 2
        both = lambda m: (m + torch.cat([m[b:], m[:b]]))[:, :, 0, 0] * 0.5
        mean, square = both(F.adaptive_avg_pool2d(z, 1)), both(F.adaptive_avg_pool2d(z * z, 1))
        # batch norm left mean `bias` and variance `weight` squared on what it was trained on
        ratio = ((square - mean * mean) / norm.weight / norm.weight - 1) * self.share + 1
        scale = 1 / torch.sqrt(torch.clamp(ratio, min=1 - self.share))
        shift = norm.bias - (norm.bias + (mean - norm.bias) * self.share) * scale
        return relu(z * scale[:, :, None, None] + shift[:, :, None, None])


def aligned(x, channels):
    """Channels up to a multiple of 16, where ONNX Runtime's convolutions are far faster; what is added weighs nothing."""
    return torch.cat([x, x[:, :-channels % 16]], 1) if channels % 16 else x


def aligned_weight(weight):
    return F.pad(weight, (0, 0, 0, 0, 0, -weight.shape[1] % 16)).detach()


class Parts(Conv):
    """
    A 3x3 Conv over the channels of several tensors. For export, after `fold`, it is the sum of a convolution each: nothing is
    concatenated, and ONNX Runtime adds within its convolutions.
    """

    def __init__(self, parts, o):
        super().__init__(sum(parts), o)
        self.parts, self.folded = parts, None

    def fold(self):
        conv, norm = self[0], self[1]
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        weights = (conv.weight * scale[:, None, None, None]).split(self.parts, 1)
        biases = [norm.bias - norm.running_mean * scale] + [torch.zeros_like(norm.bias)] * (len(weights) - 1)
        self.folded = [(aligned_weight(w), b.detach()) for w, b in zip(weights, biases)]

    def forward(self, *x):
        if not self.folded:
            return super().forward(torch.cat(x, 1))
        total = None                                # from the last to the first: each is added within the next convolution
        for v, channels, (weight, bias) in reversed(list(zip(x, self.parts, self.folded))):
            y = F.conv2d(aligned(v, channels), weight, bias, padding=1)
            total = y if total is None else y + total
        return F.relu(total)


class Pointwise(nn.Conv2d):
    """A 1x1 convolution; for export, after `fold`, of aligned channels."""

    def __init__(self, i, o):
        super().__init__(i, o, 1)
        self.folded = None

    def fold(self):
        self.folded = aligned_weight(self.weight)

    def forward(self, x):
        if self.folded is None:
            return super().forward(x)
        return F.conv2d(aligned(x, self.in_channels), self.folded, self.bias)


class Residual(nn.Module):
    def __init__(self, c, d=1):
        super().__init__()
        self.a, self.b = Conv(c, c, d=d), Conv(c, c, d=d, act=False)

    def forward(self, x):
        return F.relu(x + self.b(self.a(x)))


def doubled(x):
    """Every cell twice in both directions; ONNX Runtime has a fast path for just this step, not for larger ones."""
    return F.interpolate(x, scale_factor=2.0, mode="nearest")


class Hourglass(nn.Module):
    """Down to 1/4 of this level and back: what is plain takes after what lies around it. `c`: channels, here, at 1/2, at 1/4."""

    def __init__(self, c, d=1):
        super().__init__()
        self.down2, self.on2 = Conv(c[0], c[1], s=2), Conv(c[1], c[1])
        self.down4, self.on4 = Conv(c[1], c[2], s=2), Residual(c[2], d)
        self.up2, self.back2 = nn.Conv2d(c[2], c[1], 1), Conv(c[1], c[1])
        self.up1 = nn.Conv2d(c[1], c[0], 1)

    def forward(self, x):
        h2 = self.on2(self.down2(x))
        h4 = self.on4(self.down4(h2))
        h2 = self.back2(F.relu(h2 + doubled(self.up2(h4))))
        return F.relu(x + doubled(self.up1(h2)))
