"""Pictures for surfaces, drawn from numbers alone: python3 textures.py --out TEXTURES [--count 80]

Dead leaves (overlapping shapes whose sizes follow a power law, each with its own colour and grain), clouded colours with
a 1/f spectrum, stripes and weaves, letters on signs, and small painted landscapes that serve as pictures on walls."""
import argparse
import math
import os

import cv2
import numpy as np


def noise(rng, h, w, slope=1.0, first=2):
    """[h,w] about -1...1: octaves of smooth random grids, each weaker by 2^-slope."""
    out, k, weight = np.zeros((h, w), np.float32), first, 1.0
    while k < min(h, w):
        grid = rng.normal(0, weight, (max(k * h // max(h, w), 1) + 2, max(k * w // max(h, w), 1) + 2)).astype(np.float32)
        out += cv2.resize(grid, (w, h), interpolation=cv2.INTER_CUBIC)
        k, weight = k * 2, weight * 2 ** -slope
    return out / max(np.abs(out).max(), 1e-6)


def palette(rng, n):
    """n colours 0...1 that belong together."""
    base, spread = rng.uniform(0.05, 0.9, 3), rng.choice([0.08, 0.2, 0.4])
    return np.clip(base.mean() + (base - base.mean()) * rng.choice([0.2, 0.6, 1]) + rng.normal(0, spread, (n, 3)), 0, 1)


def leaves(rng, n):
    image = np.ones((n, n, 3), np.float32) * palette(rng, 1)[0]
    colours, grain = palette(rng, 12), noise(rng, n, n, 0.4, 16)
    smallest, form = rng.choice([3, 6, 12]), rng.integers(4)
    for _ in range(int(rng.uniform(300, 1500))):
        r = smallest / max(rng.random(), smallest / (0.3 * n)) ** 0.7
        x, y, a = rng.uniform(0, n, 2).tolist() + [rng.uniform(0, 2 * math.pi)]
        m = np.zeros((n, n), np.uint8)
        if form == 0:
            cv2.ellipse(m, (int(x), int(y)), (int(r) + 1, int(r * rng.uniform(0.3, 1)) + 1), math.degrees(a), 0, 360, 1, -1)
        else:
            t = a + np.arange(form + 2) * 2 * math.pi / (form + 2) + rng.normal(0, 0.2, form + 2)
            cv2.fillPoly(m, [np.int32(np.stack([x + r * np.cos(t), y + r * np.sin(t)], 1))], 1)
        colour = colours[rng.integers(12)] * (1 + rng.uniform(0, 0.5) * np.roll(grain, rng.integers(n), 0)[..., None])
        image = np.where(m[..., None] > 0, colour, image)
    return image


def clouded(rng, n):
    a, b = palette(rng, 2)
    t = 0.5 + 0.5 * noise(rng, n, n, rng.uniform(0.3, 1.2))[..., None]
    return a * t + b * (1 - t) + rng.uniform(0, 0.1) * noise(rng, n, n, 0.2, 64)[..., None]


def weave(rng, n):
    y, x = np.mgrid[:n, :n] / n
    a = rng.uniform(0, math.pi)
    u = (x * math.cos(a) + y * math.sin(a)) * rng.uniform(4, 40) + 0.3 * noise(rng, n, n)
    v = (y * math.cos(a) - x * math.sin(a)) * rng.uniform(4, 40)
    colours = palette(rng, 4)
    grid = (np.sin(u * 6.3) > rng.uniform(-.8, .8)) * 2 + (np.sin(v * 6.3) > rng.uniform(-.8, .99))
    return colours[grid] * (1 + 0.15 * noise(rng, n, n, 0.4, 8)[..., None])


def sign(rng, n):
    back, ink = palette(rng, 2)
    image = np.ones((n, n, 3), np.float32) * back
    for y in range(40, n, int(rng.uniform(25, 120))):
        text = "".join(chr(rng.integers(65, 91)) for _ in range(rng.integers(3, 30)))
        cv2.putText(image, text, (int(rng.uniform(0, 60)), y), int(rng.integers(0, 5)), rng.uniform(0.4, 2.5), ink.tolist(), int(rng.integers(1, 5)))
    return image * (1 + 0.08 * noise(rng, n, n)[..., None])


def painting(rng, n):
    """A landscape: on a wall it is a picture, its sky is none."""
    t = np.linspace(0, 1, n)[:, None, None]
    a, b = rng.uniform(0.2, 1, (2, 3))
    image = np.repeat(a * (1 - t) + b * t, n, 1) + 0.3 * np.clip(noise(rng, n, n), 0, 1)[..., None]
    for k in range(rng.integers(1, 5)):
        line = n * (0.3 + 0.15 * k + 0.1 * noise(rng, n, n, 0.8)[0])
        image[np.arange(n)[:, None] > line] = palette(rng, 1)[0]
    return image * (1 + 0.1 * noise(rng, n, n, 0.3, 16)[..., None])


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", required=True)
    p.add_argument("--count", type=int, default=80)
    a = p.parse_args()
    os.makedirs(a.out, exist_ok=True)
    for k in range(a.count):
        rng = np.random.default_rng([3, k])
        image = [leaves, clouded, weave, leaves, sign, painting, clouded][k % 7](rng, 384)
        cv2.imwrite(os.path.join(a.out, "%03d.png" % k), np.clip(image * 255, 0, 255).astype(np.uint8))


if __name__ == "__main__":
    main()
