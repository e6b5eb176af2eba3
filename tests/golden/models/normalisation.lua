-- softmax, logsumexp and layer normalisation written with operators, and their gradients.
-- Written by make_golden.py; the numbers are in ../data/normalisation.safetensors.
local cr = require "crescent"

local m = cr.model("normalisation")

m:func("layer_norm", { x = cr.f32 { 4, 6 }, gamma = cr.f32 { 6 }, beta = cr.f32 { 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_x", "d_gamma", "d_beta" }, function(x, gamma, beta, w)
  local centred = x - x:mean(-1, { keep_dims = true })
  local spread = centred:square():mean(-1, { keep_dims = true })
  local y = centred * (spread + 1e-3):rsqrt() * gamma + beta
  return y, table.unpack(cr.grad((y * w):sum(), { x, gamma, beta }))
end)

-- the same by cr.variance, which divides by n
m:func("layer_norm_variance", { x = cr.f32 { 4, 6 }, gamma = cr.f32 { 6 }, beta = cr.f32 { 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_x", "d_gamma", "d_beta" }, function(x, gamma, beta, w)
  local spread = x:variance(-1, { keep_dims = true })
  local y = (x - x:mean(-1, { keep_dims = true })) / (spread + 1e-3):sqrt() * gamma + beta
  return y, table.unpack(cr.grad((y * w):sum(), { x, gamma, beta }))
end)

m:func("rms_norm", { x = cr.f32 { 4, 6 }, gamma = cr.f32 { 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_x", "d_gamma" }, function(x, gamma, w)
  local y = x * (x:square():mean(-1, { keep_dims = true }) + 1e-6):rsqrt() * gamma
  return y, table.unpack(cr.grad((y * w):sum(), { x, gamma }))
end)

m:func("softmax", { x = cr.f32 { 4, 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_x" }, function(x, w)
  local e = (x - x:max(-1, { keep_dims = true })):exp()
  local y = e / e:sum(-1, { keep_dims = true })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("log_softmax", { x = cr.f32 { 4, 6 }, w = cr.f32 { 4, 6 } },
       { "y", "d_x" }, function(x, w)
  local y = x - x:logsumexp(-1, { keep_dims = true })
  return y, cr.grad((y * w):sum(), x)
end)

m:func("logsumexp", { x = cr.f32 { 4, 6 }, u = cr.f32 { 4 } },
       { "y", "d_x" }, function(x, u)
  local y = x:logsumexp(-1)
  return y, cr.grad((y * u):sum(), x)
end)
