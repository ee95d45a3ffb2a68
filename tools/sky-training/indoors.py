"""Scenes without sky: rooms, studios, things before a plain ground; see outdoors.py."""
import math

import numpy as np

import shapes
from outdoors import look, person, tree
from shapes import box, place, turned


def paint(s):
    """A wall's colour: mostly bright, of every hue, often a sky's."""
    if s.chance(0.25):
        blue = s.uniform(0.5, 0.95)
        return [blue * s.uniform(0.3, 0.8), blue * s.uniform(0.6, 0.95), blue]
    return shapes.hue(s.rng, (0, s.pick([0.1, 0.3, 0.8])), (0.3, 0.92))


def lamps(s, w, d, h):
    """Light for a room of that size, from one side or from above, so that walls have gradients."""
    warm = s.pick([[1, 0.75, 0.5], [1, 0.9, 0.8], [0.85, 0.93, 1], [1, 1, 1], [0.5, 0.7, 1]])
    s.plain_world(shapes.near(s.rng, warm, 0.2), s.uniform(0.05, 0.6))
    s.ambient(s.uniform(0.5, 3), 1.0)
    for _ in range(s.rng.integers(1, 4)):
        at = (s.uniform(-.45, .45) * w, s.uniform(0.1, 0.9) * d, h * s.uniform(0.6, 0.95))
        s.lamp(at, s.uniform(3, 14) * w * d, shapes.near(s.rng, warm, 0.1), s.pick([0.2, 1.0, 2.0]))
        if s.chance(0.5):
            place(shapes.ball(s.uniform(0.06, 0.25), shapes.plain(warm, glow=s.uniform(2, 15))), at)


def things(s, count, spread, z=0.0, size=(0.03, 0.4)):
    """Objects of many forms on a level."""
    rng = s.rng
    for _ in range(count):
        at = (s.uniform(*spread[0]), s.uniform(*spread[1]), z)
        k, form = s.uniform(*size), s.rng.integers(5)
        if form == 0:
            m = box(tuple(k * rng.uniform(0.4, 1.6, 3)), s.surface(photo=0.3))
        elif form == 1:
            n = rng.integers(4, 8)
            m = shapes.lathe([(k * s.uniform(0.15, 0.6), k * 1.6 * i / n) for i in range(n)], s.surface(), 20)
        elif form == 2:
            m, at = shapes.ball(k / 2, s.surface(), 0.1 * s.chance(0.4), rng), (at[0], at[1], z + k / 2)
        elif form == 3:
            m = shapes.lathe([(k * 0.2, 0), (k * 0.25, k * 0.05), (k * 0.6, k * 0.4), (k * 0.57, k * 0.4), (k * 0.1, k * 0.06)],
                             s.surface(), 20)
        else:
            for part in tree(s, k * 2.2, depth=3):
                place(part, at, (0, 0, s.uniform(0, 6)))
            continue
        place(m, at, (0, 0, s.uniform(0, 6)))


def pictures(s, w, y, h, count):
    """Frames, maps and posters on a wall that faces the viewer."""
    for _ in range(count):
        a, b = s.uniform(0.3, 1.6), s.uniform(0.3, 1.2)
        x, z = s.uniform(-.45, .45) * w, s.uniform(0.3, 0.8) * h
        place(box((a + 0.08, 0.04, b + 0.08), s.surface()), (x, y - 0.03, z - b / 2 - 0.04))
        place(shapes.plane(a, b, s.photo(glow=0.8 * s.chance(0.2))), (x, y - 0.06, z - b / 2))


def window(s, at, w, h, turn=0.0):
    """A window that glows white or shows a blurred outside, with bars and sometimes curtains: no sky to be seen."""
    glow = shapes.near(s.rng, s.pick([[1, 1, 1], [0.85, 0.93, 1], [1, 0.93, 0.8], [0.6, 0.8, 1]]), 0.05)
    pane = shapes.plain(glow, glow=s.uniform(0.6, 8)) if s.chance(0.75) else s.photo(glow=s.uniform(0.5, 3))
    place(shapes.plane(w, h, pane), at, (0, 0, turn))
    frame = shapes.plain(shapes.hue(s.rng, (0, 0.4), (0.05, 0.9)))
    bars = [(-w / 2, h), (w / 2, h), (0, h)] if s.chance(0.8) else [(-w / 2, h), (w / 2, h)]
    for x, tall in bars:
        place(box((0.07, 0.07, tall), frame), turned((at[0], at[1] - 0.02, at[2]), turn, x), (0, 0, turn))
    for z in (0, h / 2, h) if s.chance(0.6) else (0, h):
        place(box((w, 0.07, 0.06), frame), (at[0], at[1] - 0.02, at[2] + z - 0.03), (0, 0, turn))
    if s.chance(0.5):
        cloth = s.surface(shapes.hue(s.rng, (0, 0.5), (0.2, 0.9)))
        for x in (-w / 2 - 0.2, w / 2 + 0.2):
            place(box((s.uniform(0.2, 0.6), 0.1, h * 1.15), cloth), turned((at[0], at[1] - 0.12, at[2] - h * 0.1), turn, x), (0, 0, turn))


