#!/bin/sh
# Recurrent layers: a training step, a sequence, a step of a stream; beside every framework found. Ratios in one run.
#     bench_rnn.sh [threads, "1 2"] [cells, "lstm gru"] [sizes, "128 512"]
set -eu
cd "$(dirname "$0")/../.."
out=build/bench
mkdir -p "$out"
cc=${CC:-cc}
flags="-O2 -march=native -std=c11 -Iruntime -D_POSIX_C_SOURCE=200809L -DBATCH=32 -DSTEPS=64 -DINPUTS=32"

for cell in ${2:-lstm gru}; do
	gates=4
	[ "$cell" = lstm ] || gates=3
	for units in ${3:-128 512}; do
		for threads in ${1:-1 2}; do
			dir="$out/${cell}_${units}_$threads"
			build/crescent tests/bench/bench_rnn.lua cell=$cell units=$units --threads=$threads -o "$dir" --quiet
			omp=""
			[ "$threads" = 1 ] || omp="-fopenmp"
			# shellcheck disable=SC2086
			$cc $flags $omp -DUNITS=$units -DGATES=$gates -DTHREADS=$threads -I"$dir" tests/bench/bench_rnn.c "$dir/rnn.c" -lm -o "$dir/bench"
			OMP_NUM_THREADS=$threads "$dir/bench"
		done
	done
done

if command -v python3 >/dev/null 2>&1; then
	"${PEERS_PYTHON:-python3}" tests/bench/peers_rnn.py --threads "$(echo "${1:-1 2}" | tr ' ' ,)" --cells "$(echo "${2:-lstm gru}" | tr ' ' ,)" \
		--units "$(echo "${3:-128 512}" | tr ' ' ,)" || echo "peers: could not be measured"
else
	echo "peers: python3 is absent"
fi
