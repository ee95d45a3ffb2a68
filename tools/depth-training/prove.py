"""Makes the sets, trains every arm with every seed, scores films of other seeds and Middlebury, and says what follows.
prove.sh runs it.

Run the same command again after an interruption: what is there is not made again.
"""
import argparse
import concurrent.futures
import fcntl
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import time

import cv2
import numpy as np

import augment
import predictions
import sets
import shards

ARMS = {    # name: (masks, words of train.py)
    "trained": (True, ["--loss", "midas"]),
    "no-gradient": (True, ["--loss", "ssitrim"]),
    "ssimae": (True, ["--loss", "ssimae"]),
    "ssimse": (True, ["--loss", "ssimse"]),
    "silog": (True, ["--loss", "silog"]),
    "l1": (True, ["--loss", "l1"]),
    "untrimmed": (True, ["--loss", "ssimae+gradient"]),
    "no-masks": (False, ["--loss", "midas", "--masks", "off"]),
    "no-masks-untrimmed": (False, ["--loss", "ssimae+gradient", "--masks", "off"]),
    "pareto": (True, ["--loss", "midas", "--mixing", "pareto"]),
    "monodepth2": (True, ["--loss", "monodepth2"]),
}
BASELINES = ("constant", "lower-is-nearer")
FILMS, PAIRS, EDGES = "rmse px, films of other seeds", "rmse px, Middlebury", "1 - boundary F1, films, 160 x 64"
REVERSED = "share of predictions upside down"      # far for near: least squares hides it by a negative scale
CLAIMS = [  # letter, claim, arm that should be better, arm that should be worse, metric
    ("a", "trained beats constant", "trained", "constant", FILMS),
    ("a", "trained beats lower-is-nearer", "trained", "lower-is-nearer", FILMS),
    ("a", "trained beats constant, zero-shot", "trained", "constant", PAIRS),
    ("a", "trained beats lower-is-nearer, zero-shot", "trained", "lower-is-nearer", PAIRS),
    ("b", "ssitrim beats SILog", "no-gradient", "silog", FILMS),
    ("b", "ssimae beats SILog", "ssimae", "silog", FILMS),
    ("b", "ssimse beats SILog", "ssimse", "silog", FILMS),
    ("b", "ssitrim beats L1", "no-gradient", "l1", FILMS),
    ("b", "ssimae beats L1", "ssimae", "l1", FILMS),
    ("b", "ssitrim beats ssimae", "no-gradient", "ssimae", FILMS),
    ("b", "ssimae beats ssimse", "ssimae", "ssimse", FILMS),
    ("c", "trimmed beats untrimmed without masks", "no-masks", "no-masks-untrimmed", FILMS),
    ("c", "trimmed beats untrimmed with masks", "trained", "untrimmed", FILMS),
    ("c", "masks beat no masks, trimmed", "trained", "no-masks", FILMS),
    ("c", "masks beat no masks, untrimmed", "untrimmed", "no-masks-untrimmed", FILMS),
    ("d", "the gradient term sharpens boundaries", "trained", "no-gradient", EDGES),
    ("e", "Pareto beats naive mixing", "pareto", "trained", FILMS),
    ("e", "Pareto beats naive mixing, zero-shot", "pareto", "trained", PAIRS),
    ("f", "our disparity beats self-supervision by the other view", "trained", "monodepth2", FILMS),
    ("f", "our disparity beats self-supervision, zero-shot", "trained", "monodepth2", PAIRS),
]
SEEDS_MIN = 3      # that a verdict takes
STUDENT = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 7: 2.447, 8: 2.365, 9: 2.306, 10: 2.262}   # 97.5 %, by n


def interval(values):
    """(mean, low, high): Student's 95 % interval over two seeds or more."""
    v = np.asarray(values, float)
    half = STUDENT[len(v)] * v.std(ddof=1) / math.sqrt(len(v))
    return float(v.mean()), float(v.mean() - half), float(v.mean() + half)


def verdict(low, high):
    return "shown" if low > 0 else "the opposite is significant" if high < 0 else "not significant"


