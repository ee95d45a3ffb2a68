#!/usr/bin/env bash
# Which instruction sets decide the bits of flow: a pair measured on emulated processors (qemu-user; Debian: apt-get install
# qemu-user) with SSE, AVX, AVX2, and all that qemu has, of two makers, and on this one with .NET's own use of AVX-512 and
# of all vectors switched off. Equal bits must mean equal names in Platform.cs, and unequal bits unequal ones.
#   tools/measure/instruction-sets.sh [QEMU]     default: qemu-x86_64 on PATH; about 10 minutes
. "$(dirname "$0")/begin.sh"
qemu=$(command -v "${1:-qemu-x86_64}") || { echo "no qemu-x86_64: install qemu-user"; exit 2; }
program=${exe%/*}/movie-data.dll
dotnet=$(readlink -f "$(command -v dotnet)")
for view in left right; do
  ffmpeg -nostdin -v error -f lavfi -i "mandelbrot=s=264x192:start_scale=0.6,noise=alls=12:all_seed=7" -frames:v 1 \
    -vf "crop=256:192:$([ "$view" = left ] && echo 0 || echo 8):0" "$work/$view.png"
done
pair() { # name, command before the program's own...
  "${@:2}" "$program" pair --device cpu --out "$work/$1" "$work/left.png" "$work/right.png" >"$work/$1.log" 2>&1 \
    || { cat "$work/$1.log"; exit 1; }
  cat "$work/$1"/flow_*.flo | sha256sum | cut -c1-12 >"$work/$1.sum"
  echo "$1: $(cat "$work/$1.sum")"
}
pair native "$dotnet"
pair native-no-avx512 env DOTNET_EnableAVX512=0 "$dotnet"
pair native-scalar env DOTNET_EnableHWIntrinsic=0 "$dotnet"
for cpu in Nehalem Westmere SandyBridge Haswell EPYC max; do
  pair "$cpu" "$qemu" -cpu "$cpu" "$dotnet"
done
same() { # names: one sum
  [ "$(for name in "$@"; do cat "$work/$name.sum"; done | sort -u | wc -l)" = 1 ] || { echo "DIFFER: $*"; exit 1; }
}
same native native-no-avx512 native-scalar
same Nehalem Westmere
same Haswell EPYC max
kinds=$(for name in Nehalem SandyBridge Haswell; do cat "$work/$name.sum"; done | sort -u | wc -l)
[ "$kinds" = 3 ] || { echo "expected three kinds of emulated processors, found $kinds"; exit 1; }
if grep -q '^flags.* avx512f' /proc/cpuinfo; then
  ! cat "$work/Nehalem.sum" "$work/SandyBridge.sum" "$work/Haswell.sum" | grep -qf "$work/native.sum" \
    || { echo "AVX-512F does not decide"; exit 1; }
  kinds=4
else
  same native "$(grep -q '^flags.* avx2 ' /proc/cpuinfo && echo Haswell || echo SandyBridge)"
fi
echo "$kinds kinds of bits: SSE, AVX, AVX2 with FMA$([ "$kinds" = 4 ] && echo ", AVX-512F"); alike whatever maker, other sets" \
  "and .NET's own use of vectors"
