"""Judges flow on real stereo pairs with ground truth; OpenCV DIS (medium) and SGBM stand beside it.

    python3 evaluate.py --data PAIRS --checkpoint work/checkpoint.pt [--robust] [--flow FLOWPAIRS]
                        [--movie-data PROGRAM] [--film FILM] [--clip FILE] [--pictures OUT]

Protocol: a pair is scaled so that its largest true disparity is 64 px; both directions are computed; a pixel is kept when
flow there and back leave a horizontal residual below 2 px (clamped at the frame); coverage = kept share of the pixels with ground truth, bad2 = share of the
kept pixels off by more than 2 px, epe = mean error of the kept pixels, all = of all pixels with ground truth.
PAIRS/NAME holds left.png, right.png (or .jpg) and disp_left_xS.png (disparity = value / S, 0 = unknown). The data is for judging
only: nothing is trained on it. Where it is absent the script says so and stops with exit 0.
"""
import argparse
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import time

import cv2
import numpy as np

F = np.float32
MAX_DISPARITY = 64
SGBM = "OpenCV SGBM"


def load_pair(folder):
    left, right = (cv2.imread(glob.glob(os.path.join(folder, n + ".*"))[0], cv2.IMREAD_COLOR)[:, :, ::-1] for n in ("left", "right"))
    path = glob.glob(os.path.join(folder, "disp_left_x*.png"))[0]
    truth = cv2.imread(path, cv2.IMREAD_UNCHANGED).astype(F)
    if truth.ndim == 3:
        truth = truth[:, :, 0]
    truth /= float(re.search(r"_x(\d+)", os.path.basename(path)).group(1))
    s = MAX_DISPARITY / truth.max()
    w, h = int(round(left.shape[1] * s)), int(round(left.shape[0] * s))
    method = cv2.INTER_AREA if s < 1 else cv2.INTER_CUBIC
    left, right = (np.ascontiguousarray(cv2.resize(np.ascontiguousarray(v), (w, h), interpolation=method)) for v in (left, right))
    truth = cv2.resize(truth, (w, h), interpolation=cv2.INTER_NEAREST) * F(w / truth.shape[1])
    return left, right, truth


def load_pairs(data):
    """name -> (left, right, truth) of every pair below `data` that has ground truth."""
    found = {}
    for path in sorted(glob.glob(os.path.join(data, "*", "disp_left_x*.png"))):
        found[os.path.basename(os.path.dirname(path))] = load_pair(os.path.dirname(path))
    return found


