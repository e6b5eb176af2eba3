-- Gradients of projections into heads: sums over heads and features, which lie apart in what attention leaves and in panels in the kernels.
local cr, nn = require "crescent", require "crescent.nn"
local n = cr.dim("n", 3)
local mha = nn.multi_head_attention(4, 16)
local m = cr.model("heads", { mha = mha })

m:func("alone", { x = cr.f32 { n, 20, 48 } }, { "y", "dx" }, function(x)
  local y = mha(x)
  return y, table.unpack(cr.grad((y * y):sum(), { x }))
end)

-- The kernels are turned once, before the loop.
m:func("turns", { x = cr.f32 { 5, 2, 9, 48 } }, { "dx" }, function(x)
  local _, dx = cr.scan(cr.zeros(cr.f32 {}), x, function(carry, now)
    local y = mha(now)
    return carry, table.unpack(cr.grad((y * y):sum(), { now }))
  end)
  return dx
end)
