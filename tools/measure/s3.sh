#!/usr/bin/env bash
# A dataset in an object store: kills `extract` with SIGKILL at random moments, two processes at once at every second
# kill, verifies what is left, and compares every promised byte with an unbroken run into a folder whenever one comes to
# its end; then the time of a run into the store is held against that of one into a folder, in pairs. The store is
# Ceph's, on this machine (tools/s3/store.sh: root, tools/setup.sh --tests).
#   tools/measure/s3.sh [KILLS] [PAIRS]     default: 40 kills, 5 pairs
. "$(dirname "$0")/begin.sh"
kills=${1:-40}
pairs=${2:-5}
trap 'tools/s3/store.sh stop "$work/store"; rm -rf "$work"' EXIT
set -a
eval "$(tools/s3/store.sh start "$work/store")"
XDG_CACHE_HOME=$work/cache
set +a
tools/s3/store.sh bucket "$work/store" movies
make_tiny_film 96 4

milliseconds() { echo $(($(date +%s%N) / 1000000)); }
extract() { "$exe" extract --pipeline "$work/pipeline.yaml" --device cpu --out "$1" "$work/tiny.mkv" 2>>"$work/log"; }

# fetch PREFIX FOLDER: every object below a prefix of the bucket, into a new folder.
ask() {
  curl -sS --fail -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
    --aws-sigv4 "aws:amz:$AWS_REGION:s3" "$@"
}
fetch() {
  rm -rf "$2"
  local key
  for key in $(ask "$AWS_ENDPOINT_URL/movies?list-type=2&prefix=$1" | grep -o '<Key>[^<]*' | sed 's/<Key>//'); do
    mkdir -p "$(dirname "$2/${key#"$1/"}")"
    ask "$AWS_ENDPOINT_URL/movies/$key" -o "$2/${key#"$1/"}"
  done
}

start=$(milliseconds)
extract "$work/unbroken"
whole=$(($(milliseconds) - start))
digests "$work/unbroken" >"$work/expected"

landed=0
runs=0
while [ "$landed" -lt "$kills" ]; do
  out=s3://movies/run$runs
  "$exe" extract --pipeline "$work/pipeline.yaml" --device cpu --out "$out" "$work/tiny.mkv" 2>>"$work/log" &
  victim=$!
  other=
  if [ $((landed % 2)) -eq 1 ]; then
    extract "$out" &
    other=$!
  fi
  sleep "$(awk -v most="$whole" -v drawn="$RANDOM" 'BEGIN { printf "%.3f", most / 1000 * drawn / 32768 }')"
  if kill -KILL "$victim" 2>/dev/null; then landed=$((landed + 1)); fi
  wait "$victim" 2>/dev/null || true
  [ -z "$other" ] || wait "$other"
  if [ -n "$other" ]; then
    "$exe" verify "$out" >"$work/verify.log" || { cat "$work/verify.log"; exit 1; }
    fetch "run$runs" "$work/fetched"
    digests "$work/fetched" >"$work/found"
    cmp "$work/expected" "$work/found" || { echo "$landed kills: BYTES DIFFER"; exit 1; }
    runs=$((runs + 1))
  elif "$exe" status "$out" >/dev/null 2>&1; then
    "$exe" verify "$out" >"$work/verify.log" || { cat "$work/verify.log"; exit 1; }
  fi
done
echo "$landed kills, $runs runs to the end: every byte is that of an unbroken run into a folder"
leftover=$(find "$work/cache" -name '.tmp-*' | wc -l)
extract s3://movies/last
echo "$leftover temporary files of killed processes, $(find "$work/cache" -name '.tmp-*' | wc -l) after the next run"

# In pairs, the first of a pair by turns; the first pair warms up and does not count.
for pair in $(seq 0 "$pairs"); do
  for place in $([ $((pair % 2)) -eq 0 ] && echo folder store || echo store folder); do
    out=$([ "$place" = folder ] && echo "$work/pair$pair" || echo "s3://movies/pair$pair")
    start=$(milliseconds)
    extract "$out"
    echo "$pair $place $(($(milliseconds) - start))"
  done
done | awk '
  $1 > 0 { ms[$1, $2] = $3; sum[$2] += $3; last = $1 }
  END {
    for (pair = 1; pair <= last; pair++)
      printf "pair %d: folder %d ms, store %d ms: %.3f\n", pair, ms[pair, "folder"], ms[pair, "store"],
        ms[pair, "store"] / ms[pair, "folder"]
    printf "all pairs: %.3f x the time of a folder (at most 1.1 is wanted)\n", sum["store"] / sum["folder"]
  }'
