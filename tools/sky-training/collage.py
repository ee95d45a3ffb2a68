"""Views drawn in two dimensions, hundreds a minute: layers of outlines under the sky, and pictures that are full without any.

    python3 collage.py --out VIEWS --begin 60000 --end 61500

They are stored as render.py stores its views (`front`, `sky`, `share`, `nearness`, `negative`), with much richer texture and
far more outlines than the rendered ones; light and perspective are not true. Numbers alone decide them: same number, same view.
"""
import argparse
import math
import os

import cv2
import numpy as np

import data
import textures
from data import uniform

WIDTH, HEIGHT = 288, 144
FORMS = [0, 0, 0, 0, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 6]   # of things (figure): how often each


def colour(rng, low=.02, high=.9):
    """A colour in linear light, mostly a dull one."""
    c = rng.uniform(low, high) * np.exp(rng.normal(0, rng.choice([.08, .3, .7]), 3))
    return np.clip(c, .003, 1)


def skin(rng, h, w):
    """[h,w,3] a surface: one colour or a gradient, with a texture of any contrast or almost none."""
    light = np.ones((h, w, 3), np.float32) * colour(rng)
    if rng.random() < .6:
        light = light * np.exp(uniform(rng, .1, 1.2) * textures.noise(rng, h, w, 1.5, 1))[..., None]
    if rng.random() < .75:
        light = light * data.grain(rng, h, w) ** uniform(rng, .2, 1)
    if rng.random() < .3:      # as seen along the ground: finer farther up
        rows = (np.linspace(0, 1, h) ** uniform(rng, .3, .9) * (h - 1)).astype(int)
        light = light[rows]
    return light


def profile(rng, w):
    """[w] heights about 0...1 of an outline: hills, peaks, roofs, crowns of trees, or plain."""
    form, x = rng.integers(6), np.arange(w)
    if form == 0:
        return .5 + .5 * textures.noise(rng, 2, w, 1.2, 2)[0]
    if form == 1:
        return .5 + .5 * textures.noise(rng, 2, w, .7, 2)[0]
    if form == 2:
        out, at = np.zeros(w), 0
        while at < w:
            wide = int(uniform(rng, 4, 60))
            top = rng.random() ** 1.5 * (rng.random() < .85)
            roof = np.abs(np.arange(wide) / wide - .5)[:len(out[at:at + wide])] * (rng.random() < .4)
            out[at:at + wide] = top - .3 * roof
            at += wide
        return out
    if form == 3:
        out = .3 * textures.noise(rng, 2, w, 1, 3)[0] + .2
        for _ in range(rng.integers(5, 80)):
            r = uniform(rng, 3, 30)
            bump = 1 - ((x - rng.uniform(0, w)) / r) ** 2
            out = np.maximum(out, np.where(bump > 0, np.sqrt(np.maximum(bump, 0)) * r / 40 * uniform(rng, .4, 1.6), 0))
        return out + .08 * textures.noise(rng, 2, w, .2, 40)[0]
    if form == 4:
        out = np.zeros(w)
        for _ in range(rng.integers(10, 120)):
            r = uniform(rng, 2, 14)
            out = np.maximum(out, uniform(rng, .2, 1) * np.clip(1 - np.abs(x - rng.uniform(0, w)) / r, 0, 1))
        return out
    return np.zeros(w) + .02 * textures.noise(rng, 2, w, .6, 6)[0]


def grow(rng, mask, at, angle, length, thick, depth):
    """A branch and what grows from it, drawn into a mask."""
    to = at + length * np.array([math.sin(angle), -math.cos(angle)])
    cv2.line(mask, tuple(int(v * 16) for v in at), tuple(int(v * 16) for v in to), 255, max(int(thick), 1), cv2.LINE_AA, 4)
    if depth:
        for _ in range(rng.integers(2, 4)):
            start = at + (to - at) * uniform(rng, .5, 1)
            grow(rng, mask, start, angle + rng.normal(0, .55), length * uniform(rng, .5, .85), thick * .65, depth - 1)


