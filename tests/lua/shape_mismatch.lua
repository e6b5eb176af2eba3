-- crescent tests/lua/shape_mismatch.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = nn.sequential {
  nn.dense(128),
  nn.dense(64),
}
local m = cr.model("net", net)
m:func("infer", { x = cr.f32 { 32, 784 } }, { "y" }, function(x)
  return net(x)
end)
m:func("wide", { x = cr.f32 { 32, 783 } }, { "y" }, function(x)
  return net(x)
end)
