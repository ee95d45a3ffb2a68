"""
Rooms in which something bright takes the place of a sky, and look-alikes under one: roofs of frosted glass and of clear, stairwells,
swimming halls and open pools; see outdoors.py.
"""
import math

import numpy as np

import indoors
import outdoors
import shapes
from outdoors import look, person
from shapes import box, place, turned


def white(s):
    """Chalk, plaster, paper: bright, with or without a hue."""
    return shapes.near(s.rng, shapes.hue(s.rng, (0, s.pick([0.03, 0.08, 0.2])), (0.6, 0.95)), 0.03)


def milky(s):
    """Frosted glass or a lit ceiling: it shines, evenly, graded or in patches."""
    light = shapes.near(s.rng, s.pick([[1, 1, 1], [0.85, 0.93, 1], [1, 0.95, 0.85], [0.6, 0.8, 1], [0.8, 1, 0.95]]), 0.05)
    strength = math.exp(s.uniform(-.5, 1.8))
    if s.chance(0.4):
        return shapes.plain(light, glow=strength)
    m = shapes.pattern(s.rng, light, shapes.near(s.rng, light, s.pick([0.05, 0.2, 0.5])), s.pick(["gradient", "noise", "musgrave"]),
                       scale=math.exp(s.uniform(-1, 1.5)), where="Generated")
    b = m.node_tree.nodes["Principled BSDF"]
    m.node_tree.links.new(b.inputs["Base Color"].links[0].from_socket, b.inputs["Emission"])
    b.inputs["Emission Strength"].default_value = strength
    return m


def lit(s, w, d, h):
    """Daylight-like light for the inside of a bright room, softer than lamps."""
    tone = shapes.near(s.rng, s.pick([[1, 1, 1], [0.9, 0.95, 1], [1, 0.93, 0.85]]), 0.06)
    s.plain_world(tone, s.uniform(0.2, 1.0))
    s.ambient(s.uniform(0.8, 6), s.uniform(0.7, 1))
    s.lamp((s.uniform(-.3, .3) * w, s.uniform(.2, .8) * d, h * 0.96), s.uniform(4, 25) * w * d, tone, min(w, d) * 0.6,
           to=(0, d / 2, 0))


def across(s, w, h):
    """The outline [(x, z), ...] of a roof of that width from left to right: flat, gabled, vaulted or like a saw."""
    form = s.rng.integers(4)
    rise = w * s.uniform(0.1, 0.5)
    if form == 0:
        return [(x, h) for x in np.linspace(-w / 2, w / 2, s.rng.integers(2, 9))]
    if form == 1:
        return [(x, h + rise * (1 - abs(2 * x / w))) for x in np.linspace(-w / 2, w / 2, 2 * s.rng.integers(1, 5) + 1)]
    if form == 2:
        return [(-w / 2 * math.cos(a), h + rise * math.sin(a)) for a in np.linspace(0, math.pi, s.rng.integers(6, 14))]
    teeth = s.rng.integers(2, 6)
    return [(-w / 2 + w * (k + t) / teeth, h + rise / teeth * t) for k in range(teeth) for t in (0, 0.97)]


