-- crescent tests/lua/custom_layer.lua
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local scale = nn.layer("scale", function(self, x)
  local gain = self:param("gain", { 3 }, { init = "ones" })
  return x * gain
end)
local m = cr.model("net", { first = scale() })
m:func("infer", { x = cr.f32 { 2, 4 } }, { "y" }, function(x)
  return m
end)
