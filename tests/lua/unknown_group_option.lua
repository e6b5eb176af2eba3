-- crescent tests/lua/unknown_group_option.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = nn.sequential { nn.dense(4) }
local m = cr.model("net", net)
m:train { inputs = { x = cr.f32 { 4 } }, batch = 8, optimizer = optim.sgd {},
  loss = function(x) return net(x):sum(-1) end, groups = { { match = { "*" }, weight_decy = 0 } } }
