"""Scenes in which sky is mistaken most: nights, windows onto the open and onto none, stages, bare forms, close-ups; see outdoors.py."""
import math

import numpy as np

import indoors
import outdoors
import shapes
from outdoors import look, person, tree
from shapes import box, place, turned


def night(s):
    """A street after dark: lit windows, lamps, little light from above."""
    views, none = outdoors.street(s, "night", lit=0.8)
    for k in range(s.rng.integers(2, 9)):
        at = (s.pick([-1, 1]) * s.uniform(2, 8), 4 + 11 * k + s.uniform(-3, 3), s.uniform(2.5, 7))
        warm = shapes.near(s.rng, s.pick([[1, 0.7, 0.35], [1, 0.9, 0.7], [0.7, 0.85, 1]]), 0.15)
        s.lamp(at, s.uniform(20, 400), warm, 0.3)
        if s.chance(0.7):
            place(shapes.ball(s.uniform(0.1, 0.3), shapes.plain(warm, glow=s.uniform(1, 8))), at)
    return views, none


def form(s, k):
    """A column, an arch, a slab, a boulder or a pile, some k metres high, round its own origin; parts with their places."""
    rng, skin = s.rng, s.surface(photo=0.2)
    what = rng.integers(6)
    if what == 0:
        r = k * s.uniform(0.06, 0.15)
        shaft = [(r * 1.5, 0), (r * 1.5, k * 0.06), (r, k * 0.08), (r * s.uniform(.7, 1), k * 0.92), (r * 1.6, k * 0.95), (r * 1.6, k)]
        return [(shapes.lathe(shaft, skin, 14), (0, 0, 0))]
    if what == 1:
        w, d, t = k * s.uniform(0.5, 1.2), k * s.uniform(0.1, 0.3), k * s.uniform(0.1, 0.25)
        leg = box((t, d, k), skin)
        return [(leg, (-w / 2, 0, 0)), (leg, (w / 2, 0, 0)), (box((w + 2 * t, d * 1.1, t), s.surface()), (0, 0, k))]
    if what == 2:
        return [(box((k * s.uniform(0.2, 2), k * s.uniform(0.1, 1), k), skin), (0, 0, 0))]
    if what == 3:
        return [(shapes.ball(k * 0.6, skin, 0.3, rng), (0, 0, k * 0.3))]
    if what == 4:
        n = rng.integers(4, 9)
        return [(shapes.lathe([(k * s.uniform(0.1, 0.5), k * i / n) for i in range(n)] + [(1e-3, k)], skin, 18), (0, 0, 0))]
    return [(box((k * .5, k * .5, k * .5), s.surface(photo=0.2)), (s.uniform(-.1, .1) * k, 0, k * .5 * i)) for i in range(3)]


def bare(s):
    """Plain or hilly ground with bare forms on it, near and far, under any sky."""
    s.sky()
    rng, at = s.rng, lambda x, y: 0.0
    if s.chance(0.5):
        outdoors.ground(s, 2000)
    else:
        size = s.uniform(200, 1500)
        earth = shapes.hue(rng, (0, 0.5), (0.03, 0.9))
        m, at = shapes.terrain(rng, size, size * s.uniform(0.003, 0.05), s.surface(earth, scale=s.uniform(5, 80) / size))
        place(m)
    for _ in range(rng.integers(0, 22)):
        y = math.exp(s.uniform(1.2, 4.6))
        x = s.uniform(-.8, .8) * y
        parts, turn = form(s, s.uniform(0.7, 9)), s.uniform(0, 6.3)
        for m, p in parts:
            place(m, turned((x, y, float(at(x, y)) - 0.1), turn, *p), (0, 0, turn))
    for _ in range(rng.integers(0, 4)):
        x, y = s.uniform(-3, 3), s.uniform(3, 14)
        person(s, (x, y, float(at(x, y))), s.uniform(1.5, 1.9), s.uniform(0, 6))
    if s.chance(0.4):
        outdoors.stand(s, tree(s, s.uniform(3, 9), bare=s.chance(0.6)), (s.uniform(-5, 5), s.uniform(4, 15), float(at(0, 8))))
    high = float(at(0, 0))
    view = lambda: look(s, (s.uniform(-2, 2), s.uniform(-3, 1), high + s.uniform(0.5, 4)),  # noqa: E731
                        (s.uniform(-8, 8), 25, high + s.uniform(-2, 9)), s.uniform(16, 60))
    return [view() for _ in range(3)], False


