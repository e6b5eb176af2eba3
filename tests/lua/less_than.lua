-- crescent tests/lua/less_than.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("infer", { x = cr.f32 { 4 } }, { "y" }, function(x)
  return cr.select(x < 0, x, 0)
end)
m:func("other", { x = cr.f32 { 4 } }, { "y" }, function(x)
  return cr.select(x >= 2, x, 0)
end)
