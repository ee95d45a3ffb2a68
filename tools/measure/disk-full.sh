#!/usr/bin/env bash
# `extract` into a disk that is really full: a tmpfs that grows by STEP KB after every failed run (needs root). Every run
# must end with exit 1 or 2 and a line that says so, what is there must verify, and the last run's bytes must be those of
# a run with room enough.
#   tools/measure/disk-full.sh [STEP_KB]       default 128; the tests do the same in-process with steps of 16 KB
. "$(dirname "$0")/begin.sh"
step=${1:-128}
trap 'umount "$work/full" 2>/dev/null || true; rm -rf "$work"' EXIT
make_small_film

"$exe" extract --pipeline "$work/pipeline.yaml" --out "$work/roomy" "$work/small.mkv" 2>"$work/roomy.log"
digests "$work/roomy" >"$work/expected"
mkdir "$work/full"
mount -t tmpfs -o "size=${step}k" tmpfs "$work/full"
failures=0
for ((size = step; ; size += step)); do
  mount -o "remount,size=${size}k" "$work/full"
  code=0
  "$exe" extract --pipeline "$work/pipeline.yaml" --out "$work/full/data" "$work/small.mkv" 2>"$work/log" || code=$?
  if [ "$code" -eq 0 ]; then
    break
  fi
  failures=$((failures + 1))
  if [ "$code" -gt 2 ] || ! grep -q 'No space left' "$work/log"; then
    echo "at $size KB: exit $code without a clear word:"
    cat "$work/log"
    exit 1
  fi
  if [ -f "$work/full/data/manifest.json" ]; then
    "$exe" verify "$work/full/data" >"$work/verify.log" || { cat "$work/verify.log"; exit 1; }
  fi
done
digests "$work/full/data" >"$work/found"
cmp "$work/expected" "$work/found"
echo "$failures runs met a full disk and said so; with $size KB the run ended: $(wc -l <"$work/expected") files equal, byte by byte"
