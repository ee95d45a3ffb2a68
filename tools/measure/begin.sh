# Sourced by the scripts beside it: builds the tool ($exe), works in the repository's root with a folder of its own ($work)
# that goes at the end.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tools/movie-data --version >/dev/null
exe=src/MovieData.Cli/bin/Release/net10.0/movie-data

# Renders the demo film to $work/film, a quarter of its size to $work/small.mkv, and writes the paper's pipeline for that to
# $work/pipeline.yaml (limits in px divided by 4, 4 samples a segment).
make_small_film() {
  "$exe" synth --out "$work/film" 2>/dev/null
  ffmpeg -nostdin -v error -i "$work/film/film.mkv" -vf scale=960:270 -c:v libx264 -preset veryfast -crf 14 -g 24 \
    -metadata:s:v:0 stereo_mode=left_right "$work/small.mkv"
  sed -e 's/view_px: .*/view_px: [480, 270]/' -e 's/crop_px: .*/crop_px: [470, 200]/' -e 's/_px_max: 2/_px_max: 0.5/' \
    -e 's/range_px_min: 10/range_px_min: 2.5/' -e 's/samples_per_segment: 64/samples_per_segment: 4/' \
    pipelines/midas-3d-movies.yaml >"$work/pipeline.yaml"
}

# sha256 of every file of a dataset that the promise of equal bytes covers.
digests() { (cd "$1" && find manifest.json films data frames ledger -type f -print0 | sort -z | xargs -0 sha256sum); }

# A process and its children, and theirs.
tree() { echo "$1"; for child in $(pgrep -P "$1" 2>/dev/null); do tree "$child"; done; }

# Proportional set sizes of a process and its children together, kB.
memory_kb() {
  local kb=0 pss
  for pid in $(tree "$1"); do
    pss=$(awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup" 2>/dev/null || true)
    kb=$((kb + ${pss:-0}))
  done
  echo "$kb"
}
