#!/usr/bin/env bash
# All tests, with their own set-up. Ends with a line `N passed, N failed, N skipped`; a test that is skipped without being
# allowed to (tests/MovieData.Tests/Skips.cs) fails the run.
#   tools/test.sh                                the fast tests and those in a browser, then those of classes marked [Slow]
#   tools/test.sh --fast                         the fast ones alone: under 4 minutes on 2 cores, build included
#   tools/test.sh --browser                      those that open pages in chromium; further arguments go to their program
#   tools/test.sh --long                         the long form ([Long], [LongData]), which every other run leaves out
#   tools/test.sh --filter-class '*PlaneTests'   other arguments go to the program of all other tests
set -euo pipefail
cd "$(dirname "$0")/.."
fast='' browser='' long=''
case ${1:-} in
  --fast) fast=1 && shift ;;
  --browser) browser=1 && shift ;;
  --long) long=1 && shift ;;
esac

tools/setup.sh --tests
# Locked: the packages are those of packages.lock.json, or the build fails. To change them: dotnet restore MovieData.sln.
# One compiler process for all projects, under a name of this run's own; it would wait for more when the run has ended.
compiler=movie-data-test-$$
end_compiler() {
  local process
  for process in /proc/[0-9]*; do
    if grep -qsa -- "-pipename:$compiler" "$process/cmdline"; then kill "${process#/proc/}"; fi
  done
}
trap end_compiler EXIT
dotnet build MovieData.sln -c Release -v quiet --nologo -p:RestoreLockedMode=true \
  -p:UseSharedCompilation=true -p:SharedCompilationId="$compiler"
end_compiler
# Counting calls to optimise better later does not pay in processes that live for seconds.
export DOTNET_TieredPGO=0
# Nor does mapping every page of compiled code twice: a tenth of the CPU time of such a process.
export DOTNET_EnableWriteXorExecute=0

work=$(mktemp -d)
status=0
# Process group of what runs beside other tests.
beside=''
end_all() {
  [ -z "$beside" ] || kill -- "-$beside" || true
  rm -rf "$work"
}
trap end_all EXIT

# run NAME PROGRAM ARGUMENT...: a test program, its output also to $work/NAME.log, its CPU seconds to $work/NAME.seconds.
run() {
  local name=$1 program=MovieData.$2 TIMEFORMAT='%0U %0S'
  shift 2
  # Plain text whatever the surroundings: on a CI service the program would colour its summary, which is counted.
  { time "tests/$program/bin/Release/net10.0/$program" --ansi off --auto-reporters off "$@" 2>&1; } \
    2>"$work/$name.seconds" | tee "$work/$name.log" || status=$?
}

# In the fast part nothing slow can be started, so that a class which does so is found however its mark was forgotten.
# CPU seconds of them all: more than wanted may be a slow machine, and is told; far more is a class without its mark.
fast_seconds_wanted=240 fast_seconds_max=400
run_fast() {
  mkdir "$work/closed"
  for program in ffmpeg ffprobe dotnet node; do
    printf '#!/bin/sh\necho "%s: only classes marked [Slow] may start it (tests/MovieData.Tests/SlowAttribute.cs)" >&2\nexit 127\n' \
      "$program" >"$work/closed/$program"
    chmod +x "$work/closed/$program"
  done
  PATH="$work/closed:$PATH" run fast Tests --filter-not-trait Speed=slow "$@"
  local seconds
  seconds=$(($(tail -1 "$work/fast.seconds" | tr ' ' '+')))
  if [ "$seconds" -gt "$fast_seconds_wanted" ]; then
    echo "the fast tests took $seconds s of CPU time, $fast_seconds_wanted are wanted: mark the slowest classes [Slow]" >&2
    [ "$seconds" -le "$fast_seconds_max" ] || status=1
  fi
}

# The build has looked at style and analyzers already, TidyTests at the order of usings.
check_and_run_fast() {
  dotnet format whitespace . --folder --verify-no-changes --verbosity quiet || status=$?
  run_fast
  return "$status"
}

if [ -n "$fast" ]; then
  run_fast "$@"
elif [ -n "$browser" ]; then
  run browser Browser.Tests "$@"
elif [ -n "$long" ]; then
  run long Tests --filter-trait Length=long "$@"
elif [ $# -gt 0 ]; then
  run named Tests "$@"
else
  # The browser's tests come one after the other and often wait; the fast ones take what they leave.
  set -m
  check_and_run_fast &
  beside=$!
  set +m
  run browser Browser.Tests
  wait "$beside" || status=$?
  beside=''
  # Alone: beside the slow classes chromium, which draws without a GPU, took four times as long, and so did they. Two cores
  # are half idle under two of them, which wait for processes to start and end, and for one another's locks.
  run slow Tests --filter-trait Speed=slow --filter-not-trait Length=long --max-threads "$(($(nproc) * 3 / 2))"
fi

tools/count-tests.sh "$work"/*.log || status=$?
exit "$status"
