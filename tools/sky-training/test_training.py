"""Tests of what training stands on: pieces of panoramas, checkpoints out of exports, means. python3 -m unittest"""
import os
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import zlib
from unittest import mock

import cv2
import numpy as np
import onnx
import torch

import choose
import data
import export
import network
import restore
from panoramas import Packages, Panoramas, guessed_nearness, resources

H, W = 128, 256


def panorama(folder, sky_rows=H // 2):
    """A panorama whose upper rows are sky of light 3 and whose lower ones are ground of light 1, with its mask."""
    light, mask = np.ones((H, W, 3), np.float32), np.zeros((H, W), np.uint8)
    light[:sky_rows], mask[:sky_rows] = 3, 255
    cv2.imwrite(os.path.join(folder, "pm_plain.exr"), light)
    cv2.imwrite(os.path.join(folder, "pm_plain.png"), mask)
    return Panoramas(folder, folder)


def random_network():
    """With statistics of its normalisations that are neither 0 nor 1."""
    torch.manual_seed(1)
    net = network.Coarse().eval()
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, .3), module.running_var.uniform_(.5, 2)
            module.weight.data.uniform_(.7, 1.3), module.bias.data.normal_(0, .2)
    return net


class PanoramasTests(unittest.TestCase):
    def test_piece_looks_where_it_is_told(self):
        """The horizon goes through the middle of a level piece; one that looks up by 0.3 rad has sky there, one that looks
        down ground; and mask and light are of the same pixels."""
        with tempfile.TemporaryDirectory() as folder:
            panoramas, rng = panorama(folder), np.random.default_rng(1)
            for pitch, above in ((0, None), (.3, True), (-.3, False)):
                light, mask = panoramas.piece(rng, panoramas.all[0], 60, 80, pitch)
                if above is None:
                    self.assertAlmostEqual((mask == 255).mean(), .5, delta=.03)
                else:
                    self.assertEqual(mask[30, 40] == 255, above)
                    self.assertAlmostEqual(float(light[30, 40, 0]), 3 if above else 1, places=4)

    def test_view_has_sky_or_none(self):
        """Light is front + sky × share in both, as render.py has it."""
        with tempfile.TemporaryDirectory() as folder:
            panoramas, rng = panorama(folder), np.random.default_rng(2)
            views = lambda sky: (panoramas.view(rng, 48, 96, sky) for _ in range(9))  # noqa: E731
            with_sky, without = (next(view for view in views(sky) if view) for sky in (True, False))
            self.assertFalse(with_sky["negative"])
            self.assertGreater(with_sky["share"].mean() / 255, .02)
            self.assertTrue((with_sky["front"][with_sky["share"] == 255] == 0).all())
            self.assertTrue(without["negative"])
            self.assertEqual(without["share"].max(), 0)
            self.assertTrue(np.allclose(without["front"], 1))

    def test_what_the_mask_leaves_open_is_not_shown(self):
        with tempfile.TemporaryDirectory() as folder:
            panoramas = panorama(folder)
            panoramas.all[0][1][:] = 128
            panoramas.inside = panoramas.all
            self.assertIsNone(panoramas.view(np.random.default_rng(3), 48, 96, True))
            self.assertIsNone(panoramas.view(np.random.default_rng(3), 48, 96, False))

    def test_flat_picture_is_cut_not_wrapped(self):
        """Looking up it shows the upper edge, down the lower one, never more than that part; left goes with left."""
        with tempfile.TemporaryDirectory() as folder:
            shown = np.zeros((H, W, 3), np.uint8)
            shown[..., 2], shown[..., 1] = np.arange(H)[:, None], np.arange(W)[None] // 2
            cv2.imwrite(os.path.join(folder, "es_land-plain.bmp"), shown)
            os.mkdir(os.path.join(folder, "masks"))
            cv2.imwrite(os.path.join(folder, "masks", "es_land-plain.png"), np.zeros((H, W), np.uint8))
            panoramas, rng = Panoramas(folder, os.path.join(folder, "masks")), np.random.default_rng(1)
            for pitch, row in ((1, 0), (-1, H - 1)):
                light, _ = panoramas.piece(rng, panoramas.all[0], 40, 40, pitch, .25)
                rows = light[..., 0] ** (1 / 2.2) * 255
                self.assertLess(np.ptp(rows), .25 * H)
                self.assertAlmostEqual(rows[0 if pitch > 0 else -1, 0], row, delta=.6)
                across = light[0, :, 1]
                self.assertTrue((np.diff(across) > -1e-3).all() or (np.diff(across) < 1e-3).all())

    def test_reduced_picture_fits_its_mask(self):
        """Halves stay halves, in a third of the size; and such a picture is flat."""
        with tempfile.TemporaryDirectory() as folder:
            os.makedirs(os.path.join(folder, "backgrounds", "budgie"))
            os.mkdir(os.path.join(folder, "masks"))
            shown = np.zeros((60, 120, 3), np.uint8)
            shown[:, 60:] = 200
            cv2.imwrite(os.path.join(folder, "backgrounds", "budgie", "halves.jpg"), shown)
            packages, mask = Packages(folder, None), np.zeros((20, 40), np.uint8)
            packages.write("bb_halves", mask, folder)
            small = cv2.imread(os.path.join(folder, "bb_halves.png"))
            self.assertEqual(small.shape, (20, 40, 3))
            self.assertTrue((small[:, :18] < 20).all() and (small[:, 22:] > 180).all())
            with self.assertRaisesRegex(SystemExit, "backgrounds/budgie/none.jpg"):
                packages.write("bb_none", mask, folder)
            cv2.imwrite(os.path.join(folder, "masks", "bb_halves.png"), mask)
            self.assertTrue(Panoramas(folder, os.path.join(folder, "masks")).all[0].flat)

    def test_resources_of_qt(self):
        """A folder with a plain and a compressed file, as Qt's rcc writes them (version 1)."""
        titles, bodies = ["", "a.webp", "b.webp"], [b"plain", struct.pack(">I", 7) + zlib.compress(b"smaller")]
        names, at = b"", []
        for title in titles:
            at.append(len(names))
            names += struct.pack(">HI", len(title), 0) + title.encode("utf-16-be")
        files = b"".join(struct.pack(">I", len(b)) + b for b in bodies)
        tree = struct.pack(">IHII", at[0], 2, 2, 1) + struct.pack(">IHHHI", at[1], 0, 0, 0, 0)
        tree += struct.pack(">IHHHI", at[2], 1, 0, 0, 4 + len(bodies[0]))
        head = b"qres" + struct.pack(">4I", 1, 20, 20 + len(tree), 20 + len(tree) + len(files))
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "x.rcc")
            with open(path, "wb") as file:
                file.write(head + tree + files + names)
            self.assertEqual(resources(path), {"a.webp": b"plain", "b.webp": b"smaller"})


