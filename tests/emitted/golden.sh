#!/bin/sh
# Every golden number through the emitted C: all of it under sanitizers, what has products and loops worth vectors once more as
# this machine runs it best.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export ASAN_OPTIONS=detect_leaks=0
build/golden "$work" "clang -O0 -std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdouble-promotion -Wundef -Werror -fsanitize=address,undefined -fno-sanitize-recover=all"
build/golden "$work" "clang -O2 -march=native -std=c11" contraction convolution normalisation reductions mlp cnn adam recurrent
