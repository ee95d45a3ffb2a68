#!/usr/bin/env bash
# The long proof of `movie-data submit slurm`, on a real Slurm of three nodes on this machine (cluster.sh), with small
# films. Three runs, each of which must end with every byte that of one process and `verify` clean:
#   nodes    ffmpeg fails on n3; n2's clock is an hour ahead and its scratch disk full; n1 dies and comes back
#   taken    an urgent job takes all nodes; an administrator requeues a task; a time limit that is met again and again
#   cancel   everything is cancelled in the middle, and submitted again with another number of tasks
#   tools/slurm/prove.sh FOLDER [RUN…]     FOLDER is new. Needs root, and faketime; about 6 minutes on 2 quiet cores.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,7p' "$0"; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
movie=$here/../movie-data
mkdir -p "$1"
folder=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- nodes taken cancel
cluster=$folder/cluster
faketime=$(find /usr/lib -name libfaketimeMT.so.1 2>/dev/null | head -1)
[ -n "$faketime" ] || { echo 'prove: no libfaketimeMT.so.1: install faketime' >&2; exit 2; }
say() { printf '%s %s\n' "$(date +%T)" "$*"; }
fail() { say "FAILED: $*"; exit 1; }

if [ ! -d "$folder/alone" ]; then
  say 'two films, by one process'
  "$movie" synth --out "$folder/synth" --seconds 18 2>/dev/null
  for film in 1 2; do
    ffmpeg -nostdin -v error -i "$folder/synth/film.mkv" -vf "scale=960:270:flags=area" -c:v libx264 -preset fast \
      -crf $((5 + film)) "$folder/film$film.mkv"
  done
  sed -e 's/view_px: \[1920, 1080\]/view_px: [480, 270]/; s/crop_px: \[1880, 800\]/crop_px: [470, 200]/' \
    -e 's/residual_px_max: 2/residual_px_max: 0.5/; s/vertical_px_max: 2/vertical_px_max: 0.5/' \
    -e 's/range_px_min: 10/range_px_min: 2.5/; s/samples_per_segment: 64/samples_per_segment: 2/' \
    "$here/../../pipelines/midas-3d-movies.yaml" >"$folder/small.yaml"
fi
flags=(--pipeline "$folder/small.yaml" --layout sbs-full --view-order left-first --device cpu)
[ -d "$folder/alone" ] || "$movie" extract "${flags[@]}" --out "$folder/alone" "$folder"/film*.mkv 2>/dev/null

# Jobs take the caller's PATH and BASH_ENV along: with these a node of the run "nodes" is broken, or its clock wrong.
# (Slurm's own clocks stay right: munge would refuse a node an hour off.)
mkdir -p "$folder/bin"
real=$(command -v ffmpeg)
cat >"$folder/bin/ffmpeg" <<WRAPPER
#!/bin/sh
[ "\${SLURMD_NODENAME:-}" != n3 ] || exit 1
exec '$real' "\$@"
WRAPPER
chmod +x "$folder/bin/ffmpeg"
cat >"$folder/clock" <<CLOCK
if [ "\${SLURMD_NODENAME:-}" = n2 ] && [ -z "\${FAKETIME:-}" ]; then
  export LD_PRELOAD='$faketime' FAKETIME=+3600 NO_FAKE_STAT=1 FAKETIME_DONT_FAKE_MONOTONIC=1
fi
CLOCK

SLURM_CONF=$("$here/cluster.sh" start "$cluster")
export SLURM_CONF
trap '"$here/cluster.sh" stop "$cluster"' EXIT

