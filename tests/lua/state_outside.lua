-- crescent tests/lua/state_outside.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
local s = m:state("s", cr.f32 { 4 })
local y = s * 2