class FogTests(unittest.TestCase):
    """A view 1 m off on the left, 1 km on the right, open sky in its upper quarter; seven fogs."""

    def fogs(self):
        near, share = np.full((24, 32), 1.0, np.float32), np.zeros((24, 32), np.float32)
        near[:, 16:], near[:6], share[:6] = .001, 0, 1
        front = np.full((24, 32, 3), .1, np.float32) * (1 - share[..., None])
        sky = np.full((24, 32, 3), 2, np.float32)
        for seed in range(7):
            rng = np.random.default_rng(seed)
            yield data.veiled(rng, front, near, 2.0), data.fog(rng, front, sky, share, near)

    def test_fog_hides_what_is_far_and_not_the_near(self):
        for (light, air), _ in self.fogs():
            self.assertTrue((air[:6] == 0).all(), "the sky has no depth")
            self.assertTrue((air[6:, 31] >= air[6:, 0]).all())
            self.assertGreater(air[-1, 31], .2)
            self.assertLess(air[-1, 0], .92)
            self.assertTrue(np.allclose(light[6:], .1 + 1.9 * air[6:, :, None], atol=1e-5))

    def test_only_what_fog_hides_counts_as_sky(self):
        hidden = 0
        for _, (light, share) in self.fogs():
            self.assertTrue((share[:6] == 1).all())
            self.assertTrue((share[6:, :16] == 0).all())
            lost = share[6:] > .9      # hidden as good as wholly: it has the sky's light
            self.assertTrue((np.abs(light[6:][lost] / light[0, 0] - 1) < .15).all())
            hidden += lost.any()
        self.assertGreater(hidden, 1)


