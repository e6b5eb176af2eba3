-- crescent tests/lua/concat_bounded.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("infer", { x = cr.f32 { cr.dim("n", 4), 2 } }, { "y" }, function(x)
  return cr.concat({ x, x }, 1)
end)
