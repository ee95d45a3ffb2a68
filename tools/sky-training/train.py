"""Trains the sky network on rendered views; may be stopped and started again.

    python3 train.py --views VIEWS --work WORK --minutes 60 [--threads 1] [--batch 16] [--init-from CHECKPOINT]

The learning rate follows the minutes, so a slow machine takes fewer steps and still ends annealed. WORK/checkpoint.pt is
written every two minutes; views that the renderer adds meanwhile are taken in.
"""
import argparse
import json
import math
import multiprocessing
import os
import time

import cv2
import numpy as np
import torch
import torch.nn.functional as F

import data
from network import Coarse, parameters


def work(folder, size, seed, positive, ready):
    """A process of its own makes the batches; views that the renderer adds are taken in every two minutes."""
    cv2.setNumThreads(1)
    views, rng, looked = data.Views(folder), np.random.default_rng(seed), 0.0
    while True:
        if time.time() - looked > 120:
            views.refresh(500 if not looked else 60)
            looked = time.time()
        pairs = [data.sample(rng, views, positive) for _ in range(size)]
        image = np.stack([p for p, _ in pairs]).transpose(0, 3, 1, 2).copy()
        share = np.stack([np.round(s * 255).astype(np.uint8) for _, s in pairs])[:, None]
        ready.put((image, share, len(views.positive), len(views.negative)))


def loss_of(logit, any_sky, share, strict):
    """Cross entropy of the pixels, where calling sky what is none costs `strict` as much; overlap; whether there is sky at all."""
    weight = 1 + (strict - 1) * (share < .5).float()
    pixels = (F.binary_cross_entropy_with_logits(logit, share, reduction="none") * weight).mean()
    p = torch.sigmoid(logit)
    both, either = (p * share).sum((1, 2, 3)), (p + share - p * share).sum((1, 2, 3))
    there = (share.mean((1, 2, 3)) > .003).float()
    overlap = ((1 - both / (either + 1)) * there).mean()
    presence = F.binary_cross_entropy_with_logits(any_sky[:, 0], there)
    return pixels + .3 * overlap + .15 * presence, (pixels.item(), overlap.item(), presence.item())


def save(path, net, mean, optimiser, step, spent, log):
    torch.save(dict(net=net.state_dict(), mean=mean, optimiser=optimiser.state_dict(), step=step, spent=spent, log=log), path + ".tmp")
    os.replace(path + ".tmp", path)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--views", required=True)
    p.add_argument("--work", required=True)
    p.add_argument("--minutes", type=float, default=60)
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--rate", type=float, default=2e-3)
    p.add_argument("--strict", type=float, default=1.5)
    p.add_argument("--positive", type=float, default=.5)
    p.add_argument("--average", type=float, default=.998)
    p.add_argument("--half", action="store_true", help="convolutions in bfloat16, where the processor has it")
    p.add_argument("--init-from")
    p.add_argument("--seed", type=int, default=0)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    cv2.setNumThreads(1)
    torch.manual_seed(a.seed)
    os.makedirs(a.work, exist_ok=True)
    path = os.path.join(a.work, "checkpoint.pt")
    net = Coarse().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(net.parameters(), lr=a.rate, weight_decay=2e-3)
    mean, step, spent, log = None, 0, 0.0, []
    if os.path.exists(path):
        c = torch.load(path)
        net.load_state_dict(c["net"])
        optimiser.load_state_dict(c["optimiser"])
        mean, step, spent, log = c["mean"], c["step"], c["spent"], c["log"]
    elif a.init_from:
        c = torch.load(a.init_from)
        net.load_state_dict(c["mean"])
    mean = mean or {k: v.clone() for k, v in net.state_dict().items()}
    ready = multiprocessing.Queue(6)
    multiprocessing.Process(target=work, args=(a.views, a.batch, [a.seed, step], a.positive, ready), daemon=True).start()
    last = saved = looked = time.time()
    net.train()
    sums, began = np.zeros(4), step
    while spent < a.minutes * 60:
        image, share, positives, negatives = ready.get()
        image, share = torch.from_numpy(image), torch.from_numpy(share).float() / 255
        done = spent / (a.minutes * 60)
        rate = a.rate * min(1, (step + 1) / 100) * (.5 + .5 * math.cos(math.pi * done)) + 1e-6
        for g in optimiser.param_groups:
            g["lr"] = rate
        x = (image.float() / 255).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16, enabled=a.half):
            logit, any_sky = net(x)
        loss, parts = loss_of(logit.float(), any_sky.float(), share, a.strict)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2)
        optimiser.step()
        step += 1
        k = min(a.average, (step + 1) / (step + 20))
        with torch.no_grad():
            for name, v in net.state_dict().items():
                mean[name].copy_(v if not v.is_floating_point() else mean[name] * k + v * (1 - k))
        sums += [*parts, 1]
        now = time.time()
        spent, last = spent + now - last, now
        if now - saved > 120 or spent >= a.minutes * 60:
            s = sums[:3] / sums[3]
            log.append([step, round(spent), *np.round(s, 4).tolist()])
            print("step %d %.1f min  %.2f s a step  rate %.5f  pixels %.4f overlap %.3f presence %.3f  views %d + %d" % (
                step, spent / 60, (now - looked) / max(step - began, 1), rate, *s, positives, negatives), flush=True)
            save(path, net, mean, optimiser, step, spent, log)
            sums, began, saved, looked = np.zeros(4), step, now, now
    print(json.dumps(dict(steps=step, minutes=round(spent / 60, 1), parameters=parameters(net))))


if __name__ == "__main__":
    main()