submit() { "$movie" submit slurm "${flags[@]}" --out "$data" "$@" "$folder"/film*.mkv; }
queued() { squeue --noheader --array --name="movie-data-$1"; }
entries() { { find "$data/ledger" -name '*.json' 2>/dev/null || true; } | wc -l; }
# wait_for SECONDS WORDS COMMAND...: until the command succeeds.
wait_for() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || { squeue --array; fail "waited in vain: $what"; }
    sleep 0.5
  done
}
ended() { [ -z "$(queued "$1")" ]; }
has_entries() { [ "$(entries)" -ge "$1" ]; }
events() { cat "$data"/log/slurm/*.events; }
# noted NODE WORDS: a task noted this on that node (both are patterns).
noted() { grep -qsE "^[^ ]+ $1 $2( |\$)" "$data"/log/slurm/*.events; }
# what became of the tasks, counted; everything is there, and whole.
whole() {
  "$movie" status "$data" --slurm | tail -n +2
  events | awk '{ n[$3]++ } END { for (word in n) print "  " word ": " n[word] }'
  submit --left >/dev/null || fail "$run: something is left: $(submit --left)"
  ! noted '.*' '(failed|could_not_start|crashed)' || fail "$run: a task failed: $(events)"
  "$movie" verify "$data" >/dev/null || fail "$run: verify"
  for part in manifest.json films data frames ledger; do
    diff -r "$folder/alone/$part" "$data/$part" >/dev/null || fail "$run: $part differs from that of one process"
  done
  say "$run: proved, every byte is that of one process"
}

run_nodes() {
  "$here/cluster.sh" kill "$cluster" n2
  # In a mount namespace of its own: only what runs on this node sees the full folder.
  unshare --mount bash -c '
    mount -t tmpfs -o size=64k tmpfs /var/tmp
    head -c 1M /dev/zero >/var/tmp/full 2>/dev/null || true
    exec "$0" node "$1" n2' "$here/cluster.sh" "$cluster"
  PATH="$folder/bin:$PATH" TMPDIR=/var/tmp BASH_ENV=$folder/clock submit --tasks 6
  wait_for 300 'an extracting task on n1' eval "grep -qs ' n1 started' '$data'/log/slurm/extract-*.events"
  before=$(entries)
  wait_for 300 'another entry' has_entries $((before + 1))
  "$here/cluster.sh" kill "$cluster" n1
  say "n1 is dead, $(entries) entries"
  sleep 12
  "$here/cluster.sh" node "$cluster" n1
  wait_for 900 'the end' ended finalise
  noted n3 bad_node || fail 'no task says that n3 is bad'
  ! noted n3 done || fail 'a task ended well where ffmpeg fails'
  noted n2 'clock 36[0-9][0-9]' || noted n2 'clock 359[0-9]' || fail 'no task tells the clock of n2'
  noted n2 done || fail 'nothing was done on n2, whose clock is wrong and whose scratch is full'
  noted n1 'started [1-9]' || noted n2 'started [1-9]' || fail 'no task began again'
}

run_taken() {
  # A plan that meets a time limit is not begun again, so there is one before; one task, so that it meets its own.
  "$movie" plan "${flags[@]}" --out "$data" "$folder"/film*.mkv >/dev/null 2>&1
  submit --tasks 1 --sbatch='--time=1 --signal=B:USR1@30'
  wait_for 300 'an entry' has_entries 1
  say "urgent job, $(entries) entries"
  sbatch --partition=urgent --nodes=3 --exclusive --wrap 'sleep 3' --output=/dev/null >/dev/null
  wait_for 120 'the urgent job runs' eval '[ -n "$(squeue --noheader --partition=urgent --states=running)" ]'
  wait_for 300 'a task begins again' noted '.*' 'started [1-9]'
  requeued=$(squeue --noheader --name=movie-data-extract --states=running --format=%A | head -1)
  [ -z "$requeued" ] || scontrol requeue "$requeued"
  wait_for 1200 'the end' ended finalise
  noted '.*' time_limit || fail 'no task met its time limit'
}

run_cancel() {
  submit --tasks 6 --throttle 1
  wait_for 300 'an entry' has_entries 1
  for kind in plan extract finalise; do scancel --name="movie-data-$kind"; done    # it takes one name at a time
  wait_for 120 'the cancelled tasks are gone' ended extract
  ! submit --left || fail 'nothing is left of what was cancelled'
  say "cancelled, $(entries) entries"
  submit --tasks 5
  wait_for 900 'the end' ended finalise
  [ "$(find "$data/log/slurm" -name 'submission-*.json' | wc -l)" = 2 ] || fail 'not two submissions'
}

for run; do
  data=$folder/$run
  say "$run"
  "run_$run"
  whole
done