def pierced(s, w, h, y, holes, wall):
    """A wall at depth y with rectangular holes [(left, right, low, high), ...], left to right and apart from one another."""
    x = -w / 2
    for left, right, low, high in holes:
        place(box((left - x, 0.15, h), wall), ((left + x) / 2, y, 0))
        mid = (left + right) / 2
        place(box((right - left, 0.15, low), wall), (mid, y, 0))
        place(box((right - left, 0.15, h - high), wall), (mid, y, high))
        x = right
    place(box((w / 2 - x, 0.15, h), wall), ((w / 2 + x) / 2, y, 0))


def bars(s, y, hole):
    """A frame round a hole in a wall, mostly with bars in it and now and then a curtain."""
    left, right, low, high = hole
    frame, t = shapes.plain(shapes.hue(s.rng, (0, 0.4), (0.05, 0.9))), s.uniform(0.04, 0.1)
    for x in np.linspace(left, right, s.rng.integers(2, 5)):
        place(box((t, t, high - low), frame), (x, y - 0.08, low))
    for z in np.linspace(low, high, s.rng.integers(2, 4)):
        place(box((right - left, t, t), frame), ((left + right) / 2, y - 0.08, z - t / 2))
    if s.chance(0.4):
        cloth = s.surface(shapes.hue(s.rng, (0, 0.5), (0.2, 0.9)))
        for x in (left, right):
            place(box((s.uniform(0.2, 0.6), 0.08, (high - low) * 1.2), cloth), (x, y - 0.2, low - 0.1 * (high - low)))


def inside(s, blocked):
    """A room with holes for windows; what is behind them is the open country, or (blocked) a wall, a hedge or a house front."""
    rng = s.rng
    w, d, h = s.uniform(3, 7), s.uniform(2.5, 7), s.uniform(2.4, 3.5)
    s.sky()
    wall = s.surface(indoors.paint(s), photo=0.05)
    n = rng.integers(1, 4)
    step = w / n
    holes = [(-w / 2 + step * (k + s.uniform(.1, .3)), -w / 2 + step * (k + s.uniform(.7, .92)), low,
              min(low + s.uniform(0.9, 2.2), h - 0.1)) for k in range(n) for low in [s.uniform(0.05, 0.9)]]
    pierced(s, w, h, d, holes, wall)
    for hole in holes:
        if s.chance(0.8):
            bars(s, d, hole)
    other = wall if s.chance(0.6) else s.surface(indoors.paint(s))
    for x in (-w / 2, w / 2):
        place(box((0.1, d + 2, h), other), (x, d / 2 - 1, 0))
    place(box((w, 0.1, h), wall), (0, -2, 0))
    place(box((w, d + 2, 0.1), s.surface()), (0, d / 2 - 1, -0.1))
    place(box((w, d + 2, 0.1), shapes.plain([s.uniform(0.4, 0.92)] * 3)), (0, d / 2 - 1, h))
    s.lamp((s.uniform(-1, 1), d * 0.4, h * 0.9), s.uniform(2, 12) * w * d, shapes.near(rng, [1, 0.85, 0.7], 0.15), 1.0)
    s.ambient(s.uniform(1, 6), s.uniform(0.2, 0.8))
    for _ in range(rng.integers(0, 5)):
        at, size = (s.uniform(-.4, .4) * w, s.uniform(0.4, 0.95) * d), tuple(rng.uniform(0.3, 1.4, 3) * [1, 1, .7])
        place(box(size, s.surface(photo=0.2)), (*at, 0), (0, 0, s.pick([0, s.uniform(0, 1.5)])))
        indoors.things(s, rng.integers(0, 4), ((at[0] - .2, at[0] + .2), (at[1] - .2, at[1] + .2)), size[2], (0.1, 0.5))
    for _ in range(rng.integers(0, 3)):
        person(s, (s.uniform(-.3, .3) * w, s.uniform(1.2, d * 0.8), 0), s.uniform(1.5, 1.9), s.uniform(0, 6))
    (closed if blocked else country)(s, d)
    view = lambda: look(s, (s.uniform(-.3, .3) * w, s.uniform(-1.7, 0.6 * d), s.uniform(0.7, 1.7)),  # noqa: E731
                        (s.uniform(-.35, .35) * w, d, s.uniform(1.0, 2.2)), s.uniform(16, 50))
    return [view() for _ in range(3)], blocked


