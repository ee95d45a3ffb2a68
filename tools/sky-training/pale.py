"""
White house fronts, white paper, animals in a shed and on a meadow, the sea from above: what is pale and fills the picture, and the
same below a sky; see outdoors.py.
"""
import math

import numpy as np

import indoors
import outdoors
import shapes
from bright import lit, milky, railing, white
from outdoors import look, person
from shapes import box, place, turned


def opening(s, at, w, h, frame, shutter):
    """A window or a door in a front that looks towards -y: pane, frame, bars, sill, shutters."""
    x, y, z = at
    dark = shapes.hue(s.rng, (0, .5), (.01, .15)) if s.chance(.75) else white(s)
    place(box((w, .06, h), shapes.plain(dark, .15)), (x, y, z))
    for k in np.linspace(-w / 2, w / 2, s.rng.integers(2, 4)):
        place(box((.07, .12, h), frame), (x + k, y, z))
    for k in np.linspace(0, h, s.rng.integers(2, 5)):
        place(box((w, .12, .06), frame), (x, y, z + k))
    if s.chance(.5):
        place(box((w * 1.2, .35, .08), frame), (x, y - .1, z - .08))
    if shutter:
        for side in (-1, 1):
            place(box((w * .45, .08, h), shutter), (x + side * w * .73, y - .06, z))


def front(s, x, w, y, h):
    """The front of a white house at depth y, from x to x + w, and what is on it."""
    rng, wall = s.rng, s.surface(white(s), photo=.04, scale=s.uniform(.3, 8))
    place(box((w, 6, h), wall), (x + w / 2, y + 3, 0))
    frame = shapes.plain(shapes.hue(rng, (0, .6), (.03, .95)))
    shutter = s.surface(shapes.hue(rng, (0, .8), (.05, .6))) if s.chance(.4) else None
    high, step = s.uniform(2.6, 4), s.uniform(1.4, 4)
    ww, wh = s.uniform(.6, min(step * .5, 1.4)), s.uniform(.8, 2)
    for k, z in enumerate(np.arange(0, h - 2.2, high)):
        for a in np.arange(step / 2, w - step / 4, step):
            if s.chance(.75):
                door = k == 0 and s.chance(.4)
                opening(s, (x + a, y, z if door else z + .8), ww, 2 if door else min(wh, high - 1), frame, None if door else shutter)
                if k and s.chance(.15):
                    place(box((ww * 1.8, .9, .12), wall), (x + a, y - .45, z + .6))
                    railing(s, [(x + a + b, y - .9, z + .7) for b in np.linspace(-ww, ww, 8)], frame, .9)
    if s.chance(.4):
        place(shapes.plane(w * s.uniform(.2, .9), s.uniform(.4, 1), s.photo() if s.chance(.7) else s.surface()),
              (x + w * .5, y - .1, s.uniform(2.2, 3.5)))
    for z in (h - .3, high):
        if s.chance(.5):
            place(box((w, 6.4, .25), shapes.plain(white(s))), (x + w / 2, y + 3, z))
    if s.chance(.3):
        p = [(x - .3, y - .4, h), (x + w + .3, y - .4, h), (x + w + .3, y + 3, h + w * .3), (x - .3, y + 3, h + w * .3)]
        place(shapes.mesh("roof", p, [(0, 1, 2, 3)], s.surface()))


