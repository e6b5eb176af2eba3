-- crescent tests/lua/optimizer_returns.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = nn.dense(4)
local m = cr.model("net", net)
m:train { inputs = { x = cr.f32 { 4 } }, batch = 8,
  optimizer = optim.custom { lr = 0.1, slots = { v = 0 }, update = function(p, g, s, t)
    return p - t.lr * g, { w = g }
  end },
  loss = function(x) return net(x):sum(-1) end }