def closed(s, d):
    """What lies before a window from which no sky is to be seen."""
    far = d + s.uniform(1.5, 12)
    if s.chance(0.5):
        outdoors.house(s, (120, 6, 70), (0, far + 3, -8), roof=False)
    else:
        place(box((120, 0.3, 70), s.surface(scale=s.uniform(0.2, 3), photo=0.3)), (0, far, -8))
        at = s.rng.uniform([-12, far - 1.5, -3], [12, far, 9], (1800, 3))
        place(shapes.cards(at, s.uniform(0.2, 0.5), s.surface([0.06, 0.16, 0.04]), s.rng))
    place(box((120, 40, 0.1), s.surface()), (0, d + 20, -8))


def country(s, d):
    """What lies before a window with a view."""
    drop = s.pick([-0.6, -3, -8])
    m, at = shapes.terrain(s.rng, 800, s.uniform(2, 25), s.surface([0.1, 0.14, 0.05]))
    place(m, (0, 400 + d + 0.5, drop - float(at(0, -399))))
    for _ in range(s.rng.integers(0, 9)):
        outdoors.house(s, (s.uniform(6, 14), 8, s.uniform(3, 14)), (s.uniform(-40, 40), d + s.uniform(15, 90), drop))
    kinds = outdoors.plants(s, (4, 10), 2)
    for _ in range(s.rng.integers(0, 12)):
        outdoors.stand(s, s.pick(kinds), (s.uniform(-25, 25), d + s.uniform(6, 60), drop))


def lookout(s):
    return inside(s, False)


def blocked(s):
    return inside(s, True)


def stage(s):
    """A dark hall: a lit backdrop in a strong colour, people or things before it as outlines, sometimes heads in the dark."""
    rng = s.rng
    s.plain_world([0.02] * 3, 0.1)
    s.ambient(1.0, 0.0)
    w, h, far = s.uniform(6, 16), s.uniform(3.5, 8), s.uniform(8, 16)
    tone = shapes.hue(rng, (0.0, 0.9), (0.5, 0.9))
    cloth = shapes.plain(tone) if s.chance(0.4) else shapes.pattern(
        rng, tone, shapes.near(rng, tone, 0.5), s.pick(["gradient", "noise", "wave"]), s.uniform(.1, 3))
    place(box((w, 0.1, h), cloth), (0, far, 0))
    place(box((60, 60, 0.1), shapes.plain([s.uniform(0.005, 0.3)] * 3, s.uniform(0.1, 0.8))), (0, 0, -0.1))
    dark = shapes.plain([s.uniform(0.003, 0.04)] * 3)
    for x in (-1, 1):
        place(box((12, 0.2, 14), dark), (x * (w / 2 + 5.6), far - 1, 0))
    place(box((60, 0.2, 12), dark), (0, far - 1, h * s.uniform(0.85, 1)))
    place(box((60, 0.2, 20), dark), (0, far + 3, 0))
    for _ in range(rng.integers(1, 6)):
        colour = shapes.hue(rng, (0, 1), (0.8, 1)) if s.chance(0.7) else [1, 0.9, 0.8]
        x = s.uniform(-.5, .5) * w
        if s.chance(0.5):
            s.lamp((x, far - s.uniform(0.5, 2), s.pick([0.2, h])), s.uniform(60, 900), colour, s.uniform(0.3, 2), (x, far, h / 2))
        else:
            s.lamp((x, far - s.uniform(1, 7), h * s.uniform(.9, 1.5)), s.uniform(200, 2500), colour, 0.4, (s.uniform(-2, 2), far - 1, 0))
    for _ in range(rng.integers(0, 6)):
        person(s, (s.uniform(-.4, .4) * w, far - s.uniform(1, 4), 0), s.uniform(1.5, 1.9), s.uniform(0, 6))
    indoors.things(s, rng.integers(0, 4), ((-.3 * w, .3 * w), (far - 4, far - 1)), 0, (0.5, 2))
    if s.chance(0.4):
        for _ in range(rng.integers(3, 15)):
            place(shapes.ball(0.13, dark, 0.1, rng), (s.uniform(-3, 3), s.uniform(1.5, 5), s.uniform(0.9, 1.4)))
    view = lambda: look(s, (s.uniform(-2, 2), 0, s.uniform(1, 2.4)),  # noqa: E731
                        (s.uniform(-1, 1), far, s.uniform(1, h * 0.8)), s.uniform(20, 60))
    return [view() for _ in range(3)], True


