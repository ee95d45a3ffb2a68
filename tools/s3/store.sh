#!/usr/bin/env bash
# A real S3 server on this one machine, for tests: Ceph's radosgw over one monitor and one OSD that keeps everything in
# memory (2 GB at most, gone at the end). Needs root, and the packages radosgw, ceph-mon, ceph-osd and ceph-common
# (tools/setup.sh --tests).
#   tools/s3/store.sh start FOLDER     prints lines for `export`: AWS_ENDPOINT_URL, AWS_REGION and a user's two keys
#   tools/s3/store.sh bucket FOLDER NAME      makes a bucket
#   tools/s3/store.sh stop FOLDER
# FOLDER must be new or a former one. Up in about 13 s, 115 MB of memory.
set -euo pipefail
. "$(dirname "$0")/../daemons.sh"
[ $# -ge 2 ] || { sed -n '2,9p' "$0"; exit 2; }
command=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
export CEPH_CONF=$folder/ceph.conf

stop() { for name in client.admin osd.0 mon.a; do end "$folder/$name.pid"; done; }

# Without authentication between its parts every mode must be crc, or the gateway waits for ever. A monitor ends itself
# where less than "mon data avail crit" % of the disk are free (5 unless told): this one writes a few MB.
configure() {
  cat >"$CEPH_CONF" <<CONF
[global]
fsid = $1
mon host = [v2:127.0.0.1:$(free_port)/0]
mon initial members = a
public addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
ms mon cluster mode = crc
ms mon service mode = crc
ms client mode = crc
ms cluster mode = crc
ms service mode = crc
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon pg warn min per osd = 0
mon max pg per osd = 1000
mon data avail warn = 0
mon data avail crit = 0
osd objectstore = memstore
memstore device bytes = 2147483648
osd data = $folder/osd
mon data = $folder/mon
mgr data = $folder/mgr
keyring = $folder/keyring
run dir = $folder
admin socket = $folder/\$name.asok
log file = $folder/\$name.log
pid file = $folder/\$name.pid
rgw frontends = beast endpoint=127.0.0.1:$2
rgw data = $folder/rgw
rgw dns name = 127.0.0.1
rgw relaxed s3 bucket names = true
rgw init timeout = 60
CONF
}

start() {
  local id port
  id=$(cat /proc/sys/kernel/random/uuid)
  port=$(free_port)
  rm -rf "$folder"/{mon,osd,mgr,rgw,keyring,monmap}
  mkdir -p "$folder"/{mon,osd,mgr,rgw}
  configure "$id" "$port"
  ceph-authtool --create-keyring "$folder/keyring" --gen-key -n mon. --cap mon 'allow *'
  ceph-authtool "$folder/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
  monmaptool --create --addv a "$(sed -n 's/^mon host = //p' "$CEPH_CONF")" --fsid "$id" "$folder/monmap"
  timeout 60 ceph-mon --mkfs -i a --monmap "$folder/monmap" --keyring "$folder/keyring"
  timeout 60 ceph-mon -i a --setuser root --setgroup root
  local osd
  osd=$(cat /proc/sys/kernel/random/uuid)
  timeout 60 ceph osd new "$osd"
  timeout 60 ceph-osd -i 0 --mkfs --osd-uuid "$osd" --setuser root --setgroup root
  timeout 60 ceph-osd -i 0 --setuser root --setgroup root
  timeout 60 ceph osd crush add osd.0 1.0 root=default host=localhost
  timeout 90 radosgw -n client.admin --setuser root --setgroup root
  timeout 60 bash -c 'until (exec 3<>"/dev/tcp/127.0.0.1/$0") 2>/dev/null; do sleep 0.2; done' "$port"
  timeout 60 radosgw-admin -n client.admin user create --uid=test --display-name=test --access-key=test \
    --secret-key=testtest
  printf 'AWS_ENDPOINT_URL=http://127.0.0.1:%s\nAWS_REGION=us-east-1\n' "$port" >"$folder/environment"
  printf 'AWS_ACCESS_KEY_ID=test\nAWS_SECRET_ACCESS_KEY=testtest\n' >>"$folder/environment"
}

case $command in
  start)
    command -v radosgw >/dev/null && command -v ceph-mon >/dev/null && command -v ceph-osd >/dev/null || {
      echo 'store: no radosgw here: tools/setup.sh --tests installs it with ceph-mon, ceph-osd and ceph-common' >&2
      exit 2; }
    [ "$(id -u)" = 0 ] || { echo 'store: only root can start it' >&2; exit 2; }
    stop
    # Not `if start`: in a condition bash goes on behind a step that failed.
    set +e
    (set -e; start) >"$folder/start.log" 2>&1
    code=$?
    set -e
    if [ "$code" != 0 ]; then
      echo "store: it did not start: see $folder/start.log, which ends:" >&2
      tail -5 "$folder/start.log" >&2
      stop
      exit 1
    fi
    cat "$folder/environment"
    ;;
  bucket)
    set -a; . "$folder/environment"; set +a
    curl -sS --fail -o /dev/null -X PUT -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' \
      --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" --aws-sigv4 "aws:amz:$AWS_REGION:s3" "$AWS_ENDPOINT_URL/$3"
    ;;
  stop) stop ;;
  *) sed -n '2,9p' "$0"; exit 2 ;;
esac
