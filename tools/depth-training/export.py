"""Exports the averaged weights of a checkpoint as ONNX: `image` float [N,3,H,W], RGB in 0...1 -> `disparity` [N,H,W],
larger = nearer.

    python3 export.py --checkpoint WORK/checkpoint.pt --out depth.onnx

N, H and W are free, H and W multiples of 32. The file is run by OpenCV and held against PyTorch before it stands under
its name.
"""
import argparse
import inspect
import os
import sys

import cv2
import numpy as np
import torch

import predict
import shards

OPSET = 12     # the newest that OpenCV 4.6 reads this network in; every ONNX Runtime runs it
EQUAL = 1e-3     # of the largest value


def difference(path, net, size):
    """Largest difference between OpenCV's run of the file and PyTorch, as a share of the largest value."""
    x = torch.rand(1, 3, size[1], size[0], generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        expected = net(x).numpy()
    other = cv2.dnn.readNetFromONNX(path)
    other.setInput(x.numpy())
    return float(np.abs(other.forward().reshape(expected.shape) - expected).max() / np.abs(expected).max())


def main(words=None):
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--checkpoint", required=True)
    ap.add_argument("--out", required=True)
    a = ap.parse_args(words)
    try:
        net, trained = predict.load(a.checkpoint)
        x = torch.zeros(1, 3, trained["size"][1], trained["size"][0])
        free = {0: "n", 2: "height", 3: "width"}
        temporary = a.out + ".tmp"
        # Newer PyTorch has another way to export, which makes no opset as old.
        more = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
        torch.onnx.export(
            net, x, temporary, opset_version=OPSET, input_names=["image"], output_names=["disparity"],
            dynamic_axes={"image": free, "disparity": {0: "n", 1: "height", 2: "width"}}, **more)
        apart = difference(temporary, net, trained["size"])
        if not apart < EQUAL:
            raise shards.InputError("%s: OpenCV computes something else: %g of the largest value, expected below %g" % (
                temporary, apart, EQUAL))
        os.replace(temporary, a.out)
        print("%s: %.1f MB, differs from PyTorch by %.1e of the largest value" % (
            a.out, os.path.getsize(a.out) / 1e6, apart))
    except (shards.InputError, OSError, cv2.error) as fault:
        print("export.py: %s" % fault, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
