"""The scenes without sky of holdout_scenes.py. Each builds its scene for (generator of random numbers, running number)
and gives a dict: mean brightness of the picture and, where wanted, fog = (colour, density per metre)."""
import numpy as np

import holdout_skies
from holdout_shapes import ball, box, camera, figure, hue, lamp, lathe, material, mesh, sheet, tree, vase, world

PAINTS = [(0.30, 0.50, 0.85), (0.75, 0.76, 0.78), (0.10, 0.18, 0.45), (0.85, 0.45, 0.15),
          (0.5, 0.72, 0.9), (0.35, 0.6, 0.5), (0.8, 0.75, 0.6), (0.55, 0.2, 0.2),
          (0.45, 0.35, 0.6), (0.05, 0.35, 0.7), (0.9, 0.9, 0.92), (0.25, 0.27, 0.3)]


def pick(rng, step):
    return np.clip(np.array(PAINTS[step % len(PAINTS)]) * rng.uniform(0.8, 1.15, 3), 0.01, 0.95)


def pierced(y, width, height, holes, surface, frame):
    """A wall across the view at depth y with window holes (x0, x1, z0, z1), side by side at the same heights."""
    z0, z1 = holes[0][2:]
    box((0, y, z0 / 2), (width, 0.2, z0), surface)
    box((0, y, (z1 + height) / 2), (width, 0.2, height - z1), surface)
    edges = [-width / 2] + [x for hole in holes for x in hole[:2]] + [width / 2]
    for left, right in zip(edges[::2], edges[1::2]):
        box(((left + right) / 2, y, (z0 + z1) / 2), (right - left, 0.2, z1 - z0), surface)
    for x0, x1, _, _ in holes:
        box(((x0 + x1) / 2, y, (z0 + z1) / 2), (0.05, 0.06, z1 - z0), frame)
        box(((x0 + x1) / 2, y, z0 + 0.6 * (z1 - z0)), (x1 - x0, 0.06, 0.05), frame)


def shell(rng, step, width, depth, height, back=True):
    """Floor, ceiling and walls; the camera's end is closed too."""
    paint = material(pick(rng, step), pick(rng, step) * 0.9, "noise" if step % 3 else None, 0.7, rough=0.8)
    floor = material((0.35, 0.22, 0.12), (0.2, 0.12, 0.07), ["wave", "checker", "noise"][step % 3], 2, rough=0.4)
    box((0, depth / 2, -0.1), (width, depth, 0.2), floor)
    box((0, depth / 2, height + 0.1), (width, depth, 0.2), material(pick(rng, step + 10) * 0.6 + 0.35, rough=0.9))
    box((-width / 2 - 0.1, depth / 2, height / 2), (0.2, depth, height), paint)
    box((width / 2 + 0.1, depth / 2, height / 2), (0.2, depth, height), paint)
    box((0, -0.1, height / 2), (width, 0.2, height), paint)
    if back:
        box((0, depth + 0.1, height / 2), (width, 0.2, height), paint)
    return paint


def furnish(rng, width, depth):
    for _ in range(int(rng.integers(3, 8))):
        at = (rng.uniform(-width / 2 + 0.6, width / 2 - 0.6), rng.uniform(depth * 0.5, depth - 0.5))
        skin = material(hue(rng.random(), rng.uniform(0, 0.8), rng.uniform(0.05, 0.8)), hue(rng.random(), 0.5, 0.4),
                        rng.choice(["noise", "wave", "cells", "checker"]), rng.uniform(1, 8), rng.uniform(0.15, 0.9))
        tall = rng.uniform(0.4, 1.8)
        if rng.random() < 0.6:
            box((*at, tall / 2), (rng.uniform(0.3, 1.4), rng.uniform(0.3, 0.8), tall), skin, (0, 0, rng.normal(0, 0.3)))
        else:
            vase(rng, (*at, 0), tall, skin)
    if rng.random() < 0.5:
        figure(rng, (rng.uniform(-1, 1), depth * 0.55, 0), rng.uniform(1.6, 1.9), rng.uniform(0, 6))


