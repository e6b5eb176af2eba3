-- crescent tests/lua/huge_tensor.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("infer", { x = cr.f32 { 1000000, 1000000 } }, { "y" }, function(x) return x end)
