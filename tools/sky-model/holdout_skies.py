"""Painted skies and the finish of a picture for the held-out sky test (holdout_scenes.py): numpy and OpenCV only.

A sky is a function of the direction of sight: x right, y away, z up, unit length; colours are linear RGB,
1 = bright white.
"""
import cv2
import numpy as np

# kind: colour at the horizon, colour overhead, mean brightness of the picture, colour of the light, its strength
KINDS = {
    "day": ((0.62, 0.78, 0.95), (0.10, 0.28, 0.75), 0.24, (1.0, 0.95, 0.85), 3.5),
    "cumulus": ((0.62, 0.76, 0.92), (0.09, 0.25, 0.68), 0.25, (1.0, 0.95, 0.88), 3.5),
    "overcast": ((0.78, 0.80, 0.82), (0.55, 0.58, 0.62), 0.27, (1.0, 1.0, 1.0), 0.6),
    "blown": ((1.3, 1.3, 1.28), (1.2, 1.22, 1.25), 0.75, (1.0, 0.98, 0.95), 1.5),
    "sunset": ((1.2, 0.45, 0.10), (0.16, 0.17, 0.40), 0.2, (1.0, 0.45, 0.18), 1.6),
    "dusk": ((0.62, 0.30, 0.30), (0.05, 0.06, 0.20), 0.1, (0.5, 0.4, 0.8), 0.4),
    "night": ((0.05, 0.07, 0.13), (0.008, 0.012, 0.035), 0.028, (0.5, 0.6, 1.0), 0.08),
    "teal": ((0.30, 0.62, 0.58), (0.03, 0.20, 0.24), 0.15, (0.9, 0.8, 0.6), 1.0),
    "storm": ((0.36, 0.39, 0.38), (0.07, 0.08, 0.10), 0.11, (0.8, 0.85, 0.9), 0.5),
}


def fractal(rng, size, octaves=6, start=4, fall=0.55):
    """Cloud noise of size x size in 0..1 that repeats at its borders."""
    total, weight = np.zeros((size, size), np.float32), 1.0
    for octave in range(octaves):
        n = start << octave
        if n > size:
            break
        grid = np.pad(rng.random((n, n)).astype(np.float32), 2, mode="wrap")
        unit = size // n
        full = cv2.resize(grid, None, fx=unit, fy=unit, interpolation=cv2.INTER_CUBIC)
        total += weight * full[2 * unit:2 * unit + size, 2 * unit:2 * unit + size]
        weight *= fall
    low, high = np.percentile(total, (1, 99))
    return np.clip((total - low) / (high - low), 0, 1)


def rays(matrix, lens, sensor, width, height):
    """Directions of sight, height x width x 3, of a Blender camera of rotation `matrix` (3 x 3)."""
    step = sensor / width
    x = (np.arange(width) + 0.5 - width / 2) * step
    y = (height / 2 - np.arange(height) - 0.5) * step
    grid = np.stack(np.broadcast_arrays(x[None, :], y[:, None], np.float64(-lens)), -1)
    grid = grid @ np.asarray(matrix).T
    return (grid / np.linalg.norm(grid, axis=-1, keepdims=True)).astype(np.float32)


