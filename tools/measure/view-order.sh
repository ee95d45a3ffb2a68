#!/usr/bin/env bash
# How often the pictures tell the view order right: 100 synthetic scenes of known order, 24 pairs each (tests run 10 of
# them with 3 pairs). About half an hour on two cores. Prints `N of 100 right` and a line a scene.
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet build tests/MovieData.Tests -c Release -v quiet --nologo
export MOVIEDATA_ORDER_SCENES=${1:-100} MOVIEDATA_ORDER_PAIRS=${2:-24}
tests/MovieData.Tests/bin/Release/net10.0/MovieData.Tests --output Detailed \
    --filter-method '*ViewOrderCheckTests.Look_SyntheticScenesOfEitherOrder_FindsTheOrder'
