"""Scenes under the sky: each function builds one into a stage and returns its views and whether all of it is without sky."""
import math

import numpy as np

import shapes
from shapes import box, place, turned


def look(s, at, to, lens=None, **more):
    return dict(at=at, to=to, lens=lens or s.uniform(18, 60), roll=s.uniform(-0.06, 0.06) * s.chance(0.4), **more)


def ground(s, size=400, colour=None):
    colour = colour or shapes.hue(s.rng, (0, 0.5), (0.03, 0.5))
    place(box((size, size, 0.1), s.surface(colour, scale=s.uniform(0.1, 3))), (0, 0, -0.1))


def tree(s, height, bare=False, depth=4):
    """A tree's meshes: trunk with branches, and leaves unless it is bare."""
    rng = s.rng
    paths, tips = shapes.branches(rng, height, depth, s.uniform(0.4, 0.9), s.uniform(0.015, 0.04))
    bark = shapes.plain(shapes.hue(rng, (0.1, 0.6), (0.02, 0.3)), 0.9)
    parts = [shapes.tubes(paths, bark, 4)]
    if not bare and len(tips):
        n = int(s.uniform(600, 2600))
        at = tips[rng.integers(len(tips), size=n)] + rng.normal(0, height * s.uniform(0.02, 0.06), (n, 3))
        green = [s.uniform(0.02, 0.2), s.uniform(0.05, 0.3), s.uniform(0.01, 0.06)]
        if s.chance(0.2):
            green = shapes.hue(rng, (0.4, 0.9), (0.1, 0.5))
        parts.append(shapes.cards(at, height * s.uniform(0.02, 0.05), s.surface(green, photo=0.05), rng))
    return parts


def conifer(s, height):
    rng = s.rng
    n = int(s.uniform(800, 2000))
    h = rng.random(n) ** 1.3
    r = (1 - h) * height * s.uniform(0.15, 0.28) * np.sqrt(rng.random(n)) * (0.7 + 0.3 * np.sin(h * s.uniform(30, 70)))
    a = rng.uniform(0, 2 * math.pi, n)
    at = np.stack([r * np.cos(a), r * np.sin(a), (0.08 + 0.92 * h) * height], 1)
    leaves = shapes.cards(at, height * 0.05, shapes.plain([s.uniform(0.01, 0.06), s.uniform(0.03, 0.12), 0.02]), rng, 2)
    trunk = shapes.tubes([[(0, 0, 0, height * 0.02), (0, 0, height * 0.97, height * 0.004)]], shapes.plain([0.06, 0.04, 0.02]))
    return [trunk, leaves]


def plants(s, heights, kinds=3):
    make = lambda: (conifer(s, s.uniform(*heights)) if s.chance(0.35) else  # noqa: E731
                    tree(s, s.uniform(*heights), bare=s.chance(0.25)))
    return [make() for _ in range(kinds)]


def stand(s, parts, at, scale=None):
    turn = (0, 0, s.uniform(0, 6.3))
    for m in parts:
        place(m, at, turn, scale or s.uniform(0.7, 1.3))


def house(s, size, at, turn=0.0, roof=None, lit=0.15):
    """A building with windows (`lit`: how often they shine) and, mostly on small ones, a gabled roof."""
    rng = s.rng
    wall = shapes.hue(rng, (0, s.pick([0.08, 0.25, 0.5])), (0.08, 0.9))
    glass = shapes.hue(rng, (0, 0.5), (0.01, 0.4 if s.chance(0.7) else 0.9))
    front = shapes.facade(rng, wall, glass, s.uniform(0.7, 3), s.uniform(1, 2.6), s.uniform(0.3, 1.2),
                          lit=s.uniform(0.5, 3) * s.chance(lit))
    place(box(size, front), at, (0, 0, turn))
    for _ in range(rng.integers(0, 5)):
        part = (size[0] * s.uniform(0.05, 1.05), size[1] * 1.05, s.uniform(0.1, 1.0))
        place(box(part, s.surface()), (at[0], at[1], at[2] + s.uniform(0, size[2])), (0, 0, turn))
    if roof if roof is not None else size[2] < 12 and s.chance(0.8):
        x, y, h = size[0] / 2 * 1.08, size[1] / 2 * 1.1, size[0] * s.uniform(0.25, 0.6)
        p = [(-x, -y, 0), (x, -y, 0), (x, y, 0), (-x, y, 0), (0, -y, h), (0, y, h)]
        place(shapes.mesh("roof", p, [(0, 1, 4), (1, 2, 5, 4), (2, 3, 5), (3, 0, 4, 5)], s.surface()),
              (at[0], at[1], at[2] + size[2]), (0, 0, turn))
        place(box((0.6, 0.6, s.uniform(0.8, 2)), s.surface()), (at[0] + x * 0.4, at[1], at[2] + size[2] + h * 0.5))
    else:
        for _ in range(rng.integers(0, 4)):
            place(box(tuple(rng.uniform(0.5, 3, 3)), s.surface()),
                  (at[0] + size[0] * s.uniform(-.4, .4), at[1] + size[1] * s.uniform(-.4, .4), at[2] + size[2]))


