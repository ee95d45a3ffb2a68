"""A pair with ground truth that had no say in any choice: "Motorcycle" of Middlebury 2014 (Scharstein et al., GCPR 2014), at a
quarter of its size, as scikit-image brings it. Writes DIR/motorcycle as `evaluate.py --data DIR` reads it.

    python3 motorcycle.py --out DIR
"""
import argparse
import os

import cv2
import numpy as np
from skimage import data

SCALE = 512     # of the disparities, in the 16-bit picture


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--out", metavar="DIR", required=True)
    folder = os.path.join(ap.parse_args().out, "motorcycle")
    os.makedirs(folder, exist_ok=True)
    left, right, disparity = data.stereo_motorcycle()
    known = np.isfinite(disparity)
    pictures = {"left": left[:, :, ::-1], "right": right[:, :, ::-1],
                "disp_left_x%d" % SCALE: np.where(known, np.rint(np.where(known, disparity, 0) * SCALE), 0).astype(np.uint16)}
    for name, picture in pictures.items():
        cv2.imwrite(os.path.join(folder, name + ".png"), picture)


if __name__ == "__main__":
    main()
