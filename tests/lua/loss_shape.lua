-- crescent tests/lua/loss_shape.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = nn.dense(10)
local m = cr.model("net", net)
m:train { inputs = { x = cr.f32 { 4 } }, batch = 8, optimizer = optim.sgd {},
  loss = function(x) return net(x):sum(1) end }
m:train("second", { inputs = { x = cr.f32 { 4 } }, batch = 8, optimizer = optim.sgd {},
  loss = function(x) return 1 end })
