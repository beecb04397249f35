#!/usr/bin/env bash
# Runs the demo until three conversations have closed, and checks that no rule of the engine broke: smoke.sh BINARY
set -euo pipefail
cd "$(dirname "$0")/.."
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
timeout 180 "$1" demo --config config/demo.yaml --port "$port" --data "$data" \
  --conversations-per-minute 240 --stop-after 3 >"$data/out" 2>"$data/log" || {
  cat "$data/out" "$data/log" >&2
  exit 1
}
if grep -q 'a rule of the engine does not hold' "$data/log"; then
  cat "$data/log" >&2
  exit 1
fi
echo "the demo ran and three conversations closed"
