#!/bin/sh
# The whole recipe in little: reproduce.sh with a few steps a round on procedural textures, then each of both files restored to
# a checkpoint and exported again. Tries the scripts, trains nothing. Some five minutes on two cores.
#   sh try.sh [WORK]      default: a folder that goes at the end
set -e
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$(mktemp -d)}
[ -n "$1" ] || trap 'rm -rf "$work"' EXIT
python=${PYTHON:-/usr/bin/python3}
mkdir -p "$work/textures"
[ -f "$work/textures/CREDITS.txt" ] || : >"$work/textures/CREDITS.txt"
PROCESSES=1 sh "$here/reproduce.sh" "$work" 0.1
for name in movieflow movieflow-quality; do
    "$python" "$here/restore.py" --onnx "$work/$name.onnx" --textures "$work/textures" --out "$work/$name.pt"
    "$python" "$here/export.py" --checkpoint "$work/$name.pt" --weights net --out "$work/$name-again.onnx"
done
