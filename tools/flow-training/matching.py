"""What the flow network computes without weights: evidence, correlations, warps, upsampling; all of it in operators that ONNX
Runtime has fast paths for, and whose results do not depend on its threads.
"""
import torch
import torch.nn.functional as F

from layers import doubled


def summed(x):
    """
    Sum over axis 1, which stays, as a product with ones: ONNX Runtime's ReduceSum adds in an order that depends on how many
    threads it has, and the same film must give the same bytes on any machine.
    """
    ones = torch.ones(1, int(x.shape[1]), device=x.device, dtype=x.dtype)
    return torch.matmul(ones, x.flatten(2)).reshape(x.shape[:1] + (1,) + x.shape[2:])


def below_best(logits):
    """Logits against the largest of their pixel, for an exp that cannot overflow."""
    return torch.clamp(logits - torch.amax(logits, 1, keepdim=True), min=-30.0)


def evidence(logits):
    """log p over the channels; nothing weighs more against a bin than p = 0.01, so that no single cell outvotes the others."""
    e = torch.exp(below_best(logits))
    return torch.log(e / summed(e) + 0.01)


def around(x, k, s):
    """Means over k x k blocks (k odd) of s x s cells, for every block (H and W multiples of s)."""
    blocks = F.avg_pool2d(x, s) if s > 1 else x
    return F.avg_pool2d(blocks, k, 1, k // 2, count_include_pad=False)


def filled(*parts):
    """The parts and a channel of ones, which shows convolutions the border."""
    return torch.cat(parts + (torch.ones_like(parts[0][:, :1]),), 1)


def widely(logits, conv):
    """What 12 x 12 and 28 x 28 cells around each say together, through a 1x1 `conv`."""
    said = evidence(logits)
    return doubled(doubled(conv(torch.cat([around(said, 3, 4), around(said, 7, 4)], 1))))


def skew(m, first, n):
    """m[..., x, x + first + k] for k < n: rows of a matrix [B, X, L] shifted to the left by their index."""
    b, x, l = m.shape
    return F.pad(m.reshape(b, x * l), (0, x)).reshape(b, x, l + 1)[:, :, first:first + n]


def correlate(f1, f2, rows, gather):
    """
    Dot products of NHWC features, over the root of their channels: for each (dy, r) of `rows` those with dx in -r..r -> [N, all, H, W].
    A row is cut into blocks of 8 columns (W a multiple of 8), or into four where r > 8: less memory on wide rows.
    `gather`, for export: what the blocks see is one Gather, twice as fast there as slices and a Concat, which learn faster.
    """
    n, h, w, c = f1.shape
    high, wide = max(abs(dy) for dy, _ in rows), max(r for _, r in rows)
    fine = wide <= 8
    each = 8 if fine else w // 4
    more = 8 * (1 if wide <= 4 else 2) if fine else 2 * wide     # columns that a block sees beyond its own width
    p = F.pad(f2, (0, 0, wide, more - wide, high, high))
    if gather:
        blocks = torch.arange(w // each, device=p.device).reshape(-1, 1) * each
        seen = torch.index_select(p, 2, (blocks + torch.arange(each + more, device=p.device)).reshape(-1))
    elif fine:
        p = p.reshape(n, h + 2 * high, -1, 8, c)
        seen = torch.cat([p[:, :, i: i + w // 8] for i in range(1 + more // 8)], 3)
    else:
        seen = torch.stack([p[:, :, i * each: (i + 1) * each + more] for i in range(4)], 2)
    seen = seen.reshape(-1, each + more, c).transpose(1, 2)
    out = []
    for dy, r in rows:                              # f1 moves: f2's blocks overlap and are larger
        q = F.pad(f1, (0, 0, 0, 0, high + dy, high - dy)) if high else f1
        m = skew(torch.matmul(q.reshape(-1, each, c), seen) * int(c) ** -0.5, wide - r, 2 * r + 1)
        m = m.reshape(n, h + 2 * high, w, 2 * r + 1)
        out.append(m[:, high + dy: high + dy + h] if high else m)
    return torch.cat(out, 3).permute(0, 3, 1, 2)


def cross(r):
    """Rows of a small cross: dx in -r..r, and -1..1 one row up and down."""
    return (-1, 1), (0, r), (1, 1)


def partners(n, device):
    """For every item of a batch that of its pair's other view: items i and i + N of 2 N belong together."""
    i = torch.arange(n, device=device)
    return torch.cat([i[n // 2:], i[:n // 2]])


def other(f, gather):
    """The other view's features. `gather`, for export: one Gather in place of slices and a Concat, which learn faster."""
    b = f.shape[0] // 2
    return torch.index_select(f, 0, partners(f.shape[0], f.device)) if gather else torch.cat([f[b:], f[:b]])


def warp(f, flow, gather):
    """Samples the other view's NHWC features at x + flow (flow in pixels of this level), clamped to the picture."""
    n, h, w, c = f.shape
    x = torch.arange(w, device=f.device, dtype=f.dtype).reshape(1, 1, -1) + flow[:, 0]
    y = torch.arange(h, device=f.device, dtype=f.dtype).reshape(1, -1, 1) + flow[:, 1]
    if not gather:                                  # training: the fused kernel, the same numbers
        g = torch.stack([x * (2.0 / (w - 1)) - 1, y * (2.0 / (h - 1)) - 1], 3)
        o = other(f, gather).permute(0, 3, 1, 2)
        return F.grid_sample(o, g, mode="bilinear", padding_mode="border", align_corners=True).permute(0, 2, 3, 1)
    x = torch.minimum(torch.relu(x), torch.zeros_like(x) + (w - 1))
    y = torch.minimum(torch.relu(y), torch.zeros_like(y) + (h - 1))
    x0, y0 = torch.floor(x), torch.floor(y)
    ax, ay = x - x0, y - y0
    bx, by = 1 - ax, 1 - ay
    x1 = torch.minimum(x0 + 1, torch.zeros_like(x) + (w - 1)).long()
    y1 = torch.minimum(y0 + 1, torch.zeros_like(y) + (h - 1)).long()
    x0, y0 = x0.long(), y0.long()
    first = (partners(n, f.device) * (h * w)).reshape(-1, 1, 1)
    flat = f.reshape(-1, c)

    def take(yy, xx, weight):
        return torch.index_select(flat, 0, (first + yy * w + xx).reshape(-1)).reshape(n, h, w, c) * weight.unsqueeze(3)

    return take(y0, x0, bx * by) + take(y0, x1, ax * by) + take(y1, x0, bx * ay) + take(y1, x1, ax * ay)


def shuffled(x, s):
    """F.pixel_shuffle in two steps, of one axis each: far faster in ONNX Runtime than its DepthToSpace."""
    n, c, h, w = x.shape
    x = x.reshape(n, -1, s, s, h, w).permute(0, 1, 2, 4, 5, 3).reshape(n, -1, s, h, w * s)
    return x.transpose(2, 3).reshape(n, -1, h * s, w * s)


def convex(flow, mask, s):
    """x s upsampling: every fine pixel is a convex combination of its coarse pixel and the four neighbours."""
    n, _, h, w = flow.shape
    p = F.pad(flow * float(s), (1, 1, 1, 1), mode="replicate")
    near = [p[:, :, 1:-1, 1:-1], p[:, :, :-2, 1:-1], p[:, :, 2:, 1:-1], p[:, :, 1:-1, :-2], p[:, :, 1:-1, 2:]]
    e = torch.exp(torch.clamp(mask, -12, 12)).reshape(n, 5, s * s, h, w)
    total = summed(e)
    sums = [summed(e * torch.stack([v[:, c] for v in near], 1).unsqueeze(2)) / total for c in range(2)]
    return torch.cat([shuffled(v[:, 0], s) for v in sums], 1)
