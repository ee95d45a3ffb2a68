#!/usr/bin/env bash
# How exactly the survey tells that one view runs ahead: synthetic scenes of which the right view is rendered at another
# time (0, ±0.25, ±0.5, ±1, ±2 frames), and a real clip whose views are taken from different whole frames (tests run a
# few of them). Prints `N of M measurable right, K called shifted at 0` and a line a clip; about 5 s a clip on two cores.
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet build tests/MovieData.Tests -c Release -v quiet --nologo
export MOVIEDATA_SHIFT_SCENES=${1:-20} MOVIEDATA_SHIFT_LEADS=${2:-9} MOVIEDATA_SHIFT_CLIPS=${3:-6}
tests/MovieData.Tests/bin/Release/net10.0/MovieData.Tests --output Detailed \
    --filter-class '*TimeShiftClipTests'