def room(rng, step):
    width, depth, height = rng.uniform(4, 8), rng.uniform(5, 9), rng.uniform(2.5, 3.6)
    shell(rng, step, width, depth, height)
    furnish(rng, width, depth)
    lamp("AREA", (0, depth * 0.5, height - 0.1), (0, depth * 0.5, 0), 250, hue(0.1, 0.2, 1), 2)
    camera(rng, (rng.normal(0, 0.6), 0.5, 1.5), (rng.normal(0, 0.8), depth, rng.uniform(1, 1.8)), rng.uniform(20, 35))
    return {"mean": rng.uniform(0.1, 0.24)}


def wall(rng, step):
    colour = pick(rng, step)
    rough = [None, "noise", "brick", "noise"][step % 4]
    box((0, 4, 2.5), (14, 0.2, 9), material(colour, colour * 0.82, rough, 0.4, 0.9))
    if step % 2:
        box((0, 2, -1.1), (14, 6, 0.2), material((0.3, 0.25, 0.2), (0.2, 0.2, 0.2), "checker", 2))
        figure(rng, (rng.uniform(-2, 2), 3, -1), 1.8)
    else:
        trim = material(hue(rng.random(), 0.4, rng.uniform(0.1, 0.7)), hue(rng.random(), 0.4, 0.4), "wave", 3)
        box((rng.uniform(-2.5, 2.5), 3.85, rng.uniform(0.3, 1.6)),
            (rng.uniform(0.2, 1.6), 0.1, rng.uniform(0.2, 1.2)), trim)
    world(colour * 0.3 + 0.3, 0.4)
    lamp("AREA", (rng.uniform(-4, 4), 0, 5), (rng.uniform(-3, 3), 4, 1), 400, size=2)
    camera(rng, (0, -1.5, 0.7), (rng.normal(0, 0.5), 4, rng.uniform(0.7, 1.6)), rng.uniform(26, 45))
    return {"mean": rng.uniform(0.08, 0.32)}


def window(rng, step):
    """A room whose windows show a bright wall, a hedge or a drawn blind instead of sky."""
    width, depth, height = 6, 6, 2.9
    paint = shell(rng, step + 3, width, depth, height, back=False)
    holes = [(-2.2, -0.4, 0.9, 2.4), (0.4, 2.2, 0.9, 2.4)] if step % 2 else [(-1.6, 1.8, 0.7, 2.5)]
    pierced(depth, width, height, holes, paint, material((0.8, 0.8, 0.78)))
    furnish(rng, width, depth)
    outside = [material(pick(rng, step), pick(rng, step) * 0.7, "brick", 1.2, glow=0.7),
               material(pick(rng, step), pick(rng, step) * 0.45, "wave", 0.6, glow=0.9),
               material((0.05, 0.2, 0.03), (0.2, 0.45, 0.1), "cells", 4, glow=0.7),
               material((0.95, 0.93, 0.88), (0.5, 0.48, 0.45), "wave", 1.5, glow=0.9)][step % 4]
    box((0, depth + rng.uniform(0.4, 5), 2), (60, 0.2, 50), outside)
    lamp("AREA", (0, depth - 0.3, 1.7), (0, 0, 1), 90, size=2)
    camera(rng, (rng.normal(0, 0.6), 0.6, 1.5), (rng.normal(0, 0.5), depth, 1.6), rng.uniform(20, 34))
    return {"mean": rng.uniform(0.12, 0.25)}


def corridor(rng, step):
    width, depth, height = rng.uniform(1.8, 3), rng.uniform(14, 28), rng.uniform(2.3, 3)
    shell(rng, step + 6, width, depth, height)
    door = material(hue(rng.random(), 0.5, 0.4), rough=0.4)
    for y in np.arange(2, depth, 3.0):
        box((-width / 2, y, 1), (0.1, 0.9, 2), door)
        box((width / 2, y + 1.4, 1), (0.1, 0.9, 2), door)
        box((0, y, height - 0.02), (width * 0.4, 0.5, 0.04), material((0.9, 0.95, 1.0), glow=5))
        lamp("AREA", (0, y, height - 0.08), (0, y, 0), 40, hue(0.55, 0.15, 1), 0.6)
    box((0, depth - 0.05, 1.2), (1.2, 0.05, 2.1), material(pick(rng, step), glow=rng.uniform(0, 1.5)))
    camera(rng, (rng.normal(0, 0.2), 0.4, 1.5), (rng.normal(0, 0.3), depth, 1.4), rng.uniform(20, 35))
    return {"mean": rng.uniform(0.1, 0.22)}


