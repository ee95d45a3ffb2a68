#!/usr/bin/env bash
# Makes the packages of a release in artifacts/, from the committed state, and prints their sizes and sha256.
#   tools/publish.sh              all of them
#   tools/publish.sh cpu          movie-data-VERSION-linux-x64.tar.gz: runs without .NET; no GPU provider
#   tools/publish.sh gpu          movie-data-VERSION-linux-x64-gpu.tar.gz: the same with ONNX Runtime's CUDA and TensorRT providers
#   tools/publish.sh tool         movie-data.VERSION.nupkg for `dotnet tool install`: needs .NET 10; no GPU provider
#   tools/publish.sh --gpu-kit FOLDER   not of a release: what a GPU machine without a network needs for gpu-check.sh, in parts
#                                       of at most 55 MB with join.sh: the program with ONNX Runtime's CUDA provider, its
#                                       models and a film of 20 s; with this machine's ffmpeg and libraries in system/
# Same commit, same bytes: names, times and owners in the archives are fixed.
set -euo pipefail
from=$PWD
cd "$(dirname "$0")/.."
version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' src/Directory.Build.props)
mkdir -p artifacts

# Publishes the program with its own .NET and gpu-check.sh beside it into a folder: its name, then MSBuild properties.
program() {
  rm -rf "$1"
  dotnet publish src/MovieData.Cli -c Release -p:RestoreLockedMode=true --self-contained -v quiet --nologo -p:DebugType=embedded "${@:2}" \
    -o "$1" >&2
  cp README.md LICENSE src/LICENCES.md tools/gpu-check.sh tools/gpu-check-steps.sh "$1/"
}

# The same as an archive NAME.
archive() {
  local name=movie-data-$version-$1
  program "artifacts/$name" "${@:2}"
  tar -C artifacts --sort=name --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w \
    --mtime="@$(git log -1 --format=%ct)" -c "$name" | gzip -9n >"artifacts/$name.tar.gz"
  rm -rf "artifacts/$name"
  made+=("$name.tar.gz")
}

# Libraries of a program or library but for those of C and C++, which every machine has and nobody may replace.
libraries() {
  ldd "$1" | awk '$3 ~ /^\// { print $3 }' | grep -Ev '/lib(c|m|dl|rt|pthread|resolv|util|stdc\+\+|gcc_s)\.so[^/]*$' || true
}

# Starts the kit's own copy of a program with the kit's libraries.
starter() {
  mv "$1/bin/$2" "$1/programs/$2"
  printf '#!/bin/sh\nhere=$(dirname "$(readlink -f "$0")")/..\nLD_LIBRARY_PATH=$here/lib exec "$here/programs/%s" "$@"\n' "$2" >"$1/bin/$2"
  chmod +x "$1/bin/$2"
}

# A folder movie-data-gpu with all that gpu-check.sh needs, packed into FOLDER.
gpu_kit() {
  local work kit
  work=$(mktemp -d)
  trap "rm -rf '$work'" EXIT
  kit=$work/movie-data-gpu
  mkdir -p "$kit/system/bin" "$kit/system/lib" "$kit/system/programs"
  program "$kit/movie-data"
  rm -f "$kit/movie-data/libonnxruntime_providers_tensorrt.so"
  mv "$kit"/movie-data/gpu-check*.sh "$kit/"
  "$kit/movie-data/movie-data" synth --out "$work/film" --seconds 20 >&2
  mv "$work/film/film.mkv" "$kit/"
  cp -L "$(command -v ffmpeg)" "$(command -v ffprobe)" "$kit/system/bin/"
  local turbo
  turbo=$(ldconfig -p | awk '/libturbojpeg\.so\.0/ && !n++ { print $NF }')
  { libraries "$kit/system/bin/ffmpeg"; libraries "$kit/system/bin/ffprobe"; libraries "$kit/movie-data/libOpenCvSharpExtern.so"
    libraries "$turbo"; echo "$turbo"; } | sort -u | while read -r library; do cp -L "$library" "$kit/system/lib/"; done
  starter "$kit/system" ffmpeg
  starter "$kit/system" ffprobe
  tools/pack-parts.sh "$kit" "$1"
}

if [ "${1:-}" = --gpu-kit ]; then
  [ $# -eq 2 ] || { echo "publish: --gpu-kit: expected a folder" >&2; exit 2; }
  gpu_kit "$(case $2 in /*) echo "$2" ;; *) echo "$from/$2" ;; esac)"
  exit
fi
kinds=("$@")
[ $# -gt 0 ] || kinds=(cpu gpu tool)
made=()
for kind in "${kinds[@]}"; do
  case $kind in
    cpu) archive linux-x64 -p:GpuProviders=false ;;
    gpu) archive linux-x64-gpu ;;
    tool)
      dotnet pack src/MovieData.Cli -c Release -p:RestoreLockedMode=true -v quiet --nologo -p:PackAsTool=true -p:GpuProviders=false -o artifacts >&2
      made+=("movie-data.$version.nupkg")
      ;;
    *) echo "publish: $kind: expected cpu, gpu, tool or --gpu-kit FOLDER" >&2; exit 2 ;;
  esac
done
cd artifacts
for file in "${made[@]}"; do
  echo "$(stat -c %s "$file" | awk '{ printf "%.1f MB", $1 / 1e6 }')  $(sha256sum "$file")"
done
