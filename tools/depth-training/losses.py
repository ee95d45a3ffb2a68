"""Losses of dense depth networks, one function each.

Every loss takes p, t, m and returns a scalar: p, the prediction, and t, the target, are float [N,H,W], larger = nearer;
m, bool [N,H,W], says where the target is known. What they have in common (`usable`, `over_samples`):

- A target that is not finite is not known, whatever m says. What is not known is never read, so NaN there reaches no
  gradient. A prediction that is not finite where the target is known makes the loss NaN: that is to be seen.
- The loss of a batch is the mean over its samples that can teach something: at least 16 known pixels, and of those not
  all (nearly) equal, which have neither scale nor shape. With no such sample the loss is 0, with gradients of 0.
- M is the number of known pixels of a sample; every loss but berHu's border is of one sample alone.

Formulas and sources stand at each function; the papers: MiDaS = Ranftl and others, "Towards Robust Monocular Depth
Estimation", arXiv 1907.01341v3, section 5; Eigen = Eigen, Puhrsch, Fergus, NIPS 2014; Laina = Laina and others, 3DV
2016; Depth Pro = Bochkovskii and others, arXiv 2410.02073; Chen = Chen and others, "Single-Image Depth Perception in
the Wild", NIPS 2016. test_losses.py holds each to 1e-6 against NumPy written apart (twins.py and
tools/measure/metrics.py).
"""
import torch
import torch.nn.functional as F

KNOWN_MIN = 16         # pixels
SPREAD_MIN = 1e-6      # mean absolute deviation of a target below which it is one plain value
POSITIVE_MIN = 1e-6    # floor under logarithms
SCALES, ALPHA = 4, 0.5  # MiDaS: K, and the weight of the gradient term
TRIMMED = 0.2          # share of the largest errors that MiDaS and Depth Pro leave out
LEVELS = 6             # Depth Pro: M

SCHARR = ((-3.0, 0, 3), (-10, 0, 10), (-3, 0, 3))      # / 32
LAPLACE = ((0.0, 1, 0), (1, -4, 1), (0, 1, 0))
BLUR = ((1.0, 2, 1), (2, 4, 2), (1, 2, 1))             # / 16


def usable(p, t, m):
    """[(p, t, m)] of the samples that can teach something, their targets' unknown pixels set to 0."""
    known = m.bool() & torch.isfinite(t)
    kept = []
    for pi, ti, mi in zip(p, t, known):
        if int(mi.sum()) < KNOWN_MIN:
            continue
        values = ti[mi]
        if float((values - middle(values)).abs().mean()) <= SPREAD_MIN:
            continue
        kept.append((torch.where(mi, pi, torch.zeros_like(pi)), torch.where(mi, ti, torch.zeros_like(ti)), mi))
    return kept


def over_samples(loss):
    """Makes of a loss of one sample, pictures [H,W], the one of a batch: the mean over usable samples, 0 without
    any."""
    def of_batch(p, t, m, **settings):
        parts = [loss(*sample, **settings) for sample in usable(p, t, m)]
        return torch.stack(parts).mean() if parts else nothing(p)
    of_batch.__doc__, of_batch.__name__ = loss.__doc__, loss.__name__
    return of_batch


def nothing(p):
    """0 with a gradient of 0 for p, also where p holds NaN."""
    return torch.where(torch.isfinite(p), p, torch.zeros_like(p)).sum() * 0


