"""Training pictures from rendered views: another sky, haze, exposure and film look each time a view is shown."""
import glob
import math
import os

import cv2
import numpy as np

import textures
from panoramas import Panoramas

WIDTH, HEIGHT = 192, 96   # what the network sees (network.py)
SHARE_MAX = .85          # more sky than that in a training picture: a wall behind a thing could look the same
HANGING_MIN = .6         # more sky than that and mostly sky below, too: only clouds tell it from a wall, so there always are some
MOODS = 8                 # of painted skies: blue, overcast, sunset, teal, night, storm, any colours
OFTEN = [2, 3, 4]         # sunset, teal and night, the moods that are overlooked most, come up half as often again


def uniform(rng, a, b):
    return float(rng.uniform(a, b))


POOL, POOL_MAX = {}, 120


def any_sky(rng, h, w, mood):
    """A painted sky of a mood (painted_sky), new or from the last ones, mirrored at random and in another light."""
    pool = POOL.setdefault((mood, h, w), [])
    if len(pool) < 15 or rng.random() < .1:
        pool.append(painted_sky(rng, h, w, mood=mood).astype(np.float16))
        del pool[:-POOL_MAX]
        return pool[-1].astype(np.float32)
    sky = pool[rng.integers(len(pool))].astype(np.float32)
    return sky[:, ::-1] * np.exp(rng.normal(0, .1, 3)).astype(np.float32) if rng.random() < .5 else sky