def roof(s, w, begin, end, h, pane=None):
    """
    A roof along y: bars, with panes between them (None: the open sky), as wide as the whole or only in the middle, with a
    ceiling beside it.
    """
    glass = w * (s.uniform(0.3, 0.8) if s.chance(0.4) else 1)
    line = across(s, glass, h)
    if glass < w:
        side = (w - glass) / 2
        plaster = shapes.plain(white(s))
        for x in (-1, 1):
            place(box((side, end - begin, 0.3), plaster), (x * (w - side) / 2, (begin + end) / 2, h - 0.05))
    frame, t = shapes.plain(shapes.hue(s.rng, (0, 0.3), (0.02, 0.9))), s.uniform(0.03, 0.12) * min(1, w / 6)
    steps = np.arange(begin, end + 0.01, math.exp(s.uniform(-.3, 1.4)) * min(1, w / 8))
    ribs = [[(x, y, z, t * 1.3) for x, z in line] for y in steps] + [[(x, begin, z, t), (x, end, z, t)] for x, z in line]
    place(shapes.tubes(ribs, frame, 4))
    if s.chance(0.5):      # ties or beams below it
        place(shapes.tubes([[(-w / 2, y, h, t), (w / 2, y, h, t)] for y in steps[::s.rng.integers(1, 4)]], frame, 4))
    if pane:
        p = [(x, y, z + t) for x, z in line for y in (begin, end)]
        place(shapes.mesh("panes", p, [(2 * k, 2 * k + 1, 2 * k + 3, 2 * k + 2) for k in range(len(line) - 1)], pane))
    gable = [(x, begin, z) for x, z in line], [(x, end, z) for x, z in line]
    if max(z for _, z in line) > h and len(line) < 14:
        for p in gable:
            closed = [*p, (glass / 2, p[0][1], h - 0.1), (-glass / 2, p[0][1], h - 0.1)]
            place(shapes.mesh("gable", closed, [tuple(range(len(closed)))], pane or shapes.plain(white(s))))


def railing(s, path, material, height=0.95):
    """A rail along a path of points, with balusters or without."""
    r = s.uniform(0.015, 0.04)
    lines = [[(x, y, z + height, r) for x, y, z in path]]
    if s.chance(0.7):
        lines += [[(x, y, z, r * 0.6), (x, y, z + height, r * 0.6)] for x, y, z in path]
    place(shapes.tubes(lines, material, 4))


def galleries(s, w, d, h):
    """Storeys along both sides of a hall, with fronts behind them."""
    floor, metal, back = shapes.plain(white(s)), s.surface(), s.surface(white(s))
    deep, high = w * s.uniform(0.08, 0.2), s.uniform(2.8, 4.5)
    for z in np.arange(high, h - 1, high):
        for side in (-1, 1):
            place(box((deep, d, s.uniform(0.15, 0.5)), floor), (side * (w - deep) / 2, d / 2, z))
            x = side * (w / 2 - deep)
            railing(s, [(x, y, z + 0.3) for y in np.linspace(0, d, 24)], metal)
    for side in (-1, 1):
        for y in np.arange(1, d, s.uniform(2, 6)):
            for z in np.arange(0, h - 2, high):
                if s.chance(0.5):
                    door = box((0.1, s.uniform(0.8, 2), s.uniform(1.5, 2.3)), s.pick([back, s.surface()]))
                    place(door, (side * (w / 2 - 0.08), y, z + 0.3))


