-- crescent tests/lua/optimizer_missing.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = nn.dense(4)
local m = cr.model("net", net)
m:train { inputs = { x = cr.f32 { 4 } }, batch = 8, optimizer = "adam",
  loss = function(x) return net(x):sum(-1) end }
