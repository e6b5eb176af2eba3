#!/bin/sh
# 200 random functions through the whole compiler and a C compiler: `make fuzz` does 20,000.
set -eu
cd "$(dirname "$0")/../.."
command -v clang >/dev/null || { echo "clang is missing"; exit 1; }
exec sh tests/fuzz/fuzz.sh 200 2026
