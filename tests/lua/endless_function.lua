-- crescent tests/lua/endless_function.lua --lua-steps=1000000
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("infer", { x = cr.f32 {} }, { "y" }, function(x)
  while true do end
end)
m:func("fine", { x = cr.f32 {} }, { "y" }, function(x) return x end)
