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
# a layer: its names in the two tables, what blocks are called with, and its updates
[ $(((sixteen - eight) / 8)) -le 9000 ] || { echo "$eight bytes of C for eight layers, $sixteen for sixteen"; failed=1; }
# every kernel is a piece, wherever it stands
[ "$(cat "$work/pieces16")" -ge $(($(cat "$work/pieces8") + 8 * 10)) ] || { echo "pieces: $(cat "$work/pieces8") and $(cat "$work/pieces16")"; failed=1; }
exit $failed
