"""Validation while training: when to stop is decided on these pictures; weights and gate are chosen by choose.py, on others.

    python3 validate.py CHECKPOINT[,CHECKPOINT]... --photos LAND [--stamps STAMPS] [--views HELD] [--gate SLOPE MIDDLE]

LAND: images/land of Debian's endless-sky-data (public domain, CC-BY-SA): 273 photographs, nearly all with sky along the upper
edge, without those that panoramas.py has a mask of. Those without any sky (NONE) and a piece of the lowest 28 % of all others
are pictures without sky. STAMPS: stamps of tuxpaint-stamps-default, photographs cut out, put before graded grounds here. HELD:
views rendered from other scene numbers than the training's. No picture here is trained on; CamVid, ADE20K and the held-out set
of tools/sky-model are not touched.
Printed for each gate: pictures without sky: mean false share, how many above 0.5 % and 5 %; with sky: found share of the upper
5 % of the photographs, how many of them below half, IoU of the views by mood of sky.
"""
import argparse
import glob
import os

import cv2
import numpy as np
import torch

import data
from export import load
from network import SHIPPED_GATE, both_ways, gated
from panoramas import MASKS

TRAINED = {os.path.basename(f)[len("es_land-"):-4] for f in glob.glob(os.path.join(MASKS, "es_land-*.png"))}
NONE = "loc0 loc1 loc2 space0 space1 space2 space4 space5 space6 space7 station0 station1 station2 station3 station4".split()
UNCLEAR = "earthrise nasa8 nasa9 space3 lava1 sea1 sea15-harro snow10 forest5".split()
MOODS = ["blue", "overcast", "sunset", "teal", "night"]


def photographs(folder):
    for f in sorted(glob.glob(os.path.join(folder, "*.jpg"))):
        name, image = os.path.splitext(os.path.basename(f))[0], cv2.imread(f)[..., ::-1]
        if name in TRAINED:
            continue
        if name in NONE:
            yield "photo none", image, None
        elif name not in UNCLEAR:
            yield "photo sky", image, "top"
            yield "photo ground", image[int(.72 * len(image)):, :image.shape[1] // 3], None


def stamps(folder, count=150):
    """Several objects on a level before a graded ground, as on a shelf or in a studio."""
    files = sorted(f for f in glob.glob(os.path.join(folder, "**", "*.png"), recursive=True) if os.path.getsize(f) > 60000)
    rng = np.random.default_rng(5)
    for _ in range(count):
        light = data.painted_sky(rng, 192, 384, clouds=0, mood=data.MOODS - 1)
        edge, foot = rng.integers(90, 192), data.painted_sky(rng, 192, 384, clouds=0, mood=1)
        if rng.random() < .5:
            line = edge + (np.arange(384) - 192) * rng.normal(0, .15)
            light = np.where(np.arange(192)[:, None, None] > line[None, :, None], foot * rng.uniform(.2, 1), light)
        image = data.developed(rng, light)
        for _ in range(rng.integers(1, 6)):
            stamp = cv2.imread(files[rng.integers(len(files))], cv2.IMREAD_UNCHANGED)
            if stamp is None or stamp.ndim < 3 or stamp.shape[2] < 4:
                continue
            k = rng.uniform(50, 170) / max(stamp.shape[:2])
            stamp = cv2.resize(stamp, None, fx=k, fy=k, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
            h, w = stamp.shape[:2]
            y, x = max(min(edge + rng.integers(0, 60), 191) - h, 0), rng.integers(0, 384 - w)
            a = stamp[..., 3:]
            image[y:y + h, x:x + w] = image[y:y + h, x:x + w] * (1 - a) + stamp[..., 2::-1] * a
        yield "stamps", data.filmed(rng, image), None


def rendered(folder):
    """Views under the sky that they were rendered with (`own`), and under painted ones; views without sky."""
    views = data.Views(folder)
    views.refresh(10000)
    rng = np.random.default_rng(6)
    for name, view in sorted(views.known.items()):
        kind = os.path.basename(name)[:-4].split("_")[2]
        for mood in [None] if view["negative"] else [None, *range(len(MOODS))]:
            light, share = data.compose(rng, view, data.HEIGHT * 2, data.WIDTH * 2, lambda _: mood)
            image = data.filmed(rng, data.developed(rng, light))
            if not view["negative"] and share.mean() < .02 or share.mean() > .94:
                continue
            yield "view " + (kind if view["negative"] else MOODS[mood] if mood is not None else "own"), image, \
                None if view["negative"] else share
    data.POOL.clear()


def coarse(net, image):
    """Logits of the network's own size, and of there being any sky."""
    small = cv2.resize(np.ascontiguousarray(image), (data.WIDTH, data.HEIGHT), interpolation=cv2.INTER_AREA)
    x = torch.from_numpy(small).permute(2, 0, 1)[None].float() / 255
    with torch.no_grad():
        return both_ways(net.coarse, x)


def scores(pictures, found, gate):
    """{kind: [values]}: false shares, found shares of the upper edge, or IoU."""
    out = {}
    for (kind, _, truth), (logit, any_sky) in zip(pictures, found):
        said = (gated(logit, any_sky, gate)[0, 0] > .5).numpy()
        if truth is None:
            value = said.mean()
        elif isinstance(truth, str):
            value = said[:len(said) // 20].mean()
        else:
            sky = cv2.resize(truth, (data.WIDTH, data.HEIGHT), interpolation=cv2.INTER_AREA) > .5
            value = (said & sky).sum() / max((said | sky).sum(), 1)
        out.setdefault((truth is None, kind), []).append(float(value))
    return out


def report(out):
    none = np.concatenate([v for (n, _), v in out.items() if n])
    print("   no sky, all %d: mean %.4f, above .5 %%: %d, above 5 %%: %d" % (len(none), none.mean(), (none > .005).sum(), (none > .05).sum()))
    print("     " + "; ".join("%s %d: %.4f, %d" % (k, len(v), np.mean(v), sum(x > .05 for x in v)) for (n, k), v in sorted(out.items()) if n))
    print("   sky: " + "; ".join("%s %d: %.3f, %d" % (k, len(v), np.mean(v), sum(x < .5 for x in v)) for (n, k), v in sorted(out.items()) if not n))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("checkpoints", nargs="+")
    ap.add_argument("--photos", required=True)
    ap.add_argument("--stamps")
    ap.add_argument("--views")
    ap.add_argument("--gate", type=float, nargs=2, action="append")
    a = ap.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    pictures = [*photographs(a.photos), *(stamps(a.stamps) if a.stamps else []), *(rendered(a.views) if a.views else [])]
    for path in a.checkpoints:
        net, c = load(path.split(","))
        found = [coarse(net, image) for _, image, _ in pictures]
        print("%s, step %d" % (path, c["step"]))
        for gate in a.gate or [(1, 0), (2, 1), SHIPPED_GATE]:
            print(" gate %g %g" % tuple(gate))
            report(scores(pictures, found, gate))


if __name__ == "__main__":
    main()
