#!/usr/bin/env bash
# Damaged copies (bit flips, cut tails, swapped blocks; seeded) of the small real clips in ../shared/data and of films
# made on the spot, each through probe, shots and decode: no crash, no hang, frames or one clear error. As many copies of
# the made ones go through extract: a dataset that verifies, or one clear error. Tests run a few copies.
#   tools/measure/damaged.sh [COPIES]        default 500; prints how they ended
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet build tests/MovieData.Tests -c Release -v quiet --nologo
export MOVIEDATA_DAMAGED_COPIES=${1:-500}
exec nice -n 10 tests/MovieData.Tests/bin/Release/net10.0/MovieData.Tests --output Detailed \
    --show-live-output on --filter-class '*DamagedCopiesTests'
