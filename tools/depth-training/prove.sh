#!/usr/bin/env bash
# Whether the data teach: trains small networks on what movie-data extracts and scores them on films they never saw.
#   tools/depth-training/prove.sh [--quick] [--minutes 20] [--work DIR] [--rendered VIEWS]      (--help lists all)
# Writes prove.json in the current folder. Exit codes: 0 done, 1 steps are left (run it again), 2 could not go on.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
"$python" -c "import torch, torchvision, cv2, numpy, PIL, matplotlib" 2>/dev/null || {
  echo "needs: apt-get install python3-torch python3-torchvision python3-opencv python3-numpy python3-pil" \
    "python3-matplotlib libopenblas0-pthread libjemalloc2" >&2
  exit 2
}
# On the CPU a step is several times slower without these two.
export OPENBLAS_NUM_THREADS=1
jemalloc=$(ldconfig -p 2>/dev/null | sed -n 's/.*=> \(.*libjemalloc\.so\.2\)$/\1/p' | head -1)
if [ -n "$jemalloc" ]; then
  export LD_PRELOAD="$jemalloc" MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1
fi
exec "$python" -B "$here/prove.py" "$@"
