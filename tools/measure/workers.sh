#!/usr/bin/env bash
# Many segments at once on a film of tiny frames: stages block while they wait, so too few threads would starve all of
# them. 64 workers must give the bytes of one, need no more time than a quarter above what one needs, and hold no more
# threads than they reserve (Extraction.ThreadsMax each), one more each that listens to ffmpeg, and 60 for the rest.
#   tools/measure/workers.sh [SEGMENTS] [WORKERS]     default 480 segments of one sample, 64 workers
. "$(dirname "$0")/begin.sh"
segments=${1:-480}
workers=${2:-64}
make_tiny_film "$segments"
run() {
  "$exe" extract --pipeline "$work/pipeline.yaml" --out "$work/$1" --workers "$1" "$work/tiny.mkv" 2>"$work/$1.log" &
  local main=$! start
  start=$(date +%s%N)
  watch_process "$main" "$work/$1.samples"
  wait "$main" || { tail -3 "$work/$1.log"; exit 1; }
  ms=$((($(date +%s%N) - start) / 1000000))
  digests "$work/$1" >"$work/$1.digests"
  threads=$(awk '$1 > most { most = $1 } END { print most }' "$work/$1.samples")
  echo "$1 workers: $ms ms, at most $threads threads"
}
run 1
one_ms=$ms
one_threads=$threads
run "$workers"
each=$(sed -n 's/.*const int ThreadsMax = \([0-9]*\);.*/\1/p' src/MovieData/Extraction.cs)
bound=$((workers * (each + 1) + 60))
cmp -s "$work/1.digests" "$work/$workers.digests" || { echo "BYTES DIFFER"; exit 1; }
[ "$threads" -le "$bound" ] || { echo "FAILED: $threads threads, $bound expected at most"; exit 1; }
[ $((ms * 4)) -le $((one_ms * 5)) ] || { echo "FAILED: $workers workers took $ms ms, one $one_ms"; exit 1; }
echo "$segments segments: $workers workers wrote the bytes of one in $ms of its $one_ms ms, with $threads threads" \
  "(one: $one_threads; bound: $bound)"
