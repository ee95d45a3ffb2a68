"""The networks: a small one trained from nothing, or a torchvision ResNet with the same decoder.

Input float [N,3,H,W], RGB in 0...1, H and W multiples of 32; output float [N,H,W], above 0, larger = nearer, of a scale
and shift that mean nothing (or, with stereo.py, an offset disparity: `disparity_px`). Run alone, it prints parameters
and time a picture.
"""
import math
import time

import torch
import torch.nn.functional as F

import checkpoint
import shards

CHANNELS = (32, 48, 96, 160, 224)      # at 1/2 ... 1/32 of the size
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)   # ImageNet's, so that weights trained on it may be used
MULTIPLE = 32
STEREO_RANGE = 0.1     # share of the width by which the disparity changes where the output changes by 1


def require(device):
    """InputError, one line, where PyTorch cannot work on the device."""
    try:
        torch.zeros(1, device=device)
    except (AssertionError, RuntimeError) as fault:
        said = str(fault).splitlines() or ["no such device"]
        raise shards.InputError("--device %s: %s" % (device, said[0])) from fault


def block(entry, exit, stride=1):
    return torch.nn.Sequential(
        torch.nn.Conv2d(entry, exit, 3, stride, 1, bias=False), torch.nn.BatchNorm2d(exit), torch.nn.ReLU(inplace=True))


class Residual(torch.nn.Module):
    """x + two convolutions. He and others 2016."""

    def __init__(self, channels):
        super().__init__()
        self.first = block(channels, channels)
        self.second = torch.nn.Sequential(
            torch.nn.Conv2d(channels, channels, 3, 1, 1, bias=False), torch.nn.BatchNorm2d(channels))

    def forward(self, x):
        return F.relu(x + self.second(self.first(x)))


class Small(torch.nn.Module):
    """Five halvings with a residual block behind the last four. Gives features at 1/2 ... 1/32."""

    def __init__(self, width=1.0):
        super().__init__()
        self.channels = [8 * max(1, round(width * c / 8)) for c in CHANNELS]
        self.stem = torch.nn.Sequential(
            torch.nn.Conv2d(3, self.channels[0], 6, 2, 2, bias=False), torch.nn.BatchNorm2d(self.channels[0]),
            torch.nn.ReLU(inplace=True))
        self.levels = torch.nn.ModuleList(
            torch.nn.Sequential(block(a, b, 2), Residual(b)) for a, b in zip(self.channels, self.channels[1:]))

    def forward(self, x):
        found = [self.stem(x)]
        for level in self.levels:
            found.append(level(found[-1]))
        return found


class Torchvision(torch.nn.Module):
    """A ResNet of torchvision (resnet18, resnet50, wide_resnet50_2 ...), trained from nothing or from a file of its
    weights."""

    def __init__(self, name, weights=None):
        super().__init__()
        import torchvision
        build = getattr(torchvision.models, name, None)
        if build is None or "res" not in name:
            raise ValueError("no encoder %s: it is small, or a ResNet of torchvision such as resnet18" % name)
        net = build()
        if weights:
            try:
                net.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
            except checkpoint.FAULTS as fault:
                raise ValueError("%s: not the weights of %s" % (weights, name)) from fault
        self.stem = torch.nn.Sequential(net.conv1, net.bn1, net.relu)
        self.levels = torch.nn.ModuleList(
            [torch.nn.Sequential(net.maxpool, net.layer1), net.layer2, net.layer3, net.layer4])
        with torch.no_grad():
            self.channels = [f.shape[1] for f in self.eval()(torch.zeros(1, 3, 64, 64))]
        self.train()

    forward = Small.forward


class Depth(torch.nn.Module):
    """Encoder, and a decoder of one convolution a level on the sum of what is below and the skip (FastDepth, Wofk
    2019)."""

    def __init__(self, encoder="small", weights=None, width=1.0):
        super().__init__()
        self.encoder = Small(width) if encoder == "small" else Torchvision(encoder, weights)
        c = self.encoder.channels
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(STD).view(1, 3, 1, 1))
        self.whole = torch.nn.Conv2d(c[-1], c[-1], 1)     # what the picture as a whole shows, added everywhere
        self.skips = torch.nn.ModuleList(torch.nn.Conv2d(a, min(a, 96), 1) for a in c[:-1])
        below = [min(a, 96) for a in c[:-1]] + [c[-1]]
        self.ups = torch.nn.ModuleList(block(below[k + 1], below[k]) for k in range(len(c) - 1))
        self.merges = torch.nn.ModuleList(block(below[k], below[k]) for k in range(len(c) - 1))
        self.head = torch.nn.Conv2d(below[0], 1, 3, 1, 1)

    def forward(self, x):
        found = self.encoder((x - self.mean) / self.std)
        y = found[-1]
        y = y + self.whole(F.adaptive_avg_pool2d(y, 1))
        for k in reversed(range(len(self.ups))):
            y = F.interpolate(self.ups[k](y), scale_factor=2.0, mode="bilinear", align_corners=False)
            y = self.merges[k](y + self.skips[k](found[k]))
        y = F.interpolate(self.head(y).float(), scale_factor=2.0, mode="bilinear", align_corners=False)
        return F.softplus(y.squeeze(1))


def disparity_px(output):
    """The output as disparity [N,1,H,W] in px, signed: 0 where the network begins, a tenth of the width for each 1."""
    return (output - math.log(2))[:, None] * STEREO_RANGE * output.shape[-1]


def parameters(net):
    return sum(p.numel() for p in net.parameters())


def main():
    torch.set_num_threads(1)
    for name in ("small", "resnet18"):
        net = Depth(name).eval()
        for width, height in ((192, 96), (384, 384)):
            x = torch.rand(1, 3, height, width)
            with torch.no_grad():
                net(x)
                began = time.time()
                for _ in range(5):
                    net(x)
            print("%-9s %.2f M parameters, %d x %d: %.0f ms on one core" % (
                name, parameters(net) / 1e6, width, height, (time.time() - began) * 200))


if __name__ == "__main__":
    main()
