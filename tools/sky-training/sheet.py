"""A contact sheet of rendered views, each beside its sky mask: python3 sheet.py SHEET.png VIEW.npz ..."""
import sys

import cv2
import numpy as np


def main(target, files):
    rows = []
    for f in files:
        v = np.load(f)
        share = v["share"].astype(np.float32)[..., None] / 255
        light = v["front"].astype(np.float32) + v["sky"].astype(np.float32) * share
        light = light * (0.35 / max(np.median(light.mean(2)), 1e-4))
        shown = np.clip(1 - np.exp(-light), 0, 1) ** (1 / 2.2) * 255
        mask = np.repeat(share * (0 if v["negative"] else 255), 3, 2)
        pair = np.hstack([cv2.resize(p, (240, 130), interpolation=cv2.INTER_AREA) for p in (shown[..., ::-1], mask)])
        rows.append(cv2.putText(pair, f.split("/")[-1][:-4], (3, 12), 0, 0.4, (0, 0, 255)))
    while len(rows) % 4:
        rows.append(np.zeros_like(rows[0]))
    cv2.imwrite(target, np.vstack([np.hstack(rows[k:k + 4]) for k in range(0, len(rows), 4)]))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
