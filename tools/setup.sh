#!/usr/bin/env bash
# Everything a fresh Debian 12 machine with the .NET 10 SDK, npm and root lacks. Idempotent: run it as often as you like.
#   tools/setup.sh          what building, running and testing need
#   tools/setup.sh --gpu    also ONNX Runtime's CUDA provider (220 MB) for machines with an NVIDIA GPU
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=(ffmpeg libgtk-3-0 libturbojpeg0 libzstd1)
missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  echo "setup: installing ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# npm ci only when the lock differs from what is installed, so that a warm checkout starts at once.
install_npm() {
  local folder=$1
  if ! cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed-lock"; then
    echo "setup: npm packages of $folder" >&2
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
    # Libraries of other systems: 300 of 330 MB.
    rm -rf "$folder"/node_modules/com.github.asus4.onnxruntime/Plugins/{Android,iOS~,macOS,Windows}
    cp "$folder/package-lock.json" "$folder/node_modules/.installed-lock"
  fi
}
install_npm tools
install_npm tests
if [ "${1:-}" = "--gpu" ]; then
  install_npm tools/gpu
fi