def fronts(s):
    """White houses: from close by they fill the picture, from afar they stand below a sky, mostly a pale one."""
    s.sky(s.pick(["overcast", "overcast", "gradient", "clear", "clouds", "low", "storm"]))
    s.ambient(s.uniform(3, 15), s.uniform(.5, 1))
    rng = s.rng
    outdoors.ground(s, colour=shapes.hue(rng, (0, .3), (.05, .8)))
    y, x, h = s.uniform(5, 14), -34.0, s.uniform(4, 14)
    while x < 34:
        w = s.uniform(5, 16)
        front(s, x, w, y + s.uniform(-.5, .8), h * s.uniform(.8, 1.25))
        x += w + s.pick([0, 0, 0, s.uniform(.5, 4)])
    s.sun(s.uniform(.3, 1.1), s.uniform(-.9, .9), s.uniform(0, 4), shapes.near(rng, [1, .93, .85], .05))
    for _ in range(rng.integers(0, 6)):
        person(s, (s.uniform(-6, 6), s.uniform(.4, .95) * y, 0), s.uniform(1.5, 1.9), s.uniform(0, 6))
    for _ in range(rng.integers(0, 3)):
        outdoors.car(s, (s.uniform(-8, 8), y - 2, 0), math.pi / 2 + s.uniform(-.1, .1))
    if s.chance(.4):
        outdoors.stand(s, outdoors.tree(s, s.uniform(3, 8), bare=s.chance(.5)), (s.uniform(-7, 7), y * .8, 0))
    if s.chance(.3):
        outdoors.poles(s, s.uniform(-6, 6), y * .5, y * .9, 2)
    fill = lambda: look(s, (s.uniform(-9, 9), s.uniform(-2, .4 * y), s.uniform(1, 2.2)),  # noqa: E731
                        (s.uniform(-9, 9), y, s.uniform(.1, .55) * h), s.uniform(24, 60))
    far = look(s, (s.uniform(-12, 12), -s.uniform(3, 30), s.uniform(1, 5)),
               (s.uniform(-9, 9), y, h * s.uniform(.5, 1.6)), s.uniform(18, 50))
    return [fill(), far, fill()], False


def paper(s):
    """A small thing or a few on white paper, cloth or a plate: from above or aslant."""
    rng = s.rng
    s.plain_world(shapes.near(rng, [1, 1, 1], .1), s.uniform(.3, 1.2))
    s.ambient(s.uniform(.03, .4), 1.0)
    sheet = white(s)
    place(box((6, 6, .02), shapes.plain(sheet, s.uniform(.3, 1)) if s.chance(.7) else s.surface(sheet, photo=.1)), (0, 0, -.02))
    for k in range(rng.integers(0, 5)):
        skin = s.photo() if s.chance(.3) else shapes.plain(white(s))
        flat = shapes.plane(s.uniform(.1, .5), s.uniform(.1, .5), skin)
        place(flat, (s.uniform(-.3, .3), s.uniform(-.1, .3), .001 + .001 * k), (-math.pi / 2, 0, s.uniform(0, 6)))
    what = rng.integers(4)
    if what == 0:      # a device: a case with a display and keys
        w, d = s.uniform(.06, .14), s.uniform(.08, .2)
        case, key = s.surface(shapes.hue(rng, (0, .6), (.02, .9)), photo=.05), shapes.plain(shapes.hue(rng, (0, .8), (.05, .9)))
        turn, n = s.uniform(-.6, .6), rng.integers(3, 6)
        place(box((w, d, .015), case), (0, 0, 0), (0, 0, turn))
        put = lambda m, a, b: place(m, turned((0, 0, .015), turn, a, b), (0, 0, turn))  # noqa: E731
        put(box((w * .8, d * .2, .003), shapes.plain(shapes.hue(rng, (0, .4), (.05, .6)), .2)), 0, d * .32)
        for i in range(n):
            for j in range(n):
                put(box((w * .6 / n, d * .4 / n, .006), key), w * .8 * ((i + .5) / n - .5), d * (.6 * (j + .5) / n - .45))
    elif what == 1:
        for _ in range(rng.integers(1, 8)):
            at = (s.uniform(-.12, .12), s.uniform(-.1, .15), .006)
            end = turned(at, s.uniform(0, 6), s.uniform(.03, .15))
            place(shapes.tubes([[(*at, .004), (*end, .004)]], s.surface(), 8))
    else:
        indoors.things(s, rng.integers(1, 4), ((-.1, .1), (-.05, .15)), 0, (.02, .15))
    if s.chance(.25):
        plate = [(.001, .002), (.1, .002), (.16, .02), (.15, .02), (.1, .006), (.001, .005)]
        place(shapes.lathe(plate, shapes.plain(white(s), .2), 32), (0, 0, 0))
    for _ in range(rng.integers(1, 3)):
        at = (s.uniform(-.8, .8), s.uniform(-.6, .8), s.uniform(.4, 1.2))
        s.lamp(at, s.uniform(1, 14), shapes.near(rng, [1, .95, .88], .1), s.uniform(.05, .8), to=(0, 0, 0))

    def view():
        a, r = s.uniform(.35, 1.5), s.uniform(.25, .6)
        return look(s, (s.uniform(-.1, .1), -r * math.cos(a), r * math.sin(a)), (s.uniform(-.06, .06), s.uniform(0, .08), 0),
                    s.uniform(30, 70), focus=r, stop=s.pick([None, None, 2.8, 8]))

    return [view() for _ in range(3)], True