def figure(rng, h, w):
    """[h,w] 0...1: one thing of any outline: a tree, a pole, a figure, a box, a blob."""
    m = np.zeros((h, w), np.uint8)
    x, y, k = uniform(rng, 0, w), uniform(rng, .6, 1.1) * h, math.exp(uniform(rng, math.log(.08), math.log(.9))) * h
    form = FORMS[rng.integers(len(FORMS))]
    if form == 0:
        grow(rng, m, np.array([x, y]), rng.normal(0, .1), k * .45, k * .05, int(rng.integers(3, 6)))
        if rng.random() < .5:
            leaves = cv2.dilate(m[:int(max(y - k * .3, 1))], np.ones((3, 3)), iterations=int(rng.integers(1, 4)))
            keep = textures.noise(rng, *leaves.shape, .4, 24) > uniform(rng, -.4, .2)
            m[:len(leaves)] |= leaves * keep.astype(np.uint8)
    elif form == 1:
        for _ in range(rng.integers(1, 8)):
            a, b = rng.uniform(-.2, 1.2, 2)
            t = np.linspace(0, 1, 20)
            sag = uniform(rng, 0, .2) * h * 4 * t * (1 - t)
            line = np.stack([t * w, h * (a * (1 - t) + b * t) * .8 + sag], 1)
            cv2.polylines(m, [np.int32(line * 16)], False, 255, int(rng.integers(1, 3)), cv2.LINE_AA, 4)
    elif form == 2:
        cv2.rectangle(m, (int(x), int(y - k)), (int(x + max(k * uniform(rng, .01, .3), 1)), h), 255, -1)
    elif form == 3:
        for a, b, r, s in ((0, .92, .07, .09), (0, .65, .15, .24), (-.08, .25, .06, .3), (.08, .25, .06, .3)):
            size = max(int(r * k), 1), max(int(s * k), 1)
            cv2.ellipse(m, (int(x + a * k), int(y - b * k)), size, rng.normal(0, 6), 0, 360, 255, -1, cv2.LINE_AA)
    elif form == 4:
        cv2.rectangle(m, (int(x), int(y - k)), (int(x + k * uniform(rng, .3, 2)), int(y)), 255, -1)
    else:
        a = np.sort(rng.uniform(0, 2 * math.pi, 14))
        r = k * .4 * (1 + uniform(rng, 0, .5) * rng.normal(size=14))
        p = np.stack([x + r * np.cos(a) * uniform(rng, .5, 1.5), y - k * .4 + r * np.sin(a)], 1)
        if form == 5:
            size = int(k * .4) + 1, int(k * uniform(rng, .2, .5)) + 1
            p = cv2.ellipse2Poly((int(x), int(y - k * .4)), size, int(rng.integers(180)), 0, 360, 8)
        cv2.fillPoly(m, [np.int32(np.asarray(p).reshape(-1, 2))], 255, cv2.LINE_AA)
    return m.astype(np.float32) / 255


def shaded(rng, m):
    """[h,w] light on a thing, from one side, rounded towards its edge."""
    h, w = m.shape
    soft = cv2.GaussianBlur(m, (0, 0), uniform(rng, 2, 14))
    x = np.linspace(-1, 1, w)[None] * uniform(rng, -.8, .8)
    return np.exp(x) * (.4 + .6 * soft)


def over(front, cover, near, m, light, nearness):
    a = m[..., None]
    return front * (1 - a) + light * a, np.maximum(cover, m), np.where(m > .5, nearness, near)


