#!/usr/bin/env bash
# Makes the packages of a release in artifacts/, from the committed state, and prints their sizes and sha256.
#   tools/publish.sh              all of them
#   tools/publish.sh cpu          movie-data-VERSION-linux-x64.tar.gz: runs without .NET; no GPU provider
#   tools/publish.sh gpu          movie-data-VERSION-linux-x64-gpu.tar.gz: the same with ONNX Runtime's CUDA and TensorRT providers
#   tools/publish.sh tool         movie-data.VERSION.nupkg for `dotnet tool install`: needs .NET 10; no GPU provider
# Same commit, same bytes: names, times and owners in the archives are fixed.
set -euo pipefail
cd "$(dirname "$0")/.."
kinds=("$@")
[ $# -gt 0 ] || kinds=(cpu gpu tool)
version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' src/Directory.Build.props)
mkdir -p artifacts

# Publishes the program with its own .NET: archive NAME, then MSBuild properties.
archive() {
  local name=movie-data-$version-$1
  rm -rf "artifacts/$name"
  dotnet publish src/MovieData.Cli -c Release -p:RestoreLockedMode=true --self-contained -v quiet --nologo -p:DebugType=embedded "${@:2}" \
    -o "artifacts/$name" >&2
  cp README.md LICENSE src/LICENCES.md "artifacts/$name/"
  tar -C artifacts --sort=name --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w \
    --mtime="@$(git log -1 --format=%ct)" -c "$name" | gzip -9n >"artifacts/$name.tar.gz"
  rm -rf "artifacts/$name"
  made+=("$name.tar.gz")
}

made=()
for kind in "${kinds[@]}"; do
  case $kind in
    cpu) archive linux-x64 -p:GpuProviders=false ;;
    gpu) archive linux-x64-gpu ;;
    tool)
      dotnet pack src/MovieData.Cli -c Release -p:RestoreLockedMode=true -v quiet --nologo -p:PackAsTool=true -p:GpuProviders=false -o artifacts >&2
      made+=("movie-data.$version.nupkg")
      ;;
    *) echo "publish: $kind: expected cpu, gpu or tool" >&2; exit 2 ;;
  esac
done
cd artifacts
for file in "${made[@]}"; do
  echo "$(stat -c %s "$file" | awk '{ printf "%.1f MB", $1 / 1e6 }')  $(sha256sum "$file")"
done
