"""The losses once more, in NumPy and plain loops: what losses.py, stereo.py and mixing.py are held against.

Written from the papers' formulas before the PyTorch code was, one pixel at a time and by another way where there is one
(least squares by numpy.linalg, a regression on ranks instead of a sort, all faces of a simplex instead of Frank-Wolfe).
p, t: float64 [H,W], prediction and target; m: bool [H,W], True = valid. What is not valid is never read.
Where tools/measure/metrics.py has the same formula, test_losses.py asks both.
"""
import itertools
import math

import numpy as np


def valid(x, m):
    return [float(x[y][c]) for y in range(m.shape[0]) for c in range(m.shape[1]) if m[y][c]]


def middle(values):
    """The median: the value with as many below as above, the mean of two where their number is even."""
    def ranked(k):
        for v in values:
            if sum(o < v for o in values) <= k < sum(o <= v for o in values):
                return v
    n = len(values)
    return ranked(n // 2) if n % 2 else (ranked(n // 2 - 1) + ranked(n // 2)) / 2


def standard(x, m):
    """(x - median) / mean |x - median| of valid pixels, 0 elsewhere."""
    v = valid(x, m)
    c = middle(v)
    w = max(sum(abs(a - c) for a in v) / len(v), 1e-6)
    out = np.zeros(m.shape)
    for y in range(m.shape[0]):
        for k in range(m.shape[1]):
            if m[y][k]:
                out[y][k] = (x[y][k] - c) / w
    return out


def ssimse(p, t, m):
    """1/(2M) sum (s p + o - t)^2 with the best s and o."""
    a, b = valid(p, m), valid(t, m)
    system = np.array([[v, 1.0] for v in a])
    answer = np.linalg.lstsq(system, np.array(b), rcond=None)[0]
    return sum((answer[0] * u + answer[1] - v) ** 2 for u, v in zip(a, b)) / (2 * len(a))


def residuals(p, t, m):
    return sorted(abs(u - v) for u, v in zip(valid(standard(p, m), m), valid(standard(t, m), m)))


def ssimae(p, t, m):
    r = residuals(p, t, m)
    return sum(r) / (2 * len(r))


def ssitrim(p, t, m):
    """The largest 20 % count 0 but are divided by."""
    r = residuals(p, t, m)
    kept = len(r) * 8 // 10
    return sum(r[:kept]) / (2 * len(r))


def mae_trimmed(p, t, m):
    """The largest 20 % are not there at all."""
    r = residuals(p, t, m)
    kept = len(r) * 8 // 10
    return sum(r[:kept]) / kept


def multiscale(p, t, m, scales=4):
    r = standard(p, m) - standard(t, m)
    total = 0.0
    for k in range(scales):
        step, pixels, change = 2 ** k, 0, 0.0
        for y in range(0, m.shape[0], step):
            for c in range(0, m.shape[1], step):
                if not m[y][c]:
                    continue
                pixels += 1
                if c + step < m.shape[1] and m[y][c + step]:
                    change += abs(r[y][c + step] - r[y][c])
                if y + step < m.shape[0] and m[y + step][c]:
                    change += abs(r[y + step][c] - r[y][c])
        total += change / pixels if pixels else 0
    return total


def silog(p, t, m, share):
    """mean e^2 - share (mean e)^2, as the double sum over pairs of pixels that Eigen's eq. 3 has."""
    e = [math.log(a) - math.log(b) for a, b in zip(valid(p, m), valid(t, m))]
    n = len(e)
    return sum(v * v for v in e) / n - share * sum(a * b for a in e for b in e) / (n * n)


def berhu(pictures):
    """Of a batch [(p, t, m)]: the border c is a fifth of the batch's largest error; mean over samples."""
    errors = [[abs(a - b) for a, b in zip(valid(p, m), valid(t, m))] for p, t, m in pictures]
    c = max(max(e) for e in errors) / 5
    each = [sum(v if v <= c else (v * v + c * c) / (2 * c) for v in e) / len(e) for e in errors]
    return sum(each) / len(each)


def derivatives(p, t, m, levels=6):
    """MAGE, MSGE, MALE: Scharr and Laplace of the difference of normalised maps, over blurred and halved levels."""
    scharr = [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]]
    laplace = [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
    blur = [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    d = standard(p, m) - standard(t, m)
    found = []
    for _ in range(levels):
        h, w = d.shape
        sums, count = [0.0, 0.0, 0.0], 0
        smooth, whole = np.zeros((h, w)), np.zeros((h, w), bool)
        for y in range(1, h - 1):
            for x in range(1, w - 1):
                near = [(j, i) for j in range(3) for i in range(3)]
                if not all(m[y + j - 1][x + i - 1] for j, i in near):
                    continue
                at = {(j, i): d[y + j - 1][x + i - 1] for j, i in near}
                gx = sum(scharr[j][i] * at[j, i] for j, i in near) / 32
                gy = sum(scharr[i][j] * at[j, i] for j, i in near) / 32
                bend = sum(laplace[j][i] * at[j, i] for j, i in near)
                sums = [sums[0] + abs(gx) + abs(gy), sums[1] + gx * gx + gy * gy, sums[2] + abs(bend)]
                smooth[y][x], whole[y][x] = sum(blur[j][i] * at[j, i] for j, i in near) / 16, True
                count += 1
        if count == 0:
            break
        found.append([s / count for s in sums])
        d, m = smooth[::2, ::2], whole[::2, ::2]
    return [sum(level[k] for level in found) / len(found) for k in range(3)] if found else [0.0, 0.0, 0.0]


def ranking(p, t, m, pairs, tolerance):
    """log(1 + exp(-l (p1 - p2))), or (p1 - p2)^2 where the target's two points are as good as equal; normalised
    maps."""
    a, b = standard(p, m), standard(t, m)
    total = 0.0
    for y1, x1, y2, x2 in pairs:
        apart, gap = b[y1][x1] - b[y2][x2], a[y1][x1] - a[y2][x2]
        if apart > tolerance:
            total += math.log(1 + math.exp(-gap))
        elif apart < -tolerance:
            total += math.log(1 + math.exp(gap))
        else:
            total += gap * gap
    return total / len(pairs)


def warped(right, d):
    """left(x) = right(x - d), linear between columns, the border's colour beyond it. right [3,H,W], d [H,W] px."""
    out = np.zeros(right.shape)
    last = right.shape[2] - 1
    for c in range(right.shape[0]):
        for y in range(right.shape[1]):
            for x in range(right.shape[2]):
                at = min(max(x - d[y][x], 0), last)
                low = min(int(math.floor(at)), max(last - 1, 0))
                part = at - low
                high = min(low + 1, last)
                out[c][y][x] = (1 - part) * right[c][y][low] + part * right[c][y][high]
    return out


def mirrored(i, n):
    """Index outside a row of n, reflected without repeating the edge."""
    return -i if i < 0 else 2 * n - 2 - i if i >= n else i


def photometric(a, b):
    """0.85 (1 - SSIM) / 2, kept in 0...1, + 0.15 |a - b|, means over three channels. a, b [3,H,W] -> [H,W]."""
    c1, c2 = 0.01 ** 2, 0.03 ** 2
    channels, h, w = a.shape
    out = np.zeros((h, w))
    for y in range(h):
        for x in range(w):
            for c in range(channels):
                window = [(a[c][mirrored(y + j, h)][mirrored(x + i, w)], b[c][mirrored(y + j, h)][mirrored(x + i, w)])
                          for j in (-1, 0, 1) for i in (-1, 0, 1)]
                ma, mb = (sum(v[k] for v in window) / 9 for k in (0, 1))
                va, vb = (sum((v[k] - mean) ** 2 for v in window) / 9 for k, mean in ((0, ma), (1, mb)))
                vab = sum((u - ma) * (v - mb) for u, v in window) / 9
                ssim = (2 * ma * mb + c1) * (2 * vab + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2))
                loss = min(max((1 - ssim) / 2, 0), 1)
                out[y][x] += (0.85 * loss + 0.15 * abs(a[c][y][x] - b[c][y][x])) / channels
    return out


def reprojection(target, warps, sources, m):
    """Mean of the smallest error over valid pixels, without those that a source as it is explains as well; 0 if
    none."""
    errors, still = [photometric(target, w) for w in warps], [photometric(target, s) for s in sources]
    total, count = 0.0, 0
    for y in range(m.shape[0]):
        for x in range(m.shape[1]):
            if m[y][x]:
                best = min(e[y][x] for e in errors)
                if all(best < s[y][x] for s in still):
                    total += best
                    count += 1
    return total / count if count else 0.0


def smoothness(d, picture):
    """Mean |dx d*| exp(-|dx I|) + mean |dy d*| exp(-|dy I|), d* = d / mean |d|, |dI| the mean over channels."""
    h, w = d.shape
    mean = sum(abs(float(v)) for row in d for v in row) / (h * w) + 1e-7
    across = [abs(d[y][x] - d[y][x + 1]) / mean
              * math.exp(-sum(abs(float(c[y][x] - c[y][x + 1])) for c in picture) / len(picture))
              for y in range(h) for x in range(w - 1)]
    down = [abs(d[y][x] - d[y + 1][x]) / mean
            * math.exp(-sum(abs(float(c[y][x] - c[y + 1][x])) for c in picture) / len(picture))
            for y in range(h - 1) for x in range(w)]
    return sum(across) / len(across) + sum(down) / len(down)


def shortest(gradients):
    """Weights >= 0 of sum 1 whose sum of gradients is shortest: the best of all faces of the simplex, each solved
    exactly."""
    g = [np.asarray(v, float) for v in gradients]
    best = None
    for size in range(1, len(g) + 1):
        for face in itertools.combinations(range(len(g)), size):
            gram = np.array([[g[i] @ g[j] for j in face] for i in face])
            system = np.block([[gram, np.ones((size, 1))], [np.ones((1, size)), np.zeros((1, 1))]])
            answer = np.linalg.lstsq(system, np.array([0.0] * size + [1.0]), rcond=None)[0][:size]
            if answer.min() < -1e-12 or abs(answer.sum() - 1) > 1e-9:
                continue
            weights = np.zeros(len(g))
            weights[list(face)] = answer
            length = np.linalg.norm(sum(w * v for w, v in zip(weights, g)))
            if best is None or length < best[0] - 1e-12:
                best = length, weights
    return best[1]
