-- crescent tests/lua/bounded_twice.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("infer", { x = cr.f32 { cr.dim("n", 4) }, y = cr.f32 { cr.dim("n", 8) } }, { "z" }, function(x, y)
  return x
end)
