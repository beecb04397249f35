#!/bin/bash
# Builds a release, measures everything with interleaved repetitions, and prints the tables of docs/benchmarks.md.
#   Benchmarks/run.sh [--quick] [--runs N] [--only PARTS] [--skip-build]
set -euo pipefail
cd "$(dirname "$0")/.."

runs=3 seconds=3 quick=no build=yes desks=5000 parts="engine durable restart streams socketio bayeux webhooks"
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=yes runs=1 seconds=1 desks=1000 ;;
    --only) parts=$2; shift ;;
    --runs) runs=$2; shift ;;
    --skip-build) build=no ;;
    *) echo "usage: Benchmarks/run.sh [--quick] [--runs N] [--only PARTS] [--skip-build]" >&2; exit 2 ;;
  esac
  shift
done
if [ $build = yes ]; then
  swift build -c release --product cordboard-bench >&2
  swift build -c release --product cordboard-load >&2
  swift build -c release --product bayeux-echo >&2
  swift build -c release --product cordboard >&2
fi
bin=$(swift build -c release --show-bin-path)
data=${CORDBOARD_BENCH_DATA:-/tmp/cordboard-bench}
port=${CORDBOARD_BENCH_PORT:-8099}
mkdir -p "$data"
results=$data/results.txt
: > "$results"
server=
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi' EXIT
ulimit -n "$(ulimit -Hn)"

cores=$(nproc)
first() { if [ "$cores" -gt 1 ]; then taskset -c 0 "$@"; else "$@"; fi; }
second() { if [ "$cores" -gt 1 ]; then taskset -c 1 "$@"; else "$@"; fi; }

# One measurement, bounded in time; a failed one is told and does not end the others.
measure() {
  echo "· $*" >&2
  local name="$*"
  timeout 180 "$@" >> "$results" || echo "SKIPPED ${name##*/}: failed in this run" >> "$results"
}

start_server() {
  rm -rf "$data/serve"
  : > "$data/server.log"
  first "$bin/cordboard-bench" serve --port "$port" --data "$data/serve" --agents "$1" > "$data/server.log" 2>&1 &
  wait_for_server
}

wait_for_server() {
  for _ in $(seq 300); do
    # The process itself says its number: $! may be that of a shell around it.
    server=$(sed -n 's/^READY //p' "$data/server.log")
    if [ -n "$server" ]; then return; fi
    sleep 0.2
  done
  echo "the server did not start:" >&2
  tail "$data/server.log" >&2
  exit 1
}

stop_server() {
  kill "$server" 2>/dev/null || true
  while kill -0 "$server" 2>/dev/null; do sleep 0.1; done
  server=
}

load() { second_measure "$bin/cordboard-load" "$@" --port "$port" --pid "$server" --seconds "$seconds"; }
second_measure() { if [ "$cores" -gt 1 ]; then measure taskset -c 1 "$@"; else measure "$@"; fi; }
first_measure() { if [ "$cores" -gt 1 ]; then measure taskset -c 0 "$@"; else measure "$@"; fi; }

engine() {
  first_measure "$bin/cordboard-bench" engine --mix --seconds $((seconds + 1))
  if [ $quick = yes ]; then
    first_measure "$bin/cordboard-bench" engine --curve --agents 10,1000 --waiting 100,10000 --milliseconds 100
  else
    first_measure "$bin/cordboard-bench" engine --curve
  fi
}

durable() {
  if [ $quick = yes ]; then
    first_measure "$bin/cordboard-bench" durable --seconds 1 --agents 1000 --waiting 10000 --data "$data/durable"
  else
    first_measure "$bin/cordboard-bench" durable --seconds "$seconds" --data "$data/durable"
  fi
  first_measure "$bin/cordboard-bench" socketio --milliseconds $((seconds * 300))
  first_measure "$bin/cordboard-bench" mail --milliseconds $((seconds * 300))
  first_measure "$bin/cordboard-bench" storage-floor --data "$data/floor"
}

