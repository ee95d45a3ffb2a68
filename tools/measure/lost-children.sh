#!/usr/bin/env bash
# Loses the first ffmpeg process of every segment of one run (one sample each), with 64 workers and the pixel memory that
# just holds them: a third is killed, a third stopped (SIGSTOP), a third falls silent, each after some bytes of its
# picture, half of them before any word about it. Every segment must be good at its second try: the bytes of an undisturbed run, nothing rented
# at the end, and threads, open files and memory no higher in the second half of the run than in the first.
#   tools/measure/lost-children.sh [SEGMENTS]     default 200: about 8 minutes (a silence is borne for one)
. "$(dirname "$0")/begin.sh"
lost=${1:-200}
workers=64
make_tiny_film "$lost"
film=$work/tiny.mkv

extract() { "$exe" extract --pipeline "$work/pipeline.yaml" --workers "$workers" --out "$@" "$film"; }
extract "$work/undisturbed" 2>"$work/undisturbed.log" || { tail -3 "$work/undisturbed.log"; exit 1; }
digests "$work/undisturbed" >"$work/expected"
lost=$(find "$work/undisturbed/ledger" -name '*.json' | wc -l)

# What a segment's first decoder does is decided by its filter graph, which names the wanted frame: the same in any run.
mkdir "$work/lost"
make_other_ffmpeg '
case "$*" in *"-filter_complex"*"select='"'eq(pts"'"*)
  graph=$(sed "s/.*-filter_complex//" <<<"$*" | cksum | cut -d" " -f1)
  if mkdir "$work/lost/$graph" 2>/dev/null; then
    # Two views of 176 x 80 px, yuv420p, are 42240 bytes.
    [ $((graph / 3 % 2)) = 0 ] || exec 2>/dev/null
    "$real" "$@" | head -c $((graph / 6 % 42240))
    case $((graph % 3)) in
      0) echo killed >"$work/lost/$graph/how"; kill -KILL $$ ;;
      1) echo stopped >"$work/lost/$graph/how"; kill -STOP $$ ;;
      2) echo silent >"$work/lost/$graph/how"; exec sleep 600 ;;
    esac
  fi
esac'
memory=$(memory_mb "$workers" "$film")
PATH=$work/bin:$PATH "$exe" extract --pipeline "$work/pipeline.yaml" --workers "$workers" --memory-mb-max "$memory" \
  --out "$work/disturbed" "$film" 2>"$work/disturbed.log" &
main=$!
watch_process "$main" "$work/samples"
wait "$main" || { tail -5 "$work/disturbed.log"; echo "FAILED: segments stayed failed"; exit 1; }
! grep -q ' workers: each may need' "$work/disturbed.log" || { echo "FAILED: $memory MB do not hold $workers"; exit 1; }

"$exe" verify "$work/disturbed" >"$work/verify.log" || { cat "$work/verify.log"; exit 1; }
digests "$work/disturbed" >"$work/found"
cmp -s "$work/expected" "$work/found" || { diff "$work/expected" "$work/found" | head -5; echo "BYTES DIFFER"; exit 1; }
cat "$work"/disturbed/log/*.jsonl >"$work/events"
found=$(find "$work/lost" -name how | wc -l)
failed=$(grep -c '"segment_failed"' "$work/events" || true)
[ "$found" = "$lost" ] && [ "$failed" = "$lost" ] || { echo "FAILED: $found lost, $failed noticed, of $lost"; exit 1; }
grep -q '"pixel_bytes_rented":0[,}]' "$work/events" || { grep run_done "$work/events"; echo "POOL NOT EMPTY"; exit 1; }
echo "$lost ffmpeg processes lost ($(cat "$work"/lost/*/how | sort | uniq -c | awk '{ printf "%s%s %s", sep, $1, $2; sep = ", " }'))" \
  "with $workers workers in $memory MB: the bytes of the undisturbed run, nothing rented at the end"
awk '
  { threads[NR] = $1; files[NR] = $2; mb[NR] = $3 / 1024 }
  function peak(values, from, to,    i, most) { for (i = from; i <= to; i++) if (values[i] > most) most = values[i]; return most }
  END {
    half = int(NR / 2)
    printf "most in the first and second half of the run: %d and %d threads, %d and %d open files, %d and %d MB resident\n",
      peak(threads, 1, half), peak(threads, half + 1, NR), peak(files, 1, half), peak(files, half + 1, NR),
      peak(mb, 1, half), peak(mb, half + 1, NR)
    exit peak(threads, half + 1, NR) > 1.1 * peak(threads, 1, half) || peak(files, half + 1, NR) > 1.1 * peak(files, 1, half) \
      || peak(mb, half + 1, NR) > 1.1 * peak(mb, 1, half)
  }' "$work/samples"
