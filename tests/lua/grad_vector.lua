-- crescent tests/lua/grad_vector.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("infer", { x = cr.f32 { 4 } }, { "y" }, function(x)
  return cr.grad(x * 2, x)
end)