def animal(s, at, k, coat, turn):
    """A beast on four legs, its back some k metres high, coarse."""
    rng, long, deep = s.rng, k * s.uniform(.9, 1.5), k * s.uniform(.22, .32)
    place(shapes.ball(1, coat, .06, rng), turned(at, turn, 0, 0, k * .75), (0, 0, turn), (long / 2, deep, deep * 1.1))
    legs = [[(a * long * .36, b * deep * .55, k * .7, k * .08), (a * long * s.uniform(.3, .42), b * deep * .55, k * .35, k * .05),
             (a * long * .36, b * deep * .55, 0, k * .045)] for a in (-1, 1) for b in (-1, 1)]
    place(shapes.tubes(legs, coat, 7), at, (0, 0, turn))
    up = k * s.uniform(.3, 1.3)
    neck = [(long * .4, 0, k * .85, deep * .7), (long * .6, 0, up, deep * .45)]
    tail = [(-long * .46, 0, k * .85, k * .04), (-long * .58, 0, k * s.uniform(.3, 1.1), k * .02)]
    place(shapes.tubes([neck, tail], coat, 8), at, (0, 0, turn))
    place(shapes.ball(1, coat, .05, rng), turned(at, turn, long * .7, 0, up), (0, s.uniform(0, .6), turn), (k * .24, k * .12, k * .13))
    for b in (-1, 1):
        ear = turned(at, turn, long * .62, b * k * .1, up + k * .12)
        place(shapes.ball(1, coat), ear, (b * .4, 0, turn), (k * .03, k * .05, k * s.uniform(.06, .16)))


def herd(s, spread):
    """Animals of one kind, mostly close by."""
    k = s.pick([.3, .5, .9, 1.3]) * s.uniform(.8, 1.2)
    for _ in range(s.rng.integers(1, 7)):
        coat = s.surface(shapes.hue(s.rng, (0, .5), (.02, .9)), photo=.05, scale=s.uniform(1, 8) / k)
        animal(s, (s.uniform(*spread[0]), s.uniform(*spread[1]), 0), k * s.uniform(.8, 1.15), coat, s.uniform(0, 6.3))


def planks(s, w, y, h, wood, gap):
    """Upright boards side by side that face the viewer, each of another tone."""
    n = max(int(w / s.uniform(.12, .35)), 2)
    boards = [box((w / n - gap, .03, h), wood()) for _ in range(4)]
    for x in (np.arange(n) + .5) / n * w - w / 2:
        place(s.pick(boards), (x, y, s.uniform(-.02, .02)))


def fence(s, w, y, h):
    wood = s.surface()
    rails = [[(-w / 2, y, z, .04), (w / 2, y, z, .04)] for z in np.linspace(.2, 1, s.rng.integers(2, 5)) * h]
    posts = [[(x, y, 0, .06), (x, y, h * 1.1, .06)] for x in np.arange(-w / 2, w / 2, s.uniform(.2, 2))]
    place(shapes.tubes(rails + posts, wood, 6))


