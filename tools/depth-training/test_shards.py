"""Samples out of tars drawn here: values, order, and input that is bad.

    python3 -m unittest test_shards
"""
import contextlib
import io
import os
import struct
import tarfile
import unittest
import zlib

import cv2
import numpy as np

import augment
import planes
import shards
from cases import SIZE, Case, coded, files_of, read, resized, scene, write_set, write_tar


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
            large = chunk(b"IDAT", zlib.compress(up + bytes(1 << 20)))
            for broken in (written[:33] + large + written[-12:], written[:-30], written[:60] + b"\0\0\0" + written[63:], b"", b"GIF89a"):
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
                ("back", resized(whole, fifth, -1024), 3, "damaged or cut off at byte %d" % fifth),
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

    def test_a_split_that_is_not_there_is_told_with_those_that_are(self):
        write_set(self.at("a"), 1, 1)
        write_set(self.at("a"), 1, 1, "validation")
        with self.assertRaisesRegex(shards.InputError, r"no test-\*\.tar; there are: train, validation$"):
            shards.tars_of(self.at("a"), "test")

    def test_one_clear_line_where_nothing_can_be_begun(self):
        os.makedirs(self.at("none"))
        write_tar(self.at("bad.tar"), [("f_1", files_of(1, **{"mask.png": None}))])
        write_set(self.at("a"), 4, 1)
        for words, expected in (
                (["--data", self.at("none")], "no train-*.tar"), (["--data", self.at("bad.tar")], " without a mask"),
                (["--data", self.at("a"), "--mixing", "pareto"], "two --data"),
                (["--data", self.at("a"), "--steps", 0], "--steps 0: expected one at least"),
                (["--data", self.at("a"), "--device", "nonsense"], "--device nonsense: "),
                (["--data", self.at("a"), "--device", "cuda:99"], "--device cuda:99: "),
                (["--data", self.at("a"), "--encoder", "vgg99"], "no encoder vgg99"),
                (["--data", self.at("a"), "--encoder", "resnet18", "--encoder-weights", self.at("bad.tar")],
                 "bad.tar: not the weights of resnet18"),
                (["--data", self.at("a"), "--data", self.at("a"), "--data", self.at("a")], "2 samples of each")):
            text = self.trains("w", "--steps", 2, *words, expected=2)
            self.assertIn(expected, text)
            self.assertEqual(len([line for line in text.splitlines() if line.startswith("train.py:")]), 1, text)

    def test_losses_that_are_no_numbers_end_in_one_line(self):
        write_set(self.at("a"), 4, 1)
        text = self.trains("w", "--data", self.at("a"), "--steps", 60, "--rate", 1e30, expected=2)
        self.assertIn("are not numbers", text)


if __name__ == "__main__":
    unittest.main()