def arguments():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--quick", action="store_true", help="shorter films and fewer steps")
    ap.add_argument("--work", help="folder for everything; default out/depth-proof, with --quick out/depth-quick")
    ap.add_argument("--minutes", type=float, default=0, help="begin no step after so many; 0: no end")
    ap.add_argument("--seeds", type=int, default=3, choices=range(2, 11), metavar="N", help="2 to 10")
    ap.add_argument("--steps", type=int)
    ap.add_argument("--clip", help="a real film, half side by side, left view first; default: one beside the checkout")
    ap.add_argument("--pairs", help="folder of Middlebury pairs; default: those beside the checkout")
    ap.add_argument("--rendered", help="folder of tools/sky-training/render.py --stereo")
    ap.add_argument("--json", default="prove.json")
    a = ap.parse_args()
    a.work = os.path.abspath(a.work or os.path.join("out", "depth-quick" if a.quick else "depth-proof"))
    a.steps, a.seconds = a.steps or (100 if a.quick else 600), 18 if a.quick else None
    for name in "clip", "pairs", "rendered":
        if getattr(a, name) and not os.path.exists(getattr(a, name)):
            ap.error("--%s %s: no such file or folder" % (name, getattr(a, name)))
    if a.steps < 1:
        ap.error("--steps %d: expected 1 or more" % a.steps)
    beside = os.path.join(os.path.dirname(sets.ROOT), "shared", "data")
    for name, place in (("clip", "video/vdw_demo/rgbdemo.mp4"), ("pairs", "pairs")):
        path = getattr(a, name) or os.path.join(beside, place)
        setattr(a, name, path if os.path.exists(path) else None)
    return a


