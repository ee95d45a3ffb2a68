#!/usr/bin/env python3
"""Writes shots of known truth: OUT/KIND/NUMBER/POSITION.left.png, .right.png, .left.next.png, .right.next.png.

make.py photos OUT COUNT FIRST_SEED PHOTO...: native and converted shots of layers.py
make.py flat OUT PICTURE...: converted shots from single photographs, by a depth that is guessed
make.py frames OUT FOLDER: native shots of rendered frames with their disparity (ShotScoreTests writes them), and each
    converted in the ways of WAYS
"""
import hashlib
import pathlib
import sys

import cv2
import numpy as np

import conversion
import layers

cv2.setNumThreads(1)
POSITIONS = (0, 14)
WAYS = ("sharp", "blur", "cards", "soft")  # as given, blurred, flat cards; feathered: never fitted


def write(folder, pairs):
    """Pairs in the order position, its next frame, next position, ..."""
    folder.mkdir(parents=True, exist_ok=True)
    for i, views in enumerate(pairs):
        for view, name in zip(views, ("left", "right")):
            file = folder / f"{i // 2}.{name}{'.next' if i % 2 else ''}.png"
            cv2.imwrite(str(file), view[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 1])


def read(file):
    return cv2.imread(str(file), cv2.IMREAD_COLOR)[..., ::-1]


def converted(flat, rng):
    """Every depth with every way to fill, and a word for it."""
    depth = conversion.DEPTHS[rng.integers(len(conversion.DEPTHS))]
    fill = conversion.FILLS[rng.integers(len(conversion.FILLS))]
    both = bool(rng.random() < 0.3)
    state = int(rng.integers(1 << 30))
    pairs = [conversion.convert(view, d, depth, fill, both, np.random.default_rng(state)) for view, d in flat]
    return f"{depth}-{fill}", pairs


def from_photos(out, count, first, files):
    photos = [read(f) for f in files]
    times = [t + i for t in POSITIONS for i in (0, 1)]
    for seed in range(first, first + count):
        shot = layers.Shot(seed, photos)
        pairs, flat = shot.film(times)
        write(out / "native" / f"{seed:04d}", layers.encoded(pairs, shot.crf))
        word, pairs = converted(flat, np.random.default_rng(seed + 99991))
        write(out / f"converted-{word}" / f"{seed:04d}", layers.encoded(pairs, shot.crf))
        print(seed, word, flush=True)


def guessed(view, rng):
    """A depth as converters guess it: the ground from below, things where it is light, dark or in the middle."""
    grey = cv2.GaussianBlur(cv2.cvtColor(view, cv2.COLOR_RGB2GRAY), (0, 0), 5).astype(np.float32) / 255
    yy, xx = np.mgrid[0:1:view.shape[0] * 1j, -1:1:view.shape[1] * 1j].astype(np.float32)
    level = np.round(grey * 5) / 5 * rng.uniform(-1, 1) + yy * rng.uniform(0.3, 1)
    middle = ((xx / 0.5) ** 2 + ((yy - 0.6) / 0.4) ** 2 < 1) * rng.uniform(0, 0.8)
    depth = cv2.medianBlur((level + middle).astype(np.float32), 5)
    depth -= depth.mean()
    return depth / max(np.abs(depth).max(), 1e-3) * rng.uniform(8, 20)


def from_flat(out, files):
    for number, file in enumerate(files):
        rng = np.random.default_rng(number)
        view = cv2.resize(read(file), (layers.WIDTH, layers.HEIGHT), interpolation=cv2.INTER_AREA)
        word, pairs = converted([(view, guessed(view, rng))], rng)
        write(out / f"converted-{word}" / f"{number:04d}", layers.encoded(pairs, int(rng.integers(15, 25))))
        print(number, word, flush=True)


def from_frames(out, folder):
    """The next frame shows the right view of its position again: the score looks at the left one alone."""
    for shot in sorted(folder.glob("*/*")):
        rng = np.random.default_rng(int(hashlib.sha256(shot.name.encode()).hexdigest()[:8], 16))
        frames = [frame(shot, i) for i in range(4)]
        crf = int(rng.integers(15, 23))
        kind = out / shot.parent.name
        write(kind / "native" / shot.name, layers.encoded([(left, right) for left, right, _ in frames], crf))
        for depth in WAYS:
            fill = conversion.FILLS[rng.integers(len(conversion.FILLS))]
            state = int(rng.integers(1 << 30))
            pairs = []
            for (left, _, disparity), (after, _, _) in zip(frames[::2], frames[1::2]):
                made = conversion.convert(left, disparity, depth, fill, False, np.random.default_rng(state))
                pairs += [made, (after, made[1])]
            write(kind / f"converted-{depth}-{fill}" / shot.name, layers.encoded(pairs, crf))
        print(shot, flush=True)


def frame(shot, number):
    """Left, right and disparity of one frame, without letterbox; rows that are reduced to an even number."""
    disparity = cv2.imread(str(shot / f"{number}.disparity.pfm"), cv2.IMREAD_UNCHANGED)
    rows = np.nonzero(np.isfinite(disparity[:, 0]))[0]
    step = 2 * max(1, round(disparity.shape[1] / layers.OUT[0]))
    part = slice(rows[0], rows[0] + len(rows) // step * step)
    left, right = (read(shot / f"{number}.{name}.png")[part] for name in ("left", "right"))
    return np.ascontiguousarray(left), right, np.ascontiguousarray(disparity[part])


if __name__ == "__main__":
    if sys.argv[1] == "frames":
        from_frames(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
    elif sys.argv[1] == "photos":
        from_photos(pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])
    else:
        from_flat(pathlib.Path(sys.argv[2]), sys.argv[3:])
