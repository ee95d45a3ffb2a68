"""Trains the sky network on rendered views; may be stopped and started again.

    python3 train.py --views VIEWS --work WORK --minutes 60 [--learners 2] [--half] [--init-from CHECKPOINT...]

The learning rate follows the minutes, so a slow machine takes fewer steps and still ends annealed. WORK/checkpoint.pt is
written every two minutes; views that the renderer adds meanwhile are taken in.
"""
import argparse
import json
import math
import multiprocessing
import os
import sys
import time

import cv2
import numpy as np
import torch
import torch.nn.functional as F

import data
from network import Coarse, averaged, parameters

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow-training"))
from workers import end_with_trainer  # noqa: E402


KEPT_MAX = 6000      # training pictures that are shown again


def again(rng, pair):
    """A picture that was shown before: mirrored or not, in another tone. It costs next to nothing."""
    image, share = pair
    if rng.random() < .5:
        image, share = image[:, ::-1], share[:, ::-1]
    gain, lift, gamma = np.exp(rng.normal(0, .12, 3)), rng.normal(0, .02), np.exp(rng.normal(0, .15))
    curve = np.clip((np.arange(256)[:, None] / 255) ** gamma * gain + lift, 0, 1) * 255
    return cv2.LUT(np.ascontiguousarray(image), curve.astype(np.uint8)[None]), share


def pictures(rng, views, kept, count, fresh, positive, shape):
    """`count` training pictures, of which that many are new and the others from the last KEPT_MAX."""
    new = [data.sample(rng, views, positive, shape[1], shape[0]) for _ in range(max(fresh, count - len(kept)))]
    old = [again(rng, kept[rng.integers(len(kept))]) for _ in range(count - len(new))]
    for pair in new:
        if len(kept) < KEPT_MAX:
            kept.append(pair)
        else:
            kept[rng.integers(KEPT_MAX)] = pair
    return new + old


def work(folder, panoramas, photographed, size, fresh, seed, positive, shape, ready):
    """A process of its own makes the batches; views that the renderer adds are taken in every minute."""
    end_with_trainer()
    cv2.setNumThreads(1)
    views = data.Views(folder, shape[0] * 3 // 2, panoramas, photographed)
    rng, looked, kept = np.random.default_rng(seed), 0.0, []
    while True:
        if time.time() - looked > 60:
            views.refresh(60)
            looked = time.time()
        pairs = pictures(rng, views, kept, size, fresh, positive, shape)
        image = np.stack([p for p, _ in pairs]).transpose(0, 3, 1, 2).copy()
        share = np.stack([np.round(s * 255).astype(np.uint8) for _, s in pairs])[:, None]
        ready.put((image, share, len(views.positive), len(views.negative)))


def loss_of(logit, any_sky, share, strict, false_area=0.0):
    """
    Cross entropy of the pixels, where calling sky what is none costs `strict` as much; overlap; whether there is sky at all;
    and, times `false_area`, the mean probability in pictures without any.
    """
    weight = 1 + (strict - 1) * (share < .5).float()
    pixels = (F.binary_cross_entropy_with_logits(logit, share, reduction="none") * weight).mean()
    p = torch.sigmoid(logit)
    both, either = (p * share).sum((1, 2, 3)), (p + share - p * share).sum((1, 2, 3))
    much = share.mean((1, 2, 3))
    there, clear = (much > .003).float(), ((much < .003) | (much > .02)).float()   # a speck of sky need not be noticed
    overlap = ((1 - both / (either + 1)) * there).mean()
    presence = F.binary_cross_entropy_with_logits(any_sky[:, 0], there, weight=clear)
    false = (p.mean((1, 2, 3)) * (1 - there)).mean()     # area of what is no sky at all: large regions weigh most
    return pixels + .3 * overlap + .25 * presence + false_area * false, (pixels.item(), overlap.item(), presence.item())


def save(path, net, mean, step, spent, log):
    torch.save(dict(net=net.state_dict(), mean=mean, step=step, spent=spent, log=log), path + ".tmp")
    os.replace(path + ".tmp", path)


class Learner:
    """
    Takes batches and moves the weights, which all learners share (Hogwild: Recht and others 2011). One process a core, each
    with one thread: on a busy machine two threads would wait for one another at every layer.
    """

    def __init__(self, a, net, ready, spent):
        torch.set_num_threads(1)
        self.a, self.net, self.ready, self.spent = a, net, ready, spent
        self.optimiser = torch.optim.AdamW(net.parameters(), lr=a.rate, weight_decay=2e-3)
        net.train()

    def step(self, number):
        """One batch; returns the parts of the loss and how many views there are."""
        a = self.a
        done = min(self.spent.value / (a.minutes * 60), 1)
        for g in self.optimiser.param_groups:
            g["lr"] = a.rate * min(1, (number + 1) / 50) * (.5 + .5 * math.cos(math.pi * done)) + 1e-6
        image, share, positives, negatives = self.ready.get()
        share = torch.from_numpy(share).float() / 255
        x = (torch.from_numpy(image).float() / 255).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16, enabled=a.half):
            logit, any_sky = self.net(x)
        loss, parts = loss_of(logit.float(), any_sky.float(), share, a.strict, a.false_area)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 2)
        self.optimiser.step()
        return parts, (positives, negatives)


