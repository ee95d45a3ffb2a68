"""Batches of fresh synthetic pairs, made here or by other processes, with some used ones, mirrored, among them."""
import multiprocessing
import time

import numpy as np
import torch

from workers import end_with_trainer

BAG = 64            # used pairs that are kept
BAG_MIN = 16        # before any is shown again


def produce(queue, textures, seed, sizes, stage):
    """A worker: endless pairs. `stage` (0 or 1) chooses the crop size."""
    import cv2
    from generator import Generator
    end_with_trainer()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    g = Generator(textures, seed)
    while True:
        h, w, _ = sizes[stage.value]
        queue.put(list(g.pair(w, h)))


def flip(rng, s):
    """Mirrors a used pair: left-right also swaps the views, which keeps the sign of disparity."""
    L, R, fl, fr, wl, wr = s
    if rng.random() < 0.5:
        L, R, wl, wr = (v[::-1] for v in (L, R, wl, wr))
        fl, fr = (v[:, ::-1] * np.array([1, -1], np.float32).reshape(2, 1, 1) for v in (fl, fr))
    if rng.random() < 0.5:
        L, R, wl, wr = R[:, ::-1], L[:, ::-1], wr[:, ::-1], wl[:, ::-1]
        fl, fr = (v[:, :, ::-1] * np.array([-1, 1], np.float32).reshape(2, 1, 1) for v in (fr, fl))
    return [L, R, fl, fr, wl, wr]


def tensors(samples, device):
    def t(i, pics):
        a = np.stack([np.ascontiguousarray(s[i]) for s in samples])
        v = torch.from_numpy(a).to(device).float()
        return (v.permute(0, 3, 1, 2) / 255).contiguous() if pics else v
    left, right = t(0, True), t(1, True)
    return left, right, torch.cat([t(2, False), t(3, False)]), torch.cat([t(4, False), t(5, False)]).unsqueeze(1)


class Pairs:
    """
    What one of train.py's processes trains on. Stages 0 and 1 have two sizes of crops (height, width, pairs in a batch): the
    last third sees larger ones. `--workers` make them, or without any this process does.
    """

    def __init__(self, a, seed, rng):
        each = max(1, a.batch // a.processes)
        self.sizes = [(192, 352, each), (256, 512, max(1, each // 2))]
        self.stage = multiprocessing.Value("i", 0)
        self.reuse, self.rng, self.bag, self.waited = a.reuse, rng, [], 0.0
        self.workers, self.queue, self.own = [], None, None
        if a.workers:
            self.queue = multiprocessing.Queue(maxsize=6 * a.batch)
            self.workers = [
                multiprocessing.Process(target=produce, args=(self.queue, a.textures, seed + i, self.sizes, self.stage), daemon=True)
                for i in range(a.workers)]
            for p in self.workers:
                p.start()
        else:
            import cv2
            from generator import Generator
            cv2.setNumThreads(1)
            self.own = Generator(a.textures, seed)

    def batch(self, stage):
        """Pairs of that stage; `waited` grows by the time this took, s."""
        began = time.time()
        self.stage.value = stage
        height, width, count = self.sizes[stage]
        samples = []
        while len(samples) < count:
            same = [s for s in self.bag if s[0].shape[0] == height]
            if len(same) > BAG_MIN and self.rng.random() < self.reuse and (self.own or self.queue.empty()):
                samples.append(flip(self.rng, self.rng.choice(same)))
                continue
            s = list(self.own.pair(width, height)) if self.own else self.queue.get()
            if s[0].shape[0] == height:
                samples.append(s)
                self.bag = self.bag[1 - BAG:] + [s]
        self.waited += time.time() - began
        return samples

    def close(self):
        for p in self.workers:
            p.terminate()
