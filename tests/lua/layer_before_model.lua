-- crescent tests/lua/layer_before_model.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local d = nn.dense(4)
local m = cr.model("net")
m:func("infer", { x = cr.f32 { 1, 4 } }, { "y" }, function(x)
  return d(x)
end)
