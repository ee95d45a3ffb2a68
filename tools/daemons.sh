# Sourced by the scripts that start servers for tests: their ports and their ends.

# alive PIDFILE: the process that wrote it is there.
alive() { [ -s "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }

# end PIDFILE: ends that process and waits until it is gone. The file goes too: its number may be another process's by
# the next time.
end() {
  local pid
  if alive "$1"; then
    pid=$(cat "$1")
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "$pid" 2>/dev/null || true
  fi
  rm -f "$1"
}

# Ports that nothing listens on: servers of two test runs do not meet.
free_port() {
  local port
  for _ in $(seq 200); do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  echo "$(basename "$0" .sh): no free port found" >&2
  exit 2
}
