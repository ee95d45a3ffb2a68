#!/usr/bin/env bash
# Kills `extract` with SIGKILL at random moments, with 1, 2 and 4 workers in turn, verifies what is left after each kill,
# and compares every promised byte with an unbroken run whenever one comes to its end. Segments are small (4 samples), so
# that kills fall inside them, between shard and entry, and during planning; each kill's kind is printed.
#   tools/measure/kill.sh [KILLS] [FILM]     default: 10 kills on the demo film at a quarter of its size; long: 200
# Given a FILM it runs at full size: tools/movie-data synth --out DIR, then tools/measure/kill.sh 20 DIR/film.mkv
. "$(dirname "$0")/begin.sh"
kills=${1:-10}
pipeline=$work/pipeline.yaml
if [ -z "${2:-}" ]; then
  make_small_film
  film=$work/small.mkv
else
  film=$2
  sed 's/samples_per_segment: 64/samples_per_segment: 4/' pipelines/midas-3d-movies.yaml >"$pipeline"
fi

extract() { "$exe" extract --pipeline "$pipeline" --out "$1" "${@:2}" "$film"; }

start=$(date +%s%N)
extract "$work/unbroken" 2>"$work/unbroken.log"
whole_ms=$((($(date +%s%N) - start) / 1000000))
digests "$work/unbroken" >"$work/expected"

count() { find "$work/broken/$1" -name "$2" ! -name '.tmp-*' 2>/dev/null | wc -l; }

# Where a kill fell, from what it left behind.
kind() {
  if [ "$(count films plan.json)" -eq 0 ]; then
    echo planning
  elif [ "$(count data '*.parquet')" -gt "$(count ledger '*.json')" ] \
    || [ "$(count frames '*.parquet')" -gt "$(count ledger '*.json')" ]; then
    echo between_shard_and_entry
  elif [ "$(find "$work/broken/data" "$work/broken/frames" -name '.tmp-*' 2>/dev/null | wc -l)" -gt 0 ]; then
    echo inside_segment
  else
    echo between_segments
  fi
}

compare() {
  "$exe" verify "$work/broken" >"$work/verify.log" || { cat "$work/verify.log"; exit 1; }
  digests "$work/broken" >"$work/found"
  if ! cmp -s "$work/expected" "$work/found"; then
    diff "$work/expected" "$work/found" | head
    echo "$landed kills: BYTES DIFFER"
    exit 1
  fi
  runs=$((runs + 1))
}

landed=0
runs=0
declare -A kinds
while [ "$landed" -lt "$kills" ]; do
  workers=$((1 << (landed % 3)))
  # Every second kill meets a planned folder: planning looks at all shots, and most kills would fall into it.
  [ $((landed % 2)) -eq 0 ] || "$exe" plan --pipeline "$pipeline" --out "$work/broken" "$film" >/dev/null 2>&1
  # Not through the function: the process itself must be the one that is killed.
  "$exe" extract --pipeline "$pipeline" --out "$work/broken" --workers "$workers" "$film" 2>>"$work/broken.log" &
  child=$!
  sleep "$(awk -v ms="$whole_ms" -v seed="$RANDOM" 'BEGIN { srand(seed); print 0.3 + rand() * ms / 1000 }')"
  if kill -9 "$child" 2>/dev/null; then
    wait "$child" 2>/dev/null || true
    landed=$((landed + 1))
    where=$(kind)
    kinds[$where]=$((${kinds[$where]:-0} + 1))
    echo "kill $landed, workers $workers: $where, $(count ledger '*.json') segments done"
    if [ -f "$work/broken/manifest.json" ]; then
      "$exe" verify "$work/broken" >"$work/verify.log" || { cat "$work/verify.log"; exit 1; }
    fi
  else
    wait "$child"
    # It came to its end: a run of its own from here, so that all kills meet work in progress.
    compare
    rm -rf "$work/broken"
  fi
done

extract "$work/broken" 2>>"$work/broken.log"
compare
for where in "${!kinds[@]}"; do
  echo "$where: ${kinds[$where]}"
done
echo "$landed kills: $runs finished runs, each with $(wc -l <"$work/expected") files equal to the unbroken run, byte by byte"