def assist(a, net, ready, spent, count):
    """A further learner in a process of its own (and a session: Linux shares processors out among those)."""
    end_with_trainer()
    os.setsid()
    learner, n = Learner(a, net, ready, spent), 0
    while spent.value < a.minutes * 60:
        learner.step(n)
        n += 1
        with count.get_lock():
            count.value += 1


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("--views", required=True)
    p.add_argument("--panoramas", help="folder of panoramas.py; without, everything is rendered or drawn")
    p.add_argument("--photographed", type=float, default=.3, help="share of the pictures that are pieces of those")
    p.add_argument("--work", required=True)
    p.add_argument("--minutes", type=float, default=60)
    p.add_argument("--batch", type=int, default=12)
    p.add_argument("--fresh", type=int, default=6, help="pictures of a batch that are new; the others were shown before")
    p.add_argument("--learners", type=int, default=2)
    p.add_argument("--rate", type=float, default=2e-3)
    p.add_argument("--strict", type=float, default=1.5)
    p.add_argument("--false-area", type=float, default=0)
    p.add_argument("--positive", type=float, default=.5)
    p.add_argument("--average", type=float, default=.998)
    p.add_argument("--half", action="store_true", help="convolutions in bfloat16, where the processor has it")
    p.add_argument("--size", type=int, nargs=2, default=[data.WIDTH, data.HEIGHT], help="smaller for a fast first round")
    p.add_argument("--init-from", nargs="+", help="of several the mean of their averaged weights")
    p.add_argument("--seed", type=int, default=0)
    return p.parse_args()


def begin(a, path):
    """The network with its averaged weights, from a checkpoint or new, and how far it is."""
    torch.manual_seed(a.seed)
    net, step, spent, log, mean = Coarse(), 0, 0.0, [], None
    if os.path.exists(path):
        c = torch.load(path)
        net.load_state_dict(c["net"])
        mean, step, spent, log = c["mean"], c["step"], c["spent"], c["log"]
    elif a.init_from:
        one = averaged(a.init_from)
        net.load_state_dict(one["net" if len(a.init_from) == 1 else "mean"], strict=False)
    net = net.to(memory_format=torch.channels_last).share_memory()
    return net, mean or {k: v.clone() for k, v in net.state_dict().items()}, step, spent, log


def main():
    a = arguments()
    os.makedirs(a.work, exist_ok=True)
    path = os.path.join(a.work, "checkpoint.pt")
    net, mean, step, start, log = begin(a, path)
    context = multiprocessing.get_context("spawn")
    ready, spent, count = context.Queue(6), context.Value("d", start), context.Value("i", step)
    context.Process(target=work, args=(a.views, a.panoramas, a.photographed, a.batch, a.fresh, [a.seed, step], a.positive, a.size, ready), daemon=True).start()
    for _ in range(a.learners - 1):
        context.Process(target=assist, args=(a, net, ready, spent, count), daemon=True).start()
    learner, n, sums, began = Learner(a, net, ready, spent), 0, np.zeros(4), step
    last = saved = time.time()
    while spent.value < a.minutes * 60:
        parts, views = learner.step(n)
        n += 1
        k = min(a.average, (n + 1) / (n + 10))
        with torch.no_grad():
            for name, v in net.state_dict().items():
                mean[name].copy_(v if not v.is_floating_point() else mean[name] * k + v * (1 - k))
        with count.get_lock():
            count.value += 1
        sums += [*parts, 1]
        now = time.time()
        spent.value, last = spent.value + min(now - last, 60), now
        if now - saved > 120 or spent.value >= a.minutes * 60:
            s, step = sums[:3] / sums[3], count.value
            log.append([step, round(spent.value), *np.round(s, 4).tolist()])
            print("step %d %.1f min  %.2f s a step  pixels %.4f overlap %.3f presence %.3f  views %d + %d" % (
                step, spent.value / 60, (now - saved) / max(step - began, 1), *s, *views), flush=True)
            save(path, net, mean, step, spent.value, log)
            sums, began, saved = np.zeros(4), step, now
    print(json.dumps(dict(steps=step, minutes=round(spent.value / 60, 1), parameters=parameters(net))))


if __name__ == "__main__":
    main()
