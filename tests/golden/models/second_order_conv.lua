-- Gradients of gradients through convolutions, windows and norms.
-- Written by make_golden.py; the numbers are in ../data/second_order_conv.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

local m = cr.model("second_order_conv")

m:func("kernel_same", { x = cr.f32 { 2, 7, 6, 3 }, k = cr.f32 { 3, 3, 3, 4 }, v = cr.f32 { 3, 3, 3, 4 } },
       { "y", "d_k", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { padding = "same" })):square():sum()
  local g = cr.grad(y, k)
  return y, g, cr.grad((g * v):sum(), k)
end)

m:func("input_same", { x = cr.f32 { 2, 7, 6, 3 }, k = cr.f32 { 3, 3, 3, 4 }, v = cr.f32 { 2, 7, 6, 3 } },
       { "y", "d_x", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { padding = "same" })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("mixed_same", { x = cr.f32 { 2, 7, 6, 3 }, k = cr.f32 { 3, 3, 3, 4 }, v = cr.f32 { 2, 7, 6, 3 } },
       { "d_k" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { padding = "same" })):square():sum()
  return cr.grad((cr.grad(y, x) * v):sum(), k)
end)

m:func("kernel_same_strided", { x = cr.f32 { 2, 7, 8, 3 }, k = cr.f32 { 3, 5, 3, 4 }, v = cr.f32 { 3, 5, 3, 4 } },
       { "y", "d_k", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { padding = "same", strides = { 2, 3 } })):square():sum()
  local g = cr.grad(y, k)
  return y, g, cr.grad((g * v):sum(), k)
end)

m:func("input_same_strided", { x = cr.f32 { 2, 7, 8, 3 }, k = cr.f32 { 3, 5, 3, 4 }, v = cr.f32 { 2, 7, 8, 3 } },
       { "y", "d_x", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { padding = "same", strides = { 2, 3 } })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("mixed_same_strided", { x = cr.f32 { 2, 7, 8, 3 }, k = cr.f32 { 3, 5, 3, 4 }, v = cr.f32 { 2, 7, 8, 3 } },
       { "d_k" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { padding = "same", strides = { 2, 3 } })):square():sum()
  return cr.grad((cr.grad(y, x) * v):sum(), k)
end)

m:func("kernel_dilated", { x = cr.f32 { 2, 9, 8, 2 }, k = cr.f32 { 3, 3, 2, 4 }, v = cr.f32 { 3, 3, 2, 4 } },
       { "y", "d_k", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { dilation = { 2, 3 } })):square():sum()
  local g = cr.grad(y, k)
  return y, g, cr.grad((g * v):sum(), k)
end)

m:func("input_dilated", { x = cr.f32 { 2, 9, 8, 2 }, k = cr.f32 { 3, 3, 2, 4 }, v = cr.f32 { 2, 9, 8, 2 } },
       { "y", "d_x", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { dilation = { 2, 3 } })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("mixed_dilated", { x = cr.f32 { 2, 9, 8, 2 }, k = cr.f32 { 3, 3, 2, 4 }, v = cr.f32 { 2, 9, 8, 2 } },
       { "d_k" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { dilation = { 2, 3 } })):square():sum()
  return cr.grad((cr.grad(y, x) * v):sum(), k)
end)

m:func("kernel_groups_strided", { x = cr.f32 { 2, 7, 6, 4 }, k = cr.f32 { 3, 2, 2, 4 }, v = cr.f32 { 3, 2, 2, 4 } },
       { "y", "d_k", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { groups = 2, strides = 2, padding = { { 1, 1 }, { 0, 1 } } })):square():sum()
  local g = cr.grad(y, k)
  return y, g, cr.grad((g * v):sum(), k)
end)

m:func("input_groups_strided", { x = cr.f32 { 2, 7, 6, 4 }, k = cr.f32 { 3, 2, 2, 4 }, v = cr.f32 { 2, 7, 6, 4 } },
       { "y", "d_x", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { groups = 2, strides = 2, padding = { { 1, 1 }, { 0, 1 } } })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("mixed_groups_strided", { x = cr.f32 { 2, 7, 6, 4 }, k = cr.f32 { 3, 2, 2, 4 }, v = cr.f32 { 2, 7, 6, 4 } },
       { "d_k" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { groups = 2, strides = 2, padding = { { 1, 1 }, { 0, 1 } } })):square():sum()
  return cr.grad((cr.grad(y, x) * v):sum(), k)
end)

