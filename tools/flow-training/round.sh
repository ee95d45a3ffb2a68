#!/bin/sh
# One round of training on a machine that is lent for minutes: goes on from round.pt beside this script, or from nothing,
# and leaves it there again, in time.
#   sh round.sh [--device cuda|cpu] [--seconds N] [--rounds N] [further arguments of train.py]
# --seconds: of the wall clock, from the start of this script to its end (default: 480). --rounds: how many there shall be of
# them; the learning rate falls over all (default: 4). What else is given goes to train.py: --network small, --batch 8.
set -e
begun=$(date +%s)
here=$(cd "$(dirname "$0")" && pwd)
device=cuda seconds=480 rounds=4
while [ $# -gt 0 ]; do
    case $1 in
    --device) device=$2 && shift 2 ;;
    --seconds) seconds=$2 && shift 2 ;;
    --rounds) rounds=$2 && shift 2 ;;
    *) break ;;
    esac
done
python=${PYTHON:-python3}
cd "$here"

"$python" - "$device" <<'END' || exit 1
import sys
try:
    import cv2, numpy, torch
except ImportError as error:
    sys.exit("round.sh: %s; a round needs PyTorch, NumPy and OpenCV for Python" % error)
if sys.argv[1] == "cuda" and not torch.cuda.is_available():
    sys.exit("round.sh: PyTorch %s finds no CUDA here; --device cpu tries the command without" % torch.__version__)
END
# On the CPU a step is several times slower without these two.
export OPENBLAS_NUM_THREADS=1
jemalloc=$(ldconfig -p 2>/dev/null | sed -n 's/.*=> \(.*libjemalloc\.so\.2\)$/\1/p' | head -1)
if [ "$device" = cpu ] && [ -n "$jemalloc" ]; then
    export LD_PRELOAD="$jemalloc" MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1
fi
batch=48
[ "$device" = cuda ] || batch=2

# Time to end the step in hand and to write what was learnt.
reserve=$((12 + seconds / 40))
left=$((seconds - reserve))
[ "$left" -gt 0 ] || { echo "round.sh: of $seconds s, $reserve are kept for the end: nothing is left to train" >&2; exit 1; }
"$python" train.py --device "$device" --network quality --batch "$batch" --reuse 0.5 --lr 8e-4 \
    --textures textures --work work --carry round.pt --export-minutes 0 \
    --minutes "$(awk "BEGIN { print $rounds * $left / 60 }")" --until $((begun + left)) "$@"
echo "round.sh: $(($(date +%s) - begun)) s of $seconds, round.pt has $(wc -c <round.pt) bytes"