def cyclorama(rng, step):
    """A seamless studio backdrop that bends from floor to wall, with objects or a person."""
    bend = np.linspace(0, np.pi / 2, 10)
    line = [(-20.0, 0.0)] + [(4 + 2 * np.sin(a), 2 - 2 * np.cos(a)) for a in bend] + [(6.0, 14.0)]
    points = [(x, y, z) for y, z in line for x in (-20, 20)]
    faces = [(2 * k, 2 * k + 1, 2 * k + 3, 2 * k + 2) for k in range(len(line) - 1)]
    mesh(points, faces, material(pick(rng, step), rough=0.9), round_=True)
    if step % 2:
        figure(rng, (rng.uniform(-1.5, 1.5), 2, 0), 1.8, rng.uniform(0, 6))
    for _ in range(int(rng.integers(1, 5))):
        ball((rng.uniform(-3, 3), rng.uniform(0, 3), 0.4), 0.4,
             material(hue(rng.random(), 0.7, 0.5), rough=rng.uniform(0.1, 0.7)))
    world((0.8, 0.85, 0.9), 0.35)
    lamp("AREA", (rng.uniform(-3, 3), 1, 5), (0, 5, rng.uniform(0, 3)), 700, size=3)
    camera(rng, (0, -4, 1.1), (0, 5, rng.uniform(1.0, 2.4)), rng.uniform(24, 38))
    return {"mean": rng.uniform(0.12, 0.38)}


def close(rng, step):
    """Large things before the lens."""
    box((0, 6, 0), (30, 0.2, 20), material(pick(rng, step), pick(rng, step + 1), "noise", 0.3))
    for k in range(3):
        skin = material(pick(rng, step + 4 * k), hue(rng.random(), 0.6, 0.4),
                        rng.choice(["noise", "cells", "wave", "brick"]), rng.uniform(2, 9), rng.uniform(0.1, 0.8),
                        float(rng.random() < 0.2))
        at = (rng.uniform(-1.6, 1.6), rng.uniform(1.2, 3), rng.uniform(-0.7, 0.7))
        if k % 2:
            ball(at, rng.uniform(0.4, 1), skin, rng, rng.choice([0, 0.4]))
        else:
            box(at, rng.uniform(0.5, 1.4, 3), skin, rng.uniform(0, 3, 3))
    world((0.7, 0.8, 1.0), 0.5)
    lamp("AREA", (2, -2, 3), (0, 2, 0), 200, hue(0.09, 0.3, 1), 1)
    camera(rng, (0, -1, 0), (rng.normal(0, 0.2), 3, rng.normal(0, 0.1)), 30, 2.6 if step % 2 else None)
    return {"mean": rng.uniform(0.1, 0.3)}


def table(rng, step):
    top = material(pick(rng, step), pick(rng, step) * 0.75, ["wave", "noise", None][step % 3], 2, 0.35)
    box((0, 0, -0.05), (6, 6, 0.1), top)
    for _ in range(int(rng.integers(4, 10))):
        skin = material(hue(rng.random(), rng.uniform(0, 0.8), rng.uniform(0.1, 0.8)), rough=rng.uniform(0.05, 0.7))
        at = (rng.uniform(-0.8, 0.8), rng.uniform(-0.5, 0.7), 0)
        if rng.random() < 0.6:
            vase(rng, at, rng.uniform(0.1, 0.3), skin)
        else:
            size = (rng.uniform(0.1, 0.4), rng.uniform(0.1, 0.3), 0.04)
            box((*at[:2], 0.02), size, skin, (0, 0, rng.uniform(0, 3)))
    world((0.8, 0.85, 1), 0.6)
    lamp("AREA", (1, 1, 1.6), (0, 0, 0), 25, size=0.6)
    camera(rng, (rng.normal(0, 0.2), -0.9, rng.uniform(0.9, 1.4)), (0, 0.05, 0), rng.uniform(24, 34))
    return {"mean": rng.uniform(0.12, 0.3)}


