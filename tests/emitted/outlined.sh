#!/bin/sh
# Kernels equal up to their buffers are one C function: twelve equal layers cost the code of one, forward and backward.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/deep.lua" <<'END'
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local depth, layers = tonumber(cr.option("depth", "3")), {}
for i = 1, depth do layers[i] = nn.dense(32, { activation = "tanh" }) end
local net = nn.sequential(layers)
local m = cr.model("deep", { net = net })
m:func("infer", { x = cr.f32 { 8, 32 } }, { "y" }, function(x) return net(x) end)
m:train { inputs = { x = cr.f32 { 32 }, y = cr.f32 { 32 } }, batch = 8, optimizer = optim.adam {},
  loss = function(x, y) return nn.mse(net(x), y) end }
END
kernels() { # DEPTH FUNCTIONS
	"${CRESCENT:-build/crescent}" "$work/deep.lua" depth="$1" ${2:+--function="$2"} -o "$work/deep$1" --quiet
	grep -cE '^static void k[0-9]+_' "$work/deep$1/deep.c"
}
failed=0
one=$(kernels 1 infer) twelve=$(kernels 12 infer)
[ "$twelve" -le $((one + 1)) ] || { echo "infer: $one kernels for one layer, $twelve for twelve"; failed=1; }
four=$(kernels 4 "") twelve=$(kernels 12 "")
[ "$twelve" -le $((four + 2)) ] || { echo "all: $four kernels for four layers, $twelve for twelve"; failed=1; }

# loops too: a stack of recurrences is one loop forward and one backward
cat >"$work/loops.lua" <<'END'
local cr = require "crescent"
local depth = tonumber(cr.option("depth", "2"))
local m = cr.model("loops", {})
local inputs = { { "x", cr.f32 { 40, 8 } } }
for i = 1, depth do inputs[i + 1] = { "w" .. i, cr.f32 { 8, 8 } } end
m:func("f", inputs, { "y", "d" }, function(x, ...)
  local y = x
  for _, w in ipairs { ... } do
    local _, ys = cr.scan(cr.zeros(cr.f32 { 8 }), y, function(c, v)
      local h = cr.tanh(v + cr.matmul(c:expand(1), w):squeeze(1))
      return h, h
    end)
    y = ys
  end
  return y, cr.grad(y:sum(), x)
end)
END
loops() { # DEPTH
	"${CRESCENT:-build/crescent}" "$work/loops.lua" depth="$1" -o "$work/loops$1" --quiet
	${CC:-cc} -std=c11 -O1 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -Iruntime -c "$work/loops$1/loops.c" -o "$work/loops.o" >&2
	grep -c 'for (size_t t' "$work/loops$1/loops.c"
}
four=$(loops 4) twelve=$(loops 12)
[ "$four" -gt 0 ] || { echo "no loops for four recurrences"; failed=1; }
[ "$twelve" -le $((four + 1)) ] || { echo "$four loops for four recurrences, $twelve for twelve"; failed=1; }

# and rows of steps: layers of several kernels are one function, forward and backward; a deeper network is a few lines longer. A step in
# pieces stops inside of it as well.
cat >"$work/rows.lua" <<'END'
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local depth, layers = tonumber(cr.option("depth", "4")), {}
for i = 1, depth do
  layers[i] = nn.residual { nn.layer_norm {}, nn.dense(96, { activation = "gelu" }), nn.dropout(0.1), nn.dense(32) }
end
local net = nn.sequential(layers)
local m = cr.model("rows", { net = net })
m:func("infer", { x = cr.f32 { 8, 32 } }, { "y" }, function(x) return net(x) end)
m:train { inputs = { x = cr.f32 { 32 }, y = cr.f32 { 32 } }, batch = 8, optimizer = optim.adam {}, clip_norm = 1,
  loss = function(x, y) return nn.mse(net(x), y) end }
END
cat >"$work/main.c" <<'END'
#include "rows.h"
#include <stdio.h>
#include <string.h>
static rows_params a, b;
static rows_train_state sa, sb;
static rows_train_workspace wa, wb;
int main(void)
{
	static rows_init_workspace init;
	static float x[256], y[256];
	rows_metrics ma, mb;
	int pieces = 0;
	for (int i = 0; i < 256; i++)
		x[i] = (float)(i * 37 % 101) / 50 - 1, y[i] = (float)(i * 53 % 97) / 50 - 1;
	rows_init(&a, &init, 1);
	b = a;
	rows_train_init(&sa, 1);
	rows_train_init(&sb, 1);
	for (uint32_t budget = 1; budget < 40; budget += 3) {
		cr_status status = CR_MORE;
		if (rows_train_step(&a, &sa, &wa, 8, x, y, &ma) != CR_OK)
			return 1;
		rows_train_begin(&sb, &wb, 8, x, y);
		for (; status == CR_MORE; pieces++)
			status = rows_train_continue(&b, &sb, &wb, budget, &mb);
		if (status != CR_OK || ma.loss != mb.loss || memcmp(&a, &b, sizeof a) != 0)
			return 2;
		if (budget == 1)
			printf("%d\n", pieces);
	}
	return 0;
}
END
rows() { # DEPTH
	"${CRESCENT:-build/crescent}" "$work/rows.lua" depth="$1" -o "$work/rows$1" --quiet
	${CC:-cc} -std=c11 -O1 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -Iruntime -I"$work/rows$1" "$work/main.c" "$work/rows$1/rows.c" -lm \
		-o "$work/rows$1/main"
	"$work/rows$1/main" >"$work/pieces$1" || { echo "depth $1: a step in pieces, status $?"; failed=1; }
	wc -c <"$work/rows$1/rows.c"
}
eight=$(rows 8) sixteen=$(rows 16)
grep -q '^static void block' "$work/rows16/rows.c" || { echo "no blocks for sixteen equal layers"; failed=1; }
# a layer: its names in the list, calls with dropout's own streams, and its updates
[ $(((sixteen - eight) / 8)) -le 3500 ] || { echo "$eight bytes of C for eight layers, $sixteen for sixteen"; failed=1; }
# every kernel is a piece, wherever it stands
[ "$(cat "$work/pieces16")" -ge $(($(cat "$work/pieces8") + 8 * 10)) ] || { echo "pieces: $(cat "$work/pieces8") and $(cat "$work/pieces16")"; failed=1; }