def covered(s, pane):
    """A hall, an arcade or a room below a roof of panes."""
    rng = s.rng
    w, d, h = math.exp(s.uniform(1.1, 3.2)), math.exp(s.uniform(1.8, 3.8)), math.exp(s.uniform(0.95, 2.8))
    h = min(h, w * 2.5)
    if pane:
        lit(s, w, d, h)
    else:
        s.sky()
        s.ambient(s.uniform(2, 12), s.uniform(0.3, 0.9))
    wall = s.surface(white(s) if s.chance(0.7) else indoors.paint(s), photo=0.1)
    other = wall if s.chance(0.6) else s.surface(white(s), photo=0.1)
    place(box((w, 0.2, h), other), (0, d, 0))
    place(box((w, 0.2, h), wall), (0, -1.5, 0))
    for x in (-w / 2, w / 2):
        place(box((0.2, d + 1.6, h), wall), (x, d / 2 - .75, 0))
    place(box((w, d + 1.6, 0.1), s.surface(photo=0.3)), (0, d / 2 - .75, -0.1))
    roof(s, w, -1.5, d, h, pane)
    if h > 6 and s.chance(0.7):
        galleries(s, w, d, h)
    elif s.chance(0.5):
        column = shapes.lathe([(w * 0.02 + 0.05, 0), (w * 0.015 + 0.05, h)], shapes.plain(white(s)), 12)
        for y in np.arange(1, d, s.uniform(2, 6)):
            for x in (-.35, .35):
                place(column, (x * w, y, 0))
    for _ in range(rng.integers(0, 3)):
        indoors.window(s, (s.uniform(-.3, .3) * w, d - 0.12, h * s.uniform(.1, .5)), w * s.uniform(.1, .3), h * s.uniform(.2, .4))
    indoors.pictures(s, w, d - 0.12, h, rng.integers(0, 4))
    for _ in range(rng.integers(0, 12)):
        thing = box(tuple(rng.uniform(0.3, 1.8, 3)), s.surface(photo=0.2))
        place(thing, (s.uniform(-.4, .4) * w, s.uniform(2, d), 0), (0, 0, s.uniform(0, 3)))
    for _ in range(rng.integers(0, 7)):
        person(s, (s.uniform(-.35, .35) * w, s.uniform(2, d * 0.9), 0), s.uniform(1.5, 1.9), s.uniform(0, 6))
    eye = lambda: (s.uniform(-.35, .35) * w, s.uniform(-1, .3 * d), s.pick([s.uniform(1, 1.9), s.uniform(.2, .8) * h]))  # noqa: E731
    to = [(s.uniform(-.3, .3) * w, d * s.uniform(.6, 1), h * s.uniform(.3, 1)),
          (s.uniform(-.3, .3) * w, d * s.uniform(.4, .8), h * s.uniform(.8, 1.6)),
          (s.uniform(-.4, .4) * w, d, h * s.uniform(.1, .7))]
    return [look(s, eye(), t, s.uniform(14, 40)) for t in to], bool(pane)


def luminous(s):
    return covered(s, milky(s))


def glazed(s):
    return covered(s, None)


def flight(s, w, storeys, high):
    """Stairs round a shaft, square or round: treads, a rail on the inner side, a landing now and then."""
    steps, square = int(s.uniform(11, 22)) * (2 if w > 4 else 1), s.chance(0.5)
    wide, slab, turn = w * s.uniform(0.18, 0.34), s.uniform(0.06, 0.3), s.pick([-1, 1])
    skin, inner = shapes.plain(white(s)) if s.chance(0.6) else s.surface(photo=0.2), []
    reach = w / 2 - wide / 2
    tread = box((wide, 2 * math.pi * reach / steps * (1.35 if square else 1.2), slab + high / steps), skin)
    for k in range(steps * storeys):
        a = turn * 2 * math.pi * k / steps
        x, y = math.cos(a), math.sin(a)
        far = 1 / max(abs(x), abs(y)) if square else 1.0
        along = round(a / (math.pi / 2)) * math.pi / 2 if square else a
        place(tread, (x * reach * far, y * reach * far, k * high / steps - slab), (0, 0, along))
        inside = (reach - wide / 2) * far
        inner.append((x * inside, y * inside, (k + 1) * high / steps))
    railing(s, inner, s.surface())
    return square


