-- crescent tests/lua/local_names.lua
-- Things called what the emitted code calls its own locals; tests/emitted/warnings.sh compiles it.
local cr, nn = require "crescent", require "crescent.nn"
local cols, rows = cr.dim("cols", 64), cr.dim("rows", 64)
local function net(units)
  return { tile = nn.dense(units, { name = "tile" }), panel = nn.conv2d(24, 3, { padding = "same" }), r = nn.dense(40), packed_rows = nn.dense(2) }
end
local tree = net(48)
local m = cr.model("local_names", tree)

m:func("product", { rows = cr.f32 { rows, 32 }, cols = cr.f32 { cols, 32 } }, { "tile", "row", "col" }, function(rows, cols)
  local tile = tree.tile(rows)
  return tile, nn.relu(tree.r(tile)), cr.matmul(tree.r(tree.tile(cols)), cr.constant(1):broadcast { 40, 33 } )
end)
m:func("window", { tile = cr.f32 { rows, 9, 9, 3 } }, { "block", "l" }, function(tile)
  local l = tree.panel(tile)
  return tree.packed_rows(l), cr.grad(l:square():sum(), tile)
end)
m:func("wide", { a = cr.f32 { rows, 9216 }, b = cr.f32 { 9216, 300 } }, { "bound" }, function(a, b) return cr.matmul(a, b) end)
