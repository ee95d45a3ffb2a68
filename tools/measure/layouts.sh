#!/usr/bin/env bash
# Prints what the program says and writes of one film in every layout: digests of `probe`, `shots` and `decode --md5`, and of
# every file of the dataset that `extract` writes. Two builds that should read films alike print the same lines.
#   tools/measure/layouts.sh [FILMS [PROGRAM]]      about 4 minutes; FILMS keeps the films, so that another build reads the same
. "$(dirname "$0")/begin.sh"
films=$(realpath -m "${1:-$work/films}")
exe=${2:-$exe}
if [ ! -d "$films" ]; then
  make_small_film
  mkdir -p "$films"
  make() { # name, filter graph from [l] and [r] to [o], further arguments
    ffmpeg -nostdin -v error -ss 3 -t 7 -i "$work/small.mkv" -filter_complex \
      "[0]split[a][b];[a]crop=480:270:0:0[l];[b]crop=480:270:480:0[r];$2" -map '[o]' -fflags +bitexact \
      -c:v libx264 -preset veryfast -crf 14 -g 24 -bf 2 "${@:3}" "$films/$1.mkv"
  }
  make sbs-full '[l][r]hstack[o]'
  make sbs-half '[l][r]hstack,scale=480:270[o]'
  make tab-full '[l][r]vstack[o]'
  make tab-half '[l][r]vstack,scale=480:270[o]'
  make row-interleaved '[l][r]vstack,il=l=d:c=d,il=l=i:c=i,il=l=i:c=i[o]' -pix_fmt yuv444p
  make alternating '[l][r]interleave,setpts=N/48/TB,fps=48[o]' -r 48
  make first '[r]nullsink;[l]null[o]'
  make second '[l]nullsink;[r]null[o]'
  ffmpeg -nostdin -v error -i "$films/first.mkv" -i "$films/second.mkv" -map 0:v -map 1:v -c copy -fflags +bitexact \
    "$films/two-streams.mkv"
  cp tests/data/mvc/p_1080.264 "$films/mvc.264"
  cp "$work/pipeline.yaml" "$films/pipeline.yaml"
fi

say() { # what, command
  printf '%-24s %s %s\n' "$1" "$("${@:2}" 2>"$work/stderr" | sha256sum | cut -d' ' -f1)" \
    "$(grep -v ' s$' "$work/stderr" | tail -1 | cut -c1-120)"
}
for film in "$films"/{sbs-full,sbs-half,tab-full,tab-half,row-interleaved,alternating,two-streams}.mkv "$films/first.mkv+$films/second.mkv" "$films/mvc.264"; do
  layout=$(basename "${film%%+*}" | sed -e 's/\..*//' -e 's/first/two-files/')
  flags=(--layout "$layout" --view-order left-first)
  say "$layout probe" "$exe" probe --json "${flags[@]}" "$film"
  say "$layout plain probe" "$exe" probe --json "$film"
  say "$layout shots" "$exe" shots --json "${flags[@]}" --pipeline "$films/pipeline.yaml" "$film"
  say "$layout md5" "$exe" decode --md5 "${flags[@]}" "$film"
  say "$layout md5 5,17" "$exe" decode --md5 "${flags[@]}" --frames 5,17 "$film"
  pipeline=$films/pipeline.yaml
  [ "$layout" != mvc ] || pipeline=pipelines/midas-3d-movies.yaml
  "$exe" extract --limit 2 --pipeline "$pipeline" "${flags[@]}" --out "$work/$layout" "$film" 2>"$work/stderr" >&2 || tail -1 "$work/stderr"
  [ ! -d "$work/$layout" ] || digests "$work/$layout" | awk -v layout="$layout" '{ print layout, $2, $1 }'
done
