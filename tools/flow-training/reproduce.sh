#!/bin/sh
# Reproduces the embedded flow models from nothing: textures, training, export, evaluation.
#   sh reproduce.sh [WORK] [MINUTES] [EVALUATION PAIRS]
# Four rounds share MINUTES: half of it from nothing, a quarter on from there, an eighth of fine tuning (after each the mean
# of before and after; that is movieflow), an eighth for the third refinement of movieflow-quality.
# Run it again after an interruption: training goes on from the last checkpoint. PROCESSES=N in the environment: so many share
# the gradients, instead of one a core.
set -e
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$here/work}
minutes=${2:-540}
data=${3:-}
python=${PYTHON:-/usr/bin/python3}
mkdir -p "$work"

"$python" -c "import torch, onnx, cv2, numpy" || {
    echo "needs: apt-get install python3-torch python3-onnx python3-opencv python3-numpy libopenblas0-pthread libjemalloc2" >&2
    exit 1
}
# On the CPU a step is several times slower without these two.
export OPENBLAS_NUM_THREADS=1
jemalloc=$(ldconfig -p 2>/dev/null | sed -n 's/.*=> \(.*libjemalloc\.so\.2\)$/\1/p' | head -1)
if [ -n "$jemalloc" ]; then
    export LD_PRELOAD="$jemalloc" MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1
fi
cd "$here"
[ -f "$work/textures/CREDITS.txt" ] || LD_PRELOAD= "$python" textures.py --out "$work/textures"
train() {   # FOLDER, EIGHTHS of the time, further arguments
    folder=$1 share=$(awk "BEGIN { print $minutes * $2 / 8 }")
    shift 2
    "$python" train.py --textures "$work/textures" --work "$work/$folder" --minutes "$share" --export-minutes 0 \
        ${PROCESSES:+--processes "$PROCESSES"} "$@"
}
judge() {   # CHECKPOINT, WEIGHTS, NAME
    "$python" export.py --checkpoint "$1" --weights "$2" --name "movie-data-${3#movie}" --out "$work/$3.onnx"
    if [ -n "$data" ]; then "$python" evaluate.py --data "$data" --checkpoint "$1" --weights "$2" --robust; fi
}
mean() { "$python" average.py "$work/$1" "$work/$2/checkpoint.pt" --out "$work/$3"; }
train first 4
train second 2 --lr 1e-3 --init-from "$work/first/checkpoint.pt" --init-weights net
mean first/checkpoint.pt second mean-1.pt
train third 1 --lr 2e-3 --fine-tune --init-from "$work/mean-1.pt" --init-weights net
mean mean-1.pt third mean-2.pt
judge "$work/mean-2.pt" net movieflow
train quality 1 --lr 2e-3 --refine 32 --init-from "$work/mean-2.pt" --init-weights net
judge "$work/quality/checkpoint.pt" ema movieflow-quality
echo "models: $work/movieflow.onnx $work/movieflow-quality.onnx"
