"""A second view made from the first and a depth, as films are converted: depth-image-based rendering.

View: uint8 (rows, columns, 3). Disparity: float32 (rows, columns), px, x_left - x_right, larger = nearer.
"""
import cv2
import numpy as np

DEPTHS = ("sharp", "blur", "snap", "cards", "soft")
FILLS = ("stretch", "inpaint", "mirror", "repeat")


def artists_depth(disparity, view, kind, rng):
    """The depth a converter works with, made from the true one. Lengths are of a view 960 px wide."""
    scale = view.shape[1] / 960
    if kind == "cards":
        values = np.unique(np.round(np.quantile(disparity, np.linspace(0.05, 0.95, int(rng.integers(3, 7)))), 1))
        nearest = np.abs(disparity[..., None] - values[None, None]).argmin(-1)
        flat = values[nearest].astype(np.float32)
        return cv2.GaussianBlur(cv2.medianBlur(flat, 5), (0, 0), 0.7)
    if kind == "blur":
        return cv2.GaussianBlur(disparity, (0, 0), scale * rng.uniform(4, 10))
    if kind == "soft":
        # Grown outwards, then feathered: the edge of the depth lies outside of the thing's own edge.
        size = int(rng.integers(2, 5) * scale) * 2 + 1
        return cv2.GaussianBlur(cv2.dilate(disparity, np.ones((size, size))), (0, 0), scale * rng.uniform(1.5, 3))
    if kind == "snap":
        return guided(cv2.cvtColor(view, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255, disparity, round(12 * scale),
                      1e-4)
    return disparity


def guided(guide, value, radius, eps):
    """Guided filter: the depth's edges become those of the picture."""
    def mean(a):
        return cv2.boxFilter(a, -1, (2 * radius + 1, 2 * radius + 1))
    mean_g, mean_v = mean(guide), mean(value)
    slope = (mean(guide * value) - mean_g * mean_v) / (mean(guide * guide) - mean_g * mean_g + eps)
    return mean(slope) * guide + mean(mean_v - slope * mean_g)


def render(view, disparity, fill):
    """The view seen disparity px to the right of this one; holes are filled as fill says."""
    rows, columns = disparity.shape
    fine = 3
    source = (np.arange(columns * fine, dtype=np.float32) + 0.5) / fine - 0.5
    depth = cv2.resize(disparity, (columns * fine, rows), interpolation=cv2.INTER_LINEAR)
    target = source[None] - depth
    cell = np.round(target).astype(np.int64)
    inside = (cell >= 0) & (cell < columns)
    row = np.broadcast_to(np.arange(rows)[:, None], cell.shape)
    # Of two that meet, the nearer one is seen; 1/64 px, so that NumPy sorts by radix.
    order = np.argsort((64 * depth[inside]).astype(np.int16), kind="stable")
    flat = (row[inside] * columns + cell[inside])[order]
    origin = np.full(rows * columns, np.nan, np.float32)
    near = np.full(rows * columns, np.nan, np.float32)
    origin[flat] = (source[None] + (cell - target))[inside][order]
    near[flat] = depth[inside][order]
    origin, near = origin.reshape(rows, columns), near.reshape(rows, columns)
    hole = np.isnan(origin)
    filled = fill_map(origin, near, hole, fill)
    y = np.broadcast_to(np.arange(rows, dtype=np.float32)[:, None], filled.shape).copy()
    made = cv2.remap(view, filled, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    if fill == "inpaint":
        made = cv2.inpaint(made, hole.astype(np.uint8) * 255, 3, cv2.INPAINT_TELEA)
    return made


def fill_map(origin, near, hole, fill):
    """Where in the view the pixels of holes come from: from the farther side of the hole."""
    rows, columns = origin.shape
    filled = origin.copy()
    for y in np.nonzero(hole.any(1))[0]:
        starts = np.nonzero(np.diff(np.concatenate([[0], hole[y].astype(np.int8), [0]])))[0]
        for a, b in zip(starts[::2], starts[1::2]):
            before = near[y, a - 1] if a > 0 else np.inf
            after = near[y, b] if b < columns else np.inf
            if a == 0 and b == columns:
                filled[y] = np.arange(columns)
            elif fill == "stretch" and a > 0 and b < columns:
                filled[y, a:b] = np.interp(np.arange(a, b), [a - 1, b], [origin[y, a - 1], origin[y, b]])
            elif after <= before:
                at = np.arange(a, b) - b
                filled[y, a:b] = origin[y, b] + (-at if fill == "mirror" else 0)
            else:
                at = np.arange(a, b) - (a - 1)
                filled[y, a:b] = origin[y, a - 1] - (at if fill == "mirror" else 0)
    return filled


def convert(view, disparity, depth, fill, both, rng):
    """Two views out of one. both: each is moved by half; else the first view stays as it is."""
    depth = artists_depth(disparity.astype(np.float32), view, depth, rng)
    if both:
        return render(view, -depth / 2, fill), render(view, depth / 2, fill)
    return view, render(view, depth, fill)
