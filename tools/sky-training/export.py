"""Exports a checkpoint (its averaged weights) to ONNX, opset 16, weights stored as float16, and compares it with PyTorch.

    python3 export.py --checkpoint WORK/checkpoint.pt --out moviesky.onnx [--reference PICTURE --mask MASK.png]

Input image: float32 [1,3,H,W], RGB in [0,1], H and W even. Output sky: float32 [1,1,H/2,W/2], probability. With --reference the
picture's probability above --threshold is compared with a mask that `movie-data sky` wrote with the exported file.
"""
import argparse
import hashlib
import json
import os
import warnings

import cv2
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from network import Coarse, Sky, averaged, parameters

VERSION = "7"


def load(path, gate=(1.0, 0.0)):
    """The network of a checkpoint, or of the mean of several."""
    c = averaged([path] if isinstance(path, str) else path)
    net = Coarse()
    net.load_state_dict(c["mean"], strict=False)
    return Sky(net, gate=tuple(gate)).eval(), c


def halved(model, least=64):
    """Stores every float32 weight of at least `least` values as float16 behind a Cast; ONNX Runtime folds it at loading."""
    kept, casts = [], []
    for w in model.graph.initializer:
        value = numpy_helper.to_array(w)
        if value.dtype != np.float32 or value.size < least:
            kept.append(w)
            continue
        kept.append(numpy_helper.from_array(value.astype(np.float16), w.name + "_half"))
        casts.append(helper.make_node("Cast", [w.name + "_half"], [w.name], to=TensorProto.FLOAT))
    nodes = casts + list(model.graph.node)
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(nodes)


def export(net, out, info):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(net, torch.rand(1, 3, 200, 420), out + ".tmp", opset_version=16, input_names=["image"],
                          output_names=["sky"], do_constant_folding=True,
                          dynamic_axes={"image": {2: "h", 3: "w"}, "sky": {2: "hh", 3: "hw"}})
    model = onnx.load(out + ".tmp")
    halved(model)
    for k, v in info.items():
        p = model.metadata_props.add()
        p.key, p.value = k, str(v)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, out + ".tmp")
    os.replace(out + ".tmp", out)
    return sorted({n.op_type for n in model.graph.node})


def mask(net, path, threshold):
    """What the tool writes, in PyTorch: [H,W] of 0 and 255."""
    image = cv2.imread(path)
    h, w = image.shape[:2]
    image = cv2.copyMakeBorder(image, 0, h % 2, 0, w % 2, cv2.BORDER_REPLICATE)
    x = torch.from_numpy(image[..., ::-1].copy()).permute(2, 0, 1)[None].float() / 255
    with torch.no_grad():
        p = net(x)[0, 0].numpy()
    p = cv2.resize(p, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)[:h, :w]
    return (p > threshold).astype(np.uint8) * 255


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--checkpoint", required=True, nargs="+", help="several: their weights are averaged")
    ap.add_argument("--out", required=True)
    ap.add_argument("--reference")
    ap.add_argument("--mask")
    ap.add_argument("--gate", type=float, nargs=2, default=[1.0, 0.0], help="slope and middle of the presence's logit")
    ap.add_argument("--threshold", type=float, default=0.5)
    a = ap.parse_args()
    net, c = load(a.checkpoint, a.gate)
    if a.mask:
        ours, theirs = mask(net, a.reference, a.threshold), cv2.imread(a.mask, cv2.IMREAD_GRAYSCALE)
        print("%d of %d pixels differ" % (np.count_nonzero((ours > 127) != (theirs > 127)), ours.size))
        return
    ops = export(net, a.out, dict(
        name="movie-data-sky", version=VERSION, licence="MIT", author="MovieData, tools/sky-training",
        description="Probability of sky, at half the picture's size", training="%d steps, %.0f minutes" % (c["step"], c["spent"] / 60),
        training_data="renderings of tools/sky-training, 24 panoramas and 156 photographs (CC0 or public domain)"))
    print(json.dumps(dict(step=c["step"], parameters=parameters(net), bytes=os.path.getsize(a.out),
                          sha256=hashlib.sha256(open(a.out, "rb").read()).hexdigest())))
    print("operators:", " ".join(ops))


if __name__ == "__main__":
    main()
