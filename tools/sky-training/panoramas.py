"""Photographs among the training pictures: pieces of panoramas that were given to everybody (CC0), as a lens would see them.

    npm pack @pmndrs/assets@1.7.0; python3 panoramas.py --pmndrs pmndrs-assets-1.7.0.tgz --blender STUDIOLIGHTS/world --out PANORAMAS

Unpacks those with a mask in panoramas/: NAME.png, of the panorama's size, 255 open sky, 0 none, 128 where nobody can say; drawn
by us. `bl_` are Blender's own (Debian: blender-data, in datafiles/studiolights/world), `pm_` those of the npm package; all by
Poly Haven, light is linear and unclipped.
"""
import argparse
import base64
import glob
import math
import os
import re
import shutil
import sys
import tarfile

os.environ["OPENCV_IO_ENABLE_OPENEXR"] = "1"

import cv2  # noqa: E402
import numpy as np  # noqa: E402

MASKS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "panoramas")
UNSURE_MAX = .01       # of a piece may be where the mask does not know; taken for no sky
WITHOUT_MAX = .0005    # more sky than that, and a piece is not without sky


class Panoramas:
    """light [H,W,3] linear RGB and mask [H,W] of each panorama in a folder that has a mask."""

    def __init__(self, folder, masks=MASKS):
        self.all = []
        for path in sorted(glob.glob(os.path.join(masks, "*.png"))):
            name = os.path.splitext(os.path.basename(path))[0]
            light = cv2.imread(os.path.join(folder, name + ".exr"), cv2.IMREAD_UNCHANGED)
            mask = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
            if light is None or light.shape[:2] != mask.shape:
                raise SystemExit("%s: no %s.exr of the mask's size; panoramas.py --out makes them" % (folder, name))
            self.all.append((np.clip(light[..., 2::-1], 0, 3e3).astype(np.float32), mask))
        if not self.all:
            raise SystemExit("%s: no masks" % masks)
        self.open = [p for p in self.all if (p[1] == 255).mean() > .04]
        self.inside = [p for p in self.all if (p[1] == 255).mean() <= .04]

    def piece(self, rng, panorama, h, w, pitch):
        """What a lens sees that looks `pitch` radians up, anywhere round: light [h,w,3], mask [h,w]."""
        light, mask = panorama
        wide = math.radians(rng.uniform(45, 95) if mask.shape[1] > 600 else rng.uniform(65, 110))
        aspect = math.exp(rng.uniform(0, math.log(2.5)))
        x = np.linspace(-1, 1, w) * math.tan(wide / 2)
        y = np.linspace(1, -1, h) * math.tan(wide / 2) / aspect
        x, y = np.meshgrid(x, y)
        roll, yaw = rng.normal(0, .05), rng.uniform(-math.pi, math.pi)
        x, y = x * math.cos(roll) - y * math.sin(roll), x * math.sin(roll) + y * math.cos(roll)
        z = np.ones_like(x)
        y, z = y * math.cos(pitch) + z * math.sin(pitch), z * math.cos(pitch) - y * math.sin(pitch)
        column = (np.arctan2(x, z) + yaw) / (2 * math.pi) * mask.shape[1]
        row = (.5 - np.arctan2(y, np.hypot(x, z)) / math.pi) * mask.shape[0] - .5
        column, row = (column % mask.shape[1]).astype(np.float32), row.astype(np.float32)
        if rng.random() < .5:
            column, row = column[:, ::-1].copy(), row[:, ::-1].copy()
        at = lambda plane, how: cv2.remap(plane, column, row, how, borderMode=cv2.BORDER_WRAP)  # noqa: E731
        return at(light, cv2.INTER_LINEAR), at(mask, cv2.INTER_NEAREST)

    def view(self, rng, h, w, sky):
        """A piece with sky or without, as a view of render.py; None where ten tries found none."""
        for _ in range(10 if self.open or not sky else 0):
            pool = self.open if sky else self.inside if self.inside and rng.random() < .6 else self.all
            panorama = pool[rng.integers(len(pool))]
            pitch = rng.normal(.1, .22) if sky else rng.normal(0, .3)
            light, mask = self.piece(rng, panorama, h, w, float(np.clip(pitch, -1.1, 1)))
            share = (mask == 255).astype(np.float32)
            if ((mask != 255) & (mask != 0)).mean() > UNSURE_MAX or (share.mean() < .02 if sky else share.mean() > WITHOUT_MAX):
                continue
            front = light
            if sky:      # what the bright sky left along an outline would show before another sky
                beside = cv2.dilate(share, np.ones((5, 5)))[..., None] > 0
                front = np.where(beside, cv2.erode(light, np.ones((5, 5))), light) * (1 - share[..., None])
            share = share * 255 if sky else np.zeros_like(share)
            return dict(front=front, sky=light, share=share, nearness=np.full((h, w), .05, np.float32), negative=not sky)
        return None

    def sky(self, rng, h, w):
        """Nothing but open sky, [h,w,3], about 1 in the mean; None where ten tries found none."""
        for _ in range(10 if self.open else 0):
            light, mask = self.piece(rng, self.open[rng.integers(len(self.open))], h, w, float(rng.uniform(.3, 1)))
            if (mask == 255).mean() > .995:
                light = np.minimum(light, np.quantile(light, .9) * 6)
                return light / max(float(light.mean()), 1e-6)
        return None

    def surface(self, rng, n):
        """Nothing but surfaces, [n,n,3]: the grain of real things; None where ten tries found none."""
        for _ in range(10):
            light, mask = self.piece(rng, self.all[rng.integers(len(self.all))], n, n, float(rng.uniform(-.9, .2)))
            if (mask == 0).mean() > .999:
                return np.minimum(light, np.quantile(light, .98)) / max(float(light.mean()), 1e-6)
        return None


def unpack(pmndrs, blender, out):
    """Writes NAME.exr for every mask."""
    os.makedirs(out, exist_ok=True)
    for path in sorted(glob.glob(os.path.join(MASKS, "*.png"))):
        origin, name = os.path.splitext(os.path.basename(path))[0].split("_", 1)
        target = os.path.join(out, "%s_%s.exr" % (origin, name))
        if origin == "bl":
            shutil.copy(os.path.join(blender, name + ".exr"), target)
        else:
            with tarfile.open(pmndrs) as tar:
                text = tar.extractfile("package/hdri/%s.exr.js" % name).read().decode()
            with open(target, "wb") as file:
                file.write(base64.b64decode(re.search(r"base64,([A-Za-z0-9+/=]+)", text).group(1)))
        print(target)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--pmndrs", required=True)
    ap.add_argument("--blender", default="/usr/share/blender/datafiles/studiolights/world")
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    unpack(a.pmndrs, a.blender, a.out)


if __name__ == "__main__":
    sys.exit(main())
