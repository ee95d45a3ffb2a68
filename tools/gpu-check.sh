#!/usr/bin/env bash
# What this machine's GPU does with MovieData, proven and measured in a quarter of an hour, without a network, .NET or Python:
# prints a table in Markdown and writes gpu-check.json into the current folder. Whatever fails is a row that
# says why, and the rest goes on.
#   gpu-check.sh [--quick] [--device cuda|cpu]      default: everything, on the first GPU of CUDA_VISIBLE_DEVICES
#     --quick              fewer batches and settings: about five minutes
#     --device cpu         the same on the processor, to try the script and to compare
#     --program FILE       movie-data; default: the one beside this script, in movie-data/ beside it, or the checkout's
#     --film FILE          default: film.mkv beside this script, else 20 s are rendered
#     --pipeline FILE      default: the paper's, of every frame of the film
#     --networks "NAMES"   default: all that the program brings
#     --segments N         of the film in each extraction; default: what takes some 20 s
#     --minutes N          default 15: what is not done by then is not run
# Exit code: 0 every row is well, 1 some are not, 2 it could not start.
set -uo pipefail
export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
device=cuda quick= program= film= pipeline= chosen= minutes=15 segments=
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=yes ;;
    --device | --program | --film | --pipeline | --networks | --segments | --minutes)
      [ $# -gt 1 ] || { echo "gpu-check: $1: a value is missing" >&2; exit 2; }
      case $1 in
        --device) device=$2 ;; --program) program=$2 ;; --film) film=$2 ;; --pipeline) pipeline=$2 ;;
        --networks) chosen=$2 ;; --segments) segments=$2 ;; --minutes) minutes=$2 ;;
      esac
      shift ;;
    *) echo "gpu-check: $1: unknown word; expected --quick, --device, --program, --film, --pipeline, --networks, --segments or --minutes" >&2; exit 2 ;;
  esac
  shift
done
[[ $device =~ ^(cuda|cpu)$ ]] || { echo "gpu-check: --device $device: expected cuda or cpu" >&2; exit 2; }
for number in "$minutes" "${segments:-1}"; do
  [[ $number =~ ^[1-9][0-9]{0,2}$ ]] || { echo "gpu-check: $number: expected a whole number from 1 to 999" >&2; exit 2; }
done
for place in "$here/movie-data/movie-data" "$here/movie-data" "$here/../src/MovieData.Cli/bin/Release/net10.0/movie-data"; do
  [ -n "$program" ] || [ ! -f "$place" ] || [ ! -e "$(dirname "$place")/models" ] || program=$place
done
[ -x "$program" ] || { echo "gpu-check: there is no program ${program:-movie-data beside this script}: state --program FILE" >&2; exit 2; }
program=$(readlink -f "$program")
[ -z "$film" ] || film=$(readlink -f "$film")
[ -n "$film" ] || [ ! -e "$here/film.mkv" ] || film=$here/film.mkv

# What a kit brings of ffmpeg and libraries serves where the machine has none of its own.
if [ -d "$here/system" ]; then
  { command -v ffmpeg && command -v ffprobe; } >/dev/null || PATH=$here/system/bin:$PATH
  # Not through a pipe: a doctor that misses something fails, and so would the pipe.
  ! grep -Eq '^MISSING *(JPEG|OpenCV)' <<<"$("$program" doctor 2>/dev/null)" ||
    export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/system/lib
fi

work=$(mktemp -d)
. "$here/gpu-check-steps.sh"
trap 'end_step; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
SECONDS=0 failed=0 budget_s=$((minutes * 60)) runs=5 slack=1
# The GPUs as nvidia-smi numbers them, which is asked how busy they are.
export CUDA_DEVICE_ORDER=PCI_BUS_ID
export CUDA_VISIBLE_DEVICES=${CUDA_VISIBLE_DEVICES:-0}
export CUDA_VISIBLE_DEVICES=${CUDA_VISIBLE_DEVICES%%,*}
gpu_index=$CUDA_VISIBLE_DEVICES
"$program" models list --json --device cpu >"$work/models.json" || exit 2
flows=$(networks flow) skies=$(networks sky)
for name in $chosen; do
  grep -Fxq "$name" <<<"$flows"$'\n'"$skies" ||
    { echo "gpu-check: --networks $name: the program has" $flows $skies >&2; exit 2; }
