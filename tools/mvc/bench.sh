#!/usr/bin/env bash
# Measures the MVC source (src/MovieData.Mvc and src/MovieData.Media) on p_1080 looped to 40 MB, in pairs that take turns in the same run:
#   1. the rewriter alone: MB of bitstream per CPU second, bytes allocated an access unit
#   2. both views through our decoder against ffmpeg decoding the rewritten file into `cat >/dev/null`
#   3. both views against the base view alone, CPU seconds of everything together
# usage: tools/mvc/bench.sh [ROUNDS] [THREADS]
set -euo pipefail
rounds=${1:-3} threads=${2:-2}
here=$(cd "$(dirname "$0")" && pwd)
stream=$here/../../tests/data/mvc/p_1080.264
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
loops=$((40000000 / $(stat -c %s "$stream") + 1))
for _ in $(seq "$loops"); do cat "$stream"; done > "$work/loop.264"

bench=${MVC_BENCH:-}
if [ -z "$bench" ]; then
    dotnet build -c Release -v q --nologo "$here/MvcBench.csproj" -o "$work/bench" >&2
    bench=$work/bench/MvcBench.dll
fi
dotnet "$bench" rewrite "$work/loop.264" | tail -1
dotnet "$bench" convert "$work/loop.264" "$work/merged.264"

raw=(-nostdin -v error -threads "$threads" -f h264)
TIMEFORMAT='%R %U %S'
both() { dotnet "$bench" decode "$work/loop.264" "$threads" >&3; }
merged() { ffmpeg "${raw[@]}" -i "$work/merged.264" -fps_mode passthrough -f rawvideo - | cat >/dev/null; }
base() { ffmpeg "${raw[@]}" -i "$work/loop.264" -fps_mode passthrough -f rawvideo - 2>/dev/null | cat >/dev/null; }
for round in $(seq "$rounds"); do
    for what in both merged base; do
        { times=$( { time "$what" 3>"$work/said" 2>/dev/null; } 2>&1); }
        echo "$what $round $times $(cat "$work/said")"
    done
done | tee "$work/times" | awk '{ printf "%-6s round %d: %6.1f s elapsed, %6.1f CPU s %s %s\n", $1, $2, $3, $4 + $5, $6, $7; fflush() }'
awk '
    { elapsed[$1, $2] = $3; cpu[$1, $2] = $4 + $5; rounds = $2 > rounds ? $2 : rounds }
    function median(values, count,   i, j, swap) {
        for (i = 1; i <= count; i++) for (j = i + 1; j <= count; j++)
            if (values[j] < values[i]) { swap = values[i]; values[i] = values[j]; values[j] = swap }
        return values[int((count + 1) / 2)]
    }
    END {
        for (r = 1; r <= rounds; r++) {
            rate[r] = elapsed["merged", r] / elapsed["both", r]
            work[r] = cpu["merged", r] / cpu["both", r]
            cost[r] = cpu["both", r] / cpu["base", r]
        }
        printf "rate of our decoder over ffmpeg alone, median of %d pairs: %.3f (elapsed), %.3f (CPU)\n", rounds, median(rate, rounds), median(work, rounds)
        printf "CPU seconds of both views over the base view alone, median: %.2f\n", median(cost, rounds)
    }' "$work/times"