def petals(s, size):
    """A blossom that looks towards the viewer: rings of bent sheets about a core."""
    rng, tone = s.rng, shapes.hue(s.rng, (0.2, 1), (0.3, 0.95))
    skin = shapes.pattern(rng, tone, shapes.near(rng, tone, 0.4), s.pick(["noise", "wave", "gradient"]), s.uniform(5, 60))
    for ring in range(rng.integers(1, 5)):
        n, r, lift = rng.integers(5, 24), size * (1 - 0.2 * ring), s.uniform(0.0, 0.4)
        for k in range(n):
            t = np.linspace(0, 1, 6)
            wide = size * s.uniform(.1, .3) * np.sin(t * math.pi * s.uniform(.8, .95) + .15)
            p = [(x * v, -lift * r * u * u - 0.05 * ring * size - 0.1 * v * v, u * r) for u, v in zip(t, wide) for x in (-1, 0, 1)]
            f = [(3 * i + j, 3 * i + j + 1, 3 * i + j + 4, 3 * i + j + 3) for i in range(5) for j in (0, 1)]
            yield shapes.mesh("petal", p, f, skin, smooth=True), 2 * math.pi * k / n + rng.normal(0, .08)
    yield shapes.ball(size * s.uniform(.08, .25), s.surface(photo=0.3), 0.2, rng), 0.0


def closeup(s):
    """Blossoms, leaves, fruit, cloth or fur that fill the picture; what is behind is a blur of any colours."""
    rng = s.rng
    s.plain_world(shapes.hue(rng, (0, .5), (.3, 1)), s.uniform(0.2, 1))
    s.ambient(s.uniform(0.05, 0.4), 1.0)
    far = s.uniform(0.8, 3)
    place(shapes.plane(14, 10, s.photo(glow=s.uniform(0, .6)) if s.chance(0.7) else s.surface(scale=s.uniform(.2, 3))), (0, far, -5))
    for _ in range(rng.integers(0, 25)):
        skin = shapes.plain(shapes.hue(rng, (0, 0.9), (0.05, 1)), glow=s.uniform(0, 2) * s.chance(0.3))
        place(shapes.ball(s.uniform(0.03, 0.3), skin), (s.uniform(-1.2, 1.2), s.uniform(.4, far), s.uniform(-.6, .9)))
    what = rng.integers(4)
    if what == 0:
        for _ in range(rng.integers(1, 5)):
            at, size = (s.uniform(-.25, .25), s.uniform(-.05, .3), s.uniform(0, .3)), s.uniform(0.05, 0.3)
            for m, turn in petals(s, size):
                place(m, at, (s.uniform(-.2, .2), turn, 0))
    elif what == 1:
        spots = rng.uniform([-.6, -.1, -.4], [.6, .6, .7], (int(s.uniform(40, 500)), 3))
        green = s.surface([s.uniform(.02, .5), s.uniform(.1, .5), .04], photo=.3)
        place(shapes.cards(spots, s.uniform(.05, .3), green, rng, s.pick([1.5, 6])))
    elif what == 2:
        ball = shapes.ball(s.uniform(.04, .12), s.surface(shapes.hue(rng, (.3, 1), (.2, .9))), .05, rng)
        for _ in range(rng.integers(10, 120)):
            place(ball, tuple(rng.uniform([-.5, .0, -.2], [.5, .4, .6])), tuple(rng.uniform(0, 6, 3)), s.uniform(.7, 1.3))
    else:
        m, _ = shapes.terrain(rng, 2, s.uniform(.02, .3), s.surface(photo=.4, scale=s.uniform(3, 60)), n=70)
        place(m, (0, .6, .1), (s.uniform(.6, 1.6), 0, s.uniform(-1, 1)))
    for _ in range(rng.integers(1, 3)):
        at = (s.uniform(-1, 1), s.uniform(-1, 0), s.uniform(0.2, 1.5))
        s.lamp(at, s.uniform(2, 30), shapes.near(rng, [1, .95, .9], .1), .5, (0, .2, .1))
    view = lambda: look(s, (s.uniform(-.2, .2), -s.uniform(.35, .8), s.uniform(.05, .4)),  # noqa: E731
                        (s.uniform(-.1, .1), .2, s.uniform(.05, .25)), s.uniform(35, 80), focus=.6, stop=s.pick([None, .6, 1.4, 2.8]))
    return [view() for _ in range(3)], True


KINDS = dict(night=night, bare=bare, lookout=lookout, blocked=blocked, stage=stage, closeup=closeup)
