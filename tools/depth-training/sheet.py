"""A contact sheet: view, our disparity and predictions, in the colours of Turbo, far dark blue to near dark red.

    python3 sheet.py --data TARS [--split test] --out sheet.jpg --rows 8 PREDICTIONS [PREDICTIONS2 ...]
    python3 sheet.py --images FOLDER --truth FOLDER --out sheet.jpg PREDICTIONS [PREDICTIONS2 ...]

Every picture has colours of its own, from the 2nd to the 98th percentile; grey is where no disparity is known.
"""
import argparse
import os
import sys

import cv2
import numpy as np

import augment
import predictions
import shards

HEIGHT, GAP, BAR = 120, 4, 18


def coloured(d):
    known = np.isfinite(d)
    low, high = np.percentile(d[known], [2, 98])
    level = np.clip((np.where(known, d, low) - low) / max(high - low, 1e-9), 0, 1)
    found = cv2.applyColorMap(np.round(255 * level).astype(np.uint8), cv2.COLORMAP_TURBO)
    found[~known] = 96
    return found


def rows_of_tars(a):
    """Yields (name, view BGR, disparity), evenly spread over the tars, which are read twice: what is in them may be
    large."""
    def samples(*wanted):
        return (sample for path in shards.tars_of(a.data, a.split)
                for sample in shards.samples_of(path, wanted, shards.Tally()))
    keys = [key for key, _ in samples("mask")]
    chosen = {keys[k] for k in np.linspace(0, len(keys) - 1, min(a.rows, len(keys))).round().astype(int)}
    for key, files in samples("mask", "left", "disparity"):
        if key in chosen:
            full = augment.full_of(files)
            s = augment.sample(key, files, augment.Settings(full, augmented=False, targets="width"), 0)
            yield predictions.name_of(key), s.left[..., ::-1], s.target


def rows_of_images(a):
    for name in sorted(os.listdir(a.images)):
        stem = os.path.splitext(name)[0]
        picture = cv2.imread(os.path.join(a.images, name))
        truth = cv2.imread(os.path.join(a.truth, stem + ".pfm"), cv2.IMREAD_UNCHANGED)
        if picture is None or truth is None:
            raise shards.InputError("%s: no picture with a truth %s" % (
                os.path.join(a.images, name), os.path.join(a.truth, stem + ".pfm")))
        yield stem, picture, truth


def main(words=None):
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("predictions", nargs="+")
    what = ap.add_mutually_exclusive_group(required=True)
    what.add_argument("--data")
    what.add_argument("--images")
    ap.add_argument("--split", default="test")
    ap.add_argument("--truth", help="of the --images: PFM")
    ap.add_argument("--rows", type=int, default=8)
    ap.add_argument("--titles", nargs="*", default=[], help="of the predictions; default: their folders' names")
    ap.add_argument("--out", required=True)
    a = ap.parse_args(words)
    if a.images and not a.truth:
        ap.error("--images: --truth is missing")
    titles = ["left view", "disparity"] + (a.titles or [os.path.basename(os.path.normpath(p)) for p in a.predictions])
    lines = []
    try:
        for name, picture, d in (rows_of_tars(a) if a.data else rows_of_images(a)):
            width = round(HEIGHT * picture.shape[1] / picture.shape[0])
            maps = [coloured(d)] + [coloured(np.load(os.path.join(p, name + ".npy"))) for p in a.predictions]
            cells = [cv2.resize(picture, (width, HEIGHT), interpolation=cv2.INTER_AREA)]
            cells += [cv2.resize(m, (width, HEIGHT), interpolation=cv2.INTER_NEAREST) for m in maps]
            lines.append([np.pad(c, ((0, GAP), (0, GAP), (0, 0)), constant_values=255) for c in cells])
    except (shards.InputError, augment.Unusable, OSError) as fault:
        print("sheet.py: %s" % fault, file=sys.stderr)
        return 2
    if not lines:
        print("sheet.py: %s: nothing to show" % (a.data or a.images), file=sys.stderr)
        return 2
    widest = max(sum(c.shape[1] for c in line) for line in lines)
    joined = [np.hstack(line) for line in lines]
    joined = [np.pad(j, ((0, 0), (0, widest - j.shape[1]), (0, 0)), constant_values=255) for j in joined]
    head = np.full((BAR, widest, 3), 255, np.uint8)
    at = 0
    for title, cell in zip(titles, lines[0]):
        cv2.putText(head, title, (at + 2, BAR - 5), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (0, 0, 0), 1, cv2.LINE_AA)
        at += cell.shape[1]
    cv2.imwrite(a.out, np.vstack([head, *joined]), [cv2.IMWRITE_JPEG_QUALITY, 88])
    return 0


if __name__ == "__main__":
    sys.exit(main())
