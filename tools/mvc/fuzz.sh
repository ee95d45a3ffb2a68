#!/usr/bin/env bash
# 10,000 seeded mutations of the MVC streams through parser and rewriter (the test project runs the first 300 of them).
# usage: tools/mvc/fuzz.sh [MUTATIONS]
set -euo pipefail
cd "$(dirname "$0")/../.."
export MOVIEDATA_MVC_MUTATIONS=${1:-10000}
exec dotnet run -c Release --project tests/MovieData.Tests -- --filter-method '*Read_SeededMutations*'
