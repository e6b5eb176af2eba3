-- crescent tests/lua/other_trace.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
local kept
m:func("first", { x = cr.f32 { 4 } }, { "y" }, function(x) kept = x * 2 return kept end)
m:func("second", { x = cr.f32 { 4 } }, { "y" }, function(x)
  return x + kept
end)
