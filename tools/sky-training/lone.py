"""
One thing or a few before something large and plain: sitters before a studio's backdrop and out of doors, painted rooms and stairs, small
things on paper or before nothing; see outdoors.py. Their pairs under the sky are in aloft.py.
"""
import math

import numpy as np

import bright
import indoors
import outdoors
import shapes
from outdoors import look, person
from shapes import box, place, turned


def ground_tone(s):
    """A backdrop's or a wall's colour: blue, teal, grey, white, or any."""
    base = s.pick([[.12, .3, .7], [.3, .5, .8], [.05, .12, .35], [.1, .4, .42], [.35, .65, .65],
                   [.5] * 3, [.8] * 3, [.12] * 3, [.75, .7, .6], None])
    return shapes.near(s.rng, base, .2) if base else shapes.hue(s.rng, (0, .8), (.1, .95))


def graded(s, tone):
    """One colour, or clouded or graded as painted canvas and lit walls are."""
    if s.chance(.45):
        return shapes.plain(tone, s.uniform(.4, 1))
    kind, scale = s.pick(["noise", "musgrave", "gradient"]), math.exp(s.uniform(-1, 1.5))
    return shapes.pattern(s.rng, tone, shapes.near(s.rng, tone, s.pick([.08, .25, .5])), kind, scale, where=s.pick(["Generated", "Object"]))


def head(s, skin, hair, cloth):
    """A head about the origin that looks towards -y, with hair, a cap or a hat, often with glasses: meshes, places, turns, scales."""
    rng, dark = s.rng, shapes.plain([.02] * 3, .3)
    parts = [(shapes.ball(.1, skin, .04, rng), (0, 0, 0), (0, 0, 0), (.8, .98, 1.2)),
             (shapes.ball(.018, skin), (0, -.1, -.012), (.3, 0, 0), (.8, 1.2, 1.6)),
             (shapes.ball(.03, shapes.plain([.35, .08, .07], .4)), (0, -.088, -.055), (0, 0, 0), (1, .35, .3))]
    for x in (-.03, .03):
        parts += [(shapes.ball(.012, dark), (x, -.088, .015), (0, 0, 0), (1.2, .6, .7)),
                  (box((.035, .01, .007), hair), (x, -.095, .034), (0, 0, 0), 1),
                  (shapes.ball(.02, skin), (x * 2.7, 0, 0), (0, 0, 0), (.5, 1, 1.5))]
    top = rng.integers(5)
    if top < 3:      # hair: short, long, or in a bun
        parts.append((shapes.ball(.112, hair, .08, rng), (0, .022, .035), (0, 0, 0), (.83, 1, 1.12)))
        if top == 1:
            parts.append((shapes.ball(.13, hair, .08, rng), (0, .045, -.1), (0, 0, 0), (.95, .6, s.uniform(1.2, 2))))
        if top == 2:
            parts.append((shapes.ball(s.uniform(.03, .06), hair, .1, rng), (0, .08, .12), (0, 0, 0), 1))
    if top == 4 or s.chance(.2):
        r = s.uniform(.11, .22)
        hat = [(r, .05), (r, .058), (.1, .066), (.095, .12), (s.uniform(.05, .09), s.uniform(.14, .22)), (.001, .2)]
        parts.append((shapes.lathe(hat, cloth, 20), (0, .01, 0), (s.uniform(-.1, .2), 0, 0), (.95, 1.1, 1)))
    if s.chance(.3):
        a = np.linspace(0, 2 * math.pi, 12)
        rings = [[(x + .026 * math.cos(b), -.106, .013 + .022 * math.sin(b), .003) for b in a] for x in (-.033, .033)]
        parts.append((shapes.tubes(rings + [[(-.06, -.1, .015, .003), (-.08, 0, .02, .003)], [(.06, -.1, .015, .003), (.08, 0, .02, .003)]],
                                   dark), (0, 0, 0), (0, 0, 0), 1))
    return parts


