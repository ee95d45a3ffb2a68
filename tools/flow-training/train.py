"""Trains the network on fresh synthetic pairs. Resumable: run the same command again and it goes on.

    python3 train.py --textures textures --work work --minutes 240

The learning rate is one cycle over `--minutes` of training time (time spent in earlier runs counts), so a slower machine
takes fewer steps and still ends annealed. With several processes on the CPU it is processor time of one of them: what other
work takes from the machine does not count. On the CPU one process per core, each with one thread and its own generator,
shares the gradients (`--processes`): that is a third faster than one process with as many threads. Where the machine
multiplies bfloat16, convolutions do. A checkpoint is written every two minutes; every `--export-minutes` the averaged
weights are exported to WORK/latest.onnx (+ latest.json). Runs on the CPU and on CUDA (`--device`).
"""
import argparse
import functools
import json
import math
import multiprocessing
import os
import random
import subprocess
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

from network import BINS, NETWORKS, RANGE_A, Flow


SKIPPED_MAX = 20    # steps without a finite gradient, in a row
VERTICAL = 2        # weight of v against u: a frame is rejected for too much of it
NEAR, NEAR_WEIGHT = 3, 4    # the loss's second part: px up to which an error can still become a right pixel, and its weight


def produce(queue, textures, seed, sizes, stage):
    """A worker: endless pairs. `stage` (0 or 1) chooses the crop size."""
    import cv2
    from generator import Generator
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


def soft_bins(logits, target, weight, first):
    """Cross-entropy against the two bins around `target` (in bins, index 0 = first)."""
    n = logits.shape[1]
    t = torch.clamp(target - first, 0, n - 1.001)
    i = t.floor()
    a = t - i
    i = i.long()
    lse = torch.logsumexp(logits, 1, keepdim=True)
    picked = torch.gather(logits, 1, i) * (1 - a) + torch.gather(logits, 1, i + 1) * a
    return ((lse - picked) * weight).sum() / (weight.sum() + 1)


def robust(pred, gt, weight):
    """
    The loss, in which v counts `VERTICAL` times, and the error of each pixel in px. Its second part (Geman and McClure's)
    is nearly that pixel's share in bad2: it pulls most where a few px are missing, and hardly where all is lost.
    """
    u, v = (pred - gt).split(1, 1)
    square = u ** 2 + (VERTICAL * v) ** 2 + 1e-6
    e = (torch.sqrt(square) + 0.05) ** 0.8 + NEAR_WEIGHT * square / (square + NEAR ** 2)
    return (e * weight).sum() / (weight.sum() + 1), torch.hypot(u, v).detach()


def losses(o, gt, w):
    full, e = robust(o["full"], gt, w)
    g4, w4 = gt[:, :, 2::4, 2::4], w[:, :, 2::4, 2::4]
    g8, w8 = gt[:, :, 4::8, 4::8] / 8, w[:, :, 4::8, 4::8]
    q = sum(robust(flow * 4, g4, w4)[0] for flow in o["refined"])
    c = robust(o["flow8"] * 8, g8 * 8, w8)[0] + robust(o["base"] * 4, g4, w4)[0]
    ce = soft_bins(o["logits"], g8[:, :1], w8, -BINS)
    first = soft_bins(o["first"], g8[:, :1], w8, -BINS)
    vis8 = (w8 == 1).float()
    # the raw volume must peak at the match: (dx, dy) bins with bilinear targets
    v = o["volume"]
    n = 2 * BINS + 1
    lse = torch.logsumexp(v, 1, keepdim=True)
    tx, ty = torch.clamp(g8[:, :1] + BINS, 0, n - 1.001), torch.clamp(g8[:, 1:] + 1, 0, 1.999)
    ix, iy = tx.floor(), ty.floor()
    ax, ay = tx - ix, ty - iy
    i = (iy * n + ix).long()
    pick = lambda k: torch.gather(v, 1, k)
    match = (1 - ay) * ((1 - ax) * pick(i) + ax * pick(i + 1)) + ay * ((1 - ax) * pick(i + n) + ax * pick(i + n + 1))
    nce8 = ((lse - match) * vis8).sum() / (vis8.sum() + 1)
    # and so must the correlation of pass A, where the target is inside its range
    r = g4 / 4 - o["base"].detach()
    ok = ((w4 == 1) & (r[:, :1].abs() < RANGE_A) & (r[:, 1:].abs() < 1)).float()
    nce4 = soft_bins(o["corrA"], r[:, :1], ok, -RANGE_A)
    total = full + 0.3 * q + 0.1 * c + ce + 0.5 * first + nce8 + 0.5 * nce4
    return total, dict(full=full, q=q, c=c, ce=ce, first=first, nce8=nce8, nce4=nce4, bad=bad_share(e, w))


