-- cr.convolution with every option: values, and the gradients of both operands.
-- Written by make_golden.py; the numbers are in ../data/convolution.safetensors.
local cr = require "crescent"

local m = cr.model("convolution")

m:func("valid_1d", { x = cr.f32 { 2, 9, 3 }, k = cr.f32 { 4, 3, 5 }, w = cr.f32 { 2, 6, 5 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k)
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("same_1d", { x = cr.f32 { 2, 9, 3 }, k = cr.f32 { 4, 3, 5 }, w = cr.f32 { 2, 5, 5 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { padding = "same", strides = 2 })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("causal_1d", { x = cr.f32 { 2, 9, 3 }, k = cr.f32 { 3, 3, 4 }, w = cr.f32 { 2, 9, 4 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { padding = "causal", dilation = 2 })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("causal_strided_1d", { x = cr.f32 { 2, 8, 2 }, k = cr.f32 { 4, 2, 3 }, w = cr.f32 { 2, 3, 3 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { padding = "causal", strides = 3 })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("valid", { x = cr.f32 { 2, 7, 6, 3 }, k = cr.f32 { 3, 2, 3, 4 }, w = cr.f32 { 2, 5, 5, 4 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k)
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("same", { x = cr.f32 { 2, 7, 6, 3 }, k = cr.f32 { 3, 3, 3, 4 }, w = cr.f32 { 2, 7, 6, 4 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { padding = "same" })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("same_even_window", { x = cr.f32 { 2, 5, 6, 2 }, k = cr.f32 { 4, 2, 2, 3 }, w = cr.f32 { 2, 5, 6, 3 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { padding = "same" })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("same_strided", { x = cr.f32 { 2, 7, 8, 3 }, k = cr.f32 { 3, 5, 3, 4 }, w = cr.f32 { 2, 4, 3, 4 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { padding = "same", strides = { 2, 3 } })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("strided", { x = cr.f32 { 2, 9, 11, 2 }, k = cr.f32 { 3, 4, 2, 3 }, w = cr.f32 { 2, 3, 4, 3 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { strides = { 3, 2 } })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("stride_above_window", { x = cr.f32 { 1, 9, 8, 2 }, k = cr.f32 { 2, 1, 2, 3 }, w = cr.f32 { 1, 2, 3, 3 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { strides = { 4, 3 } })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("explicit_border", { x = cr.f32 { 2, 5, 6, 3 }, k = cr.f32 { 3, 3, 3, 4 }, w = cr.f32 { 2, 6, 7, 4 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { padding = { { 1, 2 }, { 0, 3 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("padding_above_window", { x = cr.f32 { 1, 3, 4, 2 }, k = cr.f32 { 2, 3, 2, 3 }, w = cr.f32 { 1, 5, 7, 3 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { padding = { { 4, 3 }, { 0, 5 } }, strides = { 2, 1 } })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("dilated", { x = cr.f32 { 2, 9, 8, 2 }, k = cr.f32 { 3, 3, 2, 4 }, w = cr.f32 { 2, 5, 2, 4 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { dilation = { 2, 3 } })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("dilated_same_strided", { x = cr.f32 { 1, 9, 10, 2 }, k = cr.f32 { 3, 2, 2, 3 }, w = cr.f32 { 1, 5, 5, 3 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { dilation = 2, strides = 2, padding = "same" })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("input_dilated", { x = cr.f32 { 2, 4, 5, 2 }, k = cr.f32 { 3, 3, 2, 3 }, w = cr.f32 { 2, 5, 11, 3 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { input_dilation = { 2, 3 } })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("input_dilated_all", { x = cr.f32 { 1, 5, 4, 2 }, k = cr.f32 { 2, 3, 2, 3 }, w = cr.f32 { 1, 3, 4, 3 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { input_dilation = 2, dilation = { 1, 2 }, strides = { 3, 2 }, padding = { { 1, 0 }, { 2, 2 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("groups", { x = cr.f32 { 2, 5, 6, 6 }, k = cr.f32 { 3, 3, 2, 9 }, w = cr.f32 { 2, 5, 6, 9 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { groups = 3, padding = "same" })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("groups_strided", { x = cr.f32 { 2, 7, 6, 4 }, k = cr.f32 { 3, 2, 2, 4 }, w = cr.f32 { 2, 4, 3, 4 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { groups = 2, strides = 2, padding = { { 1, 1 }, { 0, 1 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("depthwise", { x = cr.f32 { 2, 6, 7, 5 }, k = cr.f32 { 3, 3, 1, 5 }, w = cr.f32 { 2, 6, 7, 5 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { groups = 5, padding = "same" })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("depthwise_multiplied", { x = cr.f32 { 1, 6, 7, 3 }, k = cr.f32 { 3, 2, 1, 6 }, w = cr.f32 { 1, 2, 3, 6 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { groups = 3, strides = 2 })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("depthwise_dilated", { x = cr.f32 { 1, 9, 7, 4 }, k = cr.f32 { 3, 3, 1, 4 }, w = cr.f32 { 1, 9, 7, 4 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { groups = 4, dilation = 2, padding = "same" })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("one_by_one", { x = cr.f32 { 2, 5, 4, 6 }, k = cr.f32 { 1, 1, 6, 5 }, w = cr.f32 { 2, 5, 4, 5 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k)
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("one_by_one_strided", { x = cr.f32 { 2, 5, 4, 6 }, k = cr.f32 { 1, 1, 6, 5 }, w = cr.f32 { 2, 3, 2, 5 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { strides = 2 })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("one_pixel", { x = cr.f32 { 3, 1, 1, 4 }, k = cr.f32 { 3, 3, 4, 5 }, w = cr.f32 { 3, 1, 1, 5 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { padding = "same" })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("window_is_image", { x = cr.f32 { 3, 4, 5, 2 }, k = cr.f32 { 4, 5, 2, 6 }, w = cr.f32 { 3, 1, 1, 6 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k)
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("one_channel", { x = cr.f32 { 2, 6, 6, 1 }, k = cr.f32 { 3, 3, 1, 1 }, w = cr.f32 { 2, 6, 6, 1 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { padding = "same" })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("many_channels", { x = cr.f32 { 1, 4, 4, 20 }, k = cr.f32 { 3, 3, 20, 35 }, w = cr.f32 { 1, 4, 4, 35 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { padding = "same" })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("valid_3d", { x = cr.f32 { 1, 4, 5, 6, 2 }, k = cr.f32 { 2, 3, 2, 2, 3 }, w = cr.f32 { 1, 3, 3, 5, 3 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k)
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("same_3d", { x = cr.f32 { 1, 4, 5, 3, 2 }, k = cr.f32 { 3, 2, 2, 2, 3 }, w = cr.f32 { 1, 2, 5, 2, 3 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { padding = "same", strides = { 2, 1, 2 } })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)

m:func("all_3d", { x = cr.f32 { 1, 5, 4, 6, 4 }, k = cr.f32 { 2, 2, 3, 2, 4 }, w = cr.f32 { 1, 4, 2, 4, 4 } },
       { "y", "d_x", "d_k" }, function(x, k, w)
  local y = cr.convolution(x, k, { groups = 2, dilation = { 2, 1, 1 }, padding = { { 1, 0 }, { 0, 1 }, { 2, 1 } }, strides = { 1, 2, 2 } })
  return y, table.unpack(cr.grad((y * w):sum(), { x, k }))
end)