class ComposeTests(unittest.TestCase):
    def setUp(self):
        data.GRAINS[:] = [np.ones((256, 256, 3), np.float16)] * 200      # or it would draw forty first
        data.POOL.clear()

    def view(self, negative, **more):
        """A thing of light 0.5 in the left third before nothing but a world of light 1."""
        share = np.full((H, W), 255, np.float32)
        share[:, :W // 3] = 0
        front = np.full((H, W, 3), .5, np.float32) * (share[..., None] == 0)
        near = np.where(share == 0, 1, 0).astype(np.float32)
        return dict(front=front, sky=np.ones((H, W, 3), np.float32), share=share, nearness=near, negative=negative, **more)

    def test_what_has_nothing_behind_gets_other_grounds_and_no_sky(self):
        """The world behind has one hue, however it is lit; most grounds that take its place have more than one."""
        graded = 0
        for seed in range(12):
            light, share = data.compose(np.random.default_rng(seed), self.view(True), 48, 96)
            self.assertEqual(share.max(), 0)
            hue = light[:, [0, -1], 2] / light[:, [0, -1], 0]
            graded += min(np.ptp(hue[:, k]) for k in (0, 1)) > .01 or max(np.ptp(hue[:, k]) for k in (0, 1)) > .05
        self.assertGreater(graded, 4)

    def test_what_hangs_in_the_sky_always_has_clouds_behind_it(self):
        """The world behind is plain: every picture gets a new sky, and that is painted with clouds."""
        with mock.patch.object(data, "painted_sky", wraps=data.painted_sky) as painted:
            for seed in range(12):
                data.compose(np.random.default_rng(seed), self.view(False, hanging=True), 48, 96)
        self.assertEqual([call.kwargs["clouds"] for call in painted.call_args_list], [1] * 12)

    def test_guessed_depth_is_farthest_next_to_the_sky(self):
        sky = np.zeros((40, 60), bool)
        sky[:10] = True
        near = guessed_nearness(np.random.default_rng(1), sky)
        self.assertEqual(near[:10].max(), 0)
        self.assertTrue((np.diff(near[10:, 30]) > 0).all())
        self.assertAlmostEqual(1 / near[10, 30], 300, delta=60)
        self.assertGreater(guessed_nearness(np.random.default_rng(1), sky & False).min(), 0)


class ChoiceTests(unittest.TestCase):
    def test_figures_by_hand(self):
        sky = np.array([[True, True, False, False]])
        self.assertEqual(.5, choose.figure(sky, None))
        self.assertEqual(1 / 3, choose.figure(sky, np.uint8([[255, 0, 255, 0]])))
        self.assertEqual(1 / 2, choose.figure(sky, np.uint8([[255, 128, 255, 0]])), "128 counts for neither")
        self.assertEqual(0, choose.figure(sky, np.uint8([[128, 128, 128, 128]])))

    def test_pictures_of_a_set(self):
        with tempfile.TemporaryDirectory() as folder:
            for kind, name in ("nosky", "wall.png"), ("sky", "hill.png"), ("sky", "hill_sky.png"):
                os.makedirs(os.path.join(folder, "photos", kind), exist_ok=True)
                cv2.imwrite(os.path.join(folder, "photos", kind, name), np.full((10, 20, 3), (30, 20, 10), np.uint8))
            wall, hill = choose.pictures(folder)
        self.assertEqual((wall[0].split()[1], wall[1], wall[3]), ("photos/nosky", "wall", None))
        self.assertEqual((hill[0].split()[1], hill[1]), ("photos/sky", "hill"))
        self.assertEqual((wall[2][0, 0].tolist(), hill[3].shape), ([10, 20, 30], (96, 192)))


class CheckpointsTests(unittest.TestCase):
    def test_restored_network_is_the_exported_one(self):
        """But for what weights lose as float16; and its normalisations have the statistics of the pictures."""
        net, pictures = random_network(), torch.rand(8, 3, network.HEIGHT, network.WIDTH)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "sky.onnx")
            export.export(network.Sky(net).eval(), path, {})
            again = restore.restored(path, pictures)
        with torch.no_grad():
            self.assertLess((again(pictures)[0] - net(pictures)[0]).abs().max().item(), .05)
            seen = again.stem[0](torch.cat([pictures * 2 - 1, again.height.expand(8, -1, -1, -1)], 1))
        self.assertTrue(torch.allclose(again.stem[1].running_mean, seen.mean((0, 2, 3)), atol=1e-4))
        self.assertTrue(torch.allclose(again.stem[1].running_var, seen.var((0, 2, 3), unbiased=False), rtol=1e-3))

    def test_mirrored_picture_has_the_mirrored_sky(self):
        """It is the mean of what the network says of both, which for itself says two things."""
        net, pictures = random_network(), torch.rand(2, 3, network.HEIGHT, network.WIDTH)
        with torch.no_grad():
            (logit, any_sky), (other, any_other) = (network.both_ways(net, p) for p in (pictures, pictures.flip(3)))
            alone, mirrored = net(pictures), net(pictures.flip(3))
        self.assertTrue(torch.allclose(logit.flip(3), other, atol=1e-4))
        self.assertTrue(torch.allclose(any_sky, any_other, atol=1e-4))
        self.assertTrue(torch.allclose(logit, (alone[0] + mirrored[0].flip(3)) / 2, atol=1e-4))
        self.assertTrue(torch.allclose(any_sky, (alone[1] + mirrored[1]) / 2, atol=1e-4))
        self.assertGreater((alone[0].flip(3) - mirrored[0]).abs().max().item(), .01)

    def test_mean_of_checkpoints(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, "%d.pt" % k) for k in range(2)]
            for k, path in enumerate(paths):
                torch.save(dict(net={}, mean=dict(w=torch.full((3,), float(k)), n=torch.tensor(4 * k)), step=k), path)
            one = network.averaged(paths)
        self.assertEqual((one["mean"]["w"].tolist(), int(one["mean"]["n"]), one["step"]), ([.5] * 3, 2, 0))


