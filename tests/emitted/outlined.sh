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
exit $failed
