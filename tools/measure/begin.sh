# Sourced by the scripts beside it: builds the tool ($exe), works in the repository's root with a folder of its own ($work)
# that goes at the end.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tools/movie-data --version >/dev/null
exe=src/MovieData.Cli/bin/Release/net10.0/movie-data

# Renders the demo film to $work/film, a quarter of its size to $work/small.mkv, and its pipeline (make_small_pipeline).
make_small_film() {
  "$exe" synth --out "$work/film" 2>/dev/null
  ffmpeg -nostdin -v error -i "$work/film/film.mkv" -vf scale=960:270 -c:v libx264 -preset veryfast -crf 14 -g 24 \
    -metadata:s:v:0 stereo_mode=left_right "$work/small.mkv"
  make_small_pipeline
}

# Writes the paper's pipeline for views of 480 x 270 px to $work/pipeline.yaml: limits in px divided by 4, 4 samples a
# segment.
make_small_pipeline() {
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

# Writes a film of so many frames (up to the next whole second) of 192 x 96 px a view to $work/tiny.mkv (the right view
# sees everything 8 px further left) and a pipeline for it to $work/pipeline.yaml: every frame is a sample and, unless a
# number is given, a segment.
make_tiny_film() {
  local seconds=$((($1 + 23) / 24))
  ffmpeg -nostdin -v error -f lavfi -i "mandelbrot=s=200x96:r=24:start_scale=1:end_scale=0.05,noise=alls=12:all_seed=7" \
    -t "$seconds" -filter_complex '[0]split[a][b];[a]crop=192:96:0:0[l];[b]crop=192:96:8:0[r];[l][r]hstack' \
    -c:v libx264 -preset veryfast -crf 14 -g 24 -pix_fmt yuv420p -metadata:s:v:0 stereo_mode=left_right "$work/tiny.mkv"
  sed -e 's/view_px: .*/view_px: [192, 96]/' -e 's/crop_px: .*/crop_px: [176, 80]/' -e 's/threshold: .*/threshold: 1/' \
    -e 's/burst_every_seconds: .*/burst_every_seconds: 1/' -e 's/fps: .*/fps: { train: 24, validation: 24, test: 24 }/' \
    -e 's/range_px_min: .*/range_px_min: 0/' -e "s/samples_per_segment: .*/samples_per_segment: ${2:-1}/" \
    pipelines/midas-3d-movies.yaml >"$work/pipeline.yaml"
}

# Puts an ffmpeg of our own into $work/bin: it does what the lines given say ($real is ffmpeg itself, "$@" its arguments)
# and then, unless they ended it, what ffmpeg does. For commands that are run with PATH=$work/bin:$PATH.
make_other_ffmpeg() {
  mkdir -p "$work/bin"
  printf '#!/bin/bash\nreal=%s\nwork=%s\n%s\nexec "$real" "$@"\n' "$(command -v ffmpeg)" "$work" "$1" >"$work/bin/ffmpeg"
  chmod +x "$work/bin/ffmpeg"
}

# Pixel memory that just holds so many workers on a film, MB: what the program asks for when it is given too little.
memory_mb() {
  "$exe" extract --pipeline "$work/pipeline.yaml" --out "$work/asked" --workers "$1" --memory-mb-max 256 --limit 1 \
    "$2" 2>&1 | sed -n 's/.*state --memory-mb-max \([0-9]*\).*/\1/p'
  rm -rf "$work/asked"
}

# Samples a process once a half second until it ends: threads, open files, kB resident, into a file.
watch_process() {
  while kill -0 "$1" 2>/dev/null; do
    awk -v files="$(find "/proc/$1/fd" -mindepth 1 2>/dev/null | wc -l)" '
      /^Threads:/ { threads = $2 } /^VmRSS:/ { kb = $2 } END { if (kb) print threads, files, kb }' \
      "/proc/$1/status" 2>/dev/null >>"$2" || true
    sleep 0.5
  done
}

# Runs the tool with the arguments given, its output in $work/out, and sets $took (seconds) and $peak (the most memory it
# held itself, MB).
measure() {
  local start tool now peak_kb=0 ms
  start=$(date +%s%N)
  "$exe" "$@" >"$work/out" 2>"$work/err" &
  tool=$!
  while kill -0 "$tool" 2>/dev/null; do
    now=$(awk '/^VmHWM:/ { print $2 }' "/proc/$tool/status" 2>/dev/null || true)
    peak_kb=${now:-$peak_kb}
    sleep 0.1
  done
  wait "$tool" || { cat "$work/err"; exit 1; }
  ms=$((($(date +%s%N) - start) / 1000000))
  took=$((ms / 1000)).$((ms / 100 % 10)) peak=$((peak_kb / 1024))
}
