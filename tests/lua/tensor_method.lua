-- crescent tests/lua/tensor_method.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("infer", { x = cr.f32 { 4 } }, { "y" }, function(x)
  return x:reshpe { 2, 2 }
end)
