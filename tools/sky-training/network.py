"""The sky network: a small hourglass at 192 x 96 that sees the whole picture, and a guided filter that brings its mask to
the picture's edges.

    python3 network.py        prints parameters and operations, and times a picture
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

WIDTH, HEIGHT = 192, 96     # what the hourglass sees
FINER = 2                   # the guided filter works on a picture so many times larger


def conv(a, b, stride=1, size=3):
    return nn.Sequential(nn.Conv2d(a, b, size, stride, size // 2, bias=False), nn.BatchNorm2d(b), nn.ReLU(inplace=True))


class Block(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.one = conv(n, n)
        self.two = nn.Sequential(nn.Conv2d(n, n, 3, 1, 1, bias=False), nn.BatchNorm2d(n))

    def forward(self, x):
        return F.relu(x + self.two(self.one(x)))


def sureness(y):
    """Mean of the logits y [N,1,h,w] over what they call sky: a sky that is only half believed in mostly is none."""
    y = y.float()
    p = torch.sigmoid(2 * y)
    return F.adaptive_avg_pool2d(p * y, 1) / (F.adaptive_avg_pool2d(p, 1) + .005)


# Slope and middle (`gated`) that the shipped file has; why there: README, What the shipped file was made with.
SHIPPED_GATE = (4, 2.95)


def gated(logit, any_sky, gate):
    """Probability of sky [N,1,h,w]: where it looks to be, if there is any. gate: slope of the presence's logit, and where it counts half."""
    return torch.sigmoid(logit * 2) * torch.sigmoid((any_sky - gate[1]) * gate[0])[:, :, None, None]


def both_ways(coarse, image):
    """What `coarse` says of pictures [N,3,h,w] as they are and mirrored, in the mean: surer than either (README, What mattered)."""
    logit, any_sky = coarse(torch.cat([image, image.flip(3)]))
    n = image.shape[0]
    return (logit[:n] + logit[n:].flip(3)) / 2, (any_sky[:n] + any_sky[n:]) / 2


class Coarse(nn.Module):
    """[N,3,96,192] (or other multiples of 32) RGB 0...1 -> logits of sky, of that size, and of there being any sky at all [N,1]."""

    def __init__(self, c=(16, 32, 48, 64, 96)):
        super().__init__()
        self.register_buffer("height", torch.linspace(-1, 1, HEIGHT)[None, None, :, None].repeat(1, 1, 1, WIDTH), False)
        self.stem = conv(4, c[0], 2)
        self.down = nn.ModuleList(
            nn.Sequential(conv(c[k], c[k + 1], 2), Block(c[k + 1]), *([Block(c[k + 1])] if k < 3 else [])) for k in range(4))
        self.all = nn.Sequential(nn.Conv2d(c[4], c[4], 1), nn.ReLU(), nn.Conv2d(c[4], c[4] + 1, 1))
        self.up = nn.ModuleList(nn.ModuleDict(dict(deep=nn.Conv2d(c[k + 1], c[k], 1), mix=conv(c[k], c[k]))) for k in (3, 2, 1, 0))
        self.last = nn.Conv2d(c[0], 1, 3, 1, 1)

    def forward(self, image):
        height = self.height
        if tuple(image.shape[2:]) != (HEIGHT, WIDTH):
            height = F.interpolate(height, image.shape[2:], mode="bilinear", align_corners=True)
        x = torch.cat([image * 2 - 1, height.expand(image.shape[0], -1, -1, -1)], 1)
        levels = [self.stem(x)]
        for d in self.down:
            levels.append(d(levels[-1]))
        whole = self.all(F.adaptive_avg_pool2d(levels[-1], 1))
        y = F.relu(levels[-1] + whole[:, 1:])
        for k, u in enumerate(self.up):
            skip = levels[3 - k]
            y = F.interpolate(u["deep"](y), scale_factor=2, mode="bilinear", align_corners=False)
            y = u["mix"](F.relu(y + skip))
        y = self.last(y)
        return F.interpolate(y, scale_factor=2, mode="bilinear", align_corners=False), whole[:, 0, 0] + sureness(y)[:, 0, 0]


def area(count, given):
    """[count, given]: rows of shares, by which a product makes the mean over each of `count` equal parts."""
    step = given / float(count)
    low = torch.arange(count).float()[:, None] * step
    at = torch.arange(given).float()[None]
    return (torch.minimum(low + step, at + 1) - torch.maximum(low, at)).clamp(0, 1) / step


