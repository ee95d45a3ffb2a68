"""The scenes with sky of holdout_scenes.py: each builds its scene for (random numbers, running number).

What stays open is sky."""
import numpy as np

import holdout_skies
from holdout_inside import furnish, pick, pierced, shell
from holdout_shapes import ball, box, camera, figure, hue, lamp, lathe, material, sheet, tree


def land(rng, extent, relief, surface, drop=0.0, octaves=6):
    """Rolling ground about the camera, flat near it; gives its height net (rows from near to far)."""
    net = holdout_skies.fractal(rng, 128, octaves, fall=0.45)[:110, :110]
    far = np.linspace(-1, 1, 110)
    away = np.clip(np.hypot(far[:, None], far[None, :]) * 1.6 - 0.15, 0, 1)
    net = (net - 0.3) * relief * away - drop
    sheet(net, extent, surface)
    return net


def soil(rng, step):
    return [material((0.10, 0.2, 0.04), (0.24, 0.24, 0.08), "noise", 0.5),
            material((0.6, 0.42, 0.22), (0.5, 0.36, 0.2), "noise", 0.2),
            material((0.8, 0.83, 0.9), (0.5, 0.55, 0.6), "noise", 0.3),
            material((0.16, 0.14, 0.12), (0.32, 0.3, 0.28), "cells", 0.4)][step % 4]


def hills(rng, step):
    land(rng, 600, rng.uniform(40, 120), soil(rng, step))
    for _ in range(int(rng.integers(0, 4))):
        tree(rng, (rng.normal(0, 12), rng.uniform(14, 40), -2), rng.uniform(5, 10), 500 * (step % 2),
             material((0.1, 0.07, 0.05)), material((0.1, 0.22, 0.04), (0.2, 0.3, 0.05), "noise", 2))
    camera(rng, (0, 0, 3), (rng.normal(0, 5), 50, rng.uniform(3, 12)), rng.uniform(22, 40))


def city(rng, step):
    box((0, 100, -0.1), (600, 600, 0.2), material((0.2, 0.2, 0.21), (0.12, 0.12, 0.13), "noise", 0.3))
    for _ in range(40):
        at = np.array([rng.choice([-1, 1]) * rng.uniform(12, 70), rng.uniform(20, 200)])
        high = rng.gamma(3, 9) + 5
        lit = float(rng.random() < 0.3) * 0.15
        box((*at, high / 2), (rng.uniform(8, 20), rng.uniform(8, 20), high),
            material(pick(rng, int(rng.integers(12))) * 0.5, (0.05, 0.06, 0.1), rng.choice(["brick", "checker"]),
                     rng.uniform(0.2, 0.5), 0.4, glow=lit))
    figure(rng, (rng.uniform(-3, 3), 8, 0), 1.8)
    camera(rng, (rng.normal(0, 2), 0, rng.uniform(1.6, 14)), (rng.normal(0, 8), 80, rng.uniform(8, 26)),
           rng.uniform(22, 38))


def sea(rng, step):
    waves = holdout_skies.fractal(rng, 256, 6, 8)[:200, :200] * 1.2
    sheet(waves, 900, material((0.02, 0.06, 0.09), rough=0.12))
    for _ in range(int(rng.integers(1, 6))):
        ball((rng.normal(0, 40), rng.uniform(40, 160), 0), rng.uniform(3, 16), material((0.12, 0.11, 0.1)), rng, 0.9)
    if step % 2:
        lathe([(2.2, 0), (1.4, 14), (1.9, 14.2), (1.1, 14.4), (1.1, 17), (0.01, 18.5)],
              material((0.8, 0.8, 0.78), (0.6, 0.1, 0.1), "wave", 0.2), (rng.uniform(-14, 14), 45, 0))
    camera(rng, (0, -5, 4), (rng.normal(0, 3), 60, rng.uniform(4, 12)), rng.uniform(24, 40))


def branches(rng, step):
    """Sky behind limbs and leaves."""
    land(rng, 200, 10, soil(rng, 0))
    for _ in range(int(rng.integers(2, 5))):
        tree(rng, (rng.normal(0, 5), rng.uniform(5, 14), -0.5), rng.uniform(7, 12), int(rng.integers(0, 3)) * 700,
             material((0.12, 0.08, 0.05), (0.06, 0.05, 0.04), "noise", 4),
             material((0.12, 0.25, 0.04), (0.28, 0.3, 0.06), "noise", 1))
    camera(rng, (0, 0, 1.6), (rng.normal(0, 2), 9, rng.uniform(3, 7)), rng.uniform(20, 32))


