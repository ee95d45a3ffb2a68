#!/usr/bin/env bash
# Peak memory of `extract` and its children on a 10-minute film: the demo film repeated without re-encoding. Memory is the
# sum of proportional set sizes over the process tree, sampled five times a second.
#   tools/measure/memory.sh [SEGMENTS [FILM]]      default: 2 segments of the demo film, rendered anew
. "$(dirname "$0")/begin.sh"
segments=${1:-2}
film=${2:-$work/film/film.mkv}
[ -n "${2:-}" ] || "$exe" synth --out "$work/film" 2>/dev/null
ffmpeg -nostdin -v error -stream_loop 19 -i "$film" -map 0:v -map_chapters -1 -c copy "$work/long.mkv"
"$exe" extract --pipeline pipelines/midas-3d-movies.yaml --out "$work/data" --limit "$segments" \
  --layout sbs-full --view-order left-first "$work/long.mkv" &
main=$!

peak=0
while kill -0 "$main" 2>/dev/null; do
  now=$(memory_kb "$main")
  [ "$now" -le "$peak" ] || peak=$now
  sleep 0.2
done
wait "$main"
frames=$(ffprobe -v error -select_streams v -show_entries format=duration -of csv=p=0 "$work/long.mkv")
echo "film of $frames s, $segments segments: peak $((peak / 1024)) MB of extract and its children together"
