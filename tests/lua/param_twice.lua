-- crescent tests/lua/param_twice.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net", nn.dense(4))
m:buffer("kernel", cr.f32 { 2 })
m:param("kernel", cr.f32 { 4, 4 })
