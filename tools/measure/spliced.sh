#!/usr/bin/env bash
# Whether a single shot with swapped views is found: six shots of each of four synthetic films are joined, the views of
# one of the 24 are swapped, and `plan` surveys the result. Prints every shot's probability of its view order.
#   tools/measure/spliced.sh [SHOT]      SHOT: the one that is swapped, 0 to 23; default 13, a room
# Exit code 0: that one lies below 0.5 and no other one does.
. "$(dirname "$0")/begin.sh"
swapped=${1:-13}
first=48 end=606                                 # frames of a film that hold the six shots
starts=(0 126 252 378 450 522 558)               # where they begin
from=$((swapped / 6 * (end - first) + starts[swapped % 6]))
to=$((swapped / 6 * (end - first) + starts[swapped % 6 + 1] - 1))
inputs=() parts= joined=
for seed in 1 2 3 4; do
  "$exe" synth --out "$work/$seed" --seed "$seed" --width 480 2>/dev/null >&2
  inputs+=(-i "$work/$seed/film.mkv")
  parts+="[$((seed - 1)):v]trim=start_frame=$first:end_frame=$end,setpts=PTS-STARTPTS[v$seed];"
  joined+="[v$seed]"
done
ffmpeg -nostdin -v error "${inputs[@]}" -filter_complex "$parts${joined}concat=n=4,fps=24,split=3[whole][a][b];
  [a]crop=iw/2:ih:0:0[left];[b]crop=iw/2:ih:iw/2:0[right];[right][left]hstack[turned];
  [whole][turned]overlay=enable='between(n,$from,$to)'" -map_chapters -1 -map_metadata -1 -an \
  -c:v libx264 -preset veryfast -crf 16 "$work/film.mkv"
make_small_pipeline
"$exe" plan --pipeline "$work/pipeline.yaml" --out "$work/dataset" --layout sbs-full --view-order left-first \
  "$work/film.mkv" 2>"$work/log" >&2 || { cat "$work/log" >&2; exit 1; }
python3 - "$work/dataset/films/film/plan.json" "$from" <<'END'
import json, sys
plan = json.load(open(sys.argv[1]))
columns = plan["shot_figure_columns"]
wrong = 0
for row in plan["shot_figures"]:
    shot, order = plan["shots"][row[columns.index("shot")]], row[columns.index("shot_left_first_probability")]
    is_swapped = shot[0] == int(sys.argv[2])
    wrong += (order < .5) != is_swapped
    print("frames %4d to %4d  left first %.4f%s" % (shot[0], shot[1] - 1, order, "  swapped" if is_swapped else ""))
print("%d shots, %d wrong" % (len(plan["shot_figures"]), wrong))
sys.exit(wrong > 0 or len(plan["shot_figures"]) < 20)
END
