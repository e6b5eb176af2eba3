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
exit $failed
