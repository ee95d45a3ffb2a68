"""Makes a checkpoint of an exported network again, so that training goes on from the shipped file.

    python3 restore.py moviesky.onnx --views VIEWS [--panoramas PANORAMAS] --out restored/checkpoint.pt

An export has its normalisations folded into its weights. Here each is unfolded on training pictures (flow-training's unfold.py);
the largest difference is printed.
"""
import argparse
import os
import sys

import numpy as np
import onnx
import torch
from onnx import numpy_helper

import data
from network import Coarse

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow-training"))
from unfold import unfold  # noqa: E402

PICTURES, AT_ONCE = 768, 16


def folded(path):
    """{module of Coarse: (weight, bias)} of an export."""
    graph = onnx.load(path).graph
    values = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    values.update({n.output[0]: values[n.input[0]] for n in graph.node if n.op_type == "Cast" and n.input[0] in values})
    convolutions = [[torch.from_numpy(values[i].astype(np.float32)) for i in n.input[1:]] for n in graph.node if n.op_type == "Conv"]
    called, net = [], Coarse().eval()
    for name, module in net.named_modules():
        if isinstance(module, torch.nn.Conv2d):
            module.register_forward_hook(lambda *_, name=name: called.append(name))
    net(torch.zeros(1, 3, data.HEIGHT, data.WIDTH))
    if len(called) != len(convolutions):
        raise SystemExit("%s: %d convolutions, expected %d: another network" % (path, len(convolutions), len(called)))
    return dict(zip(called, convolutions))


def restored(path, pictures):
    """The network of an export, with normalisations that `pictures` [N,3,h,w] gave their statistics."""
    net = Coarse().eval()
    modules = dict(net.named_modules())
    biases = {}
    for name, (weight, bias) in folded(path).items():
        modules[name].weight.data.copy_(weight)
        if modules[name].bias is not None:
            modules[name].bias.data.copy_(bias)
            continue
        parent, _, last = name.rpartition(".")
        norm = modules["%s.%d" % (parent, int(last) + 1)]
        norm.weight.data.fill_(1), norm.bias.data.copy_(bias)
        norm.running_mean.fill_(0), norm.running_var.fill_(1 - norm.eps)
        biases[norm] = bias
    off = unfold(biases, lambda: torch.cat([net(part)[0] for part in pictures.split(AT_ONCE)]))
    if off > .05:
        raise SystemExit("%s: logits are off by %.3g" % (path, off))
    print("logits within %.2g on %d pictures" % (off, len(pictures)))
    return net


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("model")
    ap.add_argument("--views", required=True)
    ap.add_argument("--panoramas")
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    rng = np.random.default_rng(3)
    views = data.Views(a.views, data.WIDTH * 3 // 2, a.panoramas, .3)
    views.refresh(200)
    pictures = np.stack([data.sample(rng, views)[0] for _ in range(PICTURES)])
    net = restored(a.model, torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255)
    os.makedirs(os.path.dirname(os.path.abspath(a.out)), exist_ok=True)
    torch.save(dict(net=net.state_dict(), mean=net.state_dict(), step=0, spent=0.0, log=[]), a.out)


if __name__ == "__main__":
    sys.exit(main())
