#!/usr/bin/env bash
# count-tests.sh LOG...: adds up what the test program said at the end of each log and prints `N passed, N failed,
# N skipped`. Exit status 1 where a test failed or was skipped without being allowed to (tests/MovieData.Tests/Skips.cs),
# or where a log has no summary or one that does not add up: then nothing is known of its tests.
set -euo pipefail

phrase=' may be skipped without '
# A CI service may have the output coloured.
plain() { sed 's/\x1b\[[0-9;]*[A-Za-z]//g' "$@"; }
plain "$@" | sed -n "s/^ *\([A-Za-z]*$phrase.*\)$/\1/p" | sort | uniq -c

passed=0 failed=0 skipped=0 status=0
for log in "$@"; do
  # The last summary: a test may print what looks like one.
  read -r total p f s < <(plain "$log" | awk '
    /^Test run summary: / { split("", count) }
    match($0, /^ +(total|succeeded|failed|skipped): [0-9]+$/) { count[$1] = $2 }
    END { print count["total:"] + 0, count["succeeded:"] + 0, count["failed:"] + 0, count["skipped:"] + 0 }')
  if [ "$total" -eq 0 ] || [ "$total" -ne $((p + f + s)) ]; then
    echo "$log: no summary that adds up (total $total, passed $p, failed $f, skipped $s)" >&2
    status=1
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done

allowed=$(plain "$@" | grep -c "$phrase" || true)
if [ "$skipped" -ne "$allowed" ]; then
  echo "$skipped tests were skipped, $allowed of them may be (tests/MovieData.Tests/Skips.cs)" >&2
  status=1
fi
[ "$failed" -eq 0 ] || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
