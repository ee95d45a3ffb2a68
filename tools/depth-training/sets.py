"""The sets of prove.py: synthetic films, extracted with masks and without, real clips and rendered views where there
are some.

Everything lies in one folder and is made once, whole or not at all; whoever is interrupted goes on where he was.
"""
import glob
import io
import os
import shutil
import subprocess
import sys
import tarfile

import cv2
import numpy as np

import augment
import predictions
import shards

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TRAINED = {"a": (1, 2, 3), "b": (4, 5, 6)}     # seeds of the films of each training set
TESTED = (7, 8)
SIZE = 160, 64                                 # what networks are trained and shown at
VIEW = 480, 270                                # a quarter of the paper's size: limits in px are a quarter of its
QUARTER = {
    "view_px: [1920, 1080]": "view_px: [%d, %d]" % VIEW, "crop_px: [1880, 800]": "crop_px: [470, 200]",
    "residual_px_max: 2\n": "residual_px_max: 0.5\n", "vertical_px_max: 2\n": "vertical_px_max: 0.5\n",
    "range_px_min: 10\n": "range_px_min: 2.5\n", "preview: true": "preview: false", "test: 1 }": "test: 4 }",
}
WITHOUT_MASKS = {"residual_px_max: 0.5\n": "residual_px_max: 1000\n"}     # every pixel passes for consistent
DENSELY = {"train: 4,": "train: 12,", "burst_every_seconds: 4": "burst_every_seconds: 1"}
CODE_ZERO, CODES_PER_PX = 32768, 64
PAIRS = {"teddy": 4, "aloe": 1, "wood2": 2}    # Middlebury 2003 and 2006: codes of a px


