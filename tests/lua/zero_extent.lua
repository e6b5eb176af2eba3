-- crescent tests/lua/zero_extent.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("infer", { x = cr.f32 { 0 } }, { "y" }, function(x) return x end)
