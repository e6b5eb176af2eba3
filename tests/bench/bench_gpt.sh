#!/bin/sh
# Transformers, random weights: training steps of GPT-2 124M and of an encoder-decoder, prefill and one decoded token of GPT-2 beside one
# pass over its weights, MiniLM's latency; then the same in eager PyTorch, ONNX Runtime, JAX and llm.c, where they are found. First on
# one thread, then on two (THREADS="1 2"). PEERS_PYTHON is the Python that has the frameworks, LLMC a folder of github.com/karpathy/llm.c.
# QUICK=1 leaves GPT-2's training at 1,024 tokens out.
set -eu
cd "$(dirname "$0")/../.."
out=build/bench/gpt
cc=${CC:-cc}
mkdir -p "$out"

# measure NAME DEFINES MODEL OPTIONS...
measure() {
	dir=$out/$1-$threads
	defines=$2
	model=$3
	shift 3
	mkdir -p "$dir"
	build/crescent "models/$model.lua" "$@" --threads="$threads" -o "$dir" --quiet
	# shellcheck disable=SC2086
	$cc -O2 -march=native -std=c11 -D_POSIX_C_SOURCE=200809L $openmp $defines -Iruntime -I"$dir" tests/bench/bench_gpt.c "$dir/$model.c" -lm -o "$dir/bench"
	$pin "$dir/bench"
}

llmc() {
	if [ ! -f "${LLMC:-}/train_gpt2.c" ]; then
		echo "llm.c: LLMC names no folder of it"
		return
	fi
	$cc -O3 -march=native -ffast-math -fopenmp -I"$LLMC" tests/bench/bench_llmc.c -lm -o "$out/llmc"
	OMP_NUM_THREADS=$threads $pin "$out/llmc" "$out/llmc.bin" 2>&1 >/dev/null
}

for threads in ${THREADS:-1 2}; do
	echo "---- threads: $threads"
	openmp= pin=
	[ "$threads" = 1 ] || openmp=-fopenmp
	if command -v taskset >/dev/null; then pin="taskset -c 0-$((threads - 1))"; fi
	measure minilm -DBERT bert size=minilm --function=embed
	measure both -DTRANSFORMER transformer source_vocab=1000 target_vocab=1000 source_length=64 target_length=64 dropout=0.1
	measure decode -DGPT2 gpt2 size=124M --function=prefill,decode
	measure short "-DGPT2_TRAIN -DSHAPE=\"4x64\"" gpt2 size=124M batch=4 length=64
	if [ -z "${QUICK:-}" ]; then
		measure long "-mcmodel=medium -DGPT2_TRAIN -DSHAPE=\"1x1024\"" gpt2 size=124M batch=1 length=1024
	fi
	for peer in gpt:PyTorch gpt_onnx:"ONNX Runtime" gpt_jax:JAX; do
		$pin "${PEERS_PYTHON:-python3}" "tests/bench/peers_${peer%%:*}.py" "$threads" 2>/dev/null || echo "peers: ${peer#*:} is absent"
	done
	llmc
done
