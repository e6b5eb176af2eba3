#!/bin/sh
# `make bench`: the emitted MLP against its floor, compile time, and every framework found. Ratios in one run.
set -eu
cd "$(dirname "$0")/../.."
out=build/bench
mkdir -p "$out"
cc=${CC:-cc}
flags="-O2 -march=native -std=c11 -Iruntime"

for batch in 32 128; do
	for threads in 1 2; do
		dir="$out/mlp_${batch}_$threads"
		build/crescent models/mlp.lua batch=$batch --threads=$threads -o "$dir" --quiet
		omp=""
		[ "$threads" = 1 ] || omp="-fopenmp"
		# shellcheck disable=SC2086
		$cc $flags $omp -DBATCH=$batch -DTHREADS=$threads -I"$dir" -D_POSIX_C_SOURCE=200809L tests/bench/bench_mlp.c "$dir/mlp.c" \
			-lopenblas -lm -o "$dir/bench"
		OMP_NUM_THREADS=$threads "$dir/bench"
	done
done

# The compiler itself: the quietest of ten.
best=999999
for _ in 1 2 3 4 5 6 7 8 9 10; do
	a=$(date +%s%N)
	build/crescent models/mlp.lua -o "$out/compile" --quiet
	b=$(date +%s%N)
	t=$(((b - a) / 10000))
	[ "$t" -ge "$best" ] || best=$t
done
echo "crescent models/mlp.lua: $((best / 100)).$(printf %02d $((best % 100))) ms"

if command -v python3 >/dev/null 2>&1; then
	"${PEERS_PYTHON:-python3}" tests/bench/peers.py --threads 1,2 || echo "peers: could not be measured"
else
	echo "peers: python3 is absent"
fi

sh tests/bench/bench_cnn.sh
sh tests/bench/bench_rnn.sh
sh tests/bench/bench_gpt.sh
