"""Cases for metrics.py, and what holds its formulas against arithmetic. Called by metrics.py --write and --check."""
import json
import math
from pathlib import Path

import numpy as np

import metrics

F = np.float32


# Cases. Each is {p, t: float32 H x W, m: uint8, pairs?: int32 N x 5, five pictures?: float32 H x W x 3}.

def scene(width, height, rng):
    """A smooth disparity of about 4...30 px with two boxes before it: (t, noise of its size)."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    t = 14 + 5 * np.sin(x / 9) + 4 * np.cos(y / 7) + 0.05 * x
    t[height // 4:height // 2, width // 3:width // 2] += 6
    t[height // 2:height - 2, width // 2:width - 3] += 2.5
    return t, rng.standard_normal((height, width))


def blobs(width, height, share, rng):
    """True in that share of pixels, in lumps: the highest values of a smoothed noise."""
    noise = rng.standard_normal((height, width, 1))
    for _ in range(4):
        noise = metrics.box3(noise)
    order = np.argsort(noise.ravel(), kind="stable")
    lumps = np.zeros(width * height, bool)
    lumps[order[order.size - round(share * order.size):]] = True
    return lumps.reshape(height, width)


def with_pairs(case, count, rng):
    """Adds pairs of valid pixels, labelled by truth at 2 %; every seventh label is turned to another one."""
    rows, columns = np.nonzero(case["m"])
    first, second = rng.integers(0, rows.size, (2, count))
    t1, t2 = (case["t"][rows[k], columns[k]].astype(float) for k in (first, second))
    label = np.where(t1 / t2 > 1.02, 1, np.where(t2 / t1 > 1.02, -1, 0))
    label[::7] = (label[::7] + 2) % 3 - 1
    case["pairs"] = np.stack([rows[first], columns[first], rows[second], columns[second], label], 1).astype(np.int32)
    return case


def case_of(p, t, invalid=None):
    m = np.ones(t.shape, np.uint8) if invalid is None else (~invalid).astype(np.uint8)
    return {"p": p.astype(F), "t": t.astype(F), "m": m}


def holes(rng):
    """97 x 61, 40 % invalid in lumps: there NaN, infinity, 1e30, -7 or 0 stands in one array or both."""
    t, noise = scene(97, 61, rng)
    case = case_of(0.8 * t + 3 + 0.4 * noise, t, blobs(97, 61, 0.4, rng))
    for name, values in (("t", (np.nan, np.nan, np.inf, 1e30, 0)), ("p", (np.nan, 5, -7, np.nan, np.inf))):
        where = case["m"] == 0
        case[name][where] = np.resize(np.array(values, F), where.sum())
    return with_pairs(case, 150, rng)


def outliers(rng):
    """48 x 36, one pixel in eight of the prediction multiplied by 0.05...30, some of the truth too."""
    t, noise = scene(48, 36, rng)
    p = 1.1 * t + 0.3 * noise
    p[rng.random(t.shape) < 0.125] *= 30
    p[rng.random(t.shape) < 0.05] *= 0.05
    t[rng.random(t.shape) < 0.03] *= 12
    return with_pairs(case_of(p, t), 100, rng)


def steps(rng):
    """64 x 48: steps between 3 and 40 % and a disc; the prediction has them blurred, moved, true or not at all."""
    y, x = np.mgrid[0:48, 0:64]
    factors = [2, 1.03, 1.06, 1.08, 1.11, 1.13, 1.155, 1.18, 1.2, 1.22, 1.24, 1.3, 0.5, 1.4, 0.9, 1.1]
    t = np.cumprod(factors)[x // 4]
    t[(x - 40) ** 2 + (y - 22) ** 2 < 120] *= 1.6
    p = t.copy()
    p[:16] = metrics.box3(t[:, :, None])[:16, :, 0]
    p[16:24, 1:] = t[16:24, :-1]
    p[40:, :20] = p[40:, :1]
    return with_pairs(case_of(0.9 * p * (1 + 0.004 * rng.standard_normal(t.shape)), t), 150, rng)


def pictures(width, height, rng):
    """Five pictures: a texture, two warped ones near it, two sources farther from it.

    In the lower right quarter the warped pictures are the sources (nothing moved: the auto-mask drops it whole), and a
    column at the left is one grey, where SSIM has no variance.
    """
    target = rng.random((height, width, 3))
    target = np.clip(0.5 + 1.3 * (metrics.box3(target) - 0.5), 0, 1)
    found = {"target": target}
    for name, amount in (("warped1", 0.03), ("warped2", 0.05), ("source1", 0.09), ("source2", 0.06)):
        noise = amount * rng.standard_normal(target.shape)
        found[name] = np.clip(target + noise + (0.2 if name == "warped2" else 0) * (rng.random() - 0.5), 0, 1)
    for k in "12":
        found["warped" + k][height // 2:, width // 2:] = found["source" + k][height // 2:, width // 2:]
    for name in found:
        found[name][:, :4] = 0.25 if name != "warped1" else 0.3
    return {name: picture.astype(F) for name, picture in found.items()}


def cases():
    """{name: case}, each from its own seed: a new one changes no other."""
    rng = [np.random.default_rng([28, 2, k]) for k in range(12)]
    t, noise = scene(64, 48, rng[0])
    found = {"smooth": with_pairs(case_of(1.15 * t - 2 + 0.5 * noise, t), 150, rng[0]), "holes": holes(rng[1])}
    t, noise = scene(40, 30, rng[2])
    lumps = blobs(40, 30, 0.15, rng[2])
    found["negative"] = case_of(np.where(lumps, np.nan, 0.5 * (t - 14) - 1 + 0.3 * noise), t - 16, lumps)
    found.update(outliers=outliers(rng[3]), steps=steps(rng[4]))
    t, noise = scene(24, 20, rng[5])
    found["even"] = with_pairs(case_of(0.7 * t + 0.2 * noise, t), 60, rng[5])
    found["odd"] = {name: value.copy() for name, value in found["even"].items()}
    found["odd"]["m"][19, 0] = 0
    found["odd"]["pairs"] = found["even"]["pairs"][np.any(found["even"]["pairs"][:, [0, 2]] != 19, axis=1)]
    t, noise = scene(33, 21, rng[6])
    found["picture_odd"] = {**case_of(t + noise, t, blobs(33, 21, 0.25, rng[6])), **pictures(33, 21, rng[6])}
    t, noise = scene(24, 18, rng[7])
    found["picture_even"] = {**case_of(t + 0.1 * noise, t), **pictures(24, 18, rng[7])}
    t, noise = scene(21, 17, rng[8])
    y, x = np.mgrid[0:17, 0:21]
    found["sparse"] = with_pairs(case_of(t + 0.5 * noise, t, (x + y) % 2 == 1), 40, rng[8])
    t = np.random.default_rng(54).integers(20, 90, (5, 6)) / 4
    found["exact"] = with_pairs(case_of((t - 3) / 2, t), 20, rng[9])
    t, noise = scene(131, 7, rng[10])
    found["strip"] = case_of(t + noise, t, blobs(131, 7, 0.05, rng[10]))
    return found


def formula():
    """400 x 350 by whole numbers, too large to be committed: all six levels of its pyramid count, and a seventh would.

    p = 4 + ((37 y + 91 x) mod 101) / 8, t = 4 + ((53 y + 29 x + y x) mod 97) / 8, invalid where x < 10 and y < 10.
    """
    y, x = np.mgrid[0:350, 0:400]
    return case_of(4 + (37 * y + 91 * x) % 101 / 8, 4 + (53 * y + 29 * x + y * x) % 97 / 8, (x < 10) & (y < 10))


def formula_keys():
    """Alignment, MiDaS and derivatives: its ratios meet thresholds exactly, so other keys would hang on a last bit."""
    return {key: value for key, value in metrics.every_metric(formula()).items() if key.split("_")[0] in (
        "ls", "robust", "ssimse", "ssimae", "ssitrim", "gradient", "mae", "mage", "msge", "male")}


def write(folder):
    """NAME.npz (stored, not deflated), metrics.json of every case, formula.json of the one without a file."""
    folder, values = Path(folder), {}
    folder.mkdir(parents=True, exist_ok=True)
    for name, case in cases().items():
        np.savez(folder / (name + ".npz"), **case)
        values[name] = metrics.every_metric(case)
    write_values(folder / "metrics.json", values)
    write_values(folder / "formula.json", {"formula": formula_keys()})


def write_values(path, values):
    """{case: {key: value}} with 17 digits, a key a line."""
    blocks = (json.dumps(name) + ": {\n" + ",\n".join(
        "  %s: %.17g" % (json.dumps(key), value) for key, value in keys.items()) + "}" for name, keys in values.items())
    path.write_text("{" + ",\n".join(blocks) + "}\n")


# Checks.

def near(what, value, expected, tolerance=1e-12):
    """Refuses a value that is farther from the expected one than the tolerance, relative to 1 or to the larger."""
    distance = np.max(np.abs(np.asarray(value, float) - expected))
    if not distance <= tolerance * max(1, np.max(np.abs(expected))):
        raise SystemExit("metrics.py: %s is %r, expected %r" % (what, value, expected))
    near.count += 1


near.count = 0


def row(*values):
    return np.array([values], float)


def check_alignment_by_hand():
    """p = 1 2 3 4, t = 2 4 6 9: var 5/4, cov 11.5/4; residuals -.2 .1 .4 -.3; t^ = -4/3 -4/9 4/9 16/9."""
    p, t, m = row(1, 2, 3, 4), row(2, 4, 6, 9), np.ones((1, 4), bool)
    for key, value in (("ls_scale", 2.3), ("ls_shift", -0.5), ("robust_center_p", 2.5), ("robust_width_p", 1),
                       ("robust_center_t", 5), ("robust_width_t", 2.25)):
        near(key, metrics.alignment(p, t, m)[key], value)
    near("ssimse", metrics.ssimse(p, t, m), 0.3 / 8)
    near("ssimae", metrics.ssimae(p, t, m), 5 / 72)
    near("ssitrim", metrics.ssitrim(p, t, m), 5 / 144)
    near("mae_trimmed", np.mean(metrics.smallest(metrics.robust_errors(p, t, m))), 5 / 54)
    near("gradient", metrics.gradient(p, t, m), (1 / 9 + 1 / 9 + 1 / 3) / 4 + 2 / 9 / 2)


def check_depth_by_hand():
    """p = 1 2 4, t = 2 2 2: differences 1 0 2, e = -ln 2, 0, ln 2; c of berHu is 0.4."""
    p, t, m, two = row(1, 2, 4), row(2, 2, 2), np.ones((1, 3), bool), math.log(2)
    expected = dict(rmse=math.sqrt(5 / 3), abs_rel=0.5, sq_rel=2.5 / 3, rmse_log=math.sqrt(2 / 3) * two,
                    log10=2 / 3 * math.log10(2), delta1=1 / 3, delta2=1 / 3, delta3=1 / 3,
                    silog=100 * math.sqrt(2 / 3) * two, irmse=math.sqrt(0.3125 / 3), eigen_05=2 / 3 * two ** 2,
                    eigen_085=2 / 3 * two ** 2, berhu=(1.16 / 0.8 + 4.16 / 0.8) / 3)
    for key, value in metrics.depth_errors(p, t, m).items():
        near(key, value, expected.pop(key))
    near("depth errors without a check", len(expected), 0)
    twice, one = metrics.depth_errors(2 * t, t, m), np.ones((1, 1), bool)
    near("eigen of a factor", [twice["eigen_05"], twice["eigen_085"]], [0.5 * two ** 2, 0.15 * two ** 2])
    for key, a, b in (("delta1", 5, 4), ("delta2", 25, 16), ("delta3", 125, 64)):
        near(key + ", the ratio is the limit", metrics.depth_errors(row(a), row(b), one)[key], 0)
        near(key + ", the ratio is below", metrics.depth_errors(row(b), row(a - 0.01), one)[key], 1)
    near("silog_loss", metrics.silog_loss(p, t, m), two ** 2 / 3)
    pairs = np.array([[0, 1, 0, 0, 1], [0, 0, 0, 2, -1], [0, 2, 0, 3, 0], [0, 0, 0, 1, 0]])
    near("whdr", [metrics.whdr(row(100, 101, 103, 103), pairs, tau) for tau in (0.02, 0)], [0.25, 0.25])


def check_edges_by_hand():
    """t = 1 2 2 1, p = 1 2 2 2: of the edges up and down the row p has the first, so P = R = F1 = 1/4 at all ten."""
    m = np.ones((1, 4), bool)
    near("boundary_f1", metrics.boundary_f1(row(1, 2, 2, 2), row(1, 2, 2, 1), m), 0.25)
    near("boundary_f1 of a mask", metrics.boundary_f1(row(1, 2, 2, 2), row(1, 2, 2, 1), row(0, 1, 1, 1) == 1), 0)
    y, x = np.mgrid[0:6, 0:7].astype(float)
    near("Scharr of x", metrics.correlate(3 * x + y, metrics.SCHARR), 3)
    near("Scharr of y", metrics.correlate(3 * x + y, metrics.SCHARR.T), 1)
    near("Laplace of x^2 + y^2", metrics.correlate(x * x + y * y, metrics.LAPLACE), 4)
    grey = [np.full((4, 5, 3), v) for v in (0.5, 0.6)]
    near("pe of greys", metrics.photometric_error(*grey), 0.425 * (1 - 0.6001 / 0.6101) + 0.015)
    for warped, kept in ((grey[1], 0), (grey[0], 1)):
        keys = metrics.photometric(grey[0], [warped], [grey[1]], y[:4, :5] > 0)
        near("auto_mask_share", keys["auto_mask_share"], kept)


def check_other_formulas(p, t, m, keys):
    """Normal equations, lstsq, a sorted middle, the minimum sought over c, and SILog by variance."""
    x, y, n = p[m], t[m], int(m.sum())
    columns = np.stack([x, np.ones(n)], 1)
    fit = np.linalg.lstsq(columns, y, rcond=None)[0]
    near("least squares by lstsq", [keys["ls_scale"], keys["ls_shift"]], fit, 1e-10)
    near("by normal equations", np.linalg.solve(columns.T @ columns, columns.T @ y), fit, 1e-9)
    near("ssimse", keys["ssimse"], np.linalg.lstsq(columns, y, rcond=None)[1] / (2 * n), 1e-10)
    middle = [(np.sort(v)[(n - 1) // 2] + np.sort(v)[n // 2]) / 2 for v in (x, y)]
    near("median", [keys["robust_center_p"], keys["robust_center_t"]], middle)
    a, b = ((v - c) / np.mean(np.abs(v - c)) for v, c in zip((x, y), middle))
    worst = sorted(np.abs(a - b), reverse=True)
    near("ssimae", keys["ssimae"], math.fsum(worst) / 2 / n)
    near("mae_trimmed", keys["mae_trimmed"], math.fsum(worst[n - int(n * 0.8):]) / int(n * 0.8))
    near("ssitrim", keys["ssitrim"], keys["mae_trimmed"] * int(n * 0.8) / 2 / n)
    if "silog" in keys:
        e = np.log(x / y)
        near("silog", keys["silog"], 100 * np.std(e), 1e-9)
        near("silog_loss", keys["silog_loss"], np.var(e) / 2, 1e-10)
        sought = [np.mean((c - e) ** 2) / 2 for c in np.linspace(e.mean() - 1e-3, e.mean() + 1e-3, 41)]
        near("silog_loss is the least", keys["silog_loss"] <= min(sought) + 1e-15, 1)


def check_loops(p, t, m, keys):
    """Gradient and boundaries again, pixel by pixel over pairs of neighbours."""
    valid = {(int(y), int(x)) for y, x in np.argwhere(m)}
    r = {k: (p[k] - keys["robust_center_p"]) / keys["robust_width_p"]
         - (t[k] - keys["robust_center_t"]) / keys["robust_width_t"] for k in valid}
    total = 0
    for step in (1, 2, 4, 8):
        rest = [k for k in valid if k[0] % step == 0 and k[1] % step == 0]
        near_ones = [(k, n) for k in rest for n in ((k[0] + step, k[1]), (k[0], k[1] + step)) if n in valid]
        total += math.fsum(abs(r[n] - r[k]) for k, n in near_ones) / len(rest) if rest else 0
    near("gradient", keys["gradient"], total)
    if "boundary_f1" not in keys:
        return
    quotients = [[(p[a] / p[b], t[a] / t[b]) for b in valid for a in [(b[0] + dy, b[1] + dx)] if a in valid]
                 for dy, dx in ((0, 1), (0, -1), (1, 0), (-1, 0))]
    total = 0
    for i in range(10):
        tau, precision, recall = 1.05 + i / 45, 0, 0
        for pairs in quotients:
            both = sum(a > tau and b > tau for a, b in pairs)
            precision += both / max(1, sum(a > tau for a, _ in pairs)) / 4
            recall += both / max(1, sum(b > tau for _, b in pairs)) / 4
        total += tau / 11.5 * (2 * precision * recall / (precision + recall) if precision + recall else 0)
    near("boundary_f1", keys["boundary_f1"], total)


def check_decisions(name, p, t, m, case):
    """No case may hang on the last bit: ratios keep 1e-9 from the thresholds, errors of pictures are equal or apart."""
    apart = [abs(r / s - 1).min() for d in (p, t) for r in metrics.ratios(d, m)
             for s in np.linspace(1.05, 1.25, 10)]
    apart += [abs(np.maximum(p[m] / t[m], t[m] / p[m]) / 1.25 ** k - 1).min() for k in (1, 2, 3)]
    if "pairs" in case:
        y1, x1, y2, x2, _ = case["pairs"].T
        for first, second in ((p[y1, x1], p[y2, x2]), (p[y2, x2], p[y1, x1])):
            apart.append(abs(first / second / 1.02 - 1).min())
            near(name + ": pairs of valid pixels", m[y1, x1].all() and m[y2, x2].all(), 1)
    if "target" in case:
        pe = {k: metrics.photometric_error(case["target"].astype(float), case[k].astype(float))
              for k in ("warped1", "warped2", "source1", "source2")}
        gap = abs(np.minimum(pe["warped1"], pe["warped2"]) - np.minimum(pe["source1"], pe["source2"]))
        apart.append(gap[gap > 0].min())
    near(name + ": least distance %.2g of a decision, enough" % min(apart), min(apart) > 1e-9, 1)


def check_torch(p, t, m, keys, case):
    """Pyramid and SSIM again by convolutions of PyTorch with masks of its own; skipped where PyTorch is absent."""
    try:
        import torch
        import torch.nn.functional as nn
    except ImportError:
        return
    torch.set_num_threads(1)
    tensor = lambda v: torch.from_numpy(np.ascontiguousarray(v, float))[None, None]
    conv = lambda v, kernel, **how: nn.conv2d(v, tensor(kernel), **how)
    d, valid = tensor(metrics.normalised(p, m) - metrics.normalised(t, m)), tensor(m)
    found = []
    for _ in range(6):
        if min(d.shape[2:]) < 3 or valid.sum() == 0:
            break
        w = conv(valid, np.ones((3, 3))) > 8.5
        if w.any():
            gx, gy, bend = (conv(d, k)[w] for k in (metrics.SCHARR, metrics.SCHARR.T, metrics.LAPLACE))
            found.append([(gx.abs() + gy.abs()).mean(), (gx ** 2 + gy ** 2).mean(), bend.abs().mean()])
        d = conv(d, np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16, stride=2, padding=1)
        valid = (conv(valid, np.ones((3, 3)), stride=2, padding=1) > 8.5).double()
    for key, value in zip(("mage", "msge", "male"), np.mean(found, axis=0) if found else ()):
        near(key, keys[key], value)
    near("keys of derivatives", "mage" in keys, bool(found))
    if "target" in case:
        pe = {k: torch_error(case["target"], case[k]) for k in ("warped1", "warped2", "source1", "source2")}
        best = [(min(pe["warped1"][k], pe["warped2"][k]), min(pe["source1"][k], pe["source2"][k]))
                for k in map(tuple, np.argwhere(m))]
        kept = [a for a, b in best if a < b - 1e-9]
        near("pe_mean", keys["pe_mean"], pe["warped1"][m].mean())
        near("pe_min", keys["pe_min"], np.mean([a for a, _ in best]))
        near("auto-mask", [keys["auto_mask_share"], keys["pe_auto"]], [len(kept) / len(best), np.mean(kept)])


def torch_error(a, b):
    """pe by PyTorch's average pooling and its own reflection."""
    import torch
    import torch.nn.functional as nn
    a, b = (torch.from_numpy(v.astype(float)).permute(2, 0, 1)[None] for v in (a, b))
    mean = lambda v: nn.avg_pool2d(nn.pad(v, (1, 1, 1, 1), mode="reflect"), 3, 1)
    ma, mb = mean(a), mean(b)
    ssim = (2 * ma * mb + 1e-4) * (2 * (mean(a * b) - ma * mb) + 9e-4) / (
        (ma ** 2 + mb ** 2 + 1e-4) * (mean(a * a) - ma ** 2 + mean(b * b) - mb ** 2 + 9e-4))
    return (0.85 * ((1 - ssim) / 2).clamp(0, 1).mean(1) + 0.15 * (a - b).abs().mean(1))[0].numpy()


