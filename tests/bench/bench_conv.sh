#!/bin/sh
# Single convolutions: the emitted C against the machine's multiply-add peak and the speed of a copy. bench_conv.sh [THREADS]
set -eu
cd "$(dirname "$0")/../.."
threads=${1:-1}
out=build/bench/conv_$threads
mkdir -p "$out"
cc=${CC:-cc}
flags="-O2 -march=native -std=c11 -D_POSIX_C_SOURCE=200809L -Iruntime"
[ "$threads" = 1 ] || flags="$flags -fopenmp"

build/crescent tests/bench/bench_conv.lua "--threads=$threads" -o "$out" --quiet
# shellcheck disable=SC2086
$cc $flags -I"$out" tests/bench/bench_conv.c "$out/conv.c" -lm -o "$out/bench"
OMP_NUM_THREADS=$threads "$out/bench"