def shell(s, w, d, h):
    """Four walls (each may differ), floor and ceiling; y from -1 to d."""
    tone = paint(s)
    wall = lambda: s.surface(tone if s.chance(0.7) else paint(s), photo=0.06, scale=s.uniform(0.5, 20))  # noqa: E731
    dull = shapes.plain(tone, s.uniform(0.4, 1)) if s.chance(0.5) else wall()
    mid = d / 2 - 0.5
    place(box((w, 0.1, h), dull), (0, d, 0))
    for x in (-w / 2, w / 2):
        place(box((0.1, d + 1.4, h), dull if s.chance(0.6) else wall()), (x, mid, 0))
    place(box((w, 0.1, h), wall()), (0, -1.1, 0))
    place(box((w, d + 1.4, 0.1), s.surface()), (0, mid, -0.1))
    white = shapes.plain([s.uniform(0.5, 0.92)] * 3) if s.chance(0.8) else wall()
    place(box((w, d + 1.4, 0.1), white), (0, mid, h))
    if s.chance(0.5):
        place(box((w, 0.05, 0.12), s.surface()), (0, d - 0.06, 0))


def room(s):
    rng = s.rng
    w, d, h = s.uniform(3, 8), s.uniform(3, 8), s.uniform(2.3, 3.5)
    lamps(s, w, d, h)
    shell(s, w, d, h)
    for _ in range(rng.integers(2, 9)):
        size = tuple(rng.uniform(0.3, 1.8, 2)) + (s.pick([0.45, 0.75, 1.2, 2.0]) * s.uniform(0.8, 1.2),)
        at = (s.uniform(-.45, .45) * w, s.uniform(0.3, 0.95) * d, 0)
        place(box(size, s.surface(photo=0.2)), at, (0, 0, s.pick([0, 0, s.uniform(0, 1.5)])))
        things(s, rng.integers(0, 4), ((at[0] - .2, at[0] + .2), (at[1] - .2, at[1] + .2)), size[2])
    pictures(s, w, d - 0.06, h, rng.integers(0, 5))
    for _ in range(rng.integers(0, 3)):
        if s.chance(0.6):
            window(s, (s.uniform(-.35, .35) * w, d - 0.08, s.uniform(0.6, 1.1)), s.uniform(0.6, 2), s.uniform(0.8, 1.5))
        else:
            side = s.pick([-1, 1])
            window(s, (side * (w / 2 - 0.1), s.uniform(0.3, 0.8) * d, 0.9), 1.4, 1.3, -side * math.pi / 2)
    for _ in range(rng.integers(0, 4)):
        person(s, (s.uniform(-.3, .3) * w, s.uniform(1.5, d * 0.8), 0), s.uniform(1.5, 1.9), s.uniform(0, 6))
    view = lambda: look(s, (s.uniform(-.35, .35) * w, s.uniform(-0.9, 0.5), s.uniform(0.8, 1.8)),  # noqa: E731
                        (s.uniform(-.4, .4) * w, d, s.uniform(0.6, h * 0.85)), s.uniform(16, 50), focus=s.uniform(1.5, d),
                        stop=s.pick([None, None, 1.4, 2.8]))
    return [view() for _ in range(3)], True


