#!/usr/bin/env bash
# All tests, with their own set-up. Ends with a line `N passed, N failed, N skipped`; a test that is skipped without being
# allowed to (tests/MovieData.Tests/Skips.cs) fails the run.
#   tools/test.sh                            everything
#   tools/test.sh --filter-class '*PlaneTests'   arguments go to the test program
set -euo pipefail
cd "$(dirname "$0")/.."
tools/setup.sh --tests
# Locked: the packages are those of packages.lock.json, or the build fails. To change them: dotnet restore MovieData.sln.
dotnet build MovieData.sln -c Release -v quiet --nologo -p:RestoreLockedMode=true
# The build has looked at style and analyzers already, TidyTests at the order of usings.
[ $# -gt 0 ] || dotnet format whitespace . --folder --verify-no-changes --verbosity quiet
# Counting calls to optimise better later does not pay in processes that live for seconds.
export DOTNET_TieredPGO=0

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
# Plain text whatever the surroundings: on a CI service the runner would colour its summary, which is counted below.
tests/MovieData.Tests/bin/Release/net10.0/MovieData.Tests --ansi off --auto-reporters off "$@" 2>&1 | tee "$log" || status=$?
count() { sed -n "s/^ *$1: *\([0-9]*\).*/\1/p" "$log" | tail -1; }
passed=$(count succeeded)
failed=$(count failed)
skipped=$(count skipped)
allowed=$(grep -c ' may be skipped without ' "$log" || true)
sed -n 's/^ *\([A-Za-z]* may be skipped without .*\)$/\1/p' "$log" | sort | uniq -c
if [ "${skipped:-0}" -ne "$allowed" ]; then
  echo "${skipped:-0} tests were skipped, $allowed of them may be (tests/MovieData.Tests/Skips.cs)" >&2
  status=1
fi
if [ -z "$passed" ]; then
  echo "the test program printed no summary: nothing is known of the tests" >&2
  status=1
fi
echo "${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
exit "$status"