def bust(s, at, turn, k=1.0, stone=None):
    """A person down to the hips, the eyes k · 1.62 m above `at`, looking towards -y; of one material where `stone` is given."""
    rng = s.rng
    skin = stone or shapes.plain(s.pick([[.6, .38, .28], [.45, .25, .17], [.2, .1, .06], [.7, .5, .4], [.08, .04, .03]]), .5)
    hair = stone or shapes.plain(shapes.hue(rng, (.1, .7), (.005, .3)), .7)
    cloth = stone or s.surface(photo=.15, scale=s.uniform(2, 40))
    wide = s.uniform(.85, 1.2)
    torso = [(.2, .75), (.19, .95), (.21, 1.15), (.225, 1.3), (.19, 1.39), (.1, 1.44), (.06, 1.46)]
    place(shapes.lathe(torso, cloth, 20), at, (0, 0, turn), (k * wide, k * .62, k))
    neck = shapes.tubes([[(0, .01, 1.42, .055), (0, 0, 1.57, .05)]], skin, 10)
    reach = s.uniform(.1, .5)
    arms = shapes.tubes([[(x * .19 * wide, 0, 1.37, .06), (x * .27 * wide, s.uniform(-.05, .1), 1.08, .05),
                          (x * s.uniform(.05, .3), -reach * s.uniform(.2, 1), s.uniform(.85, 1.3), .035)] for x in (-1, 1)], cloth, 8)
    for m in (neck, arms):
        place(m, at, (0, 0, turn), k)
    tilt = turn + s.uniform(-.5, .5)
    for m, (x, y, z), r, size in head(s, skin, hair, cloth):
        spot = turned(at, tilt, k * x, k * y, k * (1.62 + z))
        place(m, spot, (r[0], r[1], r[2] + tilt), tuple(k * v for v in (size if np.iterable(size) else (size,) * 3)))
    if s.chance(.25) and not stone:      # a thing held before the chest
        place(box(tuple(rng.uniform(.05, .3, 3)), s.surface(photo=.4)), turned(at, turn, 0, -.3, k * 1.15), (0, 0, turn))


def sitter(s):
    """Busts close by before paper, canvas or a wall, lit by lamps: the light falls off towards the corners."""
    rng, tone, far = s.rng, ground_tone(s), s.uniform(.6, 3)
    s.plain_world(shapes.near(rng, tone, .3), s.uniform(.02, .5))
    s.ambient(s.uniform(.3, 2), 1.0)
    place(box((14, .05, 9), graded(s, tone)), (0, far, -2))
    for _ in range(rng.integers(1, 3)):      # lamps upon the ground, seldom none
        if s.chance(.8):
            at = (s.uniform(-2, 2), far - s.uniform(.4, 2), s.uniform(.2, 2.8))
            s.lamp(at, s.uniform(5, 120), shapes.near(rng, [1, .95, .9], .1), s.uniform(.1, 1),
                   to=(s.uniform(-.5, .5), far, s.uniform(1, 2)))
    s.lamp((s.pick([-1, 1]) * s.uniform(.5, 2), -s.uniform(.5, 2), s.uniform(1.5, 3)), s.uniform(20, 150),
           shapes.near(rng, [1, .93, .86], .08), s.uniform(.2, 1.5), to=(0, 0, 1.5))
    for k in range(s.pick([1, 1, 1, 1, 2, 3])):
        bust(s, (s.uniform(-.15, .15) + .5 * k * s.pick([-1, 1]), .3 * k, 0), s.uniform(-.7, .7), s.uniform(.9, 1.1))
    if s.chance(.3):
        place(box((s.uniform(.6, 3), .7, s.uniform(.6, 1.2)), s.surface(photo=.2)), (s.uniform(-.5, .5), -.3, 0))
    if s.chance(.25):
        indoors.things(s, rng.integers(1, 5), ((-.9, .9), (.2, far)), s.uniform(.3, 1.1), (.2, .8))

    def view():
        r = s.uniform(.7, 2.4)
        return look(s, (s.uniform(-.4, .4), -r, s.uniform(1.2, 1.8)), (s.uniform(-.3, .3), 0, s.uniform(1.25, 1.75)),
                    s.uniform(24, 60), focus=r, stop=s.pick([None, 1.4, 2.8, 5.6]))

    return [view() for _ in range(3)], True


