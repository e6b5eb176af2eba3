-- Every convolution layer: values, and gradients of input, kernels and bias.
-- Written by make_golden.py; the numbers are in ../data/conv_layers.safetensors.
local cr, nn = require "crescent", require "crescent.nn"

local layers = {
  conv1d = nn.conv1d(4, 3),
  conv1d_same = nn.conv1d(4, 4, { strides = 2, padding = "same", activation = "tanh" }),
  conv1d_causal = nn.conv1d(4, 3, { padding = "causal", dilation_rate = 2 }),
  conv2d = nn.conv2d(4, 3),
  conv2d_relu = nn.conv2d(5, 3, { padding = "same", activation = "relu" }),
  conv2d_options = nn.conv2d(6, { 3, 2 }, { strides = { 2, 1 }, padding = "same", groups = 2 }),
  conv2d_dilated = nn.conv2d(3, 3, { dilation_rate = { 2, 1 }, use_bias = false }),
  conv2d_explicit = nn.conv2d(3, 3, { strides = 2, padding = { { 1, 1 }, { 1, 1 } }, use_bias = false }),
  conv3d = nn.conv3d(3, { 2, 3, 2 }),
  conv3d_same = nn.conv3d(3, 3, { strides = { 2, 1, 2 }, padding = "same" }),
  transpose = nn.conv2d_transpose(4, 3),
  transpose_strided = nn.conv2d_transpose(4, 3, { strides = 2 }),
  transpose_same = nn.conv2d_transpose(4, 3, { strides = 2, padding = "same" }),
  transpose_same_even = nn.conv2d_transpose(2, 4, { strides = 2, padding = "same", activation = "relu" }),
  transpose_same_odd = nn.conv2d_transpose(2, { 5, 2 }, { strides = 3, padding = "same" }),
  transpose_gap = nn.conv2d_transpose(2, 2, { strides = 3 }),
  transpose_longer = nn.conv2d_transpose(4, 3, { strides = 2, output_padding = 1 }),
  transpose_same_longer = nn.conv2d_transpose(4, 3, { strides = 2, padding = "same", output_padding = 1 }),
  transpose_same_shorter = nn.conv2d_transpose(4, 3, { strides = 2, padding = "same", output_padding = 0 }),
  transpose_dilated = nn.conv2d_transpose(3, 3, { dilation_rate = 2, padding = "valid", use_bias = false }),
  depthwise = nn.depthwise_conv2d(3),
  depthwise_same = nn.depthwise_conv2d(3, { strides = 2, padding = "same", depth_multiplier = 2 }),
  depthwise_dilated = nn.depthwise_conv2d({ 3, 2 }, { dilation_rate = 2, padding = "same", activation = "relu", use_bias = false }),
  separable = nn.separable_conv2d(4, 3),
  separable_same = nn.separable_conv2d(4, 3, { strides = 2, padding = "same", depth_multiplier = 2, activation = "relu" }),
  conv1d_groups = nn.conv1d(6, 3, { groups = 2, dilation_rate = 2, padding = "same" }),
  conv1d_explicit = nn.conv1d(4, 3, { strides = 2, padding = { { 2, 1 } }, activation = "relu" }),
  conv3d_options = nn.conv3d(6, { 3, 2, 1 }, { groups = 2, dilation_rate = { 1, 2, 1 }, padding = "same" }),
  transpose_1d = nn.conv1d_transpose(4, 3, { strides = 2 }),
  transpose_1d_same = nn.conv1d_transpose(2, 4, { strides = 2, padding = "same", activation = "tanh" }),
  transpose_1d_longer = nn.conv1d_transpose(2, 3, { strides = 3, padding = "same", output_padding = 2 }),
  transpose_3d = nn.conv3d_transpose(3, { 2, 3, 2 }, { strides = { 1, 2, 2 } }),
  transpose_3d_same = nn.conv3d_transpose(2, 3, { strides = 2, padding = "same", use_bias = false }),
  depthwise_1d = nn.depthwise_conv1d(3, { padding = "same" }),
  depthwise_1d_strided = nn.depthwise_conv1d(4, { strides = 2, depth_multiplier = 3, activation = "relu" }),
  separable_1d = nn.separable_conv1d(4, 3, { padding = "same", depth_multiplier = 2 }),
  separable_dilated = nn.separable_conv2d(4, { 2, 3 }, { dilation_rate = 2, use_bias = false }),
}

local m = cr.model("conv_layers", layers)

