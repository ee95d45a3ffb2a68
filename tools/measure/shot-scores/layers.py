"""Stereo shots of things cut out of photographs, before and behind each other, with exact disparity: another kind of
scene than MovieData.Synthesis makes, on real textures, with rounded surfaces, grain, lenses, colours and a codec."""
import subprocess

import cv2
import numpy as np

WIDTH, HEIGHT = 960, 540
OUT = (640, 360)


class Thing:
    """A surface: a piece of a photograph with a place, a speed, a disparity that bends, and an outline."""

    def __init__(self, rng, photo, disparity, is_ground):
        self.rng = rng
        size = (int(WIDTH * 1.7), int(HEIGHT * 1.7)) if is_ground else (int(rng.uniform(120, 420)),
                                                                      int(rng.uniform(140, 480)))
        self.texture, self.alpha = cut(rng, photo, size, is_ground)
        self.width, self.height = size
        self.x = -0.35 * WIDTH if is_ground else rng.uniform(-60, WIDTH - size[0] + 60)
        self.y = -0.35 * HEIGHT if is_ground else rng.uniform(-40, HEIGHT - size[1] * 0.6)
        self.disparity = disparity
        self.speed = np.zeros(2) if is_ground or rng.random() < 0.4 else rng.uniform(-7, 7, 2) * (1, 0.4)
        self.tilt = rng.uniform(-1, 1, 2) * (0.004, 0.006 if is_ground else 0.004)
        if is_ground:
            self.tilt[1] = abs(self.tilt[1]) if rng.random() < 0.7 else self.tilt[1]
        bumps = rng.normal(size=(5, 5)).astype(np.float32) * rng.uniform(0, 1.2)
        self.bumps = cv2.resize(bumps, size, interpolation=cv2.INTER_CUBIC)
        self.blur = 0.0

    def bend(self, x, y):
        """Disparity at texture place (x, y)."""
        flat = self.disparity + (x - self.width / 2) * self.tilt[0] + (y - self.height / 2) * self.tilt[1]
        return flat + cv2.remap(self.bumps, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)

    def seen(self, side, time, camera):
        """Where it is in the view at side (-0.5 left, 0.5 right); colour, coverage and disparity there."""
        parallax = 1 + 0.08 * self.disparity
        place = np.array([self.x, self.y]) + time * (self.speed + camera * parallax)
        reach = abs(self.disparity) + 12
        x0, x1 = (int(np.clip(e, 0, WIDTH)) for e in (place[0] - reach, place[0] + self.width + reach))
        y0, y1 = (int(np.clip(e, 0, HEIGHT)) for e in (place[1] - 2, place[1] + self.height + 2))
        if x0 >= x1 or y0 >= y1:
            return None
        xx, yy = np.meshgrid(np.arange(x0, x1, dtype=np.float32), np.arange(y0, y1, dtype=np.float32))
        y = (yy - place[1]).astype(np.float32)
        x = (xx - place[0]).astype(np.float32)
        bend = self.bend(x, y)
        for _ in range(3):
            bend = self.bend((xx + side * bend - place[0]).astype(np.float32), y)
        x = (xx + side * bend - place[0]).astype(np.float32)
        colour = cv2.remap(self.texture, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
        alpha = cv2.remap(self.alpha, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
        return (slice(y0, y1), slice(x0, x1)), colour, alpha, bend


def cut(rng, photo, size, is_ground):
    """A piece of a photograph, float32 0..255, and its coverage 0..1."""
    scale = max(size[0] / photo.shape[1], size[1] / photo.shape[0])
    scale = max(scale, rng.uniform(0.3, 0.8)) * 1.001
    scaled = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    x0 = int(rng.integers(0, scaled.shape[1] - size[0] + 1))
    y0 = int(rng.integers(0, scaled.shape[0] - size[1] + 1))
    texture = scaled[y0:y0 + size[1], x0:x0 + size[0]].astype(np.float32)
    if is_ground:
        return texture, np.full(size[::-1], 1, np.float32)
    noise = cv2.resize(rng.normal(size=(6, 6)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    yy, xx = np.mgrid[-1:1:size[1] * 1j, -1:1:size[0] * 1j]
    shape = 1 - (np.abs(xx) ** 3 + np.abs(yy) ** 3) + rng.uniform(0.1, 0.5) * noise - 0.2
    alpha = (shape > 0).astype(np.float32)
    alpha[[0, -1]] = 0
    alpha[:, [0, -1]] = 0
    return texture, cv2.GaussianBlur(alpha, (0, 0), rng.uniform(0.5, 0.9))


class Shot:
    """A scene, a camera and what was done to the film: everything by the seed."""

    def __init__(self, seed, photos):
        self.rng = rng = np.random.default_rng(seed)
        spread = rng.uniform(8, 34)
        far = rng.uniform(-0.8, 0.2) * spread
        count = int(rng.integers(3, 9))
        near = np.sort(rng.uniform(0.15, 1, count)) * spread + far
        pick = rng.permutation(len(photos))
        self.things = [Thing(rng, photos[pick[0]], far, True)]
        self.things += [Thing(rng, photos[pick[(i + 1) % len(pick)]], d, False) for i, d in enumerate(near)]
        self.camera = rng.uniform(-4, 4, 2) * (1, 0.4) if rng.random() < 0.6 else np.zeros(2)
        self.depth_of_field = rng.uniform(1.5, 4) if rng.random() < 0.3 else 0
        self.focus = rng.uniform(far, far + spread)
        self.spread = spread
        self.grain = 0.0 if rng.random() < 0.3 else rng.uniform(0.8, 5)
        is_perfect = rng.random() < 0.4
        self.gains = np.ones(3) if is_perfect else rng.uniform(0.95, 1.05) * rng.uniform(0.98, 1.02, 3)
        self.rig = None if is_perfect else (rng.uniform(-1, 1), np.radians(rng.uniform(-0.15, 0.15)),
                                            1 + rng.uniform(-0.004, 0.004))
        self.lens = 0 if is_perfect or rng.random() < 0.5 else rng.uniform(0.4, 0.8)
        self.crf = int(rng.integers(15, 25))

    def clean(self, side, time):
        """One view without grain, float32, and its disparity."""
        picture = np.zeros((HEIGHT, WIDTH, 3), np.float32)
        disparity = np.zeros((HEIGHT, WIDTH), np.float32)
        for thing in self.things:
            seen = thing.seen(side, time, self.camera)
            if seen is None:
                continue
            area, colour, alpha, bend = seen
            blur = self.depth_of_field * abs(thing.disparity - self.focus) / self.spread
            if blur > 0.4:
                colour, alpha = cv2.GaussianBlur(colour, (0, 0), blur), cv2.GaussianBlur(alpha, (0, 0), blur)
            picture[area] += (colour - picture[area]) * alpha[..., None]
            disparity[area] = np.where(alpha > 0.5, bend, disparity[area])
        return picture, disparity

    def grained(self, picture):
        """Of its own in every picture, whatever the view."""
        noise = self.rng.standard_normal(picture.shape[:2], np.float32)
        noise = cv2.GaussianBlur(noise, (0, 0), 0.6) * 2.1 * self.grain
        return np.clip(picture + noise[..., None] + 0.5, 0, 255).astype(np.uint8)

    def second_camera(self, picture):
        """What another camera and lens make of the right view."""
        if self.lens > 0:
            picture = cv2.GaussianBlur(picture, (0, 0), self.lens)
        if self.rig is not None:
            matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), np.degrees(self.rig[1]), self.rig[2])
            matrix[1, 2] += self.rig[0]
            picture = cv2.warpAffine(picture, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC,
                                     borderMode=cv2.BORDER_REPLICATE)
        return picture * self.gains.astype(np.float32)

    def film(self, times):
        """Pairs as two cameras take them; and the left views again with their true disparity: what a converter
        gets."""
        pairs, flat = [], []
        for time in times:
            (left, disparity), (right, _) = self.clean(-0.5, time), self.clean(0.5, time)
            pairs.append((self.grained(left), self.grained(self.second_camera(right))))
            flat.append((pairs[-1][0], disparity))
        return pairs, flat


def encoded(pairs, crf):
    """The pairs after H.264, side by side, as a film holds them; reduced to the width of OUT."""
    frames = [np.hstack(pair) for pair in pairs]
    rows, columns = frames[0].shape[:2]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{columns}x{rows}", "-r", "24"]
    coded = subprocess.run(
        ["ffmpeg", "-v", "error", *raw, "-i", "-", "-c:v", "libx264", "-preset", "veryfast", "-crf", str(crf),
         "-threads", "1", "-pix_fmt", "yuv420p", "-f", "h264", "-"],
        input=b"".join(frame.tobytes() for frame in frames), capture_output=True, check=True).stdout
    decoded = subprocess.run(
        ["ffmpeg", "-v", "error", "-threads", "1", "-f", "h264", "-i", "-", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
        input=coded, capture_output=True, check=True).stdout
    film = np.frombuffer(decoded, np.uint8).reshape(-1, rows, columns, 3)
    half = columns // 2
    for frame in film:
        size = (OUT[0], rows * OUT[0] // half)
        yield tuple(cv2.resize(v, size, interpolation=cv2.INTER_AREA) for v in (frame[:, :half], frame[:, half:]))
