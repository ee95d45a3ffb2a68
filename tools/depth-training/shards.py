"""Samples out of the tars of `movie-data export --format webdataset`: read once from front to back, shuffled in bounded
memory.

    python3 shards.py TARS [--size 384 384]     counts what is there and measures samples/s on one core

A sample is KEY.left.jpg (or .png), KEY.disparity.png, KEY.mask.png and, for stereo.py, KEY.right.jpg; src/CONTRACT.md,
"Masks" and "Disparity and residual" say what their values mean. What cannot be used is left out and counted by its
reason (`Tally`), and a damaged tar is named once; the samples before its damage count.
"""
import argparse
import collections
import concurrent.futures
import glob
import os
import random
import sys
import time

import augment

BUFFER_BYTES = 256 << 20    # of coded samples waiting to be drawn
BUFFER_SAMPLES = 1024
WANTED = ("left", "right", "disparity", "mask")
ENTRY_BYTES_MAX = 256 << 20
BLOCK = 512
AHEAD = 8                   # samples being decoded, for each thread


class InputError(Exception):
    """What the user gave cannot be used; one line."""


class Tally(collections.Counter):
    """Samples left out, by reason; says each damaged tar once, on stderr."""

    def __init__(self):
        super().__init__()
        self.told = set()

    def tell(self, line):
        if line not in self.told:
            self.told.add(line)
            print(line, file=sys.stderr, flush=True)

    def __str__(self):
        return ", ".join("%d %s" % (n, reason) for reason, n in sorted(self.items())) or "none"


def tars_of(folder, split="train"):
    """The tars of a split in a folder, or the one tar that was named; sorted."""
    if os.path.isfile(folder):
        return [folder]
    found = sorted(glob.glob(os.path.join(glob.escape(folder), split + "-*.tar")))
    if not found:
        others = sorted({os.path.basename(path).rpartition("-")[0]
                         for path in glob.glob(os.path.join(glob.escape(folder), "*-*.tar"))})
        known = "there are: " + ", ".join(others) if others else "expected an export in the form webdataset"
        raise InputError("%s: no %s-*.tar; %s" % (folder, split, known))
    return found


class Damage(Exception):
    """What a tar cannot be read beyond."""


def members(file):
    """Yields (name, size, offset of the content) of a tar's files: ustar, and GNU's long names, as the tool writes
    them.

    Python's tarfile would take 2 ms a sample, and ends at a header that is none as if the tar ended there. Damage, with
    the byte, is whatever is not a header with the right sum, or is not there.
    """
    at, long_name, length = 0, None, os.fstat(file.fileno()).st_size
    while True:
        file.seek(at)
        head = file.read(BLOCK)
        if len(head) == BLOCK and not head.strip(b"\0"):
            return
        try:
            size, kind, total = int(head[124:136].strip(b" \0"), 8), head[156:157], int(head[148:156].strip(b" \0"), 8)
        except ValueError:
            raise Damage("damaged or cut off at byte %d" % at) from None
        if len(head) < BLOCK or size < 0 or total != sum(head[:148]) + 256 + sum(head[156:]):
            raise Damage("damaged or cut off at byte %d" % at)
        if at + BLOCK + size > length:
            raise Damage("cut off at byte %d" % length)
        if kind == b"L":
            long_name = file.read(min(size, 4096)).rstrip(b"\0")
        elif kind in (b"0", b"\0"):
            yield (long_name or head[:100].rstrip(b"\0")).decode("utf-8", "replace"), size, at + BLOCK
            long_name = None
        at += BLOCK + (size + BLOCK - 1) // BLOCK * BLOCK


def samples_of(path, wanted, tally):
    """Yields (key, {column: bytes}) in the tar's order, one sample in memory at a time."""
    key, files, count = None, {}, 0
    try:
        with open(path, "rb") as file:
            for name, size, at in members(file):
                name, _, rest = name.rpartition("/")[2].partition(".")
                if name != key:
                    if files:
                        count += 1
                        yield key, files
                    key, files = name, {}
                column = rest.split(".")[0]
                if column in wanted and size <= ENTRY_BYTES_MAX:
                    file.seek(at)
                    files[column] = file.read(size)
    except (Damage, OSError) as fault:
        tally["after damage in a tar"] += 1
        # Of the sample in which it lies nobody knows whether it is whole.
        tally.tell("%s: %s; %d samples before that are used: export it again" % (path, fault, count))
        return
    if files:
        yield key, files