def shed(s):
    """Animals in a shed of boards, light from its openings, gaps and panels: nothing of the sky to be seen."""
    rng, w, d, h = s.rng, s.uniform(3, 12), s.uniform(3, 12), s.uniform(2.2, 5)
    lit(s, w, d, h)
    tone = shapes.hue(rng, (.05, .6), (.15, .9)) if s.chance(.6) else white(s)
    wood = lambda: s.surface(shapes.near(rng, tone, .12), photo=.05)  # noqa: E731
    place(box((w + 2, .1, h + 2), milky(s)), (0, d + .4, -.5))      # the light behind the gaps
    gap = s.pick([0, .004, .02])
    low = h * s.uniform(.3, .9) if s.chance(.5) else h
    planks(s, w, d, low, wood, gap)
    if low < h and s.chance(.5):
        place(box((w, .05, h * .98 - low), wood()), (0, d, low + s.uniform(0, h * .98 - low)))
    side = wood()
    for x in (-w / 2, w / 2):
        place(box((.1, d + 3, h), side), (x, d / 2 - 1, 0))
        if s.chance(.5):
            at = (x * .98, s.uniform(.3, .9) * d, h * s.uniform(.2, .5))
            indoors.window(s, at, s.uniform(.6, 2), s.uniform(.5, 1.2), -np.sign(x) * math.pi / 2)
    place(box((w, .1, h), side), (0, -2.4, 0))
    place(box((w, d + 3, .1), wood() if s.chance(.7) else milky(s)), (0, d / 2 - 1, h))
    rafter = box((w, .12, .2), wood())
    for y in np.arange(0, d, s.uniform(.6, 2)):
        place(rafter, (0, y, h - .22))
    straw = shapes.hue(rng, (.1, .6), (.2, .8))
    place(box((w, d + 3, .1), s.surface(straw, photo=.3)), (0, d / 2 - 1, -.1))
    at = np.stack([rng.uniform(-w / 2, w / 2, 2500), rng.uniform(0, d, 2500), rng.uniform(0, .05, 2500)], 1)
    place(shapes.cards(at, s.uniform(.03, .15), s.surface(straw), rng, 5))
    if s.chance(.5):
        fence(s, w, s.uniform(.3, .95) * d, s.uniform(.5, 1.4))
    herd(s, ((-.35 * w, .35 * w), (1.2, d * .9)))
    indoors.things(s, rng.integers(0, 4), ((-.4 * w, .4 * w), (1, d)), 0, (.2, .7))
    view = lambda: look(s, (s.uniform(-.35, .35) * w, s.uniform(-2, .2), s.uniform(.3, 1.7)),  # noqa: E731
                        (s.uniform(-.35, .35) * w, d * .7, s.uniform(.2, .7) * h), s.uniform(20, 50))
    return [view() for _ in range(3)], True


def pasture(s):
    """Animals on a meadow, a yard or snow, with fences, trees and sheds."""
    s.sky()
    rng = s.rng
    outdoors.ground(s, 1500, s.pick([[.1, .2, .04], [.4, .33, .2], [.8, .82, .86], None]))
    tufts = np.stack([rng.uniform(-12, 12, 2500), rng.uniform(0, 30, 2500), np.full(2500, .05)], 1)
    place(shapes.cards(tufts, s.uniform(.02, .1), s.surface([.1, .2, .04], photo=.05), rng))
    herd(s, ((-3, 3), (1.5, 8)))
    for _ in range(rng.integers(0, 3)):
        fence(s, 60, s.uniform(1.5, 25), s.uniform(.7, 1.6))
    kinds = outdoors.plants(s, (4, 14), 2)
    for _ in range(rng.integers(0, 15)):
        outdoors.stand(s, s.pick(kinds), (s.uniform(-40, 40), s.uniform(14, 90), 0))
    for _ in range(rng.integers(0, 3)):
        outdoors.house(s, (s.uniform(4, 12), 8, s.uniform(2.5, 6)), (s.uniform(-25, 25), s.uniform(12, 50), 0), s.uniform(0, 3))
    view = lambda: look(s, (s.uniform(-3, 3), s.uniform(-2, 0), s.uniform(.3, 1.8)),  # noqa: E731
                        (s.uniform(-4, 4), 10, s.uniform(.3, 3)), s.uniform(20, 60))
    return [view() for _ in range(3)], False


