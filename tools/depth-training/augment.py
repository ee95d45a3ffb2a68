"""A coded sample made into arrays: decoded no larger than needed, cropped, resized, mirrored, its target scaled.

As MiDaS trains (arXiv 1907.01341v3, section 6): the picture is brought to the size by its shorter side, a random crop
and a random flip follow, and targets are scaled to [0, 1].
"""
import dataclasses
import hashlib
import io
import math

import cv2
import numpy as np
from PIL import Image

import planes

CODE_ZERO, CODES_PER_PX = 32768, 64     # disparity = (code - 32768) / 64 px; code 0: no value
MASK_VALID, MASK_SKY = 0, 4
KNOWN_SHARE_MIN = 0.05                  # of a crop's pixels
SPREAD_MIN = 1e-4                       # of the width: largest - smallest known disparity of a crop
WIDTH_TO_TARGET = 10                    # targets "width": 0.5 + 10 d / width, so that +-5 % of the width are [0, 1]
AVERAGED_FROM = 1.3      # reductions up to it are made bilinearly: four times as fast, and nothing aliases
REDUCED = {
    8: cv2.IMREAD_REDUCED_COLOR_8, 4: cv2.IMREAD_REDUCED_COLOR_4, 2: cv2.IMREAD_REDUCED_COLOR_2, 1: cv2.IMREAD_COLOR}


class Unusable(Exception):
    """A sample is left out; its text is the reason it is counted by."""


@dataclasses.dataclass(frozen=True)
class Settings:
    """size: width and height of what comes out, px. augmented: random crop and flip; else the whole picture, its aspect
    changed.

    masks: only pixels of mask code 0 (and 4, with sky) are known; without, every pixel that has a value.
    targets: "sample", each crop's known disparities scaled to [0, 1]; "width", one scale for all films
    (WIDTH_TO_TARGET). unknown: a seed by which every film gets a scale and shift of its own, as if nobody knew its
    cameras; 0: none. labelled: whether a target is asked for at all.
    """
    size: tuple
    augmented: bool = True
    masks: bool = True
    sky: bool = True
    targets: str = "sample"
    unknown: int = 0
    right: bool = False
    labelled: bool = True

    def __post_init__(self):
        if self.augmented and self.right and self.labelled:
            raise ValueError("a mirrored pair has the right view's disparity, which no target is")


@dataclasses.dataclass
class Sample:
    """key; left, right (or None): uint8 [H,W,3], RGB; target: float32 [H,W], NaN where not known; full: (W, H) of the
    disparity."""
    key: str
    left: np.ndarray
    right: np.ndarray
    target: np.ndarray
    full: tuple


def film_of(key):
    """The film of a key FILM_00000123."""
    return key.rpartition("_")[0]


def disguise(film, seed):
    """(factor, constant) of a film's targets: 0.4 ... 2.5, even in its logarithm, and 0 ... 0.6, by its name and the
    seed."""
    numbers = hashlib.sha256(("%d %s" % (seed, film)).encode()).digest()
    first, second = (int.from_bytes(numbers[k:k + 4], "little") / 2 ** 32 for k in (0, 4))
    return math.exp((2 * first - 1) * math.log(2.5)), 0.6 * second


def view(content, box, full, size, what):
    """That part (x, y, w, h, in px of the full size) of a coded view, uint8 [H,W,3] RGB of that size, decoded as small
    as will do."""
    try:
        width, _ = Image.open(io.BytesIO(content)).size
    except Exception as fault:
        raise Unusable("damaged %s view" % what) from fault
    needed = size[0] / (box[2] * width / full[0])
    reduction = next(r for r in REDUCED if r == 1 or needed * r <= 1.001)
    whole = cv2.imdecode(np.frombuffer(content, np.uint8), REDUCED[reduction])
    if whole is None:
        raise Unusable("damaged %s view" % what)
    sx, sy = whole.shape[1] / full[0], whole.shape[0] / full[1]
    x0, y0 = round(box[0] * sx), round(box[1] * sy)
    part = whole[y0:max(y0 + 1, round((box[1] + box[3]) * sy)), x0:max(x0 + 1, round((box[0] + box[2]) * sx))]
    way = cv2.INTER_AREA if part.shape[1] > AVERAGED_FROM * size[0] else cv2.INTER_LINEAR
    return cv2.cvtColor(cv2.resize(part, size, interpolation=way), cv2.COLOR_BGR2RGB)


