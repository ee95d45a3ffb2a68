"""Loader, trainer, predictions and export on small tars drawn here: order, resuming, and input that is bad.

    python3 -m unittest test_training
"""
import contextlib
import io
import json
import os
import struct
import tarfile
import tempfile
import unittest
import zlib

import cv2
import numpy as np
import torch

import augment
import checkpoint
import export
import network
import planes
import predict
import shards
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


class LoaderTests(Case):
    def loader(self, seed=1, settings=augment.Settings(SIZE), folder="a", **more):
        return shards.Loader(shards.tars_of(self.at(folder)), seed, settings, **more)

    def test_values_are_those_of_the_code(self):
        write_tar(self.at("train-000000.tar"), [("f_00000001", files_of(1))])
        width = augment.Settings((96, 40), augmented=False, targets="width")
        found = self.loader(settings=width, folder="").next()
        left, _, code, mask = scene(1)
        expected = np.where((mask == 0) | (mask == 4), 0.5 + 10 * (code.astype(float) - 32768) / 64 / 96, np.nan)
        np.testing.assert_allclose(found.target, expected, atol=1e-6)
        self.assertLess(np.abs(found.left[..., ::-1].astype(int) - left).mean(), 8)
        no_sky = augment.Settings((96, 40), augmented=False, sky=False)
        self.assertTrue(np.isnan(self.loader(settings=no_sky, folder="").next().target[0]).all())

    def test_masks_off_takes_every_value(self):
        left, right, code, mask = scene(1)
        mask[:] = 1
        write_tar(self.at("train-000000.tar"), [("f_00000001", files_of(1, **{"mask.png": coded(mask)}))])
        off = self.loader(settings=augment.Settings((96, 40), augmented=False, masks=False), folder="").next()
        np.testing.assert_array_equal(np.isnan(off.target), code == 0)
        with self.assertRaisesRegex(shards.InputError, "hardly a valid pixel"):
            self.loader(folder="").next()

    def test_a_mirrored_pair_may_have_no_target(self):
        with self.assertRaises(ValueError):
            augment.Settings((96, 40), right=True)

    def test_crops_and_flips_show_what_their_targets_say(self):
        """Red and green tell the column and the row, and so does the disparity: where both agree, crop and flip do."""
        y, x = np.mgrid[:80, :188]
        picture = np.dstack([np.full(x.shape, 90), 3 * y, x]).astype(np.uint8)
        code, mask = np.round(32768 + 64 * (0.05 * x + 0.1 * y)).astype(np.uint16), np.zeros(x.shape, np.uint8)
        files = files_of(0, **{"left.jpg": cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 100])[1].tobytes(),
                               "disparity.png": coded(code), "mask.png": coded(mask)})
        files = {name.split(".")[0]: content for name, content in files.items()}
        flips, places = set(), set()
        for seed in range(12):
            s = augment.sample("f_1", files, augment.Settings((64, 32), targets="width"), seed)
            self.assertEqual((s.left.shape, s.target.shape), ((32, 64, 3), (32, 64)))
            told = 0.5 + 10 * (0.05 * s.left[..., 0].astype(float) + 0.1 * s.left[..., 1] / 3) / 188
            self.assertLess(np.abs(told - s.target).max(), 0.01)
            flips.add(bool(s.left[0, 0, 0] > s.left[0, -1, 0]))
            places.add(int(s.left[0, 0, 0]))
        self.assertEqual(flips, {False, True})
        self.assertGreater(len(places), 5)

    def test_planes_of_any_filter_are_read_alike(self):
        _, _, code, mask = scene(3)
        for plane in (code, mask):
            rows = plane.astype(plane.dtype.newbyteorder(">")).view(np.uint8)
            up = b"".join(b"\2" + row.tobytes() for row in np.diff(rows, axis=0, prepend=0 * rows[:1]))
            bits = 8 * plane.itemsize
            def chunk(kind, content):
                return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
            packed = zlib.compress(up)
            written = planes.SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 96, 40, bits, 0, 0, 0, 0)) + chunk(
                b"IDAT", packed[:50]) + chunk(b"IDAT", packed[50:]) + chunk(b"IEND", b"")
            np.testing.assert_array_equal(cv2.imdecode(np.frombuffer(written, np.uint8), -1), plane)
            for content in (written, coded(plane)):
                np.testing.assert_array_equal(planes.columns(content, 7, 61), plane[:, 7:61])
            for broken in (written[:-30], written[:60] + b"\0\0\0" + written[63:], b"", b"GIF89a"):
                with self.assertRaises(ValueError):
                    planes.columns(broken, 0, 96)

    def test_every_epoch_has_each_sample_once_in_another_order(self):
        write_set(self.at("a"))
        loader = self.loader(samples=7)
        epochs = [[loader.next().key for _ in range(24)] for _ in range(2)]
        self.assertEqual(sorted(epochs[0]), sorted(epochs[1]))
        self.assertEqual(len(set(epochs[0])), 24)
        self.assertNotEqual(epochs[0], epochs[1])
        self.assertNotEqual(epochs[0], [self.loader(seed=2).next().key for _ in range(24)])

    def test_the_buffer_is_bounded(self):
        write_set(self.at("a"))
        stream = shards.Stream(shards.tars_of(self.at("a")), 1, samples=5)
        held = []
        stream.draw = lambda rng, buffer: held.append(len(buffer)) or shards.Stream.draw(rng, buffer)
        self.assertEqual(len(list(stream.epoch(0))), 24)
        self.assertEqual(max(held), 5)
        size = sum(map(len, files_of(1).values()))
        held.clear()
        stream = shards.Stream(shards.tars_of(self.at("a")), 1, size=3 * size)
        stream.draw = lambda rng, buffer: held.append(len(buffer)) or shards.Stream.draw(rng, buffer)
        list(stream.epoch(0))
        self.assertLess(max(held), 7)

    def test_going_on_gives_the_same_samples_with_any_threads(self):
        write_set(self.at("a"))
        whole = self.loader()
        first = [whole.next() for _ in range(30)]
        state = whole.state
        rest = [whole.next() for _ in range(10)]
        again = self.loader(state=state, threads=3)
        for one in rest:
            other = again.next()
            self.assertEqual(one.key, other.key)
            np.testing.assert_array_equal(one.left, other.left)
            np.testing.assert_array_equal(one.target, other.target)
        again.close()
        self.assertEqual(len({s.key for s in first}), 24)

    def test_views_change_places_where_a_pair_is_mirrored(self):
        write_set(self.at("a"))
        loader = self.loader(settings=augment.Settings((96, 40), right=True, labelled=False))
        places = {"film%d_%08d" % (n // 8, n): n for n in range(24)}
        for _ in range(8):
            s = loader.next()
            left, right = (v[..., ::-1].astype(int) for v in scene(places[s.key])[:2])
            straight = np.abs(s.left - left).mean() + np.abs(s.right - right).mean()
            mirrored = np.abs(s.left - right[:, ::-1]).mean() + np.abs(s.right - left[:, ::-1]).mean()
            self.assertLess(min(straight, mirrored), 16)

    def test_films_of_unknown_scale_keep_their_order(self):
        a, b = augment.disguise("one", 5), augment.disguise("two", 5)
        self.assertNotEqual(a, b)
        self.assertEqual(a, augment.disguise("one", 5))
        for factor, constant in (augment.disguise(str(k), 1) for k in range(200)):
            self.assertTrue(0.39 < factor < 2.6 and -0.01 < constant < 0.61)


class BadInputTests(Case):
    def test_bad_samples_are_left_out_and_counted(self):
        _, _, code, mask = scene(0)
        nothing, plain = np.zeros_like(code), np.full_like(code, 40000)
        bad = {
            "without a mask": {"mask.png": None}, "without a left view": {"left.jpg": None},
            "without a disparity": {"disparity.png": None}, "damaged left view": {"left.jpg": b"no picture"},
            "damaged disparity": {"disparity.png": b""}, "damaged mask": {"mask.png": b"x"},
            "with hardly a valid pixel": {"disparity.png": coded(nothing)},
            "of one disparity": {"disparity.png": coded(plain)},
            "mask of another size": {"mask.png": coded(mask[:20])},
            "disparity of other than 16 bits": {"disparity.png": coded(mask)},
        }
        samples = [("f_%08d" % k, files_of(k, **change)) for k, change in enumerate(bad.values())]
        write_tar(self.at("train-000000.tar"), samples + [("g_%08d" % k, files_of(k)) for k in range(4)])
        tally = shards.Tally()
        found = list(shards.in_order(shards.tars_of(self.at("")), augment.Settings(SIZE), tally))
        self.assertEqual([s.key for s in found], ["g_%08d" % k for k in range(4)])
        self.assertEqual(dict(tally), {reason: 1 for reason in bad})
        text = self.trains("w", "--data", self.at(""), "--steps", 4)
        for reason in bad:
            self.assertRegex(text, r"left out: .*\d " + reason)

    def test_sizes_may_differ(self):
        left, _, code, mask = (cv2.resize(p, (200, 120), interpolation=cv2.INTER_NEAREST) for p in scene(1))
        large = {"left.jpg": cv2.imencode(".jpg", left)[1].tobytes(), "disparity.png": coded(code),
                 "mask.png": coded(mask)}
        half = files_of(2, **{"left.jpg": cv2.imencode(".jpg", cv2.resize(scene(2)[0], (192, 80)))[1].tobytes()})
        write_tar(self.at("train-000000.tar"), [("f_1", files_of(1)), ("f_2", large), ("f_3", half)])
        self.trains("w", "--data", self.at("train-000000.tar"), "--steps", 3)
        found = list(shards.in_order([self.at("train-000000.tar")], augment.Settings(SIZE), shards.Tally()))
        self.assertEqual([s.full for s in found], [(96, 40), (200, 120), (96, 40)])

    def test_damaged_tars_are_named_once_and_used_up_to_the_damage(self):
        write_set(self.at("a"), 8, 1)
        whole = read(self.at("a/train-000000.tar"))
        with tarfile.open(self.at("a/train-000000.tar")) as tar:
            fifth = next(m.offset for m in tar if m.name.startswith("film0_00000004"))
        for name, content, samples, said in (
                ("half", whole[:fifth + 3000], 4, "cut off at byte %d" % (fifth + 3000)),
                ("border", whole[:fifth], 3, "cut off at byte %d" % fifth),
                ("header", whole[:fifth] + b"\x5a" * 512 + whole[fifth + 512:], 3, "or cut off at byte %d" % fifth),
                ("sum", whole[:fifth + 1] + b"\x5a" + whole[fifth + 2:], 3, "damaged or cut off at byte %d" % fifth),
                ("empty", b"", 0, "cut off at byte 0"), ("none", b"not a tar" * 300, 0, "damaged or cut off at byte 0"),
                ("unread", None, 0, "Is a directory"), ("whole", whole, 8, None)):
            path = self.at(name + ".tar")
            if content is None:
                os.makedirs(path)
            else:
                with open(path, "wb") as file:
                    file.write(content)
            tally, err = shards.Tally(), io.StringIO()
            with contextlib.redirect_stderr(err):
                for _ in range(2):
                    found = list(shards.in_order([path], augment.Settings(SIZE), tally))
            self.assertEqual(len(found), samples, name)
            lines = err.getvalue().splitlines()
            self.assertEqual((len(lines), tally["after damage in a tar"]), (0, 0) if said is None else (1, 2), name)
            if said:
                self.assertIn(path, lines[0])
                self.assertIn(said, lines[0])

    def test_long_names_are_read(self):
        film = "a" * 120
        write_tar(self.at("train-000000.tar"), [("%s_%08d" % (film, k), files_of(k)) for k in range(2)])
        found = list(shards.in_order(shards.tars_of(self.at("")), augment.Settings(SIZE), shards.Tally()))
        self.assertEqual([s.key for s in found], ["%s_%08d" % (film, k) for k in range(2)])

    def test_one_clear_line_where_nothing_can_be_begun(self):
        os.makedirs(self.at("none"))
        write_tar(self.at("bad.tar"), [("f_1", files_of(1, **{"mask.png": None}))])
        write_set(self.at("a"), 4, 1)
        for words, expected in (
                (["--data", self.at("none")], "no train-*.tar"), (["--data", self.at("bad.tar")], " without a mask"),
                (["--data", self.at("a"), "--mixing", "pareto"], "two --data"),
                (["--data", self.at("a"), "--encoder", "vgg99"], "no encoder vgg99"),
                (["--data", self.at("a"), "--data", self.at("a"), "--data", self.at("a")], "2 samples of each")):
            text = self.trains("w", "--steps", 2, *words, expected=2)
            self.assertIn(expected, text)
            self.assertEqual(len([line for line in text.splitlines() if line.startswith("train.py:")]), 1, text)

    def test_losses_that_are_no_numbers_end_in_one_line(self):
        write_set(self.at("a"), 4, 1)
        text = self.trains("w", "--data", self.at("a"), "--steps", 60, "--rate", 1e30, expected=2)
        self.assertIn("are not numbers", text)


class TrainingTests(Case):
    def test_resuming_gives_equal_weights(self):
        write_set(self.at("a"))
        write_set(self.at("b"), 8, 1)
        sets = ["--data", self.at("a"), "--data", self.at("b"), "--steps", 6]
        for name, more in (("plain", []), ("pareto", ["--mixing", "pareto", "--loss", "ranking"]),
                           ("stereo", ["--loss", "monodepth2", "--half"])):
            self.trains(name, *sets, *more)
            self.trains(name + "2", *sets, *more, "--stop-after", 2)
            self.trains(name + "2", *sets, *more, "--stop-after", 1)
            self.trains(name + "2", *sets, *more)
            one, other = self.weights(name), self.weights(name + "2")
            self.assertEqual(one["step"], other["step"])
            for part in ("net", "mean"):
                for key, value in one[part].items():
                    self.assertTrue(torch.equal(value, other[part][key]), (name, key))
        self.assertTrue(os.path.getsize(self.at("plain/curves.png")) > 1000)
        rows = [json.loads(line) for line in read(self.at("pareto/log.jsonl")).splitlines()]
        self.assertEqual([row["step"] for row in rows], list(range(1, 7)))
        self.assertAlmostEqual(sum(rows[0]["weights"]), 1, places=6)

    def test_interrupted_checkpoints_are_left_aside(self):
        write_set(self.at("a"), 8, 1)
        command = ["--data", self.at("a"), "--steps", 4, "--stop-after", 1]
        self.trains("w", *command)
        self.trains("w", *command)
        whole = read(self.at("w/checkpoint.pt"))
        with open(self.at("w/checkpoint.pt"), "wb") as file:
            file.write(whole[:len(whole) // 2])
        text = self.trains("w", *command)
        self.assertIn("not a whole checkpoint", text)
        self.assertEqual(self.weights("w")["step"], 2)     # from the one before, of step 1
        text = self.trains("w", "--data", self.at("a"), "--steps", 5, expected=2)
        self.assertIn("another --steps", text)

    def test_it_learns(self):
        write_set(self.at("a"), 4, 1)
        self.trains("w", "--data", self.at("a"), "--steps", 40, "--rate", 3e-3, "--no-sky", "--loss", "ssimae")
        rows = [json.loads(line)["loss"][0] for line in read(self.at("w/log.jsonl")).splitlines()]
        self.assertLess(np.mean(rows[-5:]), 0.7 * np.mean(rows[:3]))

    def test_predictions_and_export(self):
        write_set(self.at("a"), 4, 1)
        self.trains("w", "--data", self.at("a"), "--steps", 2)
        point = ["--checkpoint", self.at("w/checkpoint.pt")]
        self.assertEqual(self.told(predict.main, *point, "--data", self.at("a"), "--out", self.at("p"))[0], 0)
        one = np.load(self.at("p/film0_00000002.npy"))
        self.assertEqual((one.shape, one.dtype, len(os.listdir(self.at("p")))), ((40, 96), np.float32, 4))
        self.assertEqual(self.told(export.main, *point, "--out", self.at("n.onnx"))[0], 0)
        self.assertEqual(self.told(predict.main, "--network", self.at("n.onnx"), "--height", 32, "--data", self.at("a"),
                                   "--out", self.at("q"))[0], 0)
        np.testing.assert_allclose(np.load(self.at("q/film0_00000002.npy")), one, rtol=1e-4)
        os.makedirs(self.at("i"))
        cv2.imwrite(self.at("i/hall.png"), scene(1)[0])
        self.assertEqual(self.told(predict.main, *point, "--images", self.at("i"), "--out", self.at("r"))[0], 0)
        self.assertEqual(np.load(self.at("r/hall.npy")).shape, (40, 96))
        code, text = self.told(
            predict.main, "--checkpoint", self.at("i/hall.png"), "--images", self.at("i"), "--out", self.at("r"))
        self.assertEqual(code, 2)
        self.assertIn("not a whole checkpoint", text)

    def test_networks(self):
        net = network.Depth()
        self.assertLess(network.parameters(net), 3e6)
        for other in (net, network.Depth("resnet18")):
            y = other.eval()(torch.rand(2, 3, 64, 96))
            self.assertEqual(tuple(y.shape), (2, 64, 96))
            self.assertGreater(float(y.min()), 0)


if __name__ == "__main__":
    unittest.main()
