# Sourced by the scripts beside it: renders the demo film at a quarter of its size to $work/small.mkv, writes the paper's
# pipeline for it (limits in px divided by 4, 4 samples a segment) to $work/pipeline.yaml, and says what bytes are promised.
# Needs $work and $exe.
"$exe" synth --out "$work/film" 2>/dev/null
ffmpeg -nostdin -v error -i "$work/film/film.mkv" -vf scale=960:270 -c:v libx264 -preset veryfast -crf 14 -g 24 \
  -metadata:s:v:0 stereo_mode=left_right "$work/small.mkv"
sed -e 's/view_px: .*/view_px: [480, 270]/' -e 's/crop_px: .*/crop_px: [470, 200]/' -e 's/_px_max: 2/_px_max: 0.5/' \
  -e 's/range_px_min: 10/range_px_min: 2.5/' -e 's/samples_per_segment: 64/samples_per_segment: 4/' \
  pipelines/midas-3d-movies.yaml >"$work/pipeline.yaml"

# sha256 of every file that the promise of equal bytes covers.
digests() { (cd "$1" && find manifest.json films data frames ledger -type f -print0 | sort -z | xargs -0 sha256sum); }
