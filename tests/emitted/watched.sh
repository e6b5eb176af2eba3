#!/bin/sh
# A short training under sanitizers and valgrind; and products, updates and reductions are vector code.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$*"; exit 1; }
data=models/data/fashion_mnist_2k
"$CRESCENT" models/mlp.lua --main -o "$work/mlp" --quiet

gcc -std=c11 -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -Iruntime "$work"/mlp/*.c runtime/hosted/*.c \
	-D_POSIX_C_SOURCE=200809L -lz -lm -o "$work/watched"
"$work/watched" train --data=$data --epochs=1 --batch-limit=3 --quiet --save="$work/w" --checkpoint="$work/c" || fail "sanitizers, training"
"$work/watched" predict --weights="$work/w" --input=$data/t10k-images-idx3-ubyte --output="$work/p.npy" || fail "sanitizers, predicting"

# the core alone, driven by a few lines: the data sets of the hosted program would take valgrind minutes
cat >"$work/drive.c" <<'C'
#include <stdlib.h>
#include "mlp.h"
int main(void)
{
	mlp_params *params = malloc(sizeof *params);
	mlp_train_state *state = malloc(sizeof *state);
	mlp_train_workspace *workspace = malloc(sizeof *workspace);
	mlp_init_workspace init;
	mlp_metrics metrics;
	unsigned char *x = calloc(3, 784), label[3] = { 1, 2, 3 };
	mlp_init(params, &init, 1);
	mlp_train_init(state, 1);
	int bad = mlp_train_step(params, state, workspace, 3, x, label, &metrics) != CR_OK || !(metrics.loss > 0);
	bad |= mlp_evaluate(params, workspace, 1, x, label, &metrics) != CR_OK || !(metrics.loss > 0);
	free(params), free(state), free(workspace), free(x);
	return bad;
}
C
if command -v valgrind >/dev/null; then
	gcc -std=c11 -g -O1 -Iruntime -I"$work/mlp" "$work/drive.c" "$work/mlp/mlp.c" -lm -o "$work/drive"
	valgrind -q --error-exitcode=9 --leak-check=full "$work/drive" || fail "valgrind"
fi

if gcc -march=x86-64-v3 -E -x c /dev/null >/dev/null 2>&1; then
	gcc -std=c11 -O2 -march=x86-64-v3 -Iruntime -S "$work/mlp/mlp.c" -o "$work/mlp.s"
	count() { grep -c "$1" "$work/mlp.s" || true; }
	[ "$(count 'vfmadd.*ps.*%ymm')" -ge 40 ] || fail "few packed multiply-adds"
	[ "$(count 'vsqrtps.*%ymm')" -ge 2 ] || fail "Adam's roots are not packed"
	[ "$(count 'vaddps.*%ymm')" -ge 4 ] || fail "sums are not packed"
fi