def underwater(rng, step):
    seabed = holdout_skies.fractal(rng, 128, 5)[:100, :100] * 3
    sheet(seabed, 60, material((0.4, 0.38, 0.28), (0.15, 0.2, 0.15), "cells", 0.8), (0, 20, -4))
    for _ in range(8):
        ball((rng.normal(0, 5), rng.uniform(3, 18), rng.uniform(-3.5, -1)), rng.uniform(0.4, 1.6),
             material(hue(rng.random(), 0.5, 0.3), rough=0.9), rng, 0.7)
    for _ in range(int(rng.integers(0, 14))):
        ball((rng.normal(0, 3), rng.uniform(3, 10), rng.normal(0, 1)), 0.18, material((0.7, 0.6, 0.2)), squash=0.5)
    water = np.array([(0.02, 0.22, 0.42), (0.03, 0.30, 0.33), (0.01, 0.08, 0.25), (0.25, 0.5, 0.62)][step % 4])
    world(tuple(water), 1.5)
    lamp("SUN", (0, 0, 10), (1, 2, 0), 2.5, (0.6, 0.9, 1))
    camera(rng, (0, 0, 0), (0, 8, rng.uniform(-2, 1.5)), rng.uniform(20, 30))
    return {"mean": rng.uniform(0.08, 0.22), "fog": (water * 1.4, rng.uniform(0.08, 0.2))}


def cave(rng, step):
    rings = 60
    along = np.linspace(-2, 30, rings)
    wobble = 1 + 1.1 * (holdout_skies.fractal(rng, 64, 5)[:rings, :48] - 0.5)
    rock = material(pick(rng, step) * 0.5, pick(rng, step + 1) * 0.25, "noise", 1.2, 0.85)
    lathe(np.stack([np.full(rings, 2.6), along], -1), rock, turn=(-np.pi / 2, 0, 0), sides=48, wobble=wobble)
    box((0, 30, 0), (20, 0.2, 20), material(hue([0.58, 0.08, 0.5][step % 3], 0.5, 0.6), (0.1, 0.1, 0.1), "noise", 0.5,
                                            glow=[0, 1, 0.6][step % 3]))
    for y in (3, 10, 18):
        lamp("POINT", (rng.normal(0, 0.7), y, rng.normal(0.5, 0.4)), (0, 0, 0), 150,
             hue(rng.choice([0.57, 0.08, 0.1, 0.62]), 0.5, 1))
    camera(rng, (0, 0, -0.2), (rng.normal(0, 1), 12, rng.normal(0, 1)), rng.uniform(20, 32))
    return {"mean": rng.uniform(0.04, 0.15)}


def ground(rng, step):
    """Snow, sand, water or grass that fills the view."""
    kind = step % 4
    height = holdout_skies.fractal(rng, 128, 6, fall=0.5) * [1.2, 1.5, 0.25, 0.6][kind]
    surface = [material((0.82, 0.86, 0.92), (0.75, 0.8, 0.9), "noise", 3, 0.7),
               material((0.62, 0.45, 0.25), (0.4, 0.28, 0.15), "noise", 5, 0.9),
               material((0.02, 0.12, 0.2), rough=0.08), material((0.08, 0.2, 0.03), (0.2, 0.3, 0.06), "cells", 8)][kind]
    sheet(height, 30, surface, (0, 8, 0))
    for _ in range(int(rng.integers(0, 9))):
        ball((rng.normal(0, 2.5), rng.uniform(2, 9), height.mean()), rng.uniform(0.1, 0.6),
             material((0.2, 0.19, 0.18)), rng, 0.6)
    world([(0.55, 0.68, 0.95), (0.9, 0.85, 0.8), (0.5, 0.65, 0.9), (0.9, 0.95, 1)][kind], 0.7)
    lamp("SUN", (0, 0, 9), (rng.uniform(-9, 9), 6, 0), 2.2, (1, 0.93, 0.8))
    camera(rng, (0, -2, 4.0), (0, rng.uniform(2, 4.5), 0.3), rng.uniform(26, 38))
    return {"mean": [0.42, 0.22, 0.14, 0.16][kind] * rng.uniform(0.7, 1.1)}


