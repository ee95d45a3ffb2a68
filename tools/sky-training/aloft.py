"""
Large skies with little before them, mostly of clouds: towers, cranes and statues from below, what flies, shores and plains with nothing
on them but a boat or a pier; see outdoors.py.
"""
import math

import numpy as np

import lone
import outdoors
import shapes
from lone import CLOUDY, skyline
from outdoors import look, person
from shapes import box, place, turned


def lattice(a, b, w, n, r):
    """Paths of a square mast of rods from a to b: four chords and their braces."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    along = (b - a) / np.linalg.norm(b - a)
    side = np.cross(along, [.1, 1, .3])
    side /= np.linalg.norm(side)
    other = np.cross(along, side)
    corner = [w / 2 * (x * side + y * other) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    spot = lambda t, k: (*(a + (b - a) * t + corner[k % 4]), r)  # noqa: E731
    paths = [[spot(0, k), spot(1, k)] for k in range(4)]
    return paths + [[spot(i / n, k + i % 2), spot((i + 1) / n, k + 1 - i % 2)] for i in range(n) for k in range(4)]


def cap(s, r, skin):
    """What a tower of radius r ends with: a spire, a dome, a lantern, a flat roof with a mast."""
    what = s.rng.integers(4)
    t = np.linspace(0, math.pi / 2, 8)
    sides = s.pick([4, 6, 8, 20])
    if what == 0:
        return shapes.lathe([(r * 1.1, 0), (r * .9, r * .2), (.02, r * s.uniform(1.5, 6))], skin, sides)
    if what == 1:
        k = s.uniform(.8, 1.5)
        onion = 1 + .25 * s.chance(.4)
        dome = [(r * (1 + (onion - 1) * math.sin(2 * a)) * math.cos(a), r * k * math.sin(a)) for a in t]
        return shapes.lathe(dome + [(r * .05, r * k), (.01, r * (k + .8))], skin, 20)
    if what == 2:
        lantern = [(r * 1.2, 0), (r * 1.2, r * .15), (r * .7, r * .15), (r * .7, r * 1.1), (r * .9, r * 1.1), (.02, r * 2)]
        return shapes.lathe(lantern, skin, sides)
    return shapes.lathe([(r, 0), (r, r * .1), (r * .1, r * .1), (r * .06, r * s.uniform(1, 4))], skin, sides)


def tower(s, h):
    """A tower of stone, concrete or glass, round or square, in storeys that grow thinner, h metres without its cap: parts, places."""
    rng, r, z, parts = s.rng, h * s.uniform(.04, .16), 0.0, []
    wall = shapes.hue(rng, (0, .4), (.05, .85))
    for k in range(rng.integers(1, 5)):
        part = h * s.uniform(.2, .6) if z else h * s.uniform(.4, .9)
        skin = shapes.facade(rng, wall, shapes.hue(rng, (0, .5), (.01, .3)), s.uniform(.4, 2), s.uniform(.6, 3), s.uniform(.4, 3)) \
            if s.chance(.6) else s.surface(wall, photo=.15, scale=s.uniform(.1, 3))
        round_one = s.chance(.4)
        m = shapes.lathe([(r, 0), (r * s.uniform(.85, 1), part)], skin, 20) if round_one else box((2 * r, 2 * r, part), skin)
        ledge = shapes.lathe([(r * 1.15, 0), (r * 1.15, .04 * part), (r * .5, .05 * part)], s.surface(wall), 16)
        parts += [(m, (0, 0, z)), (ledge, (0, 0, z + part))]
        z, r = z + part, r * s.uniform(.6, .95)
    return parts + [(cap(s, r, s.surface()), (0, 0, z))]


def machine(s, h):
    """A crane, a mast, a wind turbine or a chimney some h metres high: parts, places."""
    rng, skin, what = s.rng, s.surface(), s.rng.integers(4)
    r = h * s.uniform(.002, .006)
    if what == 0:
        long, back = h * s.uniform(.6, 1.3), h * s.uniform(.15, .35)
        turn = s.uniform(0, 6.3)
        jib = lambda x: turned((0, 0, h), turn, x)  # noqa: E731
        mast = lattice((0, 0, 0), (0, 0, h * 1.15), h * .045, 24, r) + lattice(jib(-back), jib(long), h * .035, 30, r * .8)
        ropes = [[(0, 0, h * 1.15, r * .6), (*jib(x), r * .6)] for x in (long * .7, -back)]
        hook = jib(s.uniform(.2, .9) * long)
        ropes.append([(*hook, r * .4), (*hook[:2], h * s.uniform(.4, .9), r * .4)])
        cabin = box((h * .04, h * .04, h * .05), skin)
        return [(shapes.tubes(mast + ropes, skin, 4), (0, 0, 0)), (cabin, turned((0, 0, h * .95), turn, h * .02))]
    if what == 1:
        arms = [[(x, 0, z, r), (-x, 0, z, r)] for z in np.linspace(.7, .95, rng.integers(1, 4)) * h for x in [h * s.uniform(.1, .25)]]
        wires = [[(x, y, h * s.uniform(.7, .95), r * .3) for y in (-400, 400)] for x in np.linspace(-.15, .15, rng.integers(1, 6)) * h]
        return [(shapes.tubes(lattice((0, 0, 0), (0, 0, h), h * s.uniform(.03, .12), 14, r) + arms + wires, skin, 4), (0, 0, 0))]
    if what == 2:
        pole = [[(0, 0, 0, h * .022), (0, 0, h, h * .012)], [(0, -h * .04, h, h * .018), (0, h * .05, h, h * .02)]]
        turn = s.uniform(0, 2)
        blades = [[(0, -h * .04, h, h * .014), (.5 * h * math.cos(a), -h * .04, h + .5 * h * math.sin(a), h * .003)]
                  for a in turn + np.arange(3) * 2 * math.pi / 3]
        return [(shapes.tubes(pole + blades, shapes.plain(shapes.hue(rng, (0, .2), (.5, .9))), 8), (0, 0, 0))]
    stripes, n = [skin, s.surface()], rng.integers(1, 9)
    wide = h * s.uniform(.03, .09)
    at = lambda k: wide * (1 - .5 * k / n)  # noqa: E731
    return [(shapes.lathe([(at(k), h * k / n), (at(k + 1), h * (k + 1) / n)], stripes[k % 2], 20), (0, 0, 0)) for k in range(n)]


def monument(s, h):
    """A figure of stone or bronze on a pedestal, h metres in all, placed at once at the origin."""
    tone = s.pick([[.5, .48, .44], [.75, .73, .7], [.08, .06, .04], [.15, .3, .25], [.1] * 3])
    stone = s.surface(tone, photo=.05, scale=s.uniform(2, 20))
    base = h * s.uniform(.2, .6)
    w = h * s.uniform(.12, .25)
    for k, z in ((1.3, 0), (1, h * .05)):
        place(box((w * k, w * k, base if z else h * .05), stone), (0, 0, z * .99))
    k = (h - base) / 1.1
    turn = s.uniform(-2, 2)
    lone.bust(s, (0, 0, base - .7 * k), turn, k, stone)
    if s.chance(.5):
        reach = lambda x, up: turned((0, 0, base), turn, k * x, 0, k * up)  # noqa: E731
        arm = [(*reach(.2, .67), .05 * k), (*reach(s.uniform(.5, 1.2), s.uniform(.5, 1.4)), .03 * k)]
        place(shapes.tubes([arm], stone, 8))


def aloft(s):
    """A tower, a crane, a mast or a monument or a few of them, seen from below: clouds behind, hardly any ground."""
    s.sky(s.pick(CLOUDY))
    rng = s.rng
    skyline(s, s.uniform(15, 120))
    h = math.exp(s.uniform(1.6, 4.4))
    if h < 14 and s.chance(.6):
        monument(s, h)
    else:
        for k in range(s.pick([1, 1, 2, 3, 5])):
            at = (s.uniform(-.7, .7) * h * (k > 0), s.uniform(-.1, 1) * h * (k > 0), 0)
            turn = s.uniform(0, 6.3)
            for m, p in s.pick([tower, tower, machine])(s, h * s.uniform(.7, 1.1)):
                place(m, turned(at, turn, *p), (0, 0, turn))
    if s.chance(.3):
        outdoors.stand(s, outdoors.tree(s, h * .3, bare=s.chance(.5)), (s.uniform(-.4, .4) * h, -.3 * h, 0))
    for _ in range(rng.integers(0, 3)):
        person(s, (s.uniform(-.2, .2) * h, -.4 * h, 0), s.uniform(1.5, 1.9), s.uniform(0, 6))

    def view():
        r = h * s.uniform(.5, 2)
        eye = (s.uniform(-.5, .5) * h, -r, s.pick([1.6, 1.6, s.uniform(.1, .7) * h]))
        return look(s, eye, (s.uniform(-.3, .3) * h, 0, h * s.uniform(.5, 1.05)), s.uniform(24, 60))

    return [view() for _ in range(3)], False


def balloon(s, k):
    """A balloon with its basket, or an airship, k metres high: meshes, places, turns, scales."""
    skin = s.pick([s.surface(shapes.hue(s.rng, (.3, 1), (.2, .9)), photo=.3), shapes.pattern(
        s.rng, shapes.hue(s.rng, (0, 1), (.2, .9)), shapes.hue(s.rng, (0, 1), (.2, .9)), "wave", s.uniform(.5, 4) / k)])
    if s.chance(.25):
        hull = shapes.ball(k / 2, skin, sides=20)
        fins = box((.02 * k, .2 * k, .5 * k), s.surface())
        return [(hull, (0, 0, 0), (0, 0, 0), (1.8, .6, .6)), (fins, (.75 * k, 0, -.25 * k), (0, 0, 1.57), 1),
                (box((.4 * k, .12 * k, .1 * k), s.surface()), (0, 0, -.38 * k), (0, 0, 0), 1)]
    a = np.linspace(.02, 1, 12)
    envelope = [(k * .42 * math.sin(math.pi * t) ** .6 * (.35 + .65 * t) + .03 * k, k * (t - .5)) for t in a]
    ropes = [[(x * .04 * k, y * .04 * k, z * k, .003 * k) for z in (-.5, -.62)] for x in (-1, 1) for y in (-1, 1)]
    return [(shapes.lathe(envelope, skin, 20), (0, 0, 0), (0, 0, 0), 1), (shapes.tubes(ropes, s.surface()), (0, 0, 0), (0, 0, 0), 1),
            (box((.1 * k, .1 * k, .08 * k), s.surface()), (0, 0, -.7 * k), (0, 0, 0), 1)]


def wings(s, k):
    """A bird, a kite or an aeroplane, k metres across: meshes, places, turns, scales."""
    rng, skin, what = s.rng, s.surface(shapes.hue(s.rng, (0, .6), (.01, .9)), photo=.03), s.rng.integers(3)
    if what == 0:      # a bird
        lift, bend = s.uniform(-.3, .8), s.uniform(-.5, .3)
        p = [(0, -.12, 0), (0, .12, 0)]
        for x in (-1, 1):
            p += [(x * .28, -.14, .28 * lift), (x * .28, .08, .28 * lift), (x * .5, .12, .28 * lift + .22 * bend)]
        m = shapes.mesh("wings", np.array(p) * k, [(0, 1, 3, 2), (2, 3, 4), (0, 1, 6, 5), (5, 6, 7)], skin)
        return [(m, (0, 0, 0), (0, 0, 0), 1), (shapes.ball(.07 * k, skin), (0, 0, 0), (0, 0, 0), (1, 3.4, 1)),
                (shapes.ball(.04 * k, skin), (0, -.26 * k, .02 * k), (0, 0, 0), (1, 1.5, 1))]
    if what == 1:      # a kite with its tail and line
        p = np.array([(0, 0, .5), (.35, .03, .1), (0, 0, -.6), (-.35, .03, .1)]) * k
        t = np.linspace(0, 1, 12)
        tail = [(.1 * k * math.sin(9 * v), .1 * k * v, -.6 * k - v * k * 1.2, .012 * k) for v in t]
        line = [(0, 0, 0, .004 * k), (s.uniform(-4, 4) * k, -6 * k, -12 * k, .004 * k)]
        sheet = shapes.mesh("kite", p, [(0, 1, 2), (0, 2, 3)], s.pick([skin, s.photo()]), [(0, 0), (1, 0), (0, 1)] * 2)
        return [(sheet, (0, 0, 0), (0, 0, 0), 1),
                (shapes.tubes([tail, line], s.surface()), (0, 0, 0), (0, 0, 0), 1)]
    r, sweep = k * s.uniform(.03, .06), s.uniform(0, .35)
    hull = [[(0, y * k, 0, r * w) for y, w in ((-.5, .2), (-.42, .8), (-.3, 1), (.2, 1), (.5, .3))]]
    p = [(0, -.1, 0), (0, .1, 0), (.5, -.05 + sweep, .03), (.5, .02 + sweep, .03), (-.5, -.05 + sweep, .03), (-.5, .02 + sweep, .03),
         (0, .38, 0), (0, .48, 0), (.18, .45, .01), (.18, .5, .01), (-.18, .45, .01), (-.18, .5, .01), (0, .48, .17), (0, .41, .17)]
    faces = [(0, 1, 3, 2), (0, 1, 5, 4), (6, 7, 9, 8), (6, 7, 11, 10), (6, 7, 12, 13)]
    sheets = shapes.mesh("wing", np.array(p) * k, faces, skin)
    return [(m, (0, 0, 0), (0, 0, 0), 1) for m in (shapes.tubes(hull, skin, 10), sheets)]


def afloat(s):
    """What flies: a few large or many small, before much sky; below it now and then the land or a roof's edge."""
    s.sky(s.pick(CLOUDY))
    rng = s.rng
    if s.chance(.8):
        skyline(s, s.uniform(30, 200))
    build = s.pick([balloon, wings])
    for _ in range(s.pick([1, 2, 3, 4, 6, 10, 16])):
        y = math.exp(s.uniform(2.2, 4.6))
        at = (s.uniform(-.5, .5) * y, y, s.uniform(.05, .6) * y)
        turn = s.uniform(0, 6.3)
        for m, p, (rx, ry, rz), size in build(s, y * s.uniform(.06, .4)):
            place(m, turned(at, turn, *p), (rx, ry, rz + turn), size)
    if s.chance(.3):
        place(box((s.uniform(2, 10), 3, s.uniform(1, 3)), s.surface()), (s.uniform(-4, 4), s.uniform(4, 8), 0), (0, 0, s.uniform(-.5, .5)))
    view = lambda: look(s, (s.uniform(-2, 2), 0, s.uniform(1.2, 6)),  # noqa: E731
                        (s.uniform(-8, 8), 40, s.uniform(4, 20)), s.uniform(20, 60))
    return [view() for _ in range(3)], False