def corridor(s):
    w, d, h = s.uniform(1.5, 3), s.uniform(10, 30), s.uniform(2.3, 4)
    lamps(s, w, d, h)
    shell(s, w, d, h)
    for y in np.arange(1.5, d, s.uniform(1.5, 5)):
        side = s.pick([-1, 1])
        place(box((0.1, 0.9, 2.05), s.surface()), (side * (w / 2 - 0.06), y, 0))
        if s.chance(0.6):
            place(box((s.uniform(0.2, 1), s.uniform(0.3, 1.5), 0.04), shapes.plain([1, 1, 1], glow=s.uniform(1, 10))), (0, y, h - 0.05))
            s.lamp((0, y, h - 0.15), s.uniform(10, 60), [1, 0.95, 0.9], 0.2)
    if s.chance(0.5):
        window(s, (0, d - 0.1, 0.5), w * 0.7, h * 0.7)
    for _ in range(s.rng.integers(0, 3)):
        person(s, (s.uniform(-.3, .3) * w, s.uniform(2, d * 0.7), 0))
    view = lambda: look(s, (s.uniform(-.2, .2) * w, 0, s.uniform(1, 1.8)),  # noqa: E731
                        (s.uniform(-1, 1) * w, d * s.uniform(0.4, 1), s.uniform(0.8, 2.6)), s.uniform(18, 45))
    return [view() for _ in range(3)], True


def hall(s):
    """A large room: columns, high bright ceiling, rows of seats or crates."""
    w, d, h = s.uniform(10, 30), s.uniform(15, 50), s.uniform(5, 14)
    lamps(s, w, d, h)
    shell(s, w, d, h)
    metal = s.surface()
    for y in np.arange(2, d, s.uniform(3, 8)):
        for x in (-w * 0.35, w * 0.35):
            if s.chance(0.9):
                place(box((0.5, 0.5, h), metal), (x, y, 0))
        if s.chance(0.6):
            place(box((w, 0.3, 0.5), metal), (0, y, h - 0.6))
        if s.chance(0.5):
            place(box((w * s.uniform(0.1, 0.9), 0.5, 0.05), shapes.plain([0.9, 0.95, 1], glow=s.uniform(1, 8))), (0, y + 1, h - 0.06))
    for _ in range(s.rng.integers(3, 20)):
        place(box(tuple(s.rng.uniform(0.5, 2.5, 3)), s.surface(photo=0.2)), (s.uniform(-.4, .4) * w, s.uniform(3, d), 0), (0, 0, s.uniform(0, 3)))
    for _ in range(s.rng.integers(0, 6)):
        person(s, (s.uniform(-.3, .3) * w, s.uniform(3, d * 0.6), 0))
    for _ in range(s.rng.integers(0, 4)):
        window(s, (s.uniform(-.4, .4) * w, d - 0.1, s.uniform(1, h * 0.5)), s.uniform(1, 4), s.uniform(1, h * 0.4))
    view = lambda: look(s, (s.uniform(-.3, .3) * w, 0, s.uniform(1, 4)),  # noqa: E731
                        (s.uniform(-.4, .4) * w, d * 0.7, s.uniform(0.5, h)), s.uniform(16, 45))
    return [view() for _ in range(3)], True


def studio(s):
    """A cyclorama in any colour, or just nothing behind: people and things before a plain, often graded ground."""
    tone, rng = paint(s), s.rng
    s.plain_world(tone, s.uniform(0.3, 1.5))
    s.ambient(s.uniform(0.5, 4), 1.0)
    if s.chance(0.75):
        t = np.linspace(0, math.pi / 2, 8)
        profile = [(-3, 0)] + [(6 + 2 * math.sin(a), 2 - 2 * math.cos(a)) for a in t] + [(8, 14)]
        p = [(x, y, z) for y, z in profile for x in (-20, 20)]
        place(shapes.mesh("sweep", p, [(2 * k, 2 * k + 1, 2 * k + 3, 2 * k + 2) for k in range(len(profile) - 1)],
                          shapes.plain(tone, s.uniform(0.4, 1)), smooth=True))
    for _ in range(rng.integers(1, 4)):
        s.lamp((s.uniform(-5, 5), s.uniform(-3, 5), s.uniform(1.5, 6)), s.uniform(100, 1500), shapes.near(rng, [1, 0.95, 0.9], 0.1),
               s.uniform(0.3, 3), to=(s.uniform(-3, 3), s.uniform(2, 8), s.uniform(0, 3)))
    if s.chance(0.65):
        for _ in range(rng.integers(1, 4)):
            person(s, (s.uniform(-1.3, 1.3), s.uniform(2, 4), 0), s.uniform(1.5, 1.9), s.uniform(0, 6))
        things(s, rng.integers(0, 5), ((-1.5, 1.5), (2, 4)), 0, (0.2, 1.2))
    else:
        things(s, rng.integers(1, 9), ((-1.5, 1.5), (1.5, 4)), 0, (0.2, 1.6))
    view = lambda: look(s, (s.uniform(-.6, .6), -0.5, s.uniform(0.4, 2)),  # noqa: E731
                        (s.uniform(-.5, .5), 3, s.uniform(0.5, 1.9)), s.uniform(24, 60), focus=3, stop=s.pick([None, 1.4]))
    return [view() for _ in range(3)], True