m:func("kernel_depthwise", { x = cr.f32 { 2, 6, 7, 5 }, k = cr.f32 { 3, 3, 1, 5 }, v = cr.f32 { 3, 3, 1, 5 } },
       { "y", "d_k", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { groups = 5, padding = "same" })):square():sum()
  local g = cr.grad(y, k)
  return y, g, cr.grad((g * v):sum(), k)
end)

m:func("input_depthwise", { x = cr.f32 { 2, 6, 7, 5 }, k = cr.f32 { 3, 3, 1, 5 }, v = cr.f32 { 2, 6, 7, 5 } },
       { "y", "d_x", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { groups = 5, padding = "same" })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("mixed_depthwise", { x = cr.f32 { 2, 6, 7, 5 }, k = cr.f32 { 3, 3, 1, 5 }, v = cr.f32 { 2, 6, 7, 5 } },
       { "d_k" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { groups = 5, padding = "same" })):square():sum()
  return cr.grad((cr.grad(y, x) * v):sum(), k)
end)

m:func("kernel_input_dilated", { x = cr.f32 { 2, 4, 5, 2 }, k = cr.f32 { 3, 3, 2, 3 }, v = cr.f32 { 3, 3, 2, 3 } },
       { "y", "d_k", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { input_dilation = { 2, 3 } })):square():sum()
  local g = cr.grad(y, k)
  return y, g, cr.grad((g * v):sum(), k)
end)

m:func("input_input_dilated", { x = cr.f32 { 2, 4, 5, 2 }, k = cr.f32 { 3, 3, 2, 3 }, v = cr.f32 { 2, 4, 5, 2 } },
       { "y", "d_x", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { input_dilation = { 2, 3 } })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("mixed_input_dilated", { x = cr.f32 { 2, 4, 5, 2 }, k = cr.f32 { 3, 3, 2, 3 }, v = cr.f32 { 2, 4, 5, 2 } },
       { "d_k" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { input_dilation = { 2, 3 } })):square():sum()
  return cr.grad((cr.grad(y, x) * v):sum(), k)
end)

m:func("kernel_causal_1d", { x = cr.f32 { 2, 9, 3 }, k = cr.f32 { 3, 3, 4 }, v = cr.f32 { 3, 3, 4 } },
       { "y", "d_k", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { padding = "causal", dilation = 2 })):square():sum()
  local g = cr.grad(y, k)
  return y, g, cr.grad((g * v):sum(), k)
end)

m:func("input_causal_1d", { x = cr.f32 { 2, 9, 3 }, k = cr.f32 { 3, 3, 4 }, v = cr.f32 { 2, 9, 3 } },
       { "y", "d_x", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { padding = "causal", dilation = 2 })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("mixed_causal_1d", { x = cr.f32 { 2, 9, 3 }, k = cr.f32 { 3, 3, 4 }, v = cr.f32 { 2, 9, 3 } },
       { "d_k" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { padding = "causal", dilation = 2 })):square():sum()
  return cr.grad((cr.grad(y, x) * v):sum(), k)
end)

m:func("kernel_all_3d", { x = cr.f32 { 1, 5, 4, 6, 4 }, k = cr.f32 { 2, 2, 3, 2, 4 }, v = cr.f32 { 2, 2, 3, 2, 4 } },
       { "y", "d_k", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { groups = 2, dilation = { 2, 1, 1 }, padding = { { 1, 0 }, { 0, 1 }, { 2, 1 } }, strides = { 1, 2, 2 } })):square():sum()
  local g = cr.grad(y, k)
  return y, g, cr.grad((g * v):sum(), k)
end)