def box_of(full, settings, rng):
    """The part of the full size that is shown: all of it, or a random crop of the asked aspect, as large as fits."""
    if not settings.augmented:
        return 0.0, 0.0, float(full[0]), float(full[1])
    factor = max(settings.size[0] / full[0], settings.size[1] / full[1])
    w, h = min(full[0], settings.size[0] / factor), min(full[1], settings.size[1] / factor)
    return rng.random() * (full[0] - w), rng.random() * (full[1] - h), w, h


def picked(content, what, full, box, size):
    """Of a coded plane of the full size the pixel nearest to the centre of each that comes out.

    No mean: across an edge it would be the disparity of nothing, and what is masked would leak into what is not.
    """
    try:
        if planes.size_of(content) != full:
            raise Unusable("%s of another size" % what)
        x = (box[0] + (np.arange(size[0]) + 0.5) * box[2] / size[0]).astype(int).clip(0, full[0] - 1)
        y = (box[1] + (np.arange(size[1]) + 0.5) * box[3] / size[1]).astype(int).clip(0, full[1] - 1)
        part = planes.columns(content, x[0], x[-1] + 1)
    except ValueError as fault:
        raise Unusable("damaged %s" % what) from fault
    return part[y].take(x - x[0], axis=1)


def full_of(files):
    """(W, H) of a sample's disparity."""
    if "disparity" not in files:
        raise Unusable("without a disparity")
    try:
        return planes.size_of(files["disparity"])
    except ValueError as fault:
        raise Unusable("damaged disparity") from fault


def target_of(files, full, box, settings, film):
    """float32 [H,W]: disparity as a share of the width, scaled as settings say; NaN where not known."""
    values = picked(files["disparity"], "disparity", full, box, settings.size)
    if values.dtype.itemsize != 2:
        raise Unusable("disparity of other than 16 bits")
    known = values != 0
    if settings.masks:
        if "mask" not in files:
            raise Unusable("without a mask")
        mask = picked(files["mask"], "mask", full, box, settings.size)
        known &= (mask == MASK_VALID) | (settings.sky & (mask == MASK_SKY))
    if known.mean() < KNOWN_SHARE_MIN:
        raise Unusable("with hardly a valid pixel")
    d = (values.astype(np.float32) - CODE_ZERO) / (CODES_PER_PX * full[0])
    low, high = d[known].min(), d[known].max()
    if high - low < SPREAD_MIN:
        raise Unusable("of one disparity")
    d = (d - low) / (high - low) if settings.targets == "sample" else 0.5 + WIDTH_TO_TARGET * d
    if settings.unknown:
        factor, constant = disguise(film, settings.unknown)
        d = factor * d + constant
    d[~known] = np.nan
    return d


def sample(key, files, settings, seed):
    """The sample as arrays. seed: whole numbers that decide crop and flip. Unusable: what is wrong with it."""
    if "left" not in files:
        raise Unusable("without a left view")
    if settings.right and "right" not in files:
        raise Unusable("without a right view")
    rng, full = np.random.default_rng(seed), full_of(files)
    box = box_of(full, settings, rng)
    turned = settings.augmented and rng.random() < 0.5
    target = target_of(files, full, box, settings, film_of(key)) if settings.labelled else None
    left = view(files["left"], box, full, settings.size, "left")
    right = view(files["right"], box, full, settings.size, "right") if settings.right else None
    if turned:
        # A mirrored left view is the right one of a mirrored pair: disparities keep their sign, views change places.
        left, right = (left[:, ::-1], None) if right is None else (right[:, ::-1], left[:, ::-1])
        target = None if target is None else target[:, ::-1]
    return Sample(key, left, right, target, full)
