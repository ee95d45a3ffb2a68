#!/usr/bin/env bash
# Kills `extract` with SIGKILL at random moments, runs it again to the end, and compares every promised byte with an
# unbroken run. Segments are small (4 samples), so that kills fall between and inside them.
#   tools/measure/kill.sh [KILLS] [FILM]     default: 10 kills on the demo film at a quarter of its size
set -euo pipefail
cd "$(dirname "$0")/../.."
kills=${1:-10}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tools/movie-data --version >/dev/null
exe=src/MovieData.Cli/bin/Release/net10.0/movie-data

film=${2:-}
pipeline=$work/pipeline.yaml
if [ -z "$film" ]; then
  "$exe" synth --out "$work/film" 2>/dev/null
  film=$work/small.mkv
  ffmpeg -nostdin -v error -i "$work/film/film.mkv" -vf scale=960:270 -c:v libx264 -preset veryfast -crf 14 -g 24 \
    -metadata:s:v:0 stereo_mode=left_right "$film"
  sed -e 's/view_px: .*/view_px: [480, 270]/' -e 's/crop_px: .*/crop_px: [470, 200]/' -e 's/_px_max: 2/_px_max: 0.5/' \
    -e 's/range_px_min: 10/range_px_min: 2.5/' -e 's/samples_per_segment: 64/samples_per_segment: 4/' \
    pipelines/midas-3d-movies.yaml >"$pipeline"
else
  sed 's/samples_per_segment: 64/samples_per_segment: 4/' pipelines/midas-3d-movies.yaml >"$pipeline"
fi

extract() { "$exe" extract --pipeline "$pipeline" --out "$1" "$film"; }
digests() { (cd "$1" && find manifest.json films data frames ledger -type f -print0 | sort -z | xargs -0 sha256sum); }

start=$(date +%s%N)
extract "$work/unbroken" 2>"$work/unbroken.log"
whole_ms=$((($(date +%s%N) - start) / 1000000))
digests "$work/unbroken" >"$work/expected"

landed=0
for ((kill = 1; kill <= kills; kill++)); do
  [ "$landed" -lt "$kills" ] || break
  # A run of its own each time it had come to its end, so that all kills meet work in progress.
  [ ! -e "$work/broken/done" ] || rm -rf "$work/broken"
  # Not through the function: the process itself must be the one that is killed.
  "$exe" extract --pipeline "$pipeline" --out "$work/broken" "$film" 2>>"$work/broken.log" &
  child=$!
  sleep "$(awk -v ms="$whole_ms" -v seed="$RANDOM" 'BEGIN { srand(seed); print 0.3 + rand() * ms / 2500 }')"
  if kill -9 "$child" 2>/dev/null; then
    landed=$((landed + 1))
    entries=$(find "$work/broken/ledger" -name '*.json' 2>/dev/null | wc -l || true)
    temporary=$(find "$work/broken" -name '.tmp-*' 2>/dev/null | wc -l || true)
    echo "kill $kill: $entries segments done, $temporary temporary files left behind"
  else
    touch "$work/broken/done"
  fi
  wait "$child" 2>/dev/null || true
done

rm -f "$work/broken/done"
extract "$work/broken" 2>>"$work/broken.log"
"$exe" verify "$work/broken"
digests "$work/broken" >"$work/found"
if cmp -s "$work/expected" "$work/found"; then
  echo "$landed kills: $(wc -l <"$work/expected") files equal to the unbroken run, byte by byte"
else
  diff "$work/expected" "$work/found" | head
  echo "$landed kills: BYTES DIFFER"
  exit 1
fi
