-- crescent tests/lua/runtime_error.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
local t = {}
m:func("infer", { x = cr.f32 { 4 } }, { "y" }, function(x)
  return x + t.missing.field
end)