def stairwell(s, paint=None):
    """A shaft with stairs, bright from above or through its windows, seen from below, above and between; its walls of `paint` or pale."""
    rng, w, high, storeys = s.rng, s.uniform(2.6, 9), s.uniform(2.6, 4.2), int(s.rng.integers(2, 7))
    top = high * (storeys + s.uniform(0.2, 1))
    lit(s, w, w, top)
    wall = paint or (shapes.plain(white(s), s.uniform(0.4, 1)) if s.chance(0.6) else s.surface(white(s), photo=0.15))
    if flight(s, w, storeys, high):
        for x, y, turn in ((0, -1, 0), (0, 1, 0), (-1, 0, math.pi / 2), (1, 0, math.pi / 2)):
            place(box((w, 0.1, top), wall), (x * w / 2, y * w / 2, 0), (0, 0, turn))
    else:
        place(shapes.lathe([(w / 2, 0), (w / 2, top)], wall, 40))
    place(box((w, w, 0.1), s.surface(photo=0.3)), (0, 0, -0.1))
    if s.chance(0.7):
        roof(s, w, -w / 2, w / 2, top, milky(s))
    else:
        place(box((w, w, 0.1), shapes.plain(white(s), glow=0.5 * s.chance(0.5))), (0, 0, top))
        place(shapes.ball(s.uniform(.1, .5), milky(s)), (0, 0, top - s.uniform(.3, 1.5)))
    for k in range(storeys):
        tone = shapes.near(rng, [1, 0.95, 0.88], 0.1)
        s.lamp((s.uniform(-.1, .1) * w, s.uniform(-.1, .1) * w, high * (k + s.uniform(.3, .9))), s.uniform(2, 12) * w * w, tone, 0.4)
        for a in range(4):
            if s.chance(0.3):
                turn = a * math.pi / 2
                at = turned((0, 0, high * (k + s.uniform(.2, .5))), turn, 0, w / 2 - 0.12)
                place(shapes.plane(w * s.uniform(.15, .5), high * s.uniform(.3, .6), milky(s)), at, (0, 0, turn))
    for _ in range(rng.integers(0, 3)):
        person(s, (s.uniform(-.2, .2) * w, s.uniform(-.2, .3) * w, 0), s.uniform(1.5, 1.9), s.uniform(0, 6))
    off = lambda k: s.uniform(-k, k) * w  # noqa: E731
    z = s.uniform(.3, .8) * top
    views = [look(s, (off(.2), off(.2), s.uniform(.6, 1.7)), (off(.2), off(.2), top), s.uniform(12, 28)),
             look(s, (off(.15), -.15 * w, z), (off(.4), .5 * w, z + s.uniform(-.2, .7) * w), s.uniform(12, 26)),
             look(s, (off(.15), off(.15), top * s.uniform(.8, .95)), (off(.3), off(.3), 0), s.uniform(14, 30)) if s.chance(.3) else
             look(s, (off(.3), -.2 * w, s.uniform(.8, 1.8)), (off(.3), .4 * w, s.uniform(1.5, high * 2)), s.uniform(12, 26))]
    return views, True


def basin(s, w, d):
    """A basin with a tiled deck round it, lanes, ladders and people; the water lies just above z = 0, where the ground is."""
    rng, edge = s.rng, s.uniform(1.5, 5)
    tile = shapes.facade(rng, white(s), shapes.near(rng, s.pick([[.7] * 3, [.2, .5, .7], [.6, .55, .45]]), .15), s.uniform(.1, .4),
                         s.uniform(.1, .4), 0.015) if s.chance(.6) else s.surface(white(s), photo=.2)
    wet = outdoors.water(s, [[.05, .35, .5], [.1, .5, .6], [.03, .2, .3], [.25, .6, .75], [.5, .7, .8]])
    place(box((w, d, 0.1), wet), (0, d / 2, -0.08))
    for x in (-1, 1):
        place(box((edge, d + 2 * edge, 0.4), tile), (x * (w + edge) / 2, d / 2, -0.15))
    for y in (-edge / 2, d + edge / 2):
        place(box((w, edge, 0.4), tile), (0, y, -0.15))
    if s.chance(.6):
        n = rng.integers(2, 7)
        for k in range(1, n):
            x = -w / 2 + w * k / n
            place(shapes.tubes([[(x, 0, .03, .06), (x, d, .03, .06)]], shapes.plain(shapes.hue(rng, (0, 1), (.3, 1)))))
    for _ in range(rng.integers(0, 6)):
        x, y = s.pick([-1, 1]) * (w / 2 + s.uniform(.3, edge)), s.uniform(0, d)
        person(s, (x, y, .25), s.uniform(1.2, 1.9), s.uniform(0, 6))
    for _ in range(rng.integers(0, 5)):
        place(shapes.ball(.13, s.surface()), (s.uniform(-.4, .4) * w, s.uniform(.1, .9) * d, .05))
    for _ in range(rng.integers(0, 6)):
        place(box((.6, 1.8, .4), s.surface(white(s))), (s.pick([-1, 1]) * (w / 2 + edge * .6), s.uniform(0, d), .25))
    metal = shapes.plain([.7] * 3, .3, .8)
    for x in (-w / 2, w / 2):
        if s.chance(.6):
            y = s.uniform(.1, .9) * d
            place(shapes.tubes([[(x, y + k, -.5, .03), (x, y + k, 1.1, .03), (x * 1.04, y + k, .2, .03)] for k in (0, .5)], metal))
    return edge