def residual(f, g):
    """Horizontal residual of the way there and back, in px (stereo: only disparity is judged); clamped at the frame."""
    h, w = f.shape[:2]
    y, x = np.mgrid[0:h, 0:w].astype(F)
    u, v = np.ascontiguousarray(f[..., 0]), np.ascontiguousarray(f[..., 1])
    back = cv2.remap(np.ascontiguousarray(g[..., 0]), x + u, y + v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.where(np.abs(v) < h, np.abs(u + back), F(1e3))


def score(f, g, truth, limit=2.0, moved=0):
    known = truth > 0
    kept = known & (residual(f, g) < limit)
    error = np.abs(-f[..., 0] - (truth - moved))
    n = max(1, int(kept.sum()))
    return dict(coverage=float(kept.sum() / known.sum()), bad2=float((error[kept] > 2).sum() / n),
                epe=float(error[kept].mean()) if kept.any() else float("nan"), all=float(error[known].mean()))


# ---- methods: (left, right) RGB uint8 -> flow left->right, right->left, H x W x 2

def torch_flow(net, device="cpu"):
    import torch

    def run(left, right):
        h, w = left.shape[:2]
        ph, pw = -h % 32, -w % 32
        t = [torch.from_numpy(np.pad(v, ((0, ph), (0, pw), (0, 0)), mode="edge").transpose(2, 0, 1)[None].astype(F) / 255).to(device) for v in (left, right)]
        with torch.no_grad():
            o = net.train_forward(t[0], t[1])["full"].cpu().numpy()[:, :, :h, :w]
        return np.ascontiguousarray(o[0].transpose(1, 2, 0)), np.ascontiguousarray(o[1].transpose(1, 2, 0))
    return run


def pair_flow(program, model, models=None):
    """What `movie-data pair` makes of it: ONNX Runtime, our reading of pictures, padding and scaling."""
    def run(left, right):
        with tempfile.TemporaryDirectory() as d:
            paths = [os.path.join(d, n) for n in ("left.png", "right.png")]
            for path, v in zip(paths, (left, right)):
                cv2.imwrite(path, v[:, :, ::-1])
            subprocess.run([program, "pair"] + paths + ["--out", d, "--device", "cpu"] + (["--flow-model", model] if model else [])
                           + (["--models", models] if models else []),
                           check=True, stdout=subprocess.DEVNULL)
            return read_flo(os.path.join(d, "flow_lr.flo")), read_flo(os.path.join(d, "flow_rl.flo"))
    return run


def remembered(method, most=8):
    """`method`, which does not compute the same pictures anew (several tables show them)."""
    seen = {}

    def run(left, right):
        key = (left.tobytes(), right.tobytes())
        if key not in seen:
            if len(seen) == most:
                del seen[next(iter(seen))]
            seen[key] = method(left, right)
        return seen[key]
    return run


def agreement(data, one, other):
    """Of both directions of every pair: share of pixels within 0.01 px, and the largest difference."""
    for name, (left, right, _) in load_pairs(data).items():
        e = np.concatenate([np.abs(a - b).ravel() for a, b in zip(one(left, right), other(left, right))])
        print("    %-14s within 0.01 px %.5f  largest %.4f px" % (name, (e <= 0.01).mean(), e.max()))


def dis_flow(left, right):
    d = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    a, b = (cv2.cvtColor(v, cv2.COLOR_RGB2GRAY) for v in (left, right))
    return d.calc(a, b, None), d.calc(b, a, None)


def sgbm_flow(left, right):
    """Positive disparities up to 80 px only: knows more about these pairs than a flow network does."""
    m = cv2.StereoSGBM_create(0, 80, 5, 8 * 3 * 25, 32 * 3 * 25, disp12MaxDiff=-1, uniquenessRatio=5, speckleWindowSize=100, speckleRange=2,
                              mode=cv2.STEREO_SGBM_MODE_SGBM_3WAY)
    a = m.compute(left, right).astype(F) / 16
    b = m.compute(np.ascontiguousarray(right[:, ::-1]), np.ascontiguousarray(left[:, ::-1])).astype(F)[:, ::-1] / 16
    f, g = np.zeros(a.shape + (2,), F), np.zeros(a.shape + (2,), F)
    f[..., 0], g[..., 0] = np.where(a > 0, -a, 0), np.where(b > 0, b, 0)
    f[..., 1], g[..., 1] = np.where(a > 0, 0, 1e4), np.where(b > 0, 0, 1e4)     # no disparity: never kept
    return f, g


# ---- robustness: what is done to a pair

def noisy(v, rng, sigma, quality):
    v = np.clip(v.astype(F) + rng.normal(0, sigma, v.shape), 0, 255).astype(np.uint8)
    return cv2.imdecode(cv2.imencode(".jpg", v[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)[:, :, ::-1].copy()


def tone(v, gain, gamma, colour=(1, 1, 1)):
    return np.clip((v.astype(F) / 255) ** gamma * gain * np.array(colour, F) * 255 + 0.5, 0, 255).astype(np.uint8)


def dark(v):
    return (v.astype(F) * 0.25 + 0.5).astype(np.uint8)


def squeeze(v):
    h, w = v.shape[:2]
    return cv2.resize(cv2.resize(v, (w // 2, h), interpolation=cv2.INTER_AREA), (w, h), interpolation=cv2.INTER_LINEAR)


def shift_down(v, n):
    return np.vstack([np.repeat(v[:1], n, 0), v[:-n]])


CASES = {
    "plain": lambda l, r, g: (l, r),
    "vertical +5 px": lambda l, r, g: (l, shift_down(r, 5)),
    "gain 1.15, gamma 1.15, cast": lambda l, r, g: (l, tone(r, 1.15, 1.15, (1.0, 0.96, 0.9))),
    "half squeeze": lambda l, r, g: (squeeze(l), squeeze(r)),
    "JPEG 30 + noise 5": lambda l, r, g: (noisy(l, g, 5, 30), noisy(r, g, 5, 30)),
    "other exposure (x 0.5 linear)": lambda l, r, g: (l, tone(r, 0.5 ** (1 / 2.2), 1.0)),
    "dark and flat (x 0.25)": lambda l, r, g: (dark(l), dark(r)),
    "right view moved by +62 px": lambda l, r, g: (l, np.hstack([np.repeat(r[:, :1], 62, 1), r[:, :-62]])),
}
MOVED = {"right view moved by +62 px": 62}       # disparities of -62..+2 px: the other sign


def mean(rows):
    return {k: float(np.mean([r[k] for r in rows])) for k in rows[0]}


def table(method, data, quiet=False, case="plain"):
    rows = {}
    for name, (left, right, truth) in load_pairs(data).items():
        l, r = CASES[case](left, right, np.random.default_rng(1))
        f, g = method(np.ascontiguousarray(l), np.ascontiguousarray(r))
        rows[name] = {k: round(v, 4) for k, v in score(f, g, truth, moved=MOVED.get(case, 0)).items()}
        if not quiet:
            print("    %-10s %4dx%-4d coverage %.3f  bad2 %.3f  epe %.2f  all %.2f" % ((name, left.shape[1], left.shape[0]) + tuple(rows[name].values())))
    if rows:
        rows["mean"] = {k: round(v, 4) for k, v in mean(list(rows.values())).items()}
        if not quiet:
            print("    %-20s coverage %.3f  bad2 %.3f  epe %.2f  all %.2f" % (("mean",) + tuple(rows["mean"].values())))
    return rows


def synthetic(method, textures, count=3, w=1888, h=800):
    """Frames of film size from the generator (never seen in training): error by true disparity, visible pixels."""
    from generator import Generator
    gen = Generator(textures, 987654321)
    edges = (-70, -48, -24, 0, 24, 48, 70)
    hits = np.zeros((len(edges) - 1, 3))
    for _ in range(count):
        left, right, fl, fr, wl, wr = gen.pair(w, h)
        f, g = method(left, right)
        seen = (wl == 1)
        keep = seen & (residual(f, g) < 2)
        e = np.hypot(f[..., 0] - fl[0], f[..., 1] - fl[1])
        for i in range(len(edges) - 1):
            here = (-fl[0] >= edges[i]) & (-fl[0] < edges[i + 1])
            hits[i] += [(seen & here).sum(), (keep & here).sum(), (keep & here & (e > 2)).sum()]
    for i, (n, k, b) in enumerate(hits):
        if n:
            print("    disparity %4d..%-4d  share %.3f  coverage %.3f  bad2 %.3f" % (edges[i], edges[i + 1], n / hits[:, 0].sum(), k / n, b / max(k, 1)))


def read_flo(path):
    raw = open(path, "rb").read()
    w, h = np.frombuffer(raw, np.int32, 2, 4)
    return np.frombuffer(raw, F, 2 * w * h, 12).reshape(h, w, 2)


def flow_pairs(folder, methods):
    for d in sorted(os.listdir(folder)):
        files = sorted(glob.glob(os.path.join(folder, d, "*")))
        flo = [f for f in files if f.endswith(".flo")]
        pics = [f for f in files if f.lower().endswith((".png", ".ppm", ".jpg")) and "flow" not in os.path.basename(f)]
        if not flo or len(pics) < 2:
            continue
        truth = read_flo(flo[0])
        known = (np.abs(truth) < 1e9).all(2)
        a, b = (np.ascontiguousarray(cv2.imread(p, cv2.IMREAD_COLOR)[:, :, ::-1]) for p in pics[:2])
        text = "    %-14s" % d
        for name, m in methods:
            e = np.hypot(*(m(a, b)[0] - truth).transpose(2, 0, 1))[known]
            text += "  %s epe %.2f" % (name, e.mean())
        print(text)


def colour(d, limit=70):
    return cv2.applyColorMap(np.clip((d + limit) / (2 * limit) * 255, 0, 255).astype(np.uint8), cv2.COLORMAP_JET)


def read_pfm(path):
    with open(path, "rb") as f:
        if f.readline().strip() != b"Pf":
            raise SystemExit("%s: not a one-channel PFM" % path)
        w, h = (int(v) for v in f.readline().split())
        kind = "<f4" if float(f.readline()) < 0 else ">f4"
        return np.frombuffer(f.read(4 * w * h), kind).reshape(h, w)[::-1].astype(F)


def cropped(v, size=(1880, 800)):
    """The centre of a picture, as extraction takes it."""
    y, x = max(0, (v.shape[0] - size[1]) // 2), max(0, (v.shape[1] - size[0]) // 2)
    return np.ascontiguousarray(v[y:y + size[1], x:x + size[0]])


def film(folder, methods):
    """Frames of the synthetic film (`movie-data synth --out FOLDER`), cropped as extraction crops them; a row of pictures each."""
    rows = []
    for path in sorted(glob.glob(os.path.join(folder, "truth", "*-disparity.pfm"))):
        name = os.path.basename(path)[:-len("-disparity.pfm")]
        left, right = (cv2.imread(path.replace("disparity.pfm", v + ".png"), cv2.IMREAD_COLOR)[:, :, ::-1] for v in ("left", "right"))
        left, right, truth = (cropped(v) for v in (left, right, read_pfm(path)))
        row = [left[:, :, ::-1], colour(np.nan_to_num(truth))]
        for method, m in methods:
            f, g = m(left, right)
            known, kept = np.isfinite(truth), residual(f, g) < 2
            bad = np.abs(-f[..., 0] - truth) > 2
            print("    %-14s %-24s coverage %.3f  bad2 %.4f" % (
                name, method, (kept & known).sum() / known.sum(), (bad & kept & known).sum() / (kept & known).sum()))
            picture = colour(-f[..., 0])
            picture[~kept] //= 4
            row.append(picture)
        rows.append(np.hstack([cv2.resize(v, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA) for v in row]))
    return np.vstack(rows)


def clip(path, numbers, methods):
    """Frames of a half-width side-by-side clip without ground truth, left view first: how much of each is consistent, and off in v."""
    video = cv2.VideoCapture(path)
    for number in numbers:
        video.set(cv2.CAP_PROP_POS_FRAMES, number)
        ok, frame = video.read()
        if not ok:
            raise SystemExit("evaluate.py: %s: frame %d cannot be read" % (path, number))
        h, w = frame.shape[:2]
        views = [cv2.resize(v, (w, h), interpolation=cv2.INTER_CUBIC) for v in (frame[:, :w // 2], frame[:, w // 2:])]
        left, right = (cropped(v[:, :, ::-1]) for v in views)
        for method, m in methods:
            f, g = m(left, right)
            print("    frame %-5d %-32s consistent %.3f  |v| > 2 px %.3f" % (
                number, method, (residual(f, g) < 2).mean(), (np.abs(f[..., 1]) > 2).mean()))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "shared", "data", "pairs"))
    ap.add_argument("--checkpoint", action="append", default=[])
    ap.add_argument("--weights", choices=["ema", "net"], default="ema", help="the average, or the last step's")
    ap.add_argument("--robust", action="store_true", help="the robustness cases too")
    ap.add_argument("--flow", help="folder of optical-flow pairs (NAME/*.flo and two pictures)")
    ap.add_argument("--synthetic", metavar="TEXTURES", help="film-size generated frames too, error by disparity")
    ap.add_argument("--movie-data", metavar="PROGRAM", help="judge what `movie-data pair` gives too, and whether the checkpoint agrees")
    ap.add_argument("--flow-model", help="entry of the catalogue for it; default: the pipeline's")
    ap.add_argument("--models", help="a catalogue that has it; default: the embedded one")
    ap.add_argument("--film", help="folder of the synthetic film (movie-data synth): one frame a shot")
    ap.add_argument("--clip", metavar="FILE", help="a half-width side-by-side clip without ground truth: consistency of --frames")
    ap.add_argument("--frames", default="5,25,45,65,78", type=lambda v: [int(n) for n in v.split(",")], help="numbers, from 0")
    ap.add_argument("--pictures", help="write disparity pictures of every pair, and of the film, here")
    ap.add_argument("--no-baselines", action="store_true")
    a = ap.parse_args()
    if not os.path.isdir(a.data):
        print("evaluate.py: no evaluation pairs at %s: skipped" % a.data)
        return
    methods = []
    for c in a.checkpoint:
        from export import load
        net, state = load(c, a.weights)
        methods.append(("%s (step %d, %.0f min)" % (os.path.basename(c), state["step"], state["spent"] / 60), torch_flow(net)))
    if a.movie_data:
        methods.append(("movie-data pair", pair_flow(a.movie_data, a.flow_model, a.models)))
    if not a.no_baselines:
        methods += [("OpenCV DIS medium", dis_flow), (SGBM, sgbm_flow)]
    methods = [(name, remembered(m)) for name, m in methods]
    for name, m in methods:
        print(name)
        t = time.time()
        plain = table(m, a.data)["mean"]
        print("    (%.1f s)" % (time.time() - t))
        if a.robust and name != SGBM:
            for case in CASES:
                r = table(m, a.data, True, case)["mean"]
                print("    %-30s coverage %.3f (x %.3f)  bad2 %.3f (x %.2f)  epe %.2f" %
                      (case, r["coverage"], r["coverage"] / plain["coverage"], r["bad2"], r["bad2"] / plain["bad2"], r["epe"]))
        if a.synthetic and name != SGBM:
            synthetic(m, a.synthetic)
    if a.movie_data and a.checkpoint:
        print("movie-data pair and " + methods[0][0])
        agreement(a.data, methods[0][1], dict(methods)["movie-data pair"])
    if a.film:
        sheet = film(a.film, [(n, m) for n, m in methods[:3] if n != SGBM])
        if a.pictures:
            os.makedirs(a.pictures, exist_ok=True)
            cv2.imwrite(os.path.join(a.pictures, "film.png"), sheet)
    if a.clip:
        clip(a.clip, a.frames, [(n, m) for n, m in methods if n != SGBM])
    if a.flow:
        flow_pairs(a.flow, [(n, m) for n, m in methods if n != SGBM])
    if a.pictures:
        os.makedirs(a.pictures, exist_ok=True)
        for name, (left, right, truth) in load_pairs(a.data).items():
            row = [left[:, :, ::-1], colour(truth)]
            for _, m in methods[:3]:
                f, g = m(left, right)
                c = colour(-f[..., 0])
                c[residual(f, g) >= 2] //= 4
                row += [colour(-f[..., 0]), c]
            cv2.imwrite(os.path.join(a.pictures, name + ".png"), np.hstack(row))


if __name__ == "__main__":
    main()
