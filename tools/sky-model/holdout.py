#!/usr/bin/python3
"""Scores a sky model on pictures that no model here was trained on: false sky where there is none, IoU where there is.

  holdout_photos.py SET/photos                                                photographs from Debian packages
  blender -b --factory-startup -P holdout_scenes.py -- SET/renders            renderings
  holdout_photos.py FRESH/photos --list fresh.json                         a second set, of other packages and scenes
  holdout_photos.py THIRD/photos --list third.json                         a third, of 23 other packages
  holdout_photos.py FOURTH/photos --list fourth.json                       a fourth, of 23 more, Debian's and npm's
  holdout_photos.py FIFTH/photos --list fifth.json                         a fifth, of 26 npm packages, none with sky
  holdout_photos.py SIXTH/photos --list sixth.json                         a sixth, of 22 packages of both
  blender -b --factory-startup -P fresh_scenes.py -- FRESH/renders --inside 31 --outside 26
  holdout.py SET --program movie-data [--model M] [--models FILE]             what `movie-data sky` finds
  holdout.py SET --model threshold                                       blue or bright, and reached from the top edge

SET/*/nosky/NAME.png hold no sky. SET/*/sky/NAME.png have NAME_sky.png: 255 sky, 0 not sky, 128 not counted.
Printed are every picture's share of false sky or its IoU, the means of each kind, and the sums: mean and largest
false share, and how many pictures have more than 0.5 % and 5 %. --masks DIR keeps the masks (255 sky),
DIR/FOLDER-PART/NAME.png.

The pictures are for measuring only: a model trained on any of them, or on their packages, cannot be measured here.
"""
import argparse
import collections
import glob
import os
import subprocess
import sys
import tempfile

import cv2
import numpy as np

LITTLE, MUCH = 0.005, 0.05
SHIPPED = "shipped"  # as the section sky of midas-3d-movies.yaml says
STEPS_MAX = 25  # colour or grey steps between neighbours that the threshold rule walks over


def threshold(picture):
    """The rule of thumb: smooth, blue or bright pixels that hang together with the top edge. BGR to 0 or 255."""
    hue, saturation, value = cv2.split(cv2.cvtColor(picture, cv2.COLOR_BGR2HSV))
    blue = (hue > 90) & (hue < 130) & (saturation > 40) & (value > 60)
    bright = (value > 180) & (saturation < 60)
    gradient = cv2.morphologyEx(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.MORPH_GRADIENT, np.ones((3, 3)))
    likely = ((blue | bright) & (gradient < STEPS_MAX)).astype(np.uint8)
    likely = cv2.morphologyEx(likely, cv2.MORPH_CLOSE, np.ones((5, 5)))
    _, label = cv2.connectedComponents(likely)
    top = np.unique(label[:max(1, len(label) // 50)])
    return np.where(np.isin(label, top[top > 0]), 255, 0).astype(np.uint8)


def find(pictures, folder, args):
    """Writes a mask of each picture to `folder`."""
    os.makedirs(folder, exist_ok=True)
    if args.model == "threshold":
        for path in pictures:
            cv2.imwrite(os.path.join(folder, stem(path) + ".png"), threshold(cv2.imread(path)))
        return
    command = [args.program, "sky", *pictures, "--out", folder]
    if args.model != SHIPPED:
        command += ["--model", args.model]
    if args.models:
        command += ["--models", args.models]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def stem(path):
    return os.path.splitext(os.path.basename(path))[0]


def kind(folder, name):
    """Photographs are one kind; renderings are named KIND-NUMBER or SKY-SCENE-NUMBER, and SKY is the kind."""
    return "photographs" if folder == "photos" else name.split("-")[0]


def read(path, shape=None):
    image = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
    if image is None or (shape is not None and image.shape != shape):
        raise SystemExit("%s: %s" % (path, "missing" if image is None else "size %s for %s" % (image.shape, shape)))
    return image


def iou(mask, truth):
    """Intersection over union where the truth is known."""
    known, sky, said = truth != 128, truth == 255, mask > 127
    union = np.count_nonzero((said | sky) & known)
    return np.count_nonzero(said & sky & known) / union if union else 1.0


def table(title, rows, unit):
    print("\n%-24s %6s %8s %8s %8s" % (title, "number", "mean", "worst", "median"))
    for name, values in rows.items():
        worst = max(values) if unit == "false" else min(values)
        print("%-24s %6d %8.4f %8.4f %8.4f" % (name, len(values), np.mean(values), worst, np.median(values)))


def main(args):
    false, fits = collections.defaultdict(list), collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as scratch:
        for folder, part in ((f, p) for f in ("photos", "renders") for p in ("nosky", "sky")):
            found = sorted(glob.glob(os.path.join(args.set, folder, part, "*.png")))
            pictures = [path for path in found if not path.endswith("_sky.png")]
            if not pictures:
                continue
            masks = os.path.join(args.masks or scratch, folder + "-" + part)
            find(pictures, masks, args)
            for path in pictures:
                name = stem(path)
                mask = read(os.path.join(masks, name + ".png"))
                if part == "nosky":
                    value = float((mask > 127).mean())
                    false[folder + " " + kind(folder, name)].append(value)
                else:
                    value = iou(mask, read(path[:-4] + "_sky.png", mask.shape))
                    fits[folder + " " + kind(folder, name)].append(value)
                print("%s/%s %-60s %s %.4f" % (folder, part, name, "false" if part == "nosky" else "IoU  ", value))
    if not false and not fits:
        print("no pictures below %s" % args.set)
        return 1
    report(args.model, false, fits)
    return 0


def report(model, false, fits):
    table("false share, no sky", false, "false")
    table("IoU, sky", fits, "IoU")
    print()
    for folder in ("photos", "renders"):
        values = np.array([v for name, of in false.items() if name.startswith(folder) for v in of])
        found = [v for name, of in fits.items() if name.startswith(folder) for v in of]
        if len(values):
            above = (values > LITTLE).sum(), (values > MUCH).sum()
            print("%s, %s: false share of %d without sky: mean %.4f, max %.4f; above 0.5 %%: %d, above 5 %%: %d" % (
                model, folder, len(values), values.mean(), values.max(), *above))
        if found:
            print("%s, %s: IoU of %d with sky: mean %.4f, median %.4f, below 0.5: %d" % (
                model, folder, len(found), np.mean(found), np.median(found), sum(v < 0.5 for v in found)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set")
    parser.add_argument("--model", default=SHIPPED, help="a sky model of the catalogue, or threshold; default: as shipped")
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--program", default=os.path.join(here, "..", "movie-data"))
    parser.add_argument("--models", help="a catalogue of your own")
    parser.add_argument("--masks", help="keeps the masks here")
    sys.exit(main(parser.parse_args()))