def skyline(s, far):
    """What ends the view low down: trees, houses, hills or the sea, seldom nothing."""
    rng, what = s.rng, s.rng.integers(4)
    if what == 0:
        place(box((30000, 30000, 1), outdoors.water(s)), (0, 0, -1))
        return
    if what == 1:
        m, at = shapes.terrain(rng, 40 * far, far * s.uniform(.1, 2), s.surface(shapes.hue(rng, (0, .5), (.03, .8))))
        place(m, (0, 0, -float(at(0, 0))))
    else:
        outdoors.ground(s, 3000)
    kinds = outdoors.plants(s, (3, 12), 2)
    for _ in range(rng.integers(0, 25)):
        outdoors.stand(s, s.pick(kinds), (s.uniform(-2, 2) * far, far * s.uniform(.4, 3), -.5))
    for _ in range(rng.integers(0, 6)):
        outdoors.house(s, (s.uniform(5, 14), 8, s.uniform(3, 12)), (s.uniform(-2, 2) * far, far * s.uniform(.6, 3), -.2), s.uniform(0, 3))


CLOUDY = ["clouds", "clouds", "overcast", "overcast", "storm", "storm", "low", "clear", "gradient", "dusk", "teal"]


def model(s):
    """Busts close by out of doors, seen from their height or from below, the horizon low."""
    s.sky(s.pick(CLOUDY))
    skyline(s, s.uniform(15, 80))
    for k in range(s.pick([1, 1, 1, 2, 3])):
        bust(s, (s.uniform(-.2, .2) + .5 * k * s.pick([-1, 1]), .4 * k, 0), s.uniform(-1, 1), s.uniform(.9, 1.1))
    if s.chance(.3):
        s.lamp((s.pick([-1, 1]) * s.uniform(.5, 2), -1.5, 2), s.uniform(20, 150), [1, .95, .9], .8, to=(0, 0, 1.5))

    def view():
        r = s.uniform(.8, 3)
        return look(s, (s.uniform(-.5, .5), -r, s.uniform(.8, 1.7)), (s.uniform(-.4, .4), 0, s.uniform(1.3, 1.9)),
                    s.uniform(24, 55), focus=r, stop=s.pick([None, None, 1.4, 2.8, 5.6]))

    return [view() for _ in range(3)], False


def steps(s, w, at, count, skin):
    """A straight flight that rises away from the viewer; returns how high."""
    rise, tread = s.uniform(.14, .2), s.uniform(.25, .32)
    for k in range(count):
        place(box((w, tread * 1.2, rise * (k + 1)), skin), (at[0], at[1] + k * tread, at[2]))
    return rise * count


