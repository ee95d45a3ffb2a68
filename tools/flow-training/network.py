"""The embedded flow network: 1/8 row volume -> two hourglasses -> two warped refinements at 1/4 -> convex upsampling. With `refine`, a third
refinement at 1/2 comes before the last upsampling (the `quality` entry); it is trained alone, on top of a finished network.

`Flow.forward(image1, image2)` is the ONNX contract: RGB in [0,1], N x 3 x H x W (multiples of 32) -> N x 4 x H x W in
full-resolution pixels, the flow from 1 to 2 at the pixels of 1, then that from 2 to 1 at the pixels of 2.
`Flow.train_forward` does the same and returns what the losses need. Correlations are row MatMuls plus a skew (a reshape), warps are Gathers, softmaxes are written out: the
graph needs nothing beyond opset 16 and no GridSample.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from layers import Conv, Hourglass, PairConv, Parts, Pointwise, Residual, doubled
from matching import around, below_best, convex, correlate, cross, evidence, filled, other, shuffled, summed, warp, widely

BINS = 9            # 1/8 volume: dx in -9..9, dy in -1..1 (of 8 px)
RANGE_A, RANGE_B = 6, 3
REFINEMENT = ("key2", "up4", "mask4", "c1", "c2", "c3", "fc", "mask2")      # modules of the third refinement


class Flow(nn.Module):
    """
    `c2`, `c4`, `c8`: channels at 1/2, 1/4, 1/8; `corr`: of the keys at 1/4; `glass8`, `glass4`: of the hourglasses at 1/8 and 1/4, where
    they are at 1/2 and at 1/4 of their level; `refine`: of a third refinement, 0 without; `again`: pass B runs so many times more, with
    the same weights, each on the flow and the features of the one before.
    """

    def __init__(self, c2=16, c4=48, c8=64, corr=32, refine=0, glass8=(80, 96), glass4=(32, 48), again=0):
        super().__init__()
        self.config = dict(c2=c2, c4=c4, c8=c8, corr=corr, refine=refine, glass8=glass8, glass4=glass4, again=again)
        self.stem = PairConv(12, c2, 0.8)
        self.down4, self.res4 = Conv(c2, c4, s=2), Residual(c4)
        self.down8, self.res8 = Conv(c4, c8, s=2), Residual(c8)
        self.key8, self.key4 = nn.Conv2d(c8, c8, 1), nn.Conv2d(c4, corr, 1)
        # 1/8: volume -> two hourglasses -> distribution over dx, dy
        self.in8 = Parts((3 * (2 * BINS + 1), c8), c8)
        self.glass8, self.m8 = Hourglass((c8,) + tuple(glass8)), Conv(c8, c8)
        self.around8 = Pointwise(3 * (2 * BINS + 1), c8)     # what a cell, 5 x 5 and 14 x 14 of them say of dx
        self.again8, self.n8 = Hourglass((c8,) + tuple(glass8), 2), Conv(c8, c8, act=False)
        self.head, self.mask8 = nn.Conv2d(c8, 2 * BINS + 2, 3, 1, 1), nn.Conv2d(c8, 20, 1)       # logits of dx, and dy
        self.up8 = nn.Conv2d(c8, 64, 1)             # -> 16 channels at 1/4
        # 1/4, pass A and B
        self.a1, self.around_a = Parts((2 * RANGE_A + 20, c4), c4), Pointwise(2 * (2 * RANGE_A + 1), c4)
        self.glass_a, self.a2 = Hourglass((c4,) + tuple(glass4)), Conv(c4, c4, d=2)
        self.fa = nn.Conv2d(c4, 2, 3, 1, 1)
        self.edge = nn.Conv2d(4 * c2, 16, 1)        # 1/2 features, unshuffled: where the edges are
        taps = sum(2 * r + 1 for _, r in cross(RANGE_B))
        self.b1, self.around_b = Parts((taps + 3, c4, 16), c4), Pointwise(2 * taps, c4)
        self.glass_b, self.b2 = Hourglass((c4,) + tuple(glass4)), Conv(c4, c4)
        self.fb, self.mask = nn.Conv2d(c4, 2, 3, 1, 1), nn.Conv2d(c4, 80, 1)
        if refine:                                  # 1/2, pass C, of so many channels
            self.key2, self.up4, self.mask4 = nn.Linear(c2, 16), nn.Conv2d(c4, 64, 1), nn.Conv2d(c4, 20, 1)
            self.c1, self.c2, self.c3 = Conv(taps + c2 + 16 + 3, refine), Conv(refine, refine, d=2), Conv(refine, refine)
            self.fc, self.mask2 = nn.Conv2d(refine, 2, 3, 1, 1), nn.Conv2d(refine, 20, 1)
        self.refine, self.frozen, self.again = bool(refine), False, again
        for m in (self.fa, self.fb) + ((self.fc,) if refine else ()):
            nn.init.zeros_(m.weight)
            nn.init.zeros_(m.bias)
        self.register_buffer("dx", torch.arange(-BINS, BINS + 1).float().reshape(1, -1, 1, 1), persistent=False)
        self.gather = False                         # True for export (`prepare`): warps as Gather

    def prepare(self):
        """For export: the same function in the operators that ONNX Runtime is fastest with. There is no way back to training."""
        self.gather = True
        for module in self.modules():
            if isinstance(module, (Parts, Pointwise)):
                module.fold()

    def unshuffled(self, x, conv):
        """conv(pixel_unshuffle(x, 2)) for a 1x1 `conv`; for export as one 2x2 convolution of stride 2."""
        if not self.gather:
            return conv(F.pixel_unshuffle(x, 2))
        w = conv.weight
        return F.conv2d(x, w.reshape(w.shape[0], w.shape[1] // 4, 2, 2), conv.bias, stride=2)

    def encode(self, image):
        if self.gather:                             # the unshuffle as a convolution: much faster in ONNX Runtime
            one = torch.eye(12, device=image.device)
            x = F.conv2d(image, 2 * one.reshape(12, 3, 2, 2), -one.sum(0), stride=2)
        else:
            x = F.pixel_unshuffle(image * 2 - 1, 2)
        e2 = self.stem(x)
        e4 = self.res4(self.down4(e2))
        e8 = self.res8(self.down8(e4))
        return (e2, e4, e8) + tuple(k.permute(0, 2, 3, 1).contiguous() for k in (self.key4(e4), self.key8(e8)))

    def freeze(self):
        """Only the third refinement learns from here on."""
        self.frozen = True
        for name, module in self.named_children():
            if name not in REFINEMENT:
                module.requires_grad_(False)

    def train(self, mode=True):
        super().train(mode)
        for name, module in self.named_children():
            if self.frozen and name not in REFINEMENT:
                module.eval()
        return self

    def decode(self, e2, e4, e8, k4, k8):
        """Features of both views, keys in NHWC -> everything."""
        volume = correlate(k8, other(k8, self.gather), [(dy, BINS) for dy in (-1, 0, 1)], self.gather)
        h8 = self.in8(volume * 0.5, e8)
        h8 = self.m8(self.glass8(h8))
        first = self.head(h8)[:, :-1]
        said = evidence(first)
        far = doubled(around(said, 7, 2))
        h8 = F.relu(h8 + self.around8(torch.cat([said, around(said, 5, 1), far], 1)))
        h8 = F.relu(h8 + self.n8(self.again8(h8)))
        logits, dy = self.head(h8).split((2 * BINS + 1, 1), 1)
        # expectation around the mode, without an argmax: a sharpened mean places a window, the window takes the mean
        z = below_best(logits)
        p4 = torch.exp(4 * z)
        centre = (summed(p4 * self.dx) / summed(p4)).detach()
        p = torch.exp(z - 0.35 * (self.dx - centre) ** 2)
        u8 = summed(p * self.dx) / summed(p)
        flow8 = torch.cat([u8, dy], 1)              # in 1/8 pixels
        c8 = shuffled(self.up8(h8), 2)
        base = convex(flow8.detach(), self.mask8(h8), 2)        # in 1/4 pixels
        baseD = base.detach()
        wa = warp(k4, baseD, self.gather)
        corrA = correlate(k4, wa, [(0, RANGE_A)], self.gather)
        ha = self.a1(filled(corrA, c8, baseD * 0.1), e4)
        ha = self.a2(self.glass_a(F.relu(ha + widely(corrA, self.around_a))))
        flowA = baseD + self.fa(ha)
        edge = F.relu(self.unshuffled(e2, self.edge))
        refined, hb = [flowA], ha
        for _ in range(1 + self.again):
            baseB = refined[-1].detach()
            wb = warp(k4, baseB, self.gather)
            corrB = correlate(k4, wb, cross(RANGE_B), self.gather)
            hb = self.b1(filled(corrB, baseB * 0.1), hb, edge)
            hb = self.b2(self.glass_b(F.relu(hb + widely(corrB, self.around_b))))
            refined.append(baseB + self.fb(hb))
        full = convex(refined[-1], self.mask(hb), 4)
        return dict(volume=volume, first=first, logits=logits, flow8=flow8, base=base, corrA=corrA, refined=refined, full=full, hb=hb)

    def sharpen(self, d, e2):
        """Pass C: the flow of `decode`, refined at 1/2 by the 1/2 features of both views."""
        base = convex(d["refined"][-1].detach(), self.mask4(d["hb"]), 2)              # in 1/2 pixels
        baseC = base.detach()
        # keys after the warp: the same (both are linear), and nothing is to be learnt through the warp
        f2 = e2.permute(0, 2, 3, 1).contiguous()
        w2 = warp(f2, baseC, self.gather)
        corrC = correlate(self.key2(f2), self.key2(w2), cross(RANGE_B), self.gather)
        hc = self.c1(filled(corrC, e2, shuffled(self.up4(d["hb"]), 2), baseC * 0.1))
        hc = self.c3(self.c2(hc))
        flowC = baseC + self.fc(hc)
        return dict(d, half=base, flowC=flowC, full=convex(flowC, self.mask2(hc), 2))

    def forward(self, image1, image2):
        """What is exported: both directions, with one encoder pass a picture."""
        full = self.train_forward(image1, image2)["full"]
        return torch.cat([full[:image1.shape[0]], full[image1.shape[0]:]], 1)

    def train_forward(self, left, right):
        """Both directions: rows 0..B-1 left -> right, B..2B-1 right -> left."""
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            e2, e4, e8, k4, k8 = self.encode(torch.cat([left, right]))
            d = self.decode(e2, e4, e8, k4, k8)
        return self.sharpen(d, e2) if self.refine else d


# What train.py's --network names: the embedded one, and a larger one for cards (EXPERIMENTS.md, "The plan of rounds").
NETWORKS = {
    "small": {},
    "quality": dict(c2=32, c4=96, c8=128, corr=48, glass8=(192, 224), glass4=(80, 112), again=4),
}


def gflops(net, h, w):
    """Of one of both directions; multiply-adds counted as two, convolutions only."""
    total = [0]

    def hook(m, i, o):
        total[0] += 2 * o.shape[0] * o.shape[2] * o.shape[3] * m.weight.numel()

    hs = [m.register_forward_hook(hook) for m in net.modules() if isinstance(m, nn.Conv2d)]
    with torch.no_grad():
        net.train_forward(torch.zeros(1, 3, h, w), torch.zeros(1, 3, h, w))
    for k in hs:
        k.remove()
    return total[0] / 2e9


if __name__ == "__main__":
    for name, refine in (("small", 0), ("small", 32), ("quality", 0)):
        net = Flow(refine=refine, **NETWORKS[name]).eval()
        print("%s, refine %d: parameters %.2f M, %.1f GFLOP at 1888x800" % (
            name, refine, sum(p.numel() for p in net.parameters()) / 1e6, gflops(net, 192, 352) * 1888 * 800 / (192 * 352)))
        a, b = torch.rand(2, 3, 96, 160), torch.rand(2, 3, 96, 160)
        for m in (net.fa, net.fb) + ((net.fc,) if refine else ()):
            nn.init.normal_(m.weight, 0, 0.05)
        with torch.no_grad():
            x = net(a, b)
            net.prepare()
            y = net(a, b)
        print("as exported, and as trained: largest difference %.2g px" % (x - y).abs().max())
