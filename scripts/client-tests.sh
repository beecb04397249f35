#!/usr/bin/env bash
# Runs Python clients, written from docs/openapi.yaml alone, against a real server: client-tests.sh BINARY [PYTEST ARGUMENTS]
set -euo pipefail
cd "$(dirname "$0")/.."
binary=$(realpath "$1")
shift

# The example servers stand beside it when they were built.
echo=$(dirname "$binary")/socketio-echo
if [ -x "$echo" ]; then export SOCKETIO_ECHO_BINARY=${SOCKETIO_ECHO_BINARY:-$echo}; fi
echo=$(dirname "$binary")/bayeux-echo
if [ -x "$echo" ]; then export BAYEUX_ECHO_BINARY=${BAYEUX_ECHO_BINARY:-$echo}; fi

data=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$binary" serve --config config/demo.yaml --port "$port" --data "$data" 2>"$data/server.log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$data"' EXIT

ready=no
for _ in $(seq 1 300); do
  if python3 - "$port" <<'PYTHON'
import sys, urllib.request
try:
    urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/readyz", timeout=1)
except OSError:
    sys.exit(1)
PYTHON
  then ready=yes; break; fi
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
if [ "$ready" = no ]; then
  echo "the server did not become ready:" >&2
  cat "$data/server.log" >&2
  exit 1
fi

if ! CORDBOARD_URL="http://127.0.0.1:$port" CORDBOARD_BINARY="$binary" \
  .venv/bin/python -m pytest -q -c ClientTests/python/pytest.ini --rootdir ClientTests/python ClientTests/python/tests "$@"; then
  echo "the end of the server's log:" >&2
  tail -n 40 "$data/server.log" >&2
  exit 1
fi
