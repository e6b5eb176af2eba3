#!/bin/sh
# A short training run, its checkpoint, a resumed one and a prediction: clean under the sanitizers and under valgrind.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${CRESCENT:-build/crescent}" models/mlp.lua -o "$work/mlp" --main --quiet
hosted=runtime/hosted
build() {
	out=$1
	shift
	"$@" -std=c11 -D_POSIX_C_SOURCE=200809L -Iruntime -I"$work/mlp" "$work/mlp/mlp.c" "$work/mlp/mlp_main.c" $hosted/*.c -lz -lm -o "$out"
}
build "$work/sanitized" clang -O1 -fsanitize=address,undefined -fno-sanitize-recover=all
build "$work/plain" clang -O1
data=models/data/fashion_mnist_2k
for under in "$work/sanitized" "valgrind -q --error-exitcode=9 --leak-check=full $work/plain"; do
	rm -f "$work/checkpoint"
	$under train --data=$data --epochs=1 --batch-limit=3 --quiet --checkpoint="$work/checkpoint" --save="$work/weights"
	$under train --data=$data --epochs=2 --batch-limit=3 --quiet --resume="$work/checkpoint" --save="$work/weights"
	$under predict --weights="$work/weights" --input=$data/t10k-images-idx3-ubyte --output="$work/out.csv" >/dev/null
	[ -s "$work/out.csv" ]
done
