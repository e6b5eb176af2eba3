-- crescent tests/lua/reshape_count.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("infer", { x = cr.f32 { 4 } }, { "y" }, function(x)
  return x:reshape { 3, -1 }
end)
m:func("other", { x = cr.f32 { 4 } }, { "y" }, function(x)
  return x:reshape { 5 }
end)
