#!/usr/bin/python3
"""Metrics of disparity, depth and pictures in plain NumPy: what the figures of MovieData's own code are held against.

  metrics.py --write DIR              draws the cases of metric_cases.py: DIR/NAME.npz, metrics.json, formula.json
  metrics.py --check DIR              holds the formulas against arithmetic and other formulas, and DIR against them
  metrics.py --evaluate PRED TRUTH    PRED/NAME.npy or .pfm against TRUTH/NAME.npy or .pfm (NaN = no truth), as CSV

This is the readable side of two implementations that were written without looking at each other. Shapes: p
(prediction), t (truth) and m (bool, True = valid) are H x W; pictures are H x W x 3, RGB in 0...1, and have a value
everywhere. Everything is computed in float64. M is the number of valid pixels. Where m is False, p and t may be
anything, NaN too: they are never read there.
Needs python3-numpy; --check uses python3-torch too, if it is there.
"""
import argparse
import sys
from pathlib import Path

import numpy as np


# Alignment: the prediction is known up to a factor and a constant.

def least_squares(p, t, m):
    """(s, o) that minimise the sum of (s p + o - t)^2 over valid pixels; the aligned prediction is s p + o.

    Ranftl et al., "Towards Robust Monocular Depth Estimation", TPAMI 2020, eq. 2-4: here as the regression line through
    the centre of mass, s = cov(p, t) / var(p). A constant prediction has no answer: ValueError.
    """
    x, y = p[m], t[m]
    dx, dy = x - x.mean(), y - y.mean()
    if x.size == 0 or np.sum(dx * dx) == 0:
        raise ValueError("a constant prediction cannot be aligned by least squares")
    s = np.sum(dx * dy) / np.sum(dx * dx)
    return s, y.mean() - s * x.mean()


def robust(x, m):
    """(c, w): median (mean of the two middle values if M is even) and mean absolute deviation from it.

    Ranftl et al. 2020, eq. 5.
    """
    c = np.median(x[m])
    return c, np.mean(np.abs(x[m] - c))


def normalised(x, m):
    """(x - c) / max(w, 1e-6) at valid pixels, 0 elsewhere. Ranftl et al. 2020, eq. 6; the floor of w is ours."""
    c, w = robust(x, m)
    return np.where(m, np.where(m, x, c) - c, 0) / max(w, 1e-6)


def alignment(p, t, m):
    """Both alignments, as keys. Ranftl et al. 2020, eq. 2-6."""
    s, o = least_squares(p, t, m)
    (cp, wp), (ct, wt) = robust(p, m), robust(t, m)
    return {"ls_scale": s, "ls_shift": o, "robust_center_p": cp, "robust_width_p": wp,
            "robust_center_t": ct, "robust_width_t": wt}


# MiDaS: losses that ignore scale and shift.

def ssimse(p, t, m):
    """1/(2M) sum (a - t)^2, a aligned by least squares. Ranftl et al. 2020, eq. 1 with rho(x) = x^2."""
    s, o = least_squares(p, t, m)
    return np.sum((s * p[m] + o - t[m]) ** 2) / (2 * m.sum())


def robust_errors(p, t, m):
    """|p^ - t^| of the M valid pixels, ascending; both normalised, each by its own median and deviation."""
    return np.sort(np.abs(normalised(p, m) - normalised(t, m))[m])


