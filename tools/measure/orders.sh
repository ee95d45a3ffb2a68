#!/usr/bin/env bash
# Deals the segments of four films out to three runs at once, whose lists name the films in other orders, and one of which
# does not have the last film yet; then a run with all films in each partition. Nothing may be missing or extracted twice,
# `verify` must be clean, and the bytes are those of one run alone. A folder without the last film gets it afterwards,
# which must leave the other files untouched.
#   tools/measure/orders.sh [SAMPLES]      default 48 samples a film, a segment each
. "$(dirname "$0")/begin.sh"
samples=${1:-48}
make_tiny_film $((samples * 4))
for film in 1 2 3 4; do
  ffmpeg -nostdin -v error -ss $(((film - 1) * ((samples + 23) / 24))) -i "$work/tiny.mkv" -frames:v "$samples" \
    -c:v libx264 -preset veryfast -crf 14 -g 24 -metadata:s:v:0 stereo_mode=left_right "$work/film$film.mkv"
done

list() { # name, films in order
  printf -- '- source: film%s.mkv\n' "${@:2}" >"$work/$1.yaml"
}
list ordered 1 2 3 4
list turned 4 2 1 3
list reversed 4 3 2 1
list three 2 3 1
extract() { # folder, list, partition
  "$exe" extract --pipeline "$work/pipeline.yaml" --view-order left-first --out "$work/$1" --partition "$3" \
    "$work/$2.yaml" 2>>"$work/$1.log" || { tail -3 "$work/$1.log"; echo "$1, $2, $3: FAILED"; exit 1; }
}
same() { # folder, expected
  "$exe" verify "$work/$1" >"$work/verify.log" || { cat "$work/verify.log"; exit 1; }
  digests "$work/$1" | cmp -s - "$work/$2.digests" || { echo "$1: BYTES DIFFER from $2"; exit 1; }
  # The events of all runs: no segment may have been finished twice.
  cat "$work/$1"/log/*.jsonl | grep '"segment_done"' | grep -o '"segment":"[^"]*"' | sort >"$work/$1.done"
  [ -z "$(uniq -d "$work/$1.done")" ] || { uniq -d "$work/$1.done" | head -3; echo "$1: EXTRACTED TWICE"; exit 1; }
}

extract alone ordered 1/1
digests "$work/alone" >"$work/alone.digests"
extract three three 1/1
digests "$work/three" >"$work/three.digests"

extract dealt three 1/3 & first=$!
extract dealt turned 2/3 & second=$!
extract dealt reversed 3/3 & third=$!
wait "$first" && wait "$second" && wait "$third"
extract dealt turned 1/3
same dealt alone
[ "$(wc -l <"$work/dealt.done")" = "$(find "$work/alone/ledger" -name '*.json' | wc -l)" ]

extract added three 3/3
extract added three 1/3
extract added three 2/3
same added three
for part in 2/3 3/3 1/3; do extract added turned "$part"; done
same added alone
echo "4 films, $(wc -l <"$work/dealt.done") segments: four orders over partitions 1/3 to 3/3, three runs at once, and" \
  "with a film added later: each segment once, the bytes of one run alone"