def person(s, at, height=1.75, turn=0.0):
    """A clothed figure, coarse: it is the outline that counts."""
    rng, k = s.rng, height / 1.75
    skin = shapes.plain([s.uniform(0.1, 0.7), s.uniform(0.07, 0.45), s.uniform(0.05, 0.35)], 0.6)
    cloth, hair = s.surface(photo=0.2), shapes.plain(shapes.hue(rng, (0, 0.7), (0.01, 0.4)))
    w = s.uniform(0.17, 0.25)
    body = shapes.lathe([(0.12, 0.8), (w, 0.95), (w * 0.8, 1.15), (w, 1.35), (w * 0.9, 1.45), (0.06, 1.5), (0.055, 1.58)],
                        cloth, 14)
    limbs = shapes.tubes([[(x, 0, 0.85, 0.09), (x * s.uniform(1, 2), s.uniform(-.1, .1), 0.45, 0.07), (x * 1.5, 0, 0, 0.05)]
                          for x in (-0.1, 0.1)], s.surface(), 8)
    arms = shapes.tubes([[(x, 0, 1.4, 0.06), (x * 1.4, s.uniform(-.2, .2), 1.1, 0.05),
                          (x * s.uniform(.5, 1.6), s.uniform(-.4, .1), s.uniform(0.8, 1.5), 0.04)]
                         for x in (-w, w)], cloth, 8)
    for m in (body, limbs, arms):
        place(m, at, (0, 0, turn), k)
    place(shapes.ball(0.105, skin, 0.05, rng), (at[0], at[1], at[2] + 1.66 * k), (0, 0, turn), (k, k * 1.05, k * 1.3))
    place(shapes.ball(0.115, hair, 0.1, rng), (at[0], at[1] + 0.02 * k, at[2] + 1.71 * k), (0, 0, turn), k)


def car(s, at, turn):
    paint, glass, tyre = shapes.plain(shapes.hue(s.rng, (0, 0.9), (0.02, 0.8)), 0.25), shapes.plain([0.02] * 3, 0.1), \
        shapes.plain([0.02] * 3)
    h = s.uniform(0.5, 1.2)
    place(box((1.75, 4.2, 0.65), paint), (at[0], at[1], 0.3), (0, 0, turn))
    place(box((1.6, 2.2, h * 0.6), glass), (at[0], at[1], 0.95), (0, 0, turn))
    place(box((1.62, 2.0, 0.08), paint), (at[0], at[1], 0.95 + h * 0.6), (0, 0, turn))
    for x, y in ((-.85, -1.3), (.85, -1.3), (-.85, 1.3), (.85, 1.3)):
        place(shapes.ball(0.33, tyre), turned((at[0], at[1], 0.33), turn, x, y), (0, 0, turn), (0.4, 1, 1))