def claimed(a):
    """An open file that keeps every other prove.sh out of this --work while it is open. InputError where one is at work
    there, or where what lies there was made otherwise: arms of both would stand in one table."""
    lock = open(os.path.join(a.work, "lock"), "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as fault:
        raise shards.InputError(
            "%s: another prove.sh is at work there: wait for it, or give another --work" % a.work) from fault
    mine = {"--steps": a.steps, "--quick": bool(a.seconds)}
    mine.update(("--" + k, getattr(a, k) and os.path.basename(getattr(a, k))) for k in ("clip", "pairs", "rendered"))
    theirs = read_json(os.path.join(a.work, "settings.json"))
    changed = sorted(k for k in mine if theirs and theirs.get(k) != mine[k])
    if changed:
        raise shards.InputError("%s: made with another %s: give the same, or another --work" % (
            a.work, ", ".join(changed)))
    write_json(os.path.join(a.work, "settings.json"), mine)
    return lock


def in_one_process(*commands):
    """Runs [(module, words)] of this folder, one after the other: PyTorch is loaded once. InputError with its last
    line."""
    # Nothing but names and words of this file reaches the line.
    line = "import importlib, json, sys; sys.path.insert(0, sys.argv[1]); codes = (importlib.import_module(m).main(w)" \
           " for m, w in json.loads(sys.argv[2])); sys.exit(next((c for c in codes if c), 0))"
    told = json.dumps([(module, list(map(str, words))) for module, words in commands])
    ran = subprocess.run([sys.executable, "-B", "-c", line, sets.HERE, told], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True, env=dict(os.environ, OMP_NUM_THREADS="1"))
    if ran.returncode:
        raise shards.InputError("%s: %s" % (commands[0][0], (ran.stdout.strip().splitlines() or ["failed"])[-1]))


def score(a, folder, names):
    """{metric: (value, low, high)} of the predictions in a folder, by movie-data evaluate; its interval is over
    samples."""
    found = {}
    for metric, protocol, key in ((FILMS, "ssi-disparity", "rmse"), (EDGES, "boundary", "boundary_f1"),
                                  (PAIRS, "ssi-disparity", "rmse")):
        if metric not in names:
            continue
        truth, predictions = {
            FILMS: (("--dataset", os.path.join(a.work, "data", "test"), "--split", "test"), "films"),
            PAIRS: (("--truth", os.path.join(a.work, "pairs", "truth")), "pairs"),
            EDGES: (("--truth", os.path.join(a.work, "edges")), "edges")}[metric]
        text = sets.movie_data("evaluate", *truth, "--predictions", os.path.join(folder, predictions),
                               "--protocol", protocol, "--json")
        document = json.loads(text)
        if metric == FILMS:
            found[REVERSED] = [document["reversed_predictions"] / document["overall"]["n"]] * 3
        m = document["overall"]["metrics"][key]
        of = lambda v: 1 - v if metric == EDGES else v  # noqa: E731
        found[metric] = sorted([of(m["low"]), of(m["high"])])
        found[metric].insert(0, of(m["value"]))
    return found


def metrics_of(a, arm):
    return [FILMS] + ([EDGES] if arm in ("trained", "no-gradient") else []) + ([PAIRS] if a.pairs else [])


def run_arm(a, arm, seed):
    """Trains, predicts and scores one arm with one seed; the checkpoint stays for the first."""
    folder = os.path.join(a.work, "runs", "%s-%d" % (arm, seed))
    masks, words = ARMS[arm]
    data = [w for d in sets.training(a, masks) for w in ("--data", d)]
    point = ["--checkpoint", os.path.join(folder, "checkpoint.pt")]
    test = ["--data", os.path.join(a.work, "tars", "test"), "--split", "test"]
    commands = [
        ("train", [*data, "--work", folder, "--steps", a.steps, "--size", *sets.SIZE, "--batch", 9, "--width", 0.5,
                   "--rate", 2e-3, "--targets", "width", "--unknown", 7, "--seed", seed, "--threads", 1,
                   "--device", "cpu", *words]),
        ("predict", [*point, *test, "--out", os.path.join(folder, "films")])]
    if EDGES in metrics_of(a, arm):
        # Enlarged threefold no edge is sharp enough for the measure: it is taken where the network draws.
        commands.append(("predict", [*point, *test, "--own-size", "--out", os.path.join(folder, "edges")]))
    if a.pairs:
        commands.append(("predict", [*point, "--images", os.path.join(a.work, "pairs", "images"),
                                     "--out", os.path.join(folder, "pairs")]))
    in_one_process(*commands)
    write_json(os.path.join(folder, "scores.json"), score(a, folder, metrics_of(a, arm)))


def run_baseline(a, name):
    """constant: one value everywhere; lower-is-nearer: the row, as the ground of most pictures has it."""
    folder = os.path.join(a.work, "runs", name)
    def drawn(shape):
        rows = np.arange(shape[0]) if name == "lower-is-nearer" else np.ones(shape[0])
        return np.repeat(rows.astype(np.float32)[:, None], shape[1], 1)
    os.makedirs(os.path.join(folder, "films"), exist_ok=True)
    tar, = shards.tars_of(os.path.join(a.work, "tars", "test"), "test")
    for key, files in shards.samples_of(tar, ("disparity",), shards.Tally()):
        predictions.write(
            os.path.join(folder, "films"), predictions.name_of(key), drawn(augment.full_of(files)[::-1]))
    if a.pairs:
        images = os.path.join(a.work, "pairs", "images")
        os.makedirs(os.path.join(folder, "pairs"), exist_ok=True)
        for image in os.listdir(images):
            predictions.write(os.path.join(folder, "pairs"), os.path.splitext(image)[0],
                              drawn(cv2.imread(os.path.join(images, image)).shape))
    write_json(os.path.join(folder, "scores.json"), score(a, folder, [FILMS] + ([PAIRS] if a.pairs else [])))


def write_json(path, content):
    with open(path + ".tmp", "w") as file:
        json.dump(content, file)
    os.replace(path + ".tmp", path)


def read_json(path):
    """None where it is not there."""
    try:
        with open(path) as file:
            return json.load(file)
    except FileNotFoundError:
        return None


def scores_of(a, name):
    return read_json(os.path.join(a.work, "runs", name, "scores.json"))


class Runner:
    """Does steps, as many at once as there are cores, until the time is over or one fails."""

    def __init__(self, minutes):
        self.end = time.time() + 60 * minutes if minutes else math.inf
        self.left = 0

    def run(self, steps, cores):
        def one(step):
            if time.time() > self.end:
                self.left += 1
                return
            began = time.time()
            try:
                step[1]()
            except shards.InputError:
                self.end = 0
                raise
            print("%-28s %5.0f s" % (step[0], time.time() - began), flush=True)
        with concurrent.futures.ThreadPoolExecutor(cores) as pool:
            list(pool.map(one, steps))


def values_of(a, name, metric):
    """{seed: value} of an arm, or {0: value} of a baseline."""
    if name in BASELINES:
        found = {0: scores_of(a, name)}
    else:
        found = {s: scores_of(a, "%s-%d" % (name, s)) for s in range(1, a.seeds + 1)}
    return {s: v[metric][0] for s, v in found.items() if v and metric in v}


def rows_of(a):
    """The rows of prove.json: intervals of arms are over seeds (two at least), those of baselines, without any, over
    samples."""
    rows = []
    for metric in (FILMS, PAIRS, EDGES, REVERSED):
        for name in [*ARMS, *BASELINES]:
            values = values_of(a, name, metric)
            if len(values) > 1 or values and name in BASELINES:
                three = scores_of(a, name)[metric] if name in BASELINES else interval(list(values.values()))
                if metric == REVERSED:
                    three = np.clip(three, 0, 1).tolist()
                rows.append(dict(name=name, metric=metric, **dict(zip(("value", "low", "high"), three))))
    return rows


def claims_of(a):
    """A line each: the mean difference of the same seeds, its interval over seeds, and what it says."""
    for letter, claim, better, worse, metric in CLAIMS:
        good, bad = values_of(a, better, metric), values_of(a, worse, metric)
        gains = [bad[s if s in bad else 0] - good[s] for s in good if s in bad or 0 in bad]
        if len(gains) < 2:
            yield "%s  %-54s %s" % (letter, claim, "%+8.4f  one seed" % gains[0] if gains else "not run")
        else:
            gain, low, high = interval(gains)
            said = verdict(low, high) if len(gains) >= SEEDS_MIN else "too few"
            yield "%s  %-54s %+8.4f  [%+.4f, %+.4f]  %s (%d seeds)" % (
                letter, claim, gain, low, high, said, len(gains))


def single(a):
    """Lines of arms that one seed was trained of so far: no interval, so no row of prove.json."""
    for metric in (FILMS, PAIRS, EDGES, REVERSED):
        for name in ARMS:
            values = list(values_of(a, name, metric).values())
            if len(values) == 1:
                yield "%-19s %-38s %8.4f  one seed" % (name, metric, values[0])


def told(rows, claims):
    yield "%-19s %-38s %8s  [95 %% interval]" % ("arm", "metric (smaller is better)", "value")
    for r in rows:
        yield "%-19s %-38s %8.4f  [%.4f, %.4f]" % (r["name"], r["metric"], r["value"], r["low"], r["high"])
    yield "\n   %-54s %8s  [95 %% interval]" % ("claim (difference of the same seeds)", "gain")
    yield from claims


def main():
    a = arguments()
    try:
        os.makedirs(os.path.join(a.work, "films"), exist_ok=True)
    except OSError as fault:
        print("prove.py: --work: %s" % fault, file=sys.stderr)
        return 2
    began, cores = time.time(), len(os.sched_getaffinity(0))
    runner = Runner(a.minutes)
    for name, given in (
            ("real clip", a.clip), ("Middlebury pairs", a.pairs), ("rendered rooms and streets", a.rendered)):
        if not given:
            print("%s: not there, left out" % name)
    try:
        with claimed(a):
            made = list(sets.steps(a))
            films = [s for s in made if s[0].startswith("film ")]
            runner.run(films, cores)
            runner.run([s for s in made if s not in films] if not runner.left else [], max(1, cores // 2))
            if not runner.left:
                todo = [(n, lambda n=n: run_baseline(a, n)) for n in BASELINES if not scores_of(a, n)]
                todo += [("%s, seed %d" % (arm, s), lambda arm=arm, s=s: run_arm(a, arm, s))
                         for s in range(1, a.seeds + 1) for arm in ARMS if not scores_of(a, "%s-%d" % (arm, s))]
                runner.run(todo, cores)
    except shards.InputError as fault:
        print("prove.py: %s" % fault, file=sys.stderr)
        return 2
    rows = rows_of(a)
    print("\n".join([*told(rows, claims_of(a)), "", *single(a)]).rstrip())
    with open(a.json, "w") as file:
        json.dump(dict(rows=rows), file, indent=1)
        file.write("\n")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("%s written; %.1f minutes, %.1f of processor time%s" % (
        a.json, (time.time() - began) / 60, (used.ru_utime + used.ru_stime) / 60,
        "; %d steps are left: run it again" % runner.left if runner.left else ""))
    return 1 if runner.left else 0


if __name__ == "__main__":
    sys.exit(main())
