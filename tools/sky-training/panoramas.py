"""Photographs among the training pictures: pieces of panoramas as a lens would see them, and of flat pictures.

    npm pack @pmndrs/assets@1.7.0
    apt-get download blender-data endless-sky-data gcompris-qt-data libjxl-testdata
    apt-get download budgie-backgrounds wordpress-theme-twentytwentyfour wordpress-theme-twentytwentyfive
    for p in *.deb; do dpkg-deb -x $p ROOT; done
    python3 panoramas.py --pmndrs pmndrs-assets-1.7.0.tgz --root ROOT --out PANORAMAS

Unpacks those with a mask in panoramas/: NAME.png, of the picture's size, 255 open sky, 0 none, 128 where nobody can say;
drawn by us. What a name begins with says where it is from and who says that it is free (versions: those of Debian 12; of budgie and
wordpress those of Debian 13):
bl_ Blender's own panoramas (datafiles/studiolights/world) and pm_ those of the npm package: Poly Haven's, CC0 as the
    package's licence and Blender's debian/copyright say; light is linear and unclipped;
es_ photographs of Endless Sky, es_land-city10 is images/land/city10.jpg: only those that its debian/copyright lists as
    public domain from Unsplash, NASA, USGS or the Library of Congress; validate.py has others;
gc_ photographs of GCompris (activity categorization, and a moose), which its debian/copyright lists as public domain;
bb_ photographs of Budgie's backgrounds, CC0 as debian/copyright says;
wp_ photographs of two WordPress themes that their readme.txt lists as CC0;
jx_ photographs of JPEG XL's test data (external/wesaturate), CC0 as debian/copyright says. Those three are reduced to their mask's size.
"""
import argparse
import base64
import functools
import glob
import math
import os
import re
import struct
import sys
import tarfile
import zlib
from collections import namedtuple

os.environ["OPENCV_IO_ENABLE_OPENEXR"] = "1"

import cv2  # noqa: E402
import numpy as np  # noqa: E402

MASKS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "panoramas")
UNSURE_MAX = .01       # of a piece may be where the mask does not know; taken for no sky
WITHOUT_MAX = .0005    # more sky than that, and a piece is not without sky
ALL_ROUND = ("bl_", "pm_")
SKY, UNSURE = 255, 128     # in masks; 0: no sky

# By origin: where a picture lies in /usr/share; those of gc_ in resource files of Qt, and those of pm_ in the npm package.
PLACES = {"bl": "blender/datafiles/studiolights/world/%s.exr", "es": "games/endless-sky/images/%s.jpg", "bb": "backgrounds/budgie/%s.jpg",
          "wp": "wordpress/wp-content/themes/twentytwenty*/assets/images/%s.webp",
          "jx": "libjxl-testdata/external/wesaturate/500px/%s_srgb8.png", "gc": "gcompris-qt/rcc/%s.rcc"}
ACTIVITIES = ("categorization", "explore_world_animals")     # of GCompris

Panorama = namedtuple("Panorama", "light mask flat")    # flat: what one lens saw, not all round


def read(folder, name):
    """Linear RGB of an unpacked picture, or None: .exr is light, the others are 8-bit pictures."""
    found = sorted(glob.glob(os.path.join(folder, name + ".*")))
    if not found:
        return None
    how = cv2.IMREAD_UNCHANGED if found[0].endswith(".exr") else cv2.IMREAD_COLOR
    picture = cv2.imread(found[0], how)[..., 2::-1]
    return (picture / np.float32(255)) ** 2.2 if picture.dtype == np.uint8 else np.clip(picture, 0, 3e3).astype(np.float32)


def guessed_nearness(rng, sky):
    """
    [H,W] 1/m of a photograph whose depths nobody knows, for haze and fog: what is next to the sky is mostly farthest, 300 m,
    and without any what is next to a level somewhere.
    """
    h, w = sky.shape
    if sky.any():
        off = cv2.distanceTransform((~sky).astype(np.uint8), cv2.DIST_L2, 3) / h
    else:
        off = np.repeat(np.abs(np.arange(h) / h - rng.uniform(.2, .7))[:, None], w, 1)
    return np.where(sky, 0, np.exp(7 * np.minimum(off, 1)) / 300).astype(np.float32)