def poles(s, x, begin, end, step):
    """Lamp posts or masts, often with wires between them."""
    m, h, paths = s.surface(), s.uniform(5, 10), []
    y = begin
    while y < end:
        paths.append([(x, y, 0, 0.1), (x, y, h, 0.06)])
        paths.append([(x, y, h * 0.97, 0.05), (x - np.sign(x) * s.uniform(0.5, 2.5), y, h, 0.05)])
        y += step
    if s.chance(0.6):
        for k in range(s.rng.integers(1, 5)):
            for y in np.arange(begin, end - step, step):
                t = np.linspace(0, 1, 8)
                z = h - 0.3 * k - 4 * s.uniform(0.3, 0.8) * t * (1 - t)
                paths.append([(x, y + step * v, w, 0.02) for v, w in zip(t, z)])
    place(shapes.tubes(paths, m))


def street(s, sky=None, lit=0.15):
    s.sky(sky)
    ground(s)
    rng, wide, y = s.rng, s.uniform(5, 16), -30.0
    tall = (3, 9) if s.chance(0.35) else (6, 22) if s.chance(0.6) else (15, 60)
    place(box((wide * 1.2, 400, 0.02), s.surface([s.uniform(0.03, 0.2)] * 3)))
    for side in (-1, 1):
        y = -30.0
        while y < 160:
            w, d = s.uniform(6, 22), s.uniform(6, 15)
            if s.chance(0.85):
                house(s, (d, w * s.uniform(0.8, 1), s.uniform(*tall)), (side * (wide + d / 2 + s.uniform(0, 3)), y + w / 2, 0),
                      lit=lit)
            y += w
    kinds = plants(s, (4, 12), 2)
    for _ in range(rng.integers(0, 14)):
        stand(s, s.pick(kinds), (s.pick([-1, 1]) * (wide - s.uniform(0, 2)), s.uniform(5, 120), 0))
    for _ in range(rng.integers(0, 9)):
        car(s, (s.uniform(-.8, .8) * wide, s.uniform(6, 70), 0), s.uniform(-0.1, 0.1))
    for _ in range(rng.integers(0, 6)):
        person(s, (s.uniform(-1, 1) * wide, s.uniform(3, 40), 0), s.uniform(1.5, 1.9), s.uniform(0, 6))
    if s.chance(0.7):
        poles(s, s.pick([-1, 1]) * wide * 0.9, 0, 130, s.uniform(15, 35))
    if s.chance(0.5):
        house(s, (wide * s.uniform(1, 3), 10, s.uniform(*tall)), (s.uniform(-5, 5), s.uniform(90, 160), 0))
    view = lambda: look(s, (s.uniform(-.7, .7) * wide, s.uniform(-10, 30), s.uniform(1.2, 3.5)),  # noqa: E731
                        (s.uniform(-8, 8), s.uniform(50, 90), s.uniform(-1, 9)))
    return [view() for _ in range(3)], False


def between(s):
    """Looking up between high buildings: sky in a gap or a corner."""
    s.sky()
    ground(s)
    rng = s.rng
    for _ in range(rng.integers(6, 16)):
        a, r = s.uniform(0, 2 * math.pi), s.uniform(10, 40)
        house(s, (s.uniform(8, 20), s.uniform(8, 20), s.uniform(12, 90)), (r * math.cos(a), r * math.sin(a), 0), s.uniform(0, 1.6))
    kinds = plants(s, (5, 12), 1)
    for _ in range(rng.integers(0, 5)):
        stand(s, kinds[0], (s.uniform(-10, 10), s.uniform(4, 12), 0))
    view = lambda: look(s, (s.uniform(-4, 4), s.uniform(-4, 4), 1.7),  # noqa: E731
                        (s.uniform(-20, 20), s.uniform(-20, 20), s.uniform(4, 30)), s.uniform(16, 40))
    return [view() for _ in range(3)], False


