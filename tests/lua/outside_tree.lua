-- crescent tests/lua/outside_tree.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local inside = nn.dense(10)
local outside = nn.dense(10)
local m = cr.model("net", { inside = inside })
m:func("infer", { x = cr.f32 { 4 } }, { "y" }, function(x)
  return outside(inside(x:expand(1)))
end)