def smallest(errors):
    """The smallest U = floor(0.8 M) of ascending errors, in whole numbers so that no rounding can take one more."""
    return errors[:4 * errors.size // 5]


def ssimae(p, t, m):
    """1/(2M) sum |p^ - t^|. Ranftl et al. 2020, eq. 1 with rho(x) = |x| after eq. 6."""
    return np.sum(robust_errors(p, t, m)) / (2 * m.sum())


def ssitrim(p, t, m):
    """1/(2M) sum over the smallest 80 % of |p^ - t^|: divided by all M. Ranftl et al. 2020, eq. 7."""
    return np.sum(smallest(robust_errors(p, t, m))) / (2 * m.sum())


def gradient(p, t, m):
    """Sum over four scales of the mean |dR/dx| + |dR/dy|, R = p^ - t^. Ranftl et al. 2020, the term L_reg, K = 4.

    Scale k takes every 2^k-th row and column from 0, without blur; a difference counts where both pixels are valid.
    Departure: each scale is divided by its own number of valid pixels (0 if it has none), not by M.
    """
    difference = normalised(p, m) - normalised(t, m)
    total = 0.0
    for step in (1, 2, 4, 8):
        r, valid = difference[::step, ::step], m[::step, ::step]
        across = np.abs(r[:, 1:] - r[:, :-1])[valid[:, 1:] & valid[:, :-1]]
        down = np.abs(r[1:] - r[:-1])[valid[1:] & valid[:-1]]
        if valid.any():
            total += (across.sum() + down.sum()) / valid.sum()
    return total


def silog_loss(p, t, m):
    """min over c of 1/(2M) sum (c + log p - log t)^2; the best c is the mean of log t - log p. p, t > 0.

    Ranftl et al. 2020, eq. 8 (Eigen et al. 2014, eq. 1, in disparity).
    """
    e = np.log(p[m]) - np.log(t[m])
    return np.sum((e - e.mean()) ** 2) / (2 * m.sum())


def midas(p, t, m):
    """The losses above that need no positive values; ssimae_total is ssimae + 0.5 gradient (MiDaS, alpha = 0.5)."""
    return {"ssimse": ssimse(p, t, m), "ssimae": ssimae(p, t, m), "ssitrim": ssitrim(p, t, m),
            "gradient": gradient(p, t, m), "ssimae_total": ssimae(p, t, m) + 0.5 * gradient(p, t, m)}


# Depth errors: p, t > 0, already aligned by the caller.

def depth_errors(p, t, m):
    """Errors of positive depths (or disparities), logarithms natural except in log10.

    rmse, abs_rel, sq_rel, rmse_log, delta1..3: Eigen, Puhrsch, Fergus, "Depth Map Prediction from a Single Image using
    a Multi-Scale Deep Network", NIPS 2014, section 4. log10: Saxena et al., "Make3D", PAMI 2009. silog, irmse: depth
    benchmark of KITTI, Uhrig et al. 2017 (irmse there in 1/km). eigen_05: Eigen et al. 2014, eq. 4, lambda = 0.5;
    eigen_085: the same with Lee et al.'s ("From Big to Small", 2019) lambda, without their root and factor. The
    variance mean e^2 - (mean e)^2 under silog's root is taken round the mean: the difference may round to below 0.
    """
    p, t = p[m], t[m]
    e = np.log(p) - np.log(t)
    ratio = np.maximum(p / t, t / p)
    return {
        "rmse": np.sqrt(np.mean((p - t) ** 2)),
        "abs_rel": np.mean(np.abs(p - t) / t),
        "sq_rel": np.mean((p - t) ** 2 / t),
        "rmse_log": np.sqrt(np.mean(e ** 2)),
        "log10": np.mean(np.abs(np.log10(p) - np.log10(t))),
        "delta1": np.mean(ratio < 1.25), "delta2": np.mean(ratio < 1.25 ** 2), "delta3": np.mean(ratio < 1.25 ** 3),
        "silog": 100 * np.sqrt(np.mean((e - e.mean()) ** 2)),
        "irmse": np.sqrt(np.mean((1 / p - 1 / t) ** 2)),
        "eigen_05": np.mean(e ** 2) - 0.5 * np.mean(e) ** 2,
        "eigen_085": np.mean(e ** 2) - 0.85 * np.mean(e) ** 2,
        "berhu": berhu(np.abs(p - t)),
    }


def berhu(r):
    """Mean reverse Huber loss of residuals r >= 0: r up to c = 0.2 max r, beyond it (r^2 + c^2) / (2 c).

    Laina et al., "Deeper Depth Prediction with Fully Convolutional Residual Networks", 3DV 2016, the loss B. 0 if r is.
    """
    c = 0.2 * r.max()
    return np.mean(np.where(r <= c, r, (r * r + c * c) / (2 * c))) if c > 0 else 0.0


# Ordinal: which of two points is nearer.

def whdr(d, pairs, tolerance):
    """Share of pairs whose order in disparities d > 0 is not their label; d is read at their pixels only.

    Rows y1, x1, y2, x2, label: +1 = point 1 nearer (larger disparity), -1 = point 2 nearer, 0 = equal. Predicted is +1
    where d1/d2 > 1 + tolerance, -1 where d2/d1 > 1 + tolerance. Bell, Bala, Snavely, "Intrinsic Images in the Wild",
    2014 (WHDR, here with equal weights); for depth Chen et al., "Single-Image Depth Perception in the Wild", 2016.
    """
    y1, x1, y2, x2, label = pairs.T
    d1, d2 = d[y1, x1], d[y2, x2]
    predicted = np.where(d1 / d2 > 1 + tolerance, 1, np.where(d2 / d1 > 1 + tolerance, -1, 0))
    return np.mean(predicted != label)


# Photometric: how well one picture explains another.

def box3(x):
    """Mean over 3 x 3 in each channel, reflected at the border without repeating the edge pixel."""
    h, w = x.shape[:2]
    padded = np.pad(x, ((1, 1), (1, 1), (0, 0)), mode="reflect")
    return sum(padded[i:i + h, j:j + w] for i in range(3) for j in range(3)) / 9


def photometric_error(a, b):
    """pe per pixel: 0.85 mean over channels of clamp((1 - SSIM) / 2, 0, 1) + 0.15 mean over channels of |a - b|.

    Godard et al., "Digging Into Self-Supervised Monocular Depth Estimation", ICCV 2019, the pe of eq. 1; SSIM by Wang
    et al., "Image Quality Assessment", TIP 2004, eq. 13, over a 3 x 3 box, C1 = 0.01^2, C2 = 0.03^2.
    """
    c1, c2 = 0.01 ** 2, 0.03 ** 2
    ma, mb = box3(a), box3(b)
    va, vb, vab = box3(a * a) - ma * ma, box3(b * b) - mb * mb, box3(a * b) - ma * mb
    ssim = (2 * ma * mb + c1) * (2 * vab + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2))
    return 0.85 * np.clip((1 - ssim) / 2, 0, 1).mean(axis=2) + 0.15 * np.abs(a - b).mean(axis=2)


