-- crescent tests/lua/swapped_loss.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = nn.dense(10)
local m = cr.model("net", net)
m:train { inputs = { x = cr.f32 { 4 }, label = cr.i32 {} }, batch = 8,
  loss = function(x, label)
    return nn.softmax_cross_entropy(label, net(x))
  end,
  optimizer = optim.adam {} }
