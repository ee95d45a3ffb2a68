#!/usr/bin/env bash
# How often single shots tell their view order, and how well conversions from 2D are told from native shots.
#   shot-scores.sh FOLDER [PHOTO…]
# With photographs, shots cut out of them are made first (make.py: native and converted, H.264, known truth). With
# FRAME_SEEDS="1 2", shots of our own films of these seeds too (views 960 px wide, as in a half side-by-side film), and
# as many random scenes, native and converted in four ways. FOLDER may hold more: KIND/native/NAME and
# KIND/converted-HOW/NAME with 0.left.png 0.right.png 0.left.next.png … 1.left.png …
# Needs Python with NumPy and OpenCV. About 3 s a shot for the pictures and 2 s for the flow on two cores.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tools/measure/shot-scores
python=${PYTHON:-/usr/bin/python3}   # as prove.sh: Debian's packages are of that one
folder=$1
shift
if [ $# -gt 0 ]; then
  "$python" "$here/make.py" photos "$folder/photos" "${SHOTS:-50}" "${SEED:-100}" "$@"
  "$python" "$here/make.py" flat "$folder/flat" "$@"
fi
dotnet build tests/MovieData.Tests -c Release -v quiet --nologo
if [ -n "${FRAME_SEEDS:-}" ]; then
  MOVIEDATA_FRAMES=$folder/frames MOVIEDATA_FRAME_SEEDS=$FRAME_SEEDS \
    tests/MovieData.Tests/bin/Release/net10.0/MovieData.Tests --filter-method '*ShotScoreTests.Render_FilmsOfSeeds*'
  "$python" "$here/make.py" frames "$folder" "$folder/frames"
  rm -r "$folder/frames"
fi
MOVIEDATA_SHOTS=$folder MOVIEDATA_SHOT_LINES=$folder/lines.csv \
  tests/MovieData.Tests/bin/Release/net10.0/MovieData.Tests --filter-method '*ShotScoreTests.Add_ShotsOfFolders*'
"$python" "$here/report.py" "$folder/lines.csv"