def photometric(target, warped, sources, m):
    """pe_mean of the first warped picture, pe_min over all, and what the auto-mask leaves of that minimum.

    Godard et al. 2019, eq. 4 (minimum), eq. 5 (a pixel is kept where a warped picture is strictly better than every
    source as it is). auto_mask_share = kept and valid / M; pe_auto = mean minimum there, 0 if nothing is kept.
    """
    errors = [photometric_error(target, w) for w in warped]
    best = np.minimum.reduce(errors)
    still = np.minimum.reduce([photometric_error(target, s) for s in sources])
    kept = (best < still) & m
    return {"pe_mean": errors[0][m].mean(), "pe_min": best[m].mean(), "auto_mask_share": kept.sum() / m.sum(),
            "pe_auto": best[kept].mean() if kept.any() else 0.0}


# Depth Pro: Bochkovskii et al., "Sharp Monocular Metric Depth in Less Than a Second", arXiv 2410.02073, 2024.

def ratios(d, m):
    """Quotients of neighbours: right/left, left/right, low/up, up/low; 0 where one of both is invalid.

    Depth Pro, "boundary metrics". Disparities are raised to 1e-6 first.
    """
    d = np.maximum(np.where(m, d, 1), 1e-6)
    left, right, across = d[:, :-1], d[:, 1:], m[:, :-1] & m[:, 1:]
    up, low, down = d[:-1], d[1:], m[:-1] & m[1:]
    return (np.where(across, right / left, 0), np.where(across, left / right, 0),
            np.where(down, low / up, 0), np.where(down, up / low, 0))


