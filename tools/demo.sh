#!/usr/bin/env bash
# The main job on a film of our own: renders a synthetic stereo film with exact truth, extracts it with the paper's
# protocol, verifies the dataset and compares it with the truth.
#   tools/demo.sh [FOLDER [PIPELINE]]     default: out/demo and pipelines/midas-3d-movies.yaml
set -euo pipefail
cd "$(dirname "$0")/.."
tools/setup.sh
out=${1:-out/demo}
pipeline=${2:-pipelines/midas-3d-movies.yaml}
rm -rf "$out/dataset"
mkdir -p "$out"
start=$(date +%s)

tools/movie-data synth --out "$out/film"
tools/movie-data extract --pipeline "$pipeline" --out "$out/dataset" "$out/film/film.mkv"
tools/movie-data verify "$out/dataset"
tools/movie-data preview "$out/dataset" --out "$out/preview.png" --rows 8
echo
tools/movie-data status "$out/dataset"
tools/movie-data truth "$out/dataset" --film "$out/film" || wrong=$?
echo
echo "shards   $out/dataset/data    one row a planned frame in $out/dataset/frames"
echo "pictures $out/preview.png    truth in $out/film/truth"
echo "demo finished in $(($(date +%s) - start)) s"
exit "${wrong:-0}"