class Panoramas:
    """light [H,W,3] linear RGB and mask [H,W] of each picture in a folder that has a mask."""

    def __init__(self, folder, masks=MASKS):
        self.all = []
        for path in sorted(glob.glob(os.path.join(masks, "*.png"))):
            name = os.path.splitext(os.path.basename(path))[0]
            light, mask = read(folder, name), cv2.imread(path, cv2.IMREAD_GRAYSCALE)
            if light is None or light.shape[:2] != mask.shape:
                raise SystemExit("%s: no %s of the mask's size; panoramas.py --out makes them" % (folder, name))
            self.all.append(Panorama(light, mask, not name.startswith(ALL_ROUND)))
        if not self.all:
            raise SystemExit("%s: no masks" % masks)
        self.open = [p for p in self.all if (p.mask == SKY).mean() > .04]
        self.inside = [p for p in self.all if (p.mask == SKY).mean() <= .04]

    def piece(self, rng, panorama, h, w, pitch, part=1.0):
        """
        What a lens sees that looks `pitch` radians up, anywhere round: light [h,w,3], mask [h,w]. Of a flat picture a cutting,
        no higher than `part` of it.
        """
        mask = panorama.mask
        aspect = math.exp(rng.uniform(0, math.log(2.5)))
        if panorama.flat:
            high = min(mask.shape[0] * part, mask.shape[1] / aspect) * rng.uniform(.55, 1)
            left = rng.uniform(0, mask.shape[1] - high * aspect)
            top = (mask.shape[0] - high) * min(max(.5 - 1.25 * pitch, 0), 1)
            x, y = (np.arange(w) + .5) / w, (np.arange(h) + .5) / h
            column, row = np.meshgrid(left + x * high * aspect - .5, top + y * high - .5)
        else:
            column, row = self.around(rng, mask, h, w, pitch, aspect)
        column, row = column.astype(np.float32), row.astype(np.float32)
        if rng.random() < .5:
            column, row = column[:, ::-1].copy(), row[:, ::-1].copy()
        border = cv2.BORDER_REPLICATE if panorama.flat else cv2.BORDER_WRAP
        at = lambda plane, how: cv2.remap(plane, column, row, how, borderMode=border)  # noqa: E731
        return at(panorama.light, cv2.INTER_LINEAR), at(mask, cv2.INTER_NEAREST)

    @staticmethod
    def around(rng, mask, h, w, pitch, aspect):
        """Column and row of a panorama for each pixel of a lens of 45 to 110 degrees."""
        wide = math.radians(rng.uniform(45, 95) if mask.shape[1] > 600 else rng.uniform(65, 110))
        x = np.linspace(-1, 1, w) * math.tan(wide / 2)
        y = np.linspace(1, -1, h) * math.tan(wide / 2) / aspect
        x, y = np.meshgrid(x, y)
        roll, yaw = rng.normal(0, .05), rng.uniform(-math.pi, math.pi)
        x, y = x * math.cos(roll) - y * math.sin(roll), x * math.sin(roll) + y * math.cos(roll)
        z = np.ones_like(x)
        y, z = y * math.cos(pitch) + z * math.sin(pitch), z * math.cos(pitch) - y * math.sin(pitch)
        column = (np.arctan2(x, z) + yaw) / (2 * math.pi) * mask.shape[1]
        return column % mask.shape[1], (.5 - np.arctan2(y, np.hypot(x, z)) / math.pi) * mask.shape[0] - .5

    @staticmethod
    def one(rng, pool):
        """One of a pool: panoramas as often as flat pictures, of which there are more."""
        flat = rng.random() < .5
        some = [p for p in pool if p.flat == flat] or pool
        return some[rng.integers(len(some))]

    def view(self, rng, h, w, sky):
        """A piece with sky or without, as a view of render.py; None where ten tries found none."""
        for _ in range(10 if self.open or not sky else 0):
            pool = self.open if sky else self.inside if self.inside and rng.random() < .6 else self.all
            panorama = self.one(rng, pool)
            pitch = rng.normal(.1, .22) if sky else rng.normal(0, .3)
            light, mask = self.piece(rng, panorama, h, w, float(np.clip(pitch, -1.1, 1)))
            much = (mask == SKY).mean()
            wrong = much < .02 if sky else much > WITHOUT_MAX
            if wrong or (mask == UNSURE).mean() > UNSURE_MAX:
                continue
            behind = (mask == SKY) & sky
            # What the bright sky left along an outline would show before another sky.
            beside = cv2.dilate(behind.astype(np.uint8), np.ones((5, 5)))[..., None] > 0
            front = np.where(beside, cv2.erode(light, np.ones((5, 5))), light) * ~behind[..., None]
            return dict(front=front, sky=light, share=behind * np.float32(255), nearness=guessed_nearness(rng, behind), negative=not sky)
        return None

    def sky(self, rng, h, w):
        """Nothing but open sky, [h,w,3], about 1 in the mean; None where ten tries found none."""
        for _ in range(10 if self.open else 0):
            light, mask = self.piece(rng, self.one(rng, self.open), h, w, float(rng.uniform(.3, 1)), .45)
            if (mask == SKY).mean() > .995:
                light = np.minimum(light, np.quantile(light, .9) * 6)
                return light / max(float(light.mean()), 1e-6)
        return None

    def surface(self, rng, n):
        """Nothing but surfaces, [n,n,3]: the grain of real things; None where ten tries found none."""
        for _ in range(10):
            light, mask = self.piece(rng, self.one(rng, self.all), n, n, float(rng.uniform(-.9, .2)), .6)
            if (mask == 0).mean() > .999:
                return np.minimum(light, np.quantile(light, .98)) / max(float(light.mean()), 1e-6)
        return None


