#!/usr/bin/env bash
# Packs a folder for a machine to which only small files can be brought: parts of at most so many bytes (xz) and join.sh, which
# holds each part against its sha256 and makes the folder again.
#   tools/pack-parts.sh FOLDER OUT [BYTES]      default: 55000000 bytes a part; OUT must be empty or absent
# Same folder, same bytes: names, times and owners are fixed.
set -euo pipefail
[ $# -ge 2 ] || { echo "pack-parts: expected FOLDER OUT [BYTES]" >&2; exit 2; }
folder=$(cd "$1" && pwd) out=$2 bytes=${3:-55000000}
name=$(basename "$folder")
[ -z "$(ls -A "$out" 2>/dev/null)" ] || { echo "pack-parts: $out is not empty" >&2; exit 2; }
mkdir -p "$out"
tar -C "$(dirname "$folder")" --sort=name --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w --mtime=@0 -c "$name" |
  nice -n 19 xz -T 2 -6 | split -b "$bytes" -d -a 2 - "$out/$name.tar.xz."
sums=$(cd "$out" && sha256sum "$name".tar.xz.*)
cat >"$out/join.sh" <<JOIN
#!/usr/bin/env bash
# Makes the folder $name again out of the parts beside this file, after proving each. Needs tar, xz and sha256sum.
#   join.sh [FOLDER]      where $name is made; default: the current folder
set -euo pipefail
to=\$(cd "\${1:-.}" && pwd)
cd "\$(dirname "\${BASH_SOURCE[0]}")"
refuse() { echo "join: \$*" >&2; exit 2; }
parts='$sums'
for program in tar xz sha256sum; do
  command -v \$program >/dev/null || refuse "\$program is missing on this machine: install it"
done
[ ! -e "\$to/$name" ] || refuse "\$to/$name is there already: remove it, or give another folder"
while read -r sum part; do
  [ -f "\$part" ] || refuse "\$part is missing: bring all \$(wc -l <<<"\$parts") parts"
  found=\$(sha256sum <"\$part")
  [ "\${found%% *}" = "\$sum" ] || refuse "\$part is damaged (sha256 \${found%% *}, expected \$sum): bring it again"
done <<<"\$parts"
cut -d ' ' -f 3 <<<"\$parts" | xargs cat | xz -dc | tar -C "\$to" -x
echo "\$to/$name"
JOIN
chmod +x "$out/join.sh"
ls -l "$out" | awk 'NR > 1 { printf "%.1f MB  %s\n", $5 / 1e6, $NF }'
