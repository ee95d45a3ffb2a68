"""Photographs for the generator: only files whose licence is CC0, public domain, Expat/MIT or CC-BY.

    python3 textures.py --out textures        fetches the Debian packages and writes the pack

Everything comes from Debian packages (`apt-get download`, nothing is installed). Each file is named below with its
licence; other files of the same packages (CC-BY-SA, GPL) are never touched. Pictures are reduced to at most
2.4 megapixels and written as PNG next to a CREDITS.txt.
"""
import argparse
import bz2
import os
import shutil
import subprocess
import sys
import tempfile

import cv2
import numpy as np

LOMIRI = "usr/share/backgrounds/"
SKIMAGE = "usr/lib/python3/dist-packages/skimage/data/"
SKLEARN = "usr/lib/python3/dist-packages/sklearn/datasets/images/"
MYPAINT = "usr/share/mypaint/backgrounds/"
SWAY = "usr/share/backgrounds/sway/"

# package, file in the package, licence, author (as the package's own copyright file or docstring says)
SOURCES = [
    ("lomiri-wallpapers-16.04", LOMIRI + "aitzgorri_by_Aitzol_Berasategi.jpg", "CC-BY-4.0", "Aitzol Berasategi"),
    ("lomiri-wallpapers-16.04", LOMIRI + "friends_by_Aitzol_Berasategi.jpg", "CC-BY-4.0", "Aitzol Berasategi"),
    ("lomiri-wallpapers-16.04", LOMIRI + "life_by_Aitzol_Berasategi.jpg", "CC-BY-4.0", "Aitzol Berasategi"),
    ("lomiri-wallpapers-16.04", LOMIRI + "picosdeeuropa_by_Aitzol_Berasategi.jpg", "CC-BY-4.0", "Aitzol Berasategi"),
    ("lomiri-wallpapers-16.04", LOMIRI + "sunset_by_Aitzol_Berasategi.jpg", "CC-BY-4.0", "Aitzol Berasategi"),
    ("lomiri-wallpapers-16.04", LOMIRI + "Picture_0B_by_freespace.jpg", "CC-BY-4.0", 'Trevor "Freespace"'),
    ("lomiri-wallpapers-16.04", LOMIRI + "Picture_1A_by_freespace.jpg", "CC-BY-4.0", 'Trevor "Freespace"'),
    ("lomiri-wallpapers-16.04", LOMIRI + "umang_by_Abhishek_Mudgal.jpg", "CC-BY-4.0", "Abhishek Mudgal"),
    ("lomiri-wallpapers-16.04", LOMIRI + "Wine_by_Jakkub_Mede.jpg", "CC-BY-4.0", "Jakub Mede"),
    ("lomiri-wallpapers-16.04", LOMIRI + "seeding_by_Clements_Engelhardt.jpg", "CC0-1.0", "Clemens Engelhardt"),
    ("sway-backgrounds", SWAY + "Sway_Wallpaper_Blue_2048x1536.png", "Expat", "Drew DeVault"),
    ("python3-sklearn", SKLEARN + "china.jpg", "CC-BY-2.0", "danielbuechele (Flickr)"),
    ("python3-sklearn", SKLEARN + "flower.jpg", "CC-BY-2.0", "vultilion (Flickr)"),
    ("python3-scipy", "usr/lib/python3/dist-packages/scipy/misc/face.dat", "public domain", "public-domain-image.com (scipy.misc.face)"),
    ("python3-skimage", SKIMAGE + "astronaut.png", "public domain", "NASA"),
    ("python3-skimage", SKIMAGE + "brick.png", "CC0-1.0", "CC0 Textures"),
    ("python3-skimage", SKIMAGE + "grass.png", "CC0-1.0", "linolafett (DeviantArt)"),
    ("python3-skimage", SKIMAGE + "gravel.png", "CC0-1.0", "CC0 Textures"),
    ("python3-skimage", SKIMAGE + "camera.png", "CC0-1.0", "Lav Varshney"),
    ("python3-skimage", SKIMAGE + "coffee.png", "CC0-1.0", "Rachel Michetti"),
    ("python3-skimage", SKIMAGE + "chelsea.png", "CC0-1.0", "Stefan van der Walt"),
    ("python3-skimage", SKIMAGE + "hubble_deep_field.jpg", "public domain", "NASA"),
    ("python3-skimage", SKIMAGE + "rocket.jpg", "public domain", "SpaceX"),
] + [("mypaint-data-extras", MYPAINT + n, "CC0-1.0", a) for n, a in
     [("mrmamurk/mamurk_%s.png" % k, "MrMamurk") for k in ("f_1", "a_2", "e_2", "b_1", "c_3", "a_1")] +
     [("ramon/%s.png" % k, "Ramon Miranda") for k in ("HR_Cork", "HR_Canvas 01", "HR_DecoPaper", "HR_RoughPaper")]]


def read(path):
    if path.endswith("face.dat"):
        raw = bz2.decompress(open(path, "rb").read())
        return np.frombuffer(raw, np.uint8).reshape(768, 1024, 3)[:, :, ::-1].copy()
    return cv2.imread(path, cv2.IMREAD_COLOR)


def build(out, debs=None, max_pixels=2.4e6):
    os.makedirs(out, exist_ok=True)
    packages = sorted({s[0] for s in SOURCES})
    with tempfile.TemporaryDirectory() as tmp:
        if debs:
            for f in os.listdir(debs):
                if f.endswith(".deb"):
                    shutil.copy(os.path.join(debs, f), tmp)
        have = {f.split("_")[0] for f in os.listdir(tmp)}
        missing = [p for p in packages if p not in have]
        if missing:
            subprocess.check_call(["apt-get", "download"] + missing, cwd=tmp)
        for f in os.listdir(tmp):
            if f.endswith(".deb") and f.split("_")[0] in packages:
                os.makedirs(os.path.join(tmp, "x"), exist_ok=True)
                subprocess.check_call(["dpkg", "-x", os.path.join(tmp, f), os.path.join(tmp, "x", f.split("_")[0])])
        lines = []
        for n, (package, name, licence, author) in enumerate(SOURCES):
            path = os.path.join(tmp, "x", package, name)
            image = read(path) if os.path.exists(path) else None
            if image is None:
                sys.exit("textures.py: %s has no %s" % (package, name))
            scale = (max_pixels / (image.shape[0] * image.shape[1])) ** 0.5
            if scale < 1:
                image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            short = "%02d_%s.png" % (n, os.path.splitext(os.path.basename(name))[0].replace(" ", "_"))
            cv2.imwrite(os.path.join(out, short), image)
            lines.append("%s | %s | %s | %s | %s" % (short, package, name, licence, author))
        open(os.path.join(out, "CREDITS.txt"), "w").write("\n".join(lines) + "\n")
    print("%d textures in %s" % (len(SOURCES), out))


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--out", default="textures")
    p.add_argument("--debs", help="folder with the .deb files already downloaded")
    a = p.parse_args()
    build(a.out, a.debs)