class ShippedFileTests(unittest.TestCase):
    """A file exported with another gate calls other pictures sky, and nothing else would tell."""

    def test_its_gate_is_the_one_the_recipe_names(self):
        folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "pipelines", "models")
        graph = onnx.load(os.path.join(folder, "moviesky.onnx")).graph
        value = {n.output[0]: onnx.numpy_helper.to_array(n.attribute[0].t) for n in graph.node if n.op_type == "Constant"}
        maker = {n.output[0]: n for n in graph.node}
        gates = [(float(value[mul.input[1]]), float(value[sub.input[1]])) for mul in graph.node if mul.op_type == "Mul" and mul.input[1] in value
                 for sub in [maker.get(mul.input[0])] if sub is not None and sub.op_type == "Sub" and sub.input[1] in value]
        self.assertEqual([(slope, round(middle, 6)) for slope, middle in gates], [network.SHIPPED_GATE])


class WorkerTests(unittest.TestCase):
    def test_worker_ends_when_its_trainer_is_killed(self):
        """One that goes on holds gigabytes of pictures until somebody finds it."""
        folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow-training")
        script = """import multiprocessing, os, time, workers
def work():
    workers.end_with_trainer()
    print(os.getpid(), flush=True)
    time.sleep(60)
if __name__ == "__main__":
    multiprocessing.get_context("spawn").Process(target=work, daemon=True).start()
    time.sleep(60)"""
        with tempfile.TemporaryDirectory() as scratch:
            path = os.path.join(scratch, "trainer.py")
            with open(path, "w") as file:
                file.write(script)
            trainer = subprocess.Popen([sys.executable, path], env=dict(os.environ, PYTHONPATH=folder), stdout=subprocess.PIPE)
            worker = int(trainer.stdout.readline())
            trainer.kill()
            self.assertEqual(trainer.stdout.read(), b"")     # ends when nobody holds the pipe any more
            with self.assertRaises(ProcessLookupError):
                for _ in range(50):
                    os.kill(worker, 0)
                    time.sleep(.1)
            trainer.wait()
            trainer.stdout.close()


if __name__ == "__main__":
    unittest.main()
