#!/bin/sh
# fuzz.sh GRAPHS SEED [MORE...]: differential fuzzing; `make fuzz GRAPHS=20000 SEED=1` builds build/fuzzer first.
# One failing function again: sh tests/fuzz/fuzz.sh 0 SEED --only K
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
graphs=$1 seed=$2
shift 2
ASAN_OPTIONS=detect_leaks=0 build/fuzzer "$graphs" "$seed" "$work/batch" "$@"