class Sky(nn.Module):
    """[1,3,H,W] RGB 0...1, H and W even -> probability of sky [1,1,H/2,W/2]."""

    def __init__(self, coarse, radius=6, eps=5e-5, gate=(1.0, 0.0)):
        """gate: slope of the presence's logit, and where it counts half: precision is set here, after training."""
        super().__init__()
        self.coarse, self.radius, self.eps, self.gate = coarse, radius, eps, gate

    def mean(self, x):
        r = self.radius
        return F.avg_pool2d(x, 2 * r + 1, 1, r, count_include_pad=False)

    def forward(self, image):
        half = F.avg_pool2d(image, 2)
        rows, columns = area(HEIGHT * FINER, half.shape[2]), area(WIDTH * FINER, half.shape[3])
        small = torch.matmul(torch.matmul(rows, half), columns.t())
        p = gated(*both_ways(self.coarse, F.avg_pool2d(small, FINER)), self.gate)
        p = F.interpolate(p, scale_factor=FINER, mode="bilinear", align_corners=False)
        return self.guided(half, small, p)

    def guided(self, half, small, p):
        """Fast guided filter (He and Sun 2015), colour: p = a . image + b around each pixel, a and b brought to the half size."""
        r, g, b = small[:, 0:1], small[:, 1:2], small[:, 2:3]
        sums = self.mean(torch.cat([small, p, small * p, r * r, r * g, r * b, g * g, g * b, b * b], 1))
        m, mp = sums[:, 0:3], sums[:, 3:4]
        cov = sums[:, 4:7] - m * mp
        rr, rg, rb = sums[:, 7:8] - m[:, 0:1] ** 2 + self.eps, sums[:, 8:9] - m[:, 0:1] * m[:, 1:2], sums[:, 9:10] - m[:, 0:1] * m[:, 2:3]
        gg, gb, bb = sums[:, 10:11] - m[:, 1:2] ** 2 + self.eps, sums[:, 11:12] - m[:, 1:2] * m[:, 2:3], sums[:, 12:13] - m[:, 2:3] ** 2 + self.eps
        i00, i01, i02 = gg * bb - gb * gb, rb * gb - rg * bb, rg * gb - rb * gg
        i11, i12, i22 = rr * bb - rb * rb, rb * rg - rr * gb, rr * gg - rg * rg
        det = (rr * i00 + rg * i01 + rb * i02).clamp(min=1e-13)
        c0, c1, c2 = cov[:, 0:1], cov[:, 1:2], cov[:, 2:3]
        a = torch.cat([i00 * c0 + i01 * c1 + i02 * c2, i01 * c0 + i11 * c1 + i12 * c2, i02 * c0 + i12 * c1 + i22 * c2], 1) / det
        # Products with ones: ONNX Runtime's ReduceSum adds in an order that depends on the number of threads.
        am = a * m
        offset = mp - am[:, 0:1] - am[:, 1:2] - am[:, 2:3]
        line = self.mean(torch.cat([a, offset], 1))
        line = F.interpolate(line, size=(half.shape[2], half.shape[3]), mode="bilinear", align_corners=False)
        t = line[:, 0:3] * half
        return (t[:, 0:1] + t[:, 1:2] + t[:, 2:3] + line[:, 3:4]).clamp(0, 1)


def averaged(paths):
    """
    The first checkpoint of one descent, with the mean of the averaged weights of all (Wortsman and others 2022).
    """
    c, *others = [torch.load(p, map_location="cpu") for p in paths]
    for name in c["mean"]:
        total = sum(one["mean"][name].float() / len(paths) for one in (c, *others))
        c["mean"][name] = total.to(c["mean"][name].dtype)
    return c


def parameters(net):
    return sum(p.numel() for p in net.parameters())


if __name__ == "__main__":
    import time
    torch.set_num_threads(2)
    net = Sky(Coarse()).eval()
    with torch.no_grad():
        x = torch.rand(1, 3, 800, 1880)
        net(x)
        t = time.time()
        y = net(x)
        print("%d parameters, %s, %.0f ms" % (parameters(net), tuple(y.shape), 1e3 * (time.time() - t)))
