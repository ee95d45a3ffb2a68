#!/usr/bin/env bash
# A two-hour film at small size from scan to verified dataset, with flat memory and a flat number of open files: the demo
# film repeated without re-encoding. Memory (sum of proportional set sizes) and open files of `extract` and its children
# are sampled twice a second; the first and the last quarter of the extraction must peak within 10 % of each other.
#   tools/measure/soak.sh [HOURS]          default 2; about 20 minutes on two cores
. "$(dirname "$0")/begin.sh"
seconds=$(awk -v hours="${1:-2}" 'BEGIN { print int(hours * 3600) }')

"$exe" synth --out "$work/film" 2>/dev/null
ffmpeg -nostdin -v error -i "$work/film/film.mkv" -vf scale=480:136 -c:v libx264 -preset veryfast -crf 18 -g 24 \
  "$work/small.mkv"
ffmpeg -nostdin -v error -stream_loop -1 -i "$work/small.mkv" -t "$seconds" -map 0:v -map_chapters -1 -c copy \
  "$work/long.mkv"
sed -e 's/view_px: .*/view_px: [240, 136]/' -e 's/crop_px: .*/crop_px: [232, 100]/' -e 's/_px_max: 2/_px_max: 0.25/' \
  -e 's/range_px_min: 10/range_px_min: 1.25/' pipelines/midas-3d-movies.yaml >"$work/pipeline.yaml"

"$exe" extract --pipeline "$work/pipeline.yaml" --out "$work/data" --workers 2 --layout sbs-full \
  --view-order left-first "$work/long.mkv" 2>"$work/extract.log" &
main=$!
while kill -0 "$main" 2>/dev/null; do
  files=0
  for pid in $(tree "$main"); do
    open=$(find "/proc/$pid/fd" -mindepth 1 2>/dev/null | wc -l || true)
    files=$((files + open))
  done
  [ ! -f "$work/data/films/long/plan.json" ] || echo "$(memory_kb "$main") $files" >>"$work/samples"
  sleep 0.5
done
wait "$main"

"$exe" verify "$work/data"
"$exe" status "$work/data" | head -3
awk -v seconds="$seconds" '
  { kb[NR] = $1; files[NR] = $2 }
  function peak(values, from, to,    i, most) { for (i = from; i <= to; i++) if (values[i] > most) most = values[i]; return most }
  END {
    quarter = int(NR / 4)
    first = peak(kb, 1, quarter); last = peak(kb, NR - quarter + 1, NR)
    printf "film of %d s, %d samples: peak memory %.0f MB in the first quarter, %.0f MB in the last: ratio %.3f\n",
      seconds, NR, first / 1024, last / 1024, last / first
    printf "open files at most %d in the first quarter, %d in the last\n", peak(files, 1, quarter),
      peak(files, NR - quarter + 1, NR)
    exit last > 1.1 * first || peak(files, NR - quarter + 1, NR) > 1.1 * peak(files, 1, quarter)
  }' "$work/samples"
