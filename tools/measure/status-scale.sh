#!/usr/bin/env bash
# What `status` takes of a dataset of so many ledger entries: seconds and the most memory, the second time (the first
# reads plans, and fills the page cache). Films of two hours, planned by the real planner; shards and frames files are
# empty. A million entries take 5 GB and three million files of TMPDIR, and minutes to make.
#   tools/measure/status-scale.sh [ENTRIES]...     default: 100000 1000000
# Aimed at: 100,000 in less than 10 s, 1,000,000 in less than 2 min, memory that does not grow with the entries.
. "$(dirname "$0")/begin.sh"
[ $# -gt 0 ] || set -- 100000 1000000
dotnet build -c Release -v q --nologo tests/MovieData.Benchmarks >/dev/null
for entries; do
  made=$(tests/MovieData.Benchmarks/bin/Release/net10.0/MovieData.Benchmarks ledger "$work/data" "$entries")
  for turn in first second; do
    measure status "$work/data"
    echo "$made, $turn time: $took s, peak $peak MB; load $(cut -d' ' -f1 /proc/loadavg)"
  done
  grep -q "^.*: $entries of " "$work/out" || { cat "$work/out"; exit 1; }
  rm -rf "$work/data"
done