m:func("conv1d", { x = cr.f32 { 2, 9, 3 }, w = cr.f32 { 2, 7, 4 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.conv1d(x)
  local p = layers.conv1d.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("conv1d_same", { x = cr.f32 { 2, 9, 3 }, w = cr.f32 { 2, 5, 4 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.conv1d_same(x)
  local p = layers.conv1d_same.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("conv1d_causal", { x = cr.f32 { 2, 9, 3 }, w = cr.f32 { 2, 9, 4 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.conv1d_causal(x)
  local p = layers.conv1d_causal.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("conv2d", { x = cr.f32 { 2, 6, 7, 3 }, w = cr.f32 { 2, 4, 5, 4 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.conv2d(x)
  local p = layers.conv2d.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("conv2d_relu", { x = cr.f32 { 2, 6, 5, 3 }, w = cr.f32 { 2, 6, 5, 5 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.conv2d_relu(x)
  local p = layers.conv2d_relu.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("conv2d_options", { x = cr.f32 { 2, 8, 7, 4 }, w = cr.f32 { 2, 4, 7, 6 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.conv2d_options(x)
  local p = layers.conv2d_options.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("conv2d_dilated", { x = cr.f32 { 1, 9, 8, 2 }, w = cr.f32 { 1, 5, 6, 3 } },
       { "y", "d_x", "d_kernel" }, function(x, w)
  local y = layers.conv2d_dilated(x)
  local p = layers.conv2d_dilated.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"] }))
end)

m:func("conv2d_explicit", { x = cr.f32 { 1, 5, 6, 2 }, w = cr.f32 { 1, 3, 3, 3 } },
       { "y", "d_x", "d_kernel" }, function(x, w)
  local y = layers.conv2d_explicit(x)
  local p = layers.conv2d_explicit.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"] }))
end)

m:func("conv3d", { x = cr.f32 { 1, 4, 5, 4, 2 }, w = cr.f32 { 1, 3, 3, 3, 3 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.conv3d(x)
  local p = layers.conv3d.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("conv3d_same", { x = cr.f32 { 1, 4, 5, 4, 2 }, w = cr.f32 { 1, 2, 5, 2, 3 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.conv3d_same(x)
  local p = layers.conv3d_same.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("transpose", { x = cr.f32 { 2, 4, 5, 3 }, w = cr.f32 { 2, 6, 7, 4 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.transpose(x)
  local p = layers.transpose.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("transpose_strided", { x = cr.f32 { 2, 4, 3, 3 }, w = cr.f32 { 2, 9, 7, 4 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.transpose_strided(x)
  local p = layers.transpose_strided.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("transpose_same", { x = cr.f32 { 2, 4, 3, 3 }, w = cr.f32 { 2, 8, 6, 4 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.transpose_same(x)
  local p = layers.transpose_same.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("transpose_same_even", { x = cr.f32 { 2, 3, 4, 3 }, w = cr.f32 { 2, 6, 8, 2 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.transpose_same_even(x)
  local p = layers.transpose_same_even.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("transpose_same_odd", { x = cr.f32 { 1, 3, 4, 2 }, w = cr.f32 { 1, 9, 12, 2 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.transpose_same_odd(x)
  local p = layers.transpose_same_odd.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("transpose_gap", { x = cr.f32 { 1, 3, 3, 2 }, w = cr.f32 { 1, 9, 9, 2 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.transpose_gap(x)
  local p = layers.transpose_gap.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("transpose_longer", { x = cr.f32 { 2, 4, 3, 3 }, w = cr.f32 { 2, 10, 8, 4 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.transpose_longer(x)
  local p = layers.transpose_longer.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("transpose_same_longer", { x = cr.f32 { 2, 4, 3, 3 }, w = cr.f32 { 2, 8, 6, 4 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.transpose_same_longer(x)
  local p = layers.transpose_same_longer.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("transpose_same_shorter", { x = cr.f32 { 2, 4, 3, 3 }, w = cr.f32 { 2, 7, 5, 4 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.transpose_same_shorter(x)
  local p = layers.transpose_same_shorter.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("transpose_dilated", { x = cr.f32 { 1, 4, 5, 2 }, w = cr.f32 { 1, 8, 9, 3 } },
       { "y", "d_x", "d_kernel" }, function(x, w)
  local y = layers.transpose_dilated(x)
  local p = layers.transpose_dilated.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"] }))
end)

m:func("depthwise", { x = cr.f32 { 2, 6, 5, 4 }, w = cr.f32 { 2, 4, 3, 4 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.depthwise(x)
  local p = layers.depthwise.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("depthwise_same", { x = cr.f32 { 2, 6, 5, 3 }, w = cr.f32 { 2, 3, 3, 6 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.depthwise_same(x)
  local p = layers.depthwise_same.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("depthwise_dilated", { x = cr.f32 { 1, 7, 7, 3 }, w = cr.f32 { 1, 7, 7, 3 } },
       { "y", "d_x", "d_kernel" }, function(x, w)
  local y = layers.depthwise_dilated(x)
  local p = layers.depthwise_dilated.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"] }))
end)

m:func("separable", { x = cr.f32 { 2, 6, 5, 3 }, w = cr.f32 { 2, 4, 3, 4 } },
       { "y", "d_x", "d_depthwise_kernel", "d_pointwise_kernel", "d_bias" }, function(x, w)
  local y = layers.separable(x)
  local p = layers.separable.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["depthwise_kernel"], p["pointwise_kernel"], p["bias"] }))
end)

m:func("separable_same", { x = cr.f32 { 2, 6, 5, 3 }, w = cr.f32 { 2, 3, 3, 4 } },
       { "y", "d_x", "d_depthwise_kernel", "d_pointwise_kernel", "d_bias" }, function(x, w)
  local y = layers.separable_same(x)
  local p = layers.separable_same.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["depthwise_kernel"], p["pointwise_kernel"], p["bias"] }))
end)

m:func("conv1d_groups", { x = cr.f32 { 2, 9, 4 }, w = cr.f32 { 2, 9, 6 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.conv1d_groups(x)
  local p = layers.conv1d_groups.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("conv1d_explicit", { x = cr.f32 { 2, 7, 3 }, w = cr.f32 { 2, 4, 4 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.conv1d_explicit(x)
  local p = layers.conv1d_explicit.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("conv3d_options", { x = cr.f32 { 1, 5, 4, 4, 4 }, w = cr.f32 { 1, 5, 4, 4, 6 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.conv3d_options(x)
  local p = layers.conv3d_options.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("transpose_1d", { x = cr.f32 { 2, 5, 3 }, w = cr.f32 { 2, 11, 4 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.transpose_1d(x)
  local p = layers.transpose_1d.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("transpose_1d_same", { x = cr.f32 { 2, 5, 3 }, w = cr.f32 { 2, 10, 2 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.transpose_1d_same(x)
  local p = layers.transpose_1d_same.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("transpose_1d_longer", { x = cr.f32 { 2, 4, 3 }, w = cr.f32 { 2, 12, 2 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.transpose_1d_longer(x)
  local p = layers.transpose_1d_longer.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("transpose_3d", { x = cr.f32 { 1, 3, 2, 3, 2 }, w = cr.f32 { 1, 4, 5, 6, 3 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.transpose_3d(x)
  local p = layers.transpose_3d.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("transpose_3d_same", { x = cr.f32 { 1, 2, 3, 2, 2 }, w = cr.f32 { 1, 4, 6, 4, 2 } },
       { "y", "d_x", "d_kernel" }, function(x, w)
  local y = layers.transpose_3d_same(x)
  local p = layers.transpose_3d_same.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"] }))
end)

m:func("depthwise_1d", { x = cr.f32 { 2, 8, 3 }, w = cr.f32 { 2, 8, 3 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.depthwise_1d(x)
  local p = layers.depthwise_1d.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("depthwise_1d_strided", { x = cr.f32 { 2, 9, 2 }, w = cr.f32 { 2, 3, 6 } },
       { "y", "d_x", "d_kernel", "d_bias" }, function(x, w)
  local y = layers.depthwise_1d_strided(x)
  local p = layers.depthwise_1d_strided.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["kernel"], p["bias"] }))
end)

m:func("separable_1d", { x = cr.f32 { 2, 8, 3 }, w = cr.f32 { 2, 8, 4 } },
       { "y", "d_x", "d_depthwise_kernel", "d_pointwise_kernel", "d_bias" }, function(x, w)
  local y = layers.separable_1d(x)
  local p = layers.separable_1d.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["depthwise_kernel"], p["pointwise_kernel"], p["bias"] }))
end)

m:func("separable_dilated", { x = cr.f32 { 1, 7, 8, 3 }, w = cr.f32 { 1, 5, 4, 4 } },
       { "y", "d_x", "d_depthwise_kernel", "d_pointwise_kernel" }, function(x, w)
  local y = layers.separable_dilated(x)
  local p = layers.separable_dilated.params
  return y, table.unpack(cr.grad((y * w):sum(), { x, p["depthwise_kernel"], p["pointwise_kernel"] }))
end)