restart() {
  if [ $quick = yes ]; then
    first_measure "$bin/cordboard-bench" restart --data "$data" --events 100000 --open 10000 --tail 10000
  else
    first_measure "$bin/cordboard-bench" restart --data "$data"
  fi
}

streams() {
  measure "$bin/cordboard-load" floor --connections 1000 --seconds 1
  measure "$bin/cordboard-load" floor --connections 5000 --seconds 1

  start_server 0
  load memory --connections 5000
  stop_server
  if [ $quick = no ]; then
    start_server 0
    load memory --connections 15000
    stop_server
  fi

  start_server 0
  load fanout --name stream.fanout_1
  load fanout --name stream.fanout_16 --inflight 16
  load target --name stream.target
  load fanout --name stream.rate_fanout --rate 20000
  load fanout --name stream.native_10000 --connections 10000
  load fanout --name stream.avaya_10000 --connections 10000 --dialect avaya
  load fanout --name stream.native_10000_16 --connections 10000 --inflight 16
  load fanout --name stream.avaya_10000_16 --connections 10000 --inflight 16 --dialect avaya
  load connect --name connect.repeated --count 10000
  load connect --name connect.distinct --count 2000 --distinct
  stop_server

  start_server 5000
  load fanout --name line.fanout_1 --journal
  load fanout --name line.fanout_16 --inflight 16 --journal
  load target --name line.target --journal
  load fanout --name line.rate_fanout --rate 20000 --journal
  load target --name line.rate_target --rate 20000 --journal
  stop_server
}

# The same rows over Socket.IO: of a session that hands on facts as they are, and of Expertflow's desks.
socketio() {
  measure "$bin/cordboard-load" floor --connections 1000 --seconds 1
  measure "$bin/cordboard-load" floor --connections 5000 --seconds 1

  start_server 0
  load fanout --name socketio.native_1
  load fanout --name socketio.fanout_1 --dialect socket.io
  load fanout --name socketio.native_16 --inflight 16
  load fanout --name socketio.fanout_16 --inflight 16 --dialect socket.io
  load fanout --name socketio.polls_1 --dialect socket.io-polling
  load fanout --name socketio.polls_16 --inflight 16 --dialect socket.io-polling
  load target --name socketio.native_target
  load target --name socketio.target --dialect socket.io
  load target --name socketio.polls_target --dialect socket.io-polling
  load fanout --name socketio.rate_fanout --rate 20000 --dialect socket.io
  load fanout --name socketio.polls_rate_fanout --rate 20000 --dialect socket.io-polling
  load connect --name socketio.connect_native --count 5000
  load connect --name socketio.connect --count 5000 --dialect socket.io
  load connect --name socketio.connect_upgrade --count 2000 --dialect socket.io-upgrade
  stop_server

  for dialect in socket.io socket.io-polling; do
    start_server 0
    load memory --connections 5000 --name "memory.$dialect" --dialect "$dialect"
    stop_server
  done

  # What is put into the fan-out has offsets of its own, so that no desk can come after it.
  start_server "$desks"
  load connect --name desk.connect --count 3000 --desks 400 --dialect desk
  load target --name desk.target --connections "$desks" --dialect desk
  stop_server
  start_server "$desks"
  load target --name desk.polls_target --connections "$desks" --dialect desk-polling
  stop_server
  start_server "$desks"
  load memory --name memory.desk --connections $((desks - 200)) --dialect desk
  load target --name desk.native_line_target --connections "$desks" --journal
  load target --name desk.line_target --connections "$desks" --dialect desk --journal
  load target --name desk.line_rate_target --connections "$desks" --rate 10000 --dialect desk --journal
  stop_server
  start_server "$desks"
  load memory --name memory.desk-polling --connections $((desks - 200)) --dialect desk-polling
  load target --name desk.line_polls_target --connections "$desks" --dialect desk-polling --journal
  stop_server

  peer
}

