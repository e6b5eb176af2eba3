-- crescent tests/lua/equals.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("infer", { x = cr.f32 { 4 } }, { "y" }, function(x)
  return cr.select(x == 0, 1, x)
end)
m:func("both", { x = cr.f32 { 4 }, y = cr.f32 { 4 } }, { "z" }, function(x, y)
  return cr.select(x == y, x, y)
end)
m:func("convert", { x = cr.f32 { 4 } }, { "z" }, function(x)
  return cr.convert(x == 1, "f32")
end)