def stilllife(s):
    """Things on a table, close, before a plain, graded or blurred ground."""
    tone, rng = paint(s), s.rng
    s.plain_world(tone, s.uniform(0.2, 1.2))
    s.ambient(s.uniform(0.1, 0.6), 1.0)
    place(box((4, 2.5, 0.05), s.surface(photo=0.25)), (0, 0.8, -0.05))
    if s.chance(0.7):
        back = s.surface(tone, scale=s.uniform(0.5, 30)) if s.chance(0.6) else shapes.pattern(
            rng, tone, shapes.near(rng, tone, 0.6), "gradient", where="Generated")
        place(box((12, 0.1, 8), back), (0, s.uniform(1.5, 4), -3))
    for _ in range(rng.integers(0, 12)):
        place(shapes.ball(s.uniform(0.05, 0.4), shapes.plain(shapes.hue(rng, (0, 0.8), (0.2, 1)), glow=s.uniform(0, 4) * s.chance(0.5))),
              (s.uniform(-2, 2), s.uniform(1.3, 3.5), s.uniform(-0.3, 1.5)))
    things(s, rng.integers(1, 9), ((-0.45, 0.45), (0.15, 0.9)), 0, (0.06, 0.35))
    for _ in range(rng.integers(1, 3)):
        s.lamp((s.uniform(-1.5, 1.5), s.uniform(-1, 1), s.uniform(0.4, 2)), s.uniform(3, 60), shapes.near(rng, [1, 0.93, 0.85], 0.12),
               s.uniform(0.1, 1), to=(0, 0.5, 0))
    view = lambda: look(s, (s.uniform(-.25, .25), s.uniform(-0.6, -0.2), s.uniform(0.08, 0.6)),  # noqa: E731
                        (s.uniform(-.15, .15), 0.5, s.uniform(0.02, 0.3)), s.uniform(30, 70), focus=s.uniform(0.6, 1.1),
                        stop=s.pick([None, 1.4, 2.8, 5.6]))
    return [view() for _ in range(3)], True


def flat(s):
    """A wall, a shelf, a map, a cloth or a ceiling that fills the picture."""
    rng, tone = s.rng, paint(s)
    s.plain_world([1, 1, 1], s.uniform(0.1, 0.7))
    s.ambient(s.uniform(0.3, 2), 1.0)
    grade = shapes.pattern(rng, tone, shapes.near(rng, tone, 0.4), "gradient", where="Generated")
    place(box((14, 0.1, 10), s.pick([grade, s.surface(tone), shapes.plain(tone)])), (0, 3, -4))
    if s.chance(0.35):
        board = s.surface()
        for z in np.arange(-1, 3.5, s.uniform(0.35, 0.9)):
            place(box((6, 0.4, 0.04), board), (0, 2.75, z))
            things(s, rng.integers(2, 9), ((-2, 2), (2.65, 2.85)), z + 0.04, (0.1, 0.35))
    else:
        pictures(s, 4, 2.94, 2.6, rng.integers(0, 6))
    for _ in range(rng.integers(1, 4)):
        s.lamp((s.uniform(-3, 3), s.uniform(0, 2.3), s.uniform(-0.5, 3.5)), s.uniform(15, 200), shapes.near(rng, [1, 0.92, 0.8], 0.15), 0.2)
    if s.chance(0.5):
        person(s, (s.uniform(-1.2, 1.2), s.uniform(1.2, 2.4), s.uniform(-0.6, 0.0)), turn=s.uniform(0, 6))
    if s.chance(0.3):
        place(box((2, 0.9, s.uniform(0.3, 0.9)), s.surface()), (s.uniform(-1, 1), 2.2, -0.2))
    view = lambda: look(s, (s.uniform(-1, 1), 0, s.uniform(0.6, 1.8)),  # noqa: E731
                        (s.uniform(-1, 1), 3, s.uniform(0.5, 2.4)), s.uniform(24, 60))
    return [view() for _ in range(3)], True


KINDS = dict(room=room, corridor=corridor, hall=hall, studio=studio, stilllife=stilllife, flat=flat)
