"""Measures a checkpoint in PyTorch while it is being trained: python3 measure.py CHECKPOINT --data SHARED/data [--masks DIR]

Overlap with the truth on data/sky (never trained on), and what is called sky in pictures without sky. The figures of the README
are those of the exported file, by `movie-data sky` and tools/sky-model/evaluate.py.
"""
import argparse
import glob
import os

import cv2
import numpy as np
import torch

from export import load

EMPTY = ["pairs/teddy/left.png", "pairs/nogt_piano/left.png", "pairs/aloe/left.jpg", "pairs/wood2/left.png"]


def probability(net, image):
    h, w = image.shape[:2]
    image = cv2.copyMakeBorder(image, 0, h % 2, 0, w % 2, cv2.BORDER_REPLICATE)
    x = torch.from_numpy(image[..., ::-1].copy()).permute(2, 0, 1)[None].float() / 255
    with torch.no_grad():
        p = net(x)[0, 0].numpy()
    return cv2.resize(p, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)[:h, :w]


def empty_pictures(folder):
    for name in EMPTY:
        yield name, cv2.imread(os.path.join(folder, name))
    film = cv2.VideoCapture(os.path.join(folder, "video/vdw_demo/rgbdemo.mp4"))
    frames = []
    while True:
        ok, f = film.read()
        if not ok:
            break
        frames.append(f)
    for k in range(0, len(frames), 9):
        left = frames[k][:, :frames[k].shape[1] // 2]
        yield "rgbdemo %d" % k, cv2.resize(left, (1920, 1080), interpolation=cv2.INTER_LINEAR)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("checkpoint")
    ap.add_argument("--data", required=True)
    ap.add_argument("--masks")
    a = ap.parse_args()
    net, c = load(a.checkpoint)
    torch.set_num_threads(1)
    thresholds = [.3, .5, .6, .7, .8]
    print("step", c["step"], "thresholds", thresholds)
    scores = []
    for f in sorted(glob.glob(os.path.join(a.data, "sky", "*", "*_sky.png"))):
        truth = cv2.imread(f, cv2.IMREAD_GRAYSCALE)
        photo = [f[:-8] + e for e in (".png", ".jpg") if os.path.exists(f[:-8] + e)][0]
        image = cv2.imread(photo)
        p, known, sky = probability(net, image), truth != 128, truth == 255
        scores.append([(sky & known & (p > t)).sum() / max(((sky | (p > t)) & known).sum(), 1) for t in thresholds])
        print("%-28s" % os.path.basename(photo), " ".join("%.3f" % s for s in scores[-1]))
        if a.masks:
            cv2.imwrite(os.path.join(a.masks, os.path.basename(photo)[:-4] + ".jpg"), np.where((p > .5)[..., None], image // 2 + np.uint8([0, 0, 127]), image))
    print("%-28s" % "mean IoU", " ".join("%.3f" % s for s in np.mean(scores, 0)))
    for name, image in empty_pictures(a.data):
        p = probability(net, image)
        print("%-28s" % name, " ".join("%.4f" % (p > t).mean() for t in thresholds))


if __name__ == "__main__":
    main()