# The same rows over Bayeux: of a session that hands on facts as they are, and of desktops for Genesys.
bayeux() {
  measure "$bin/cordboard-load" floor --connections 1000 --seconds 1
  measure "$bin/cordboard-load" floor --connections 5000 --seconds 1

  start_server 0
  load fanout --name bayeux.native_1
  load fanout --name bayeux.fanout_1 --dialect bayeux
  load fanout --name bayeux.native_16 --inflight 16
  load fanout --name bayeux.fanout_16 --inflight 16 --dialect bayeux
  load fanout --name bayeux.polls_1 --dialect bayeux-polling
  load fanout --name bayeux.polls_16 --inflight 16 --dialect bayeux-polling
  load target --name bayeux.native_target
  load target --name bayeux.target --dialect bayeux
  load target --name bayeux.polls_target --dialect bayeux-polling
  load fanout --name bayeux.rate_fanout --rate 20000 --dialect bayeux
  load fanout --name bayeux.polls_rate_fanout --rate 20000 --dialect bayeux-polling
  load connect --name bayeux.connect --count 5000 --dialect bayeux
  stop_server

  # Those who poll leave their sessions behind.
  start_server 0
  load connect --name bayeux.polls_connect --count 5000 --dialect bayeux-polling
  stop_server

  for dialect in bayeux bayeux-polling; do
    start_server 0
    load memory --connections 5000 --name "memory.$dialect" --dialect "$dialect"
    stop_server
  done

  start_server "$desks"
  load connect --name desktop.connect --count 3000 --desks 400 --dialect desktop
  load target --name desktop.native_line_target --connections "$desks" --journal
  load target --name desktop.line_target --connections "$desks" --dialect desktop --journal
  stop_server

  rooms
  rooms --polling
}

# The chat that CometD publishes figures of: 1,000 clients in 10 of 100 rooms each, messages of 50 bytes.
rooms() {
  : > "$data/server.log"
  first "$bin/bayeux-echo" --host 127.0.0.1 --port "$port" --loops 1 --max-interval 600000 > "$data/server.log" 2>&1 &
  wait_for_server
  load rooms --anonymous --batches $((seconds * 300)) "$@"
  stop_server
}

# The least that a server of Socket.IO in Node.js does, if there is one here (Debian: node-ws).
peer() {
  local modules=${NODE_PATH:-/usr/share/nodejs}
  if ! NODE_PATH=$modules node -e 'require("ws")' 2> /dev/null; then
    echo "SKIPPED the peer: node with the package ws is not here" >> "$results"
    return
  fi
  : > "$data/server.log"
  NODE_PATH=$modules first node Benchmarks/peer.js "$port" > "$data/server.log" 2>&1 &
  wait_for_server
  load fanout --name peer.fanout_1 --dialect socket.io
  load fanout --name peer.fanout_16 --inflight 16 --dialect socket.io
  load fanout --name peer.polls_1 --dialect socket.io-polling
  load fanout --name peer.polls_16 --inflight 16 --dialect socket.io-polling
  load target --name peer.target --dialect socket.io
  load connect --name peer.connect --count 5000 --dialect socket.io
  stop_server
}

# Signed deliveries to a sink, beside a plain dispatcher on aiohttp, which is in the environment of the client tests.
webhooks() {
  local python=.venv/bin/python
  if ! "$python" -c 'import aiohttp' 2> /dev/null; then
    echo "SKIPPED webhooks: make setup-python first, for aiohttp" >> "$results"
    return
  fi
  measure "$python" Benchmarks/webhooks.py "$bin/cordboard" "$data" --seconds $((seconds * 5))
}

echo "Measured on $(date -u +%Y-%m-%d) at $(git rev-parse --short HEAD 2>/dev/null || echo 'no commit'): \
$cores cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), Linux $(uname -r), \
$(swift --version 2>/dev/null | grep -o 'Swift version [0-9.]*' | head -1), \
$(df --output=fstype "$data" | tail -1) for data, load average $(cut -d' ' -f1 /proc/loadavg) at the start. \
Medians of $runs interleaved runs, with the least and the most."
for _ in $(seq "$runs"); do
  for part in $parts; do $part; done
done
"$bin/cordboard-bench" report --file "$results"
