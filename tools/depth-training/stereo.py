"""Self-supervision by the other view: Monodepth2's losses on left/right pairs, without any disparity of ours.

Godard, Mac Aodha, Firman, Brostow, "Digging Into Self-Supervised Monocular Depth Estimation", ICCV 2019, and their code
(layers.py, trainer.py). Pictures are float [N,3,H,W], RGB in 0...1; d is float [N,1,H,W], disparity of the left view in
px of these pictures, signed, larger = nearer: left(x) shows what right(x - d) does (src/CONTRACT.md, "Disparity and
residual").
"""
import torch
import torch.nn.functional as F

SSIM_SHARE = 0.85
C1, C2 = 0.01 ** 2, 0.03 ** 2
SMOOTHNESS = 1e-3      # its weight, at full size


def warp(right, d):
    """The right view brought to the left one: right(x - d), linear along rows, the border's colour outside."""
    n, _, h, w = right.shape
    at = (torch.arange(w, dtype=d.dtype, device=d.device)[None, None, None] - d).clamp(0, w - 1)
    low = at.detach().floor().clamp(max=max(w - 2, 0))
    part, low = at - low, low.long().expand(n, right.shape[1], h, w)
    high = (low + 1).clamp(max=w - 1)
    return (1 - part) * right.gather(3, low) + part * right.gather(3, high)


def photometric(a, b):
    """pe = 0.85 mean_c clamp((1 - SSIM) / 2, 0, 1) + 0.15 mean_c |a - b|: [N,1,H,W]. Godard section 3.1.

    SSIM over a 3 x 3 box, reflected at the border, C1 = 0.01^2, C2 = 0.03^2. Wang and others, TIP 2004, eq. 13.
    """
    mean = lambda x: F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="reflect"), 3, 1)  # noqa: E731
    ma, mb = mean(a), mean(b)
    va, vb, vab = mean(a * a) - ma * ma, mean(b * b) - mb * mb, mean(a * b) - ma * mb
    ssim = (2 * ma * mb + C1) * (2 * vab + C2) / ((ma * ma + mb * mb + C1) * (va + vb + C2))
    loss = ((1 - ssim) / 2).clamp(0, 1)
    return SSIM_SHARE * loss.mean(1, keepdim=True) + (1 - SSIM_SHARE) * (a - b).abs().mean(1, keepdim=True)


def reprojection(target, warps, sources, m=None):
    """Mean of min_k pe(target, warp_k) over the pixels where it is below min_k pe(target, source_k). Godard eq. 4 and
    5.

    The pixels left out are those that nothing explains better than no movement (auto-mask); 0 if none is left. The code
    takes the mean over all pixels instead, with a constant where we leave out, and adds noise of 1e-5 to break ties.
    m: bool [N,1,H,W], pixels that count at all.
    """
    best = torch.stack([photometric(target, w) for w in warps]).min(0)[0]
    with torch.no_grad():
        still = torch.stack([photometric(target, s) for s in sources]).min(0)[0]
        counted = best < still if m is None else (best < still) & m
    total = torch.where(counted, best, torch.zeros_like(best)).sum()
    return total / counted.sum().clamp(min=1)


def smoothness(d, picture):
    """mean |dx d*| exp(-|dx I|) + mean |dy d*| exp(-|dy I|), |dI| the mean over channels. Godard eq. 3.

    d* = d / (mean |d| + 1e-7) of each sample. The paper divides by the mean, which a film's signed disparity may have
    at 0.
    """
    scaled = d / (d.abs().mean((2, 3), keepdim=True) + 1e-7)
    edge = lambda x, y: torch.exp(-(x - y).abs().mean(1, keepdim=True))  # noqa: E731
    across = (scaled[..., :-1] - scaled[..., 1:]).abs() * edge(picture[..., :-1], picture[..., 1:])
    down = (scaled[..., :-1, :] - scaled[..., 1:, :]).abs() * edge(picture[..., :-1, :], picture[..., 1:, :])
    return across.mean() + down.mean()


def monodepth2(d, left, right):
    """Per-pixel minimum with auto-mask + 1e-3 smoothness, of one source (the right view) at one scale, full size.

    Godard has the mean over four scales, each enlarged to full size; a network of one output has one.
    """
    return reprojection(left, [warp(right, d)], [right]) + SMOOTHNESS * smoothness(d, left)
