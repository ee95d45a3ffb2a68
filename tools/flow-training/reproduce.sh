#!/bin/sh
# Reproduces the embedded flow model from nothing: textures, training, export, evaluation.
#   sh reproduce.sh [WORK] [MINUTES] [EVALUATION PAIRS]
# Run it again after an interruption: training goes on from the last checkpoint.
set -e
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$here/work}
minutes=${2:-240}
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
nice -n 19 "$python" train.py --textures "$work/textures" --work "$work" --minutes "$minutes" ${data:+--data "$data"}
"$python" export.py --checkpoint "$work/checkpoint.pt" --weights net --out "$work/flow.onnx" ${data:+--data "$data"}
if [ -n "$data" ]; then "$python" evaluate.py --data "$data" --checkpoint "$work/checkpoint.pt" --weights net --robust; fi
echo "model: $work/flow.onnx"
