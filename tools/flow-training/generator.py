"""Synthetic stereo pairs with exact flow in both directions.

A scene is a background and 2-28 painter-ordered layers; each has a disparity plane (plus a sine) in cyclopean
coordinates xc, so that a point is seen at xc + D/2 on the left and xc - D/2 on the right (nearer = larger D). For every
pixel of both views xc is solved by fixed point; flow is therefore exact, and occlusion follows from the layer ids.
Half of the pairs have the right view moved by up to 8 px vertically with a small rotation and zoom.

    python3 generator.py --textures textures --show out.png      a sheet of samples, and the rate
"""
import argparse
import glob
import os
import time

import cv2
import numpy as np

F = np.float32


class Textures:
    """Photographs (drawn where there is detail) and procedural textures, as uint8 BGR."""

    def __init__(self, folder, seed=0):
        self.photos, self.cells = [], []
        for path in sorted(p for end in ("png", "jpg") for p in glob.glob(os.path.join(folder, "*." + end))) if folder else []:
            image = cv2.imread(path, cv2.IMREAD_COLOR)
            if image is not None:
                self.add(image)
        rng = np.random.default_rng(seed)
        for k in range(24):
            self.add(procedural(rng, 640))

    def add(self, image):
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(F)
        g = np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0)) + 0.3 * np.abs(cv2.Sobel(grey, cv2.CV_32F, 0, 1))
        g = cv2.resize(g, (max(1, image.shape[1] // 32), max(1, image.shape[0] // 32)), interpolation=cv2.INTER_AREA)
        p = (g.ravel() + 0.5) ** 0.7
        self.photos.append(image)
        self.cells.append((np.cumsum(p / p.sum()), g.shape[1]))

    def patch(self, rng, w, h, quiet=False):
        """A w x h uint8 patch: rotated, scaled, recoloured; `quiet`: faint and mostly drawn out, half of them into a level grain as of planks."""
        i = int(rng.integers(len(self.photos)))
        photo, (cdf, cols) = self.photos[i], self.cells[i]
        c = min(int(np.searchsorted(cdf, rng.random())), len(cdf) - 1)
        tx, ty = (c % cols + rng.random()) * 32, (c // cols + rng.random()) * 32
        s = rng.uniform(0.65, 1.7)                 # photo pixels per picture pixel
        a = rng.normal(0, 0.25) if rng.random() < 0.7 else rng.uniform(-np.pi, np.pi)
        ca, sa = np.cos(a) * s, np.sin(a) * s
        planks = quiet and rng.random() < 0.5
        if planks:                                  # matched along its lines, where there is next to nothing
            g = np.exp(rng.uniform(np.log(5), np.log(16)))
        else:
            g = rng.uniform(1.5, 5) if rng.random() < (0.7 if quiet else 0.1) else 1.0     # drawn out into a grain
        m = np.array([[ca / g, -sa, tx - ca / g * w / 2 + sa * h / 2], [sa / g, ca, ty - sa / g * w / 2 - ca * h / 2]], F)
        out = cv2.warpAffine(photo, m, (w, h), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REFLECT_101)
        if quiet or rng.random() < 0.12:
            out = faint(rng, out, 0.25, 1.0) if planks else faint(rng, out, 0.06, 0.5 if quiet else 0.3)
        return recolour(rng, out)


def faint(rng, image, least, most):
    """Hardly any contrast, as wood, plaster, cloth: noise and compression soon hide it."""
    mean = image.mean((0, 1))
    return np.clip(mean + (image - mean) * rng.uniform(least, most) + 0.5, 0, 255).astype(np.uint8)


def recolour(rng, image):
    k = rng.random()
    if k < 0.35:
        return image
    if k < 0.55:
        image = image[:, :, rng.permutation(3)]
    # one table per channel: contrast, brightness, gamma, sometimes inverted
    x = np.linspace(0, 1, 256)
    g, c, b = np.exp(rng.normal(0, 0.35)), rng.uniform(0.5, 1.2), rng.normal(0, 0.12)
    lut = np.empty((1, 256, 3))
    inv = rng.random() < 0.1
    for ch in range(3):
        y = x ** (g * np.exp(rng.normal(0, 0.1)))
        y = (1 - y) if inv else y
        lut[0, :, ch] = (y - 0.5) * c * np.exp(rng.normal(0, 0.08)) + 0.5 + b
    return cv2.LUT(np.ascontiguousarray(image), np.clip(lut * 255, 0, 255).astype(np.uint8))


def fractal(rng, w, h, beta=1.2, low=2):
    """Smooth-to-rough noise in [0,1] by summing resized white noise."""
    out, amp, n = np.zeros((h, w), F), 1.0, low
    while n < max(w, h):
        g = rng.standard_normal((max(2, n * h // max(w, h)), max(2, n * w // max(w, h)))).astype(F)
        out += amp * cv2.resize(g, (w, h), interpolation=cv2.INTER_CUBIC)
        amp /= 2 ** (beta - 0.4)
        n *= 2
    lo, hi = out.min(), out.max()
    return (out - lo) / (hi - lo + 1e-6)


def palette(rng, field):
    """Colours a scalar field through a random piecewise-linear palette."""
    k = int(rng.integers(2, 6))
    stops = rng.random((k, 3)) * rng.uniform(0.4, 1.0) + rng.uniform(0, 0.3)
    x = np.linspace(0, 1, 256)
    lut = np.stack([np.interp(x, np.linspace(0, 1, k), stops[:, c]) for c in range(3)], 1)
    lut = np.clip(lut * 255, 0, 255).astype(np.uint8).reshape(1, 256, 3)
    f8 = np.clip(field * 255, 0, 255).astype(np.uint8)
    return cv2.LUT(cv2.merge([f8, f8, f8]), lut)


def procedural(rng, n):
    kind = int(rng.integers(5))
    if kind == 0:
        return palette(rng, fractal(rng, n, n, rng.uniform(0.6, 1.6)))
    if kind == 1:                                   # dead leaves
        image = np.empty((n, n, 3), np.uint8)
        image[:] = rng.integers(0, 256, 3)
        base = rng.integers(0, 256, 3)
        for _ in range(1500):
            r = 3 + 40 * rng.random() ** 4
            c = np.clip(base + rng.normal(0, 60, 3), 0, 255)
            p = tuple(int(v) for v in rng.integers(0, n, 2))
            cv2.ellipse(image, p, (int(r), int(r * rng.uniform(0.3, 1))), rng.uniform(0, 180), 0, 360, tuple(map(float, c)), -1, cv2.LINE_AA)
        return image
    if kind == 2:                                   # bricks, tiles, planks
        image = palette(rng, fractal(rng, n, n, 0.9))
        w, h, g = int(rng.integers(14, 70)), int(rng.integers(8, 40)), int(rng.integers(1, 4))
        for j, y in enumerate(range(0, n, h)):
            off = (j % 2) * w // 2
            for x in range(-off, n, w):
                image[y:y + h, max(x, 0):max(x + w, 0)] = np.clip(image[y:y + h, max(x, 0):max(x + w, 0)] * rng.uniform(0.5, 1.2), 0, 255)
                cv2.rectangle(image, (x, y), (x + w, y + h), (40, 40, 40), g, cv2.LINE_AA)
        return image
    if kind == 3:                                   # weave of sines with noise
        y, x = np.mgrid[0:n, 0:n].astype(F)
        f = sum(np.sin(x * rng.normal(0, 0.25) + y * rng.normal(0, 0.25) + rng.uniform(0, 6)) for _ in range(4))
        return palette(rng, np.clip(f / 8 + 0.5 + 0.4 * (fractal(rng, n, n, 0.8) - 0.5), 0, 1))
    image = palette(rng, fractal(rng, n, n, 1.5))   # scribbles and letters
    for _ in range(250):
        c = tuple(float(v) for v in rng.integers(0, 256, 3))
        p = rng.integers(0, n, (2, 2))
        if rng.random() < 0.5:
            cv2.putText(image, "".join(chr(int(v)) for v in rng.integers(48, 122, 6)), tuple(int(v) for v in p[0]),
                        int(rng.integers(0, 8)), rng.uniform(0.4, 1.6), c, int(rng.integers(1, 4)), cv2.LINE_AA)
        else:
            cv2.line(image, tuple(int(v) for v in p[0]), tuple(int(v) for v in p[0] + (p[1] - p[0]) // 6), c, int(rng.integers(1, 5)), cv2.LINE_AA)
    return image


def plain(rng, w, h, dark):
    """Nearly textureless: one colour, a slow gradient, a trace of structure."""
    c = rng.uniform(0, 22, 3) if dark else rng.uniform(10, 250, 3)
    y, x = np.linspace(-1, 1, h, dtype=F)[:, None], np.linspace(-1, 1, w, dtype=F)[None]
    f = x * F(rng.normal(0, 10)) + y * F(rng.normal(0, 10))
    if rng.random() < 0.5:
        f = f + (fractal(rng, w, h, 1.6) - 0.5) * F(rng.uniform(0, 5 if dark else 20))
    if dark:
        f = f * 0.2
    return np.clip(f[..., None] + c.astype(F), 0, 255).astype(np.uint8)


def rimmed(rng, rgb, mask):
    """A plain rim inside the shape, as of posters, screens and windows: along a level edge only its ends can be matched."""
    width = int(rng.integers(2, 12))
    padded = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    inner = cv2.erode(padded, np.ones((2 * width + 1, 2 * width + 1), np.uint8))[1:-1, 1:-1]
    rgb = rgb.copy()
    rgb[inner < 128] = rng.uniform(0, 255, 3) if rng.random() < 0.7 else rng.choice([8.0, 240.0])
    return rgb


def sky(rng, w, h):
    top, bottom = np.array([rng.uniform(120, 250), rng.uniform(90, 200), rng.uniform(40, 190)]), rng.uniform(140, 250, 3)
    t = np.linspace(0, 1, h)[:, None, None]
    image = np.repeat(top * (1 - t) + bottom * t, w, 1)
    if rng.random() < 0.6:
        cloud = np.clip(fractal(rng, w, h, 1.5) * 2 - rng.uniform(0.6, 1.3), 0, 1)[..., None] * rng.uniform(0.1, 0.9)
        image = image * (1 - cloud) + 245 * cloud
    return np.clip(image, 0, 255).astype(np.uint8)


def shape(rng, W, H, board=False):
    """A layer's mask as (x0, y0, uint8 mask) in cyclopean pixels; W, H are the crop's size; `board`: a large box."""
    kind = 0.45 if board else rng.random()
    cx, cy = rng.uniform(-20, W + 20), rng.uniform(-10, H + 10)
    size = rng.uniform(0.25, 0.8) * H if board else np.exp(rng.uniform(np.log(12), np.log(0.75 * H)))
    thick = int(rng.integers(1, 9))
    if kind < 0.24:                                 # polygon
        n = int(rng.integers(3, 9))
        a = np.sort(rng.uniform(0, 2 * np.pi, n))
        r = size * rng.uniform(0.4, 1, n)
        lines = [np.stack([r * np.cos(a) * rng.uniform(0.5, 1.6), r * np.sin(a)], 1)]
        fill = True
    elif kind < 0.40:                               # blob
        a = np.linspace(0, 2 * np.pi, 48, endpoint=False)
        r = size * (0.7 + sum(rng.normal(0, 0.22 / k) * np.cos(k * a + rng.uniform(0, 6)) for k in range(1, 6)))
        lines = [np.stack([r * np.cos(a) * rng.uniform(0.5, 1.6), r * np.sin(a)], 1)]
        fill = True
    elif kind < 0.50:                               # box, post
        w, h = size * rng.uniform(0.1, 1.5) * (3 if board else 1), size * rng.uniform(0.2, 1.3)
        lines = [np.array([[-w, -h], [w, -h], [w, h], [-w, h]]) @ rotation(
            rng.normal(0, 0.12) if rng.random() < 0.5 else 0)]
        fill = True
    elif kind < 0.62:                               # fence, grid
        n, gap = int(rng.integers(2, 12)), rng.uniform(8, 40)
        length = rng.uniform(30, 1.2 * H)
        rot = rotation(rng.normal(0, 0.1) + (np.pi / 2 if rng.random() < 0.25 else 0))
        lines = [np.array([[(i - n / 2) * gap, -length / 2], [(i - n / 2) * gap, length / 2]]) @ rot for i in range(n)]
        if rng.random() < 0.5:
            lines += [np.array([[-n * gap / 2, y], [n * gap / 2, y]]) @ rot for y in (-length / 3, length / 3)]
        fill = False
    elif kind < 0.76:                               # branches
        lines, fill = [], False
        todo = [(np.zeros(2), rng.uniform(0, 2 * np.pi), size * 1.2)]
        while todo and len(lines) < 24:
            p, a, l = todo.pop(0)
            pts = [p]
            for _ in range(4):
                a += rng.normal(0, 0.25)
                pts.append(pts[-1] + l / 4 * np.array([np.cos(a), np.sin(a)]))
            lines.append(np.array(pts))
            if l > 12:
                todo += [(pts[int(rng.integers(1, 5))], a + rng.choice([-1, 1]) * rng.uniform(0.3, 1.1), l * rng.uniform(0.4, 0.8)) for _ in range(2)]
    elif kind < 0.84:                               # ring
        a = np.linspace(0, 2 * np.pi, 40)
        lines = [np.stack([size * 0.7 * np.cos(a) * rng.uniform(0.5, 1.3), size * 0.7 * np.sin(a)], 1)]
        fill = False
    elif kind < 0.92:                               # one thin pole or wire
        rot = rotation(rng.uniform(-0.3, 0.3) + (np.pi / 2 if rng.random() < 0.25 else 0))
        lines = [np.array([[0, -rng.uniform(0.2, 1.2) * H], [0, rng.uniform(0.2, 1.2) * H]]) @ rot]
        fill = False
    else:                                           # letters
        text = "".join(chr(int(v)) for v in rng.integers(48, 122, int(rng.integers(1, 7))))
        font, s = int(rng.integers(0, 8)), rng.uniform(0.6, 3.5)
        (w, h), b = cv2.getTextSize(text, font, s, thick)
        mask = np.zeros((h + b + 8, w + 8), np.uint8)
        cv2.putText(mask, text, (4, h + 4), font, s, 255, thick, cv2.LINE_AA)
        return int(cx - w / 2), int(cy - h / 2), mask
    pts = np.concatenate(lines)
    lim = np.array([[-60, -30], [W + 60, H + 30]])
    lo = np.maximum(np.floor(pts.min(0) + (cx, cy)).astype(int) - 6, lim[0])
    hi = np.minimum(np.ceil(pts.max(0) + (cx, cy)).astype(int) + 7, lim[1])
    if (hi - lo).min() < 4:
        return None
    mask = np.zeros((hi[1] - lo[1], hi[0] - lo[0]), np.uint8)
    q = [np.round((l + (cx, cy) - lo) * 16).astype(np.int32).reshape(-1, 1, 2) for l in lines]
    if fill:
        cv2.fillPoly(mask, q, 255, cv2.LINE_AA, 4)
        if rng.random() < 0.15:                     # holes
            for _ in range(int(rng.integers(1, 5))):
                c = (int(rng.integers(mask.shape[1])), int(rng.integers(mask.shape[0])))
                cv2.circle(mask, c, int(rng.integers(3, 16)), 0, -1, cv2.LINE_AA)
    else:
        cv2.polylines(mask, q, False, 255, thick, cv2.LINE_AA, 4)
    return int(lo[0]), int(lo[1]), mask


def rotation(a):
    return np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])


class Surface:
    """Disparity D(x, y) in cyclopean coordinates."""

    def __init__(self, rng, cx, cy, d, slant, wave, ground=None):
        self.o = (F(cx), F(cy))
        self.d, self.b, self.c = F(d), F(rng.normal(0, slant)), F(rng.normal(0, slant))
        self.amp = F(0)
        if wave > 0:
            f = rng.uniform(0.01, 0.06)
            t = rng.uniform(0, np.pi)
            self.amp, self.fx, self.fy, self.ph = F(min(wave, 0.22 / f)), F(f * np.cos(t)), F(f * np.sin(t)), F(rng.uniform(0, 6))
        self.ground = ground                        # (horizon row, px per row below it)
        self.cap = F(68)

    def __call__(self, x, y):
        d = self.d + self.b * (x - self.o[0]) + self.c * (y - self.o[1])
        if self.amp:
            d = d + self.amp * np.sin(self.fx * x + self.fy * y + self.ph)
        if self.ground:
            d = d + F(self.ground[1]) * np.maximum(y - F(self.ground[0]), F(0))
        return np.clip(d, F(-66), self.cap)

    def solve(self, X, y, side):
        """xc with xc + side * D(xc, y) / 2 = X, and D there. side = +1 left, -1 right."""
        x = X - F(side * 0.5) * self(X, y)
        for _ in range(4 if (self.amp or abs(self.b) > 0.02) else 2):
            x = X - F(side * 0.5) * self(x, y)
        return x, self(x, y)


class Generator:
    def __init__(self, textures, seed):
        self.tex = textures if isinstance(textures, Textures) else Textures(textures)
        self.rng = np.random.default_rng(seed)

    def scene(self, W, H, boards):
        """Layers from back to front; `boards`: few, large and flat, most of them faint."""
        rng = self.rng
        patch = lambda w, h: self.tex.patch(rng, w, h, quiet=boards and rng.random() < 0.7)
        base = rng.uniform(-62, 40) if rng.random() < 0.4 else rng.normal(0, 14)
        if rng.random() < 0.3:
            base = rng.uniform(0, 35)
        base = float(np.clip(base, -62, 50))
        depth = rng.uniform(4, 90) if rng.random() < 0.6 else rng.uniform(4, 40)
        top = min(base + depth, 66.0)
        k = rng.random()
        ground = None
        dark = rng.random() < 0.10
        if k < 0.30:
            yh = rng.uniform(-0.2, 0.8) * H
            ground = (yh, (top - base) * rng.uniform(0.3, 1.0) / (1.15 * H - yh))
        is_sky = rng.random() < 0.10
        slant = 0 if is_sky else abs(rng.normal(0, 0.06 if boards else 0.03))
        back = Surface(rng, W / 2, H / 2, base, slant, abs(rng.normal(0, 3)) if rng.random() < 0.3 and not is_sky else 0, ground)
        m = 48
        if is_sky:
            rgb = sky(rng, W + 2 * m, H + 2 * 16)
            if ground:
                y0 = int(np.clip(ground[0] + 16, 0, H + 31))
                rgb[y0:] = patch(W + 2 * m, H + 32)[y0:]
        elif dark or rng.random() < 0.08:
            rgb = plain(rng, W + 2 * m, H + 32, dark)
        else:
            rgb = patch(W + 2 * m, H + 32)
        layers = [(-m, -16, rgb, None, back)]
        n = int(rng.integers(1, 7)) if boards else int(rng.integers(2, 29)) if rng.random() < 0.5 else int(rng.integers(2, 12))
        found = []
        for _ in range(n):
            s = shape(rng, W, H, boards and rng.random() < 0.8)
            if s is None:
                continue
            x0, y0, mask = s
            cy = y0 + mask.shape[0] / 2
            lo = base
            if ground:
                lo = float(back(F(W / 2), F(min(cy + mask.shape[0] / 2, H))))
            d = rng.uniform(min(lo, top), top) if rng.random() < 0.8 else rng.uniform(lo, lo + 0.3 * max(top - lo, 1))
            found.append((d, x0, y0, mask))
        found.sort(key=lambda v: v[0])
        for d, x0, y0, mask in found:
            h, w = mask.shape
            t = rng.random()
            if t < 0.13:
                rgb = plain(rng, w, h, rng.random() < 0.4)
            elif t < 0.20 and layers[0][3] is None and not is_sky:
                px, py = rng.integers(0, m), rng.integers(0, 32)   # same texture as the background: camouflage
                bg = layers[0][2]
                rgb = np.resize(bg[py:py + h, px:px + w], (h, w, 3)) if bg.shape[0] - py >= h and bg.shape[1] - px >= w else patch(w, h)
            else:
                rgb = patch(w, h)
            if rng.random() < 0.15:
                rgb = rimmed(rng, rgb, mask)
            surf = Surface(rng, x0 + w / 2, y0 + h / 2, d, abs(rng.normal(0, 0.08 if boards else 0.05)) if rng.random() < 0.6 else 0.0,
                           abs(rng.normal(0, 2.0)) if rng.random() < 0.25 and not boards else 0)
            layers.append((x0, y0, rgb, mask, surf))
        return layers

    def pair(self, W=352, H=192):
        rng = self.rng
        boards = rng.random() < 0.4
        layers = self.scene(W, H, boards)
        Y, X = np.mgrid[0:H, 0:W].astype(F)
        # right view: ideal (xr, yr) -> picture, a small similarity about the centre
        A = np.array([[1, 0, 0], [0, 1, 0]], np.float64)
        if rng.random() < 0.5:
            dy = rng.uniform(-8, 8)
            a, z = rng.normal(0, 0.006), 1 + rng.normal(0, 0.006)
            ca, sa = np.cos(a) * z, np.sin(a) * z
            A = np.array([[ca, -sa, W / 2 - ca * W / 2 + sa * H / 2], [sa, ca, H / 2 - sa * W / 2 - ca * H / 2 + dy]])
        Ai = np.linalg.inv(np.vstack([A, [0, 0, 1]]))
        XR = (Ai[0, 0] * X + Ai[0, 1] * Y + Ai[0, 2]).astype(F)
        YR = (Ai[1, 0] * X + Ai[1, 1] * Y + Ai[1, 2]).astype(F)
        views = []
        for side, VX, VY in ((1, X, Y), (-1, XR, YR)):
            rgb = np.zeros((H, W, 3), F)
            ids = np.zeros((H, W), np.int16)
            other = np.zeros((H, W), F)             # ideal x in the other view
            for l, (x0, y0, tex, mask, surf) in enumerate(layers):
                h, w = tex.shape[:2]
                if mask is None:
                    r0, r1, c0, c1 = 0, H, 0, W
                else:                               # rows and columns the layer can reach
                    e = 13 + 0.02 * W
                    span = [surf(F(x), F(y)) for x in (x0, x0 + w) for y in (y0, y0 + h)]
                    q = float(surf.amp) + 1
                    s0, s1 = sorted((side * 0.5 * (min(span) - q), side * 0.5 * (max(span) + q)))
                    g = e if side < 0 else 1
                    r0, r1 = int(max(0, y0 - g)), int(min(H, y0 + h + g))
                    c0, c1 = int(max(0, x0 + s0 - g - 1)), int(min(W, x0 + w + s1 + g + 2))
                    if r1 - r0 < 1 or c1 - c0 < 1:
                        continue
                sl = np.s_[r0:r1, c0:c1]
                y = VY[sl]
                x, d = surf.solve(VX[sl], y, side)
                mx, my = x - F(x0), y - F(y0)
                t = cv2.remap(tex, mx, my, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
                o = x - F(side * 0.5) * d
                if mask is None:
                    rgb[:] = t
                    other[:] = o
                    continue
                a8 = cv2.remap(mask, mx, my, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
                al = (a8 * F(1 / 255))[..., None]
                rgb[sl] += al * (t - rgb[sl])
                on = a8 > 127
                ids[sl][on] = l
                other[sl][on] = o[on]
            views.append([rgb, ids, other])
        (imL, idL, oL), (imR, idR, oR) = views
        # left -> right: ideal (oL, Y) through A; right -> left: the left view is ideal itself
        fLu = (A[0, 0] * oL + A[0, 1] * Y + A[0, 2]).astype(F) - X
        fLv = (A[1, 0] * oL + A[1, 1] * Y + A[1, 2]).astype(F) - Y
        fRu, fRv = oR - X, YR - Y
        visL = visible(idL, idR, fLu, fLv, X, Y)
        visR = visible(idR, idL, fRu, fRv, X, Y)
        imL, imR = self.photometric(imL, imR, boards)
        wL, wR = np.where(visL, F(1), F(0.4)), np.where(visR, F(1), F(0.4))
        if rng.random() < 0.05:                     # letterbox bars: no weight
            b = int(rng.integers(4, H // 5))
            for im, w in ((imL, wL), (imR, wR)):
                im[:b] = im[-b:] = 0
                w[:b] = w[-b:] = 0
        return imL, imR, np.stack([fLu, fLv]), np.stack([fRu, fRv]), wL, wR

    def photometric(self, a, b, boards):
        rng = self.rng
        H, W = a.shape[:2]
        if rng.random() < 0.3:                      # half-width packing
            f = cv2.INTER_AREA if rng.random() < 0.6 else cv2.INTER_LINEAR
            g = cv2.INTER_LINEAR if rng.random() < 0.5 else cv2.INTER_CUBIC
            a, b = (cv2.resize(cv2.resize(v, (W // 2, H), interpolation=f), (W, H), interpolation=g) for v in (a, b))
        same = rng.random() < 0.25
        strong = 2.5 if rng.random() < 0.12 else 1.0
        sat = rng.uniform(0, 1.3) if rng.random() < 0.25 else 1.0
        common = rng.uniform(0, 1.6) if rng.random() < 0.2 else 0.0    # soft pictures
        out, q = [], None
        noise = rng.uniform(0, 0.03) * 255 if rng.random() < 0.5 else 0
        jpeg = int(rng.integers(25, 93)) if rng.random() < 0.5 else 0
        if boards and rng.random() < 0.8:           # hardly more than the blocks' means is left of what is faint
            noise, jpeg = rng.uniform(0, 0.025) * 255, int(rng.integers(22, 40))
        elif rng.random() < 0.25:                   # grain that was compressed hard: what is left of it differs by view
            noise, jpeg = rng.uniform(0.01, 0.03) * 255, int(rng.integers(25, 50))
        p = None
        for v in (a, b):
            if p is None or not same:
                p = (np.exp(rng.normal(0, 0.08 * strong)), np.exp(rng.normal(0, 0.08 * strong)),
                     np.exp(rng.normal(0, 0.05 * strong, 3)), rng.normal(0, 0.02 * strong))
            s = common + (rng.uniform(0.3, 1.2) if rng.random() < 0.15 else 0)
            if s > 0.25:
                v = cv2.GaussianBlur(v, (0, 0), s)
            if sat != 1.0:
                grey = v.mean(2, keepdims=True)
                v = grey + (v - grey) * F(sat)
            v = np.clip(v, 0, 255).astype(np.uint8)
            x = np.linspace(0, 1, 256)[None, :, None] ** p[1] * p[0] * p[2] + p[3]
            v = cv2.LUT(v, np.clip(x * 255 + 0.5, 0, 255).astype(np.uint8))
            if noise > 0:
                n = np.empty((H, W, 3), np.int16)
                cv2.randn(n, (0, 0, 0), (noise,) * 3)
                if rng.random() < 0.3:
                    n = np.repeat(n[:, :, :1], 3, 2)
                v = np.clip(v + n, 0, 255).astype(np.uint8)
            if jpeg:
                ok, code = cv2.imencode(".jpg", v, [cv2.IMWRITE_JPEG_QUALITY, int(np.clip(jpeg + rng.integers(-5, 6), 20, 95))])
                v = cv2.imdecode(code, cv2.IMREAD_COLOR)
            out.append(np.ascontiguousarray(v[:, :, ::-1]))
        return out


def visible(ids, other, u, v, X, Y):
    """Seen in the other view: inside, and the same layer lies there."""
    H, W = ids.shape
    x, y = X + u, Y + v
    inside = (x >= 0) & (x <= W - 1) & (y >= 0) & (y <= H - 1)
    xi, yi = np.clip(np.rint(x), 0, W - 1).astype(np.intp), np.clip(np.rint(y), 0, H - 1).astype(np.intp)
    return inside & (other[yi, xi] == ids)


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("--textures")
    ap.add_argument("--show")
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    cv2.setNumThreads(1)
    g = Generator(args.textures, args.seed)
    g.pair()
    t = time.time()
    s = [g.pair() for _ in range(24)]
    print("%.1f pairs/s" % (24 / (time.time() - t)))
    if args.show:
        rows = []
        for L, R, fl, fr, wl, wr in s[:8]:
            d = np.clip((-fl[0] + 66) / 132 * 255, 0, 255).astype(np.uint8)
            rows.append(np.hstack([L[:, :, ::-1], R[:, :, ::-1], cv2.applyColorMap(d, cv2.COLORMAP_JET), np.repeat((wl * 255).astype(np.uint8)[..., None], 3, 2)]))
        cv2.imwrite(args.show, np.vstack(rows))
        # photometric check of the flow: warp the right view back
        e = []
        for L, R, fl, fr, wl, wr in s:
            H, W = wl.shape
            Y, X = np.mgrid[0:H, 0:W].astype(F)
            for a, b, f, w in ((L, R, fl, wl), (R, L, fr, wr)):
                k = cv2.remap(b, X + f[0], Y + f[1], cv2.INTER_LINEAR)
                e.append([np.abs(k.astype(F) - a)[w == 1].mean(), np.abs(b.astype(F) - a)[w == 1].mean()])
        print("mean |difference| after / before warping, visible pixels:", np.mean(e, 0))
