#!/usr/bin/env bash
# Runs the Swift tests that are built, and says at the end what failed: swift-tests.sh [ARGUMENTS OF swift test]
set -euo pipefail
cd "$(dirname "$0")/.."
output=$(mktemp)
trap 'rm -f "$output"' EXIT

# All at once, thousands of tests would take the processors from those that measure time, and their limits of time from each other.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-6}

status=0
"${SWIFT:-swift}" test --skip-build "$@" 2>&1 | tee "$output" || status=$?
if [ "$status" != 0 ]; then
  # Thousands of lines are above: whoever sees the last of them only has to see what went wrong.
  echo
  echo "What failed:"
  grep -aE '^(✘ Test |↳ )|recorded an issue|Fatal error|[Ee]xited with|^error:' "$output" | grep -av '^↳ ///' | cut -c 1-1500 | tail -n 100 || true
fi
exit "$status"
