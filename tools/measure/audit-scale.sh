#!/usr/bin/env bash
# What `audit` takes of a dataset of so many planned samples: seconds, and the most memory it held. The dataset is made of
# figures by the project's own writers, with pictures of so many px in width (half as high); it takes 0.3 to 2 GB of
# TMPDIR for a million rows, and minutes.
#   tools/measure/audit-scale.sh [ROWS [WIDTH]]...     default: 10000 188 100000 16 1000000 16
# Aimed at: 10,000 rows with pictures in less than 60 s and 1 GB, 1,000,000 rows in less than 3 min and 2 GB.
. "$(dirname "$0")/begin.sh"
[ $# -gt 0 ] || set -- 10000 188 100000 16 1000000 16
dotnet build -c Release -v q --nologo tests/MovieData.Benchmarks >/dev/null
while [ $# -gt 0 ]; do
  rows=$1 width=${2:-16}
  shift $(($# > 1 ? 2 : 1))
  tests/MovieData.Benchmarks/bin/Release/net10.0/MovieData.Benchmarks audit-dataset "$work/data" "$rows" "$width"
  measure audit "$work/data"
  page=$(($(stat -c %s "$work/data.audit/index.html") / 1000000))
  json=$(($(stat -c %s "$work/data.audit/audit.json") / 1000000))
  echo "$rows rows, pictures $width px wide: $took s, peak $peak MB;" \
    "index.html $page MB, audit.json $json MB; load $(cut -d' ' -f1 /proc/loadavg)"
  rm -rf "$work/data" "$work/data.audit"
done
