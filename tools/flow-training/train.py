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
import os
import random
import subprocess
import sys
import time

import torch

from losses import losses, refinement_losses
from network import NETWORKS, Flow
from pairs import Pairs, tensors

SKIPPED_MAX = 20    # steps without a finite gradient, in a row


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
        with torch.no_grad():
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


def made(a):
    """The network, its average, and the optimiser of the first."""
    net, ema = (Flow(refine=a.refine, **NETWORKS[a.network]).to(a.device) for _ in range(2))
    if a.refine:
        net.freeze()
    if not a.float32 and has_bfloat16(a.device):
        convolve_in_bfloat16(net, a.device)
    decay, bare = [], []
    for p in net.parameters():
        if p.requires_grad:
            (decay if p.dim() > 1 else bare).append(p)
    opt = torch.optim.AdamW([dict(params=decay, weight_decay=1e-3), dict(params=bare, weight_decay=0.0)], lr=a.lr)
    return net, ema, opt


def begin(a, path, net, ema, opt):
    """Weights to go on from; returns steps and seconds so far, and a line that tells of it, if any."""
    if os.path.exists(path):
        c = torch.load(path, map_location=a.device)
        net.load_state_dict(c["net"])
        ema.load_state_dict(c["ema"])
        opt.load_state_dict(c["opt"])
        return c["step"], c["spent"], "resuming at step %d, %.1f minutes" % (c["step"], c["spent"] / 60)
    if a.carry and os.path.exists(a.carry):
        c = torch.load(a.carry, map_location=a.device)
        net.load_state_dict(c["ema"])
        ema.load_state_dict(c["ema"])
        return c["step"], c["spent"], "going on from %s: step %d, %.1f minutes" % (a.carry, c["step"], c["spent"] / 60)
    if a.init_from:
        c = torch.load(a.init_from, map_location=a.device)
        net.load_state_dict(c[a.init_weights], strict=not a.refine)
    ema.load_state_dict(net.state_dict())
    return 0, 0.0, None


def follow(ema, net, step):
    """Moves the average after the network."""
    d = min(0.998, (1 + step) / (10 + step))
    with torch.no_grad():
        for p, q in zip(ema.state_dict().values(), net.state_dict().values()):
            if p.dtype.is_floating_point:
                p.lerp_(q, 1 - d)


def hold_statistics(net):
    """Batch norm keeps its averaged statistics: few pairs a step now."""
    for m in net.modules():
        if isinstance(m, torch.nn.BatchNorm2d):
            m.eval()


class Told:
    """Means of what a step gives, in a line every half minute."""

    def __init__(self):
        self.sums, self.count, self.shown = {}, 0, time.time()

    def add(self, parts):
        self.count += 1
        for k, v in parts.items():
            self.sums[k] = self.sums.get(k, 0) + float(v)

    def tell(self, pairs, step, spent, lr):
        now, n = time.time(), self.count
        if now - self.shown > 30:
            print("%6.1f min step %d lr %.2e %.2f s/step wait %.2f " % (spent / 60, step, lr, (now - self.shown) / n, pairs.waited / n) +
                  " ".join("%s %.3f" % (k, v / n) for k, v in self.sums.items()), flush=True)
            self.sums, self.count, self.shown, pairs.waited = {}, 0, now, 0.0


def learn(a, shared, net, opt, samples):
    """One step; returns what the losses were, and whether its gradient was finite: else nothing was learnt."""
    left, right, gt, w = tensors(samples, a.device)
    total, parts = (refinement_losses if a.refine else losses)(net.train_forward(left, right), gt, w)
    opt.zero_grad(set_to_none=True)
    total.backward()
    shared.gradients(net)
    finite = bool(torch.isfinite(torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)))
    if finite:
        opt.step()
    return parts, finite


def run(rank, a, store=None):
    torch.manual_seed(a.seed)
    if a.device == "cpu":
        torch.set_num_threads(max(1, len(os.sched_getaffinity(0)) // a.processes))
    else:
        torch.backends.cudnn.benchmark = True       # two sizes of crops, one after the other
    shared = Shared(rank, a.processes, store)
    net, ema, opt = made(a)
    path = os.path.join(a.work, "checkpoint.pt")
    step, spent, line = begin(a, path, net, ema, opt)
    if line and rank == 0:
        print(line, flush=True)
    pairs = Pairs(a, int(time.time()) % 100000 * 64 + a.seed + rank * 31, random.Random(time.time() + rank))

    def save():
        write(path, dict(net=net.state_dict(), ema=ema.state_dict(), opt=opt.state_dict(), step=step, spent=spent, config=net.config))
        if a.carry:
            write(a.carry, carried(ema, step, spent))

    passed = time.process_time if a.device == "cpu" and a.processes > 1 else time.time
    begun = saved = exported = time.time()
    told, last, first, was, skipped = Told(), passed(), step, 0, 0
    while True:
        spent, stop = shared.first([spent, float(bool(a.stop_after and time.time() - begun > a.stop_after * 60 or
                                                      a.until and time.time() > a.until and step > first))])
        progress = spent / (a.minutes * 60)
        if progress >= 1 or stop:
            break
        stage = 1 if a.fine_tune or progress > 0.67 else 0
        lr = one_cycle(progress, a.lr * (0.25 if a.fine_tune else 1))
        for g in opt.param_groups:
            g["lr"] = lr
        net.train()
        if stage:
            if stage != was:
                shared.buffers(net, ema)
            hold_statistics(net)
        was = stage
        parts, finite = learn(a, shared, net, opt, pairs.batch(stage))
        skipped = 0 if finite else skipped + 1
        if skipped == SKIPPED_MAX:
            raise SystemExit("train.py: the gradients of %d steps in a row are not finite: nothing is learnt" % skipped)
        follow(ema, net, step)
        step += 1
        if rank:
            continue
        now, clock = time.time(), passed()
        spent += min(clock - last, 60)
        last = clock
        told.add(parts)
        told.tell(pairs, step, spent, lr)
        if now - saved > (60 if a.carry else 120):
            save()
            saved = now
        if a.export_minutes and now - exported > a.export_minutes * 60:
            save()
            export(a)
            exported, last = time.time(), passed()
    pairs.close()
    if rank:
        return
    save()
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