def layer(rng, sight, height, stretch):
    """Cloud noise on a flat ceiling as seen along `sight`: values 0..1, fading to its mean towards the horizon."""
    texture = fractal(rng, 512)
    z = np.maximum(sight[..., 2], 0) + 0.06
    u = (sight[..., 0] / z * height * stretch + rng.random()) * 512
    v = (sight[..., 1] / z * height + rng.random()) * 512
    seen = cv2.remap(texture, (u % 512).astype(np.float32), (v % 512).astype(np.float32),
                     cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    near = np.clip((z - 0.06) * 9, 0, 1)
    return seen * near + 0.5 * (1 - near)


def blend(below, above, share):
    return below * (1 - share[..., None]) + np.asarray(above, np.float32) * share[..., None]


def paint(rng, kind, sight, sun):
    """The sky of `kind` along `sight` (H x W x 3); `sun` is the unit direction of sun or moon. Linear RGB."""
    horizon, overhead = (np.asarray(c, np.float32) * rng.uniform(0.8, 1.2, 3) for c in KINDS[kind][:2])
    up = np.clip(sight[..., 2], 0, 1)
    picture = blend(np.broadcast_to(horizon, sight.shape), overhead, np.clip(up * 1.4, 0, 1) ** rng.uniform(0.45, 0.8))
    facing = np.clip(sight @ np.asarray(sun, np.float32), -1, 1)
    light = np.asarray(KINDS[kind][3], np.float32)
    if kind in ("sunset", "dusk", "teal", "day"):
        glow = np.exp((facing - 1) * rng.uniform(6, 14)) * (0.2 if kind == "day" else 0.8)
        picture = picture + glow[..., None] * light * np.exp(-up * 2)[..., None]
    clouds = layer(rng, sight, rng.uniform(0.06, 0.16), rng.uniform(0.4, 1.6))
    if kind == "cumulus":
        cover = np.clip((clouds - rng.uniform(0.4, 0.55)) * 6, 0, 1)
        picture = blend(picture, rng.uniform(0.85, 1.1) * np.float32([1, 1, 1]), cover * 0.92)
        picture *= (1 - 0.35 * np.clip(clouds - 0.75, 0, 1) * cover)[..., None]
    elif kind in ("overcast", "storm"):
        depth = 0.25 if kind == "overcast" else 0.9
        picture = picture * (1 + depth * (clouds - 0.5))[..., None]
    elif kind in ("sunset", "dusk", "teal"):
        cover = np.clip((clouds - rng.uniform(0.3, 0.6)) * 3, 0, 1) * rng.uniform(0.2, 0.9)
        rim = light * (0.25 + 0.9 * np.exp((facing - 1) * 4))[..., None] * KINDS[kind][4] * 0.6
        picture = picture * (1 - cover[..., None]) + rim * cover[..., None] * (1.25 - clouds[..., None])
    elif kind == "night":
        picture = night(rng, picture, sight, facing, clouds)
    if kind in ("sunset", "day") and rng.random() < 0.6:
        picture = picture + np.clip((facing - 0.9993) * 5000, 0, 1)[..., None] * 4
    return picture.astype(np.float32)


def night(rng, picture, sight, facing, clouds):
    """Adds stars, a moon or thin clouds to a dark sky."""
    if rng.random() < 0.7:
        stars = (rng.random(sight.shape[:2]) > 0.9975) * rng.random(sight.shape[:2]) ** 2 * rng.uniform(0.2, 0.7)
        picture = picture + cv2.GaussianBlur(stars.astype(np.float32), (0, 0), 0.6)[..., None]
    if rng.random() < 0.5:
        picture = picture + np.clip((facing - 0.9990) * 4000, 0, 1)[..., None] * np.float32([0.8, 0.8, 0.7])
        picture = picture + np.exp((facing - 1) * 60)[..., None] * np.float32([0.03, 0.035, 0.05])
    if rng.random() < 0.5:
        picture = picture + np.clip(clouds - 0.5, 0, 1)[..., None] * np.float32([0.03, 0.035, 0.05])
    return picture


def smooth(colour, albedo, speckled=False):
    """Takes the noise of few samples out of the light on the surfaces, not out of their texture.

    `speckled`: lamps indoors leave single bright and dark pixels, which a median takes out first."""
    base = np.maximum(albedo, 0.04)
    light = np.log(np.maximum(colour, 0) / base + 0.02).astype(np.float32)
    if speckled:
        light = cv2.merge([cv2.medianBlur(plane, 5) for plane in cv2.split(light)])
    for reach, spread in ((9, 1.2), (9, 0.6)):
        light = cv2.bilateralFilter(light, reach, spread, 3)
    return np.maximum(np.exp(light) - 0.02, 0) * base


def finish(rng, picture, mean):
    """Linear RGB to 8-bit BGR: exposure to about `mean`, a grade, softness, vignette and grain."""
    picture = np.maximum(picture, 0)
    picture = picture * (mean / max(np.minimum(picture, 4 * np.median(picture) + 1e-3).mean(), 1e-4))
    picture = picture * rng.uniform(0.9, 1.1, 3)
    grey = picture.mean(-1, keepdims=True)
    picture = grey + (picture - grey) * rng.uniform(0.8, 1.5)
    knee = 1 - np.exp(-np.maximum(picture, 0) * 1.6)
    encoded = np.clip(knee, 0, 1) ** (1 / rng.uniform(2.0, 2.4))
    encoded = encoded + rng.uniform(0, 0.7) * (encoded * encoded * (3 - 2 * encoded) - encoded)
    height, width = encoded.shape[:2]
    y, x = np.mgrid[-1:1:height * 1j, -1:1:width * 1j]
    encoded = encoded * (1 - rng.uniform(0, 0.18) * (x * x + y * y) / 2)[..., None]
    encoded = cv2.GaussianBlur(encoded.astype(np.float32), (0, 0), rng.uniform(0.3, 0.7))
    grain = rng.normal(0, rng.uniform(0.002, 0.012), (height, width, 1))
    return (np.clip(encoded + grain, 0, 1)[..., ::-1] * 255 + 0.5).astype(np.uint8)
