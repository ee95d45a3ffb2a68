#!/usr/bin/env python3
"""Reads the lines of ShotScoreTests: view order by shot, both orders; area under the curve of the converted score."""
import collections
import sys

import numpy as np

SURE = 0.95  # a probability beyond this, or below 1 - this, is an answer
LIMIT = 0.8  # pipelines/strict.yaml, converted_score_max


def area(converted, native):
    """Probability that a converted shot has the higher score."""
    if not converted or not native:
        return float("nan")
    a, b = np.array(converted)[:, None], np.array(native)[None]
    return float((a > b).mean() + (a == b).mean() / 2)


def main(files):
    kinds = collections.defaultdict(lambda: {"native": [], "converted": [], "order": []})
    for file in files:
        for line in open(file, encoding="utf-8"):
            shot, score, stated, swapped = line.strip().split(",")[:4]
            parts = shot.split("/")
            kind, how = kinds[parts[-3]], parts[-2]
            if score:
                kind["native" if how == "native" else "converted"].append(float(score))
            if how == "native":
                kind["order"] += [float(stated), 1 - float(swapped)]
    everything = {"native": [], "converted": [], "order": []}
    for name, kind in sorted(kinds.items()):
        for key, values in kind.items():
            everything[key] += values
        say(name, kind)
    say("all", everything)


def say(name, kind):
    order, native, converted = (np.array(kind[k]) for k in ("order", "native", "converted"))
    if len(order):
        print(f"{name}: order of {len(order)} cases (both ways round): {(order > 0.5).mean():.3f} right; "
              f"sure and right {(order > SURE).mean():.3f}, unknown {(abs(order - 0.5) <= SURE - 0.5).mean():.3f}, "
              f"sure and wrong {(order < 1 - SURE).mean():.3f}")
    print(f"{name}: converted {len(converted)} against native {len(native)}: "
          f"area {area(kind['converted'], kind['native']):.3f}; above {LIMIT}: converted "
          f"{(converted > LIMIT).mean() if len(converted) else float('nan'):.3f}, native "
          f"{(native > LIMIT).mean() if len(native) else float('nan'):.3f} "
          f"(highest {native.max() if len(native) else float('nan'):.3f})")


if __name__ == "__main__":
    main(sys.argv[1:])
