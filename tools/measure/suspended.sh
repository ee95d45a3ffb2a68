#!/usr/bin/env bash
# Suspends runs (program and ffmpeg, SIGSTOP), as a scheduler does that lends their machine to another job, while they wait
# for ffmpeg: a packed film and an MVC stream, each once while it is scanned and once while it is extracted, all at once.
# Resumed after a while longer than any silence that is borne, each must end with the bytes of a run left alone, and no
# segment may have been tried twice.
#   tools/measure/suspended.sh [SECONDS] [MVC]     default 180 s; MVC: an H.264 MVC stream of 320 x 192 px
. "$(dirname "$0")/begin.sh"
seconds=${1:-180}
stream=${2:-../shared/data/mvc/a_ippp.264}
make_tiny_film 72 8
cp "$stream" "$work/mvc.264"
sed -e 's/view_px: .*/view_px: [320, 192]/' -e 's/crop_px: .*/crop_px: [320, 160]/' "$work/pipeline.yaml" >"$work/mvc.yaml"
mv "$work/pipeline.yaml" "$work/tiny.yaml"
declare -A film=([tiny]=$work/tiny.mkv [mvc]=$work/mvc.264)

# The first ffmpeg of the kind named by $SUSPEND_AT says so, and waits until it has been suspended.
make_other_ffmpeg '
case "$*" in $SUSPEND_AT)
  if mkdir "$SUSPEND_MARK" 2>/dev/null; then
    touch "$SUSPEND_MARK/now"
    sleep 2
  fi
esac'
declare -A at=(
  [tiny.scan]='*metadata=print*' [tiny.extract]='*select=*eq(pts*' [mvc.scan]='*pipe:0*metadata=print*'
  [mvc.extract]='*pipe:0*format=yuv420p*rawvideo*')

extract() { # kind, out
  "$exe" extract --pipeline "$work/$1.yaml" --view-order left-first --workers 2 --out "$2" "${film[$1]}" 2>"$2.log"
}

suspend() { # kind.moment
  local kind=${1%.*} mark=$work/mark.$1 main
  export SUSPEND_AT=${at[$1]} SUSPEND_MARK=$mark PATH=$work/bin:$PATH
  # In a session of its own: one signal reaches the program and its ffmpeg processes.
  setsid "$exe" extract --pipeline "$work/$kind.yaml" --view-order left-first --workers 2 --out "$work/$1" \
    "${film[$kind]}" 2>"$work/$1.log" &
  main=$!
  while [ ! -e "$mark/now" ]; do
    kill -0 "$main" 2>/dev/null || { tail -3 "$work/$1.log"; echo "$1: no ffmpeg to suspend"; return 1; }
    sleep 0.05
  done
  kill -STOP -- "-$main"
  until grep -q '^State:.T' "/proc/$main/status"; do sleep 0.05; done
  sleep "$seconds"
  kill -CONT -- "-$main"
  wait "$main" || { tail -3 "$work/$1.log"; echo "$1: FAILED"; return 1; }
  "$exe" verify "$work/$1" >"$work/$1.verify" || { cat "$work/$1.verify"; return 1; }
  digests "$work/$1" | cmp -s - "$work/$kind.expected" || { echo "$1: BYTES DIFFER"; return 1; }
  ! grep -h '"segment_failed"' "$work/$1"/log/*.jsonl || { echo "$1: a segment was taken for lost"; return 1; }
}

for kind in tiny mvc; do
  extract "$kind" "$work/$kind"
  digests "$work/$kind" >"$work/$kind.expected"
done
declare -A running
for moment in "${!at[@]}"; do
  suspend "$moment" &
  running[$moment]=$!
done
for moment in "${!running[@]}"; do
  wait "${running[$moment]}" || exit 1
done
echo "suspended for $seconds s while scanned and while extracted, a packed film and an MVC stream: the bytes of runs" \
  "left alone, no segment tried twice"
