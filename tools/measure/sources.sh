#!/usr/bin/env bash
# What reading a film costs: the scan and the extraction's decode beside ffmpeg alone (CPU seconds, paired, 1080p
# side-by-side h264), the share of frames that extraction decodes on a 10-minute film with long shots and GOPs of 24, and
# the time of `probe --quick` on files of 30 GB (sparse, real head and tail) and of a full probe of a 2-hour 1080p film.
#   tools/measure/sources.sh          about 10 minutes on two cores, 12 GB of disk
. "$(dirname "$0")/begin.sh"
dotnet build tests/MovieData.Benchmarks -c Release -v quiet --nologo
bench=tests/MovieData.Benchmarks/bin/Release/net10.0/MovieData.Benchmarks
make_small_film
film=$work/film/film.mkv

"$bench" scan "$film"
"$bench" decode "$film"

# Ten minutes without a cut.
ffmpeg -nostdin -v error -f lavfi -i testsrc2=s=960x270:r=24:d=600 -c:v libx264 -preset ultrafast -g 24 \
  -metadata:s:v:0 stereo_mode=left_right "$work/long-shots.mkv"
"$bench" seek "$work/long-shots.mkv" "$work/pipeline.yaml"

seconds() { awk -v from="$1" -v to="$(date +%s%N)" 'BEGIN { printf "%.2f", (to - from) / 1e9 }'; }
for kind in mkv ts; do
  ffmpeg -nostdin -v error -i "$film" -map 0:v -c copy "$work/head.$kind"
  cp "$work/head.$kind" "$work/sparse.$kind"
  truncate -s 30G "$work/sparse.$kind"
  cat "$work/head.$kind" >>"$work/sparse.$kind"
  start=$(date +%s%N)
  "$exe" probe --quick --layout sbs-full --view-order left-first "$work/sparse.$kind" >/dev/null
  echo "probe --quick of $(stat -c %s "$work/sparse.$kind") bytes of $kind: $(seconds "$start") s (target 2)"
done
rm "$work"/sparse.* "$work"/head.*

ffmpeg -nostdin -v error -stream_loop -1 -i "$film" -t 7200 -map 0:v -map_chapters -1 -c copy \
  -metadata:s:v:0 stereo_mode=left_right "$work/two-hours.mkv"
start=$(date +%s%N)
"$exe" probe "$work/two-hours.mkv" >"$work/probe.txt"
echo "full probe of a 2-hour film of $(stat -c %s "$work/two-hours.mkv") bytes: $(seconds "$start") s (target 60)"
