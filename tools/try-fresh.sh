#!/usr/bin/env bash
# Proves the README on a bare machine: makes a bare Debian 12 root, binds the .NET SDK and npm of this machine into it,
# clones this checkout there and runs both commands. Needs root and debootstrap; not part of CI.
#   tools/try-fresh.sh [WORKDIR]                default: a temporary folder, removed afterwards
#   tools/try-fresh.sh --release [WORKDIR]      proves the CPU archive of tools/publish.sh instead: no .NET, no npm, the
#                                               four Debian packages that README.md names; renders a film, extracts it, verifies it
# Commit first: what is not committed is not cloned.
set -euo pipefail
cd "$(dirname "$0")/.."
checkout=$PWD
release=
if [ "${1:-}" = --release ]; then
  release=yes
  shift
  tools/publish.sh cpu
fi
command -v debootstrap >/dev/null || { apt-get update -qq; apt-get install -y -qq debootstrap >/dev/null; }

work=${1:-$(mktemp -d)}
root=$work/root
mkdir -p "$work"
mounts=()
keep=${KEEP:-${1:-}}
finish() {
  for mount in $(printf '%s\n' "${mounts[@]}" | tac); do umount -l "$mount" || true; done
  [ -n "$keep" ] || rm -rf "$root"
}
trap finish EXIT
bind() {
  mkdir -p "$root$2"
  mount --bind "$1" "$root$2"
  mounts+=("$root$2")
}

mirror=$(sed -n 's/^URIs: *//p; s/^deb \(http[^ ]*\).*/\1/p' /etc/apt/sources.list.d/* /etc/apt/sources.list 2>/dev/null | sed -n 1p || true)
[ -e "$root/etc/debian_version" ] || debootstrap --variant=minbase --include=ca-certificates,git,libicu72 bookworm "$root" "$mirror" >"$work/debootstrap.log"

# The machine's own settings of where packages come from (they are not part of the project).
cp -r /etc/apt/sources.list.d /etc/apt/apt.conf.d "$root/etc/apt/" 2>/dev/null || true
cp /etc/apt/sources.list "$root/etc/apt/" 2>/dev/null || true
cp -r /usr/share/keyrings "$root/usr/share/" 2>/dev/null || true
cp -r /etc/ssl/certs /usr/local/share/ca-certificates "$root/tmp/" 2>/dev/null || true
cp -rL /etc/ssl/certs/. "$root/etc/ssl/certs/" 2>/dev/null || true
cp /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null || true
for settings in .npmrc .nuget/NuGet/NuGet.Config .config/NuGet/NuGet.Config; do
  [ ! -e "$HOME/$settings" ] || { mkdir -p "$root/root/$(dirname "$settings")"; cp "$HOME/$settings" "$root/root/$settings"; }
done
[ ! -e /etc/npmrc ] || cp /etc/npmrc "$root/etc/"
npm_global=$(npm prefix -g)/etc/npmrc
[ ! -e "$npm_global" ] || { mkdir -p "$root$(dirname "$npm_global")"; cp "$npm_global" "$root$npm_global"; }

# Only what names a package source crosses over, no other variable of this machine.
passed=$(env | grep -E '^(https?_proxy|HTTPS?_PROXY|no_proxy|NO_PROXY|npm_config_|NPM_CONFIG_|NUGET_|DOTNET_|SSL_CERT_|NODE_EXTRA_CA)' || true)
inside() {
  env -i HOME=/root PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb ${passed:+$(printf '%s ' $passed)} \
    chroot "$root" /bin/bash -c "$1"
}

if [ -n "$release" ]; then
  bind /proc /proc
  bind /dev /dev
  rm -rf "$root"/opt/movie-data-* "$root/root/release"
  mkdir -p "$root/root/release"
  tar -C "$root/opt" -xzf artifacts/movie-data-*-linux-x64.tar.gz
  inside 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    ffmpeg libatomic1 libgtk-3-0 libturbojpeg0' >"$work/apt.log" 2>&1
  inside 'set -e; cd /root/release; ln -sf /opt/movie-data-*/movie-data /usr/local/bin/movie-data
    movie-data doctor; movie-data --version; movie-data synth --out film --seconds 18
    movie-data init film/film.mkv; movie-data extract --pipeline pipeline.yaml --out data films.yaml
    movie-data verify data; movie-data preview data --out look.png; ls -l look.png'
  echo "try-fresh: the release runs on a bare machine"
  exit 0
fi

# .NET SDK and npm, as they are here.
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
node=$(readlink -f "$(command -v node)")
bind /proc /proc
bind /dev /dev
bind "$dotnet" "$dotnet"
mkdir -p "$root/usr/local/bin" "$root/opt/node/bin" "$root/opt/node/lib"
cp "$node" "$root/opt/node/bin/node"
cp -rL "$(npm root -g)/npm" "$root/opt/node/lib/npm"
printf '#!/bin/sh\nexec /opt/node/bin/node /opt/node/lib/npm/bin/npm-cli.js "$@"\n' >"$root/usr/local/bin/npm"
chmod +x "$root/usr/local/bin/npm"
ln -sf /opt/node/bin/node "$root/usr/local/bin/node"
ln -sf "$dotnet/dotnet" "$root/usr/local/bin/dotnet"

rm -rf "$root/root/checkout"
git clone -q "$checkout" "$root/root/checkout"
if [ -d ../shared ]; then bind "$(cd ../shared && pwd)" /root/shared; fi

for command in tools/demo.sh tools/test.sh; do
  echo "== $command on a bare machine"
  inside "cd /root/checkout && $command" 2>&1 | tee "$work/$(basename "$command").log" | tail -25
done
echo "try-fresh: both commands passed"
