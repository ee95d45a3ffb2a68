"""Trainer, predictions and export on small tars drawn here: resuming to equal weights, learning, what it writes.

    python3 -m unittest test_training
"""
import json
import os
import unittest

import cv2
import numpy as np
import torch

import export
import network
import predict
import predictions
import sheet
from cases import Case, files_of, read, scene, write_set, write_tar


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
        code, text = self.told(
            predict.main, *point, "--data", self.at("a"), "--split", "validation", "--out", self.at("none"))
        self.assertEqual((code, os.path.exists(self.at("none"))), (2, False))

    def test_sheet_finds_the_predictions_of_a_film_with_a_dot(self):
        write_tar(self.at("d.tar"), [("a%%2Ef_%08d" % k, files_of(k)) for k in range(3)])
        os.makedirs(self.at("p"))
        for k in range(3):
            predictions.write(self.at("p"), "a.f_%08d" % k, np.arange(3840).reshape(40, 96))
        sheet.main(["--data", self.at("d.tar"), "--rows", "2", "--out", self.at("s.jpg"), self.at("p")])
        self.assertEqual(cv2.imread(self.at("s.jpg")).shape[:2],
                         (sheet.BAR + 2 * (120 + sheet.GAP), 3 * (288 + sheet.GAP)))

    def test_networks(self):
        net = network.Depth()
        self.assertLess(network.parameters(net), 3e6)
        for other in (net, network.Depth("resnet18")):
            y = other.eval()(torch.rand(2, 3, 64, 96))
            self.assertEqual(tuple(y.shape), (2, 64, 96))
            self.assertGreater(float(y.min()), 0)


if __name__ == "__main__":
    unittest.main()