def landscape(s):
    s.sky()
    rng, size = s.rng, s.uniform(400, 3000)
    steep = s.pick([0.0, 0.03, 0.08, 0.2])
    lift = lambda x, y: steep * np.maximum(y - size * 0.08, 0) * (1 + 0.3 * np.sin(x / size * 20))  # noqa: E731
    earth = s.pick([[0.06, 0.1, 0.02], [0.3, 0.24, 0.12], [0.2, 0.18, 0.16], [0.8, 0.82, 0.86], [0.12, 0.14, 0.04], [0.5, 0.38, 0.22]])
    skin = shapes.pattern(rng, shapes.near(rng, earth, 0.3), shapes.near(rng, earth, 0.6), scale=s.uniform(5, 80) / size)
    m, at = shapes.terrain(rng, size, size * s.uniform(0.005, 0.08), skin, lift=lift, gain=s.uniform(0.35, 0.55))
    place(m)
    kinds = plants(s, (5, 18), 3)
    n, far = int(s.uniform(0, 300)), size * s.uniform(0.1, 0.45)
    x, y = rng.uniform(-far, far, n), rng.uniform(-0.1, 1, n) * far
    for px, py, pz in zip(x, y, at(x, y)):
        stand(s, s.pick(kinds), (px, py, pz - 0.3))
    rock = s.surface([s.uniform(0.1, 0.5)] * 3)
    for _ in range(rng.integers(0, 30)):
        px, py = s.uniform(-60, 60), s.uniform(0, 120)
        place(shapes.ball(s.uniform(0.3, 3), rock, 0.3, rng), (px, py, at(px, py)), tuple(rng.uniform(0, 6, 3)))
    if s.chance(0.4):
        for _ in range(rng.integers(1, 8)):
            px, py = s.uniform(-60, 60), s.uniform(20, 200)
            house(s, (s.uniform(5, 10), s.uniform(6, 14), s.uniform(3, 7)), (px, py, at(px, py) - 0.5), s.uniform(0, 3))
    if s.chance(0.3):
        person(s, (s.uniform(-2, 2), 5, at(0, 5)))

    def view():
        px, py = s.uniform(-30, 30), s.uniform(-25, 5)
        z = at(px, py) + s.uniform(1.2, 12)
        return look(s, (px, py, z), (px + s.uniform(-40, 40), py + 100, z + s.uniform(-25, 22)))
    return [view() for _ in range(3)], False


WATERS = [[0.02, 0.05, 0.08], [0.02, 0.08, 0.09], [0.1, 0.14, 0.17]]


def water(s, tones=WATERS):
    """A surface of that colour with waves in it."""
    m = shapes.plain(s.pick(tones), s.uniform(0.05, 0.4))
    t = m.node_tree
    noise, bump = t.nodes.new("ShaderNodeTexNoise"), t.nodes.new("ShaderNodeBump")
    spot = t.nodes.new("ShaderNodeTexCoord")
    noise.inputs["Scale"].default_value, bump.inputs["Strength"].default_value = s.uniform(0.1, 1.5), s.uniform(0.02, 0.6)
    t.links.new(spot.outputs["Object"], noise.inputs["Vector"])
    t.links.new(noise.outputs["Fac"], bump.inputs["Height"])
    t.links.new(bump.outputs["Normal"], t.nodes["Principled BSDF"].inputs["Normal"])
    return m


def sea(s):
    s.sky()
    rng = s.rng
    place(box((30000, 30000, 1), water(s)), (0, 0, -1))
    skin = s.surface()
    for _ in range(rng.integers(0, 5)):
        place(shapes.ball(s.uniform(30, 300), skin, 0.25, rng, 24), (s.uniform(-900, 900), s.uniform(300, 2500), -20),
              (0, 0, s.uniform(0, 6)), (2, 1, s.uniform(0.3, 0.8)))
    for _ in range(rng.integers(0, 9)):
        place(shapes.ball(s.uniform(0.5, 4), skin, 0.3, rng), (s.uniform(-25, 25), s.uniform(6, 70), -0.3))
    for _ in range(rng.integers(0, 4)):
        at = (s.uniform(-40, 40), s.uniform(20, 160), 0)
        place(box((s.uniform(3, 12), 3, s.uniform(1, 2.5)), s.surface()), at, (0, 0, s.uniform(-1, 1)))
        place(shapes.tubes([[(0, 0, 0, 0.12), (0, 0, s.uniform(5, 14), 0.06)], [(0, 0, 9, 0.02), (5, 0, 1.5, 0.02)]],
                           s.surface()), at)
    if s.chance(0.5):
        m, _ = shapes.terrain(rng, 200, s.uniform(0.3, 2), s.surface([0.5, 0.42, 0.3]), n=60)
        place(m, (0, -98, s.uniform(-0.5, 0.4)))
        for _ in range(rng.integers(0, 4)):
            person(s, (s.uniform(-4, 4), s.uniform(1, 12), 0))
    view = lambda: look(s, (0, s.uniform(-9, 0), s.uniform(1.5, 9)),  # noqa: E731
                        (s.uniform(-40, 40), 100, s.uniform(-20, 25)))
    return [view() for _ in range(3)], False


