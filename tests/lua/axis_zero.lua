-- crescent tests/lua/axis_zero.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("infer", { x = cr.f32 { 4, 3, 2, 1 } }, { "y" }, function(x)
  return x:sum(0)
end)
m:func("far", { x = cr.f32 { 4, 3 } }, { "y" }, function(x)
  return x:mean(3)
end)