def window(rng, step):
    """A room with open windows or an archway to real sky."""
    width, depth, height = 6, 5.5, 3
    paint = shell(rng, step, width, depth, height, back=False)
    holes = [(-2.4, -0.3, 0.8, 2.6), (0.3, 2.4, 0.8, 2.6)] if step % 2 else [(-1.9, 2.1, 0.3, 2.7)]
    pierced(depth, width, height, holes, paint, material((0.7, 0.68, 0.62)))
    furnish(rng, width, depth)
    sheet(holdout_skies.fractal(rng, 128, 6)[:90, :90] * rng.uniform(15, 50), 500, soil(rng, step), (0, 270, -22))
    lamp("AREA", (0, 2.5, 2.9), (0, 3, 0), 70, size=2)
    camera(rng, (rng.normal(0, 0.6), 0.5, 1.5), (rng.normal(0, 0.4), depth, rng.uniform(1.5, 1.9)), rng.uniform(20, 32))


def person(rng, step):
    """People close to the camera, low, before the sky."""
    land(rng, 400, 25, soil(rng, step))
    for _ in range(1 + step % 3):
        figure(rng, (rng.normal(0, 1.2), rng.uniform(2.5, 6), 0), rng.uniform(1.6, 1.9), rng.uniform(0, 6))
    box((rng.uniform(-8, 8), 20, 2), (6, 4, 5), material(pick(rng, step), pick(rng, step) * 0.8, "brick", 1))
    camera(rng, (0, -1.5, 1.1), (rng.normal(0, 0.5), 6, rng.uniform(1.4, 2.8)), rng.uniform(22, 36),
           4.5 if step % 3 == 0 else None)


def ruins(rng, step):
    land(rng, 300, 30, soil(rng, step + 1))
    stone = material((0.4, 0.36, 0.3), (0.25, 0.22, 0.18), "noise", 1.2, 0.9)
    for k in range(-3, 4):
        high = rng.uniform(3, 8)
        lathe([(0.8, 0), (0.6, 0.4), (0.55, high), (0.8, high + 0.4)], stone,
              (k * 3.2 + rng.normal(0, 0.3), rng.uniform(9, 13), -1))
        if rng.random() < 0.5:
            box((k * 3.2 + 1.6, 11, high - 1), (4, 1.2, 0.8), stone, (0, rng.normal(0, 0.08), 0))
    for _ in range(6):
        ball((rng.normal(0, 6), rng.uniform(5, 9), -0.5), rng.uniform(0.3, 1), stone, rng, 0.7)
    camera(rng, (rng.normal(0, 2), 0, 1.4), (rng.normal(0, 2), 11, rng.uniform(2.5, 5)), rng.uniform(20, 32))


def street(rng, step):
    """A narrow street: sky is a strip between the fronts."""
    box((0, 40, -0.1), (40, 120, 0.2), material((0.25, 0.24, 0.23), (0.18, 0.18, 0.18), "brick", 1))
    lit = material(hue(0.1, 0.6, 0.9), glow=1.0 if step % 2 else 0.05)
    for side in (-1, 1):
        for k in range(9):
            high = rng.uniform(6, 16)
            box((side * (3.5 + 3), k * 6.2 + 2, high / 2), (6, 6, high),
                material(pick(rng, int(rng.integers(12))) * 0.7, pick(rng, 3) * 0.3, "noise", 0.8, 0.8))
            for z in np.arange(1.5, high - 1, 2.4):
                box((side * 3.48, k * 6.2 + 2 + rng.normal(0, 0.3), z), (0.1, 1.1, 1.4), lit)
    figure(rng, (rng.uniform(-1.5, 1.5), 7, 0), 1.8)
    camera(rng, (rng.normal(0, 0.8), -2, 1.6), (rng.normal(0, 1), 20, rng.uniform(4, 8)), rng.uniform(20, 32))


SCENES = {f.__name__: f for f in (hills, city, sea, branches, window, person, ruins, street)}
