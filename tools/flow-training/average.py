"""The mean of the weights of checkpoints, each trained on from the one before or kept on the way: often better than any.

    python3 average.py OLD/checkpoint.pt NEW/checkpoint.pt --out mean.pt
    python3 average.py after-40.pt after-60.pt NEW/checkpoint.pt NEW/checkpoint.pt:ema --out mean.pt

PATH takes the weights of the last step, PATH:ema the averaged ones. Steps and time are those of the last file.
"""
import argparse

import torch


def weights(name):
    """The checkpoint and which of its weights are meant."""
    path, colon, which = name.rpartition(":")
    if not colon or which not in ("net", "ema"):
        path, which = name, "net"
    c = torch.load(path, map_location="cpu")
    return c, c[which]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("checkpoints", nargs="+", metavar="PATH[:ema]")
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    mean = None
    for i, name in enumerate(a.checkpoints):
        c, state = weights(name)
        if mean is None:
            mean = {k: v.clone() for k, v in state.items()}
        if {k: v.shape for k, v in mean.items()} != {k: v.shape for k, v in state.items()}:
            raise SystemExit("average.py: %s is not of the network of %s" % (name, a.checkpoints[0]))
        mean = {k: m + (state[k] - m) / (i + 1) if m.dtype.is_floating_point else state[k] for k, m in mean.items()}
    torch.save(dict(c, net=mean, ema=mean), a.out)


if __name__ == "__main__":
    main()
