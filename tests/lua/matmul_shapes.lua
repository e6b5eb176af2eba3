-- crescent tests/lua/matmul_shapes.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("infer", { a = cr.f32 { 32, 128 }, b = cr.f32 { 64, 10 } }, { "y" }, function(a, b)
  return cr.matmul(a, b)
end)
m:func("add", { a = cr.f32 { 2, 3 }, b = cr.f32 { 4 } }, { "y" }, function(a, b)
  return a + b
end)
m:func("bounded", { a = cr.f32 { cr.dim("n", 8), 3 }, b = cr.f32 { 8, 3 } }, { "y" }, function(a, b)
  return a * b
end)
