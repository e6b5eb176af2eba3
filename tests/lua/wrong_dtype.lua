-- crescent tests/lua/wrong_dtype.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("half", { x = cr.i32 { 4 } }, { "y" }, function(x)
  return x * 0.5
end)
m:func("mixed", { x = cr.i32 { 4 }, y = cr.f32 { 4 } }, { "z" }, function(x, y)
  return x + y
end)
m:func("mask", { x = cr.f32 { 4 } }, { "z" }, function(x)
  return x & x
end)
m:func("big", { x = cr.u8 { 4 } }, { "z" }, function(x)
  return cr.equal(x, 300)
end)
