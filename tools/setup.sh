#!/usr/bin/env bash
# Everything a fresh Debian 12 machine with the .NET 10 SDK and root lacks. Idempotent: run it as often as you like.
#   tools/setup.sh            what building and running need
#   tools/setup.sh --tests    also what the tests need: npm packages, chromium-headless-shell, Slurm, Ceph's S3 server
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=(ffmpeg libatomic1 libgtk-3-0 libturbojpeg0)
# npm builds the pages of src/Web. Debian's is enough; whoever has another one keeps it.
wanted_without_npm=(nodejs npm)
# The tests open the audit report in a browser, and start a cluster and an object store.
wanted_by_tests=(ceph-common ceph-mon ceph-osd chromium-headless-shell munge radosgw slurm-wlm)
missing=()
command -v npm >/dev/null || wanted+=("${wanted_without_npm[@]}")
[ "${1:-}" != --tests ] || wanted+=("${wanted_by_tests[@]}")
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  echo "setup: installing ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# The tests read our Parquet files with readers that are not ours. npm ci only when the lock differs from what is
# installed, so that a warm checkout starts at once.
if [ "${1:-}" = "--tests" ] && ! cmp -s tests/package-lock.json tests/node_modules/.installed-lock; then
  echo "setup: npm packages of tests" >&2
  (cd tests && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
  cp tests/package-lock.json tests/node_modules/.installed-lock
fi
