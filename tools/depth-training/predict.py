"""Writes what a trained network predicts, as `movie-data evaluate` reads it.

    python3 predict.py --checkpoint WORK/checkpoint.pt --data TARS [--split test] --out DIR      FILM_00000123.npy
    python3 predict.py --checkpoint WORK/checkpoint.pt --images FOLDER --out DIR                 NAME.npy

Each is float32 [H,W], larger = nearer, of the disparity's size (of the picture's, with --images), its scale and shift
unknown. The network sees the whole picture with --height rows (default: as many as in training) and the columns that
keep its aspect, as a multiple of 32; what it says is enlarged bilinearly. With --network FILE.onnx OpenCV runs the
exported network.
"""
import argparse
import os
import sys

import cv2
import numpy as np
import torch

import augment
import checkpoint
import network
import predictions
import shards

ENDINGS = (".jpg", ".jpeg", ".png")


def load(path, device="cpu"):
    """(network with the averaged weights, ready; the command it was trained with)."""
    c = checkpoint.read(path, device)
    a = c["identity"]
    net = network.Depth(a["encoder"], None, a["width"])
    net.load_state_dict(c["mean"])
    return net.to(device).eval(), a


def runner(a):
    """(function from float32 [1,3,H,W] to [H,W], rows that the network is shown)."""
    if a.network:
        net = cv2.dnn.readNetFromONNX(a.network)

        def by_opencv(x):
            net.setInput(x)
            return net.forward()[0]
        return by_opencv, a.height or 384
    net, trained = load(a.checkpoint, a.device)

    def by_torch(x):
        with torch.no_grad():
            return net(torch.from_numpy(x).to(a.device))[0].float().cpu().numpy()
    return by_torch, a.height or trained["size"][1]


def shown(full, height):
    """(columns, rows) for a picture of (W, H): its aspect to the nearest multiple of 32, MiDaS section 6."""
    columns = round(height * full[0] / full[1] / network.MULTIPLE)
    return network.MULTIPLE * max(1, columns), height


def pictures(a, height, tally):
    """Yields (name, uint8 [H,W,3] RGB as the network is to see it, (W, H) of the prediction)."""
    if a.data:
        for path in shards.tars_of(a.data, a.split):
            for key, files in shards.samples_of(path, ("left", "disparity"), tally):
                try:
                    full = augment.full_of(files)
                    settings = augment.Settings(shown(full, height), augmented=False, labelled=False)
                    yield predictions.name_of(key), augment.sample(key, files, settings, 0).left, full
                except augment.Unusable as reason:
                    tally[str(reason)] += 1
        return
    for name in sorted(os.listdir(a.images)):
        stem, ending = os.path.splitext(name)
        if ending.lower() in ENDINGS:
            found = cv2.imread(os.path.join(a.images, name))
            if found is None:
                tally["damaged picture"] += 1
                continue
            full = found.shape[1], found.shape[0]
            small = cv2.resize(found, shown(full, height), interpolation=cv2.INTER_AREA)
            yield stem, cv2.cvtColor(small, cv2.COLOR_BGR2RGB), full


def main(words=None):
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    model = ap.add_mutually_exclusive_group(required=True)
    model.add_argument("--checkpoint")
    model.add_argument("--network", help="as export.py writes it")
    what = ap.add_mutually_exclusive_group(required=True)
    what.add_argument("--data", help="folder of tars, or one tar")
    what.add_argument("--images", help="folder of pictures")
    ap.add_argument("--split", default="train")
    ap.add_argument("--out", required=True)
    ap.add_argument("--own-size", action="store_true", help="as large as the network makes it, not enlarged")
    ap.add_argument("--height", type=int, help="rows the network is shown, a multiple of 32")
    ap.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    a = ap.parse_args(words)
    try:
        network.require(a.device)
        run, height = runner(a)
        if height % network.MULTIPLE:
            raise shards.InputError("--height %d: expected a multiple of %d" % (height, network.MULTIPLE))
        tally, count = shards.Tally(), 0
        for name, picture, full in pictures(a, height, tally):
            x = np.ascontiguousarray(picture.transpose(2, 0, 1)[None]).astype(np.float32) / 255
            y = run(x)
            if not a.own_size:
                y = cv2.resize(y, full, interpolation=cv2.INTER_LINEAR)
            os.makedirs(a.out, exist_ok=True)
            predictions.write(a.out, name, y)
            count += 1
        print("%d predictions in %s; left out: %s" % (count, a.out, tally))
    except (shards.InputError, OSError, cv2.error) as fault:
        print("predict.py: %s" % fault, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
