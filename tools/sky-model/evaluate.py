#!/usr/bin/python3
"""Intersection over union of sky masks with truth, a line a picture and the means.

  movie-data sky PICTURES... --out MASKS
  evaluate.py TRUTH MASKS       TRUTH/SET/NAME_sky.png: 255 sky, 0 not sky, 128 ignored; MASKS/NAME.png: 255 sky

Where the truth is absent the script says so and stops with exit 0; a missing mask or one of another size is an error.
"""
import collections
import glob
import os
import sys

import cv2
import numpy as np


def main(truth, masks):
    files = sorted(glob.glob(os.path.join(truth, "*", "*_sky.png")))
    if not files:
        print("no truth below %s" % truth)
        return 0
    sets = collections.defaultdict(list)
    for path in files:
        name = os.path.basename(path)[:-len("_sky.png")]
        expected = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
        found = cv2.imread(os.path.join(masks, name + ".png"), cv2.IMREAD_GRAYSCALE)
        if found is None or found.shape != expected.shape:
            print("%s: %s" % (name, "no mask" if found is None else "mask of %s for %s" % (found.shape, expected.shape)))
            return 1
        known, sky, said = expected != 128, expected == 255, found > 127
        union = np.count_nonzero((said | sky) & known)
        iou = np.count_nonzero(said & sky & known) / union if union else 1.0
        sets[os.path.basename(os.path.dirname(path))].append(iou)
        print("%-28s sky %.3f, said %.3f, IoU %.3f" % (name, sky[known].mean(), said[known].mean(), iou))
    for name, values in sets.items():
        print("%s: mean IoU %.3f of %d" % (name, np.mean(values), len(values)))
    print("all: mean IoU %.3f" % np.mean(sum(sets.values(), [])))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