class Stream:
    """Endless shuffled samples of one set of tars, still coded; where it is are two numbers (`state`).

    Every epoch reads the tars in another order through a buffer of at most BUFFER_SAMPLES and BUFFER_BYTES, out of
    which samples are drawn at random. Order is a function of seed, epoch and tars: going on at a state reads the begun
    epoch again without decoding it.
    """

    def __init__(self, paths, seed, wanted=WANTED, samples=BUFFER_SAMPLES, size=BUFFER_BYTES):
        self.paths, self.seed, self.wanted = list(paths), seed, wanted
        self.samples, self.size, self.tally = samples, size, Tally()

    def epoch(self, number):
        rng = random.Random("%d %d" % (self.seed, number))
        paths, buffer, held = list(self.paths), [], 0
        rng.shuffle(paths)
        for path in paths:
            for sample in samples_of(path, self.wanted, self.tally):
                buffer.append(sample)
                held += sum(map(len, sample[1].values()))
                while len(buffer) >= self.samples or held > self.size:
                    drawn = self.draw(rng, buffer)
                    held -= sum(map(len, drawn[1].values()))
                    yield drawn
        while buffer:
            yield self.draw(rng, buffer)

    @staticmethod
    def draw(rng, buffer):
        k = rng.randrange(len(buffer))
        buffer[k], buffer[-1] = buffer[-1], buffer[k]
        return buffer.pop()

    def __call__(self, state=(0, 0)):
        """Yields (epoch, number in it, key, files) behind the state, which is that of the last sample used."""
        epoch, used = state
        while True:
            number = -1
            for number, (key, files) in enumerate(self.epoch(epoch)):
                if number >= used:
                    yield epoch, number, key, files
            if number < 0:
                raise InputError("%s: no samples in the tars (left out: %s)" % (self.paths[0], self.tally))
            epoch, used = epoch + 1, 0


class Loader:
    """Decoded, augmented samples of one set, in an order that no number of threads changes.

    `state` is (epoch, samples used of it) behind the last one handed out; a Loader made with it goes on with the same
    samples.
    """

    def __init__(self, paths, seed, settings, state=(0, 0), threads=1, **buffer):
        wanted = [c for c in WANTED if c != "right" or settings.right]
        self.stream, self.settings, self.seed = Stream(paths, seed, wanted, **buffer), settings, seed
        self.state, self.found_at = tuple(state), state[0]
        self.pool = concurrent.futures.ThreadPoolExecutor(threads) if threads > 1 else None
        self.drawn, self.ahead = self.stream(self.state), collections.deque()
        self.waiting = AHEAD * threads

    @property
    def tally(self):
        return self.stream.tally

    def decoded(self, epoch, number, key, files):
        try:
            return augment.sample(key, files, self.settings, (self.seed, epoch, number)), None
        except augment.Unusable as reason:
            return None, str(reason)

    def next(self):
        """The next usable sample, `augment.Sample`. InputError when a whole epoch had none."""
        while True:
            epoch, number, (found, reason) = self.following()
            self.state = epoch, number + 1
            if found is not None:
                self.found_at = epoch
                return found
            if epoch > self.found_at + 1:
                raise InputError("%s: no usable sample; left out: %s" % (self.stream.paths[0], self.tally))
            self.tally[reason] += 1

    def following(self):
        if self.pool is None:
            drawn = next(self.drawn)
            return drawn[0], drawn[1], self.decoded(*drawn)
        while len(self.ahead) < self.waiting:
            drawn = next(self.drawn)
            self.ahead.append((drawn[0], drawn[1], self.pool.submit(self.decoded, *drawn)))
        epoch, number, future = self.ahead.popleft()
        return epoch, number, future.result()

    def close(self):
        if self.pool is not None:
            self.pool.shutdown(wait=True)


def in_order(paths, settings, tally):
    """Every usable sample once, as it stands in the tars."""
    for path in paths:
        for key, files in samples_of(path, WANTED, tally):
            try:
                yield augment.sample(key, files, settings, 0)
            except augment.Unusable as reason:
                tally[str(reason)] += 1


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("tars")
    ap.add_argument("--split", default="train")
    ap.add_argument("--size", type=int, nargs=2, default=[384, 384], metavar=("WIDTH", "HEIGHT"))
    ap.add_argument("--seconds", type=float, default=10)
    ap.add_argument("--right", action="store_true", help="the right view too")
    a = ap.parse_args()
    try:
        import cv2
        cv2.setNumThreads(1)
        loader = Loader(tars_of(a.tars, a.split), 1, augment.Settings(
            tuple(a.size), right=a.right, labelled=not a.right))
        loader.next()
        count, began, worked = 0, time.time(), time.process_time()
        while time.time() - began < a.seconds:
            loader.next()
            count += 1
        spent = time.process_time() - worked
        print("%d x %d: %.1f samples/s of processor time, %.1f of the clock; left out: %s" % (
            *a.size, count / spent, count / (time.time() - began), loader.tally))
    except InputError as fault:
        print("shards.py: %s" % fault, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
