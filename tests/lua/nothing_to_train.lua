-- crescent tests/lua/nothing_to_train.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local m = cr.model("net")
m:train { inputs = { x = cr.f32 { 4 } }, batch = 8, optimizer = optim.sgd {},
  loss = function(x) return x:sum(-1) end }