def movie_data(*words):
    """What the tool printed; InputError with its last line where it failed."""
    program = os.environ.get("MOVIE_DATA", os.path.join(ROOT, "tools", "movie-data"))
    # What prove.sh preloads is for PyTorch alone.
    own = {k: v for k, v in os.environ.items() if k not in ("LD_PRELOAD", "MALLOC_CONF")}
    try:
        ran = subprocess.run(
            [program, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=own)
    except OSError as fault:
        raise shards.InputError("%s: %s; MOVIE_DATA names another one" % (program, fault.strerror)) from fault
    if ran.returncode:
        raise shards.InputError("movie-data %s: %s" % (words[0], (ran.stderr.strip().splitlines() or ["failed"])[-1]))
    return ran.stdout


def pipeline(work, name, *changes):
    """A pipeline file with the paper's values but those changed; every change must meet its key."""
    with open(os.path.join(ROOT, "pipelines", "midas-3d-movies.yaml")) as file:
        text = file.read()
    for change in changes:
        for old, new in change.items():
            if old not in text:
                raise shards.InputError("midas-3d-movies.yaml has no '%s' for prove.py to change" % old.strip())
            text = text.replace(old, new)
    path = os.path.join(work, name + ".yaml")
    with open(path, "w") as file:
        file.write(text)
    return path


def film(work, seed, seconds):
    """A synthetic film of that seed at a quarter of the size."""
    folder = os.path.join(work, "films", str(seed))
    if not os.path.exists(folder):
        temporary = folder + ".tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        length = ["--seconds", seconds] if seconds else []
        movie_data("synth", "--out", temporary, "--seed", seed, "--width", VIEW[0], *length)
        os.replace(temporary, folder)


def tars(work, name, pipeline_file, films, split="train", flags=()):
    """The dataset of these films, and the same as tars; `extract` itself leaves out what is done."""
    folder, dataset = os.path.join(work, "tars", name), os.path.join(work, "data", name)
    if not os.path.exists(folder):
        words = [w for f in films for w in ("--film", f)]
        movie_data("extract", "--pipeline", pipeline_file, "--out", dataset, "--split", split, *words, *flags)
        temporary = folder + ".tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        movie_data("export", dataset, "--format", "webdataset", "--to", temporary)
        os.replace(temporary, folder)


def encoded(disparity, mask):
    """PNGs of disparity (px) and mask as shards have them."""
    code = np.clip(np.round(disparity * CODES_PER_PX) + CODE_ZERO, 1, 65535).astype(np.uint16)
    code[(mask != 0) & (mask != 4)] = 0
    return {name + ".png": cv2.imencode(".png", plane)[1].tobytes() for name, plane in
            (("disparity", code), ("mask", mask))}


def rendered(views, path):
    """Packs stereo views of tools/sky-training/render.py --stereo as one tar, labelled by their rendered depth; returns
    how many."""
    names = [n for n in sorted(glob.glob(os.path.join(glob.escape(views), "*.npz"))) if "baseline" in np.load(n).files]
    if not names:
        raise shards.InputError("%s: no view of render.py --stereo (*.npz)" % views)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with tarfile.open(path + ".tmp", "w", format=tarfile.GNU_FORMAT) as tar:
        for k, name in enumerate(names):
            v = np.load(name)
            def seen(side):
                linear = v[side + "front"].astype(np.float32) + v[side + "sky"] * (v[side + "share"] / 255.0)[..., None]
                bright = np.percentile(linear, 95) + 1e-3
                return np.round(255 * np.clip(linear / bright, 0, 1) ** (1 / 2.2)).astype(np.uint8)[..., ::-1]
            disparity = v["nearness"].astype(np.float32) * float(v["focal_px"]) * float(v["baseline"])
            mask = np.where(v["share"] >= 128, 4, 0).astype(np.uint8)
            files = {"left.jpg": cv2.imencode(".jpg", seen(""))[1].tobytes(),
                     "right.jpg": cv2.imencode(".jpg", seen("right_"))[1].tobytes(), **encoded(disparity, mask)}
            for column in sorted(files):
                # Each view is a film of its own: its cameras are nobody else's.
                entry = tarfile.TarInfo("%s_%08d.%s" % (os.path.basename(name)[:-4].replace(".", "-"), k, column))
                entry.size = len(files[column])
                tar.addfile(entry, io.BytesIO(files[column]))
    os.replace(path + ".tmp", path)
    return len(names)


def write_pfm(path, plane):
    """float32 [H,W], NaN where not known, bottom row first."""
    with open(path, "wb") as file:
        file.write(b"Pf\n%d %d\n-1\n" % (plane.shape[1], plane.shape[0]))
        file.write(plane[::-1].astype("<f4").tobytes())


def edges(work, size):
    """What the test films' disparities are at the size of the network, without the sky, as PFM: edges are scored
    there."""
    settings, folder = augment.Settings(size, augmented=False, sky=False, targets="width"), os.path.join(work, "edges")
    if os.path.exists(folder):
        return
    os.makedirs(folder + ".tmp", exist_ok=True)
    for s in shards.in_order(shards.tars_of(os.path.join(work, "tars", "test"), "test"), settings, shards.Tally()):
        write_pfm(os.path.join(folder + ".tmp", predictions.name_of(s.key) + ".pfm"), s.target)
    os.replace(folder + ".tmp", folder)


def pairs(data, work):
    """Pictures and truth (PFM, px, NaN where not known) of the Middlebury pairs in a folder; InputError where one is
    missing."""
    folder = os.path.join(work, "pairs")
    if os.path.exists(folder):
        return
    for kind in ("images", "truth"):
        os.makedirs(os.path.join(folder + ".tmp", kind), exist_ok=True)
    for name, scale in PAIRS.items():
        disparity, left = (os.path.join(data, name, f) for f in ("disp_left_x%d.png" % scale, "left.*"))
        code, left = cv2.imread(disparity, cv2.IMREAD_GRAYSCALE), sorted(glob.glob(left))
        if code is None or not left:
            raise shards.InputError("no %s with its left.*: --pairs expects %s" % (disparity, ", ".join(PAIRS)))
        shutil.copy(left[0], os.path.join(folder + ".tmp", "images", name + os.path.splitext(left[0])[1]))
        truth = np.where(code == 0, np.float32(np.nan), code.astype(np.float32) / scale)
        write_pfm(os.path.join(folder + ".tmp", "truth", name + ".pfm"), truth)
    os.replace(folder + ".tmp", folder)


def steps(a):
    """Yields (what is made, function that makes it), in order. a: work, seconds, clip, rendered, pairs."""
    for seed in [s for seeds in TRAINED.values() for s in seeds] + list(TESTED):
        yield "film %d" % seed, lambda seed=seed: film(a.work, seed, a.seconds)
    films = {name: [film_of(a.work, s) for s in seeds] for name, seeds in TRAINED.items()}
    quarter = pipeline(a.work, "quarter", QUARTER)
    bare = pipeline(a.work, "without-masks", QUARTER, WITHOUT_MASKS)
    made = [(name, quarter, "train", f, ()) for name, f in films.items()]
    made.append(("test", quarter, "test", [film_of(a.work, s) for s in TESTED], ()))
    made += [("bare-" + name, bare, "train", f, ()) for name, f in films.items()]
    if a.clip:
        flags = ("--layout", "sbs-half", "--view-order", "left-first")
        for name, changes in (("clip", (QUARTER, DENSELY)), ("bare-clip", (QUARTER, DENSELY, WITHOUT_MASKS))):
            made.append((name, pipeline(a.work, name, *changes), "train", ["clip=" + a.clip], flags))
    for name, file, split, some, flags in made:
        yield "dataset " + name, lambda n=name, p=file, s=split, f=some, x=flags: tars(a.work, n, p, f, s, x)
    yield "edges", lambda: edges(a.work, SIZE)
    if a.rendered:
        target = os.path.join(a.work, "tars", "rendered", "train-000000.tar")
        yield "rendered views", lambda: os.path.exists(target) or rendered(a.rendered, target)
    if a.pairs:
        yield "pairs", lambda: pairs(a.pairs, a.work)


def film_of(work, seed):
    return "seed%d=%s" % (seed, os.path.join(work, "films", str(seed), "film.mkv"))


def training(a, masks=True):
    """Folders of the training sets, those with masks or those without."""
    found = [os.path.join(a.work, "tars", ("" if masks else "bare-") + name) for name in TRAINED]
    if a.clip:
        found.append(os.path.join(a.work, "tars", "clip" if masks else "bare-clip"))
    if a.rendered:
        found.append(os.path.join(a.work, "tars", "rendered"))
    return found


if __name__ == "__main__":
    sys.exit("sets.py is part of prove.sh")