def stage(rng, step):
    box((0, 6, -0.1), (24, 14, 0.2), material((0.12, 0.08, 0.05), (0.07, 0.05, 0.03), "wave", 1.5, 0.3))
    box((0, 9, 5), (30, 0.2, 14), material((0.6, 0.6, 0.6), rough=1))
    cloth = material([(0.35, 0.02, 0.03), (0.03, 0.04, 0.2), (0.02, 0.02, 0.02)][step % 3], rough=0.9)
    x = np.linspace(0, 1, 40)
    for side in (-1, 1):
        points = [(side * (3.6 + 3 * t), 4 + 0.2 * np.sin(60 * t), z) for z in (0, 9) for t in x]
        mesh(points, [(k, k + 1, k + 41, k + 40) for k in range(39)], cloth, round_=True)
    box((0, 3.8, 5.2), (20, 0.3, 2.4), cloth)
    for _ in range(1 + step % 4):
        figure(rng, (rng.uniform(-2.5, 2.5), rng.uniform(4, 7), 0), rng.uniform(1.6, 1.9), rng.uniform(0, 6))
    base = [0.58, 0.62, 0.03, 0.75, 0.5, 0.1][step % 6]
    for k in range(3):
        lamp("SPOT", (k * 3 - 3, 7.5, rng.choice([0.3, 6])), (k * 3 - 3, 9, 3), 900,
             hue(base + rng.normal(0, 0.04), 0.8, 1), 3)
    lamp("SPOT", (0, -4, 7), (0, 5, 1), 900, (1, 0.9, 0.8), 1)
    camera(rng, (rng.normal(0, 1), -2.2, 1.7), (0, 6, 2.1), rng.uniform(24, 34))
    return {"mean": rng.uniform(0.06, 0.16)}


def tunnel(rng, step):
    along = np.linspace(-3, 60, 40)
    lining = material(pick(rng, step) * 0.7, pick(rng, step) * 0.4, ["brick", "noise"][step % 2], 1, 0.6)
    lathe(np.stack([np.full(40, 3.2), along], -1), lining, turn=(-np.pi / 2, 0, 0), sides=28)
    box((0, 28, -2.1), (8, 70, 0.2), material((0.08, 0.08, 0.09), rough=0.5))
    box((0, 58, 0), (9, 0.2, 9), material(pick(rng, step + 4), (0.05, 0.05, 0.06), "brick", 0.7,
                                         glow=[0, 0.5, 1][step % 3]))
    for y in np.arange(3, 55, 6.0):
        box((0, y, 2.9), (0.5, 2, 0.06), material((1, 0.9, 0.7), glow=6))
        lamp("POINT", (0, y, 2.5), (0, 0, 0), 120, hue([0.1, 0.55, 0.13][step % 3], 0.4, 1))
    camera(rng, (rng.normal(0, 0.5), 0, -0.6), (rng.normal(0, 1.5), 30, rng.normal(-0.2, 0.6)), rng.uniform(20, 36))
    return {"mean": rng.uniform(0.06, 0.2)}