def shore(s):
    """A plain of water, sand, snow or grass and a sky of much the same tone, mostly grey; hardly anything on it."""
    s.sky(s.pick(["overcast", "overcast", "storm", "storm", "gradient", "clouds", "teal", "dusk", "clear"]))
    rng = s.rng
    if s.chance(.6):
        tones = [[.02, .06, .1], [.1, .14, .17], [.3, .36, .4], [.5, .55, .58], [.25, .4, .42]]
        place(box((30000, 30000, 1), outdoors.water(s, tones)), (0, 0, -1))
    else:
        skin = s.surface(s.pick([[.5, .45, .35], [.82, .84, .88], [.08, .14, .04], [.3, .25, .2]]), scale=s.uniform(.05, 1), photo=0)
        m, at = shapes.terrain(rng, 4000, s.uniform(0, 25), skin)
        place(m, (0, 0, -float(at(0, 0)) - .1))
    for _ in range(rng.integers(0, 5)):
        y = math.exp(s.uniform(2, 5.5))
        at, what = (s.uniform(-.5, .5) * y, y, 0), rng.integers(4)
        if what == 0:
            boat = box((s.uniform(2, 9), s.uniform(1, 3), s.uniform(.6, 2)), s.surface())
            place(boat, at, (0, 0, s.uniform(0, 3)))
            if s.chance(.6):
                place(shapes.tubes([[(0, 0, 0, .1), (0, 0, s.uniform(3, 12), .05)]], s.surface()), at)
        elif what == 1:
            person(s, at, s.uniform(1.5, 1.9), s.uniform(0, 6))
        elif what == 2:
            outdoors.stand(s, outdoors.tree(s, s.uniform(3, 10), bare=s.chance(.6)), (*at[:2], -.2))
        else:
            place(shapes.ball(s.uniform(.5, 3), s.surface(), .3, rng), at, (0, 0, 1), (2, 1, .7))
    if s.chance(.35):      # a pier
        x, rows = s.uniform(-3, 3), np.arange(0, s.uniform(10, 60), 3)
        posts = [[(x + a, y, -1, .12), (x + a, y, s.uniform(1.1, 2), .12)] for y in rows for a in (-1, 1)]
        place(shapes.tubes(posts, s.surface()))
        place(box((2.2, rows[-1] + 1, .15), s.surface(photo=.2)), (x, rows[-1] / 2, .8))
    if s.chance(.3):      # another shore, far off
        hill = s.surface(shapes.hue(rng, (0, .4), (.05, .4)))
        for _ in range(rng.integers(1, 5)):
            m = shapes.ball(s.uniform(80, 400), hill, .3, rng, 24)
            place(m, (s.uniform(-1500, 1500), s.uniform(800, 3000), -20), (0, 0, 0), (3, 1, .3))
    view = lambda: look(s, (s.uniform(-3, 3), s.uniform(-4, 0), s.uniform(1.2, 12)),  # noqa: E731
                        (s.uniform(-40, 40), 100, s.uniform(-22, 25)))
    return [view() for _ in range(3)], False


KINDS = dict(aloft=aloft, afloat=afloat, shore=shore)