def forest(s):
    """Trunks and crowns with gaps of sky; also looking up."""
    s.sky()
    rng = s.rng
    m, at = shapes.terrain(rng, 200, s.uniform(0.5, 6), s.surface([0.08, 0.08, 0.03], scale=s.uniform(0.5, 4)), n=60)
    place(m)
    kinds = plants(s, (8, 22), 4)
    for _ in range(int(s.uniform(15, 160))):
        px, py = s.uniform(-45, 45), s.uniform(2.5, 90)
        stand(s, s.pick(kinds), (px, py, at(px, py) - 0.3))
    tufts = np.stack([rng.uniform(-12, 12, 1500), rng.uniform(0, 30, 1500), np.zeros(1500)], 1)
    tufts[:, 2] = at(tufts[:, 0], tufts[:, 1]) + 0.1
    place(shapes.cards(tufts, s.uniform(0.1, 0.4), s.surface([0.06, 0.12, 0.03]), rng))
    view = lambda: look(s, (s.uniform(-5, 5), 0, at(0, 0) + s.uniform(1, 3)),  # noqa: E731
                        (s.uniform(-15, 15), 25, at(0, 0) + s.uniform(-1, 18)))
    return [view() for _ in range(3)], False


def twigs(s):
    """Thin branches, wires, rails and masts right before the sky."""
    s.sky()
    rng = s.rng
    if s.chance(0.7):
        ground(s)
    for _ in range(rng.integers(1, 5)):
        stand(s, tree(s, s.uniform(5, 10), bare=s.chance(0.7), depth=5), (s.uniform(-5, 5), s.uniform(4, 12), s.uniform(-3, 0)))
    paths = [[(-30, s.uniform(8, 30), s.uniform(3, 14), 0.025), (30, s.uniform(8, 30), s.uniform(3, 14), 0.025)]
             for _ in range(rng.integers(0, 7))]
    x, h = s.uniform(-10, 10), s.uniform(8, 30)
    for k in range(rng.integers(0, 12)):
        paths += [[(x - 1, 25, k * h / 10, 0.06), (x + 1, 25, (k + 1) * h / 10, 0.06)],
                  [(x + 1, 25, k * h / 10, 0.06), (x - 1, 25, (k + 1) * h / 10, 0.06)]]
    for k in range(rng.integers(0, 25)):
        paths.append([(k * 0.3 - 4, 5, 0, 0.02), (k * 0.3 - 4, 5, 2.2, 0.02)])
    if paths:
        place(shapes.tubes(paths, s.surface()))
    if s.chance(0.4):
        house(s, (10, 10, s.uniform(4, 9)), (s.uniform(-14, 14), 25, 0))
    view = lambda: look(s, (s.uniform(-2, 2), s.uniform(-2, 1), 1.7),  # noqa: E731
                        (s.uniform(-3, 3), 12, s.uniform(3, 10)))
    return [view() for _ in range(3)], False


def portrait(s):
    """People close by, before whatever is behind; the ground out of focus."""
    s.sky()
    ground(s)
    rng = s.rng
    if s.chance(0.6):
        kinds = plants(s, (4, 12), 2)
        for _ in range(rng.integers(1, 25)):
            stand(s, s.pick(kinds), (s.uniform(-30, 30), s.uniform(12, 60), 0))
    for _ in range(rng.integers(0, 6)):
        house(s, (s.uniform(6, 14), 8, s.uniform(3, 14)), (s.uniform(-40, 40), s.uniform(20, 70), 0), s.uniform(0, 3))
    for _ in range(rng.integers(1, 4)):
        person(s, (s.uniform(-1.2, 1.2), s.uniform(1.5, 4), 0), s.uniform(1.5, 1.9), s.uniform(-1, 1))
    view = lambda: look(s, (s.uniform(-.5, .5), 0, s.uniform(0.6, 1.8)),  # noqa: E731
                        (s.uniform(-.6, .6), 2.5, s.uniform(1.1, 2.1)), s.uniform(24, 60),
                        focus=2.5, stop=s.pick([None, 1.4, 2.8, 5.6]))
    return [view() for _ in range(3)], False


