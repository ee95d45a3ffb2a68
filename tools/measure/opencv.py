#!/usr/bin/python3
"""The work of the figures in OpenCV and NumPy, on one core: what tests/MovieData.Benchmarks is to be held against.

  opencv.py            made-up flow and pictures of 1880 x 800, as in the benchmarks; prints the fastest of 15 runs in ms

Needs python3-opencv and python3-numpy.
"""
import time

import cv2
import numpy as np

WIDTH, HEIGHT, RUNS = 1880, 800, 15
F = np.float32


def flow(sign, rng):
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(F)
    near = np.where((x > 800) & (x < 1000), F(40), F(0))
    u = sign * (80 * y / HEIGHT - 20 + near + rng.random((HEIGHT, WIDTH), F))
    return np.ascontiguousarray(u), rng.random((HEIGHT, WIDTH), F) - F(0.5)


def flow_figures(lr, rl, x, y):
    """Residual, masks, consistency, vertical share and mean, range (exact and 1-99 %), both directions."""
    figures = []
    for (u, v), (other, _) in ((lr, rl), (rl, lr)):
        target = x + u
        back = cv2.remap(other, target, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        residual = np.abs(u + back)
        inside = (target >= 0) & (target <= WIDTH - 1)
        consistent = (residual < 2) & inside
        occluded = ~consistent & inside & (back - -u > 1)
        mask = np.where(inside, np.where(consistent, 0, np.where(occluded, 2, 1)), 3).astype(np.uint8)
        passed = u[mask == 0]
        low, high = np.percentile(passed, (1, 99), method="lower")
        vertical = np.abs(v)
        figures.append((consistent.mean(), (vertical > 2).mean(), vertical.mean(), high - low, passed.min(), passed.max(),
                        np.bincount(mask.ravel(), minlength=6)))
    return figures


def picture_figures(left, right, lr, x, y):
    """0.85 SSIM + 0.15 L1 of the right view warped to the left, sharpness and exposure difference, hash, vertical fit."""
    warped = cv2.remap(right, x + lr[0], y + lr[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    a, b = left.astype(F) / 255, warped.astype(F) / 255
    blur = lambda v: cv2.blur(v, (3, 3))
    ma, mb = blur(a), blur(b)
    va, vb, vab = blur(a * a) - ma * ma, blur(b * b) - mb * mb, blur(a * b) - ma * mb
    c1, c2 = 0.01 ** 2, 0.03 ** 2
    ssim = ((2 * ma * mb + c1) * (2 * vab + c2)) / ((ma * ma + mb * mb + c1) * (va + vb + c2))
    error = (0.85 * np.clip((1 - ssim) / 2, 0, 1) + 0.15 * np.abs(a - b)).mean()
    grey = [cv2.cvtColor(v, cv2.COLOR_RGB2GRAY) for v in (left, right)]
    sharp = [cv2.Laplacian(g, cv2.CV_32F).var() for g in grey]
    small = cv2.dct(cv2.resize(grey[0], (32, 32), interpolation=cv2.INTER_AREA).astype(F))[:8, :8]
    bits = small > np.median(small)
    columns = np.stack([np.ones(lr[1][::8, ::8].size, F), x[::8, ::8].ravel(), y[::8, ::8].ravel()], 1)
    fit = np.linalg.lstsq(columns, lr[1][::8, ::8].ravel(), rcond=None)[0]
    return error, sharp, grey[0].mean() - grey[1].mean(), bits, fit


def fastest(work):
    best = np.inf
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1000


def main():
    cv2.setNumThreads(1)
    rng = np.random.default_rng(1)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(F)
    lr, rl = flow(1, rng), flow(-1, rng)
    left, right = (rng.integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8) for _ in range(2))
    print("OpenCV %s, NumPy %s, one thread, %d x %d, fastest of %d runs" % (
        cv2.__version__, np.__version__, WIDTH, HEIGHT, RUNS))
    print("flow figures, both directions: %.1f ms" % fastest(lambda: flow_figures(lr, rl, x, y)))
    print("picture figures: %.1f ms" % fastest(lambda: picture_figures(left, right, lr, x, y)))
    planes = [*lr, *rl]
    print("a copy of the flow: %.2f ms" % fastest(lambda: [p.copy() for p in planes]))


if __name__ == "__main__":
    main()