def ceiling(rng, step):
    """Looking up: flat, coffered or vaulted ceilings with lamps."""
    paint = material(pick(rng, step), pick(rng, step) * 0.85, [None, "noise"][step % 2], 0.5, 0.85)
    if step % 3 == 0:
        t = np.linspace(0.02, np.pi / 2, 14)
        lathe(np.stack([6 * np.sin(t), 6 * np.cos(t)], -1)[::-1], paint, (0, 5, 2), sides=32)
    else:
        box((0, 5, 4), (40, 40, 0.2), paint)
        for k in range(-6, 7):
            if step % 3 == 1:
                box((k * 1.6, 5, 3.85), (0.15, 40, 0.2), paint)
    box((0, 14, 2), (40, 0.2, 8), material(pick(rng, step + 5)))
    for side in (-9, 9):
        box((side, 5, 2), (0.2, 40, 8), material(pick(rng, step + 5)))
    for _ in range(int(rng.integers(1, 6))):
        at = (rng.uniform(-2.5, 2.5), rng.uniform(3, 9), 3.3)
        ball(at, 0.22, material((1, 0.95, 0.85), glow=8))
        lamp("POINT", (at[0], at[1], at[2] - 0.4), (0, 0, 0), 60)
    world((0.8, 0.85, 0.9), 0.3)
    lamp("AREA", (0, 4, 0), (0, 6, 4), 200, size=3)
    camera(rng, (rng.normal(0, 1), 0, 1.2), (rng.normal(0, 1), 5, rng.uniform(2.4, 3.8)), rng.uniform(20, 30))
    return {"mean": rng.uniform(0.14, 0.34)}


def screen(rng, step):
    """A plain blue, green or white screen or monitor in a studio or a lecture room."""
    shell(rng, step + 7, 7, 7, 3.4)
    colour = [(0.05, 0.25, 0.9), (0.05, 0.7, 0.15), (0.9, 0.92, 0.95), (0.3, 0.6, 0.9)][step % 4]
    wide = rng.uniform(2, 6.5)
    box((rng.uniform(-0.5, 0.5), 6.8, 1.9), (wide, 0.1, min(wide * 0.6, 2.8)),
        material(colour, glow=rng.uniform(0.3, 1.5)))
    furnish(rng, 7, 6.5)
    lamp("AREA", (0, 3, 3.3), (0, 4, 0), 120, size=2)
    camera(rng, (rng.normal(0, 0.6), 0.4, 1.5), (rng.normal(0, 0.4), 7, 1.7), rng.uniform(20, 34))
    return {"mean": rng.uniform(0.1, 0.22)}


def facade(rng, step):
    """Outdoors, but a building front or a wooded slope fills the view."""
    if step % 2:
        box((0, 10, 8), (60, 0.4, 40), material(pick(rng, step), pick(rng, step) * 0.7, "brick", 1.5, 0.8))
        glass = material((0.1, 0.15, 0.22), rough=0.05)
        for x in np.arange(-15, 15, 2.2):
            for z in np.arange(1, 14, 2.6):
                box((x, 9.75, z), (1.1, 0.2, 1.5), glass)
        box((0, 0, -0.1), (60, 30, 0.2), material((0.3, 0.3, 0.3), (0.22, 0.22, 0.22), "noise", 3))
        figure(rng, (rng.uniform(-2, 2), 6, 0), 1.8)
    else:
        slope = holdout_skies.fractal(rng, 128, 6)[:80, :80] * 4 + np.linspace(0, 60, 80)[:, None]
        sheet(slope, 70, material((0.03, 0.09, 0.02), (0.3, 0.3, 0.1), "cells", 0.8), (0, 45, -8))
        leaf, bark = material((0.1, 0.25, 0.04), (0.3, 0.3, 0.05), "noise", 2), material((0.15, 0.1, 0.06))
        for _ in range(8):
            away = rng.uniform(14, 32)
            tree(rng, (rng.normal(0, 6), away, -7 + 60 * (away - 10) / 70), rng.uniform(5, 9), 900, bark, leaf)
    world((0.6, 0.75, 1.0), 0.7)
    lamp("SUN", (0, 0, 9), (rng.uniform(-8, 8), 8, 0), 2.5, (1, 0.93, 0.8))
    camera(rng, (0, -4, 1.7), (rng.normal(0, 1), 10, rng.uniform(2, 4)), rng.uniform(30, 45))
    return {"mean": rng.uniform(0.12, 0.25)}


SCENES = {f.__name__: f for f in (room, wall, window, corridor, cyclorama, close, table, underwater, cave, ground,
                                  stage, tunnel, ceiling, screen, facade)}
