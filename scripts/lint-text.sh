#!/usr/bin/env bash
# Checks what the formatter does not: no build products, no machine's paths, no unfinished marks in what is tracked.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0
complain() {
  printf '%s\n%s\n' "$1" "$2" >&2
  failed=1
}
found=$(git ls-files | grep -E '(^|/)(\.build|Package\.resolved|node_modules|\.venv)(/|$)' || true)
[ -z "$found" ] || complain "tracked but should not be:" "$found"
found=$(git grep -nIE '\b(TODO|FIXME|XXX)\b' -- Sources Tests Benchmarks ClientTests docs ':!scripts' || true)
[ -z "$found" ] || complain "unfinished:" "$found"
found=$(git grep -nIE '[[:space:]]$' -- '*.swift' '*.md' '*.yaml' '*.sh' '*.py' Makefile || true)
[ -z "$found" ] || complain "white space at the end of a line:" "$found"
exit "$failed"
