#!/usr/bin/env bash
# The long proof of `movie-data submit slurm`, on a real Slurm of three nodes on this machine (cluster.sh): small films
# as an array while one node dies, ffmpeg fails on another and the third has no scratch left; a cancel in the middle;
# and again with other numbers of tasks, until nothing is left. Then every byte is that of one process.
#   tools/slurm/prove.sh FOLDER [FILMS]     FOLDER is new; 2 films unless stated. Needs root; minutes on 2 cores.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,5p' "$0"; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
movie=$here/../movie-data
films=${2:-2}
mkdir "$1"
folder=$(cd "$1" && pwd)
cluster=$folder/cluster
data=$folder/data
say() { printf '%s %s\n' "$(date +%T)" "$*"; }
fail() { say "FAILED: $*"; exit 1; }

say "making $films films"
"$movie" synth --out "$folder/synth" --seconds 18 2>/dev/null
for film in $(seq "$films"); do
  ffmpeg -nostdin -v error -i "$folder/synth/film.mkv" -vf "scale=960:270:flags=area" -c:v libx264 -preset fast \
    -crf $((5 + film)) "$folder/film$film.mkv"
done
sed -e 's/view_px: \[1920, 1080\]/view_px: [480, 270]/; s/crop_px: \[1880, 800\]/crop_px: [470, 200]/' \
  -e 's/residual_px_max: 2/residual_px_max: 0.5/; s/vertical_px_max: 2/vertical_px_max: 0.5/' \
  -e 's/range_px_min: 10/range_px_min: 2.5/; s/samples_per_segment: 64/samples_per_segment: 4/' \
  "$here/../../pipelines/midas-3d-movies.yaml" >"$folder/small.yaml"
flags=(--pipeline "$folder/small.yaml" --layout sbs-full --view-order left-first --device cpu)
say 'the same films by one process'
"$movie" extract "${flags[@]}" --out "$folder/alone" "$folder"/film*.mkv 2>/dev/null

# On n3 ffmpeg fails as long as this file is there; jobs take the caller's PATH along.
mkdir "$folder/bin"
touch "$folder/broken"
real=$(command -v ffmpeg)
cat >"$folder/bin/ffmpeg" <<WRAPPER
#!/bin/sh
[ "\${SLURMD_NODENAME:-}" != n3 ] || [ ! -e '$folder/broken' ] || exit 1
exec '$real' "\$@"
WRAPPER
chmod +x "$folder/bin/ffmpeg"

SLURM_CONF=$("$here/cluster.sh" start "$cluster")
export SLURM_CONF
trap '"$here/cluster.sh" stop "$cluster"' EXIT

submit() {
  PATH="$folder/bin:$PATH" TMPDIR=/var/tmp \
    "$movie" submit slurm "${flags[@]}" --out "$data" --time 60 "$@" "$folder"/film*.mkv
}
queued() { squeue --noheader --array --name="movie-data-$1"; }
entries() { find "$data/ledger" -name '*.json' 2>/dev/null | wc -l; }
# wait_for SECONDS WORDS COMMAND...: until the command succeeds.
wait_for() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || { squeue --array; fail "waited in vain: $what"; }
    sleep 1
  done
}
ended() { [ -z "$(queued "$1")" ]; }
works_on() { grep -qs " $1 started" "$data"/log/slurm/extract-*.events; }
left() { submit --left; }

say 'n2 has no scratch left'
"$here/cluster.sh" kill "$cluster" n2
# In a mount namespace of its own: only what runs on this node sees the full folder.
unshare --mount bash -c '
  mount -t tmpfs -o size=64k tmpfs /var/tmp
  head -c 1M /dev/zero >/var/tmp/full 2>/dev/null || true
  exec "$0" node "$1" n2' "$here/cluster.sh" "$cluster"

say 'first submission: ffmpeg fails on n3, n1 dies'
submit --tasks 6 --sbatch '--nice=0'
wait_for 600 'an extracting task on n1' works_on n1
sleep 5
"$here/cluster.sh" kill "$cluster" n1
say "n1 is dead, $(entries) entries"
sleep 15
"$here/cluster.sh" node "$cluster" n1
wait_for 900 'the end of the first submission' ended finalise
"$movie" status "$data" --slurm
rm "$folder/broken"

if ! left; then
  say 'second submission, other number of tasks, cancelled in the middle'
  submit --tasks 3 || fail 'second submission'
  before=$(entries)
  wait_for 600 'one more entry, or the end' bash -c "[ \$(find '$data/ledger' -name '*.json' | wc -l) -gt $before ]" || true
  scancel --name=movie-data-extract --name=movie-data-plan --name=movie-data-finalise --user="$(id -un)" || true
  wait_for 120 'the cancelled tasks are gone' ended extract
  say "cancelled, $(entries) entries"
fi
round=0
until left; do
  round=$((round + 1))
  [ "$round" -le 3 ] || fail 'three more submissions did not finish it'
  say "submission with $((round + 4)) tasks"
  submit --tasks $((round + 4))
  wait_for 900 'its end' ended finalise
done

"$movie" verify "$data"
for part in manifest.json films data frames ledger; do
  diff -r "$folder/alone/$part" "$data/$part" || fail "$part differs from that of one process"
done
grep -h . "$data"/log/slurm/*.events | awk '{ n[$3]++ } END { for (word in n) print "  " word ": " n[word] }'
say 'proved: every byte is that of one process'