def swimming(s, inside):
    rng, w, d = s.rng, s.uniform(5, 18), s.uniform(8, 30)
    h = s.uniform(3, 9)
    if inside:
        lit(s, w, d, h)
    else:
        s.sky()
    edge = basin(s, w, d)
    wide, end = w + 2 * edge, d + edge
    if inside:
        wall = s.surface(white(s) if s.chance(.7) else indoors.paint(s), photo=.1)
        place(box((wide, .2, h), wall), (0, -edge, 0))
        glass = milky(s)
        deep = d + 2 * edge
        for x, y, turn, long in ((0, end, 0, wide), (-wide / 2, d / 2, math.pi / 2, deep), (wide / 2, d / 2, -math.pi / 2, deep)):
            if s.chance(.5):      # a band of windows, all of milky glass
                low, high = h * s.uniform(.1, .4), h * s.uniform(.6, 1)
                place(box((long, .2, low), wall), (x, y, 0), (0, 0, turn))
                place(box((long, .1, high - low), glass), (x, y, low), (0, 0, turn))
                place(box((long, .2, h - high), wall), (x, y, high), (0, 0, turn))
                step = s.uniform(1, 4)
                post = box((.1, .3, h), shapes.plain(shapes.hue(rng, (0, .3), (.03, .9))))
                for k in np.arange(-long / 2, long / 2, step):
                    place(post, turned((x, y, 0), turn, k), (0, 0, turn))
            else:
                place(box((long, .2, h), wall), (x, y, 0), (0, 0, turn))
        if s.chance(.4):
            roof(s, wide, -edge, end, h, milky(s) if s.chance(.6) else s.surface(white(s)))
        else:
            place(box((wide, end + edge, .2), s.surface(white(s))), (0, d / 2, h))
            lamp, beam = box((s.uniform(.3, 2), s.uniform(.2, .6), .1), milky(s)), box((wide, .3, .5), s.surface())
            for y in np.arange(0, d, s.uniform(2, 6)):
                place(beam, (0, y, h - .5))
                for x in (-.25, .25):
                    place(lamp, (x * wide, y + 1, h - .12))
    else:
        outdoors.ground(s)
        kinds = outdoors.plants(s, (3, 10), 2)
        for _ in range(rng.integers(2, 25)):
            outdoors.stand(s, s.pick(kinds), (s.uniform(-2, 2) * wide, end + s.uniform(2, 30), 0))
        for _ in range(rng.integers(0, 3)):
            outdoors.house(s, (s.uniform(6, 20), 6, s.uniform(3, 12)), (s.uniform(-1, 1) * wide, end + s.uniform(5, 25), 0))
    eye = lambda: (s.uniform(-.4, .4) * wide, s.uniform(-.8, .5) * edge, s.uniform(1.2, min(h * .7, 4)))  # noqa: E731
    views = [look(s, eye(), (s.uniform(-.4, .4) * w, d * s.uniform(.5, 1), s.uniform(.1, .8) * h), s.uniform(16, 40)) for _ in range(3)]
    return views, inside


def pool(s):
    return swimming(s, True)


def lido(s):
    return swimming(s, False)


KINDS = dict(luminous=luminous, glazed=glazed, stairwell=stairwell, pool=pool, lido=lido)
