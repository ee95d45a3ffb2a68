"""A checkpoint from an exported ONNX file, so that training can go on from the shipped model.

    python3 restore.py --onnx ../../pipelines/models/movieflow.onnx --textures textures --out work/checkpoint-0.pt
    python3 train.py --init-from work/checkpoint-0.pt ...

The export folds every batch norm into its convolution. Here each is unfolded again: its statistics are measured on synthetic
pairs, and its scale and offset chosen so that the network computes what it did. The largest difference is printed.
"""
import argparse

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from generator import Generator
from layers import Conv, PairConv, Parts, Pointwise
from network import Flow
from unfold import unfold


def restore(path):
    """The network with identity batch norms, and each Conv block's folded bias."""
    graph = onnx.load(path).graph
    values = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    values.update({n.output[0]: torch.from_numpy(numpy_helper.to_array(n.attribute[0].t).copy())
                   for n in graph.node if n.op_type == "Constant" and n.attribute[0].HasField("t")})
    nodes = {n.name: n for n in graph.node if n.op_type in ("Conv", "MatMul")}
    # of Parts and Pointwise: the last part is convolved first, and channels that align it come behind its own
    part = lambda name, i: nodes["/%s/Conv" % name + ("_%d" % i if i else "")]
    parts = lambda name, channels: [
        values[part(name, len(channels) - 1 - i).input[1]][:, :c] for i, c in enumerate(channels)]
    folded = lambda name: nodes["/%s/%s.0/Conv" % (name.replace(".", "/"), name.split(".")[-1])]
    net = Flow(refine=len(values[folded("c1").input[2]]) if "fc.weight" in values else 0).eval()
    shapes, state, biases = net.state_dict(), {}, {}
    for name, module in net.named_modules():
        if isinstance(module, Pointwise):
            state[name + ".weight"] = parts(name, (module.in_channels,))[0]
        if isinstance(module, Conv):
            if isinstance(module, Parts):
                weight, bias = torch.cat(parts(name, module.parts), 1), values[part(name, len(module.parts) - 1).input[2]]
            else:
                node = folded(name)
                weight, bias = values[node.input[1]], values[node.input[2]]
            if isinstance(module, PairConv):        # keeps its scale and offset, which say what statistics it expects
                scale, offset = values[name + ".1.weight"], values[name + ".1.bias"]
                state[name + ".1.weight"], state[name + ".1.bias"] = scale, offset
                state[name + ".1.running_mean"] = (offset - bias) / scale
                weight = weight / scale.reshape(-1, 1, 1, 1)
            else:
                state[name + ".1.bias"] = biases[name] = bias
                state[name + ".1.weight"], state[name + ".1.running_mean"] = torch.ones_like(bias), torch.zeros_like(bias)
            state[name + ".1.running_var"] = torch.ones_like(bias) - module[1].eps
            state[name + ".1.num_batches_tracked"] = shapes[name + ".1.num_batches_tracked"]
            state[name + ".0.weight"] = weight
    for name in shapes:
        if name in values and name not in state:
            state[name] = values[name]
    node = next(n for n in graph.node if n.op_type == "Conv" and len(n.input) > 2 and n.input[2] == "edge.bias")
    state["edge.weight"] = values[node.input[1]].reshape(shapes["edge.weight"].shape)
    if net.refine:                                  # its masks stand in the place of the second refinement's
        state["mask.weight"], state["mask.bias"] = shapes["mask.weight"], shapes["mask.bias"]
        state["key2.weight"] = values[nodes["/key2/MatMul"].input[1]].t()
    net.load_state_dict(state)
    return net, biases


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--onnx", required=True)
    ap.add_argument("--textures", default="textures")
    ap.add_argument("--pairs", type=int, default=16, help="generated ones, whose statistics the batch norms get")
    ap.add_argument("--out", default="checkpoint-0.pt")
    a = ap.parse_args()
    net, biases = restore(a.onnx)
    generator = Generator(a.textures, 1)
    pairs = [generator.pair(352, 192) for _ in range(a.pairs)]
    left, right = (torch.from_numpy(np.stack([p[i] for p in pairs])).permute(0, 3, 1, 2).float() / 255 for i in (0, 1))
    norms = {module[1]: biases[name] for name, module in net.named_modules() if name in biases}
    off = unfold(norms, lambda: net.train_forward(left, right)["full"])
    print("largest difference after unfolding: %.2g px" % off)
    state = net.state_dict()
    torch.save(dict(net=state, ema=state, step=0, spent=0.0, config=net.config), a.out)


if __name__ == "__main__":
    main()
