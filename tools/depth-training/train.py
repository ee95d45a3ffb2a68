"""Trains a depth network on what `movie-data extract` and `export --format webdataset` made. Resumable: run the same
command again.

    python3 train.py --data TARS [--data TARS2 ...] --work WORK --steps 20000

WORK gets checkpoint.pt (written whole or not at all, the one before kept as checkpoint.previous.pt), log.jsonl and
curves.png. The same command with the same data gives the same weights on the same machine, interrupted or not. Several
--data are several sets: every batch has equal shares of them, and --mixing says how their losses meet (mixing.py). With
--loss monodepth2 nothing is learned from disparity: pairs of views alone (stereo.py).
"""
import argparse
import json
import math
import os
import sys
import time

import numpy as np
import torch

import augment
import checkpoint
import losses
import mixing
import network
import shards
import stereo

STEREO = "monodepth2"
BAD_STEPS_MAX = 20       # steps in a row whose loss is not a number


def arguments(words=None):
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", action="append", required=True, help="folder of tars, or one tar; repeated: a set each")
    ap.add_argument("--work", required=True)
    ap.add_argument("--steps", type=int, default=20000)
    ap.add_argument("--batch", type=int, default=8)
    ap.add_argument("--size", type=int, nargs=2, default=[384, 384], metavar=("WIDTH", "HEIGHT"))
    ap.add_argument("--loss", choices=[*losses.LOSSES, STEREO], default="midas")
    ap.add_argument("--mixing", choices=["naive", "pareto"], default="naive")
    ap.add_argument("--encoder", default="small", help="small, or a ResNet of torchvision: resnet18, resnet50 ...")
    ap.add_argument("--encoder-weights", help="file of that ResNet's weights (torch.save); default: from nothing")
    ap.add_argument("--width", type=float, default=1, help="channels of the small encoder, times this")
    ap.add_argument("--masks", choices=["on", "off"], default="on", help="off: every pixel with a value is a label")
    ap.add_argument("--no-sky", action="store_true", help="the sky's fill is no label")
    ap.add_argument("--targets", choices=["sample", "width"], default="sample", help="augment.Settings says more")
    ap.add_argument("--unknown", type=int, default=0, metavar="SEED", help="a scale and shift for every film")
    ap.add_argument("--rate", type=float, default=1e-3)
    ap.add_argument("--average", type=float, default=0.99, help="of the weights, from step to step; 0: none")
    ap.add_argument("--half", action="store_true", help="mixed precision: bfloat16 where it is safe")
    ap.add_argument("--threads", type=int, default=max(1, len(os.sched_getaffinity(0)) - 1), help="that decode")
    ap.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--save-seconds", type=float, default=120)
    ap.add_argument("--stop-after", type=int, default=0, metavar="STEPS", help="in this process")
    return ap.parse_args(words)


def checked(a):
    network.require(a.device)
    if min(a.size) < network.MULTIPLE or any(s % network.MULTIPLE for s in a.size):
        raise shards.InputError("--size %d %d: expected multiples of %d" % (*a.size, network.MULTIPLE))
    if a.steps < 1:
        raise shards.InputError("--steps %d: expected one at least" % a.steps)
    if a.batch < 2 * len(a.data):
        raise shards.InputError("--batch %d: expected at least 2 samples of each of %d sets" % (a.batch, len(a.data)))
    if a.mixing == "pareto" and len(a.data) < 2:
        raise shards.InputError("--mixing pareto: expected two --data or more; one set has nobody to make room for")
    return a


def identity(a):
    """What the weights depend on: a checkpoint of anything else is not gone on with."""
    other = "work", "threads", "save_seconds", "stop_after", "device"
    return {k: v for k, v in sorted(vars(a).items()) if k not in other}


def settings_of(a):
    return augment.Settings(
        size=tuple(a.size), masks=a.masks == "on", sky=not a.no_sky, targets=a.targets, unknown=a.unknown,
        right=a.loss == STEREO, labelled=a.loss != STEREO)


