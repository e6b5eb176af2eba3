-- crescent tests/lua/no_seed.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:func("sample", { x = cr.f32 { 4 } }, { "y" }, function(x)
  return x + cr.rng_normal(cr.f32 { 4 })
end)
