#!/usr/bin/env bash
# Installs what is missing: system packages always, a Python environment when asked for (`setup.sh python`).
# Does nothing, quickly, when everything is there.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

if ! command -v swift >/dev/null; then
  say "Swift 6.3 or later is needed: see https://www.swift.org/install/linux/"
  exit 1
fi

wanted=()
[ -e /usr/include/sqlite3.h ] || wanted+=(libsqlite3-dev)
command -v git >/dev/null || wanted+=(git)
if [ "${1:-}" = python ] && ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
  wanted+=(python3 python3-venv)
fi
if [ "${1:-}" = python ] && ! command -v openssl >/dev/null; then wanted+=(openssl); fi
# The browser of the client tests.
if [ "${1:-}" = python ] && ! command -v chromium >/dev/null; then wanted+=(chromium); fi
# A client of CometD that is not Python's.
if [ "${1:-}" = python ] && ! ruby -e 'require "faye"' 2>/dev/null; then wanted+=(ruby ruby-faye); fi
if [ ${#wanted[@]} -gt 0 ]; then
  say "installing ${wanted[*]}"
  root=()
  if [ "$(id -u)" -ne 0 ]; then root=(sudo); fi
  "${root[@]}" apt-get update -qq
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${wanted[@]}"
fi

if [ "${1:-}" = python ]; then
  requirements=ClientTests/python/requirements.txt
  # These carry the official Socket.IO client for browsers, 4.8.1 and 4.5.0; nothing else of them is used.
  carriers="nicegui==3.18.0 nicegui==1.0.1"
  stamp=.venv/.requirements
  needed=$(cat "$requirements" && echo "$carriers")
  if [ "$needed" != "$(cat "$stamp" 2>/dev/null)" ]; then
    say "making the Python environment for the client tests"
    python3 -m venv .venv
    .venv/bin/pip install --quiet --disable-pip-version-check -r "$requirements"
    for carrier in $carriers; do
      .venv/bin/pip download --quiet --disable-pip-version-check --no-deps --dest .venv/carriers "$carrier"
    done
    echo "$needed" >"$stamp"
  fi
fi