def choose_sky(rng):
    """The mood of a painted sky, or None for the sky that was rendered."""
    mood = int(rng.integers(MOODS + len(OFTEN) // 2))
    return None if rng.random() >= .55 else mood if mood < MOODS else OFTEN[rng.integers(len(OFTEN))]


def bodied(rng, sky, low):
    """A layer of clouds with bodies: lit from one side, dark where they are thick, smaller towards the horizon."""
    h, w = sky.shape[:2]
    n = textures.noise(rng, h * 2, w, uniform(rng, .55, 1), int(rng.integers(1, 5)))
    n = n[(np.linspace(0, 1, h) ** uniform(rng, .3, .9) * (2 * h - 1)).astype(int)]
    y, x = rng.integers(-4, 5, 2)
    side = n - cv2.GaussianBlur(np.roll(n, (int(y), int(x)), (0, 1)), (0, 0), 1.5)
    thick = np.clip((n - uniform(rng, -.7, .35)) * uniform(rng, 1.2, 6), 0, 1)
    white = (low * uniform(rng, 0, .7) + sky.mean() * uniform(rng, .6, 2)).astype(np.float32)
    dark = (white * uniform(rng, .12, .8) * np.exp(rng.normal(0, .1, 3))).astype(np.float32)
    lit = np.clip(uniform(rng, .3, .9) + side * uniform(rng, .5, 3) - thick * uniform(rng, -.2, .8), 0, 1)[..., None]
    cover = thick[..., None] * uniform(rng, .4, 1)
    return sky * (1 - cover) + (dark + (white - dark) * lit) * cover


def painted_sky(rng, h, w, clouds=.65, mood=None):
    """[h,w,3] linear light: gradients of every mood, with or without clouds, glow, stars; about 1 in the mean."""
    t = np.linspace(0, 1, h, dtype=np.float32)[:, None, None] ** uniform(rng, 0.4, 2)
    mood = rng.integers(MOODS) if mood is None else mood
    if mood == 0:      # blue
        top, low = np.array([.15, .35, .9]) * uniform(rng, .3, 1.2), np.array([.6, .8, 1.0]) * uniform(rng, .5, 1.3)
    elif mood == 1:    # overcast
        top = np.array([1, 1, 1.0]) * uniform(rng, .5, 1.2)
        low = top * rng.uniform(.85, 1.15, 3)
    elif mood == 2:    # sunset
        top, low = rng.uniform([.1, .1, .2], [.7, .4, .9]), np.array([1.3, uniform(rng, .35, .8), uniform(rng, .1, .5)])
    elif mood == 3:    # teal and orange
        top, low = np.array([.1, .5, .5]) * uniform(rng, .4, 1.4), rng.uniform([.4, .6, .5], [1.2, 1, .9])
    elif mood == 4:    # night
        top = rng.uniform(.05, .3, 3) * [.5, .7, 1.3]
        low = np.array([.6, .8, 1.1]) * uniform(rng, .1, .5) * np.exp(rng.normal(0, .3, 3))
    elif mood == 5:    # storm: dark grey with some hue, a lighter strip low down or none
        top = np.array([1, 1, 1.0]) * uniform(rng, .1, .6) * np.exp(rng.normal(0, .12, 3))
        low = top * uniform(rng, .7, 2.5) * np.exp(rng.normal(0, .1, 3))
    else:
        top, low = rng.uniform(.2, 1.1, (2, 3))
    sky = top * (1 - t) + low * t
    sky = np.repeat(sky, w, 1).astype(np.float32)
    if rng.random() < 0.3:
        x = np.linspace(-1, 1, w, dtype=np.float32)[None, :, None]
        sky *= 1 + uniform(rng, -.5, .5) * x
    if rng.random() < clouds and rng.random() < .6:
        for _ in range(rng.integers(1, 3)):
            sky = bodied(rng, sky, low)
    elif rng.random() < clouds:
        n = textures.noise(rng, h * 2, w, uniform(rng, .7, 1.2), int(rng.integers(1, 6)))
        fall = (np.linspace(0, 1, h) ** uniform(rng, .4, 1) * (2 * h - 1)).astype(int)
        n = n[fall] if rng.random() < .7 else n[:h]
        cover = np.clip((n - uniform(rng, -.5, .3)) * uniform(rng, 1, 8), 0, 1)[..., None] * uniform(rng, .2, 1)
        shade = 1 + uniform(rng, 0, .6) * textures.noise(rng, h, w, 1, 2)[..., None]
        cloud = (low * .4 + .6 * low.mean() + uniform(rng, -.3, .5)).clip(.02) * shade
        sky = sky * (1 - cover) + cloud * cover
    if rng.random() < 0.2:
        y, x = np.mgrid[:h, :w].astype(np.float32)
        d = np.hypot(x - uniform(rng, 0, w), y - uniform(rng, .2, 1) * h) / w
        sky += (low * uniform(rng, .5, 6))[None, None] * np.exp(-d * uniform(rng, 3, 20))[..., None]
    if mood == 4 and rng.random() < .4:
        stars = (rng.random((h, w)) > .998).astype(np.float32)[..., None] * uniform(rng, .3, 2)
        sky += stars
    return np.clip(sky, 0, None).astype(np.float32)


def quiet(front):
    """Takes most of the render's noise out, alike in every view: neither noise nor blur may tell what is no sky."""
    level = max(float(np.median(front)), 1e-3)
    shown = np.clip(np.sqrt(front / (front + 2 * level)) * 255, 0, 255).astype(np.uint8)
    still = cv2.fastNlMeansDenoisingColored(cv2.medianBlur(shown, 3), None, 9, 9, 3, 9).astype(np.float32) / 255
    s = np.clip(still, 0, .985) ** 2
    return (2 * level * s / (1 - s)).astype(np.float16)


def reduced(view, width):
    """The view no wider than that, as float32: cutting pieces out of it takes a third of the time."""
    k = min(width / view["share"].shape[1], 1)
    for key in ("front", "sky", "share", "nearness"):
        view[key] = cv2.resize(view[key].astype(np.float32), None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
    return view


class Views:
    """The views in memory, at most `width` wide; new ones are taken in as the renderer finishes them."""

    def __init__(self, folder, width=288, panoramas=None, photographed=0.0):
        """panoramas: a folder of panoramas.py or None; photographed: what share of the pictures are pieces of those."""
        self.folder, self.known, self.width = folder, {}, width
        self.panoramas = Panoramas(panoramas) if panoramas else None
        self.photographed = photographed if panoramas else 0.0
        self.positive, self.negative = [], []

    def refresh(self, limit=200):
        for f in sorted(glob.glob(os.path.join(self.folder, "*.npz"))):
            if f in self.known or f.endswith(".tmp.npz"):
                continue
            v = dict(np.load(f))
            still = f[:-4] + ".quiet.npy"     # kept, for it takes longer than rendering a small view
            if not os.path.exists(still):
                np.save(still + ".tmp.npy", quiet(v["front"].astype(np.float32)))
                os.replace(still + ".tmp.npy", still)
                limit -= 1
            v["front"] = np.load(still)
            v = reduced(v, self.width)
            share = v["share"].mean() / 255
            self.known[f] = v
            if v["negative"] or share < 0.002:
                v["share"] = v["share"] if v["negative"] else v["share"] * 0
                self.negative.append(v)
            elif share < 0.97:
                v["hanging"] = share > HANGING_MIN and v["share"][-3:].mean() > 127
                self.positive.append(v)
            if limit <= 0:
                break
        return len(self.known)


def cut(rng, view, h, w):
    """A random part of a view as (front, sky, share, nearness) of h by w."""
    vh, vw = view["share"].shape
    aspect = math.exp(uniform(rng, math.log(1.0), math.log(2.5)))
    scale = uniform(rng, 0.4, 1.0) ** 0.35
    ch = min(vh, int(vw / aspect)) * scale
    cw = min(ch * aspect, vw)
    x, y = uniform(rng, 0, vw - cw), uniform(rng, 0, vh - ch)
    box = slice(int(y), max(int(y + ch), int(y) + 8)), slice(int(x), max(int(x + cw), int(x) + 8))
    out = []
    for key in ("front", "sky", "share", "nearness"):
        part = view[key][box]
        if view.get("flip"):
            part = part[:, ::-1]
        out.append(cv2.resize(np.ascontiguousarray(part), (w, h), interpolation=cv2.INTER_AREA if part.shape[0] > h else cv2.INTER_LINEAR))
    out[2] /= 255
    return out


GRAINS = []


def grain(rng, h, w, panoramas=None):
    """[h,w,3] about 1: leaves, weaves, signs, clouds or photographed surfaces at any scale and contrast, as what fills real pictures."""
    if len(GRAINS) < 40 or rng.random() < .01:
        draw = [textures.leaves, textures.leaves, textures.clouded, textures.weave, textures.sign][rng.integers(5)]
        seen = panoramas.surface(rng, 256) if panoramas and rng.random() < .5 else None
        GRAINS.append(np.clip(draw(rng, 256) if seen is None else seen, .02, 2).astype(np.float16))
        del GRAINS[:-200]
    g = GRAINS[rng.integers(len(GRAINS))].astype(np.float32)
    k = math.exp(uniform(rng, math.log(.4), math.log(2))) * w / 256
    n = max(int(256 * k), 8)
    g = cv2.resize(g, (n, n), interpolation=cv2.INTER_AREA if k < 1 else cv2.INTER_LINEAR)
    y, x = rng.integers(0, n, 2)
    g = np.tile(g, (h // n + 2, w // n + 2, 1))[y:y + h, x:x + w]
    if rng.random() < .6:
        g = g.mean(2, keepdims=True)
    return (g / max(float(g.mean()), .02)) ** uniform(rng, .3, 1.2)


def textured(rng, front, near, panoramas=None):
    """Surfaces nearer than some depth, or all, get another grain: what is plain in a rendering mostly is not in a photograph."""
    h, w = near.shape
    for _ in range(rng.integers(1, 3)):
        where = near > np.quantile(near, rng.random()) if rng.random() < .7 else near >= 0
        front = np.where(where[..., None], front * grain(rng, h, w, panoramas), front)
    return front


def lit_by(rng, light, sky):
    """What stands under a painted sky takes on its hue, more or less."""
    hue = sky.mean((0, 1)) / max(float(sky.mean()), 1e-3)
    return light * np.clip(hue, .15, 4) ** uniform(rng, 0, .7)


def exposed(sky, level, exponent):
    """A sky whose mean is e ** exponent times the level of what stands before it."""
    return sky * (max(level, 1e-3) * math.exp(exponent) / max(float(sky.mean()), 1e-3))


def veiled(rng, light, near, tone):
    """
    Fog, mist, smoke or spray of that tone before what is far, and how much of each pixel it hides: it is as thick as the view's depths
    ask for, and lies low or everywhere.
    """
    depth = 1 / np.maximum(near, 1e-4)
    known = depth[near > 0]
    reach = float(np.quantile(known, uniform(rng, .1, .8))) * math.exp(uniform(rng, -.8, 1.2))
    air = np.where(near > 0, 1 - np.exp(-depth / reach), 0)
    if rng.random() < .3:
        air = air * np.linspace(uniform(rng, 0, 1), 1, len(air))[:, None]
    return (light * (1 - air[..., None]) + tone * air[..., None]).astype(np.float32), air


def fog(rng, front, sky, share, near):
    """A view in fog, under a sky that is little but fog: light and sky share. What fog hides as good as wholly counts as sky."""
    tone = sky[int(len(sky) * .4):].mean((0, 1))
    tone = (tone + (tone.mean() - tone) * uniform(rng, 0, 1)) * np.exp(rng.normal(0, .05, 3))
    sky = tone + (sky - tone) * uniform(rng, 0, .5) * np.linspace(1, uniform(rng, 0, 1), len(sky))[:, None, None]
    body, air = veiled(rng, front, near, tone * (1 - share[..., None]))
    light = body + sky * share[..., None]
    return light.astype(np.float32), share + (1 - share) * np.clip((air - .92) / .06, 0, 1).astype(np.float32)


def compose(rng, view, h, w, choose=choose_sky, panoramas=None):
    """Linear light and sky share of one picture; `choose` gives the mood of its sky, which may be a photographed one."""
    view = dict(view, flip=rng.random() < .5)
    front, sky, share, near = cut(rng, view, h, w)
    behind = share[..., None]
    if rng.random() < .35:
        front = textured(rng, front, near, panoramas)
    body = front[share < .5]
    level = float(np.median(body.mean(1))) if len(body) else .2
    has_depths = (near > 0).any() and np.ptp(near) > 0
    if view["negative"]:
        if behind.mean() > .05 and rng.random() < .7:      # nothing behind: a graded ground of any hue
            sky = painted_sky(rng, h, w, clouds=0, mood=int(rng.choice([0, 1, 3, MOODS - 1])))
            sky = exposed(sky, level, rng.normal(.8, .8))
        light = front + sky * behind
        if rng.random() < .4:     # or a hue over all would tell that there is sky
            light = lit_by(rng, light, any_sky(rng, h, w, int(rng.integers(MOODS))))
        if rng.random() < .07 and has_depths:      # smoke and steam are no fog under a sky
            light, _ = veiled(rng, light, near, light.mean() * np.exp(rng.normal(0, [.7, .2, .2]).cumsum()))
        if rng.random() < .3:     # light falls off to a side or the corners, as on walls
            light = light * np.exp(uniform(rng, 0, 1.2) * textures.noise(rng, h, w, 1.5, 1))[..., None]
        return light, np.zeros((h, w), np.float32)
    mood = choose(rng)
    if mood is None and view.get("hanging"):
        mood = int(rng.integers(MOODS))
    if mood is not None:
        if view.get("hanging"):
            sky = painted_sky(rng, h, w, clouds=1, mood=mood)
        else:
            seen = panoramas.sky(rng, h, w) if panoramas and rng.random() < .2 else None
            sky = any_sky(rng, h, w, mood) if seen is None else seen
        front = lit_by(rng, front, sky)
        sky = exposed(sky, level, rng.normal(.3, .9) if mood in (4, 5) else rng.normal(1.2, .7))
    elif rng.random() < .5:
        sky = sky * math.exp(rng.normal(0, .6))
    if rng.random() < .08 and has_depths:
        return fog(rng, front, sky, share, near)
    if rng.random() < .2:         # haze in the colour that the sky has low down
        low = sky[int(h * .4):].mean((0, 1)) * rng.uniform(.8, 1.1, 3).astype(np.float32)
        reach = math.exp(uniform(rng, math.log(30), math.log(2500)))
        air = np.where(near > 0, 1 - np.exp(-1 / np.maximum(near, 1e-5) / reach), 0)[..., None]
        front = front * (1 - air) + low * air * (1 - behind)
    light = front + sky * behind
    if rng.random() < .25:        # light of the sky flows over what stands before it
        light = light + uniform(rng, .05, .4) * (cv2.GaussianBlur(sky * behind, (0, 0), uniform(rng, 2, 15)))
    return light, share


def developed(rng, light, share=None):
    """Linear light to a picture 0...1: exposure, curve, grading."""
    level = max(float(np.median(light.mean(2))), 1e-4)
    key = rng.random()    # low key as at night or on a stage, high key as in fog or against the light, else as metered
    stops = uniform(rng, -3, -.8) if key < .17 else uniform(rng, .8, 2.2) if key < .25 else rng.normal(.3, .5)
    light = light / level * .18 * 2 ** stops
    light = light * np.exp(rng.normal(0, .05, 3)).astype(np.float32)
    curve = rng.integers(4)
    if curve == 0:
        p = np.clip(light, 0, 1)
    elif curve == 1:
        p = 1 - np.exp(-light * 1.3)
    elif curve == 2:
        p = np.clip(light * (2.51 * light + .03) / (light * (2.43 * light + .59) + .14), 0, 1)
    else:
        p = light / (light + uniform(rng, .5, 1.2)) * uniform(rng, 1, 1.4)
    p = np.clip(p, 0, 1) ** (1 / uniform(rng, 1.8, 2.6))
    grey = p.mean(2, keepdims=True)
    look = rng.random()
    if look < .07:
        p = grey * np.array([1, uniform(rng, .9, 1), uniform(rng, .75, 1)], np.float32)
    elif look < .2:
        cool, warm = np.array([.0, .45, .5], np.float32), np.array([1.0, .75, .5], np.float32)
        a = uniform(rng, .05, .35)
        p = p * (1 - a) + a * (cool * (1 - grey) * grey * 2 + warm * grey ** 1.5)
    else:
        p = grey + (p - grey) * uniform(rng, .6, 1.4)
    lift, veil = rng.normal(0, .012, (2, 3)).astype(np.float32)
    p = p + lift * (1 - p) + veil
    if rng.random() < .5:
        k = uniform(rng, .7, 1.35)
        p = (p - .5) * k + .5 + uniform(rng, -.08, .08)
    return np.clip(p, 0, 1).astype(np.float32)


def filmed(rng, p):
    """Blur, grain, vignette, compression."""
    h, w = p.shape[:2]
    if rng.random() < .2:
        p = cv2.GaussianBlur(p, (0, 0), uniform(rng, .3, 1.2))
    if rng.random() < .2:
        y, x = np.mgrid[-1:1:h * 1j, -1:1:w * 1j].astype(np.float32)
        p = p * (1 - uniform(rng, 0, .45) * (x * x + y * y))[..., None]
    if rng.random() < .6:
        g = rng.standard_normal((h, w, 1 if rng.random() < .6 else 3), np.float32) * uniform(rng, 0, .15) ** 2
        if rng.random() < .4:
            g = cv2.GaussianBlur(g, (0, 0), .7).reshape(h, w, -1) * 1.6
        p = p + g
    p = (np.clip(p, 0, 1) * 255).astype(np.uint8)
    if rng.random() < .4:
        done, code = cv2.imencode(".jpg", p[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 95))])
        p = cv2.imdecode(code, cv2.IMREAD_COLOR)[..., ::-1]
    return np.ascontiguousarray(p)


def barred(rng, p, share):
    """Black bars, above and below or at the sides."""
    h, w = share.shape
    a = int(h * uniform(rng, .02, .14))
    bar = np.zeros_like(share, bool)
    if rng.random() < .7:
        bar[:a], bar[h - a:] = True, True
    else:
        bar[:, :a], bar[:, w - a:] = True, True
    p, share = p.copy(), share.copy()
    p[bar], share[bar] = rng.integers(0, 8), 0
    return p, share


def sample(rng, views, positive=.5, h=HEIGHT, w=WIDTH):
    """One training picture: uint8 [h,w,3] RGB, share of sky float32 [h,w]."""
    if rng.random() < .03:
        # A plain sheet of any colour, graded: what is nothing but that is no sky.
        light = painted_sky(rng, h, w, clouds=0)
        return filmed(rng, developed(rng, light)), np.zeros((h, w), np.float32)
    wanted = rng.random() < positive
    view = None
    if rng.random() < views.photographed:
        view = views.panoramas.view(rng, h + h // 4, w + w // 4, wanted)
    if view is None:
        pool = views.positive if wanted else views.negative
        view = pool[rng.integers(len(pool))]
    light, share = compose(rng, view, h, w, panoramas=views.panoramas)
    for _ in range(4):     # nothing but sky could be a wall as well
        if share.mean() < SHARE_MAX:
            break
        light, share = compose(rng, view, h, w, panoramas=views.panoramas)
    if share.mean() >= SHARE_MAX:
        return sample(rng, views, positive, h, w)
    p = filmed(rng, developed(rng, light, share))
    if rng.random() < .12:
        p, share = barred(rng, p, share)
    return p, share