def painted(s):
    """A room, a corridor or stairs whose walls are painted or tiled in one colour, mostly blue, and hold next to nothing."""
    rng, tone = s.rng, ground_tone(s)
    w, d, h = s.uniform(1.6, 6), s.uniform(2.5, 12), s.uniform(2.4, 5)
    bright.lit(s, w, d, h)
    upper = graded(s, tone)
    if s.chance(.3):
        upper = shapes.facade(rng, shapes.near(rng, tone, .3), tone, s.uniform(.08, .3), s.uniform(.05, .25), .012)
    lower = upper if s.chance(.5) else s.surface(ground_tone(s), photo=0)
    split = s.uniform(.8, 1.6)
    walls = [((w, .1), (0, d), 0), ((w, .1), (0, -1.5), 0), ((d + 1.6, .1), (-w / 2, d / 2 - .7), math.pi / 2),
             ((d + 1.6, .1), (w / 2, d / 2 - .7), math.pi / 2)]
    for size, (x, y), turn in walls:
        place(box((*size, split), lower), (x, y, 0), (0, 0, turn))
        place(box((*size, h - split), upper), (x, y, split), (0, 0, turn))
        if s.chance(.3):
            place(box((size[0], .14, s.uniform(.03, .12)), s.surface()), (x, y, split), (0, 0, turn))
    place(box((w, d + 1.6, .1), s.surface(photo=.3)), (0, d / 2 - .7, -.1))
    place(box((w, d + 1.6, .1), shapes.plain(bright.white(s)) if s.chance(.6) else upper), (0, d / 2 - .7, h))
    if s.chance(.55):
        wide, skin = w * s.uniform(.35, 1), s.surface(photo=.1)
        x = s.uniform(-.5, .5) * (w - wide)
        y = s.uniform(.2, .4) * d
        top = steps(s, wide, (x, y, 0), int(min((d - y) / .29, h * 3)), skin)
        for side in (-1, 1):
            if s.chance(.6):
                run = np.linspace(0, 1, 8)
                path = [(x + side * wide * .48, y + (d - y) * t, top * t) for t in run]
                bright.railing(s, path, s.surface())
    for _ in range(rng.integers(0, 4)):
        what, side = rng.integers(4), s.pick([-1, 1])
        spot, turn = s.pick([((s.uniform(-.35, .35) * w, d - .07), 0), ((side * (w / 2 - .07), s.uniform(.2, .9) * d), math.pi / 2)])
        if what == 0:
            place(box((.9, .06, 2), s.surface()), (*spot, 0), (0, 0, turn))
        elif what == 1:
            place(shapes.plane(s.uniform(.3, 1.2), s.uniform(.4, 1.2), bright.milky(s)), (*spot, s.uniform(1, h - 1)), (0, 0, turn))
        elif what == 2:
            pipe = [(spot[0], spot[1], 0, .03), (spot[0], spot[1], h, .03)]
            place(shapes.tubes([pipe], s.surface()))
        else:
            place(box((s.uniform(.2, 1), .08, s.uniform(.2, .8)), s.surface(photo=.5)), (*spot, s.uniform(.3, 1.6)), (0, 0, turn))
    if s.chance(.4):
        person(s, (s.uniform(-.3, .3) * w, s.uniform(.2, .8) * d, 0), s.uniform(1.5, 1.9), s.uniform(0, 6))
    indoors.things(s, rng.integers(0, 3), ((-.4 * w, .4 * w), (1, d * .6)), 0, (.2, .8))
    view = lambda: look(s, (s.uniform(-.35, .35) * w, s.uniform(-1.3, .1), s.uniform(.6, 1.8)),  # noqa: E731
                        (s.uniform(-.5, .5) * w, d * s.uniform(.6, 1), s.uniform(.4, .9) * h), s.uniform(16, 40))
    return [view() for _ in range(3)], True


def spiral(s):
    """bright.py's stairwell, its walls painted."""
    tone = ground_tone(s)
    return bright.stairwell(s, graded(s, tone))


def gadget(s, at, k, turn, stands):
    """A case with a screen, keys, knobs or a lens, lying with its face up or standing with it towards the viewer."""
    rng, w, h, t = s.rng, k * s.uniform(.4, 1.4), k * s.uniform(.5, 1.4), k * s.uniform(.06, .4)
    case, dark = s.surface(shapes.hue(rng, (0, .5), (.01, .95)), photo=.03), shapes.plain(shapes.hue(rng, (0, .5), (.005, .2)), .15)

    def put(m, x, y, up):      # x, y in the face's plane about its centre, `up` from its surface
        p = (x, -up, y + h / 2) if stands else (x, y, t + up)
        place(m, turned(at, turn, *p), (0 if not stands else math.pi / 2, 0, turn))

    if stands:
        place(box((w, t, h), case), turned(at, turn, 0, t / 2), (0, 0, turn))
    else:
        place(box((w, h, t), case), at, (0, 0, turn))
    what = rng.integers(3)
    if what == 0:
        put(box((w * .85, h * s.uniform(.2, .8), .01 * k), dark), 0, h * .05, 0)
    elif what == 1:
        r = min(w, h) * s.uniform(.15, .4)
        put(shapes.lathe([(r, 0), (r, .15 * k), (r * .8, .16 * k), (r * .7, .05 * k)], dark, 24), s.uniform(-.1, .1) * w, 0, 0)
    for _ in range(rng.integers(0, 12)):
        r = k * s.uniform(.02, .07)
        key = shapes.plain(shapes.hue(rng, (0, .9), (.02, .9)))
        put(s.pick([box((r * 2, r * 2, r), key), shapes.lathe([(r, 0), (r, r), (.001, r)], key, 12)]),
            s.uniform(-.4, .4) * w, s.uniform(-.42, .42) * h, 0)
    if s.chance(.4):      # its cord
        a = np.cumsum(rng.normal(0, .35, 14)) + s.uniform(0, 6)
        path = np.cumsum(np.stack([np.cos(a), np.sin(a)], 1) * k * .3, 0)
        cord = [(at[0] + x, at[1] + y + k * .5, at[2] + .006, .02 * k) for x, y in path]
        place(shapes.tubes([cord], dark, 6))


