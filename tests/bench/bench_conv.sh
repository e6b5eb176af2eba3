#!/bin/sh
# Single convolutions and the training step of models/cnn.lua: the emitted C against the machine's multiply-add peak.
set -eu
cd "$(dirname "$0")/../.."
out=build/bench
mkdir -p "$out"
cc=${CC:-cc}
flags="-O2 -march=native -std=c11 -D_POSIX_C_SOURCE=200809L -Iruntime"

build/crescent tests/bench/bench_conv.lua -o "$out/conv" --quiet
# shellcheck disable=SC2086
$cc $flags -I"$out/conv" tests/bench/bench_conv.c "$out/conv/conv.c" -lm -o "$out/conv/bench"
"$out/conv/bench"