def cliff(s):
    """The sea from a cliff or a headland: steeply down, so that there is nothing but water and rock, and with the horizon."""
    s.sky()
    rng, high = s.rng, math.exp(s.uniform(1.8, 4.8))
    wet = outdoors.water(s, [[.02, .06, .1], [.02, .15, .2], [.05, .35, .4], [.15, .25, .33], [.3, .5, .6], [.5, .6, .66]])
    place(box((30000, 30000, 1), wet), (0, 0, -1))
    skin = s.surface(shapes.hue(rng, (0, .4), (.08, .85)), scale=s.uniform(.02, .3), photo=.1)
    shore = s.uniform(.1, .9) * high
    lift = lambda x, y: high * np.clip((shore * (1 + .5 * np.sin(x / high * s.uniform(.5, 3))) - y) / (.4 * high), -1.5, 1)  # noqa: E731
    m, at = shapes.terrain(rng, high * 8, high * .3, skin, n=130, lift=lift)
    place(m, (0, 0, -.1 * high))
    foam, spray = s.surface([.85, .88, .9], photo=0), []
    for _ in range(rng.integers(0, 14)):
        x, y, r = s.uniform(-2.5, 2.5) * high, shore + s.uniform(.3, 4) * high, s.uniform(.02, .2) * high
        place(shapes.ball(r, skin, .35, rng), (x, y, 0), (0, 0, s.uniform(0, 6)), (1, 1, s.uniform(.3, 1)))
        a = rng.uniform(0, 6.3, 150)
        spray.append(np.stack([x + np.cos(a) * r * 1.1, y + np.sin(a) * r * 1.1, np.full(150, .05)], 1))
    for k in range(rng.integers(0, 6)):      # lines of waves
        x = np.linspace(-4, 4, 500) * high
        y = shore + high * (.6 + .5 * k) + np.sin(x / high * s.uniform(1, 4)) * .2 * high + rng.normal(0, .03 * high, 500)
        spray.append(np.stack([x, y, np.full(500, .05)], 1)[rng.random(500) < s.uniform(.2, 1)])
    if spray:
        place(shapes.cards(np.concatenate(spray), s.uniform(.008, .03) * high, foam, rng))
    for _ in range(rng.integers(0, 4)):
        boat = box((s.uniform(.5, 3), s.uniform(2, 9), 1), s.surface())
        place(boat, (s.uniform(-2, 2) * high, shore + s.uniform(1, 5) * high, -.2), (0, 0, s.uniform(0, 3)))
    if s.chance(.4):
        kinds = outdoors.plants(s, (1, 6), 2)
        for _ in range(rng.integers(1, 12)):
            x, y = s.uniform(-1, 1) * high, s.uniform(-.5, .5) * high
            outdoors.stand(s, s.pick(kinds), (x, y, float(at(x, y)) - .1 * high))
    eye = lambda: (s.uniform(-1, 1) * high, shore * s.uniform(.3, 1.2), high * s.uniform(1.05, 1.6) + 2)  # noqa: E731
    aim = lambda far: (s.uniform(-1.5, 1.5) * high, shore + far * high, 0)  # noqa: E731
    views = [look(s, eye(), aim(s.uniform(.6, 1.8)), s.uniform(24, 50)), look(s, eye(), aim(s.uniform(8, 60)), s.uniform(18, 50)),
             look(s, eye(), aim(s.uniform(1.5, 5)), s.uniform(24, 60))]
    return views, False


KINDS = dict(fronts=fronts, paper=paper, shed=shed, pasture=pasture, cliff=cliff)