def rate_at(step, steps, peak):
    """One cycle: up over the first twenty-fifth, then down a half cosine."""
    p = step / max(steps, 1)
    if p < 0.04:
        return peak * (0.1 + 0.9 * p / 0.04)
    return peak * (0.004 + 0.996 * (0.5 + 0.5 * math.cos(math.pi * min(1.0, (p - 0.04) / 0.96))))


def tensors(samples, device):
    """left, right (or None) float [N,3,H,W] in 0...1; target, its NaN as 0 (or None), and where it is known [N,H,W]."""
    views = lambda of: (torch.from_numpy(np.ascontiguousarray(np.stack(of).transpose(0, 3, 1, 2)))  # noqa: E731
                        .to(device).float() / 255)
    left = views([s.left for s in samples])
    right = None if samples[0].right is None else views([s.right for s in samples])
    if samples[0].target is None:
        return left, right, None, None
    target = torch.from_numpy(np.stack([s.target for s in samples])).to(device)
    return left, right, torch.nan_to_num(target), torch.isfinite(target)


class Trainer:
    """Network, its averaged weights, optimiser and the loaders: everything a checkpoint holds."""

    def __init__(self, a):
        self.a, self.step, self.log, self.bad = a, 0, [], 0
        torch.manual_seed(a.seed)
        self.net = network.Depth(a.encoder, a.encoder_weights, a.width).to(a.device)
        self.mean = network.Depth(a.encoder, None, a.width).to(a.device)
        self.mean.load_state_dict(self.net.state_dict())
        self.mean.requires_grad_(False)
        self.followed = list(zip(self.mean.state_dict().values(), self.net.state_dict().values()))
        many = [p for p in self.net.parameters() if p.dim() > 1]
        few = [p for p in self.net.parameters() if p.dim() <= 1]
        self.optimiser = torch.optim.AdamW(
            [dict(params=many, weight_decay=1e-3), dict(params=few, weight_decay=0)], lr=a.rate)
        self.path = os.path.join(a.work, "checkpoint.pt")
        states = self.restore()
        self.loaders = [
            shards.Loader(shards.tars_of(d), a.seed * 1000 + k, settings_of(a), states[k], a.threads)
            for k, d in enumerate(a.data)]
        self.shares = mixing.shares(a.batch, len(a.data))

    def restore(self):
        """Takes up the last whole checkpoint, if there is one; returns the states of the loaders."""
        for path in (self.path, checkpoint.before(self.path)):
            if not os.path.exists(path):
                continue
            try:
                c = checkpoint.read(path, self.a.device)
            except shards.InputError as fault:
                print("%s; left aside" % fault, file=sys.stderr)
                continue
            mine = identity(self.a)
            changed = sorted(k for k in mine if c["identity"].get(k) != mine[k])
            if changed:
                raise shards.InputError("%s: made with another %s; expected the same command, or another --work" % (
                    path, ", ".join("--" + k.replace("_", "-") for k in changed)))
            self.net.load_state_dict(c["net"])
            self.mean.load_state_dict(c["mean"])
            self.optimiser.load_state_dict(dict(self.optimiser.state_dict(), state=c["optimiser"]))
            self.step, self.log = c["step"], c["log"]
            torch.set_rng_state(c["random"].cpu())
            print("going on at step %d" % self.step, flush=True)
            return [tuple(state) for state in c["loaders"]]
        return [(0, 0)] * len(self.a.data)

    def save(self):
        checkpoint.write(self.path, dict(
            identity=identity(self.a), net=self.net.state_dict(), mean=self.mean.state_dict(),
            optimiser=self.optimiser.state_dict()["state"], step=self.step, loaders=[l.state for l in self.loaders],
            random=torch.get_rng_state(), log=self.log))

    def parts(self):
        """The loss of each set on its share of a batch, all seen by the network at once."""
        each = [[loader.next() for _ in range(n)] for loader, n in zip(self.loaders, self.shares)]
        left, right, target, known = tensors([s for some in each for s in some], self.a.device)
        with torch.autocast(self.a.device.split(":")[0], torch.bfloat16, enabled=self.a.half):
            output = self.net(left)
        output, found, at = output.float(), [], 0
        for n in self.shares:
            k = slice(at, at + n)
            at += n
            if self.a.loss == STEREO:
                found.append(stereo.monodepth2(network.disparity_px(output[k]), left[k], right[k]))
            else:
                found.append(losses.LOSSES[self.a.loss](output[k], target[k], known[k]))
        return found

    def take_step(self):
        """One step; returns the sets' losses. A step whose loss is not a number changes nothing, and twenty in a row
        end."""
        self.net.train()
        for group in self.optimiser.param_groups:
            group["lr"] = rate_at(self.step, self.a.steps, self.a.rate)
        parts = self.parts()
        self.step += 1
        values = [float(p.detach()) for p in parts]
        weights = None
        if all(map(math.isfinite, values)):
            self.optimiser.zero_grad(set_to_none=True)
            used = [p for p in self.net.parameters() if p.requires_grad]
            if self.a.mixing == "pareto":
                weights = mixing.pareto(parts, used).tolist()
            else:
                (sum(parts) / len(parts)).backward()
            norm = torch.nn.utils.clip_grad_norm_(used, 2.0)
            if bool(torch.isfinite(norm)):
                self.optimiser.step()
                self.follow()
                self.bad = 0
                return values, weights
        self.bad += 1
        if self.bad >= BAD_STEPS_MAX:
            raise shards.InputError("step %d: %d losses in a row are not numbers (last: %s); try a lower --rate than %g"
                                    % (self.step, self.bad, values, self.a.rate))
        return values, weights

    def follow(self):
        keep = min(self.a.average, (1 + self.step) / (10 + self.step)) if self.a.average else 0
        with torch.no_grad():
            for m, v in self.followed:
                if v.is_floating_point():
                    m.mul_(keep).add_(v, alpha=1 - keep)
                else:
                    m.copy_(v)

    def run(self):
        a, began, saved, done, sums, counted = self.a, time.time(), time.time(), 0, 0, 0
        every = max(1, a.steps // 200)
        while self.step < a.steps and not (a.stop_after and done >= a.stop_after):
            values, weights = self.take_step()
            done += 1
            if all(map(math.isfinite, values)):
                sums, counted = sums + np.array(values), counted + 1
            if self.step % every == 0 and counted:
                means = [round(float(v), 5) for v in sums / counted]
                self.log.append(dict(step=self.step, loss=means, weights=weights))
                sums, counted = 0, 0
            if time.time() - saved > a.save_seconds:
                self.save()
                self.tell(done, time.time() - began)
                saved = time.time()
        self.save()
        self.tell(done, time.time() - began)
        for loader in self.loaders:
            loader.close()

    def tell(self, done, seconds):
        last = self.log[-1]["loss"] if self.log else []
        out = ["%s left out: %s" % (d, l.tally) for d, l in zip(self.a.data, self.loaders) if l.tally]
        print("step %d of %d, %.3f s a step, loss %s%s" % (
            self.step, self.a.steps, seconds / max(done, 1), " ".join("%.4f" % v for v in last),
            "; " + "; ".join(out) if out else ""), flush=True)
        with open(os.path.join(self.a.work, "log.jsonl"), "w") as file:
            file.writelines(json.dumps(row) + "\n" for row in self.log)


def draw_curves(log, names, path):
    """The sets' losses by step, as a picture. Without matplotlib there is none, and that is said."""
    try:
        import matplotlib
    except ImportError:
        print("no %s: python3-matplotlib is not installed" % path, file=sys.stderr)
        return
    matplotlib.use("Agg")
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(figsize=(7, 4))
    for k, name in enumerate(names):
        axes.plot([row["step"] for row in log], [row["loss"][k] for row in log], label=name)
    axes.set(xlabel="step", ylabel="loss")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=100)
    pyplot.close(figure)


def main(words=None):
    try:
        a = checked(arguments(words))
        os.makedirs(a.work, exist_ok=True)
        trainer = Trainer(a)
        trainer.run()
        if trainer.log:
            names = [os.path.basename(os.path.normpath(d)) for d in a.data]
            draw_curves(trainer.log, names, os.path.join(a.work, "curves.png"))
    except (shards.InputError, ValueError, OSError) as fault:
        print("train.py: %s" % fault, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
