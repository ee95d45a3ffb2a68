#!/usr/bin/env bash
# What `view` takes of a dataset of so many planned samples: seconds to the first grid, to the first sorted one, to what a
# page of one sample asks for when it was seen before, and the most memory it held. The dataset is made as for audit-scale.sh.
#   tools/measure/viewer.sh [ROWS [WIDTH]]     default: 100000 188
#   tools/measure/viewer.sh DIR                a dataset that is there
# Aimed at: 100,000 rows, first grid < 1 s, less than 500 MB; a page of 1880×800 px warm < 300 ms.
. "$(dirname "$0")/begin.sh"
if [ -d "${1:-}" ]; then
  data=$1
else
  data=$work/data
  dotnet build -c Release -v q --nologo tests/MovieData.Benchmarks >/dev/null
  tests/MovieData.Benchmarks/bin/Release/net10.0/MovieData.Benchmarks audit-dataset "$data" "${1:-100000}" "${2:-188}"
fi
ms() { echo $((($(date +%s%N) - $1) / 1000000)); }
export XDG_CACHE_HOME=$work/cache
begin=$(date +%s%N)
env --default-signal=INT "$exe" view "$data" --flags "$work/flags.jsonl" >"$work/address" 2>"$work/err" &
viewer=$!
trap 'kill -9 $viewer 2>/dev/null || true; rm -rf "$work"' EXIT
until [ -s "$work/address" ]; do
  kill -0 "$viewer" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
  sleep 0.01
done
address=$(cat "$work/address")
server=${address%%#*} token=${address##*token=}
ask() { curl -sS --fail -H "X-MovieData-Token: $token" "$@" >"$work/answer"; }
echo "listens after $(ms "$begin") ms"
start=$(date +%s%N)
ask "${server}api/samples?count=100&figures=range_px"
echo "first rows: $(ms "$start") ms, $(ms "$begin") ms after the start"
start=$(date +%s%N)
ask "${server}api/samples?sort=~range_px&count=100&figures=range_px"
echo "outliers first, all rows loaded: $(ms "$start") ms, $(ms "$begin") ms after the start"
start=$(date +%s%N)
ask "${server}api/samples?sort=~range_px&count=100&offset=5000&figures=range_px"
echo "scrolled: $(ms "$start") ms"
start=$(date +%s%N)
ask "${server}api/distribution?figure=range_px"
echo "distribution: $(ms "$start") ms"
ask "${server}api/samples?kept=true&count=40"
ids=$(grep -o '"id":"[^"]*"' "$work/answer" | cut -d'"' -f4)
start=$(date +%s%N)
ask $(for id in $ids; do echo "${server}api/samples/$id/thumb/left"; done)
echo "40 thumbnails made: $(ms "$start") ms"
id=$(echo "$ids" | head -1)
page="${server}api/samples/$id"
for turn in cold warm warm; do
  start=$(date +%s%N)
  ask "$page" "$page/left" "$page/right" "$page/disparity" "$page/mask" "$page/residual" "$page/photometric"
  echo "a sample's page, $turn: $(ms "$start") ms"
done
awk '/^VmHWM:/ { print "peak of memory: " int($2 / 1024) " MB" }' "/proc/$viewer/status"
echo "load $(cut -d' ' -f1 /proc/loadavg)"
kill -INT "$viewer"
wait "$viewer" && echo "ended by Ctrl-C with exit code $?"
