-- crescent tests/lua/set_type.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
local s = m:state("s", cr.f32 { 4 })
m:func("push", { x = cr.f32 { 3 } }, {}, function(x)
  s:set(x)
end)
