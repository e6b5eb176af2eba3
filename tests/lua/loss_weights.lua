-- crescent tests/lua/loss_weights.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = nn.dense(784)
local m = cr.model("net", net)
m:train { inputs = { x = cr.f32 { 4 } }, batch = 8, optimizer = optim.sgd {},
  loss = function(x)
    return net(x), cr.ones(cr.f32 { 784 })
  end }
