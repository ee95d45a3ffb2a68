"""What tests of the trainer share: small tars drawn here, and commands run in this process."""
import contextlib
import io
import os
import tarfile
import tempfile
import unittest

import cv2
import numpy as np
import torch

import checkpoint
import train

cv2.setNumThreads(1)
torch.set_num_threads(1)
SIZE = (64, 32)


def scene(number, width=96, height=40):
    """(left, right, disparity code, mask): a ramp with a nearer box; what is masked has no value, the top row is
    sky."""
    rng = np.random.default_rng(number)
    d = np.tile(np.linspace(-2, 3, height)[:, None], (1, width))
    x, y = rng.integers(5, width - 30), rng.integers(5, height - 20)
    d[y:y + 15, x:x + 25] += 4
    picture = cv2.GaussianBlur(rng.integers(0, 255, (height, width, 3)).astype(np.uint8), (5, 5), 0)
    picture[y:y + 15, x:x + 25] //= 2
    columns = np.clip(np.round(np.arange(width)[None] + d).astype(int), 0, width - 1)
    right = np.take_along_axis(picture, np.repeat(columns[..., None], 3, 2), 1)
    code, mask = np.round(32768 + 64 * d).astype(np.uint16), np.zeros((height, width), np.uint8)
    mask[:1], mask[1:4, 10:20] = 4, 2
    code[1:4, 10:20] = 0
    return picture, right, code, mask


def files_of(number, **changes):
    left, right, code, mask = scene(number)
    def coded(kind, plane):
        return cv2.imencode(kind, plane)[1].tobytes()
    files = {"left.jpg": coded(".jpg", left), "right.jpg": coded(".jpg", right), "disparity.png": coded(".png", code),
             "mask.png": coded(".png", mask), "residual.png": coded(".png", mask), "json": b'{"film": "a"}'}
    files.update(changes)
    return {name: content for name, content in files.items() if content is not None}


def coded(plane):
    return cv2.imencode(".png", plane)[1].tobytes()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write_tar(path, samples):
    """[(key, files)] as `movie-data export` writes them: GNU tar, sorted."""
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as tar:
        for key, files in samples:
            for name in sorted(files):
                entry = tarfile.TarInfo("%s.%s" % (key, name))
                entry.size = len(files[name])
                tar.addfile(entry, io.BytesIO(files[name]))


def write_set(folder, count=24, tars=3, split="train"):
    os.makedirs(folder, exist_ok=True)
    for k in range(tars):
        write_tar(os.path.join(folder, "%s-%06d.tar" % (split, k)),
                  [("film%d_%08d" % (k, n), files_of(n)) for n in range(k * count // tars, (k + 1) * count // tars)])
    return folder


def resized(tar, at, size):
    """A tar whose header there tells another size, with the right sum."""
    head = bytearray(tar[at:at + 512])
    head[124:136] = b"%11o\0" % size
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return tar[:at] + bytes(head) + tar[at + 512:]


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def at(self, name):
        return os.path.join(self.folder.name, name)

    def told(self, run, *words):
        """(what it returned, what it printed on stderr)."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([str(w) for w in words])
        return code, err.getvalue() + ("" if code else out.getvalue())

    def trains(self, work, *more, expected=0):
        code, text = self.told(
            train.main, "--work", self.at(work), "--size", *SIZE, "--batch", 4, "--width", 0.25, "--device", "cpu",
            "--threads", 1, *more)
        self.assertEqual(code, expected, text)
        return text

    def weights(self, work):
        return checkpoint.read(os.path.join(self.at(work), "checkpoint.pt"), "cpu")