def boundary_f1(p, t, m):
    """F1 of occluding edges of inverse depths p, t > 0, weighted over ten thresholds. Depth Pro, "boundary metrics".

    An edge is a neighbour that is nearer by more than the threshold, 1.05...1.25; its weight is the threshold over the
    sum of all. Precision and recall are means over the four directions; one without edges counts 0, not as left out.
    """
    predicted, true = ratios(p, m), ratios(t, m)
    thresholds = np.linspace(1.05, 1.25, 10)
    total = 0.0
    for threshold in thresholds:
        hits = [((a > threshold) & (b > threshold)).sum() for a, b in zip(predicted, true)]
        recall = sum(h / max((b > threshold).sum(), 1) for h, b in zip(hits, true)) / 4
        precision = sum(h / max((a > threshold).sum(), 1) for h, a in zip(hits, predicted)) / 4
        if recall + precision > 0:
            total += threshold / thresholds.sum() * 2 * precision * recall / (precision + recall)
    return total


SCHARR = np.array([[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]]) / 32
LAPLACE = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
BLUR = np.outer([1, 2, 1], [1, 2, 1]) / 16


def correlate(x, kernel):
    """Weighted sum over each whole 3 x 3 window of x, (H-2) x (W-2): weights lie as they are written, not mirrored."""
    h, w = x.shape[0] - 2, x.shape[1] - 2
    return sum(kernel[i, j] * x[i:i + h, j:j + w] for i in range(3) for j in range(3))


def whole(m):
    """Where a whole 3 x 3 window is valid, (H-2) x (W-2)."""
    return correlate(m.astype(float), np.ones((3, 3))) == 9


def derivatives(p, t, m):
    """mage, msge, male: mean over levels of the mean difference of derivatives of p^ and t^.

    Depth Pro, the multi-scale derivative losses L_{S,1,6}, L_{S,2,6}, L_{L,1,6} of canonical inverse depth, here of the
    normalised one. Six levels, the next one blurred by [1 2 1]/4 both ways where all nine pixels are valid (so not on
    the border), then every second row and column from 0; a level smaller than 3 x 3 or without valid pixels ends them.
    Levels without a whole valid window do not count; if none has one, the keys are left out.
    """
    p, t = normalised(p, m), normalised(t, m)
    sums = []
    for _ in range(6):
        if min(m.shape) < 3 or not m.any():
            break
        valid = whole(m)
        if valid.any():
            gx, gy = correlate(p - t, SCHARR)[valid], correlate(p - t, SCHARR.T)[valid]
            bend = correlate(p - t, LAPLACE)[valid]
            sums.append((np.mean(np.abs(gx) + np.abs(gy)), np.mean(gx ** 2 + gy ** 2), np.mean(np.abs(bend))))
        p, t, m = (np.pad(x, 1)[::2, ::2] for x in (correlate(p, BLUR), correlate(t, BLUR), valid))
    return dict(zip(("mage", "msge", "male"), np.mean(sums, axis=0))) if sums else {}


def every_metric(case):
    """All keys of a case {p, t, m, pairs?, target?, warped1?, ...}; left out: keys that need what it does not have."""
    p, t, m = case["p"].astype(float), case["t"].astype(float), case["m"] == 1
    keys = {**alignment(p, t, m), **midas(p, t, m), "mae_trimmed": np.mean(smallest(robust_errors(p, t, m)))}
    keys.update(derivatives(p, t, m))
    if np.all(p[m] > 0) and np.all(t[m] > 0):
        keys.update(silog_loss=silog_loss(p, t, m), boundary_f1=boundary_f1(p, t, m), **depth_errors(p, t, m))
        if "pairs" in case:
            keys.update(whdr_002=whdr(p, case["pairs"], 0.02), whdr_0=whdr(p, case["pairs"], 0.0))
    if "target" in case:
        target, *others = (case[k].astype(float) for k in ("target", "warped1", "warped2", "source1", "source2"))
        keys.update(photometric(target, others[:2], others[2:], m))
    return {key: float(value) for key, value in keys.items()}