done
[ -z "$chosen" ] || { flows=$(grep -Fxf <(tr ' ' '\n' <<<"$chosen") <<<"$flows"); skies=$(grep -Fxf <(tr ' ' '\n' <<<"$chosen") <<<"$skies"); }
# Pairs in a run, workers, and batches tried beside the one that the Flow stage likes best.
batches=(1 2 4 8 16) workers=(1 2 4 8 16) others=(1 2 4 8 16)
[ -z "$quick" ] || { batches=(1 4 16) workers=(1 2 8) others=() runs=3; }
[ "$device" = cuda ] || { batches=(1 2) workers=(1 2) others=() runs=2 slack=4; }
[ "$device" = cuda ] || [ -z "$quick" ] || { batches=(1) runs=1; }
if [ -z "$pipeline" ]; then
  pipeline=$work/pipeline.yaml
  sed -e 's/burst_every_seconds: .*/burst_every_seconds: 1/' -e 's/fps: .*/fps: { train: 24, validation: 24, test: 24 }/' \
    -e 's/samples_per_segment: .*/samples_per_segment: 8/' "$(dirname "$program")/pipelines/midas-3d-movies.yaml" >"$pipeline" || exit 2
else
  pipeline=$(readlink -f "$pipeline")
fi
size=$(sed -n 's/^ *crop_px: \[\([0-9]*\), *\([0-9]*\)\].*/\1x\2/p' "$pipeline")
size=${size:-1880x800}
flow=$(sed -n '/^flow:/,/^[a-z]*:/ s/^ *model: *\([^ ]*\).*/\1/p' "$pipeline" | head -n 1)
per_segment=$(sed -n 's/^ *samples_per_segment: *\([0-9]*\).*/\1/p' "$pipeline")
printf '| what | ran on | result | s |\n|---|---|---|---|\n' >"$work/table"

step "machine" 30 machine
step "driver and libraries" 60 libraries
step "programs beside it" 5 programs

for name in $flows $skies; do step "check $name" 90 check "$name"; done
for name in $flows; do step "check refuses garbage" 60 garbage "$name"; break; done
for name in $flows; do
  for n in "${batches[@]}"; do step "$name, --flow-pairs $n" 90 bench "$name" "$n"; done
done
for name in $skies; do step "$name" 60 bench "$name" 1; done

[ -n "$film" ] || { step "film of 20 s" 240 render; film=$work/film.mkv; }
step "plan" 240 plan
if [ -e "$work/plan.json" ]; then
  # Enough segments for 20 s at the rate of the best batch, and one for each of two workers.
  read -r stage pairs <<<"$(best_bench "$flow" stage_per_s)"
  pairs=${pairs:-1}
  fit=$(calc %d "int(20 * ${stage:-1} / ${per_segment:-64})")
  segments=${segments:-$((fit > 2 ? fit : 2))}
  step "pipeline, as it comes" 120 pipeline defaults
  for n in "${workers[@]}"; do
    [ "$n" -gt $((2 * $(nproc))) ] || step "pipeline, --workers $n --flow-pairs $pairs" 120 pipeline "workers-$n" --workers "$n" --flow-pairs "$pairs"
  done
  step "one and two workers, same bytes" 5 equal workers-1 workers-2
  read -r _ best <<<"$(fastest)"
  if [ -n "$best" ]; then
    most=$(sed -n 's/.*--workers \([0-9]*\).*/\1/p' "$work/$best.flags")
    for n in $(near "$pairs" "${others[@]}"); do
      step "pipeline, --workers ${most:-1} --flow-pairs $n" 120 pipeline "pairs-$n" --workers "${most:-1}" --flow-pairs "$n"
    done
    [ "$device" = cpu ] ||
      step "pipeline, --decoder cuda, same bytes" 120 decoded_by_gpu workers-1 --workers "${most:-1}" --flow-pairs "$pairs"
    read -r _ best <<<"$(fastest)"
    step "the fastest again, same bytes" 120 again "$best"
  fi
  step "too little memory" 90 too_little
else
  row "pipeline" - "NOT RUN: the film has no plan" 0
fi

figures >gpu-check.json
report
[ $failed = 0 ] || { echo "gpu-check: $failed rows are not well" >&2; exit 1; }
