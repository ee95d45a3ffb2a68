"""What the flow network's results are held to: the whole flow, every level on the way to it, and what correlations peak at."""
import torch
import torch.nn.functional as F

from network import BINS, RANGE_A

VERTICAL = 2        # weight of v against u: a frame is rejected for too much of it
NEAR, NEAR_WEIGHT = 3, 4    # the loss's second part: px up to which an error can still become a right pixel, and its weight


def soft_bins(logits, target, weight, first):
    """Cross-entropy against the two bins around `target` (in bins, index 0 = first)."""
    n = logits.shape[1]
    t = torch.clamp(target - first, 0, n - 1.001)
    i = t.floor()
    a = t - i
    i = i.long()
    lse = torch.logsumexp(logits, 1, keepdim=True)
    picked = torch.gather(logits, 1, i) * (1 - a) + torch.gather(logits, 1, i + 1) * a
    return ((lse - picked) * weight).sum() / (weight.sum() + 1)


def robust(pred, gt, weight):
    """
    The loss, in which v counts `VERTICAL` times, and the error of each pixel in px. Its second part (Geman and McClure's)
    is nearly that pixel's share in bad2: it pulls most where a few px are missing, and hardly where all is lost.
    """
    u, v = (pred - gt).split(1, 1)
    square = u ** 2 + (VERTICAL * v) ** 2 + 1e-6
    e = (torch.sqrt(square) + 0.05) ** 0.8 + NEAR_WEIGHT * square / (square + NEAR ** 2)
    return (e * weight).sum() / (weight.sum() + 1), torch.hypot(u, v).detach()


def losses(o, gt, w):
    full, e = robust(o["full"], gt, w)
    g4, w4 = gt[:, :, 2::4, 2::4], w[:, :, 2::4, 2::4]
    g8, w8 = gt[:, :, 4::8, 4::8] / 8, w[:, :, 4::8, 4::8]
    q = sum(robust(flow * 4, g4, w4)[0] for flow in o["refined"])
    c = robust(o["flow8"] * 8, g8 * 8, w8)[0] + robust(o["base"] * 4, g4, w4)[0]
    ce = soft_bins(o["logits"], g8[:, :1], w8, -BINS)
    first = soft_bins(o["first"], g8[:, :1], w8, -BINS)
    vis8 = (w8 == 1).float()
    # the raw volume must peak at the match: (dx, dy) bins with bilinear targets
    v = o["volume"]
    n = 2 * BINS + 1
    lse = torch.logsumexp(v, 1, keepdim=True)
    tx, ty = torch.clamp(g8[:, :1] + BINS, 0, n - 1.001), torch.clamp(g8[:, 1:] + 1, 0, 1.999)
    ix, iy = tx.floor(), ty.floor()
    ax, ay = tx - ix, ty - iy
    i = (iy * n + ix).long()
    pick = lambda k: torch.gather(v, 1, k)
    match = (1 - ay) * ((1 - ax) * pick(i) + ax * pick(i + 1)) + ay * ((1 - ax) * pick(i + n) + ax * pick(i + n + 1))
    nce8 = ((lse - match) * vis8).sum() / (vis8.sum() + 1)
    # and so must the correlation of pass A, where the target is inside its range
    r = g4 / 4 - o["base"].detach()
    ok = ((w4 == 1) & (r[:, :1].abs() < RANGE_A) & (r[:, 1:].abs() < 1)).float()
    nce4 = soft_bins(o["corrA"], r[:, :1], ok, -RANGE_A)
    total = full + 0.3 * q + 0.1 * c + ce + 0.5 * first + nce8 + 0.5 * nce4
    return total, dict(full=full, q=q, c=c, ce=ce, first=first, nce8=nce8, nce4=nce4, bad=bad_share(e, w))


def refinement_losses(o, gt, w):
    """Of the third refinement alone."""
    full, e = robust(o["full"], gt, w)
    g2, w2 = gt[:, :, 1::2, 1::2], w[:, :, 1::2, 1::2]
    half, coarse = robust(o["flowC"] * 2, g2, w2)[0], robust(o["half"] * 2, g2, w2)[0]
    return full + 0.3 * half + 0.1 * coarse, dict(full=full, half=half, coarse=coarse, bad=bad_share(e, w))


def bad_share(e, w):
    """Share of the visible pixels that are off by more than 2 px."""
    vis = (w == 1)
    return ((e > 2) & vis).float().sum() / (vis.float().sum() + 1)