# Kernels that differ in numbers only are one function of these numbers; and a loop over a block's turns finds every layer's own arrays, also
# where they do not lie at even distances. Both say what the layers say, computed here from the parameters one by one.
cat >"$work/sizes.lua" <<'END'
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local depth, even = tonumber(cr.option("depth", "4")), cr.option("even", "no") == "yes"
local layers = {}
for i = 1, even and depth - 1 or depth do layers[i] = nn.dense(even and 64 or 64 + 16 * i, { activation = "tanh" }) end
local m = cr.model("sizes", { l = layers })
local function net(x)
  for i = 1, depth do x = layers[not even and i or i == 5 and 2 or i > 5 and i - 1 or i](x) end      -- the fifth is the second once more
  return x
end
m:func("infer", { x = cr.f32 { 8, 64 } }, { "y" }, function(x) return net(x * 2) * 0.5 end)
m:train { inputs = { x = cr.f32 { 64 }, y = cr.f32 { even and 64 or 64 + 16 * depth } }, batch = 8, optimizer = optim.adam {},
  loss = function(x, y) return nn.mse(net(x), y) end }
END
cat >"$work/sizes.c" <<'END'
#include "sizes.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
enum { WIDEST = 512 };
static sizes_params p;
int main(void)
{
	static sizes_init_workspace start;
	static sizes_infer_workspace space;
	static float x[8 * 64], y[8 * WIDEST], h[8 * WIDEST], next[8 * WIDEST], kernel[WIDEST * WIDEST], bias[WIDEST];
	double worst = 0;
	size_t width = 64;
	sizes_init(&p, &start, 3);
	for (uint32_t t = 1; t < SIZES_TENSORS; t += 2) {        /* biases that are not zero */
		for (int i = 0; i < WIDEST; i++)
			bias[i] = (float)((i + (int)t) * 29 % 31) / 100 - 0.15f;
		sizes_set(&p, t, bias);
	}
	for (int i = 0; i < 8 * 64; i++)
		h[i] = 2 * (x[i] = (float)(i * 37 % 101) / 50 - 1);
	sizes_infer(&p, &space, x, y);
	for (uint32_t layer = 0; layer < LAYERS; layer++) {
		const uint32_t t = EVEN && layer == 4 ? 2 : EVEN && layer > 4 ? 2 * layer - 2 : 2 * layer;
		const size_t columns = (size_t)sizes_tensors[t].shape[1];
		sizes_get(&p, t, kernel);
		sizes_get(&p, t + 1, bias);
		for (size_t i = 0; i < 8; i++)
			for (size_t j = 0; j < columns; j++) {
				double z = (double)bias[j];
				for (size_t k = 0; k < width; k++)
					z += (double)h[i * width + k] * (double)kernel[k * columns + j];
				next[i * columns + j] = (float)tanh(z);
			}
		memcpy(h, next, 8 * columns * sizeof *h);
		width = columns;
	}
	for (size_t i = 0; i < 8 * width; i++)
		worst = fabs((double)h[i] / 2 - (double)y[i]) > worst ? fabs((double)h[i] / 2 - (double)y[i]) : worst;
	if (!(worst < 1e-4))
		printf("%g\n", worst);
	return !(worst < 1e-4);
}
END
sizes() { # DEPTH EVEN
	"${CRESCENT:-build/crescent}" "$work/sizes.lua" depth="$1" even="$2" -o "$work/sizes$1" --quiet
	${CC:-cc} -std=c11 -O1 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -DLAYERS="$1" -DEVEN="(0${3:-})" -Iruntime -I"$work/sizes$1" "$work/sizes.c" \
		"$work/sizes$1/sizes.c" -lm -o "$work/sizes$1/main" >&2
	"$work/sizes$1/main" >&2 || { echo "depth $1, even $2: another result than the layers'" >&2; echo 999; return; }
	grep -cE '^(static|CR_[A-Z]*) void k[0-9]+_' "$work/sizes$1/sizes.c"
}
four=$(sizes 4 no) eight=$(sizes 8 no)
# each layer's own: its gradients with their sum over the batch; its forward product and its update are one function for all
[ "$eight" -le $((four + 4 * 4)) ] || { echo "$four functions for four layers of different widths, $eight for eight"; failed=1; }
sed -n '/^void sizes_infer/,/^}/p' "$work/sizes8/sizes.c" >"$work/infer"
[ "$(sed -n 's/^	\(k[0-9]*\)_.*/\1/p' "$work/infer" | sort -u | wc -l)" -le 3 ] ||
	{ echo "layers of different widths are more than calls of one function:"; cat "$work/infer"; failed=1; }
even=$(sizes 32 yes 1)
[ "$four" -lt 999 ] && [ "$eight" -lt 999 ] && [ "$even" -lt 999 ] || failed=1
sed -n '/^void sizes_infer/,/^}/p' "$work/sizes32/sizes.c" >"$work/infer"
grep -q 'for (size_t turn = 0; turn < ' "$work/infer" && grep -q 'infer_block.*\[turn\]' "$work/infer" ||
	{ echo "no loop over equal layers:"; cat "$work/infer"; failed=1; }
exit $failed
