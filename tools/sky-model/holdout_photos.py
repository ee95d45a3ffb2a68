#!/usr/bin/python3
"""Lays out the photographs of the held-out sky test from packages: OUT/nosky/ and OUT/sky/ with NAME_sky.png.

  holdout_photos.py OUT [--list fresh.json] [--packages DIR]
                                            DIR: packages lie there unpacked, DIR/PACKAGE/usr/...; else they are fetched

holdout.json (or fresh.json, third.json, fourth.json …, of other packages) names the files of each package and the
outlines of the sky, drawn by hand by looking at each picture (those of fourth.json and sixth.json then moved to the edge by GrabCut).
fifth.json, of npm packages again, has pictures without sky only, to count false sky by; sixth.json, of both, has both.
A package is Debian's by its name, or npm's by NAME@VERSION; npm's files lie below package/. In an outline the
numbers are x y x y ... in thousandths of the width and the height, a long outline over several strings; "lines" begin
with their thickness in thousandths of the width. Truth: 255 within an outline, 0 outside, 128 (not counted) along the
outlines, within the "unsure" outlines and along the lines. Pictures wider than 1920 are made smaller.
None of these packages may be used for training.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

import cv2
import numpy as np

WIDEST = 1920
BAND = 0.010  # width of the uncounted band along an outline, a share of the picture's width


def unpack(package, folder):
    """Fetches `package` with apt-get, or npm where it has a version, and unpacks it below `folder`; runs none of it."""
    target = os.path.join(folder, package)
    npm = "@" in package[1:]  # a scope's @ stands first
    command = ["npm", "pack", "--silent", "--ignore-scripts"] if npm else ["apt-get", "download", "-q"]
    with tempfile.TemporaryDirectory() as scratch:
        # apt drops its rights for downloads; the folder must be open to it
        os.chmod(scratch, 0o777)
        subprocess.run([*command, package], cwd=scratch, check=True)
        for path in (os.path.join(scratch, name) for name in os.listdir(scratch)):
            open_ = ["tar", "-xf", path, "--one-top-level=" + target] if npm else ["dpkg-deb", "-x", path, target]
            subprocess.run(open_, check=True)


def outline(strings, width, height):
    """The corner points in pixels of the thousandths in `strings`."""
    numbers = np.array(" ".join(strings).split(), float).reshape(-1, 2)
    return (numbers * [width, height] / 1000).round().astype(np.int32)


def truth(entry, width, height):
    """The mask of an entry of holdout.json."""
    mask = np.zeros((height, width), np.uint8)
    edges = np.zeros_like(mask)
    band = max(2, round(BAND * width))
    for strings in entry["sky"]:
        points = outline(strings, width, height)
        cv2.fillPoly(mask, [points], 255)
        for start, stop in zip(points, np.roll(points, -1, 0)):
            if not on_border(start, stop, width, height):
                cv2.line(edges, tuple(map(int, start)), tuple(map(int, stop)), 255, band)
    for strings in entry.get("unsure", []):
        cv2.fillPoly(edges, [outline(strings, width, height)], 255)
    for strings in entry.get("lines", []):
        thickness, points = strings[0].split(" ", 1)
        thick = max(2, round(float(thickness) * width / 1000))
        cv2.polylines(edges, [outline([points] + strings[1:], width, height)], False, 255, thick)
    mask[edges > 0] = 128
    return mask


def on_border(start, stop, width, height):
    return any(start[axis] == stop[axis] and start[axis] in (0, size) for axis, size in ((0, width), (1, height)))


def place(source, target):
    """Copies a picture, made smaller where it is too wide; gives its width and height."""
    picture = cv2.imread(source, cv2.IMREAD_COLOR)
    if picture is None:
        raise SystemExit("cannot read " + source)
    height, width = picture.shape[:2]
    if width > WIDEST:
        height, width = round(height * WIDEST / width), WIDEST
        picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    cv2.imwrite(target, picture)
    return width, height


def main(args):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), args.list)) as file:
        listed = json.load(file)
    with tempfile.TemporaryDirectory() as scratch:
        for part in ("nosky", "sky"):
            os.makedirs(os.path.join(args.out, part), exist_ok=True)
            for package, entries in listed[part].items():
                root = args.packages or scratch
                if not os.path.isdir(os.path.join(root, package)):
                    unpack(package, root)
                for entry in entries:
                    entry = {"path": entry} if isinstance(entry, str) else entry
                    base = os.path.basename(entry["path"]).replace(".", "-")
                    stem = os.path.join(args.out, part, package.replace("/", "-") + "-" + base)
                    size = place(os.path.join(root, package, entry["path"]), stem + ".png")
                    if part == "sky":
                        cv2.imwrite(stem + "_sky.png", truth(entry, *size))
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out")
    parser.add_argument("--list", default="holdout.json")
    parser.add_argument("--packages")
    sys.exit(main(parser.parse_args()))
