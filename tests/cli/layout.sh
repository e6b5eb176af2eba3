#!/bin/sh
# The order of parameters in memory changes no number: packed and plain train to the same weights file, bit for bit, load each
# other's files and checkpoints, and predict the same from baked weights.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
data="$root/models/data/fashion_mnist_2k"
cd "$root"
for l in packed plain; do
	"$CRESCENT" models/mlp.lua --layout=$l --main -o "$work/$l" --quiet
	cc -O1 -std=c11 -Iruntime "$work/$l"/*.c build/libcrescent.a -lz -lm -o "$work/$l/mlp"
	"$work/$l/mlp" train --data="$data" --epochs=2 --batch-limit=9 --seed=3 --quiet --save="$work/$l.w" --checkpoint="$work/$l.c"
done
grep -q 'panels of 16' "$work/packed/mlp.h" || { echo "nothing lies in panels"; exit 1; }
grep -q 'panels of 16' "$work/plain/mlp.h" && { echo "--layout=plain has panels"; exit 1; }
cmp "$work/packed.w" "$work/plain.w" || { echo "layouts train to different weights"; exit 1; }
cmp "$work/packed.c" "$work/plain.c" || { echo "layouts make different checkpoints"; exit 1; }
for l in packed plain; do
	"$work/$l/mlp" train --data="$data" --epochs=3 --batch-limit=9 --seed=3 --quiet --resume="$work/plain.c" --save="$work/$l.more"
	"$work/$l/mlp" predict --weights="$work/packed.w" --input="$data/t10k-images-idx3-ubyte" --output="$work/$l.npy"
done
cmp "$work/packed.more" "$work/plain.more" || { echo "resumed runs differ"; exit 1; }
cmp "$work/packed.npy" "$work/plain.npy" || { echo "predictions differ"; exit 1; }

# baked: through the struct itself, without load
cat >"$work/baked.c" <<'C'
#include <stdio.h>
#include <string.h>
#include "mlp.h"
static mlp_infer_workspace workspace;
static mlp_params copy;
static float row_major[100352], again[100352];
int main(void)
{
	static unsigned char x[784];
	float probs[10];
	int32_t best[1];
	for (int i = 0; i < 784; i++)
		x[i] = (unsigned char)(i * 7);
	mlp_infer(&mlp_weights, &workspace, x, probs, best);
	for (int i = 0; i < 10; i++)
		printf("%a\n", (double)probs[i]);
	mlp_get(&mlp_weights, 0, row_major);
	mlp_set(&copy, 0, row_major);
	mlp_get(&copy, 0, again);
	printf("%a %a %a %016llx\n", (double)row_major[1], (double)row_major[17], (double)row_major[128 * 5 + 40],
	       (unsigned long long)mlp_digest(&mlp_weights));
	return memcmp(row_major, again, sizeof again) != 0;
}
C
for l in packed plain; do
	"$CRESCENT" models/mlp.lua --layout=$l --weights="$work/packed.w" -o "$work/b$l" --quiet
	cc -O1 -std=c11 -Iruntime -I"$work/b$l" "$work/baked.c" "$work/b$l"/*.c -lm -o "$work/b$l/baked"
	"$work/b$l/baked" >"$work/$l.txt" || { echo "$l: get and set do not agree"; exit 1; }
done
cmp "$work/packed.txt" "$work/plain.txt" || { echo "baked weights differ"; exit 1; }
