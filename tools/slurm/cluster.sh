#!/usr/bin/env bash
# A real Slurm of three nodes on this one machine, for tests: nothing of it is left after `stop`. Needs root, and the
# packages slurm-wlm and munge (tools/setup.sh --tests).
#   tools/slurm/cluster.sh start FOLDER [MAX_ARRAY_SIZE]   prints the SLURM_CONF that sbatch and the others need
#   tools/slurm/cluster.sh kill FOLDER NODE                the node dies: its daemon and all that runs on it
#   tools/slurm/cluster.sh node FOLDER NODE                the node comes (back); its environment is that of the caller
#   tools/slurm/cluster.sh stop FOLDER
# FOLDER must be new or a former one; nodes are n1, n2 and n3 with 2 CPUs each.
set -euo pipefail
. "$(dirname "$0")/../daemons.sh"
[ $# -ge 2 ] || { sed -n '2,8p' "$0"; exit 2; }
command=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
export SLURM_CONF=$folder/slurm.conf

configure() {
  local host
  host=$(hostname -s)
  cat >"$SLURM_CONF" <<CONF
ClusterName=moviedata
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmctldPidFile=$folder/slurmctld.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdSpoolDir=$folder/spool.%n
SlurmdPidFile=$folder/%n.pid
SlurmdLogFile=$folder/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=2,batch_sched_delay=0
MaxArraySize=${1:-1001}
ReturnToService=2
SlurmdTimeout=5
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
KillWait=5
JobRequeue=1
MinJobAge=300
SlurmdParameters=config_overrides
CONF
  for node in 1 2 3; do
    echo "NodeName=n$node NodeHostname=$host NodeAddr=127.0.0.1 Port=$(free_port) CPUs=2 State=UNKNOWN" >>"$SLURM_CONF"
  done
  # Jobs of the partition "urgent" take the nodes from those of "all", which are given ten seconds to end.
  cat >>"$SLURM_CONF" <<'CONF'
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1 GraceTime=10
PartitionName=urgent Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF
CONF
}

# munged as root: the folder may lie where the user munge has no way to.
munge_start() {
  install -d -m 0711 "$folder/munge"
  [ -s "$folder/munge/key" ] || head -c 1024 /dev/urandom >"$folder/munge/key"
  chmod 0400 "$folder/munge/key"
  munged --force --socket="$folder/munge/socket" --key-file="$folder/munge/key" --pid-file="$folder/munge/pid" \
    --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" 2>"$folder/munge/warnings"
}

# By this mark in its environment a process is known as one of the node's.
mark() { echo "MOVIE_DATA_NODE=$folder:$1"; }

node_start() {
  mkdir -p "$folder/spool.$1"
  env "$(mark "$1")" slurmd -N "$1" -c
}

# has FILE LINE: an environment holds this variable with this value.
has() { grep -qzxF -- "$2" "$1" 2>/dev/null; }

# Those of the daemon have its mark, those of jobs what Slurm sets for them.
processes_of() {
  local file
  for file in /proc/[0-9]*/environ; do
    if has "$file" "$(mark "$1")" || { has "$file" "SLURM_CONF=$SLURM_CONF" && has "$file" "SLURMD_NODENAME=$1"; }; then
      file=${file#/proc/}
      echo "${file%/environ}"
    fi
  done
}

node_kill() {
  # The daemon first, or it would tell the controller that its job died.
  kill -KILL "$(cat "$folder/$1.pid" 2>/dev/null)" 2>/dev/null || true
  rm -f "$folder/$1.pid"    # its number may be another process's by the next time
  local pid
  for pid in $(processes_of "$1"); do kill -KILL "$pid" 2>/dev/null || true; done
}

up() { sinfo -h -N -p all -o '%T' 2>/dev/null | grep -cE '^(idle|mixed|allocated)$' || true; }

case $command in
  start)
    command -v slurmctld >/dev/null && command -v munged >/dev/null || {
      echo 'cluster: no Slurm here: tools/setup.sh --tests installs slurm-wlm and munge' >&2; exit 2; }
    [ "$(id -u)" = 0 ] || { echo 'cluster: only root can start several nodes on one machine' >&2; exit 2; }
    chmod 0755 "$folder"
    mkdir -p "$folder/state"
    configure "${3:-}"
    munge_start
    slurmctld -c
    for node in n1 n2 n3; do node_start "$node"; done
    for _ in $(seq 300); do
      if [ "$(up)" = 3 ]; then echo "$SLURM_CONF"; exit 0; fi
      sleep 0.1
    done
    echo "cluster: the nodes are not up after 30 s: see $folder/*.log" >&2
    "$0" stop "$folder"
    exit 1
    ;;
  kill) node_kill "$3" ;;
  node) node_start "$3" ;;
  stop)
    for node in n1 n2 n3; do node_kill "$node"; done
    end "$folder/slurmctld.pid"
    end "$folder/munge/pid"
    ;;
  *) sed -n '2,8p' "$0"; exit 2 ;;
esac
