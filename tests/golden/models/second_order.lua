-- Gradients of gradients: Hessian times vector, and a penalty on a gradient's norm.
-- Written by make_golden.py; the numbers are in ../data/second_order.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

local m = cr.model("second_order")

m:func("hessian_vector", { x = cr.f32 { 4, 3 }, k = cr.f32 { 3, 5 }, v = cr.f32 { 3, 5 } },
       { "y", "d_k", "product" }, function(x, k, v)
  local y = cr.tanh(cr.matmul(x, k)):square():sum()
  local g = cr.grad(y, k)
  return y, g, cr.grad((g * v):sum(), k)
end)

m:func("gradient_penalty", { x = cr.f32 { 4, 3 }, k = cr.f32 { 3, 5 } },
       { "y", "d_k" }, function(x, k)
  local out = nn.silu(cr.matmul(x, k)):logsumexp(-1):sum()
  local g = cr.grad(out, x)
  local y = (g:norm(-1) - 1):square():mean()
  return y, cr.grad(y, k)
end)