def middle(values):
    """The median, the mean of the two middle ones of an even number (torch.median takes the lower)."""
    n = values.numel()
    low = values.kthvalue((n + 1) // 2)[0]
    return low if n % 2 else (low + values.kthvalue(n // 2 + 1)[0]) / 2


def normalised(x, m):
    """(x - c) / max(w, 1e-6) where m, else 0: c the median, w = mean |x - c|. MiDaS eq. 5 and 6; the floor is the
    code's."""
    c = middle(x[m])
    w = (x[m] - c).abs().mean().clamp(min=1e-6)
    return torch.where(m, (x - c) / w, torch.zeros_like(x))


def kept(errors):
    """The smallest floor(0.8 M) errors; in whole numbers, so that no rounding takes one more."""
    percent = round(100 * (1 - TRIMMED))
    return errors.topk(errors.numel() * percent // 100, largest=False, sorted=False)[0]


def difference(p, t, m):
    """R = p^ - t^, both normalised, 0 where not known."""
    return normalised(p, m) - normalised(t, m)


@over_samples
def ssimse(p, t, m):
    """1/(2M) sum (s p + o - t)^2, (s, o) by least squares (a constant prediction: s = 0). MiDaS eq. 1-4, rho = x^2."""
    a, b = p[m], t[m]
    da, db = a - a.mean(), b - b.mean()
    square = (da * da).sum()
    s = torch.where(square > 0, (da * db).sum() / square.clamp(min=1e-30), torch.zeros_like(square))
    return ((s * da - db) ** 2).mean() / 2


@over_samples
def ssimae(p, t, m):
    """1/(2M) sum |p^ - t^|, each map normalised by its own median and deviation. MiDaS eq. 1, 5, 6, rho = |x|."""
    return difference(p, t, m)[m].abs().mean() / 2


@over_samples
def ssitrim(p, t, m):
    """1/(2M) sum of the smallest 80 % of |p^ - t^|, over all M. MiDaS eq. 7, U = 0.8 M."""
    return trimmed(difference(p, t, m), m)


def trimmed(r, m):
    errors = r[m].abs()
    return kept(errors).sum() / (2 * errors.numel())


@over_samples
def gradient(p, t, m):
    """sum over K = 4 scales of mean |dR/dx| + |dR/dy|, R = p^ - t^, every 2^k-th row and column. MiDaS, L_reg.

    A difference counts where both pixels are known; each scale is divided by its own number of known pixels, where the
    paper has M for all (the code divides as we do).
    """
    return changes(difference(p, t, m), m)


def changes(whole, m):
    total = 0
    for step in (2 ** k for k in range(SCALES)):
        r, known = whole[::step, ::step], m[::step, ::step]
        across = (r[:, 1:] - r[:, :-1]).abs() * (known[:, 1:] & known[:, :-1])
        down = (r[1:] - r[:-1]).abs() * (known[1:] & known[:-1])
        total = total + (across.sum() + down.sum()) / known.sum().clamp(min=1)
    return total


@over_samples
def silog(p, t, m, share=0.5):
    """mean e^2 - share (mean e)^2, e = log p - log t. Eigen eq. 4 with 0.5; Lee and others 2019 take 0.85.

    For maps above 0: both are raised to 1e-6 first. With share = 1, halved, it is MiDaS eq. 8.
    """
    e = torch.log(p[m].clamp(min=POSITIVE_MIN)) - torch.log(t[m].clamp(min=POSITIVE_MIN))
    return (e * e).mean() - share * e.mean() ** 2


def silog_085(p, t, m):
    """silog with the share 0.85. Lee and others, "From Big to Small", 2019, without their root and factor."""
    return silog(p, t, m, share=0.85)


@over_samples
def absolute(p, t, m):
    """1/M sum |p - t|: plain L1, which knows nothing of unknown scales and shifts. What the others are held against."""
    return (p[m] - t[m]).abs().mean()


def berhu(p, t, m, border=None):
    """r = |p - t| up to c, (r^2 + c^2) / (2c) beyond; c = a fifth of the batch's largest r. Laina, the loss B; mean
    over samples.

    c is taken as a constant, as it is in published trainers: no gradient flows through it (`border` gives it from
    outside).
    """
    errors = [(pi[mi] - ti[mi]).abs() for pi, ti, mi in usable(p, t, m)]
    if not errors:
        return nothing(p)
    c = (max(e.detach().max() for e in errors) / 5 if border is None else torch.as_tensor(border, dtype=p.dtype))
    c = c.clamp(min=1e-12)
    return torch.stack([torch.where(r <= c, r, (r * r + c * c) / (2 * c)).mean() for r in errors]).mean()


@over_samples
def mae_trimmed(p, t, m):
    """Mean of the smallest 80 % of |p^ - t^|. Depth Pro, L_MAE on real sets; normalised as it does sets without metric
    truth."""
    return kept(difference(p, t, m)[m].abs()).mean()


def convolved(x, kernel, factor=1.0):
    """Weighted sum over each whole 3 x 3 window of x [H,W]: [H-2,W-2]."""
    weights = torch.tensor(kernel, dtype=x.dtype, device=x.device)[None, None] * factor
    return F.conv2d(x[None, None], weights)[0, 0]


def derivative(p, t, m, of_level):
    """1/L sum over levels of mean of_level(difference), at pixels whose 3 x 3 window is known whole. Depth Pro,
    L_{*,p,M}.

    Up to M = 6 levels; the next one is blurred by [1 2 1]/4 both ways and takes every second row and column. A level
    without a whole known window ends them: L is the number of those before it; 0 if there is none.
    """
    d, parts = difference(p, t, m), []
    for _ in range(LEVELS):
        if min(m.shape) < 3:
            break
        whole = convolved(m.to(d.dtype), ((1.0,) * 3,) * 3) > 8.5
        if not bool(whole.any()):
            break
        parts.append(of_level(d)[whole].mean())
        smooth = torch.where(whole, convolved(d, BLUR, 1 / 16), torch.zeros_like(d[1:-1, 1:-1]))
        d, m = (F.pad(x, (1, 1, 1, 1))[::2, ::2] for x in (smooth, whole))
    return torch.stack(parts).mean() if parts else nothing(p)


def scharr(d):
    return convolved(d, SCHARR, 1 / 32), convolved(d, tuple(zip(*SCHARR)), 1 / 32)


@over_samples
def mage(p, t, m):
    """Mean absolute gradient error: |Gx| + |Gy| of the difference, Scharr, 6 levels. Depth Pro, L_{S,1,6}."""
    return derivative(p, t, m, lambda d: sum(g.abs() for g in scharr(d)))


@over_samples
def msge(p, t, m):
    """Mean squared gradient error: Gx^2 + Gy^2 of the difference, Scharr, 6 levels. Depth Pro, L_{S,2,6}."""
    return derivative(p, t, m, lambda d: sum(g * g for g in scharr(d)))


@over_samples
def male(p, t, m):
    """Mean absolute Laplace error: |Laplace| of the difference, 6 levels. Depth Pro, L_{L,1,6}."""
    return derivative(p, t, m, lambda d: convolved(d, LAPLACE).abs())


@over_samples
def ranking_of(p, t, m, pairs, tolerance=0.05):
    """1/P sum psi, psi = log(1 + exp(-l (p1 - p2))), l = +1 where t1 is nearer, -1 where t2 is; (p1 - p2)^2 where
    neither.

    Chen eq. 2, in disparity, where nearer is larger. Which is nearer says the target, normalised: apart by more than
    `tolerance`, since a film's disparities have no 0 by which ratios could be taken. pairs: int64 [P,4], y1 x1 y2 x2,
    of known pixels.
    """
    a, b = normalised(p, m), normalised(t, m)
    y1, x1, y2, x2 = pairs.unbind(1)
    gap, apart = a[y1, x1] - a[y2, x2], b[y1, x1] - b[y2, x2]
    order = torch.sign(apart) * (apart.abs() > tolerance)
    return torch.where(order == 0, gap * gap, F.softplus(-order * gap)).mean()


@over_samples
def ranking(p, t, m, count=2000, tolerance=0.05):
    """`ranking_of` on pairs of known pixels that are drawn anew each time, with repetition, on the CPU: its generator
    is what checkpoints hold."""
    places = m.nonzero()
    chosen = places[torch.randint(len(places), (2, count)).to(places.device)]
    known = torch.ones((1,) + m.shape, dtype=torch.bool, device=m.device) & m
    return ranking_of(p[None], t[None], known, pairs=torch.cat([chosen[0], chosen[1]], 1), tolerance=tolerance)


@over_samples
def midas(p, t, m):
    """ssitrim + 0.5 gradient. MiDaS, L = L_ssi + alpha L_reg, alpha = 0.5."""
    r = difference(p, t, m)
    return trimmed(r, m) + ALPHA * changes(r, m)


def with_gradient(loss):
    """loss + 0.5 gradient, the same of another loss."""
    return lambda p, t, m: loss(p, t, m) + ALPHA * gradient(p, t, m)


def depth_pro(p, t, m):
    """MAE without the top 20 % + MAGE + MALE + MSGE, equal weights. Depth Pro, stage 2 has them all, on synthetic
    sets."""
    return mae_trimmed(p, t, m) + mage(p, t, m) + male(p, t, m) + msge(p, t, m)


# What train.py --loss takes.
LOSSES = {
    "midas": midas,
    "ssimse": ssimse, "ssimae": ssimae, "ssitrim": ssitrim,
    "ssimse+gradient": with_gradient(ssimse), "ssimae+gradient": with_gradient(ssimae),
    "silog": silog, "silog-0.85": silog_085, "berhu": berhu, "l1": absolute,
    "mae-trimmed": mae_trimmed, "mage": mage, "male": male, "msge": msge, "depth-pro": depth_pro,
    "ranking": ranking,
}