def outdoors(rng, h, w):
    """Outlines in layers from far to near, and things before them: (front, cover, nearness)."""
    front, cover, near = np.zeros((h, w, 3), np.float32), np.zeros((h, w), np.float32), np.zeros((h, w), np.float32)
    line, y, far = uniform(rng, .25, .95) * h, np.arange(h)[:, None], uniform(rng, 200, 5000)
    air = colour(rng, .2, .9)
    fade, layers = uniform(rng, 0, .9), rng.integers(1, 6)
    for k in range(layers):
        tall = uniform(rng, 0, .45) * h * rng.random()
        top = line + uniform(rng, 0, .12) * h * k - tall * profile(rng, w)
        m = np.clip(y - top[None] + .5, 0, 1).astype(np.float32)
        a = fade * (1 - (k + 1) / layers)
        light = skin(rng, h, w) * (1 - a) + air * a
        front, cover, near = over(front, cover, near, m, light, 1 / (far * .4 ** k))
    if rng.random() < .25:     # water up to the outlines: streaks along the rows
        streaks = cv2.resize(textures.noise(rng, h, max(w // 8, 2), .4, 16), (w, h))[..., None]
        light = colour(rng) * np.exp(uniform(rng, .1, 1) * streaks)
        m = np.clip(y - line + .5, 0, 1).astype(np.float32) * np.ones((1, w), np.float32)
        front, cover, near = over(front, cover, near, m, light, .02)
    for _ in range(rng.integers(0, 7)):
        m = figure(rng, h, w)
        light = skin(rng, h, w) * shaded(rng, m)[..., None] * uniform(rng, .1, 1)
        front, cover, near = over(front, cover, near, m, light, uniform(rng, .03, .3))
    if rng.random() < .2:      # lights of the night
        spots = (rng.random((h, w)) > uniform(rng, .98, .999)).astype(np.float32) * (cover > .99)
        front = front * .2 + cv2.GaussianBlur(spots, (0, 0), .8)[..., None] * colour(rng, .5, 1) * uniform(rng, 1, 10)
    return front, cover, near


def full(rng, h, w):
    """A picture without sky: things before a wall, a heap, a close-up before a blur, petals, boards, ground to the upper edge."""
    near = np.full((h, w), .2, np.float32)
    front, cover = skin(rng, h, w), np.ones((h, w), np.float32)
    form, y = rng.integers(6), np.arange(h)[:, None]
    if form <= 1:              # a wall, plain or graded, perhaps a level below
        if rng.random() < .5:
            front = data.painted_sky(rng, h, w, clouds=.1, mood=data.MOODS - 1) * uniform(rng, .3, 1.5)
        if rng.random() < .8:
            line = uniform(rng, .4, .95) * h - rng.normal(0, .1) * (np.arange(w)[None] - w / 2)
            m = np.clip(y - line, 0, 1).astype(np.float32)
            front, cover, near = over(front, cover, near, m, skin(rng, h, w), .3)
    elif form == 2:            # a blur of discs
        for _ in range(rng.integers(5, 60)):
            cv2.circle(front, (int(rng.integers(w)), int(rng.integers(h))), int(uniform(rng, 4, 60)), colour(rng).tolist(), -1)
        front = cv2.GaussianBlur(front, (0, 0), uniform(rng, 3, 25))
    elif form == 3:            # petals, rays
        a = np.arctan2(y - uniform(rng, -.3, 1.3) * h, np.arange(w)[None] - uniform(rng, -.3, 1.3) * w)
        n = int(rng.integers(5, 40))
        saw = (a / (2 * math.pi) * n + .15 * textures.noise(rng, h, w)) % 1
        front = colour(rng, .2) * (1 - saw[..., None]) + colour(rng, .02) * saw[..., None] * np.ones((h, w, 1))
    elif form == 4:            # boards, shelves
        at = 0
        while at < h:
            tall = int(uniform(rng, 6, 70))
            front[at:at + tall] = front[at:at + tall] * uniform(rng, .4, 1.6)
            front[at:at + 2] *= uniform(rng, .1, .8)
            at += tall
        front = np.ascontiguousarray(np.rot90(np.rot90(front)[:, :]) if rng.random() < .5 else front)
    for _ in range(rng.integers(0, 25) if rng.random() < .85 else rng.integers(25, 90)):
        m = figure(rng, h, w)
        if rng.random() < .5:
            m = np.roll(m, (int(rng.integers(h)), int(rng.integers(w))), (0, 1))
        front, cover, near = over(front, cover, near, m, skin(rng, h, w) * shaded(rng, m)[..., None], uniform(rng, .3, 3))
    return front, cover, near


def view(number, h=HEIGHT, w=WIDTH):
    rng = np.random.default_rng([13, number])
    negative = bool(rng.random() < .5)
    front, cover, near = (full if negative else outdoors)(rng, h, w)
    sky = data.painted_sky(rng, h, w) * max(float(np.median(front)), .01) * math.exp(rng.normal(1, .7))
    half = lambda x: np.clip(x, 0, 6e4).astype(np.float16)  # noqa: E731
    return dict(front=half(front * cover[..., None]), sky=half(sky), share=np.round((1 - cover) * 255).astype(np.uint8),
                nearness=half(near * (cover > .5)), negative=negative)


def plain_above(v):
    """True where the upper half has hardly any edges: things before such a ground are as often under the sky as in a room."""
    top = v["front"][:len(v["front"]) // 2].astype(np.float32).mean(2)
    steps = np.abs(np.diff(top / max(np.median(top), 1e-3), axis=1)).clip(0, 1)
    return np.median(steps) < .02 and (steps > .08).mean() < .12


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", required=True)
    p.add_argument("--begin", type=int, default=60000)
    p.add_argument("--end", type=int, default=61500)
    a = p.parse_args()
    cv2.setNumThreads(1)
    os.makedirs(a.out, exist_ok=True)
    for number in range(a.begin, a.end):
        v = view(number)
        target = os.path.join(a.out, "%05d_0_%s.npz" % (number, "full" if v["negative"] else "layers"))
        if os.path.exists(target) or v["negative"] and plain_above(v):
            continue
        np.save(target[:-4] + ".quiet.npy", v["front"])     # there is no noise to take out
        np.savez(target + ".tmp.npz", **v)
        os.replace(target + ".tmp.npz", target)


if __name__ == "__main__":
    main()
