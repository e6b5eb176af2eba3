-- crescent tests/lua/duplicate_function.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("infer", { x = cr.f32 {} }, { "y" }, function(x) return x + 1 end)
m:func("infer", { x = cr.f32 {} }, { "y" }, function(x) return x + 2 end)
