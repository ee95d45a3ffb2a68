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
    loaded = [weights(name) for name in a.checkpoints]
    shapes = [{k: v.shape for k, v in state.items()} for _, state in loaded]
    for name, shape in zip(a.checkpoints, shapes):
        if shape != shapes[0]:
            raise SystemExit("average.py: %s is not of the network of %s" % (name, a.checkpoints[0]))
    last, state = loaded[-1]
    mean = {k: sum(s[k] for _, s in loaded) / len(loaded) if v.dtype.is_floating_point else v for k, v in state.items()}
    torch.save(dict(last, net=mean, ema=mean), a.out)


if __name__ == "__main__":
    main()