def tabletop(s):
    """A small thing or two on paper that bends up behind them, on a desk, or in a light tent: from the side, aslant and from above."""
    rng, tone, far = s.rng, s.pick([bright.white, ground_tone])(s), s.uniform(.5, 1.2)
    s.plain_world(shapes.near(rng, tone, .1), s.uniform(.1, 1.3))
    s.ambient(s.uniform(.05, .5), 1.0)
    bend = [(-3, 0)] + [(far + .3 * math.sin(a), .3 - .3 * math.cos(a)) for a in np.linspace(0, math.pi / 2, 7)] + [(far + .3, 4)]
    p = [(x, y, z) for y, z in bend for x in (-5, 5)]
    place(shapes.mesh("sweep", p, [(2 * k, 2 * k + 1, 2 * k + 3, 2 * k + 2) for k in range(len(bend) - 1)], graded(s, tone), smooth=True))
    if s.chance(.2):
        place(box((6, .8 * far, .01), s.surface(photo=.2)), (0, 0, 0))
    for k in range(s.pick([1, 1, 1, 2, 3])):
        at = (s.uniform(-.06, .06) + .17 * k * s.pick([-1, 1]), s.uniform(-.05, .1) + .08 * k, .012)
        if s.chance(.6):
            gadget(s, at, s.uniform(.08, .22), s.uniform(-.7, .7), s.chance(.5))
        else:
            indoors.things(s, 1, ((at[0] - .01, at[0] + .01), (at[1] - .01, at[1] + .01)), .012, (.08, .25))
    for _ in range(rng.integers(1, 4)):
        at = (s.uniform(-.9, .9), s.uniform(-.7, far), s.uniform(.3, 1.3))
        s.lamp(at, s.uniform(1, 18), shapes.near(rng, [1, .97, .93], .08), s.uniform(.1, .9), to=(s.uniform(-.2, .2), s.uniform(0, far), 0))

    def view():
        a, r = s.pick([s.uniform(.05, .5), s.uniform(.4, 1.5)]), s.uniform(.3, .8)
        return look(s, (s.uniform(-.1, .1), -r * math.cos(a), .06 + r * math.sin(a)), (s.uniform(-.07, .07), 0, s.uniform(.02, .1)),
                    s.uniform(26, 60), focus=r, stop=s.pick([None, None, 2.8, 8]))

    return [view() for _ in range(3)], True


def cutout(s):
    """Busts or things with nothing behind them: what they stand before is any plain or graded ground, put there in training."""
    rng = s.rng
    s.plain_world(ground_tone(s), s.uniform(.3, 1.3))
    s.ambient(s.uniform(.1, 1), 1.0)
    people = s.chance(.5)
    k, z = (1.0, 1.5) if people else (.15, .06)
    for n in range(s.pick([1, 1, 2, 3, 5])):
        at = (k * s.uniform(-.5, .5) * (n > 0), k * .6 * n, 0)
        if people:
            bust(s, at, s.uniform(-1.2, 1.2), s.uniform(.85, 1.1))
        elif s.chance(.5):
            gadget(s, at, s.uniform(.08, .22), s.uniform(-.7, .7), s.chance(.7))
        else:
            indoors.things(s, 1, ((at[0] - .01, at[0] + .01), (at[1] - .01, at[1] + .01)), 0, (.08, .3))
    for _ in range(rng.integers(1, 3)):
        at = (k * s.uniform(-3, 3), -k * s.uniform(1, 4), z + k * s.uniform(0, 3))
        s.lamp(at, k * k * s.uniform(50, 400), shapes.near(rng, [1, .96, .92], .08), k * s.uniform(.3, 2), to=(0, 0, z))

    def view():
        r = k * s.uniform(1.2, 4)
        return look(s, (k * s.uniform(-.5, .5), -r, z + k * s.uniform(-.3, 1.2)), (k * s.uniform(-.4, .4), 0, z + k * s.uniform(-.2, .2)),
                    s.uniform(26, 55))

    return [view() for _ in range(3)], True


KINDS = dict(sitter=sitter, model=model, painted=painted, spiral=spiral, tabletop=tabletop, cutout=cutout)