def resources(path):
    """{name: bytes} of the files in a Qt resource file: big endian; compressed ones by zlib, behind their size."""
    with open(path, "rb") as file:
        data = file.read()
    version, tree, files, names = struct.unpack(">4I", data[4:20])
    out, todo = {}, [0]
    while todo:
        at = tree + todo.pop() * (22 if version >= 2 else 14)
        name, flags = struct.unpack(">IH", data[at:at + 6])
        if flags & 2:      # a folder: how many, and the first
            count, first = struct.unpack(">II", data[at + 6:at + 14])
            todo += range(first, first + count)
            continue
        length, = struct.unpack(">H", data[names + name:names + name + 2])
        start = files + struct.unpack(">I", data[at + 10:at + 14])[0]
        size, = struct.unpack(">I", data[start:start + 4])
        body = data[start + 4:start + 4 + size]
        title = data[names + name + 6:names + name + 6 + 2 * length].decode("utf-16-be")
        out[title] = zlib.decompress(body[4:]) if flags & 1 else body
    return out


class Packages:
    """The packages' pictures, by the name of their mask. share: /usr/share with Debian's, npm: the npm package."""

    def __init__(self, share, npm):
        self.share, self.npm = share, npm

    @functools.cached_property
    def qt(self):
        """{name: bytes} of GCompris' resource files."""
        files = [resources(os.path.join(self.share, PLACES["gc"] % activity)) for activity in ACTIVITIES]
        return {name: content for file in files for name, content in file.items()}

    def bytes_of(self, stem):
        """The file of a picture, .exr if it goes all round."""
        origin, name = stem.split("_", 1)
        if origin == "pm":
            with tarfile.open(self.npm) as tar:
                text = tar.extractfile("package/hdri/%s.exr.js" % name).read().decode()
            return base64.b64decode(re.search(r"base64,([A-Za-z0-9+/=]+)", text).group(1))
        if origin == "gc":
            return self.qt[name + ".webp"]
        path = os.path.join(self.share, PLACES[origin] % (name.replace("-", "/") if origin == "es" else name))
        found = glob.glob(path)
        if not found:
            raise SystemExit("%s: missing; unpack the packages named above there" % path)
        with open(found[0], "rb") as file:
            return file.read()

    def write(self, stem, mask, out):
        """NAME.exr as it is; flat pictures as NAME.png, of their mask's size."""
        data, flat = self.bytes_of(stem), not stem.startswith(ALL_ROUND)
        target = os.path.join(out, stem + (".png" if flat else ".exr"))
        if flat:
            picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
            data = cv2.imencode(".png", cv2.resize(picture, mask.shape[::-1], interpolation=cv2.INTER_AREA))[1].tobytes()
        with open(target, "wb") as file:
            file.write(data)


def unpack(npm, root, out):
    """Writes NAME.exr or NAME.png for every mask."""
    os.makedirs(out, exist_ok=True)
    packages = Packages(os.path.join(root, "usr", "share"), npm)
    for path in sorted(glob.glob(os.path.join(MASKS, "*.png"))):
        packages.write(os.path.splitext(os.path.basename(path))[0], cv2.imread(path, cv2.IMREAD_GRAYSCALE), out)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--pmndrs", required=True)
    ap.add_argument("--root", default="/", help="where the Debian packages are unpacked or installed")
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    unpack(a.pmndrs, a.root, a.out)


if __name__ == "__main__":
    sys.exit(main())