m:func("input_all_3d", { x = cr.f32 { 1, 5, 4, 6, 4 }, k = cr.f32 { 2, 2, 3, 2, 4 }, v = cr.f32 { 1, 5, 4, 6, 4 } },
       { "y", "d_x", "product" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { groups = 2, dilation = { 2, 1, 1 }, padding = { { 1, 0 }, { 0, 1 }, { 2, 1 } }, strides = { 1, 2, 2 } })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("mixed_all_3d", { x = cr.f32 { 1, 5, 4, 6, 4 }, k = cr.f32 { 2, 2, 3, 2, 4 }, v = cr.f32 { 1, 5, 4, 6, 4 } },
       { "d_k" }, function(x, k, v)
  local y = cr.tanh(cr.convolution(x, k, { groups = 2, dilation = { 2, 1, 1 }, padding = { { 1, 0 }, { 0, 1 }, { 2, 1 } }, strides = { 1, 2, 2 } })):square():sum()
  return cr.grad((cr.grad(y, x) * v):sum(), k)
end)

m:func("max_overlapping", { x = cr.f32 { 2, 7, 9, 2 }, v = cr.f32 { 2, 7, 9, 2 } },
       { "y", "d_x", "product" }, function(x, v)
  local y = cr.tanh(cr.reduce_window(x, "max", { size = 3, strides = 2 })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("mean_overlapping", { x = cr.f32 { 2, 7, 9, 2 }, v = cr.f32 { 2, 7, 9, 2 } },
       { "y", "d_x", "product" }, function(x, v)
  local y = cr.tanh(cr.reduce_window(x, "mean", { size = 3, strides = 2 })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("max_same", { x = cr.f32 { 2, 5, 6, 2 }, v = cr.f32 { 2, 5, 6, 2 } },
       { "y", "d_x", "product" }, function(x, v)
  local y = cr.tanh(cr.reduce_window(x, "max", { size = 3, strides = 2, padding = "same" })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("mean_same", { x = cr.f32 { 2, 5, 6, 2 }, v = cr.f32 { 2, 5, 6, 2 } },
       { "y", "d_x", "product" }, function(x, v)
  local y = cr.tanh(cr.reduce_window(x, "mean", { size = 3, strides = 2, padding = "same" })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("max_dilated", { x = cr.f32 { 1, 8, 9, 2 }, v = cr.f32 { 1, 8, 9, 2 } },
       { "y", "d_x", "product" }, function(x, v)
  local y = cr.tanh(cr.reduce_window(x, "max", { size = { 2, 3 }, strides = 1, dilation = { 3, 2 } })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("mean_dilated", { x = cr.f32 { 1, 8, 9, 2 }, v = cr.f32 { 1, 8, 9, 2 } },
       { "y", "d_x", "product" }, function(x, v)
  local y = cr.tanh(cr.reduce_window(x, "mean", { size = { 2, 3 }, strides = 1, dilation = { 3, 2 } })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("max_volume_same", { x = cr.f32 { 1, 3, 4, 5, 2 }, v = cr.f32 { 1, 3, 4, 5, 2 } },
       { "y", "d_x", "product" }, function(x, v)
  local y = cr.tanh(cr.reduce_window(x, "max", { size = { 2, 3, 2 }, strides = { 1, 2, 2 }, padding = "same" })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("mean_volume_same", { x = cr.f32 { 1, 3, 4, 5, 2 }, v = cr.f32 { 1, 3, 4, 5, 2 } },
       { "y", "d_x", "product" }, function(x, v)
  local y = cr.tanh(cr.reduce_window(x, "mean", { size = { 2, 3, 2 }, strides = { 1, 2, 2 }, padding = "same" })):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

m:func("batch_statistics", { x = cr.f32 { 3, 4, 3, 2 }, v = cr.f32 { 3, 4, 3, 2 } },
       { "y", "d_x", "product" }, function(x, v)
  local centred = x - x:mean({ 1, 2, 3 }, { keep_dims = true })
  local n = centred * (centred:square():mean({ 1, 2, 3 }, { keep_dims = true }) + 1e-3):rsqrt()
  local y = cr.tanh(n):square():sum()
  local g = cr.grad(y, x)
  return y, g, cr.grad((g * v):sum(), x)
end)

-- as a Wasserstein critic is trained
m:func("gradient_penalty", { x = cr.f32 { 2, 6, 6, 2 }, k = cr.f32 { 3, 3, 2, 4 }, u = cr.f32 { 3, 3, 4 } },
       { "y", "d_k", "d_u" }, function(x, k, u)
  local pooled = cr.reduce_window(nn.silu(cr.convolution(x, k, { padding = "same" })), "max", { size = 2 })
  local critic = (pooled * u):sum({ 2, 3, 4 })
  local g = cr.grad(critic:sum(), x)
  local y = ((g:square():sum({ 2, 3, 4 })):sqrt() - 1):square():mean()
  return y, table.unpack(cr.grad(y, { k, u }))
end)
