#!/usr/bin/env bash
# The whole pipeline's rate over the bare flow network's, on the processor: the network alone and `extract` on the planned demo
# film by turns. The ceiling is the CPU time of a pair's flow over that of the whole pair, ffmpeg included: what is left
# where every core works all the time. Quiet machine: rates measure whoever else uses it.
#   tools/measure/share.sh [TURNS [FLAGS OF EXTRACT]]      default: 3 turns, about 3 minutes each on two cores
. "$(dirname "$0")/begin.sh"
turns=${1:-3}
flags=("${@:2}")
"$exe" synth --out "$work/film" 2>/dev/null
"$exe" plan --pipeline pipelines/midas-3d-movies.yaml --out "$work/planned" "$work/film/film.mkv" 2>"$work/log" >&2

# Runs the tool, what it prints in $work/out; prints seconds: elapsed, user, system.
spent() {
  { TIMEFORMAT='%R %U %S'; time "$exe" "$@" >"$work/out" 2>"$work/log"; } 2>&1 || { cat "$work/log" >&2; exit 1; }
}

for turn in $(seq "$turns"); do
  # Each of --runs is one of the bare session and one of the stage.
  few=$(spent models bench movieflow --device cpu --runs 2)
  many=$(spent models bench movieflow --device cpu --runs 10)
  bare=$(awk '/bare session/ { print $5 }' "$work/out")
  rm -rf "$work/data"
  cp -r "$work/planned" "$work/data"
  all=$(spent extract --pipeline pipelines/midas-3d-movies.yaml --device cpu --out "$work/data" "${flags[@]}" \
    "$work/film/film.mkv")
  planned=$("$exe" status "$work/data" --json | sed -n 's/.*"planned": *\([0-9]*\).*/\1/p' | head -1)
  awk -v turn="$turn" -v few="$few" -v many="$many" -v bare="$bare" -v all="$all" -v planned="$planned" 'BEGIN {
    split(few, f, " "); split(many, m, " "); split(all, a, " ")
    flow = (m[2] + m[3] - f[2] - f[3]) / 16
    whole = (a[2] + a[3]) / planned
    share = planned / a[1] / bare
    printf "turn %d: pipeline %.3f pairs/s, %.3f of the bare %.3f; flow %.2f of %.2f CPU s a pair, so at most %.3f: %.3f of it\n",
      turn, planned / a[1], share, bare, flow, whole, flow / whole, share / (flow / whole) }'
done
