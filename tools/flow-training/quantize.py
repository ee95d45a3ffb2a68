"""The flow network with 8-bit convolutions, as an ONNX file: QDQ, static ranges, weights by channel.

    python3 quantize.py observe flow.onnx --out observe.onnx          the same graph with one output more: `ranges`
    python3 quantize.py int8 flow.onnx --ranges ranges.txt --out flow-int8.onnx

`observe` adds the least and the largest value of each tensor that will be quantised, in the order of the graph; the benchmark
`ranges` (tests/MovieData.Benchmarks) runs it over pairs of pictures and writes the rows of all. Convolutions whose results are no
features (flow, distributions, masks, keys of correlations) stay in float32. What came of it: EXPERIMENTS.md, "Eight bits".
"""
import argparse
import re

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Keys of correlations, flow, logits and masks of upsampling, and the pictures' first layers.
FLOAT = r"^/(Conv|stem/.*|key\d|head.*|f[abc]|mask\d?|up\d)/?.*Conv$|^/Conv$"


class Graph:
    def __init__(self, model):
        self.model, self.graph = model, model.graph
        self.made = {o: n for n in self.graph.node for o in n.output}
        self.used = {}
        for n in self.graph.node:
            for i in n.input:
                self.used.setdefault(i, []).append(n)
        self.stored = {i.name: i for i in self.graph.initializer}

    def constant(self, name):
        """The value of an initializer or a Constant; None where the graph computes it."""
        if name in self.stored:
            return numpy_helper.to_array(self.stored[name])
        node = self.made.get(name)
        return numpy_helper.to_array(node.attribute[0].t) if node is not None and node.op_type == "Constant" else None

    def quantised(self, floats):
        """Convolutions to be quantised, and the tensors that 8 bits will hold, in the graph's order."""
        convs = [n for n in self.graph.node if n.op_type == "Conv" and not re.search(floats, n.name)]
        tensors = {}
        for n in convs:
            tensors[n.input[0]] = None
            self.follow(n.output[0], tensors)
        order = {o: k for k, n in enumerate(self.graph.node) for o in n.output}
        return convs, sorted(tensors, key=order.get)

    def follow(self, name, tensors):
        """What a convolution's result becomes, as far as ONNX Runtime computes it in 8 bits."""
        users = self.used.get(name, [])
        if len(users) == 1 and users[0].op_type == "Relu":
            return self.follow(users[0].output[0], tensors)     # one step with what makes its input
        tensors[name] = None
        for user in users:
            if user.op_type in ("Add", "Resize"):
                self.follow(user.output[0], tensors)


def observe(model, a):
    g = Graph(model)
    _, tensors = g.quantised(a.floats)
    rows = []
    for k, name in enumerate(tensors):
        for op in ("ReduceMin", "ReduceMax"):
            out = "ranges_%d_%s" % (k, op)
            g.graph.node.append(helper.make_node(op, [name], [out + "_0"], keepdims=0))
            g.graph.node.append(helper.make_node("Reshape", [out + "_0", "ranges_list"], [out]))
            rows.append(out)
    g.graph.initializer.append(numpy_helper.from_array(np.array([-1], np.int64), "ranges_list"))
    g.graph.node.append(helper.make_node("Concat", rows, ["ranges"], axis=0))
    g.graph.output.append(helper.make_tensor_value_info("ranges", TensorProto.FLOAT, [len(rows)]))


def limits(rows):
    """The extremes of all pictures; 0 lies within."""
    return np.minimum(rows[..., 0].min(0), 0), np.maximum(rows[..., 1].max(0), 0)


def int8(model, a):
    g = Graph(model)
    convs, tensors = g.quantised(a.floats)
    rows = np.loadtxt(a.ranges, np.float32, ndmin=2).reshape(-1, len(tensors), 2)
    low, high = limits(rows)
    scales = {}
    for name, l, h in zip(tensors, low, high):
        made = g.made[name]
        if made.op_type == "Resize" and made.input[0] in scales:       # moves bytes
            scales[name] = scales[made.input[0]]
            continue
        if made.op_type == "Relu":
            l = 0
        scale = max((h - l) / 255, 1e-8)
        scales[name] = np.float32(scale), int(round(-l / scale))
    nodes = []
    for n in g.graph.node:
        for k, i in enumerate(n.input):
            if i in scales:
                n.input[k] = i + "_dequantised"
        nodes.append(n)
        for o in n.output:
            if o in scales:
                scale, zero = scales[o]
                g.graph.initializer.append(numpy_helper.from_array(np.array(scale, np.float32), o + "_scale"))
                g.graph.initializer.append(numpy_helper.from_array(np.array(zero, np.uint8), o + "_zero"))
                by = [o + "_scale", o + "_zero"]
                nodes.append(helper.make_node("QuantizeLinear", [o] + by, [o + "_quantised"], name=o + "_q"))
                nodes.append(helper.make_node("DequantizeLinear", [o + "_quantised"] + by, [o + "_dequantised"], name=o + "_dq"))
    early = []
    for n in convs:
        early += weights_of(g, n, scales[re.sub("_dequantised$", "", n.input[0])][0], 63 if a.narrow else 127)
    used = {i for n in early + nodes for i in n.input}
    nodes = [n for n in nodes if n.op_type != "Constant" or n.output[0] in used]
    del g.graph.node[:]
    g.graph.node.extend(early + nodes)
    kept = [i for i in g.graph.initializer if i.name in used]
    del g.graph.initializer[:]
    g.graph.initializer.extend(kept)


def weights_of(g, n, input_scale, most):
    """Puts 8-bit weights and 32-bit biases in a convolution's place; the nodes that make floats of them."""
    w = g.constant(n.input[1])
    b = g.constant(n.input[2]) if len(n.input) > 2 else np.zeros(len(w), np.float32)
    scale = np.maximum(np.abs(w).reshape(len(w), -1).max(1) / most, 1e-8).astype(np.float32)
    stored = {
        "weight": np.clip(np.rint(w / scale[:, None, None, None]), -most, most).astype(np.int8),
        "weight_scale": scale, "weight_zero": np.zeros(len(w), np.int8),
        "bias": np.clip(np.rint(b / (scale * input_scale)), -2 ** 31, 2 ** 31 - 1).astype(np.int32),
        "bias_scale": scale * input_scale, "bias_zero": np.zeros(len(w), np.int32)}
    for k, v in stored.items():
        g.graph.initializer.append(numpy_helper.from_array(v, n.name + "/" + k))
    made = []
    for k in ("weight", "bias"):
        parts = [n.name + "/" + k + end for end in ("", "_scale", "_zero")]
        made.append(helper.make_node("DequantizeLinear", parts, [n.name + "/" + k + "_dequantised"], axis=0))
    del n.input[1:]
    n.input.extend(m.output[0] for m in made)
    return made


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=["observe", "int8"])
    ap.add_argument("model")
    ap.add_argument("--out", required=True)
    ap.add_argument("--ranges", help="what the benchmark wrote")
    ap.add_argument("--floats", default=FLOAT, help="convolutions that stay in float32, by name")
    ap.add_argument("--narrow", action="store_true", help="7 bits of weights: processors without VNNI add pairs of products in 16 bits")
    a = ap.parse_args()
    if a.what == "int8" and not a.ranges:
        ap.error("int8 needs --ranges")
    model = onnx.load(a.model)
    dict(observe=observe, int8=int8)[a.what](model, a)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, a.out)


if __name__ == "__main__":
    main()
