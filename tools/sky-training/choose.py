"""Checkpoints, means of checkpoints and gates side by side on held-out pictures, at the network's own size.

    python3 choose.py A.pt B.pt A.pt,B.pt --sets OLDER FRESH [--gate 4 2.95] [--worst 5]

A set is a folder of tools/sky-model/holdout.py: PART/nosky/NAME.png, PART/sky/NAME.png with NAME_sky.png beside it (255 sky, 0 not
sky, 128 not counted). Names with commas between them are one network: the mean of their weights. Printed for each set and part: mean
share called sky where there is none and how many pictures have more than 5 % of it; mean IoU where there is sky and how many have
less than 0.5. What a choice was made on is validation from then on: keep a set apart that is measured once, by holdout.py.
"""
import argparse
import glob
import os

import cv2
import numpy as np
import torch

import data
from export import load
from network import SHIPPED_GATE, both_ways, gated

MUCH, HALF = .05, .5


def pictures(folder):
    """(kind, name, [96,192,3] picture, [96,192] truth or None) of a set."""
    size = (data.WIDTH, data.HEIGHT)
    for path in sorted(glob.glob(os.path.join(folder, "*", "*sky", "*.png"))):
        if path.endswith("_sky.png"):
            continue
        part, kind = path.split(os.sep)[-3:-1]
        image = cv2.resize(cv2.imread(path)[..., ::-1], size, interpolation=cv2.INTER_AREA)
        truth = None
        if kind == "sky":
            truth = cv2.resize(cv2.imread(path[:-4] + "_sky.png", cv2.IMREAD_GRAYSCALE), size, interpolation=cv2.INTER_NEAREST)
        yield "%s %s/%s" % (os.path.basename(os.path.normpath(folder)), part, kind), os.path.basename(path)[:-4], image, truth


def figure(sky, truth):
    """Share called sky where there is none, IoU where there is."""
    if truth is None:
        return sky.mean()
    known, true = truth != 128, truth == 255
    return (sky & true).sum() / max(((sky | true) & known).sum(), 1)


def say(gate, scores, worst):
    for kind, values in sorted(scores.items()):
        shares = np.array([v for v, _ in values])
        without = kind.endswith("nosky")
        beyond = "above %g: %d" % (MUCH, (shares > MUCH).sum()) if without else "below %g: %d" % (HALF, (shares < HALF).sum())
        print("  gate %g %g  %-24s %3d  %s %.4f  %s" % (*gate, kind, len(shares), "false" if without else "IoU  ", shares.mean(), beyond))
        for value, name in sorted(values, reverse=without)[:worst]:
            print("      %.3f %s" % (value, name))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("checkpoints", nargs="+")
    ap.add_argument("--sets", nargs="+", required=True)
    ap.add_argument("--gate", type=float, nargs=2, action="append", help="slope and middle; may be repeated (default: the shipped gate)")
    ap.add_argument("--worst", type=int, default=0, help="name so many pictures of each kind")
    a = ap.parse_args()
    torch.set_num_threads(1)
    known = [p for folder in a.sets for p in pictures(folder)]
    x = torch.from_numpy(np.stack([image for _, _, image, _ in known])).permute(0, 3, 1, 2).float() / 255
    for names in a.checkpoints:
        net, c = load(names.split(","))
        with torch.no_grad():
            parts = [both_ways(net.coarse, part) for part in x.split(16)]
        logit, any_sky = (torch.cat(part) for part in zip(*parts))
        print(names, "step", c["step"])
        for gate in a.gate or [SHIPPED_GATE]:
            sky = (gated(logit, any_sky, gate)[:, 0] > .5).numpy()
            scores = {}
            for (kind, name, _, truth), s in zip(known, sky):
                scores.setdefault(kind, []).append((figure(s, truth), name))
            say(gate, scores, a.worst)


if __name__ == "__main__":
    main()
