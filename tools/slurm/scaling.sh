#!/usr/bin/env bash
# Three nodes against one, on a real Slurm on this machine (cluster.sh), with segments that wait instead of computing: each
# decode sleeps, so that three nodes do not share two cores. From the first start of an extracting task to the last end.
#   tools/slurm/scaling.sh [SEGMENTS] [SECONDS]     default: 24 segments of 8 s; five minutes. Needs root.
# Aimed at: three nodes are 2.7 times as fast as one, or more.
. "$(dirname "$0")/../measure/begin.sh"
segments=${1:-24}
seconds=${2:-8}
make_tiny_film "$segments"
"$exe" plan --pipeline "$work/pipeline.yaml" --out "$work/planned" "$work/tiny.mkv" >"$work/log" 2>&1 \
  || { cat "$work/log"; exit 1; }
segments=$("$exe" status "$work/planned" --json | awk -F'[:,]' '/"segments_total"/ { print $2 + 0 }')    # whole seconds
# Decodes of planned frames are those that seek by time stamps, or start at the beginning, with a filter of ours.
make_other_ffmpeg "case \"\$*\" in *showinfo*) sleep $seconds ;; esac"
SLURM_CONF=$(tools/slurm/cluster.sh start "$work/cluster")
export SLURM_CONF
trap 'tools/slurm/cluster.sh stop "$work/cluster"; rm -rf "$work"' EXIT
# Seconds that so many tasks take.
run() {
  cp -r "$work/planned" "$work/data$1"
  PATH="$work/bin:$PATH" "$exe" submit slurm --pipeline "$work/pipeline.yaml" --device cpu --tasks "$1" \
    --sbatch=--exclusive --out "$work/data$1" "$work/tiny.mkv" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  until [ -z "$(squeue --noheader --name=movie-data-extract)" ]; do sleep 1; done
  "$exe" verify "$work/data$1" >/dev/null
  cat "$work/data$1"/log/slurm/extract-*.events | awk '
    function at(text) { gsub(/[TZ:-]/, " ", text); return mktime(text) }
    $3 == "started" { t = at($1); if (!begin || t < begin) begin = t }
    $3 == "done" { t = at($1); if (t > end) end = t; done++ }
    END { print end - begin }'
}
one=$(run 1)
three=$(run 3)
diff -r "$work/data1/data" "$work/data3/data" >/dev/null || { echo 'BYTES DIFFER'; exit 1; }
awk -v n="$segments" -v s="$seconds" -v a="$one" -v b="$three" 'BEGIN {
  printf "%d segments that wait %d s: one node %d s, three nodes %d s, %.2f times as fast\n", n, s, a, b, a / b }'