def refinement_losses(o, gt, w):
    """Of the third refinement alone."""
    full, e = robust(o["full"], gt, w)
    g2, w2 = gt[:, :, 1::2, 1::2], w[:, :, 1::2, 1::2]
    half, coarse = robust(o["flowC"] * 2, g2, w2)[0], robust(o["half"] * 2, g2, w2)[0]
    return full + 0.3 * half + 0.1 * coarse, dict(full=full, half=half, coarse=coarse, bad=bad_share(e, w))


def bad_share(e, w):
    """Share of the visible pixels that are off by more than 2 px."""
    vis = (w == 1)
    return ((e > 2) & vis).float().sum() / (vis.float().sum() + 1)


def has_bfloat16(device):
    """Whether the processor multiplies bfloat16 itself; emulated it would be slower than float32."""
    if device != "cpu":
        return torch.cuda.is_bf16_supported()
    try:
        flags = open("/proc/cpuinfo").read()
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def convolve_in_bfloat16(net, device):
    """
    Convolutions in bfloat16, everything between them in float32: a step takes 0.65 of the time. Not in channels_last
    order, where PyTorch 1.13's gradients on the CPU are wrong by many orders of magnitude.
    """
    def forward(module, x):
        with torch.autocast("cpu" if device == "cpu" else "cuda", torch.bfloat16):
            return type(module).forward(module, x).float()
    for m in net.modules():
        if isinstance(m, torch.nn.Conv2d):
            m.forward = functools.partial(forward, m)


def one_cycle(p, peak):
    if p < 0.04:
        return peak * (0.1 + 0.9 * p / 0.04)
    return peak * (0.004 + 0.996 * 0.5 * (1 + math.cos(math.pi * min(1.0, (p - 0.04) / 0.96))))


def write(path, data):
    torch.save(data, path + ".tmp")
    os.replace(path + ".tmp", path)


def carried(ema, step, spent):
    """What the next round goes on from, on any machine: the averaged weights, those of convolutions in half precision."""
    weights = {k: v.half() if v.dim() > 1 else v for k, v in ema.state_dict().items()}
    return dict(net=weights, ema=weights, step=step, spent=spent, config=ema.config)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--textures", default="textures")
    ap.add_argument("--work", default="work")
    ap.add_argument("--minutes", type=float, default=240)
    ap.add_argument("--lr", type=float, default=1.2e-3)
    ap.add_argument("--batch", type=int, default=4)
    ap.add_argument("--processes", type=int, help="default: one per core on the CPU (at most --batch), one on CUDA")
    ap.add_argument("--workers", type=int, help="generator processes for each; default: none on the CPU, cores - 1 on CUDA")
    ap.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    ap.add_argument("--init-from", help="start from the weights of another checkpoint")
    ap.add_argument("--network", choices=sorted(NETWORKS), default="small", help="the embedded one, or one for cards")
    ap.add_argument("--carry", metavar="FILE", help="small checkpoint from round to round: read, if it is there and --work has none, "
                    "with its steps and minutes; written every minute and at the end")
    ap.add_argument("--init-weights", choices=["ema", "net"], default="ema", help="the average, or the last step's")
    ap.add_argument("--refine", type=int, default=0, metavar="CHANNELS",
                    help="train a third refinement, of so many channels, on top of --init-from; the rest stays as it is")
    ap.add_argument("--export-minutes", type=float, default=20, help="0: never")
    ap.add_argument("--data", help="evaluation pairs, for the figures in latest.json")
    ap.add_argument("--reuse", type=float, default=0.2, help="largest share of mirrored, used pairs in a batch")
    ap.add_argument("--fine-tune", action="store_true", help="larger crops from the start, low learning rate")
    ap.add_argument("--float32", action="store_true", help="no bfloat16 convolutions, though the machine has them")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--stop-after", type=float, default=0, help="minutes in this process, for tests")
    ap.add_argument("--until", type=float, metavar="TIME", help="wall-clock time, s since 1970, after which no step begins but the first")
    a = ap.parse_args()
    os.makedirs(a.work, exist_ok=True)
    cpu = a.device == "cpu"
    cores = len(os.sched_getaffinity(0))
    if a.processes is None:
        a.processes = min(cores, a.batch) if cpu else 1
    if a.workers is None:
        a.workers = 0 if cpu else max(1, cores - 1)
    if a.processes == 1:
        return run(0, a)
    store = os.path.join(os.path.abspath(a.work), ".rendezvous")
    if os.path.exists(store):
        os.remove(store)
    torch.multiprocessing.spawn(run, (a, store), nprocs=a.processes)


