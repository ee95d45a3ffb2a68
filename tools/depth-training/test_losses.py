"""Every loss against NumPy written apart, against values reckoned by hand, and its gradient against differences.

    python3 -m unittest test_losses            (or: python3 test_losses.py)
"""
import math
import os
import sys
import unittest

import numpy as np
import torch

import losses
import mixing
import stereo
import twins

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "measure"))
import metrics  # noqa: E402

EQUAL = 1e-6
SIZES = [(9, 12), (17, 13), (8, 8)]


def case(seed, size=(9, 12), share=0.75):
    """p and t above 0 with structure in common, m with holes, NaN and infinity where m is False."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:size[0], :size[1]]
    t = 3 + np.sin(x / 3) + 0.2 * y + (x > 5) * 1.5
    p = 0.6 * t + 1 + 0.3 * rng.random(size)
    m = rng.random(size) < share
    t[~m] = rng.choice([np.nan, np.inf, 1e30, -5], (~m).sum())
    p[~m] = rng.choice([np.nan, 7], (~m).sum())
    return p, t, m


def tensors(*cases):
    return [torch.from_numpy(np.stack(part)) for part in zip(*cases)]


def pictures(seed, count, size=(7, 10)):
    rng = np.random.default_rng(seed)
    return [rng.random((3,) + size) for _ in range(count)]


def pairs_of(m, count, seed):
    rng, places = np.random.default_rng(seed), np.argwhere(m)
    a, b = rng.integers(len(places), size=(2, count))
    return np.concatenate([places[a], places[b]], 1)


class AgainstNumPyTests(unittest.TestCase):
    def holds(self, loss, *others, **settings):
        for seed, size in enumerate(SIZES):
            one, two = case(seed, size), case(seed + 50, size, 0.6)
            found = float(loss(*tensors(one, two), **settings))
            for other in others:
                expected = (other(*one) + other(*two)) / 2
                self.assertLess(abs(found - expected), EQUAL * max(1, abs(expected)), (loss, other, size))
                self.assertGreater(abs(expected), 1e-4)

    def test_ssimse(self):
        self.holds(losses.ssimse, twins.ssimse, metrics.ssimse)

    def test_ssimae(self):
        self.holds(losses.ssimae, twins.ssimae, metrics.ssimae)

    def test_ssitrim(self):
        self.holds(losses.ssitrim, twins.ssitrim, metrics.ssitrim)

    def test_gradient(self):
        self.holds(losses.gradient, twins.multiscale, metrics.gradient)

    def test_midas_total(self):
        self.holds(losses.LOSSES["midas"], lambda p, t, m: twins.ssitrim(p, t, m) + twins.multiscale(p, t, m) / 2)
        self.holds(losses.LOSSES["ssimae+gradient"], lambda *c: metrics.midas(*c)["ssimae_total"])

    def test_silog(self):
        self.holds(losses.silog, lambda *c: twins.silog(*c, 0.5), lambda *c: metrics.depth_errors(*c)["eigen_05"])
        self.holds(losses.silog_085, lambda *c: twins.silog(*c, 0.85), lambda *c: metrics.depth_errors(*c)["eigen_085"])
        self.holds(lambda *c: losses.silog(*c, share=1) / 2, metrics.silog_loss)

    def test_berhu(self):
        one, two = case(1), case(2)
        two = (two[0] + 3, *two[1:])
        found = float(losses.berhu(*tensors(one, two)))
        self.assertLess(abs(found - twins.berhu([one, two])), EQUAL)
        alone = metrics.depth_errors(*one)["berhu"]
        self.assertLess(abs(float(losses.berhu(*tensors(one))) - alone), EQUAL)

    def test_absolute(self):
        self.holds(losses.absolute, lambda p, t, m: np.mean(np.abs(p[m] - t[m])))

    def test_depth_pro(self):
        self.holds(losses.mae_trimmed, twins.mae_trimmed, lambda *c: metrics.every_metric(
            dict(p=c[0], t=c[1], m=c[2].astype(int)))["mae_trimmed"])
        for k, (name, loss) in enumerate([("mage", losses.mage), ("msge", losses.msge), ("male", losses.male)]):
            full = lambda p, t, m: (p, t, m | True)  # noqa: E731
            for seed, size in enumerate(SIZES):
                one = full(*case(seed, size, share=1.0))
                found = float(loss(*tensors(one)))
                self.assertLess(abs(found - twins.derivatives(*one)[k]), EQUAL)
                self.assertLess(abs(found - metrics.derivatives(*one)[name]), EQUAL)
            self.holds(loss, lambda *c, k=k: twins.derivatives(*c)[k],
                       lambda *c, n=name: metrics.derivatives(*c).get(n, 0))

    def test_depth_pro_over_six_levels(self):
        p, t, m = case(9, (200, 170), share=2)
        expected = metrics.derivatives(p, t, m)
        for name, loss in (("mage", losses.mage), ("msge", losses.msge), ("male", losses.male)):
            self.assertLess(abs(float(loss(*tensors((p, t, m)))) - expected[name]), EQUAL, name)

    def test_ranking(self):
        for seed in range(3):
            p, t, m = case(seed)
            pairs = pairs_of(m, 60, seed)
            found = float(losses.ranking_of(*tensors((p, t, m)), pairs=torch.from_numpy(pairs), tolerance=0.3))
            self.assertLess(abs(found - twins.ranking(p, t, m, pairs, 0.3)), EQUAL)

    def test_photometric(self):
        a, b = pictures(3, 2)
        found = stereo.photometric(*(torch.from_numpy(v)[None] for v in (a, b)))[0, 0].numpy()
        self.assertLess(np.abs(found - twins.photometric(a, b)).max(), EQUAL)
        turned = metrics.photometric_error(*(v.transpose(1, 2, 0) for v in (a, b)))
        self.assertLess(np.abs(found - turned).max(), EQUAL)

    def test_reprojection(self):
        target, far, near = pictures(4, 3)
        warps, sources = [0.7 * target + 0.3 * far, 0.6 * target + 0.4 * near], [0.7 * target + 0.3 * near, far]
        m = np.random.default_rng(1).random(target.shape[1:]) < 0.8
        expected = twins.reprojection(target, warps, sources, m)
        t = lambda v: torch.from_numpy(v)[None]  # noqa: E731
        found = float(stereo.reprojection(t(target), [t(w) for w in warps], [t(s) for s in sources], t(m)[None]))
        self.assertLess(abs(found - expected), EQUAL)
        flat = [v.transpose(1, 2, 0) for v in (target, *warps, *sources)]
        other = metrics.photometric(flat[0], flat[1:3], flat[3:], m)
        self.assertLess(abs(found - other["pe_auto"]), EQUAL)
        self.assertTrue(0.1 < other["auto_mask_share"] < 0.9)

    def test_warp_and_smoothness(self):
        right = pictures(5, 1)[0]
        d = np.random.default_rng(2).normal(0, 3, right.shape[1:])
        t = lambda v: torch.from_numpy(v)[None]  # noqa: E731
        self.assertLess(np.abs(stereo.warp(t(right), t(d)[None])[0].numpy() - twins.warped(right, d)).max(), EQUAL)
        self.assertLess(abs(float(stereo.smoothness(t(d)[None], t(right))) - twins.smoothness(d, right)), EQUAL)

    def test_shortest(self):
        rng = np.random.default_rng(6)
        for count in (1, 2, 3, 4, 5):
            for _ in range(20):
                g = rng.normal(0, 1, (count, 6)) + rng.normal(0, 2, 6) * rng.integers(2)
                g[0] *= rng.choice([0.01, 1, 30])
                found, expected = mixing.shortest(torch.from_numpy(g)).numpy(), twins.shortest(g)
                self.assertLess(abs(np.linalg.norm(found @ g) - np.linalg.norm(expected @ g)), EQUAL * np.abs(g).max())
                self.assertLess(np.abs(found - expected).max(), 1e-5)


class ByHandTests(unittest.TestCase):
    def test_midas_of_a_line(self):
        t = torch.arange(20.0).double().view(1, 4, 5)
        m = torch.ones_like(t, dtype=torch.bool)
        p = t * 3 - 7
        for name in ("ssimse", "ssimae", "ssitrim", "midas", "mage", "depth-pro"):
            self.assertLess(abs(float(losses.LOSSES[name](p, t, m))), 1e-12, name)
        # mirrored: medians 9.5 both, deviation 5, p^ - t^ = -2 t^; mean |t^| is 1, so the loss is 1
        self.assertAlmostEqual(float(losses.ssimae(-t, t, m)), 1, places=12)
        # 16 of the 20 |t^| = .1 .3 ... 1.9 (each twice) are kept: .1 ... 1.5, their sum is 12.8; 2 * 12.8 / 40
        self.assertAlmostEqual(float(losses.ssitrim(-t, t, m)), 0.64, places=12)

    def test_silog_of_a_factor(self):
        t = torch.arange(1.0, 21).double().view(1, 4, 5)
        m = torch.ones_like(t, dtype=torch.bool)
        square = math.log(2) ** 2
        self.assertAlmostEqual(float(losses.silog(2 * t, t, m)), square / 2, places=12)
        self.assertAlmostEqual(float(losses.silog_085(2 * t, t, m)), 0.15 * square, places=12)

    def test_berhu_of_two_errors(self):
        t = torch.zeros(1, 4, 5).double()
        t[..., 0] = 1
        p = t + 0.1
        p[0, 0, 1] += 0.9      # errors .1 (19 times) and 1: c = .2; (1 + .04) / .4 = 2.6
        m = torch.ones_like(t, dtype=torch.bool)
        self.assertAlmostEqual(float(losses.berhu(p, t, m)), (1.9 + 2.6) / 20, places=12)

    def test_warp_by_two(self):
        right = torch.arange(6.0).view(1, 1, 1, 6).expand(1, 3, 1, 6)
        moved = stereo.warp(right, torch.full((1, 1, 1, 6), 2.0))[0, 0, 0].tolist()
        self.assertEqual(moved, [0, 0, 0, 1, 2, 3])
        half = stereo.warp(right, torch.full((1, 1, 1, 6), -0.5))[0, 0, 0].tolist()
        self.assertEqual(half, [0.5, 1.5, 2.5, 3.5, 4.5, 5])

    def test_automask_leaves_out_what_does_not_move(self):
        a = torch.rand(1, 3, 6, 8, generator=torch.Generator().manual_seed(1))
        self.assertEqual(float(stereo.reprojection(a, [a], [a])), 0)
        b = torch.rand(1, 3, 6, 8, generator=torch.Generator().manual_seed(2))
        self.assertEqual(float(stereo.reprojection(a, [b], [b])), 0)
        self.assertGreater(float(stereo.reprojection(a, [(a + b) / 2], [b])), 0.01)

    def test_shortest_of_two(self):
        # (1, 0) and (0, 2): the foot of the line's perpendicular is at 4/5 of the first
        found = mixing.shortest(torch.tensor([[1.0, 0], [0, 2]]))
        self.assertTrue(torch.allclose(found, torch.tensor([0.8, 0.2], dtype=torch.float64)))
        self.assertEqual(mixing.shortest(torch.zeros(3, 4)).tolist(), [1 / 3] * 3)
        self.assertEqual(mixing.shares(8, 3), [3, 3, 2])

    def test_pareto_sets_gradients(self):
        x = torch.nn.Parameter(torch.tensor([1.0, 1.0]))
        w = mixing.pareto([x[0], 2 * x[1]], [x])
        self.assertTrue(torch.allclose(x.grad, torch.tensor([0.8, 0.4])))
        self.assertAlmostEqual(float(w.sum()), 1)


class GradientTests(unittest.TestCase):
    def test_gradients_are_those_of_differences(self):
        torch.manual_seed(0)
        for name, loss in losses.LOSSES.items():
            if name in ("ranking", "berhu"):
                continue
            p, t, m = tensors(case(3, (6, 7)), case(4, (6, 7)))
            p = torch.where(m, p, torch.full_like(p, 2)).requires_grad_()
            self.assertTrue(torch.autograd.gradcheck(lambda q: loss(q, t, m), (p,), eps=1e-6, atol=1e-5), name)

    def test_gradients_with_fixed_borders_and_pairs(self):
        c = case(3, (6, 7))
        p, t, m = tensors(c)
        p = torch.where(m, p, torch.full_like(p, 2)).requires_grad_()
        self.assertTrue(torch.autograd.gradcheck(lambda q: losses.berhu(q, t, m, border=0.31), (p,), atol=1e-5))
        pairs = torch.from_numpy(pairs_of(c[2], 30, 1))
        self.assertTrue(torch.autograd.gradcheck(lambda q: losses.ranking_of(q, t, m, pairs=pairs), (p,), atol=1e-5))

    def test_gradients_of_stereo(self):
        left, right = (torch.from_numpy(v)[None] for v in pictures(8, 2, (5, 6)))
        d = torch.from_numpy(np.random.default_rng(3).uniform(-1.8, 1.8, (1, 1, 5, 6))).requires_grad_()
        near = 0.6 * left + 0.4 * right
        for loss in (lambda v: stereo.warp(right, v).mean(),
                     lambda v: stereo.photometric(left, stereo.warp(near, v)).mean(),
                     lambda v: stereo.smoothness(v, left), lambda v: stereo.monodepth2(v, left, near)):
            self.assertTrue(torch.autograd.gradcheck(loss, (d,), eps=1e-6, atol=1e-5))


class BadTargetTests(unittest.TestCase):
    def test_nothing_known_is_zero_with_gradients_of_zero(self):
        p = torch.rand(2, 6, 8, dtype=torch.float64)
        t = torch.full_like(p, float("nan"))
        constant = torch.full_like(p, 3)
        for name, loss in losses.LOSSES.items():
            for target, known in ((t, True), (constant, True), (torch.rand_like(p), False)):
                q = p.clone().requires_grad_()
                found = loss(q, target, torch.full(p.shape, known))
                found.backward()
                self.assertEqual(float(found), 0, name)
                self.assertEqual(float(q.grad.abs().sum()), 0, name)

    def test_a_bad_sample_changes_nothing_of_the_others(self):
        good, bad = case(1), case(2)
        bad[2][:] = False
        torch.manual_seed(1)
        for name, loss in losses.LOSSES.items():
            if name == "ranking":
                continue
            p, t, m = tensors(good, bad)
            alone, both = loss(p[:1], t[:1], m[:1]), loss(p, t, m)
            self.assertEqual(float(alone), float(both), name)

    def test_unknown_values_reach_no_gradient_and_known_ones_are_seen(self):
        p, t, m = tensors(case(1))
        for name, loss in losses.LOSSES.items():
            q = p.clone().requires_grad_()
            loss(q, t, m).backward()
            self.assertTrue(bool(torch.isfinite(q.grad).all()), name)
            self.assertEqual(float(q.grad[~m].abs().sum()), 0, name)
            broken = torch.where(m, torch.full_like(p, float("nan")), p)
            torch.manual_seed(0)
            self.assertTrue(math.isnan(float(loss(broken, t, m))), name)

    def test_a_constant_prediction_is_defined(self):
        _, t, m = tensors(case(1))
        for name, loss in losses.LOSSES.items():
            q = torch.full_like(t, 0.5).requires_grad_()
            found = loss(q, t, m)
            found.backward()
            self.assertTrue(math.isfinite(float(found)) and bool(torch.isfinite(q.grad).all()), name)


if __name__ == "__main__":
    unittest.main()
