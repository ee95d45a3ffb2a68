#!/usr/bin/env bash
# The main job with other versions of ffmpeg: those of Debian's releases, whose packages are fetched and unpacked, not
# installed. Renders the demo film once, then with each version: doctor, extract (views of 480×270 px), verify, status;
# says whether cuts, shots, samples and the bytes of the shards are those of the ffmpeg on PATH. Versions before 5.1 must
# be refused.
#   tools/measure/ffmpeg-versions.sh [FOLDER [SUITE…]]     default: out/ffmpeg bullseye trixie sid
# Needs debootstrap (apt-get install debootstrap); some 400 MB a release, five minutes a version on two cores.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$(realpath -m "${1:-out/ffmpeg}")
shift || true
suites=("${@:-}")
[ -n "${suites[0]}" ] || suites=(bullseye trixie sid)
mkdir -p "$out"
tools/movie-data --version

# bash wrappers that run the release's programs with the release's own loader and libraries
fetch() {
  local suite=$1 root=$out/$1/root bin=$out/$1/bin
  [ -x "$bin/ffprobe" ] && return
  rm -rf "$out/$suite" && mkdir -p "$root" "$bin"
  debootstrap --variant=minbase --foreign --include=ffmpeg "$suite" "$out/$suite/packages" > "$out/$suite/log"
  for package in "$out/$suite"/packages/var/cache/apt/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root"
  done
  rm -rf "$out/$suite/packages"
  local libraries=$root/usr/lib/x86_64-linux-gnu loader
  loader=$(find "$root" -name ld-linux-x86-64.so.2 | head -1)
  for program in ffmpeg ffprobe; do
    printf '#!/bin/sh\nexec %s --library-path %s %s "$@"\n' "$loader" \
      "$libraries:$root/lib/x86_64-linux-gnu:$libraries/blas:$libraries/lapack:$libraries/pulseaudio" \
      "$root/usr/bin/$program" > "$bin/$program"
  done
  chmod +x "$bin"/*
}

job() {
  local name=$1 dataset=$out/$1/dataset
  ffmpeg -version | head -1
  tools/movie-data doctor | grep ffmpeg || true
  rm -rf "$dataset"
  if ! tools/movie-data extract --pipeline "$out/small.yaml" --out "$dataset" "$out/film/film.mkv" 2> "$out/$name/said"
  then
    sed 's/^/  /' "$out/$name/said"
    return
  fi
  tools/movie-data verify "$dataset"
  tools/movie-data status "$dataset" | sed -n 2,9p
  (cd "$dataset" && find data -name '*.parquet' -exec sha256sum {} + | sort) > "$out/$name/digests"
  echo "  $(comm -12 "$out/$name/digests" "$out/own/digests" | wc -l) of $(wc -l < "$out/own/digests") shards are of the" \
    "same bytes as with the ffmpeg on PATH"
  tools/movie-data shots --json "$out/film/film.mkv" 2> /dev/null | tr -d ' \n' \
    | grep -oE '"(cuts|samples|shots)":[^]]*\]' > "$out/$name/shots"
  cmp -s "$out/$name/shots" "$out/own/shots" && echo "  cuts, shots and samples as with the ffmpeg on PATH" \
    || echo "  cuts, shots or samples DIFFER from the ffmpeg on PATH"
}

mkdir -p "$out/own"
[ -f "$out/film/film.mkv" ] || tools/movie-data synth --out "$out/film"
sed -e 's/view_px: \[1920, 1080\]/view_px: [480, 270]/' -e 's/crop_px: \[1880, 800\]/crop_px: [470, 200]/' \
  -e 's/residual_px_max: 2/residual_px_max: 0.5/' -e 's/vertical_px_max: 2/vertical_px_max: 0.5/' \
  -e 's/range_px_min: 10/range_px_min: 2.5/' pipelines/midas-3d-movies.yaml > "$out/small.yaml"
job own
for suite in "${suites[@]}"; do
  fetch "$suite"
  echo
  PATH=$out/$suite/bin:$PATH job "$suite"
done
