"""What prove.sh reckons and packs; its long way is run by hand.

    python3 -m unittest test_prove
"""
import argparse
import contextlib
import io
import json
import os
import tempfile
import unittest
import unittest.mock

import cv2
import numpy as np

import augment
import prove
import sets
import shards


class ProveTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = folder.name

    def scores(self, name, **values):
        folder = os.path.join(self.work, "runs", name)
        os.makedirs(folder, exist_ok=True)
        prove.write_json(
            os.path.join(folder, "scores.json"), {getattr(prove, k): [v, v - 1, v + 1] for k, v in values.items()})

    def test_words_that_cannot_be_are_one_line_before_anything_is_made(self):
        plain = os.path.join(self.work, "plain")
        open(plain, "w").close()
        for words, expected in (
                (["--clip", "nothere.mkv"], "--clip nothere.mkv: no such file"),
                (["--rendered", "nothere"], "--rendered nothere: no such file"),
                (["--steps", "-1"], "--steps -1: expected"), (["--work", plain], "Not a directory")):
            err = io.StringIO()
            words = ["prove.py", "--work", os.path.join(self.work, "w"), *words]
            with unittest.mock.patch("sys.argv", words), contextlib.redirect_stderr(err):
                try:
                    code = prove.main()
                except SystemExit as end:
                    code = end.code
            self.assertEqual(code, 2, err.getvalue())
            self.assertIn(expected, err.getvalue().splitlines()[-1])
        self.assertEqual(os.listdir(self.work), ["plain"])

    def test_intervals_are_students(self):
        # deviation 1, root of 3, 4.303 for two degrees of freedom
        value, low, high = prove.interval([1, 2, 3])
        self.assertEqual(value, 2)
        self.assertAlmostEqual(high - 2, 2.4843, places=3)
        self.assertAlmostEqual(2 - low, high - 2)
        self.assertEqual([prove.verdict(*v) for v in ((0.1, 1), (-1, 1), (-2, -1))],
                         ["shown", "not significant", "the opposite is significant"])

    def test_rows_and_claims_are_of_the_same_seeds(self):
        a = argparse.Namespace(work=self.work, seeds=3)
        for seed, (good, bad) in enumerate([(1, 3), (2, 4.1), (1.5, 3.4)], 1):
            self.scores("trained-%d" % seed, FILMS=good)
            self.scores("monodepth2-%d" % seed, FILMS=bad)
        self.scores("l1-1", FILMS=7)
        self.scores("constant", FILMS=6)
        rows = {(r["name"], r["metric"]): r for r in prove.rows_of(a)}
        self.assertEqual(rows["trained", prove.FILMS]["value"], 1.5)
        self.assertEqual([rows["constant", prove.FILMS][k] for k in ("value", "low", "high")], [6, 5, 7])
        claims = list(prove.claims_of(a))
        self.assertEqual(len(claims), len(prove.CLAIMS))
        self.assertRegex(claims[0], r"beats constant +\+4.5000 +\[.*\] +shown")
        self.assertRegex("\n".join(claims), r"self-supervision by the other view +\+2.0000 +\[.*\] +shown")
        self.assertRegex("\n".join(claims), r"ssitrim beats L1 +not run")
        json.dumps(prove.rows_of(a), allow_nan=False)

    def test_a_folder_is_claimed_by_one_proof_of_one_kind(self):
        def proof(**others):
            return argparse.Namespace(**{**dict(work=self.work, steps=600, seconds=None, clip=None, pairs="far/pairs",
                                                rendered=None), **others})
        with prove.claimed(proof()):
            with self.assertRaisesRegex(shards.InputError, "another prove.sh is at work there"):
                prove.claimed(proof())
        for others, changed in ((dict(steps=150), "--steps"), (dict(seconds=18, steps=100), "--quick, --steps"),
                                (dict(clip="a.mp4"), "--clip"), (dict(pairs=None), "--pairs")):
            with self.assertRaisesRegex(shards.InputError, "made with another %s: give" % changed):
                prove.claimed(proof(**others))
        prove.claimed(proof(pairs="near/pairs")).close()

    def test_claims_name_arms_that_are_run(self):
        for _, _, better, worse, _ in prove.CLAIMS:
            self.assertIn(better, prove.ARMS)
            self.assertIn(worse, [*prove.ARMS, *prove.BASELINES])

    def test_pipelines_have_the_keys_that_are_changed(self):
        for changes in ((sets.QUARTER,), (sets.QUARTER, sets.DENSELY, sets.WITHOUT_MASKS)):
            with open(sets.pipeline(self.work, "p", *changes)) as file:
                text = file.read()
        self.assertIn("residual_px_max: 1000\n", text)
        self.assertIn("fps: { train: 12, validation: 1, test: 4 }", text)
        with self.assertRaisesRegex(shards.InputError, "has no 'nothing: 1'"):
            sets.pipeline(self.work, "p", {"nothing: 1\n": ""})

    def test_pairs_are_all_there_or_named(self):
        for name, scale in sets.PAIRS.items():
            with self.assertRaisesRegex(shards.InputError, "no .*%s/disp_left" % name):
                sets.pairs(self.work, self.work)
            os.makedirs(os.path.join(self.work, name))
            cv2.imwrite(os.path.join(self.work, name, "left.png"), np.zeros((3, 4), np.uint8))
            code = np.full((3, 4), 8, np.uint8)
            cv2.imwrite(os.path.join(self.work, name, "disp_left_x%d.png" % scale), code)
        sets.pairs(self.work, self.work)
        truth = cv2.imread(os.path.join(self.work, "pairs", "truth", "teddy.pfm"), cv2.IMREAD_UNCHANGED)
        self.assertEqual((truth.shape, truth.max()), ((3, 4), 2))
        self.assertEqual(sorted(os.listdir(os.path.join(self.work, "pairs", "images"))),
                         sorted(name + ".png" for name in sets.PAIRS))

    def test_rendered_views_are_packed_with_their_disparity(self):
        rng, near = np.random.default_rng(1), np.tile(np.linspace(0.1, 0.5, 48)[:, None], (1, 96)).astype(np.float16)
        share = np.zeros((48, 96), np.uint8)
        share[:5] = 255
        colours = {k: rng.random((48, 96, 3)).astype(np.float16) for k in ("front", "sky", "right_front", "right_sky")}
        np.savez(os.path.join(self.work, "00012_1_street.npz"), nearness=near, share=share, right_share=share,
                 baseline=0.5, focal_px=40.0, **colours)
        np.savez(os.path.join(self.work, "00013_1_mono.npz"), nearness=near)
        path = os.path.join(self.work, "tars", "train-000000.tar")
        with self.assertRaisesRegex(shards.InputError, "no view of render.py --stereo"):
            sets.rendered(os.path.join(self.work, "none"), path)
        self.assertEqual(sets.rendered(self.work, path), 1)
        sample, = shards.in_order([path], augment.Settings((96, 48), augmented=False, targets="width", right=True), {})
        expected = 0.5 + 10 * (near.astype(float) * 40 * 0.5) / 96
        self.assertLess(np.abs(sample.target - expected)[5:].max(), 0.002)
        self.assertEqual(sample.right.shape, (48, 96, 3))


if __name__ == "__main__":
    unittest.main()
