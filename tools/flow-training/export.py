"""Exports a checkpoint (its averaged weights) to ONNX and checks the graph.

    python3 export.py --checkpoint work/checkpoint.pt --out flow.onnx [--data PAIRS]

Inputs image1, image2: float32 [N,3,H,W], RGB in [0,1], H and W multiples of 32. Output flow: float32 [N,4,H,W], pixels: u, v
from image1 to image2, then u, v from image2 to image1.
Opset 16, dynamic N, H, W. With --data the three evaluation pairs are measured too; figures go to OUT's .json sibling.
"""
import argparse
import copy
import inspect
import json
import os
import warnings

import onnx
import torch

from network import Flow, gflops

VERSION = "12"


def load(path, weights="ema"):
    c = torch.load(path, map_location="cpu")
    net = Flow(**c.get("config", {}))
    net.load_state_dict(c[weights])
    return net.eval(), c


def log(g, x):
    """
    A logarithm that rounds alike whatever the number of threads: ONNX Runtime's Log is another where a thread's part of the
    tensor ends. Five times as slow, 3 % of the network.
    """
    last = g.op("Constant", value_t=torch.tensor([-1]))
    return g.op("ReduceLogSum", g.op("Unsqueeze", x, last), axes_i=[-1], keepdims_i=0)


def export(net, out, info):
    net = copy.deepcopy(net)
    net.prepare()
    a, b = torch.rand(2, 3, 96, 160), torch.rand(2, 3, 96, 160)
    axes = {0: "n", 2: "h", 3: "w"}
    extra = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}   # PyTorch >= 2.5
    torch.onnx.register_custom_op_symbolic("aten::log", log, 16)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(net, (a, b), out + ".tmp", opset_version=16, input_names=["image1", "image2"], output_names=["flow"],
                          dynamic_axes={"image1": axes, "image2": axes, "flow": axes}, do_constant_folding=True, **extra)
    model = onnx.load(out + ".tmp")
    for k, v in info.items():
        p = model.metadata_props.add()
        p.key, p.value = k, str(v)
    onnx.checker.check_model(model, full_check=True)
    ops = sorted({n.op_type for n in model.graph.node})
    if "GridSample" in ops:
        raise SystemExit("export.py: the graph has a GridSample")
    onnx.save(model, out + ".tmp")
    os.replace(out + ".tmp", out)
    return ops


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--checkpoint", default="work/checkpoint.pt")
    ap.add_argument("--out", default="flow.onnx")
    ap.add_argument("--data")
    ap.add_argument("--weights", choices=["ema", "net"], default="ema", help="the average, or the last step's")
    ap.add_argument("--name", default="movie-data-flow")
    a = ap.parse_args()
    torch.set_num_threads(2)
    net, c = load(a.checkpoint, a.weights)
    figures = dict(step=c["step"], minutes=round(c["spent"] / 60, 1),
                   parameters=sum(p.numel() for p in net.parameters()),
                   gflop_1888x800=round(gflops(net, 192, 352) * 1888 * 800 / (192 * 352), 1))
    ops = export(net, a.out, dict(
        name=a.name, version=VERSION, licence="MIT", author="MovieData, tools/flow-training",
        description="Optical flow between the two views of a stereoscopic film frame (signed disparity, small vertical error)",
        training_data="synthetic stereo pairs only: procedural textures, and photographs under CC0, public domain, Expat or "
                      "CC-BY (lomiri-wallpapers 16.04, sway, scikit-image, scikit-learn, SciPy, MyPaint; listed in tools/flow-training/README.md)",
        training="%d steps, %.0f minutes" % (c["step"], c["spent"] / 60)))
    figures["bytes"] = os.path.getsize(a.out)
    if a.data:
        import evaluate
        figures["pairs"] = evaluate.table(evaluate.torch_flow(net), a.data, quiet=True)
    target = os.path.splitext(a.out)[0] + ".json"
    json.dump(figures, open(target + ".tmp", "w"), indent=1)
    os.replace(target + ".tmp", target)
    print(json.dumps(figures))
    print("operators:", " ".join(ops))


if __name__ == "__main__":
    main()
