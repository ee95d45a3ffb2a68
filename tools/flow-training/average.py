"""The mean of the weights of two checkpoints, the second trained on from the first: often better than either.

    python3 average.py OLD/checkpoint.pt NEW/checkpoint.pt --out mean.pt
"""
import argparse

import torch


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("old")
    ap.add_argument("new")
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    old, new = (torch.load(p, map_location="cpu") for p in (a.old, a.new))
    if {k: v.shape for k, v in old["net"].items()} != {k: v.shape for k, v in new["net"].items()}:
        raise SystemExit("average.py: the checkpoints are not of one network")
    state = {k: (v + old["net"][k]) / 2 if v.dtype.is_floating_point else v for k, v in new["net"].items()}
    torch.save(dict(new, net=state, ema=state), a.out)


if __name__ == "__main__":
    main()