def check(folder):
    """By hand, by other formulas on every case, and the committed cases and values against what is drawn today."""
    check_alignment_by_hand()
    check_depth_by_hand()
    check_edges_by_hand()
    n = np.arange(1, 1_000_000)
    near("floor(0.8 M) in whole numbers", 4 * n // 5, np.floor(0.8 * n))
    folder = Path(folder)
    written = json.loads((folder / "metrics.json").read_text())
    near("cases", sorted(written) == sorted(f.stem for f in folder.glob("*.npz")) == sorted(cases()), 1)
    for name, drawn in cases().items():
        case = dict(np.load(folder / (name + ".npz")))
        near(name + ": arrays", list(case) == list(drawn), 1)
        for array in case:
            near(name + "/" + array, np.nan_to_num(case[array]), np.nan_to_num(drawn[array]), 1e-6)
        keys = metrics.every_metric(case)
        near(name + ": keys", list(keys) == list(written[name]), 1)
        for key in keys:
            near(name + "/" + key, keys[key], written[name][key])
        p, t, m = case["p"].astype(float), case["t"].astype(float), case["m"] == 1
        check_other_formulas(p, t, m, keys)
        check_loops(p, t, m, keys)
        check_torch(p, t, m, keys, case)
        if "silog" in keys:
            check_decisions(name, p, t, m, case)
    case, keys = formula(), json.loads((folder / "formula.json").read_text())["formula"]
    near("formula: keys", list(keys) == list(formula_keys()), 1)
    for key, value in formula_keys().items():
        near("formula/" + key, value, keys[key])
    check_torch(case["p"].astype(float), case["t"].astype(float), case["m"] == 1, keys, case)
    print("%d cases, %d comparisons" % (len(written) + 1, near.count))