# Evaluation of folders: the protocol ssi-disparity.

def read_pfm(path):
    """H x W float32 of a grey PFM: "Pf", width and height, a scale whose sign is the byte order; bottom row first."""
    with open(path, "rb") as file:
        kind, size, scale = (file.readline().split() for _ in range(3))
        if kind != [b"Pf"]:
            raise ValueError("%s: not a PFM of one channel" % path)
        width, height = map(int, size)
        content = file.read()
    if len(content) != 4 * width * height:
        raise ValueError("%s: %d bytes of pixels, %d x %d need %d" % (
            path, len(content), width, height, 4 * width * height))
    values = np.frombuffer(content, "<f4" if float(scale[0]) < 0 else ">f4")
    return values.reshape(height, width)[::-1]


def read_folder(folder):
    """{NAME: path} of every .npy and .pfm below a folder; NAME is the path in it without suffix, "_" for "/"."""
    found = {}
    for path in sorted(p for p in Path(folder).rglob("*") if p.suffix in (".npy", ".pfm")):
        name = "_".join(path.relative_to(folder).with_suffix("").parts)
        if name in found:
            raise ValueError("%s: there twice, as %s and %s" % (name, found[name], path))
        found[name] = path
    return found


def evaluate_sample(prediction, truth):
    """Errors of one sample after least squares in disparity; rmse and abs_error are those of the aligned prediction."""
    p, t = (read_pfm(f) if f.suffix == ".pfm" else np.load(f) for f in (prediction, truth))
    p, t = p.astype(float), t.astype(float)
    m = ~np.isnan(t)
    if p.ndim != 2 or p.shape != t.shape:
        raise ValueError("%s: shape %s, truth has %s" % (prediction, p.shape, t.shape))
    if not (m.any() and np.isfinite(t[m]).all() and np.isfinite(p[m]).all()):
        raise ValueError("%s: no truth, or values that are not finite where there is truth" % prediction)
    s, o = least_squares(p, t, m)
    error = s * p[m] + o - t[m]
    return {"pixels": m.sum(), "pixels_share": m.mean(), "ls_scale": s, "ls_shift": o,
            "rmse": np.sqrt(np.mean(error ** 2)), "ssimse": ssimse(p, t, m), "ssimae": ssimae(p, t, m),
            "abs_error": np.mean(np.abs(error))}


def evaluate(predictions, truths):
    """Prints CSV, one row a sample in the order of names. Every name must be in both folders: ValueError."""
    predictions, truths = read_folder(predictions), read_folder(truths)
    odd = sorted(predictions.keys() ^ truths.keys())
    if odd or not truths:
        raise ValueError("in one folder only: %s" % ", ".join(odd) if odd else "no truth found")
    rows = {name: evaluate_sample(predictions[name], truths[name]) for name in sorted(truths)}
    print(",".join(["name", *next(iter(rows.values()))]))
    for name, row in rows.items():
        print(",".join([name, *("%.17g" % value for value in row.values())]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    work = parser.add_mutually_exclusive_group(required=True)
    work.add_argument("--write", metavar="DIR")
    work.add_argument("--check", metavar="DIR")
    work.add_argument("--evaluate", nargs=2, metavar=("PRED", "TRUTH"))
    arguments = parser.parse_args()
    if arguments.evaluate:
        try:
            evaluate(*arguments.evaluate)
        except ValueError as fault:
            sys.exit("metrics.py: %s" % fault)
        return
    import metric_cases
    if arguments.write:
        metric_cases.write(arguments.write)
    else:
        metric_cases.check(arguments.check)


if __name__ == "__main__":
    main()
