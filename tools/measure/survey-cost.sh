#!/usr/bin/env bash
# What the survey of shots costs: CPU seconds (user and system, ffmpeg included) of `plan` with it and without it by
# turns, and of `extract`. Without: the same pipeline with `clip_seconds_min` longer than any shot, so that all of the
# film is probed and scanned and there is no shot to survey. Prints a line a turn with the survey's share of the rest.
#   tools/measure/survey-cost.sh [TURNS [FILM]]      default: 2 turns on the demo film
. "$(dirname "$0")/begin.sh"
turns=${1:-2}
film=${2:-}
if [ -z "$film" ]; then
  "$exe" synth --out "$work/film" 2>/dev/null >&2
  film=$work/film/film.mkv
fi
cp pipelines/midas-3d-movies.yaml "$work/surveyed.yaml"
sed 's/clip_seconds_min: .*/clip_seconds_min: 3600/' "$work/surveyed.yaml" >"$work/bare.yaml"

# CPU seconds of the tool's command $1 with pipeline $2.
cost() {
  local spent
  spent=$( { TIMEFORMAT='%U %S'; time "$exe" "$1" --pipeline "$work/$2.yaml" --out "$work/$2" "$film" \
    2>"$work/log" >&2; } 2>&1) || { cat "$work/log" >&2; exit 1; }
  awk -v spent="$spent" 'BEGIN { split(spent, s, " "); printf "%.1f", s[1] + s[2] }'
}

for turn in $(seq "$turns"); do
  rm -rf "$work/bare" "$work/surveyed"
  bare=$(cost plan bare)
  with=$(cost plan surveyed)
  extract=$(cost extract surveyed)
  awk -v n="$turn" -v bare="$bare" -v with="$with" -v extract="$extract" 'BEGIN {
    printf "turn %d: plan without the survey %.1f, with it %.1f, extract %.1f CPU s: the survey adds %.1f %%\n",
      n, bare, with, extract, 100 * (with - bare) / (bare + extract) }'
done