def downward(s):
    """Out of doors without sky: snow, grass, sand, water or paving seen from above, things upon it."""
    s.sky(s.pick(["clear", "clouds", "overcast"]))
    rng = s.rng
    tone = s.pick([[0.85, 0.87, 0.9], [0.6, 0.7, 0.85], [0.5, 0.42, 0.3], [0.06, 0.15, 0.03], [0.05, 0.12, 0.2], [0.3] * 3, [0.3, 0.55, 0.75]])
    skin = s.surface(shapes.near(rng, tone, 0.1), scale=s.uniform(0.2, 5), photo=0.1)
    if s.chance(0.3):
        skin.node_tree.nodes["Principled BSDF"].inputs["Roughness"].default_value = 0.1
    m, at = shapes.terrain(rng, 160, s.pick([0.0, 0.2, 1.5]), skin, n=80)
    place(m)
    for _ in range(rng.integers(0, 12)):
        px, py = s.uniform(-4, 4), s.uniform(2, 14)
        place(shapes.ball(s.uniform(0.1, 0.8), s.surface(), 0.3, rng), (px, py, at(px, py)))
    if s.chance(0.5):
        person(s, (s.uniform(-1.5, 1.5), s.uniform(2, 6), at(0, 4)), turn=s.uniform(0, 6))
    if s.chance(0.4):
        stand(s, tree(s, 5), (s.uniform(-5, 5), s.uniform(5, 9), 0))
    view = lambda: look(s, (s.uniform(-1, 1), -2, at(0, 0) + s.uniform(2, 8)),  # noqa: E731
                        (s.uniform(-2, 2), s.uniform(2, 5), 0), s.uniform(28, 60))
    return [view() for _ in range(3)], False


def walls(s):
    """Facades, hedges or rock that fill the picture, often bright: no sky or hardly any."""
    s.sky()
    ground(s)
    rng, far = s.rng, s.uniform(6, 20)
    if s.chance(0.5):
        house(s, (60, 8, 40), (0, far + 4, 0), roof=False)
    else:
        place(box((80, 1, 40), s.surface(shapes.hue(rng, (0, 0.6), (0.2, 0.95)))), (0, far, 0))
    for _ in range(rng.integers(0, 6)):
        place(box(tuple(rng.uniform(0.3, 2.5, 3)), s.surface()), (s.uniform(-5, 5), s.uniform(3, far), 0), (0, 0, s.uniform(0, 3)))
    for _ in range(rng.integers(0, 4)):
        person(s, (s.uniform(-3, 3), s.uniform(2.5, 6), 0), turn=s.uniform(0, 6))
    if s.chance(0.4):
        stand(s, tree(s, s.uniform(3, 8), bare=s.chance(0.4)), (s.uniform(-4, 4), far * 0.8, 0))
    view = lambda: look(s, (s.uniform(-3, 3), 0, s.uniform(1, 4)),  # noqa: E731
                        (s.uniform(-5, 5), far, s.uniform(0, 8)), s.uniform(24, 70))
    return [view() for _ in range(3)], False


KINDS = dict(street=street, between=between, landscape=landscape, sea=sea, forest=forest, twigs=twigs, portrait=portrait,
             downward=downward, walls=walls)
OFTEN = dict(street=5, landscape=4, sea=2, forest=2, twigs=2, portrait=2, between=2, downward=2, walls=2,
             room=6, corridor=2, hall=2, studio=4, stilllife=3, flat=3,
             night=4, bare=8, lookout=6, blocked=4, stage=5, closeup=5,
             luminous=3, glazed=2, stairwell=3, pool=2, lido=2, fronts=4, paper=2, shed=2, pasture=2, cliff=3,
             sitter=3, model=2, painted=3, tabletop=2, cutout=3, aloft=3, afloat=2, shore=2)