class Shared:
    """Mean of the gradients of all processes, and their common clock."""

    def __init__(self, rank, world, store):
        self.rank, self.world = rank, world
        if world > 1:
            torch.distributed.init_process_group("gloo", init_method="file://" + store, rank=rank, world_size=world)

    def mean(self, t):
        if self.world > 1:
            torch.distributed.all_reduce(t)
            t /= self.world
        return t

    def first(self, values):
        """The values of process 0, in every process."""
        if self.world == 1:
            return values
        t = torch.tensor(values, dtype=torch.float64)
        torch.distributed.broadcast(t, 0)
        return t.tolist()

    def buffers(self, net, source):
        """Every process takes the buffers (batch-norm statistics) of process 0's `source`."""
        for b, v in zip(net.buffers(), source.buffers()):
            b.copy_(v)
            if self.world > 1 and b.dtype.is_floating_point:
                torch.distributed.broadcast(b, 0)

    def gradients(self, net):
        if self.world == 1:
            return
        grads = [p.grad for p in net.parameters() if p.requires_grad]
        flat = self.mean(torch.cat([g.reshape(-1) for g in grads]))
        i = 0
        for g in grads:
            g.copy_(flat[i:i + g.numel()].view_as(g))
            i += g.numel()


def run(rank, a, store=None):
    torch.manual_seed(a.seed)
    if a.device == "cpu":
        torch.set_num_threads(max(1, len(os.sched_getaffinity(0)) // a.processes))
    shared = Shared(rank, a.processes, store)
    rng = random.Random(time.time() + rank)
    made = lambda: Flow(refine=a.refine, **NETWORKS[a.network]).to(a.device)
    net, ema = made(), made()
    if a.device != "cpu":
        torch.backends.cudnn.benchmark = True       # two sizes of crops, one after the other
    if a.refine:
        net.freeze()
    if not a.float32 and has_bfloat16(a.device):
        convolve_in_bfloat16(net, a.device)
    decay, bare = [], []
    for k, p in net.named_parameters():
        if p.requires_grad:
            (decay if p.dim() > 1 else bare).append(p)
    opt = torch.optim.AdamW([dict(params=decay, weight_decay=1e-3), dict(params=bare, weight_decay=0.0)], lr=a.lr)
    path = os.path.join(a.work, "checkpoint.pt")
    step, spent = 0, 0.0
    if os.path.exists(path):
        c = torch.load(path, map_location=a.device)
        net.load_state_dict(c["net"])
        ema.load_state_dict(c["ema"])
        opt.load_state_dict(c["opt"])
        step, spent = c["step"], c["spent"]
        if rank == 0:
            print("resuming at step %d, %.1f minutes" % (step, spent / 60), flush=True)
    elif a.carry and os.path.exists(a.carry):
        c = torch.load(a.carry, map_location=a.device)
        net.load_state_dict(c["ema"])
        ema.load_state_dict(c["ema"])
        step, spent = c["step"], c["spent"]
        if rank == 0:
            print("going on from %s: step %d, %.1f minutes" % (a.carry, step, spent / 60), flush=True)
    elif a.init_from:
        c = torch.load(a.init_from, map_location=a.device)
        net.load_state_dict(c[a.init_weights], strict=not a.refine)
        ema.load_state_dict(net.state_dict())
    else:
        ema.load_state_dict(net.state_dict())
    # (height, width, pairs in a batch): the last third sees larger crops
    each = max(1, a.batch // a.processes)
    sizes = [(192, 352, each), (256, 512, max(1, each // 2))]
    stage = multiprocessing.Value("i", 0)
    seed0 = int(time.time()) % 100000 * 64 + a.seed + rank * 31
    workers, queue, own = [], None, None
    if a.workers:
        queue = multiprocessing.Queue(maxsize=6 * a.batch)
        workers = [multiprocessing.Process(target=produce, args=(queue, a.textures, seed0 + i, sizes, stage), daemon=True) for i in range(a.workers)]
        for p in workers:
            p.start()
    else:
        import cv2
        from generator import Generator
        cv2.setNumThreads(1)
        own = Generator(a.textures, seed0)
    bag, sums, shown, first = [], {}, time.time(), step
    passed = time.process_time if a.device == "cpu" and a.processes > 1 else time.time
    begun = saved = exported = time.time()
    last = passed()
    waited, frozen, skipped = 0.0, False, 0
    while True:
        spent, stop = shared.first([spent, float(bool(a.stop_after and time.time() - begun > a.stop_after * 60 or
                                                         a.until and time.time() > a.until and step > first))])
        progress = spent / (a.minutes * 60)
        if progress >= 1 or stop:
            break
        stage.value = 1 if a.fine_tune or progress > 0.67 else 0
        want = sizes[stage.value]
        t = time.time()
        samples = []
        while len(samples) < want[2]:
            same = [s for s in bag if s[0].shape[0] == want[0]]
            if len(same) > 16 and rng.random() < a.reuse and (own or queue.empty()):
                samples.append(flip(rng, rng.choice(same)))
                continue
            s = list(own.pair(want[1], want[0])) if own else queue.get()
            if s[0].shape[0] != want[0]:
                continue
            samples.append(s)
            bag = bag[-63:] + [s]
        waited += time.time() - t
        left, right, gt, w = tensors(samples, a.device)
        lr = one_cycle(progress, a.lr * (0.25 if a.fine_tune else 1))
        for g in opt.param_groups:
            g["lr"] = lr
        net.train()
        if stage.value:                             # few pairs a step now: batch norm keeps its averaged statistics
            if not frozen:
                with torch.no_grad():
                    shared.buffers(net, ema)
                frozen = True
            for m in net.modules():
                if isinstance(m, torch.nn.BatchNorm2d):
                    m.eval()
        total, parts = (refinement_losses if a.refine else losses)(net.train_forward(left, right), gt, w)
        opt.zero_grad(set_to_none=True)
        total.backward()
        shared.gradients(net)
        norm = torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        if torch.isfinite(norm):
            opt.step()
            skipped = 0
        else:
            skipped += 1
            if skipped == SKIPPED_MAX:
                raise SystemExit("train.py: the gradients of %d steps in a row are not finite: nothing is learnt" % skipped)
        d = min(0.998, (1 + step) / (10 + step))
        with torch.no_grad():
            for p, q in zip(ema.state_dict().values(), net.state_dict().values()):
                if p.dtype.is_floating_point:
                    p.lerp_(q, 1 - d)
        step += 1
        if rank:
            continue
        now, clock = time.time(), passed()
        spent += min(clock - last, 60)
        last = clock
        for k, v in parts.items():
            sums[k] = sums.get(k, 0) + float(v)
        sums["n"] = sums.get("n", 0) + 1
        if now - shown > 30:
            n = sums.pop("n")
            print("%6.1f min step %d lr %.2e %.2f s/step wait %.2f " % (spent / 60, step, lr, (now - shown) / n, waited / n) +
                  " ".join("%s %.3f" % (k, v / n) for k, v in sums.items()), flush=True)
            sums, shown, waited = {}, now, 0.0
        state = lambda: dict(net=net.state_dict(), ema=ema.state_dict(), opt=opt.state_dict(), step=step, spent=spent, config=net.config)
        if now - saved > (60 if a.carry else 120):
            write(path, state())
            if a.carry:
                write(a.carry, carried(ema, step, spent))
            saved = now
        if a.export_minutes and now - exported > a.export_minutes * 60:
            write(path, state())
            export(a)
            exported, last = time.time(), passed()
    for p in workers:
        p.terminate()
    if rank:
        return
    write(path, dict(net=net.state_dict(), ema=ema.state_dict(), opt=opt.state_dict(), step=step, spent=spent, config=net.config))
    if a.carry:
        write(a.carry, carried(ema, step, spent))
    if a.export_minutes:
        export(a)
    print("done: step %d, %.1f minutes" % (step, spent / 60), flush=True)


def export(a):
    here = os.path.dirname(os.path.abspath(__file__))
    command = [sys.executable, os.path.join(here, "export.py"), "--checkpoint", os.path.join(a.work, "checkpoint.pt"),
               "--out", os.path.join(a.work, "latest.onnx")]
    if a.data:
        command += ["--data", a.data]
    code = subprocess.call(command, env=dict(os.environ, LD_PRELOAD=os.environ.get("LD_PRELOAD", "")))
    if code:
        print("export failed: exit %d" % code, flush=True)


if __name__ == "__main__":
    main()
