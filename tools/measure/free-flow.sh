#!/usr/bin/env bash
# What a pair costs beside its flow: CPU seconds (user and system, ffmpeg included) of `extract` on the planned demo film with a
# flow network of one multiplication, over the pairs planned, all of which are kept. Given another build of the tool,
# both run by turns and the ratio of each turn is printed.
#   tools/measure/free-flow.sh [TURNS] [OTHER_MOVIE_DATA]      default: 3 turns of this build alone
. "$(dirname "$0")/begin.sh"
turns=${1:-3}
other=${2:-}
dotnet build tests/MovieData.Benchmarks -c Release -v quiet --nologo >&2
tests/MovieData.Benchmarks/bin/Release/net10.0/MovieData.Benchmarks free-flow "$work"
"$exe" synth --out "$work/film" 2>/dev/null
sed -e 's/model: movieflow$/model: free/' -e 's/vertical_fraction_max: .*/vertical_fraction_max: 1/' \
  -e 's/range_px_min: .*/range_px_min: 0/' -e 's/consistent_fraction_min: .*/consistent_fraction_min: 0/' \
  pipelines/midas-3d-movies.yaml >"$work/pipeline.yaml"

# CPU seconds a pair of one extraction by build $1.
cost() {
  rm -rf "$work/data"
  local spent
  "$1" plan --pipeline "$work/pipeline.yaml" --models "$work/models.yaml" --out "$work/data" "$work/film/film.mkv" \
    2>"$work/log" >&2 || { cat "$work/log" >&2; exit 1; }
  spent=$( { TIMEFORMAT='%U %S'; time "$1" extract --pipeline "$work/pipeline.yaml" --models "$work/models.yaml" \
    --device cpu --out "$work/data" "$work/film/film.mkv" 2>"$work/log" >&2; } 2>&1) || { cat "$work/log" >&2; exit 1; }
  "$1" status "$work/data" --json >"$work/status.json"
  awk -v spent="$spent" -F'[:,]' '/"planned"/ { planned = $2 } /"kept"/ { kept = $2 }
    END { split(spent, s, " "); if (kept != planned) exit 1; printf "%.4f", (s[1] + s[2]) / planned }' "$work/status.json"
}

for turn in $(seq "$turns"); do
  ours=$(cost "$exe")
  if [ -z "$other" ]; then
    echo "turn $turn: $ours CPU s a pair"
  else
    theirs=$(cost "$other")
    awk -v n="$turn" -v a="$ours" -v b="$theirs" \
      'BEGIN { printf "turn %d: this build %.3f, the other %.3f CPU s a pair, ratio %.3f\n", n, a, b, a / b }'
  fi
done
