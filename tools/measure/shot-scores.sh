#!/usr/bin/env bash
# How often single shots tell their view order, and how well conversions from 2D are told from native shots.
#   shot-scores.sh FOLDER [PHOTO…]
# With photographs, shots cut out of them are made first (make.py: native and converted, H.264, known truth). FOLDER may
# hold more: KIND/native/NAME and KIND/converted-HOW/NAME with 0.left.png 0.right.png 0.left.next.png … 1.left.png …
# Needs Python with NumPy and OpenCV. About 3 s a shot for the pictures and 3 s for the flow on two cores.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tools/measure/shot-scores
folder=$1
shift
if [ $# -gt 0 ]; then
  python3 "$here/make.py" photos "$folder/photos" "${SHOTS:-50}" "${SEED:-100}" "$@"
  python3 "$here/make.py" flat "$folder/flat" "$@"
fi
dotnet build tests/MovieData.Tests -c Release -v quiet --nologo
MOVIEDATA_SHOTS=$folder MOVIEDATA_SHOT_LINES=$folder/lines.csv \
  tests/MovieData.Tests/bin/Release/net10.0/MovieData.Tests --filter-method '*ShotScoreTests.Add_ShotsOfFolders*'
python3 "$here/report.py" "$folder/lines.csv"
