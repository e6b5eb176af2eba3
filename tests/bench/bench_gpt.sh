#!/bin/sh
# Transformers, random weights, one thread: training steps of GPT-2 124M and of an encoder-decoder, prefill and one decoded token of GPT-2,
# MiniLM's latency; then the same in eager PyTorch where it is installed. QUICK=1 leaves GPT-2's training out.
set -eu
cd "$(dirname "$0")/../.."
out=build/bench/gpt
cc=${CC:-cc}

# measure NAME DEFINES MODEL OPTIONS...
measure() {
	dir=$out/$1
	defines=$2
	model=$3
	shift 3
	mkdir -p "$dir"
	build/crescent "models/$model.lua" "$@" -o "$dir" --quiet
	# shellcheck disable=SC2086
	$cc -O2 -march=native -std=c11 -D_POSIX_C_SOURCE=200809L $defines -Iruntime -I"$dir" tests/bench/bench_gpt.c "$dir/$model.c" -lm -o "$dir/bench"
	"$dir/bench"
}
measure minilm -DBERT bert size=minilm --function=embed
measure both -DTRANSFORMER transformer source_vocab=1000 target_vocab=1000 source_length=64 target_length=64 dropout=0.1
measure decode -DGPT2 gpt2 size=124M --function=prefill,decode
if [ -z "${QUICK:-}" ]; then
	measure short "-DGPT2_TRAIN -DSHAPE=\"4x64\"" gpt2 size=124M batch=4 length=64
	measure long "-mcmodel=medium -DGPT2_TRAIN -DSHAPE=\"1x1024\"" gpt2 size=124M batch=1 length=1024
fi
"${PEERS_PYTHON:-python3}" tests/bench/peers_gpt.py 2>/dev/null || echo "peers: PyTorch is absent"
